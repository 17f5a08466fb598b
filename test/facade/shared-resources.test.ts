import { describe, expect, it } from '@jest/globals';
import { createMachine } from 'softumd';
import { DXGI_FORMAT, E_INVALIDARG } from 'softumd/d3d11';
import { counted } from './counted.js';

const nv12 = { format: DXGI_FORMAT.NV12, width: 4, height: 2 };
const shared = { ...nv12, shared: true };

describe('resources of two devices of one machine', () => {
  it('are one memory, in two processes too', () => {
    const machine = createMachine([{}]);
    const [adapter] = machine.adapters;
    const first = adapter!.createDevice();
    const texture = first.createTexture('protected', shared, counted(12));
    machine.enterProcess({ handle: 0x1f4n });
    const second = adapter!.createDevice();
    const opened = second.openSharedResource(texture.sharedHandle);
    texture.release();
    const staging = second.createTexture('staging', nv12);
    second.copyResource(staging, opened);
    expect(staging.read()).toEqual(counted(12));
    machine.release();
  });

  it('stay in their process where they are restricted', () => {
    const machine = createMachine([{}]);
    const [adapter] = machine.adapters;
    const texture = adapter!.createDevice().createTexture('protected', { ...shared, restricted: true });
    const handle = texture.sharedHandle;
    adapter!.createDevice().openSharedResource(handle).release();
    machine.enterProcess('dwm');
    const elsewhere = adapter!.createDevice();
    expect(() => elsewhere.openSharedResource(handle)).toThrow(
      expect.objectContaining({ hresult: E_INVALIDARG, cause: expect.objectContaining({ clause: 'GEN-6' }) }),
    );
    machine.release();
  });

  it('have no handle without SHARED', () => {
    const machine = createMachine([{}]);
    const texture = machine.adapters[0]!.createDevice().createTexture('protected', nv12);
    expect(() => texture.sharedHandle).toThrow(expect.objectContaining({ hresult: E_INVALIDARG }));
    machine.release();
  });
});
