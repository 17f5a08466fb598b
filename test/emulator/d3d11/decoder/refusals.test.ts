/** Each documented refusal by a function of decoders: its code, why, and that nothing changed (D-14). */
import { describe, expect, it } from '@jest/globals';
import { loadProfile } from 'softumd';
import { Bench } from '../bench.js';
import { expectRefused } from '../refused-row.js';
import { decoderCalls } from './decoder-calls.js';
import { decoderRefusals } from './refusal-rows.js';

const planOf = (name: string) => decoderCalls.find(({ declaration }) => declaration.name === name)!;

describe.each(Object.entries(decoderRefusals))('%s refuses', (name, ways) => {
  it.each(Object.entries(ways))('%s', (_what, row) => {
    const bench = new Bench({ profile: { ...loadProfile('hardware-decode'), ...row.profile } });
    expectRefused(bench, planOf(name), row);
    expect(bench.reported()).toBe(0);
  });
});
