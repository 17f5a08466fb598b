import type { Address, Memory } from '../../src/abi/index.js';
import { NULL } from '../../src/abi/index.js';
import { D3D10_DDI_BOX as BOX } from '../../src/ddi/index.js';
import type { Run, Surface } from './surface.js';

/** A part of a subresource: in bytes of a buffer, in texels of a texture (RES-30). The far edges are exclusive. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * What a box names of a surface: without a box all of it, undefined where it is empty (RES-30, RES-32). No surface here
 * has depth.
 */
export function regionAt(memory: Memory, pBox: Address, { width, height }: Surface): Region | undefined {
  if (pBox === NULL) return { left: 0, top: 0, right: width, bottom: height };
  const { left, top, front, right, bottom, back } = BOX.decode(memory, pBox);
  return left < right && top < bottom && front < back ? { left, top, right, bottom } : undefined;
}

/** The same, moved to another place. */
export function regionFrom({ left, top, right, bottom }: Region, x: number, y: number): Region {
  return { left: x, top: y, right: x + right - left, bottom: y + bottom - top };
}

/** A region in words, its far edges exclusive. */
export function regionText({ left, top, right, bottom }: Region): string {
  return `${left}, ${top} to ${right}, ${bottom}`;
}

const isEven = (edge: number) => edge % 2 === 0;

/** True where a region lies in a surface, and on whole samples of chroma (RES-12). */
export function isWithin(surface: Surface, { left, top, right, bottom }: Region): boolean {
  const { width, height, layout } = surface;
  if (left < 0 || top < 0 || right > width || bottom > height) return false;
  if (layout.evenWidth && !(isEven(left) && isEven(right))) return false;
  return !layout.evenHeight || (isEven(top) && isEven(bottom));
}

/** The bytes of a region as stretches, one a row: those of one plane, then those of the next (RES-12). */
export function* regionRuns(surface: Surface, region: Region): IterableIterator<Run> {
  const { layout, height, rowPitch } = surface;
  const left = region.left * layout.bytesPerTexel;
  const bytes = region.right * layout.bytesPerTexel - left;
  let plane = 0;
  for (const rowsPerTexel of layout.planes) {
    const end = plane + region.bottom * rowsPerTexel;
    for (let row = plane + region.top * rowsPerTexel; row < end; row += 1)
      yield { offset: row * rowPitch + left, bytes };
    plane += height * rowsPerTexel;
  }
}
