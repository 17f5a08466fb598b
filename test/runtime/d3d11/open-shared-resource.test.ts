import { describe, expect, it } from '@jest/globals';
import type { ID3D11Device, IUnknown } from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import { Machine, made, query } from './machine.js';

const { D3D11_RESOURCE_MISC_FLAG: MISC, E_INVALIDARG, E_NOINTERFACE, S_FALSE, S_OK, out } = d3d11;

const desc = (MiscFlags: number): d3d11.D3D11_TEXTURE2D_DESC => ({
  ...{ Width: 4, Height: 2, MipLevels: 1, ArraySize: 1, Format: d3d11.DXGI_FORMAT.NV12 },
  ...{ SampleDesc: { Count: 1, Quality: 0 }, Usage: 0, CPUAccessFlags: 0, MiscFlags },
  BindFlags: d3d11.D3D11_BIND.RENDER_TARGET,
});

const content = Uint8Array.from({ length: 12 }, (_, at) => at + 1);

function texture(device: ID3D11Device, flags: number = MISC.SHARED) {
  const cell = out<d3d11.ID3D11Texture2D>();
  const data = [{ pSysMem: content, SysMemPitch: 4, SysMemSlicePitch: 12 }];
  return made(device.CreateTexture2D(desc(flags), data, cell), cell);
}

function handleOf(resource: IUnknown): bigint {
  const handle = out<bigint>();
  const dxgi = query(resource, d3d11.IDXGIResource);
  const code = dxgi.GetSharedHandle(handle);
  dxgi.Release();
  return made(code, handle);
}

function open(device: ID3D11Device, handle: bigint): d3d11.ID3D11Texture2D {
  const cell = out<d3d11.ID3D11Texture2D>();
  return made(device.OpenSharedResource(handle, d3d11.ID3D11Texture2D.iid, cell), cell);
}

const said = (device: ID3D11Device) => d3d11.infoQueueOf(device).messages().at(-1)?.name;

describe('GetSharedHandle', () => {
  it('gives one handle for a resource, wherever it is asked', () => {
    const machine = new Machine();
    const [first, second] = [machine.device(), machine.device()];
    const shared = texture(first);
    const handle = handleOf(shared);
    expect([handleOf(shared), handleOf(open(second, handle))]).toEqual([handle, handle]);
    expect(handleOf(texture(first))).not.toBe(handle);
  });

  it('refuses what was made without SHARED', () => {
    const plain = query(texture(new Machine().device(), 0), d3d11.IDXGIResource);
    expect(plain.GetSharedHandle(out())).toBe(E_INVALIDARG);
  });
});

describe('OpenSharedResource', () => {
  it('gives a new object of this device, with the description, over the same memory', () => {
    const machine = new Machine();
    const [first, second] = [machine.device(), machine.device()];
    const shared = texture(first);
    const opened = open(second, handleOf(shared));
    const [described, owner] = [out<d3d11.D3D11_TEXTURE2D_DESC>(), out<ID3D11Device>()];
    opened.GetDesc(described);
    opened.GetDevice(owner);
    expect(described.value).toEqual(desc(MISC.SHARED));
    expect(owner.value).toBe(second);
    const { oracle } = machine.drivers[0]!;
    const bytes = (resource: d3d11.ID3D11Texture2D) => {
      const { hDevice, handle } = d3d11.driverHandlesOf(resource);
      return oracle.resourceBytes(hDevice, handle as never);
    };
    expect(bytes(opened)).toEqual(content);
    expect(shared.Release()).toBe(0);
    expect(bytes(opened)).toEqual(content);
  });

  it('lives until the last object of the resource goes', () => {
    const machine = new Machine();
    const [first, second] = [machine.device(), machine.device()];
    const shared = texture(first);
    const handle = handleOf(shared);
    const opened = open(second, handle);
    shared.Release();
    open(second, handle).Release();
    opened.Release();
    expect(second.OpenSharedResource(handle, d3d11.ID3D11Texture2D.iid, out())).toBe(E_INVALIDARG);
    expect(said(second)).toBe('DEVICE_OPEN_SHARED_RESOURCE_INVALIDARG_RETURN');
  });

  it('knows handles of its own adapter alone', () => {
    const machine = new Machine({}, {});
    const handle = handleOf(texture(machine.deviceOn(0)));
    const device = machine.deviceOn(1);
    expect(device.OpenSharedResource(handle, d3d11.ID3D11Texture2D.iid, out())).toBe(E_INVALIDARG);
    expect(device.OpenSharedResource(0n, d3d11.ID3D11Texture2D.iid, out())).toBe(E_INVALIDARG);
  });

  it('refuses an interface that the resource lacks, and keeps nothing', () => {
    const machine = new Machine();
    const [first, second] = [machine.device(), machine.device()];
    const handle = handleOf(texture(first));
    const before = machine.liveBlocks;
    const cell = out<d3d11.ID3D11Buffer>();
    expect(second.OpenSharedResource(handle, d3d11.ID3D11Buffer.iid, cell)).toBe(E_NOINTERFACE);
    expect([cell.value, machine.liveBlocks]).toEqual([null, before]);
    expect(said(second)).toBe('DEVICE_OPEN_SHARED_RESOURCE_BADINTERFACE_RETURN');
    expect(d3d11.liveObjectsOf(second).map(({ kind }) => kind)).not.toContain('TEXTURE2D');
  });

  it('only looks where there is no place for the object', () => {
    const machine = new Machine();
    const handle = handleOf(texture(machine.device()));
    expect(machine.device().OpenSharedResource(handle, d3d11.ID3D11Texture2D.iid, null)).toBe(S_FALSE);
    expect(machine.driverCalls).not.toContain('OpenResource');
  });

  it('refuses what its driver refuses, and the device lives on (GEN-6)', () => {
    const machine = new Machine();
    const shared = texture(
      machine.device(),
      MISC.SHARED | MISC.RESTRICT_SHARED_RESOURCE | MISC.RESTRICT_SHARED_RESOURCE_DRIVER,
    );
    machine.kernel.enterProcess('dwm');
    const other = machine.device();
    const cell = out<d3d11.ID3D11Texture2D>();
    expect(other.OpenSharedResource(handleOf(shared), d3d11.ID3D11Texture2D.iid, cell)).toBe(E_INVALIDARG);
    expect([cell.value, other.GetDeviceRemovedReason()]).toEqual([null, S_OK]);
    machine.kernel.enterProcess({ handle: 1n });
    expect(open(machine.device(), handleOf(shared)).Release()).toBe(0);
  });
});
