import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { E_INVALIDARG, E_OUTOFMEMORY } from 'softumd/ddi';
import type { Policies } from 'softumd/emulator';
import { d3d11Policies } from '../../../emulator/d3d11/policies.js';
import { Bench } from './bench.js';

const bytes = (count: number) => new Uint8Array(randomBytes(count));
const zeros = (count: number) => new Uint8Array(count);

/** A bench, and every copy of a session key that came out of a key buffer. */
function watchingMessages() {
  const messages: Uint8Array[] = [];
  const unwrapSessionKey: Policies['unwrapSessionKey'] = (core, keyBuffer) => {
    const opened = d3d11Policies.unwrapSessionKey(core, keyBuffer);
    messages.push(opened.message);
    return opened;
  };
  return { bench: new Bench({ policies: { unwrapSessionKey } }), messages };
}

describe('the session key that was unwrapped (DCS-2)', () => {
  it('is overwritten once it is where keys live', () => {
    const { bench, messages } = watchingMessages();
    const key = bytes(16);
    const session = bench.device.keyedSession(key);
    expect(messages).toEqual([zeros(16)]);
    expect(bench.driver.oracle.sessionKey(bench.device.hDevice, session)).toEqual(key);
  });

  it('is overwritten where there is no memory for it', () => {
    const { bench, messages } = watchingMessages();
    const session = bench.device.session();
    bench.driver.control.failAllocation(1);
    expect(bench.device.negotiate(session, bytes(16))).toBe(E_OUTOFMEMORY);
    expect(messages).toEqual([zeros(16)]);
  });

  it('is not even shown where the block is refused', () => {
    const { bench, messages } = watchingMessages();
    expect(bench.device.offer(bench.device.session(), zeros(256))).toBe(E_INVALIDARG);
    expect(messages.every((message) => message.every((byte) => byte === 0))).toBe(true);
  });
});
