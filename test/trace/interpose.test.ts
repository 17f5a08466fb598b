import { describe, expect, it } from '@jest/globals';
import { createDevice, createDriver, HResultError } from 'softumd';
import { HostAdapter, type HostDevice } from '../../src/host/index.js';
import {
  type AnyFunction,
  CalcPrivateCryptoSessionSize,
  chain,
  CreateCryptoSession,
  createFaults,
  CryptoSessionGetHandle,
  D3D11_1DDI_CRYPTO_TYPE_AES128_CTR,
  D3D11_1DDI_DECODER_PROFILE_H264_VLD_NOFGT,
  D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP,
  D3D11_1DDI_VIDEODEVICEFUNCS,
  D3DDDIERR_UNSUPPORTEDCRYPTO,
  DestroyCryptoSession,
  E_FAIL,
  E_INVALIDARG,
  E_OUTOFMEMORY,
  DXGI_ERROR_DRIVER_INTERNAL_ERROR,
  type FaultRule,
  type FunctionDeclaration,
  type FunctionName,
  interpose,
  type Interposer,
  isFunctionDeclaration,
  NULL,
  on,
  onEvery,
  S_OK,
} from 'softumd/ddi';
import * as ddi from 'softumd/ddi';
import { ArenaMemory, CodeSegment } from 'softumd/memory';

const process = { memory: new ArenaMemory(), code: new CodeSegment() };

/** What an interposer makes of a function that answers `answer`, and how often that is called. */
function subject(
  interposer: Interposer,
  answer: unknown = S_OK,
  declaration: object = CryptoSessionGetHandle,
) {
  let calls = 0;
  const inner = (() => {
    calls += 1;
    return answer;
  }) as AnyFunction;
  const call = interposer(declaration as typeof CryptoSessionGetHandle, inner, process);
  return { call, inner, calls: () => calls };
}

describe('hooks', () => {
  it('before a call see declaration, arguments and process, and let it pass', () => {
    const seen: unknown[] = [];
    const { call, calls } = subject(onEvery({ before: (one) => void seen.push(one) }), E_FAIL);
    expect(call(1, 2, 3)).toBe(E_FAIL);
    expect(seen).toEqual([{ declaration: CryptoSessionGetHandle, args: [1, 2, 3], process }]);
    expect(calls()).toBe(1);
  });

  it('before a call may answer instead: neither the function nor after is called', () => {
    let after = 0;
    const { call, calls } = subject(
      onEvery({
        before: () => ({ answer: E_OUTOFMEMORY }),
        after: () => {
          after += 1;
        },
      }),
    );
    expect(call()).toBe(E_OUTOFMEMORY);
    expect([calls(), after]).toEqual([0, 0]);
  });

  it('may answer nothing for a VOID function, which is an answer too', () => {
    const { call, calls } = subject(onEvery({ before: () => ({ answer: undefined }) }), undefined);
    expect(call()).toBeUndefined();
    expect(calls()).toBe(0);
  });

  it('after a call see the answer and may give another', () => {
    const seen: unknown[] = [];
    const other = onEvery({
      after: ({ args }, result) => {
        seen.push(args, result);
        return { answer: E_FAIL };
      },
    });
    expect(subject(other).call(7)).toBe(E_FAIL);
    expect(seen).toEqual([[7], S_OK]);
    expect(subject(onEvery({ after: () => undefined }), E_INVALIDARG).call()).toBe(E_INVALIDARG);
  });

  it('stand in for a function, with before and after around what they put there', () => {
    const order: string[] = [];
    const { call, calls } = subject(
      onEvery({
        before: () => void order.push('before'),
        replace: (inner, declaration, { memory }) => {
          expect([declaration, memory]).toEqual([CryptoSessionGetHandle, process.memory]);
          return (...args) => {
            order.push('replaced');
            return inner(...args);
          };
        },
        after: () => void order.push('after'),
      }),
    );
    call();
    expect(order).toEqual(['before', 'replaced', 'after']);
    expect(calls()).toBe(1);
  });

  it('let what is thrown through', () => {
    const thrower = onEvery({
      before: () => {
        throw new RangeError('here');
      },
    });
    expect(() => subject(thrower).call()).toThrow('here');
  });

  it('cost nothing where they are not: the very function comes back', () => {
    const { call, inner } = subject(onEvery({}));
    expect(call).toBe(inner);
    const other = subject(on(DestroyCryptoSession, { before: () => undefined }));
    expect(other.call).toBe(other.inner);
  });

  it('are hung on one declaration, whose types they have', () => {
    const hook = on(CalcPrivateCryptoSessionSize, {
      after: ({ args: [hDevice] }, bytes) => ({ answer: bytes + hDevice }),
    });
    const { call } = subject(hook, 16, CalcPrivateCryptoSessionSize);
    expect(call(100, 0)).toBe(116);
  });

  it('in a chain: the first is nearest to the caller', () => {
    const order: string[] = [];
    const mark = (name: string) => onEvery({ before: () => void order.push(name) });
    subject(chain(mark('outer'), mark('middle'), mark('inner'))).call();
    expect(order).toEqual(['outer', 'middle', 'inner']);
    const nothing = subject(chain());
    expect(nothing.call).toBe(nothing.inner);
  });

  it('pass through a whole table, slot by slot', () => {
    const entries = { pfnCreateCryptoSession: () => S_OK, pfnCryptoSessionGetHandle: () => S_OK };
    const refuse = on(CreateCryptoSession, { before: () => ({ answer: E_OUTOFMEMORY }) });
    const wrapped = interpose(D3D11_1DDI_VIDEODEVICEFUNCS, entries, refuse, process);
    expect(Object.keys(wrapped)).toEqual(Object.keys(entries));
    expect((wrapped.pfnCreateCryptoSession as AnyFunction)()).toBe(E_OUTOFMEMORY);
    expect(wrapped.pfnCryptoSessionGetHandle).toBe(entries.pfnCryptoSessionGetHandle);
  });
});

