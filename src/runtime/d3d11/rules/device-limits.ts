import type {
  D3D11_FEATURE_DATA_D3D11_OPTIONS,
  D3D11_FEATURE_DATA_D3D11_OPTIONS1,
} from '../../../api/d3d11/index.js';
import { D3D_FEATURE_LEVEL } from '../../../api/d3d11/index.js';
import { viewableAs } from './formats.js';

/** What CheckFeatureSupport answers and rules depend on. */
export type DeviceOptions = Readonly<
  Pick<
    D3D11_FEATURE_DATA_D3D11_OPTIONS,
    | 'ConstantBufferOffsetting'
    | 'ConstantBufferPartialUpdate'
    | 'MapNoOverwriteOnDynamicConstantBuffer'
    | 'MapNoOverwriteOnDynamicBufferSRV'
  > &
    Pick<D3D11_FEATURE_DATA_D3D11_OPTIONS1, 'MapOnDefaultBuffers'>
>;

/** What a device can, as far as rules depend on it. */
export interface DeviceLimits {
  /** D3D_FEATURE_LEVEL. */
  readonly featureLevel: number;
  /** D3D11_FORMAT_SUPPORT of a DXGI_FORMAT; 0 where it has none of it. */
  readonly formatSupport: (format: number) => number;
  /** What CheckMultisampleQualityLevels answers; 0 where there are not so many samples. */
  readonly multisampleQualityLevels: (format: number, sampleCount: number) => number;
  /** Driver and hardware can protect content (CT-31), and in hardware (CT-34). */
  readonly hasContentProtection: boolean;
  readonly hasHardwareProtection: boolean;
  readonly options: DeviceOptions;
}

/** D3D11_FORMAT_SUPPORT of a texture: a typeless one can what any of its family can. */
export function textureSupport({ formatSupport }: DeviceLimits, format: number): number {
  return viewableAs(format).reduce((all, one) => all | formatSupport(one), 0);
}

/** The quality levels of a texture, as {@link textureSupport}. */
export function textureQualityLevels(
  { multisampleQualityLevels }: DeviceLimits,
  format: number,
  sampleCount: number,
): number {
  return Math.max(...viewableAs(format).map((one) => multisampleQualityLevels(one, sampleCount)));
}

/** Width and height that a texture can have, in texels (CT-4). */
export function largestTexture(featureLevel: number): number {
  if (featureLevel >= D3D_FEATURE_LEVEL.LEVEL_11_0) return 16384;
  if (featureLevel >= D3D_FEATURE_LEVEL.LEVEL_10_0) return 8192;
  return featureLevel >= D3D_FEATURE_LEVEL.LEVEL_9_3 ? 4096 : 2048;
}

/** How many slices an array can have (CT-4). */
export function largestArray(featureLevel: number): number {
  if (featureLevel >= D3D_FEATURE_LEVEL.LEVEL_11_0) return 2048;
  return featureLevel >= D3D_FEATURE_LEVEL.LEVEL_10_0 ? 512 : 1;
}

/** Whether the level is one of those from before Direct3D 10. */
export function isLevel9(featureLevel: number): boolean {
  return featureLevel < D3D_FEATURE_LEVEL.LEVEL_10_0;
}
