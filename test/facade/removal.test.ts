import { describe, expect, it } from '@jest/globals';
import { createAdapter, createDevice } from 'softumd';
import { hresult, S_OK } from 'softumd/d3d11';
import { hresultName } from 'softumd/ddi';

const REMOVED = hresult(0x887a0005);
const HUNG = hresult(0x887a0006);

describe('removal in the facade', () => {
  it('takes the device alone, for the reason given', () => {
    const adapter = createAdapter();
    const [device, other] = [adapter.createDevice(), adapter.createDevice()];
    device.remove(HUNG);
    expect([device.removedReason, other.removedReason]).toEqual([HUNG, S_OK]);
    expect(() => device.createBuffer('staging', 16)).toThrow('DXGI_ERROR_DEVICE_REMOVED');
    other.createBuffer('staging', 16);
    other.remove();
    expect(other.removedReason).toBe(REMOVED);
    adapter.createDevice().createBuffer('staging', 16);
    adapter.release();
  });

  it('takes the adapter with its devices', () => {
    const adapter = createAdapter();
    const device = adapter.createDevice();
    adapter.remove();
    expect(device.removedReason).toBe(REMOVED);
    expect(() => adapter.createDevice()).toThrow('DXGI_ERROR_UNSUPPORTED');
    adapter.remove(); // once is enough
    adapter.release();
    expect(adapter.driver.memory.live()).toEqual([]);
  });

  it('of a device that was released does nothing', () => {
    const device = createDevice();
    device.release();
    device.remove(HUNG);
    expect(device.removedReason).toBe(REMOVED);
  });

  it('is heard by those who wait for it, with its reason', async () => {
    const adapter = createAdapter();
    const [device, other] = [adapter.createDevice(), adapter.createDevice()];
    const reasons: string[] = [];
    const heard = [device, device, other].map(async (one, at) => {
      const reason = await one.whenRemoved();
      reasons.push(`${at}: ${hresultName(reason)}`);
    });
    await Promise.resolve();
    expect(reasons).toEqual([]);
    device.remove(HUNG);
    await Promise.all(heard.slice(0, 2));
    expect(reasons.sort()).toEqual(['0: DXGI_ERROR_DEVICE_HUNG', '1: DXGI_ERROR_DEVICE_HUNG']);
    expect(await device.whenRemoved()).toBe(HUNG);
    other.driver.control.removeDevice();
    await heard[2];
    expect(reasons[2]).toBe('2: DXGI_ERROR_DEVICE_REMOVED');
  });

  it('is heard as well when the device is released', async () => {
    const device = createDevice();
    const heard = device.whenRemoved();
    device.release();
    expect([await heard, await device.whenRemoved()]).toEqual([REMOVED, REMOVED]);
    expect(device.driver.memory.live()).toEqual([]);
  });
});
