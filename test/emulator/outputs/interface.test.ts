import { expect, it } from '@jest/globals';
import { defaultProfile } from 'softumd/emulator';
import { ArenaMemory } from 'softumd/memory';
import { installInterfaces } from '../../../emulator/core/install.js';
import { createCoppInterface } from '../../../emulator/copp/interface.js';
import { chain, driverKey } from '../copp/bench.js';

it('whoever protects outputs before they are there is told what is missing', () => {
  const copp = createCoppInterface({ privateKey: driverKey, certificate: chain });
  const identity = { privateKey: driverKey, certificateChain: new Uint8Array(1) };
  const install = () => installInterfaces([copp], { identity }, new ArenaMemory(), defaultProfile);
  expect(install).toThrow("'outputs' has to be installed before");
});
