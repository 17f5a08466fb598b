import type { FormatLayout } from '../../src/ddi/index.js';
import { DXGI_FORMAT, FORMAT_LAYOUTS, fitsFormat, pictureRows } from '../../src/ddi/index.js';

/** How one subresource lies in memory: planes of rows, each row padded to the pitch. */
export interface Surface {
  readonly format: number;
  readonly layout: FormatLayout;
  readonly width: number;
  readonly height: number;
  /** Bytes of picture in a row, and from one row to the next. */
  readonly rowBytes: number;
  readonly rowPitch: number;
  /** Rows of all planes: for NV12 those of Y, then those of UV (RES-12). */
  readonly rows: number;
  /** Logical bytes, padding left out (D-24). */
  readonly logicalBytes: number;
  /** Bytes from the first to the last, padding included. */
  readonly pitchedBytes: number;
}

/** Bytes, which a buffer has for texels. */
const bytesLayout: FormatLayout = { bytesPerTexel: 1, planes: [1], evenWidth: false, evenHeight: false };

/** A buffer: one row of its bytes. */
export function bufferSurface(bytes: number): Surface {
  return {
    format: DXGI_FORMAT.UNKNOWN,
    layout: bytesLayout,
    width: bytes,
    height: 1,
    rowBytes: bytes,
    rowPitch: bytes,
    rows: 1,
    logicalBytes: bytes,
    pitchedBytes: bytes,
  };
}

/** A 2D texture of any format whose layout is known, or undefined when format and size do not make one. */
export function textureSurface(
  format: number,
  width: number,
  height: number,
  pitchUnit: number,
): Surface | undefined {
  const layout = FORMAT_LAYOUTS.get(format);
  if (!layout || !fitsFormat(format, width, height)) return undefined;
  const { rows, rowBytes } = pictureRows(format, width, height)!;
  const rowPitch = Math.ceil(rowBytes / pitchUnit) * pitchUnit;
  return {
    format,
    layout,
    width,
    height,
    rowBytes,
    rowPitch,
    rows,
    logicalBytes: rowBytes * rows,
    pitchedBytes: rowPitch * rows,
  };
}

/** What a surface is, in words: `64 bytes`, `NV12 of 16 x 8`. */
export function surfaceText({ format, width, height }: Surface): string {
  if (format === DXGI_FORMAT.UNKNOWN) return `${width} bytes`;
  return `${DXGI_FORMAT.text(format)} of ${width} x ${height}`;
}

/** One stretch of logical bytes that lie together. */
export interface Run {
  readonly offset: number;
  readonly bytes: number;
}

/** The logical bytes in plane and row order as stretches: one where there is no padding, else one a row (D-24). */
export function surfaceRuns({ rows, rowBytes, rowPitch, logicalBytes }: Surface): readonly Run[] {
  if (rowPitch === rowBytes) return [{ offset: 0, bytes: logicalBytes }];
  const runs: Run[] = [];
  for (let row = 0; row < rows; row += 1) runs.push({ offset: row * rowPitch, bytes: rowBytes });
  return runs;
}

/** True when two surfaces have the same format and size, so that one can be copied to the other byte by byte. */
export function sameShape(a: Surface, b: Surface): boolean {
  return a.format === b.format && a.width === b.width && a.height === b.height;
}