/** What a facade call that fails throws, as its HRESULT. */
function codeOf(call: () => unknown): number | undefined {
  try {
    call();
  } catch (error) {
    if (error instanceof HResultError) return error.hresult;
    throw error;
  }
  return undefined;
}

describe('createFaults', () => {
  const create = (device: ReturnType<typeof createDevice>) =>
    device.videoDevice.createCryptoSession(
      D3D11_1DDI_CRYPTO_TYPE_AES128_CTR,
      D3D11_1DDI_DECODER_PROFILE_H264_VLD_NOFGT,
      D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP,
    );

  it('lets the nth call fail, once, and no other', () => {
    const faults = createFaults([{ call: 'CreateCryptoSession', nth: 2, answer: E_OUTOFMEMORY }]);
    const device = createDevice({ interposer: faults.interposer });
    const codes = [1, 2, 3].map(() => codeOf(() => create(device)));
    expect(codes).toEqual([undefined, E_OUTOFMEMORY, undefined]);
    faults.verify();
  });

  it('counts a rule from when it is made, and fires several in a row', () => {
    const faults = createFaults();
    const device = createDevice({ interposer: faults.interposer });
    create(device);
    faults.add({ call: 'CreateCryptoSession', answer: E_OUTOFMEMORY });
    faults.add({ call: 'CreateCryptoSession', nth: 2, answer: D3DDDIERR_UNSUPPORTEDCRYPTO });
    const codes = [1, 2, 3].map(() => codeOf(() => create(device)));
    expect(codes).toEqual([E_OUTOFMEMORY, D3DDDIERR_UNSUPPORTEDCRYPTO, undefined]);
    faults.verify();
  });

  it('reports for a VOID function through pfnSetErrorCb of its device, the function itself not being called', () => {
    const faults = createFaults([{ call: 'GetCertificateSize', nth: 2, answer: E_OUTOFMEMORY }]);
    const { adapter } = HostAdapter.open(createDriver({ interposer: faults.interposer }));
    const [first, second] = [1, 2].map(() => adapter!.createDevice().device!) as [HostDevice, HostDevice];
    const errorsOf = (device: HostDevice) => {
      device.video!.pfnGetCertificateSize!(device.hDevice, NULL, NULL);
      return [...first.takeErrors(), '|', ...second.takeErrors()];
    };
    const refused = [E_INVALIDARG, '|'];
    expect([first, second, first].map(errorsOf)).toEqual([refused, ['|', E_OUTOFMEMORY], refused]);
    faults.verify();
  });

  it.each<[FaultRule, string]>([
    [
      { call: 'CreateCryptoSession', nth: 3, answer: E_FAIL },
      'call 3 of CreateCryptoSession never came, there were 1',
    ],
    [{ call: 'OpenAdapter10', answer: E_FAIL }, 'the driver has no function OpenAdapter10'],
  ])('complains of a rule that did not fire: %j', (rule, why) => {
    const faults = createFaults([{ call: 'CreateCryptoSession', answer: E_OUTOFMEMORY }, rule]);
    const device = createDevice({ interposer: faults.interposer });
    expect(codeOf(() => create(device))).toBe(E_OUTOFMEMORY);
    expect(() => {
      faults.verify();
    }).toThrow(`fault ${JSON.stringify(rule)} did not fire: ${why}`);
  });

  it.each([-2147024882, 0x8007000e])('answers a code that is written as %p (D-63)', (answer) => {
    const faults = createFaults([{ call: 'CreateCryptoSession', answer }]);
    faults.add({ call: 'GetCertificateSize', answer });
    const device = createDevice({ interposer: faults.interposer, criticalVoid: 'remove' });
    expect(codeOf(() => create(device))).toBe(E_OUTOFMEMORY);
    const session = create(device);
    codeOf(() => session.getCertificate());
    expect(device.removedReason).toBe(DXGI_ERROR_DRIVER_INTERNAL_ERROR);
    expect(device.messages.at(-2)?.text).toContain(
      'the driver answered E_OUTOFMEMORY from GetCertificateSize',
    );
    faults.verify();
  });

  it('answers any number of bytes from a size query', () => {
    const faults = createFaults([{ call: 'CalcPrivateCryptoSessionSize', answer: 2 ** 64 }]);
    const device = createDevice({ interposer: faults.interposer });
    expect(codeOf(() => create(device))).toBe(E_OUTOFMEMORY);
    faults.verify();
  });

  it.each([
    ['CreateCryptoSession', 2 ** 32, 'a 32-bit code, signed or unsigned'],
    ['CreateCryptoSession', -(2 ** 31) - 1, 'a 32-bit code, signed or unsigned'],
    ['GetCertificateSize', 0.5, 'a 32-bit code, signed or unsigned'],
    ['Flush', Number.NaN, 'a 32-bit code, signed or unsigned'],
    ['CreateDevice', undefined as never, 'a 32-bit code, signed or unsigned'],
    ['CalcPrivateResourceSize', -1, 'a whole number of bytes'],
  ] as const)('refuses an answer that %s cannot give: %p', (name, answer, expected) => {
    const text = `fault on ${name}: answer: expected ${expected}, received ${String(answer)}`;
    expect(() => createFaults([{ call: name, answer }])).toThrow(new RangeError(text));
    expect(() => {
      createFaults().add({ call: name, answer });
    }).toThrow(RangeError);
  });

  it('knows the declared functions, at compile time and when it runs', () => {
    // @ts-expect-error: the type is made of the declarations' names
    const misspelt: FaultRule = { call: 'CreateCrpytoSession', answer: E_FAIL };
    expect(() => createFaults([misspelt])).toThrow(
      new TypeError(
        "fault: call: expected the name of a declared function, received 'CreateCrpytoSession'; did you mean CreateCryptoSession?",
      ),
    );
    expect(() => createFaults([{ call: 7 as never, answer: E_FAIL }])).toThrow(TypeError);
    const exported = Object.entries(ddi as Readonly<Record<string, unknown>>).filter(([, value]) =>
      isFunctionDeclaration(value),
    );
    // What the type is made of, an export's name without its version, is what the declaration calls itself.
    for (const [name, declaration] of exported)
      expect(name.replace(/_(WDDM|RS).*/, '')).toBe((declaration as FunctionDeclaration).name);
    const every = exported.map(
      ([, declaration]) => (declaration as FunctionDeclaration).name as FunctionName,
    );
    expect(() => createFaults(every.map((name) => ({ call: name, answer: 1 })))).not.toThrow();
  });
});
