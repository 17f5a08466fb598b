/** D3D11_BOX: texels of a texture, bytes of a buffer; right, bottom and back are the first that are outside. */
import type { D3D11_BOX } from '../../../api/d3d11/index.js';

type Box = Readonly<D3D11_BOX>;

export const isEmptyBox = ({ left, top, front, right, bottom, back }: Box) =>
  right <= left || bottom <= top || back <= front;

/** Whether a box lies in another one. */
export const isInside = (inner: Box, outer: Box) =>
  inner.left >= outer.left &&
  inner.top >= outer.top &&
  inner.front >= outer.front &&
  inner.right <= outer.right &&
  inner.bottom <= outer.bottom &&
  inner.back <= outer.back;

export const isSameBox = (one: Box, other: Box) => isInside(one, other) && isInside(other, one);

/** A box of the same size with another corner. */
export function boxAt({ left, top, front, right, bottom, back }: Box, x: number, y: number, z: number): Box {
  return {
    left: x,
    top: y,
    front: z,
    right: x + right - left,
    bottom: y + bottom - top,
    back: z + back - front,
  };
}

const isOdd = (coordinate: number) => coordinate % 2 !== 0;

/** Whether an edge of it parts texels that share their chroma. */
export const hasOddEdge = ({ left, top, right, bottom }: Box) => [left, top, right, bottom].some(isOdd);
