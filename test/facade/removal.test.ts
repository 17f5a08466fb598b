import { describe, expect, it } from '@jest/globals';
import { createAdapter, createDevice } from 'softumd';
import { hresult, S_OK } from 'softumd/d3d11';

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
});
