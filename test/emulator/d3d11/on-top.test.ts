import { describe, expect, it } from '@jest/globals';
import type { DriverInterface } from '../../../emulator/core/driver-interface.js';
import { installInterfaces } from '../../../emulator/core/install.js';
import { createD3D11Interface } from '../../../emulator/d3d11/interface.js';
import { defaultProfile } from '../../../emulator/d3d11/profile.js';
import { loadDriverIdentity } from '../../../src/certificate/index.js';
import { testCertificate } from '../../../src/facade/create-driver.js';
import { HostAdapter } from '../../../src/host/index.js';
import { ArenaMemory } from '../../../src/memory/index.js';

const d3d11Interface = createD3D11Interface();

/** An interface that keeps something with each device, and notes when it begins and ends. */
function keeping(notes: string[]): DriverInterface<object, unknown, null> {
  return {
    name: 'on top',
    policies: {},
    install: ({ of }) => {
      const { deviceSlices } = of(d3d11Interface);
      deviceSlices.add(
        ({ hDevice }) => {
          notes.push(`begins with ${hDevice}`);
          return hDevice;
        },
        (kept, { hDevice }) => notes.push(`${kept} ends with ${hDevice}`),
      );
      return { state: null };
    },
  };
}

function open(notes: string[]) {
  const memory = new ArenaMemory();
  const { privateKey } = loadDriverIdentity(testCertificate());
  const identity = { privateKey, certificateChain: new Uint8Array(1) };
  const interfaces = [d3d11Interface, keeping(notes)] as never;
  const { code, entries } = installInterfaces(interfaces, { identity }, memory, defaultProfile);
  return HostAdapter.open({ name: 'two interfaces', memory, code, ...entries } as never).adapter!;
}

describe('an interface on top of Direct3D 11', () => {
  it('keeps something with each device, from when it is made until it is destroyed', () => {
    const notes: string[] = [];
    const adapter = open(notes);
    const [one, other] = [adapter.createDevice().device!, adapter.createDevice().device!];
    const [first, second] = [one.hDevice, other.hDevice];
    other.destroy();
    one.destroy();
    expect(notes).toEqual([
      `begins with ${first}`,
      `begins with ${second}`,
      `${second} ends with ${second}`,
      `${first} ends with ${first}`,
    ]);
  });
});
