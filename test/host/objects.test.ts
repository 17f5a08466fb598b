import { describe, expect, it } from '@jest/globals';
import { createDriver } from 'softumd';
import type { Address, HRTCryptoSession, HRTResource, Hresult, Interposer } from 'softumd/ddi';
import * as ddi from 'softumd/ddi';
import type { HostDevice, PrivateMemory } from '../../src/host/index.js';
import {
  cryptoSessionKind,
  DriverObject,
  HostAdapter,
  resourceKind,
  withStruct,
} from '../../src/host/index.js';

const { S_OK, E_OUTOFMEMORY, E_INVALIDARG, D3DDDIERR_UNSUPPORTEDCRYPTO, DXGI_DDI_ERR_UNSUPPORTED, NULL } =
  ddi;

type Inner = (...args: unknown[]) => unknown;

/** A device of a driver in which one function does something else; `calls` are the names of what is called, in order. */
function open(
  name = '',
  instead: (inner: Inner, ...args: never[]) => unknown = (inner, ...args) => inner(...args),
) {
  const calls: string[] = [];
  const interposer: Interposer =
    (declaration, inner) =>
    (...args) => {
      calls.push(declaration.name);
      return declaration.name === name ? instead(inner, ...(args as never[])) : inner(...args);
    };
  const driver = createDriver({ interposer });
  const device = HostAdapter.open(driver).adapter!.createDevice().device!;
  calls.length = 0;
  return { driver, device, calls, blocks: driver.memory.live().length };
}

/** A driver that reports an error from CreateResource instead of making one. */
const reporting = (code: Hresult) => {
  const found: { device?: HostDevice } = {};
  const opened = open('CreateResource', () => {
    found.device!.hear(code);
  });
  found.device = opened.device;
  return opened;
};

function makeSession(
  device: HostDevice,
  cryptoType = ddi.D3D11_1DDI_CRYPTO_TYPE_AES128_CTR,
  memory?: PrivateMemory,
) {
  const value = { CryptoType: cryptoType, KeyExchangeType: ddi.D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP };
  return withStruct(device.memory, ddi.D3D11_1DDIARG_CREATECRYPTOSESSION, value, (pCreate) =>
    DriverObject.create(device, cryptoSessionKind, { pCreate, runtimeHandle: 7 as HRTCryptoSession }, memory),
  );
}

function makeBuffer(device: HostDevice, bytes = 64) {
  const mip = { TexelWidth: bytes, TexelHeight: 1, TexelDepth: 1 };
  return withStruct(device.memory, ddi.D3D10DDI_MIPINFO, mip, (pMipInfoList) => {
    const create = { pMipInfoList, ResourceDimension: 1, Usage: 3, MapFlags: 3, MipLevels: 1, ArraySize: 1 };
    return withStruct(device.memory, ddi.D3D11DDIARG_CREATERESOURCE, create, (pCreate) =>
      DriverObject.create(device, resourceKind, { pCreate, runtimeHandle: 8 as HRTResource }),
    );
  });
}

