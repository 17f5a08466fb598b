import { expect, it } from '@jest/globals';
import { engineChoice } from 'softumd/crypto';
import type { Koffi } from '../../src/ffi/index.js';

const koffi = () => ({}) as Koffi;
const missing = () => new Error('no');

it.each([
  ['koffi is missing', missing, (): unknown => 'never asked', 'copied', /koffi.* is not installed/],
  ['Node hides its OpenSSL', koffi, (): unknown => undefined, 'copied', /does not export its OpenSSL/],
  ['both are there', koffi, (): unknown => 'bound', 'in place', /koffi is installed, and this Node exports/],
] as const)('where %s', (_what, load, inPlace, ctr, why) => {
  expect(engineChoice(load, inPlace)).toEqual({
    engine: 'openssl',
    version: process.versions.openssl,
    ctr,
    why: expect.stringMatching(why),
  });
});

it('on this machine says what the engine does', () => {
  expect(['in place', 'copied']).toContain(engineChoice().ctr);
});
