import { describe, expect, it } from '@jest/globals';
import { SessionWalk } from './session-walk.js';

/** A walk with every `npm test`, twenty with `npm run long`; `npm run soak` sets five million calls. */
const calls = Number(process.env['SOFTUMD_SOAK_CALLS'] ?? 50_000);
const callsAWalk = 50_000;

describe('the driver and the model of a session', () => {
  it(`agree over ${calls.toLocaleString('en')} random calls`, () => {
    let done = 0;
    while (done < calls) {
      const seed = done / callsAWalk + 1;
      const walk = new SessionWalk(seed);
      for (let step = 0; step < Math.min(callsAWalk, calls - done); step += 1) {
        walk.step();
        if (step % 1000 === 0) walk.checkKeys();
      }
      done += callsAWalk;
      if (process.stderr.isTTY)
        process.stderr.write(`\r${done.toLocaleString('en')} of ${calls.toLocaleString('en')} calls`);
    }
    expect(done).toBeGreaterThanOrEqual(calls);
  }, 3_600_000);
});
