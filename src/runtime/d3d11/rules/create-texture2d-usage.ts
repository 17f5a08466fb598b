/** What CreateTexture2D refuses for usage, CPU access and initial data: api.md, CT-14 to CT-20. */
import { D3D11_USAGE } from '../../../api/d3d11/index.js';
import {
  isDefaultWithCpuAccess,
  isDynamicNotForReading,
  isDynamicNotJustWritten,
  isImmutableNotForReading,
  isImmutableWithCpuAccess,
  isStagingBound,
  isStagingWithoutCpuAccess,
} from './access.js';
import { isDepthStencil } from './formats.js';
import type { RuleTable } from './rule.js';
import { rule } from './rule.js';
import { mipLevelsOf } from './subresources.js';
import type { Texture2DCreation } from './texture2d-creation.js';

export const usageRules: RuleTable<Texture2DCreation> = [
  rule(
    'CT-14',
    'open',
    'CREATETEXTURE2D_INVALIDCPUACCESSFLAGS',
    'a default texture with CPU access',
    ({ desc }) => isDefaultWithCpuAccess(desc),
  ),
  rule(
    'CT-15',
    'open',
    'CREATETEXTURE2D_INVALIDBINDFLAGS',
    'an immutable texture that is not bound, or that the GPU writes',
    ({ desc }) => isImmutableNotForReading(desc),
  ),
  rule(
    'CT-15',
    'open',
    'CREATETEXTURE2D_INVALIDCPUACCESSFLAGS',
    'an immutable texture with CPU access',
    ({ desc }) => isImmutableWithCpuAccess(desc),
  ),
  rule(
    'CT-15',
    'open',
    'CREATETEXTURE2D_INVALIDINITIALDATA',
    'an immutable texture without initial data',
    ({ desc, initialData }) => desc.Usage === D3D11_USAGE.IMMUTABLE && initialData === null,
  ),
  rule(
    'CT-16',
    'open',
    'CREATETEXTURE2D_INVALIDBINDFLAGS',
    'a dynamic texture that is not bound, or that the GPU writes',
    ({ desc }) => isDynamicNotForReading(desc),
  ),
  rule(
    'CT-16',
    'open',
    'CREATETEXTURE2D_INVALIDCPUACCESSFLAGS',
    'CPUAccessFlags of a dynamic texture is not WRITE alone',
    ({ desc }) => isDynamicNotJustWritten(desc),
  ),
  rule(
    'CT-17',
    'doc',
    'CREATETEXTURE2D_INVALIDMIPLEVELS',
    'a dynamic texture with more than one level',
    ({ desc }) => desc.Usage === D3D11_USAGE.DYNAMIC && mipLevelsOf(desc) > 1,
  ),
  rule(
    'CT-17',
    'doc',
    'CREATETEXTURE2D_INVALIDDIMENSIONS',
    'a dynamic texture with more than one slice',
    ({ desc }) => desc.Usage === D3D11_USAGE.DYNAMIC && desc.ArraySize > 1,
  ),
  rule('CT-18', 'open', 'CREATETEXTURE2D_INVALIDBINDFLAGS', 'a staging texture with bind flags', ({ desc }) =>
    isStagingBound(desc),
  ),
  rule(
    'CT-18',
    'open',
    'CREATETEXTURE2D_INVALIDCPUACCESSFLAGS',
    'a staging texture without CPU access',
    ({ desc }) => isStagingWithoutCpuAccess(desc),
  ),
  rule(
    'CT-18',
    'open',
    'CREATETEXTURE2D_UNSUPPORTEDFORMAT',
    'a staging texture of a depth-stencil format',
    ({ desc }) => desc.Usage === D3D11_USAGE.STAGING && isDepthStencil(desc.Format),
  ),
  rule(
    'CT-19',
    'open',
    'CREATETEXTURE2D_INVALIDINITIALDATA',
    'pSysMem of the first initial data is NULL',
    ({ initialData }) => initialData !== null && !initialData[0]?.pSysMem,
  ),
  rule(
    'CT-20',
    'inferred',
    'CREATETEXTURE2D_INVALIDINITIALDATA',
    'SysMemPitch of initial data is 0',
    ({ desc, initialData }) =>
      desc.Height > 1 && initialData?.some(({ SysMemPitch }) => SysMemPitch === 0) === true,
  ),
];
