import { D3D10_DDI_MAP_FLAG } from '../../src/ddi/index.js';

/** Whether the GPU is still drawing. There is none: it is at work when a test says so, and for so many maps. */
export class StillDrawing {
  private maps = 0;

  /** The next `maps` maps that do not wait find the GPU at work; 0 takes the order back. */
  forMaps(maps: number): void {
    if (!Number.isInteger(maps) || maps < 0)
      throw new RangeError(`stillDrawing: expected a whole number from 0, received ${maps}`);
    this.maps = maps;
  }

  /** Whether it uses resources now (RES-33). */
  get isBusy(): boolean {
    return this.maps > 0;
  }

  /** Whether a map with these flags comes too early. One that may wait does, and the GPU is idle (RES-20). */
  refuses(Flags: number): boolean {
    if (!this.isBusy) return false;
    const waits = (Flags & D3D10_DDI_MAP_FLAG.DONOTWAIT) === 0;
    this.maps = waits ? 0 : this.maps - 1;
    return !waits;
  }
}
