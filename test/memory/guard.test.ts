import { describe, expect, it } from '@jest/globals';
import type { Address, HCryptoSession, HDevice } from 'softumd/ddi';
import {
  Flush,
  D3D10_2DDI_ADAPTERFUNCS,
  NegotiateCryptoSessionKeyExchange,
  readTable,
  S_OK,
  SetErrorCb,
} from 'softumd/ddi';
import { AccessViolation, ArenaMemory, CodeSegment, nameCulprit } from 'softumd/memory';
import { caught } from '../support/caught.js';

const at = (address: number) => address as Address;

/** NegotiateCryptoSessionKeyExchange whose body reads four bytes somewhere. */
function readingAt(memory: ArenaMemory, target: (pData: number) => number) {
  return nameCulprit(NegotiateCryptoSessionKeyExchange, (...args) => {
    memory.readU32(at(target(Number(args[3]))));
    return S_OK;
  });
}

describe('nameCulprit', () => {
  it('says function, parameter, address and what lies nearest', () => {
    const memory = new ArenaMemory();
    const pData = memory.allocate(256, 'application: key buffer');
    const call = readingAt(memory, (start) => start + 254);
    const error = caught(() => call(0x1000_0000, 0x2000_0000, 256, pData));
    expect(error).toBeInstanceOf(AccessViolation);
    expect(error).toMatchObject({
      address: pData + 254,
      bytes: 4,
      nearest: { label: 'application: key buffer', address: pData, bytes: 256, live: true },
      culprit: { functionName: 'NegotiateCryptoSessionKeyExchange', parameter: 'pData' },
    });
    expect(String(error)).toBe(
      'AccessViolation: access violation in NegotiateCryptoSessionKeyExchange, parameter pData: ' +
        `4 bytes at 0x${(pData + 254).toString(16)} are not all live; ` +
        `nearest is 'application: key buffer', 256 bytes at 0x${pData.toString(16)} (offset 254)`,
    );
  });

  it.each([
    ['a NaN pointer', Number.NaN, 'pData'],
    ['a wild pointer', 0x5555_0000, 'pData'],
    ['a null pointer', 0, undefined],
  ])('blames %s on the parameter it came by', (_name, pData, parameter) => {
    const memory = new ArenaMemory();
    const call = readingAt(memory, (start) => start);
    const error = caught(() => call(0x1000_0000, 0x2000_0000, 256, pData));
    expect(error).toBeInstanceOf(AccessViolation);
    expect((error as AccessViolation).culprit?.parameter).toBe(parameter);
    expect(String(error)).toContain('no allocation is near');
  });

  it('blames a handle for what lies behind the handle, and nobody for what is far from every pointer', () => {
    const memory = new ArenaMemory();
    const [hDevice, hCryptoSession, pData] = [
      0x1000_0000 as HDevice,
      0x2000_0000 as HCryptoSession,
      at(0x3000_0000),
    ];
    const culprit = (target: number) => {
      const call = readingAt(memory, () => target);
      const error = caught(() => call(hDevice, hCryptoSession, 256, pData));
      return (error as AccessViolation).culprit;
    };
    expect(culprit(hCryptoSession + 8)).toMatchObject({ parameter: 'hCryptoSession' });
    expect(culprit(hDevice + 4)).toMatchObject({ parameter: 'hDevice' });
    expect(culprit(hDevice - 4)).toEqual({ functionName: 'NegotiateCryptoSessionKeyExchange' });
    // Two pointers are near enough: the nearer one is to blame, whichever comes first.
    const nearer = readingAt(memory, () => 0x1000_0104);
    for (const [device, session, parameter] of [
      [0x1000_0100, 0x1000_0000, 'hDevice'],
      [0x1000_0000, 0x1000_0100, 'hCryptoSession'],
    ] as const)
      expect(caught(() => nearer(device, session, 256, pData))).toMatchObject({ culprit: { parameter } });
    expect(culprit(0x7000_0000)).toEqual({ functionName: 'NegotiateCryptoSessionKeyExchange' });
  });

  it('leaves the innermost culprit, results and other errors as they are', () => {
    const inner = nameCulprit(SetErrorCb, () => {
      throw new AccessViolation('access', at(16), 4, undefined);
    });
    const outer = nameCulprit(NegotiateCryptoSessionKeyExchange, () => inner());
    expect(caught(() => outer())).toMatchObject({ culprit: { functionName: 'SetErrorCb' } });
    const other = new RangeError('mine');
    const failing = nameCulprit(SetErrorCb, () => {
      throw other;
    });
    expect(caught(() => failing())).toBe(other);
    expect(nameCulprit(SetErrorCb, () => S_OK)()).toBe(S_OK);
  });
});

describe('a code segment', () => {
  it('gives every function an address of its own, where it is found again', () => {
    const code = new CodeSegment();
    const addresses = [1, 2, 3].map((answer) => code.addressOf(Flush, () => answer));
    expect(new Set(addresses).size).toBe(3);
    expect(addresses.map((address) => code.functionAt(Flush, address)(0 as never, 0))).toEqual([1, 2, 3]);
  });

  it.each([0, -16, Number.NaN, 0x7ff6_0000_0000 - 16, 0x7ff6_0000_0008, 0x7ff6_0000_0010, 2 ** 63])(
    'throws an access violation for a call of %p',
    (address) => {
      const code = new CodeSegment();
      code.addressOf(SetErrorCb, () => undefined);
      const error = caught(() => code.functionAt(SetErrorCb, at(address)));
      expect(error).toBeInstanceOf(AccessViolation);
      expect(error).toMatchObject({ kind: 'execute', culprit: { functionName: 'SetErrorCb' } });
      expect(String(error)).toContain('access violation in SetErrorCb: no code at');
    },
  );

  it('holds no data, and an arena no code', () => {
    const memory = new ArenaMemory();
    const code = new CodeSegment();
    expect(() => memory.readU8(code.addressOf(SetErrorCb, () => undefined))).toThrow(AccessViolation);
    const table = memory.allocate(D3D10_2DDI_ADAPTERFUNCS.bytes, 'table');
    memory.writeU64(at(table + D3D10_2DDI_ADAPTERFUNCS.offset('pfnGetCaps')), BigInt(table));
    expect(String(caught(() => readTable(memory, code, D3D10_2DDI_ADAPTERFUNCS, table)))).toContain(
      `access violation in GetCaps: no code at 0x${table.toString(16)}`,
    );
  });
});