describe('an object of a driver', () => {
  it('is made in the order of DEV-1, with the same arguments and private memory of the size asked for', () => {
    const seen: unknown[][] = [];
    const { device, calls, driver } = open('CreateCryptoSession', (inner, ...args) => {
      seen.push(args);
      return inner(...args);
    });
    const session = makeSession(device);
    expect(calls).toEqual(['CalcPrivateCryptoSessionSize', 'CreateCryptoSession']);
    expect([session.code, session.isLive]).toEqual([S_OK, true]);
    expect(seen).toEqual([[device.hDevice, expect.any(Number), session.handle, 7]]);
    expect(driver.memory.live()).toContainEqual({
      address: session.handle,
      bytes: session.bytes,
      label: 'hCryptoSession: private memory',
    });
    expect(makeBuffer(device).isLive).toBe(true);
    expect(calls.slice(2)).toEqual(['CalcPrivateResourceSize', 'CreateResource']);
  });

  it('ends once: Destroy, then its memory', () => {
    for (const make of [makeSession, makeBuffer]) {
      const { device, calls, driver, blocks } = open();
      const object = make(device);
      calls.length = 0;
      object.destroy();
      object.destroy();
      object.discard();
      expect(calls).toEqual([make === makeBuffer ? 'DestroyResource' : 'DestroyCryptoSession']);
      expect([object.isLive, driver.memory.live().length]).toEqual([false, blocks]);
    }
  });

  it('gives its memory back without Destroy where the creation failed (RES-3)', () => {
    const session = open();
    const refused = makeSession(session.device, ddi.NULL_GUID);
    expect([refused.code, refused.isLive]).toEqual([D3DDDIERR_UNSUPPORTEDCRYPTO, false]);
    refused.destroy();
    expect(session.calls).toEqual(['CalcPrivateCryptoSessionSize', 'CreateCryptoSession']);
    expect(session.driver.memory.live()).toHaveLength(session.blocks);

    const resource = reporting(DXGI_DDI_ERR_UNSUPPORTED);
    const reported = makeBuffer(resource.device);
    expect([reported.code, reported.isLive]).toEqual([S_OK, false]);
    reported.destroy();
    expect(resource.calls).toEqual(['CalcPrivateResourceSize', 'CreateResource']);
    expect(reported.errors).toEqual([DXGI_DDI_ERR_UNSUPPORTED]);
    expect(resource.device.takeErrors()).toEqual([DXGI_DDI_ERR_UNSUPPORTED]);
    expect(resource.driver.memory.live()).toHaveLength(resource.blocks);
  });

  it('is not held to what the driver reported before', () => {
    const { device } = open();
    device.hear(E_INVALIDARG);
    expect(makeBuffer(device)).toMatchObject({ isLive: true, errors: [] });
    expect(device.takeErrors()).toEqual([E_INVALIDARG]);
  });

  it('is judged by what its create function returns, where that returns anything (ERR-1)', () => {
    const found: { device?: HostDevice } = {};
    const { device, calls } = open('CreateCryptoSession', (inner, ...args) => {
      found.device!.hear(E_INVALIDARG);
      return inner(...args);
    });
    found.device = device;
    const session = makeSession(device);
    expect(session).toMatchObject({ code: S_OK, isLive: true, errors: [E_INVALIDARG] });
    session.destroy();
    expect(calls.at(-1)).toBe('DestroyCryptoSession');
  });

  it('can be turned down by whoever made it: its memory goes, and Destroy is not called', () => {
    const { device, calls, driver, blocks } = open();
    const session = makeSession(device);
    calls.length = 0;
    session.discard();
    session.destroy();
    expect([calls, session.isLive, driver.memory.live().length]).toEqual([[], false, blocks]);
  });

  it.each([2 ** 64, 2 ** 32, 2 ** 32 - 1, -1, 0.5, Number.NaN])(
    'is not asked for where the size query says %p (DEV-3)',
    (bytes) => {
      const { device, calls, driver, blocks } = open('CalcPrivateCryptoSessionSize', () => bytes);
      const session = makeSession(device);
      expect([session.code, session.handle, session.isLive]).toEqual([E_OUTOFMEMORY, NULL, false]);
      session.destroy();
      expect([calls, driver.memory.live().length]).toEqual([['CalcPrivateCryptoSessionSize'], blocks]);
    },
  );

  it('asks a holder with memory of its own for any size, and takes its answer', () => {
    const { device } = open('CalcPrivateCryptoSessionSize', () => 2 ** 64);
    const asked: unknown[] = [];
    const allocate = (...args: unknown[]) => {
      asked.push(args);
      return NULL;
    };
    const session = makeSession(device, undefined, { allocate, free: () => undefined });
    expect(asked).toEqual([[2 ** 64, 'hCryptoSession: private memory']]);
    expect(session).toMatchObject({ code: E_OUTOFMEMORY, handle: NULL, isLive: false });
  });

  it('is not made where the driver leaves the functions empty', () => {
    const { device } = open();
    const { video, functions } = device;
    for (const empty of [null, { ...video!, pfnCalcPrivateCryptoSessionSize: null }]) {
      device.video = empty;
      expect(makeSession(device)).toMatchObject({ code: E_OUTOFMEMORY, handle: NULL, isLive: false });
    }
    device.video = { ...video!, pfnCreateCryptoSession: null };
    expect(makeSession(device)).toMatchObject({ code: D3DDDIERR_UNSUPPORTEDCRYPTO, isLive: false });
    device.functions = { ...functions, pfnCreateResource: null };
    expect(makeBuffer(device)).toMatchObject({ code: E_OUTOFMEMORY, isLive: false });
  });

  it('leaves its memory to a holder that wants to use the dead handle', () => {
    const { device, driver } = open();
    const freed: Address[] = [];
    const memory: PrivateMemory = {
      allocate: (bytes, label) => driver.memory.allocate(bytes, label),
      free: (address) => void freed.push(address),
    };
    const session = makeSession(device, undefined, memory);
    session.destroy();
    expect(freed).toEqual([session.handle]);
    const pHandle = driver.memory.allocate(8, 'HANDLE');
    expect(device.video!.pfnCryptoSessionGetHandle!(device.hDevice, session.handle, pHandle)).toBe(
      E_INVALIDARG,
    );
    expect(makeSession(device, ddi.NULL_GUID, memory).handle).toBe(freed[1]);
  });

  it('is not destroyed any more once its device is (DEV-19)', () => {
    const { device, calls } = open();
    const session = makeSession(device);
    device.destroy();
    calls.length = 0;
    session.destroy();
    expect([calls, session.isLive]).toEqual([[], false]);
  });
});
