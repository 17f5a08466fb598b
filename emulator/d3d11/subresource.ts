import type { Address } from '../../src/abi/index.js';
import type { Surface } from './surface.js';
import { sameShape, surfaceText } from './surface.js';

/** One mip level: the same in every slice of the array (RES-4). */
export interface MipLevel {
  readonly surface: Surface;
  /** Bytes from where a slice begins. */
  readonly offset: number;
}

/** How the subresources of a resource lie, one slice behind the other, in each its mip levels. */
export interface SubresourceLayout {
  readonly levels: readonly MipLevel[];
  /** ArraySize. */
  readonly slices: number;
  /** Bytes from one slice to the next. */
  readonly sliceBytes: number;
}

/** One subresource of a resource in memory. */
export interface Subresource {
  readonly surface: Surface;
  readonly address: Address;
}

/** Every subresource begins where maps want it (RES-24). */
const aligned = (bytes: number) => Math.ceil(bytes / 16) * 16;

/** Puts the levels of each slice one behind the other. */
export function subresourceLayout(surfaces: readonly Surface[], slices: number): SubresourceLayout {
  let sliceBytes = 0;
  const levels = surfaces.map((surface) => {
    const offset = sliceBytes;
    sliceBytes += aligned(surface.pitchedBytes);
    return { surface, offset };
  });
  return { levels, slices, sliceBytes };
}

/** How many subresources there are. */
export function subresourceCount({ levels, slices }: SubresourceLayout): number {
  return levels.length * slices;
}

/** A subresource by its number, mip + slice * MipLevels (RES-25), or undefined where there is none. */
export function subresourceAt(
  resource: SubresourceLayout & { readonly data: Address },
  subresource: number,
): Subresource | undefined {
  const { data, levels, slices, sliceBytes } = resource;
  const slice = Math.floor(subresource / levels.length);
  const { surface, offset } = levels[subresource % levels.length]!;
  if (slice >= slices) return undefined;
  return { surface, address: (data + slice * sliceBytes + offset) as Address };
}

/** How many subresources there are and of which shape the largest is, in words. */
export function layoutText({ levels, slices }: SubresourceLayout): string {
  return `${slices} slices of ${levels.length} mip levels, ${surfaceText(levels[0]!.surface)}`;
}

/** True when two resources have as many subresources, and of the same shapes (RES-28). */
export function sameLayout(a: SubresourceLayout, b: SubresourceLayout): boolean {
  if (a.slices !== b.slices || a.levels.length !== b.levels.length) return false;
  return a.levels.every(({ surface }, level) => sameShape(surface, b.levels[level]!.surface));
}
