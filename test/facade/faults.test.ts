/** Fault rules at the border of the API, as a player's tests use them. */
import { describe, expect, it } from '@jest/globals';
import { type ApiFaultRule, createAdapter, createDevice, createMachine, type Device } from 'softumd';
import {
  D3D11_CRYPTO_TYPE_AES128_CTR,
  D3D11_KEY_EXCHANGE_RSAES_OAEP,
  D3DDDIERR_UNSUPPORTEDCRYPTO,
  DXGI_ERROR_DEVICE_REMOVED,
  DXGI_ERROR_UNSUPPORTED,
  DXGI_ERROR_WAS_STILL_DRAWING,
  E_OUTOFMEMORY,
  E_PENDING,
  S_OK,
} from 'softumd/d3d11';
import { createCallLog, createFaults } from 'softumd/ddi';
import { encryptForDecryptionBlt, readCertificateChain, wrapSessionKey } from 'softumd/player';
import { caught } from '../support/caught.js';
import { counted } from './counted.js';

const createSession = 'ID3D11VideoDevice::CreateCryptoSession';
const sessionOf = ({ videoDevice }: Device) =>
  videoDevice.createCryptoSession(D3D11_CRYPTO_TYPE_AES128_CTR, null, D3D11_KEY_EXCHANGE_RSAES_OAEP);

/** The code that a call failed with; S_OK where it did its work. */
const codeOf = (call: () => unknown) => (caught(call) as { hresult?: number } | undefined)?.hresult ?? S_OK;

