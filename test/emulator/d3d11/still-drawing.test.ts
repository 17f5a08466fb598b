import { describe, expect, it } from '@jest/globals';
import type { HResource } from 'softumd/ddi';
import * as ddi from 'softumd/ddi';
import { Bench } from './bench.js';

const { S_OK, E_INVALIDARG, DXGI_DDI_ERR_WASSTILLDRAWING } = ddi;
const { DONOTWAIT } = ddi.D3D10_DDI_MAP_FLAG;

function furnished() {
  const bench = new Bench();
  const { device } = bench;
  const resource = device.buffer(new Uint8Array(16).fill(7));
  const { functions, hDevice } = device;
  const pMapped = bench.bytes(16);
  const map = (flags: number, of: HResource = resource, subresource = 0) => {
    functions.pfnStagingResourceMap(hDevice, of, subresource, 1, flags, pMapped);
    return bench.reported();
  };
  const isBusy = () => functions.pfnResourceIsStagingBusy(hDevice, resource) !== 0;
  return { bench, device, map, isBusy, written: () => bench.memory.readU64(pMapped) !== 0n };
}

describe('while the GPU draws', () => {
  it('maps that do not wait come too early, as often as was said, and staging resources are busy (RES-20, RES-33)', () => {
    const { bench, map, isBusy, written } = furnished();
    expect([isBusy(), map(0)]).toEqual([false, S_OK]);
    const other = furnished();
    bench.driver.control.stillDrawing(2);
    expect([isBusy(), other.isBusy()]).toEqual([true, false]);
    expect([map(DONOTWAIT), isBusy(), map(DONOTWAIT), isBusy()]).toEqual([
      DXGI_DDI_ERR_WASSTILLDRAWING,
      true,
      DXGI_DDI_ERR_WASSTILLDRAWING,
      false,
    ]);
    expect([map(DONOTWAIT), written()]).toEqual([S_OK, true]);
  });

  it('a map that comes too early writes nothing (D-14)', () => {
    const { bench, map, written } = furnished();
    bench.driver.control.stillDrawing(1);
    expect([map(DONOTWAIT), written()]).toEqual([DXGI_DDI_ERR_WASSTILLDRAWING, false]);
  });

  it('a map that may wait does, and all is drawn (RES-20)', () => {
    const { bench, map, isBusy } = furnished();
    bench.driver.control.stillDrawing(9);
    expect([map(0), isBusy(), map(DONOTWAIT)]).toEqual([S_OK, false, S_OK]);
  });

  it('what is not there is refused as ever, and counts for no map', () => {
    const { bench, map, isBusy } = furnished();
    bench.driver.control.stillDrawing(1);
    expect([map(DONOTWAIT, undefined, 1), isBusy()]).toEqual([E_INVALIDARG, true]);
    bench.driver.control.stillDrawing(0);
    expect([isBusy(), map(DONOTWAIT)]).toEqual([false, S_OK]);
  });

  it.each([-1, 0.5, Number.NaN, Infinity])('not for %p maps', (maps) => {
    const { bench, isBusy } = furnished();
    expect(() => {
      bench.driver.control.stillDrawing(maps);
    }).toThrow(RangeError);
    expect(isBusy()).toBe(false);
  });
});
