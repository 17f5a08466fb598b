import { describe, expect, it } from '@jest/globals';
import type {
  Address,
  AnyFunction,
  FunctionDeclaration,
  HCryptoSession,
  HDevice,
  HResource,
  Struct,
} from 'softumd/ddi';
import {
  CreateDevice,
  CreateResource,
  D3D10_2DDI_ADAPTERFUNCS,
  D3D10_DDIARG_SUBRESOURCE_UP as INITIAL,
  D3D10DDI_MAPPED_SUBRESOURCE,
  D3D10DDI_MIPINFO,
  D3D10DDIARG_CREATEDEVICE,
  D3D11DDIARG_CREATERESOURCE,
  Flush,
  NegotiateCryptoSessionKeyExchange,
  NULL,
  readTable,
  ResourceMap,
  S_OK,
  SetErrorCb,
} from 'softumd/ddi';
import { createDriver } from 'softumd';
import { HostAdapter } from '../../src/host/index.js';
import { AccessViolation, ArenaMemory, CodeSegment, nameCulprit } from 'softumd/memory';
import { caught } from '../support/caught.js';

const at = (address: number) => address as Address;

/** NegotiateCryptoSessionKeyExchange whose body reads four bytes somewhere. */
function readingAt(memory: ArenaMemory, target: (pData: number) => number) {
  return guarded(memory, NegotiateCryptoSessionKeyExchange, (...args) => {
    memory.readU32(at(target(Number(args[3]))));
    return S_OK;
  });
}

/** A function behind the guard. */
function guarded(memory: ArenaMemory, declaration: FunctionDeclaration, body: AnyFunction): AnyFunction {
  return nameCulprit(declaration, body, { memory, code: new CodeSegment() });
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
    const memory = new ArenaMemory();
    const inner = guarded(memory, SetErrorCb, () => {
      throw new AccessViolation('access', at(16), 4, undefined);
    });
    const outer = guarded(memory, NegotiateCryptoSessionKeyExchange, () => inner());
    expect(caught(() => outer())).toMatchObject({ culprit: { functionName: 'SetErrorCb' } });
    const other = new RangeError('mine');
    const failing = guarded(memory, SetErrorCb, () => {
      throw other;
    });
    expect(caught(() => failing())).toBe(other);
    expect(guarded(memory, SetErrorCb, () => S_OK)()).toBe(S_OK);
  });
});

/** A structure in memory. */
function place<T extends object>(memory: ArenaMemory, struct: Struct<T>, value: Partial<T>): Address {
  const address = memory.allocate(struct.bytes, struct.name);
  struct.encode(memory, address, value);
  return address;
}

