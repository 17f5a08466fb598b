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

/** Rows of chroma for each row of luma: half a row of NV12, of a buffer none (RES-12). */
const chromaRows = ({ rows, height }: Surface): number => (rows - height) / height;

/** True where a region lies in a surface, of NV12 on whole samples of chroma. */
export function isWithin(surface: Surface, { left, top, right, bottom }: Region): boolean {
  if (left < 0 || top < 0 || right > surface.width || bottom > surface.height) return false;
  return chromaRows(surface) === 0 || [left, top, right, bottom].every((edge) => edge % 2 === 0);
}

function* rowRuns(
  { rowPitch }: Surface,
  { left, right }: Region,
  first: number,
  end: number,
): IterableIterator<Run> {
  for (let row = first; row < end; row += 1) yield { offset: row * rowPitch + left, bytes: right - left };
}

/** The bytes of a region as stretches, one a row: those of luma, then those of chroma (RES-12). */
export function* regionRuns(surface: Surface, region: Region): IterableIterator<Run> {
  const chroma = chromaRows(surface);
  yield* rowRuns(surface, region, region.top, region.bottom);
  yield* rowRuns(
    surface,
    region,
    surface.height + region.top * chroma,
    surface.height + region.bottom * chroma,
  );
}
