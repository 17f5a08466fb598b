import { FORMAT_LAYOUTS } from '../ddi/index.js';
import type {
  D3D11_BUFFER_DESC,
  D3D11_SUBRESOURCE_DATA,
  D3D11_TEXTURE2D_DESC,
} from '../runtime/d3d11/index.js';
import {
  D3D11_BIND,
  D3D11_CPU_ACCESS,
  D3D11_RESOURCE_MISC_FLAG,
  D3D11_USAGE,
  DXGI_FORMAT,
} from '../runtime/d3d11/index.js';
import { mipLevelsOf, subresourceRows } from '../runtime/d3d11/rules/index.js';
import { checkBytes, wrongArgument } from './arguments.js';
import type { TextureOptions } from './call-options.js';
import { checkCallOptions, textureSchema } from './call-options.js';

/**
 * `staging`: the CPU reads and writes it. `protected`: a render target that only blts and copies reach. `decoded`: a texture
 * that decoders write.
 *
 * @example
 * ```ts
 * import { createDevice, type ResourceKind } from 'softumd';
 *
 * const device = createDevice();
 * const kinds: ResourceKind[] = ['staging', 'protected'];
 * const [source, surface] = kinds.map((kind) => device.createBuffer(kind, 4096));
 * ```
 */
export type ResourceKind = keyof typeof kinds;

const kinds = {
  staging: {
    Usage: D3D11_USAGE.STAGING,
    BindFlags: 0,
    CPUAccessFlags: D3D11_CPU_ACCESS.READ | D3D11_CPU_ACCESS.WRITE,
  },
  protected: { Usage: D3D11_USAGE.DEFAULT, BindFlags: D3D11_BIND.RENDER_TARGET, CPUAccessFlags: 0 },
  decoded: { Usage: D3D11_USAGE.DEFAULT, BindFlags: D3D11_BIND.DECODER, CPUAccessFlags: 0 },
} as const;

function ofKind(call: string, kind: ResourceKind) {
  if (Object.hasOwn(kinds, kind)) return kinds[kind];
  throw wrongArgument(call, 'kind', "'staging', 'protected' or 'decoded'", kind);
}

export function bufferDesc(call: string, kind: ResourceKind, ByteWidth: number): D3D11_BUFFER_DESC {
  return { ByteWidth, ...ofKind(call, kind), MiscFlags: 0, StructureByteStride: 0 };
}

const MISC = D3D11_RESOURCE_MISC_FLAG;

function miscFlags({ hardwareProtected, shared, restricted }: TextureOptions): number {
  const flags = [
    hardwareProtected && MISC.HW_PROTECTED,
    shared && MISC.SHARED,
    restricted && MISC.RESTRICT_SHARED_RESOURCE | MISC.RESTRICT_SHARED_RESOURCE_DRIVER,
  ];
  return flags.reduce<number>((word, flag) => word | (flag || 0), 0);
}

export function textureDesc(call: string, kind: ResourceKind, options: TextureOptions): D3D11_TEXTURE2D_DESC {
  const checked = checkCallOptions(call, textureSchema, options);
  const { format, width, height, mipLevels = 1, arraySize = 1 } = checked;
  if (!FORMAT_LAYOUTS.has(format))
    throw wrongArgument(call, 'format', 'one whose layout is known, such as DXGI_FORMAT.NV12', format);
  return {
    Width: width,
    Height: height,
    MipLevels: mipLevels,
    ArraySize: arraySize,
    Format: format,
    SampleDesc: { Count: 1, Quality: 0 },
    ...ofKind(call, kind),
    MiscFlags: miscFlags(checked),
  };
}

/** Nothing between rows, nothing between subresources: the levels of the first slice, then those of the next. */
export function textureData(
  call: string,
  desc: D3D11_TEXTURE2D_DESC,
  content: Uint8Array,
): D3D11_SUBRESOURCE_DATA[] {
  const levels = Array.from({ length: mipLevelsOf(desc) }, (_, mip) => {
    const { rows, rowBytes } = subresourceRows(desc, mip)!; // a format with a layout has rows
    return { rowBytes, bytes: Math.ceil(rows * rowBytes) }; // half a row where the height cannot be (RES-12)
  });
  const sliceBytes = levels.reduce((sum, { bytes }) => sum + bytes, 0);
  checkBytes(call, 'content', content, sliceBytes * desc.ArraySize);
  let at = 0;
  return Array.from({ length: desc.ArraySize }, () => levels)
    .flat()
    .map(({ rowBytes, bytes }) => {
      const pSysMem = content.subarray(at, at + bytes);
      at += bytes;
      return { pSysMem, SysMemPitch: rowBytes, SysMemSlicePitch: bytes };
    });
}

/** An NV12 texture's options; of the size these two members alone. */
export const nv12 = ({ width, height }: Pick<TextureOptions, 'width' | 'height'>): TextureOptions => ({
  format: DXGI_FORMAT.NV12,
  width,
  height,
});