describe('a pointer inside a structure', () => {
  const wild = 0x7fee_0000;
  /** What a call of the function is blamed on when its body reads at `address`. */
  const blamed = (
    memory: ArenaMemory,
    declaration: FunctionDeclaration,
    args: readonly unknown[],
    address: number,
  ) => {
    const call = guarded(memory, declaration, () => {
      memory.readU8(at(address));
    });
    return (caught(() => call(...(args as never[]))) as AccessViolation).culprit?.parameter;
  };

  it.each([
    ['pKTCallbacks', { pKTCallbacks: at(wild) }],
    ['p11_1DeviceFuncs', { p11_1DeviceFuncs: at(wild) }],
    ['p11UMCallbacks', { p11UMCallbacks: at(wild) }],
    ['hDrvDevice', { hDrvDevice: wild as HDevice }],
    ['ppfnRetrieveSubObject', { ppfnRetrieveSubObject: at(wild) }],
    [
      'DXGIBaseDDI.pDXGIDDIBaseFunctions',
      { DXGIBaseDDI: { pDXGIBaseCallbacks: NULL, pDXGIDDIBaseFunctions: at(wild) } },
    ],
  ])('is blamed by its path: pCreateData->%s', (path, value) => {
    const memory = new ArenaMemory();
    const pCreateData = place(memory, D3D10DDIARG_CREATEDEVICE, value);
    const of = (address: number) => blamed(memory, CreateDevice, [0x1000_0000, pCreateData], address);
    expect([of(wild), of(wild + 8)]).toEqual([`pCreateData->${path}`, `pCreateData->${path}`]);
    expect(of(pCreateData + D3D10DDIARG_CREATEDEVICE.bytes)).toBe('pCreateData');
    expect([of(wild - 1), of(wild + (1 << 20))]).toEqual([undefined, undefined]);
  });

  it('is followed to the structures that it points to, however many', () => {
    const memory = new ArenaMemory();
    const pInitialDataUP = memory.allocate(3 * INITIAL.bytes, 'three subresources');
    [wild, NULL, wild + 0x100].forEach((pSysMem, index) => {
      INITIAL.encode(memory, at(pInitialDataUP + index * INITIAL.bytes), { pSysMem: at(pSysMem) });
    });
    const create = { pInitialDataUP, pMipInfoList: at(0x6fee_0000) };
    const args = [0x1000_0000, place(memory, D3D11DDIARG_CREATERESOURCE, create), 0x2000_0000, 0];
    const of = (address: number) => blamed(memory, CreateResource, args, address);
    expect([of(0x6fee_0000), of(wild + 4), of(wild + 0x104)]).toEqual([
      'pCreateResource->pMipInfoList',
      'pCreateResource->pInitialDataUP->pSysMem',
      'pCreateResource->pInitialDataUP[2].pSysMem',
    ]);
    expect(of(pInitialDataUP + 3 * INITIAL.bytes)).toBe('pCreateResource->pInitialDataUP');
  });

  it('is none where the structure is not live, only an output, or nobody can tell', () => {
    const memory = new ArenaMemory();
    const value = { pData: at(wild) };
    const pMapped = place(memory, D3D10DDI_MAPPED_SUBRESOURCE, value);
    const map = [0x1000_0000, 0x2000_0000, 0, 1, 0, pMapped];
    expect(blamed(memory, ResourceMap, map, wild)).toBeUndefined();
    const pCreateData = place(memory, D3D10DDIARG_CREATEDEVICE, { p11UMCallbacks: at(wild) });
    memory.copyLive = undefined as never; // as a memory that cannot know whether bytes are live
    expect(blamed(memory, CreateDevice, [0x1000_0000, pCreateData], wild)).toBeUndefined();
    const other = new ArenaMemory();
    const freed = place(other, D3D10DDIARG_CREATEDEVICE, { p11UMCallbacks: at(wild) });
    other.free(freed);
    for (const gone of [freed, Number.NaN, 0.5, -1, 2 ** 60])
      expect(blamed(other, CreateDevice, [0x1000_0000, gone], wild)).toBeUndefined();
  });

  it('shows in what the emulated driver throws, whichever it is', () => {
    const { memory, code, OpenAdapter10_2 } = createDriver();
    const { device } = HostAdapter.open({
      name: 'emulated',
      memory,
      code,
      OpenAdapter10_2,
    }).adapter!.createDevice();
    const { functions, hDevice } = device!;
    const mip = place(memory, D3D10DDI_MIPINFO, { TexelWidth: 16, TexelHeight: 1, TexelDepth: 1 });
    const data = (pSysMem: number) => place(memory, INITIAL, { pSysMem: at(pSysMem) });
    const kind = { ResourceDimension: 1, MipLevels: 1, ArraySize: 1, SampleDesc: { Count: 1, Quality: 0 } };
    const message = (pMipInfoList: number, pInitialDataUP: number) => {
      const create = { ...kind, pMipInfoList: at(pMipInfoList), pInitialDataUP: at(pInitialDataUP) };
      const pCreate = place(memory, D3D11DDIARG_CREATERESOURCE, create);
      const hResource = memory.allocate(16, 'hResource') as HResource;
      return String(
        caught(() => {
          functions.pfnCreateResource!(hDevice, pCreate, hResource, 0 as never);
        }),
      );
    };
    const where = 'access violation in CreateResource, parameter pCreateResource->';
    expect(message(wild, 0)).toContain(`${where}pMipInfoList: `);
    expect(message(mip, wild)).toContain(`${where}pInitialDataUP: `);
    expect(message(mip, data(wild))).toContain(`${where}pInitialDataUP->pSysMem: `);
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
