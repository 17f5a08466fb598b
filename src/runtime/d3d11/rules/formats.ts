/** What the rules have to know of a DXGI_FORMAT beside its layout. */
import { DXGI_FORMAT, FORMAT_LAYOUTS } from '../../../ddi/index.js';
import { valuesByName } from '../../../abi/index.js';

const {
  UNKNOWN,
  FORCE_UINT,
  D16_UNORM,
  D24_UNORM_S8_UINT,
  D32_FLOAT,
  D32_FLOAT_S8X24_UINT,
  NV11,
  OPAQUE_420,
  P208,
  V208,
  V408,
  Y210,
  Y216,
} = DXGI_FORMAT;

const formats: ReadonlySet<number> = new Set(
  Object.values(valuesByName(DXGI_FORMAT)).filter((value) => value !== UNKNOWN && value !== FORCE_UINT),
);

/** Whether a texture can have that format as far as the enum says; UNKNOWN is for buffers. */
export function isFormat(value: number): boolean {
  return formats.has(value);
}

/** The typeless formats, each with the last of the formats that follow it in the enum and have its bits. */
const ranges: readonly (readonly [typeless: number, last: number])[] = [
  [DXGI_FORMAT.R32G32B32A32_TYPELESS, DXGI_FORMAT.R32G32B32A32_SINT],
  [DXGI_FORMAT.R32G32B32_TYPELESS, DXGI_FORMAT.R32G32B32_SINT],
  [DXGI_FORMAT.R16G16B16A16_TYPELESS, DXGI_FORMAT.R16G16B16A16_SINT],
  [DXGI_FORMAT.R32G32_TYPELESS, DXGI_FORMAT.R32G32_SINT],
  [DXGI_FORMAT.R32G8X24_TYPELESS, DXGI_FORMAT.X32_TYPELESS_G8X24_UINT],
  [DXGI_FORMAT.R10G10B10A2_TYPELESS, DXGI_FORMAT.R10G10B10A2_UINT],
  [DXGI_FORMAT.R8G8B8A8_TYPELESS, DXGI_FORMAT.R8G8B8A8_SINT],
  [DXGI_FORMAT.R16G16_TYPELESS, DXGI_FORMAT.R16G16_SINT],
  [DXGI_FORMAT.R32_TYPELESS, DXGI_FORMAT.R32_SINT],
  [DXGI_FORMAT.R24G8_TYPELESS, DXGI_FORMAT.X24_TYPELESS_G8_UINT],
  [DXGI_FORMAT.R8G8_TYPELESS, DXGI_FORMAT.R8G8_SINT],
  [DXGI_FORMAT.R16_TYPELESS, DXGI_FORMAT.R16_SINT],
  [DXGI_FORMAT.R8_TYPELESS, DXGI_FORMAT.R8_SINT],
  [DXGI_FORMAT.BC1_TYPELESS, DXGI_FORMAT.BC1_UNORM_SRGB],
  [DXGI_FORMAT.BC2_TYPELESS, DXGI_FORMAT.BC2_UNORM_SRGB],
  [DXGI_FORMAT.BC3_TYPELESS, DXGI_FORMAT.BC3_UNORM_SRGB],
  [DXGI_FORMAT.BC4_TYPELESS, DXGI_FORMAT.BC4_SNORM],
  [DXGI_FORMAT.BC5_TYPELESS, DXGI_FORMAT.BC5_SNORM],
  [DXGI_FORMAT.BC6H_TYPELESS, DXGI_FORMAT.BC6H_SF16],
  [DXGI_FORMAT.BC7_TYPELESS, DXGI_FORMAT.BC7_UNORM_SRGB],
];

/** Two families came later than the first of their formats and lie scattered. */
const scattered: readonly (readonly number[])[] = [
  [DXGI_FORMAT.B8G8R8A8_TYPELESS, DXGI_FORMAT.B8G8R8A8_UNORM, DXGI_FORMAT.B8G8R8A8_UNORM_SRGB],
  [DXGI_FORMAT.B8G8R8X8_TYPELESS, DXGI_FORMAT.B8G8R8X8_UNORM, DXGI_FORMAT.B8G8R8X8_UNORM_SRGB],
];

const families: readonly (readonly number[])[] = [
  ...ranges.map(([typeless, last]) => Array.from({ length: last - typeless + 1 }, (_, at) => typeless + at)),
  ...scattered,
];

const typelessOf: ReadonlyMap<number, number> = new Map(
  families.flatMap((family) => family.map((format) => [format, family[0]!])),
);

const familyOf: ReadonlyMap<number, readonly number[]> = new Map(
  families.map((family) => [family[0]!, family]),
);

/** The typeless format whose bits a format has; the format itself where there is none. */
export function typelessFamily(format: number): number {
  return typelessOf.get(format) ?? format;
}

/** What a texture of a format can be viewed as: of a typeless one the whole family, else the format alone. */
export function viewableAs(format: number): readonly number[] {
  return familyOf.get(format) ?? [format];
}

const depthStencil: ReadonlySet<number> = new Set([
  D16_UNORM,
  D24_UNORM_S8_UINT,
  D32_FLOAT,
  D32_FLOAT_S8X24_UINT,
]);

export function isDepthStencil(format: number): boolean {
  return depthStencil.has(format);
}

const planarWithoutLayout: ReadonlySet<number> = new Set([OPAQUE_420, NV11, P208, V208, V408]);

/** Whether luma and chroma lie in planes. */
export function isPlanarVideo(format: number): boolean {
  return (FORMAT_LAYOUTS.get(format)?.planes.length ?? 1) > 1 || planarWithoutLayout.has(format);
}

/** What width and height must be multiples of, in texels. */
export interface SizeUnit {
  readonly width: number;
  readonly height: number;
}

const unitsWithoutLayout: ReadonlyMap<number, SizeUnit> = new Map([
  [OPAQUE_420, { width: 2, height: 2 }],
  [Y210, { width: 2, height: 1 }],
  [Y216, { width: 2, height: 1 }],
  [NV11, { width: 4, height: 1 }],
]);

/** What width and height of a texture must be multiples of (CT-21, CT-23). */
export function sizeUnit(format: number): SizeUnit {
  const layout = FORMAT_LAYOUTS.get(format);
  if (layout) return { width: layout.evenWidth ? 2 : 1, height: layout.evenHeight ? 2 : 1 };
  return unitsWithoutLayout.get(format) ?? { width: 1, height: 1 };
}

/** Whether two by two texels share their chroma, so that rectangles have even coordinates (CT-21, CP-15, US-7, VW-8). */
export function is420(format: number): boolean {
  return sizeUnit(format).height === 2;
}
