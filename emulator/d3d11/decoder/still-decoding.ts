import type { Hresult } from '../../../src/abi/index.js';
import { hresultText } from '../../../src/abi/index.js';
import { D3DDDIERR_WASSTILLDRAWING, E_PENDING } from '../../../src/ddi/index.js';

/** Whether decoders are at work still. None is: they are when a test says so, and for so many frames (VDBF-8). */
export class StillDecoding {
  private frames = 0;
  private code: Hresult = D3DDDIERR_WASSTILLDRAWING;

  /** The next `frames` frames cannot begin; 0 takes the order back. */
  forFrames(frames: number, code: Hresult = D3DDDIERR_WASSTILLDRAWING): void {
    if (!Number.isInteger(frames) || frames < 0)
      throw new RangeError(`stillDecoding: expected a whole number from 0, received ${frames}`);
    if (code !== D3DDDIERR_WASSTILLDRAWING && code !== E_PENDING)
      throw new RangeError(
        `stillDecoding: expected E_PENDING or D3DDDIERR_WASSTILLDRAWING, received ${hresultText(code)}`,
      );
    this.frames = frames;
    this.code = code;
  }

  /** The code that a frame which begins now is refused with; undefined where it may. */
  refuses(): Hresult | undefined {
    if (this.frames === 0) return undefined;
    this.frames -= 1;
    return this.code;
  }
}
