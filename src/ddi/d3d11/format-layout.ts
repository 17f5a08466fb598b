/** How the texels of a format lie in memory: RES-12, D-24. */
import { DXGI_FORMAT } from './dxgi-format.js';

/** The bytes of a texture format, which every driver, runtime and test has to agree on. */
export interface FormatLayout {
  /** Bytes of picture in a row for each texel of width; the same in every plane. */
  readonly bytesPerTexel: number;
  /** The planes in the order in which they lie, each as its rows for one row of texels. */
  readonly planes: readonly number[];
  /** Width, height must be even. */
  readonly evenWidth: boolean;
  readonly evenHeight: boolean;
}

const packed = (bytesPerTexel: number, evenWidth = false): FormatLayout => ({
  bytesPerTexel,
  planes: [1],
  evenWidth,
  evenHeight: false,
});

/** Y, then U and V in turn at half the height and half the width: as many bytes in a row. */
const yuv420 = (bytesPerSample: number): FormatLayout => ({
  bytesPerTexel: bytesPerSample,
  planes: [1, 0.5],
  evenWidth: true,
  evenHeight: true,
});

/** The layouts by DXGI_FORMAT. 420_OPAQUE has none that a CPU can know. */
export const FORMAT_LAYOUTS: ReadonlyMap<number, FormatLayout> = new Map<number, FormatLayout>([
  [DXGI_FORMAT.R8_UNORM, packed(1)],
  [DXGI_FORMAT.R8G8B8A8_TYPELESS, packed(4)],
  [DXGI_FORMAT.R8G8B8A8_UNORM, packed(4)],
  [DXGI_FORMAT.R8G8B8A8_UNORM_SRGB, packed(4)],
  [DXGI_FORMAT.B8G8R8A8_UNORM, packed(4)],
  [DXGI_FORMAT.B8G8R8A8_TYPELESS, packed(4)],
  [DXGI_FORMAT.B8G8R8A8_UNORM_SRGB, packed(4)],
  [DXGI_FORMAT.AYUV, packed(4)],
  [DXGI_FORMAT.NV12, yuv420(1)],
  [DXGI_FORMAT.P010, yuv420(2)],
  [DXGI_FORMAT.P016, yuv420(2)],
  [DXGI_FORMAT.YUY2, packed(2, true)],
]);

/** A picture as rows: those of all planes, one plane after the other, each with so many bytes of picture. */
export interface PictureRows {
  readonly rows: number;
  readonly rowBytes: number;
}

/** The rows of a texture; undefined where the layout of its format is not known. */
export function pictureRows(format: number, width: number, height: number): PictureRows | undefined {
  const layout = FORMAT_LAYOUTS.get(format);
  if (!layout) return undefined;
  const rows = layout.planes.reduce((all, perRow) => all + perRow * height, 0);
  return { rows, rowBytes: width * layout.bytesPerTexel };
}

/** Whether a format's width and height are such as it must have (RES-12); false where its layout is not known. */
export function fitsFormat(format: number, width: number, height: number): boolean {
  const layout = FORMAT_LAYOUTS.get(format);
  if (!layout || width <= 0 || height <= 0) return false;
  return !(layout.evenWidth && width % 2 !== 0) && !(layout.evenHeight && height % 2 !== 0);
}
