import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { E_INVALIDARG, E_OUTOFMEMORY, S_OK } from 'softumd/ddi';
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

describe('the content that a blt gathers from partly encrypted buffers', () => {
  it('is left nowhere but in the target', () => {
    const gathered: Uint8Array[] = [];
    const contentStream: Policies['contentStream'] = (...args) => {
      const stream = d3d11Policies.contentStream(...args);
      return {
        apply: (from, to) => {
          stream.apply(from, to);
          gathered.push(to);
        },
        applyRuns: (from, to, runs) => {
          stream.applyRuns(from, to, runs);
        },
      };
    };
    const { device } = new Bench({ policies: { contentStream } });
    const session = device.keyedSession(bytes(16));
    const [source, target] = [device.buffer(bytes(400)), device.buffer(400)];
    expect(device.decrypt(session, source, target, bytes(16), { info: [100, 20, 2] })).toBe(S_OK);
    expect(device.content(target).subarray(0, 100)).not.toEqual(zeros(100));
    expect(gathered.map(({ length }) => length)).toEqual([100 + 2 * 13]);
    for (const place of gathered) expect(place).toEqual(zeros(place.length));
  });
});