describe('faults of the API', () => {
  it('take the memory from the second session', () => {
    const device = createDevice({ faults: [{ call: createSession, nth: 2, answer: E_OUTOFMEMORY }] });
    const codes = [1, 2, 3].map(() => codeOf(() => sessionOf(device)));
    expect(codes).toEqual([S_OK, E_OUTOFMEMORY, S_OK]);
    expect([device.removedReason, device.messages.map(({ check }) => check)]).toEqual([
      S_OK,
      ['FAULT_RULE_ANSWERED'],
    ]);
    device.faults.verify();
  });

  it('make of the crypto type one that is not supported, until told', () => {
    const device = createDevice({ faults: [] });
    const answer = D3DDDIERR_UNSUPPORTEDCRYPTO | 0; // as C++ prints it, signed
    const rule = device.faults.add({ call: createSession, every: true, answer });
    expect([1, 2, 3].map(() => codeOf(() => sessionOf(device)))).toEqual(
      [1, 2, 3].map(() => D3DDDIERR_UNSUPPORTEDCRYPTO),
    );
    rule.stop();
    expect(codeOf(() => sessionOf(device))).toBe(S_OK);
    device.faults.verify();
  });

  it('count what a player calls, and not what the runtime calls at the driver', () => {
    const atDriver = createCallLog(1000);
    const faults: ApiFaultRule[] = [
      { call: 'ID3D11VideoDevice::GetContentProtectionCaps', answer: E_PENDING },
      { call: 'ID3D11VideoDevice::CheckCryptoKeyExchange', answer: E_OUTOFMEMORY },
    ];
    const device = createDevice({ faults, interposer: atDriver.interposer });
    sessionOf(device);
    const asked = atDriver
      .lines()
      .filter((line) => /^(GetContentProtectionCaps|GetCryptoKeyExchangeType)\(/.test(line));
    expect(asked).toHaveLength(2); // CreateCryptoSession asks both of them
    const { api } = device.videoDevice;
    const type = D3D11_CRYPTO_TYPE_AES128_CTR;
    const caps = () => api.GetContentProtectionCaps(type, null, {});
    expect([caps(), caps()]).toEqual([E_PENDING, S_OK]);
    const exchange = () => api.CheckCryptoKeyExchange(type, null, 0, {});
    expect([exchange(), exchange()]).toEqual([E_OUTOFMEMORY, S_OK]);
    device.faults.verify();
  });

  it("count apart from the rules on the driver's functions, which count what the runtime calls there", () => {
    const below = createFaults([{ call: 'CreateCryptoSession', nth: 2, answer: E_OUTOFMEMORY }]);
    const faults = [{ call: createSession, nth: 2, answer: E_PENDING }] as const;
    const device = createDevice({ faults, interposer: below.interposer });
    const codes = [1, 2, 3, 4].map(() => codeOf(() => sessionOf(device)));
    expect(codes).toEqual([S_OK, E_PENDING, E_OUTOFMEMORY, S_OK]);
    below.verify();
    device.faults.verify();
  });

  it('are not used up by what the facade asks for itself', () => {
    const device = createDevice({
      faults: [
        { call: 'ID3D11Device::GetDeviceRemovedReason', every: true, answer: DXGI_ERROR_DEVICE_REMOVED },
      ],
    });
    device.flush();
    device.createBuffer('staging', 16).write(new Uint8Array(16));
    expect(device.removedReason).toBe(DXGI_ERROR_DEVICE_REMOVED);
  });
});

describe('a device that is busy', () => {
  /** A device under a rule from now on, and what a player does with it. */
  function player(device: Device) {
    const session = sessionOf(device);
    const sessionKey = counted(16, 7);
    const { leaf } = readCertificateChain(session.getCertificate());
    const negotiate = () => {
      device.videoContext.negotiateCryptoSessionKeyExchange(session, wrapSessionKey(leaf, sessionKey));
    };
    const [source, surface, copy] = [
      device.createBuffer('staging', 64),
      device.createBuffer('protected', 64),
      device.createBuffer('staging', 64),
    ];
    const iv = counted(16, 90);
    source.write(encryptForDecryptionBlt({ sessionKey, iv, data: counted(64) }));
    const blt = () => {
      device.videoContext.decryptionBlt(session, source, surface, { iv });
    };
    const shown = () => {
      device.copyResource(copy, surface);
      return copy.read();
    };
    const knowsKey = () => device.driver.oracle.remembers(sessionKey);
    return { session, sessionKey, negotiate, blt, shown, copy, knowsKey };
  }

  const busy = Object.entries({ E_PENDING, DXGI_ERROR_WAS_STILL_DRAWING });

  /** Three calls that are not done, by which nothing changes, and a fourth one. */
  function threeTimes<T>(
    device: Device,
    call: ApiFaultRule['call'],
    answer: number,
    body: () => unknown,
    state: () => T,
  ) {
    const before = state();
    device.faults.add({ call, first: 3, answer });
    expect([1, 2, 3].map(() => codeOf(body))).toEqual([answer, answer, answer]);
    expect([device.removedReason, state()]).toEqual([S_OK, before]);
    expect(codeOf(body)).toBe(S_OK);
    device.faults.verify();
    return before;
  }

  it.each(busy)('negotiates no key, three times over, and then does: %s', (_name, answer) => {
    const device = createDevice({ faults: [] });
    const { negotiate, knowsKey } = player(device);
    const call = 'ID3D11VideoContext::NegotiateCryptoSessionKeyExchange';
    expect(threeTimes(device, call, answer, negotiate, knowsKey)).toBe(false);
    expect(knowsKey()).toBe(true);
  });

  it.each(busy)('decrypts nothing, three times over, and then does: %s', (_name, answer) => {
    const device = createDevice({ faults: [] });
    const { negotiate, blt, shown } = player(device);
    negotiate();
    const said = () => device.messages.length;
    const quiet = said();
    expect(threeTimes(device, 'ID3D11VideoContext::DecryptionBlt', answer, blt, shown)).not.toEqual(
      counted(64),
    );
    expect(shown()).toEqual(counted(64));
    expect(said() - quiet).toBe(3);
    expect(device.messages.at(-1)).toMatchObject({
      call: 'ID3D11VideoContext::DecryptionBlt',
      hresult: answer,
    });
  });

  it.each(busy)('maps nothing, three times over, and then does: %s', (_name, answer) => {
    const device = createDevice({ faults: [] });
    const { copy } = player(device);
    const live = () => device.driver.memory.live().length;
    threeTimes(device, 'ID3D11DeviceContext::Map', answer, () => copy.read(), live);
    expect(copy.read()).toEqual(new Uint8Array(64));
  });

  it.each(busy)(
    'tells no handle and no certificate, three times over, and then does: %s',
    (_name, answer) => {
      const device = createDevice({ faults: [] });
      const { session } = player(device);
      const { api } = session;
      const size = { value: 7 };
      threeTimes(
        device,
        'ID3D11CryptoSession::GetCertificateSize',
        answer,
        () => session.getCertificate(),
        () => size,
      );
      threeTimes(
        device,
        'ID3D11CryptoSession::GetCertificate',
        answer,
        () => session.getCertificate(),
        () => size,
      );
      const handle: { value?: bigint } = {};
      device.faults.add({ call: 'ID3D11CryptoSession::GetCryptoSessionHandle', first: 1, answer });
      api.GetCryptoSessionHandle(handle);
      expect([handle, device.removedReason]).toEqual([{}, S_OK]);
      expect(session.handle).toEqual(expect.any(BigInt));
      device.faults.verify();
    },
  );
});

describe('rules of a machine', () => {
  it('count the calls of all its devices', () => {
    const machine = createMachine([{}, {}], {
      faults: [{ call: createSession, nth: 2, answer: E_OUTOFMEMORY }],
    });
    const [one, two] = machine.adapters.map((adapter) => adapter.createDevice());
    expect([one, two, one].map((device) => codeOf(() => sessionOf(device!)))).toEqual([
      S_OK,
      E_OUTOFMEMORY,
      S_OK,
    ]);
    expect([one!.faults, machine.adapters[1]!.faults]).toEqual([machine.faults, machine.faults]);
    machine.faults.verify();
  });

  it('stand on the functions of the libraries too', () => {
    const adapter = createAdapter({
      faults: [{ call: 'D3D11CreateDevice', nth: 2, answer: DXGI_ERROR_UNSUPPORTED }],
    });
    adapter.createDevice();
    expect(codeOf(() => adapter.createDevice())).toBe(DXGI_ERROR_UNSUPPORTED);
    adapter.faults.verify();
  });

  it('are those of one machine alone', () => {
    const faults = [{ call: createSession, answer: E_OUTOFMEMORY }] as const;
    const [one, two] = [createDevice({ faults }), createDevice({ faults })];
    expect([one, one, two, two].map((device) => codeOf(() => sessionOf(device)))).toEqual([
      E_OUTOFMEMORY,
      S_OK,
      E_OUTOFMEMORY,
      S_OK,
    ]);
    expect(codeOf(() => sessionOf(createDevice()))).toBe(S_OK);
  });

  it('say so where they did not come true', () => {
    const device = createDevice({ faults: [{ call: createSession, first: 3, answer: E_PENDING }] });
    codeOf(() => sessionOf(device));
    expect(() => {
      device.faults.verify();
    }).toThrow(`answered 1 of 3 calls: there were 1 of ${createSession}`);
  });
});

describe('what is no rule on the API', () => {
  it('is sent where it belongs', () => {
    const text =
      "faults: call: expected a method or function of the API, received 'CreateCryptoSession', which is the driver's: " +
      'its rules go to createFaults([…]) of softumd/ddi, whose interposer is the option interposer';
    const rule = { call: 'CreateCryptoSession', answer: E_OUTOFMEMORY } as never;
    expect(caught(() => createDevice({ faults: [rule] }))).toEqual(new TypeError(text));
    expect(caught(() => createDevice({ faults: [] }).faults.add(rule))).toEqual(new TypeError(text));
    // @ts-expect-error: the compiler knows the API's names
    const typed: ApiFaultRule = { call: 'CreateCryptoSession', answer: E_OUTOFMEMORY };
    expect(typed).toBeDefined();
  });

  it.each<[unknown, string]>([
    [{}, 'createDevice: faults: expected an array, received an object'],
    [
      [7],
      "createDevice: faults[0]: expected a rule such as { call: 'ID3D11Device::CreateBuffer', answer: E_OUTOFMEMORY }, received 7",
    ],
    [
      [{ call: `${createSession}s`, answer: 0 }],
      `received '${createSession}s'; did you mean ${createSession}`,
    ],
    [[{ call: createSession, answer: 0, nht: 1 }], 'fault: nht: unknown member of a rule; did you mean nth?'],
  ])('is refused: %j', (faults, text) => {
    const error = caught(() => createDevice({ faults: faults as never }));
    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).message).toContain(text);
  });

  it('has no place where none was made', () => {
    const error = new TypeError('faults: nothing waits for rules; the option faults: [] makes room for them');
    expect(caught(() => createDevice({ calls: 5 }).faults)).toEqual(error);
    expect(caught(() => createMachine([]).faults)).toEqual(error);
  });
});
