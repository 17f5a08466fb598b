import { describe, expect, it } from '@jest/globals';
import type { HDevice } from 'softumd/ddi';
import * as ddi from 'softumd/ddi';
import type { BenchDevice } from './bench.js';
import { Bench } from './bench.js';

const { S_OK, D3DDDIERR_DEVICEREMOVED } = ddi;

/** What a device answers to Flush. */
function flushed({ bench, functions, hDevice }: BenchDevice): number {
  functions.pfnFlush(hDevice, 0);
  return bench.reported();
}

/** A bench and what is heard of removals. */
function heard() {
  const bench = new Bench();
  const told: HDevice[] = [];
  const end = bench.driver.control.onRemoval((hDevice) => told.push(hDevice));
  return { bench, told, end, control: bench.driver.control };
}

describe('removeDevice (D-15)', () => {
  it('removes the device that is named, and no other; the next time the others', () => {
    const { bench, told, control } = heard();
    const { device, other } = bench;
    control.removeDevice({ hDevice: other.hDevice });
    expect([flushed(device), flushed(other), told]).toEqual([S_OK, D3DDDIERR_DEVICEREMOVED, [other.hDevice]]);
    control.removeDevice();
    expect(flushed(device)).toBe(D3DDDIERR_DEVICEREMOVED);
    expect(told).toEqual([other.hDevice, device.hDevice]);
  });

  it.each([
    ['nothing', undefined],
    ['no device in particular', {}],
  ])('given %s removes all, and a device that is made later works', (_name, which) => {
    const { bench, told, control } = heard();
    control.removeDevice(which);
    expect(told).toEqual([bench.device.hDevice, bench.other.hDevice]);
    expect([flushed(bench.device), flushed(bench.other)]).toEqual([
      D3DDDIERR_DEVICEREMOVED,
      D3DDDIERR_DEVICEREMOVED,
    ]);
    const later = bench.adapter.createDevice().device!;
    later.functions.pfnFlush!(later.hDevice, 0);
    expect(later.takeErrors()).toEqual([]);
  });

  it('is a mistake of a device that is not there', () => {
    const { bench, told, control } = heard();
    const { hDevice, functions } = bench.other;
    functions.pfnDestroyDevice(hDevice);
    expect(() => {
      control.removeDevice({ hDevice });
    }).toThrow(`removeDevice: expected a live device, received 0x${hDevice.toString(16)}`);
    expect([told, flushed(bench.device)]).toEqual([[], S_OK]);
  });
});

describe('onRemoval', () => {
  it('tells at once, when all that go together are gone, and once of each', () => {
    const { bench, control } = heard();
    const seen: number[][] = [];
    control.onRemoval(() => seen.push([flushed(bench.device), flushed(bench.other)]));
    control.removeDevice();
    control.removeDevice();
    control.removeDevice({ hDevice: bench.device.hDevice });
    const both = [D3DDDIERR_DEVICEREMOVED, D3DDDIERR_DEVICEREMOVED];
    expect(seen).toEqual([both, both]);
  });

  it('tells each listener until it is ended, twice who listens twice; another driver’s none', () => {
    const { bench, told, end, control } = heard();
    const others = heard();
    const listener = (hDevice: HDevice) => told.push(hDevice);
    const ends = [control.onRemoval(listener), control.onRemoval(listener)];
    end();
    ends[0]!();
    ends[0]!();
    control.removeDevice({ hDevice: bench.device.hDevice });
    expect([told, others.told]).toEqual([[bench.device.hDevice], []]);
    ends[1]!();
    control.removeDevice();
    expect(told).toHaveLength(1);
  });
});
