import { expect, it } from '@jest/globals';
import { createEmulatedDriver, defaultProfile } from 'softumd/emulator';
import { driverKey } from './copp/bench.js';

it('a driver that is given nothing but its identity has the default profile, and is named after it', () => {
  const identity = { privateKey: driverKey, certificateChain: new Uint8Array(1) };
  const { name, profile } = createEmulatedDriver({ identity });
  expect(profile).toEqual(defaultProfile);
  expect(name).toBe(`emulated (${defaultProfile.name})`);
});
