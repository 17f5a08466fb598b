import { describe, expect, it } from '@jest/globals';
import { runs } from '../../support/runs.js';
import { ChannelWalk } from './channel-walk.js';

const called = [
  ...['session', 'decoder', 'channel', 'key', 'blt', 'begin', 'submit', 'decoded', 'torn down', 'map'],
  ...['negotiate', 'start', 'protect', 'protections', 'bind', 'bound'],
];

describe('the driver and the models of sessions and channels', () => {
  it('agree over random calls', () => {
    const steps = runs(12_000);
    const walk = new ChannelWalk(7);
    for (let step = 0; step < steps; step += 1) walk.step();
    expect(walk.calls.length).toBeGreaterThan(steps / 2);
    for (const what of called)
      expect([what, walk.calls.some((call) => call.startsWith(what))]).toEqual([what, true]);
  });
});
