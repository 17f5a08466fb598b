/** Devices by the thousand: what is released is given back, to the last block. SOFTUMD_SOAK_DEVICES asks for more. */
import { describe, expect, it } from '@jest/globals';
import * as d3d11 from 'softumd/d3d11';
import { createSession, everyObject, Machine, query } from './machine.js';

const total = Number(process.env['SOFTUMD_SOAK_DEVICES'] ?? 2000);
/** The soak is longer than Jest waits for a test. */
const patienceMs = 60 * 60 * 1000;

describe(`${total} devices`, () => {
  it(
    'leave the memory as it was, and the machine with them',
    () => {
      const machine = new Machine();
      const { memory } = machine.drivers[0]!;
      const before = memory.live();
      for (let count = 1; count <= total; count += 1) {
        const device = machine.device();
        // Every tenth with all that a device can have, some of it released after the device.
        if (count % 10 === 0) {
          const children = Object.values(everyObject(device)).slice(1);
          if (count % 20 === 0) machine.kernel.removeDevice({ reason: d3d11.DXGI_ERROR_DEVICE_RESET });
          device.Release();
          for (const child of children) child.Release();
        } else if (count % 3 === 0) {
          const video = query(device, d3d11.ID3D11VideoDevice);
          const session = createSession(device);
          for (const each of [video, session, device]) each.Release();
        } else device.Release();
        machine.driverCalls.length = 0;
        if (memory.live().length !== before.length) throw new Error(`device ${count} left something`);
        if (count % 10_000 === 0) process.stdout.write(`${count} of ${total} devices\n`);
      }
      expect(memory.live()).toEqual(before);
      expect(machine.libraries.messages).toEqual([]);
      // The devices that live at once are counted by the kernel: none is left to remove.
      const last = machine.device();
      expect(last.GetDeviceRemovedReason()).toBe(d3d11.S_OK);
      expect(last.Release()).toBe(0);
    },
    patienceMs,
  );
});
