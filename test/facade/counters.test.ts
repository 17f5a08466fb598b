import { describe, expect, it } from '@jest/globals';
import { createDevice } from 'softumd';
import { createFaults, D3DDDIERR_WASSTILLDRAWING } from 'softumd/ddi';
import { createIvSequence } from 'softumd/player';
import { errorOf, player, playerOn } from './player.js';

const block = (iv: bigint, count: bigint) => {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, iv);
  view.setBigUint64(8, count);
  return bytes;
};

/** A player whose blts of 4 blocks start at these counters; what was said of each. */
function said(counters: readonly Uint8Array[], strict = false): boolean[] {
  const { device, negotiate, decrypt } = player({ strict });
  negotiate();
  return counters.map((counter) => {
    const { length } = device.messages;
    decrypt(counter);
    return device.messages.slice(length).some(({ check }) => check === 'COUNTER_REUSED');
  });
}

describe('a counter that is used twice under one key', () => {
  it('is warned of, wherever the blocks overlap', () => {
    expect(said([block(1n, 0n), block(1n, 4n), block(2n, 0n), block(1n, 8n)])).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(said([block(1n, 0n), block(1n, 0n)])).toEqual([false, true]);
    expect(said([block(1n, 0n), block(1n, 3n)])).toEqual([false, true]);
    expect(said([block(1n, 8n), block(1n, 5n), block(1n, 4n)])).toEqual([false, true, true]);
    // Count wraps in its own 64 bits (D-22).
    expect(said([block(1n, 0n), block(1n, (1n << 64n) - 2n)])).toEqual([false, true]);
  });

  it('is an error where the device is strict', () => {
    const { device, negotiate, decrypt } = player({ strict: true });
    negotiate();
    const iv = createIvSequence().next();
    decrypt(iv);
    const error = errorOf(() => {
      decrypt(iv);
    });
    expect(error.messages.map(({ check, severity }) => [check, severity])).toEqual([
      ['COUNTER_REUSED', 'ERROR'],
    ]);
    expect(device.removedReason).toBe(0);
  });

  it('is free again under another key, and in another session', () => {
    const one = player({ strict: true });
    one.negotiate();
    one.decrypt(block(1n, 0n));
    one.negotiate();
    one.decrypt(block(1n, 0n));
    const other = playerOn(one.device);
    other.negotiate();
    other.decrypt(block(1n, 0n));
    expect(one.device.messages).toEqual([]);
  });

  it('is not used by a blt that did not come about', () => {
    const faults = createFaults();
    const one = playerOn(createDevice({ strict: true, interposer: faults.interposer }));
    one.negotiate();
    faults.add({ call: 'DecryptionBlt', answer: D3DDDIERR_WASSTILLDRAWING });
    errorOf(() => {
      one.decrypt(block(1n, 0n));
    });
    faults.verify();
    const { length } = one.device.messages;
    one.decrypt(block(1n, 0n));
    expect(one.device.messages.slice(length)).toEqual([]);
  });

  it('is found in long runs: what is forgotten first is told once', () => {
    const { device, negotiate, decrypt } = player();
    negotiate();
    const start = block(7n, 0n);
    for (let index = 0n; index < 300n; index += 1n) decrypt(block(7n + index, 0n)); // one run
    expect(device.messages).toEqual([]);
    decrypt(start);
    expect(device.messages.map(({ check }) => check)).toEqual(['COUNTER_REUSED']);
  });
});
