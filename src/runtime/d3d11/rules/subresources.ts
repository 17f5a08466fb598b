/** Subresources of a texture: how many there are, how large, and the bytes of each. */
import type { D3D11_SUBRESOURCE_DATA, D3D11_TEXTURE2D_DESC } from '../../../api/d3d11/index.js';
import type { PictureRows } from '../../../ddi/index.js';
import { pictureRows } from '../../../ddi/index.js';
import { sizeUnit } from './formats.js';

type TextureShape = Readonly<
  Pick<D3D11_TEXTURE2D_DESC, 'Width' | 'Height' | 'MipLevels' | 'ArraySize' | 'Format'>
>;

/** Width and height in texels. */
export interface Extent {
  readonly width: number;
  readonly height: number;
}

/** The levels down to one texel: 10 for 512x512. */
export function fullMipLevels(width: number, height: number): number {
  return 32 - Math.clz32(Math.max(width, height));
}

/** The levels that a texture gets: 0 asks for all of them (CT-5), and there are no more where CT-6 is off. */
export function mipLevelsOf({ MipLevels, Width, Height }: TextureShape): number {
  const full = fullMipLevels(Width, Height);
  return MipLevels === 0 ? full : Math.min(MipLevels, full);
}

/** The description that GetDesc answers: with the levels that there are (CT-5). */
export function keptTexture2DDesc(desc: Readonly<D3D11_TEXTURE2D_DESC>): D3D11_TEXTURE2D_DESC {
  return { ...desc, SampleDesc: { ...desc.SampleDesc }, MipLevels: mipLevelsOf(desc) };
}

/** Slices times levels; planes have no subresource of their own (RES-25). */
export function subresourceCount(desc: TextureShape): number {
  return mipLevelsOf(desc) * desc.ArraySize;
}

/** The size of a subresource: mip + slice * MipLevels, each level half of the one before (RES-25). */
export function subresourceExtent(desc: TextureShape, subresource: number): Extent {
  const mip = subresource % mipLevelsOf(desc);
  return { width: Math.max(1, desc.Width >>> mip), height: Math.max(1, desc.Height >>> mip) };
}

/** The rows of a rectangle of that format, those of all planes; undefined where no CPU can know its layout (VW-8). */
export function rectangleRows(format: number, { width, height }: Extent): PictureRows | undefined {
  // A level of YUY2 may be one texel wide, and still two texels share their chroma.
  const unit = sizeUnit(format).width;
  return pictureRows(format, Math.ceil(width / unit) * unit, height);
}

/** The rows of a subresource, as {@link rectangleRows}. */
export function subresourceRows(desc: TextureShape, subresource: number): PictureRows | undefined {
  return rectangleRows(desc.Format, subresourceExtent(desc, subresource));
}

/** The bytes that a call reads of rows which lie a pitch apart: the last row ends where its picture ends. */
export function bytesRead({ rows, rowBytes }: PictureRows, rowPitch: number): number {
  return (rows - 1) * rowPitch + rowBytes;
}

/** The bytes of a mapped subresource, those between the rows too: one pitch for all planes (CT-22, MP-21). */
export function mappedBytes({ rows }: PictureRows, rowPitch: number): number {
  return rows * rowPitch;
}

/** Initial data that is too short, which has no rule: the real runtime cannot know how many bytes there are. */
export interface ShortData {
  readonly subresource: number;
  /** In bytes. */
  readonly needed: number;
  readonly given: number;
}

type InitialData = Readonly<D3D11_SUBRESOURCE_DATA>;

function shortData(
  subresource: number,
  rows: PictureRows,
  data: InitialData | undefined,
): ShortData | undefined {
  const needed = bytesRead(rows, data?.SysMemPitch ?? rows.rowBytes);
  const given = data?.pSysMem?.length ?? 0;
  return given < needed ? { subresource, needed, given } : undefined;
}

/** The initial data that is too short for a buffer. */
export function shortBufferData(byteWidth: number, data: InitialData): ShortData | undefined {
  return shortData(0, { rows: 1, rowBytes: byteWidth }, data);
}

/** The first initial data that is too short for a texture, or missing; undefined for a format without a layout. */
export function shortTextureData(desc: TextureShape, data: readonly InitialData[]): ShortData | undefined {
  const count = subresourceCount(desc);
  for (let subresource = 0; subresource < count; subresource += 1) {
    const rows = subresourceRows(desc, subresource);
    const short = rows && shortData(subresource, rows, data[subresource]);
    if (short) return short;
  }
  return undefined;
}
