import type { D3D11_SUBRESOURCE_DATA, D3D11_TEXTURE2D_DESC } from '../../../api/d3d11/index.js';
import type { DeviceLimits } from './device-limits.js';

/** A call of CreateTexture2D. */
export interface Texture2DCreation {
  readonly desc: Readonly<D3D11_TEXTURE2D_DESC>;
  /** One entry a subresource; null where pInitialData is NULL. */
  readonly initialData: readonly Readonly<D3D11_SUBRESOURCE_DATA>[] | null;
  readonly limits: DeviceLimits;
}
