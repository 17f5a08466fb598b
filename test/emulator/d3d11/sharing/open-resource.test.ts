import { describe, expect, it } from '@jest/globals';
import { createDriver } from 'softumd';
import type { D3D11Driver, HResource } from 'softumd/ddi';
import * as ddi from 'softumd/ddi';
import type { HostDevice, KernelResource } from '../../../../src/host/index.js';
import {
  createResourceLayout,
  DriverObject,
  HostAdapter,
  openResource,
  resourceKind,
  withBytes,
  withStruct,
} from '../../../../src/host/index.js';

const { D3D10_DDI_RESOURCE_MISC: MISC, E_INVALIDARG, E_OUTOFMEMORY, D3DDDIERR_DEVICEREMOVED } = ddi;
const content = Uint8Array.from({ length: 64 }, (_, at) => at);

function opened(driver = createDriver()) {
  const { adapter } = HostAdapter.open(driver);
  return { driver, adapter: adapter!, kernel: adapter!.kernelResources };
}

/** A buffer of 64 bytes with content. */
function buffer(device: HostDevice, MiscFlags: number): DriverObject<HResource> {
  const { memory } = device;
  const size = { TexelWidth: 64, TexelHeight: 1, TexelDepth: 1 };
  return withBytes(memory, 64, 'content', (pSysMem) =>
    withStruct(memory, ddi.D3D10DDI_MIPINFO, size, (pMipInfoList) =>
      withStruct(memory, ddi.D3D10_DDIARG_SUBRESOURCE_UP, { pSysMem, SysMemPitch: 64 }, (pInitialDataUP) => {
        memory.copyIn(pSysMem, content);
        const create = {
          ...{ pMipInfoList, pInitialDataUP, MiscFlags, MipLevels: 1, ArraySize: 1 },
          ...{ ResourceDimension: ddi.D3D10DDIRESOURCE_TYPE.BUFFER, SampleDesc: { Count: 1, Quality: 0 } },
        };
        return withStruct(memory, createResourceLayout(device.version), create, (pCreate) =>
          DriverObject.create(device, resourceKind, {
            pCreate,
            runtimeHandle: device.adapter.kernelResources.newRuntimeHandle(),
          }),
        );
      }),
    ),
  );
}

const announced = ({ adapter }: HostDevice, { runtimeHandle }: DriverObject<HResource>) =>
  adapter.kernelResources.find(runtimeHandle as ddi.HRTResource);

const open = (device: HostDevice, resource: KernelResource) =>
  openResource(device, resource, device.adapter.kernelResources.newRuntimeHandle());

const held = (
  driver: ReturnType<typeof createDriver>,
  device: HostDevice,
  { handle }: DriverObject<HResource>,
) => driver.oracle.resourceBytes(device.hDevice, handle);

const dataBlocks = ({ memory }: D3D11Driver & { memory: { live(): readonly { label: string }[] } }) =>
  memory.live().filter(({ label }) => label === 'driver: resource').length;

describe('a resource with SHARED', () => {
  it('is announced under its hRTResource, as one allocation with private data', () => {
    const { adapter } = opened();
    const device = adapter.createDevice().device!;
    const known = announced(device, buffer(device, MISC.SHARED))!;
    expect(known.allocations.map(({ privateDriverData }) => privateDriverData.length)).toEqual([16]);
    expect(announced(device, buffer(device, 0))).toBeUndefined();
  });

  it('is one memory for all who open it, which goes with the last', () => {
    const { driver, adapter } = opened();
    const [first, second] = [adapter.createDevice().device!, adapter.createDevice().device!];
    const made = buffer(first, MISC.SHARED);
    const other = open(second, announced(first, made)!);
    expect(held(driver, second, other)).toEqual(content);
    made.destroy();
    expect([dataBlocks(driver), announced(first, made)]).toEqual([1, undefined]);
    expect(held(driver, second, other)).toEqual(content);
    second.destroy();
    other.destroy();
    expect(dataBlocks(driver)).toBe(0);
    adapter.close();
    expect(driver.memory.live()).toEqual([]);
  });

  it.each([
    ['E_OUTOFMEMORY', E_OUTOFMEMORY, E_OUTOFMEMORY],
    ['D3DDDIERR_DEVICEREMOVED', D3DDDIERR_DEVICEREMOVED, D3DDDIERR_DEVICEREMOVED],
    ['E_INVALIDARG, which CreateResource may not report', E_INVALIDARG, E_OUTOFMEMORY],
  ])('is not made, and leaves nothing, where the kernel answers %s', (_name, code, reported) => {
    const { driver, adapter, kernel } = opened();
    const device = adapter.createDevice().device!;
    driver.control.refusals.keep(true);
    const before = driver.memory.live().length;
    kernel.refuseNext(code);
    const refused = buffer(device, MISC.SHARED);
    expect([refused.isLive, refused.errors]).toEqual([false, [reported]]);
    expect(driver.memory.live()).toHaveLength(before);
    expect(driver.control.refusals.take('CreateResource')?.rule).toMatch(/kernel/);
  });

  it('restricted: opens in the process of its device, and where that device allows', () => {
    const { driver, adapter } = opened();
    const maker = adapter.createDevice().device!;
    const known = announced(maker, buffer(maker, MISC.SHARED | MISC.RESTRICT_SHARED_RESOURCE_DRIVER))!;
    const home = adapter.createDevice().device!;
    expect(open(home, known).isLive).toBe(true);
    driver.control.enterProcess({ handle: 2n });
    const away = adapter.createDevice().device!;
    driver.control.refusals.keep(true);
    const refused = open(away, known);
    expect([refused.isLive, refused.errors]).toEqual([false, [E_INVALIDARG]]);
    expect(driver.control.refusals.take('OpenResource')).toMatchObject({ clause: 'GEN-6' });
    driver.control.enterProcess({ handle: 1n });
    expect(open(adapter.createDevice().device!, known).isLive).toBe(true);
  });

  it('needs memory to be opened', () => {
    const { driver, adapter } = opened();
    const device = adapter.createDevice().device!;
    const known = announced(device, buffer(device, MISC.SHARED))!;
    driver.control.failAllocation(1);
    expect(open(device, known).errors).toEqual([E_OUTOFMEMORY]);
    expect(open(device, known).errors).toEqual([]);
  });
});

describe('enterProcess', () => {
  it.each([-1n, 2n ** 64n])('has no process %d', (handle) => {
    expect(() => {
      createDriver().control.enterProcess({ handle });
    }).toThrow(RangeError);
  });
});
