import { describe, expect, it } from '@jest/globals';
import { AllowedProcesses, entryOf } from '../../../emulator/channel/processes.js';

const [one, two] = [entryOf({ handle: 1n }), entryOf({ handle: 2n ** 64n - 1n })];
const dwm = entryOf('dwm');

describe('the processes that may open a device’s restricted resources', () => {
  it('are listed once each, in the order in which they came', () => {
    const processes = new AllowedProcesses();
    for (const process of [two, dwm, one, two, dwm]) processes.allow(process);
    expect(processes.list()).toEqual([two, { type: 'DWM', handle: 0n }, one]);
  });

  it('go again, and only those that are named', () => {
    const processes = new AllowedProcesses();
    processes.allow(one);
    processes.allow(dwm);
    processes.deny(two);
    processes.deny(one);
    expect([processes.has(one), processes.has(dwm)]).toEqual([false, true]);
    expect(processes.list()).toEqual([dwm]);
  });

  it('tell the window manager from a process whose handle is 0', () => {
    const processes = new AllowedProcesses();
    processes.allow(entryOf({ handle: 0n }));
    expect(processes.has(dwm)).toBe(false);
  });
});
