/** What CreateTexture2D refuses for MiscFlags: api.md, CT-31 to CT-44. */
import { D3D11_USAGE, D3D_FEATURE_LEVEL } from '../../../api/d3d11/index.js';
import { D3D11_BIND as BIND, D3D11_RESOURCE_MISC_FLAG as MISC, DXGI_FORMAT } from '../../../ddi/index.js';
import { hasAll, hasAny } from './flags.js';
import { typelessFamily } from './formats.js';
import type { RuleTable } from './rule.js';
import { rule } from './rule.js';
import { mipLevelsOf } from './subresources.js';
import type { Texture2DCreation } from './texture2d-creation.js';

const INVALIDMISCFLAGS = 'CREATETEXTURE2D_INVALIDMISCFLAGS';
const CUBE_FACES = 6;

const has = ({ desc }: Texture2DCreation, flags: number) => hasAny(desc.MiscFlags, flags);

const protection: RuleTable<Texture2DCreation> = [
  rule(
    'CT-31',
    'doc',
    INVALIDMISCFLAGS,
    'RESTRICTED_CONTENT, and the driver or the hardware does not protect content',
    (creation) => has(creation, MISC.RESTRICTED_CONTENT) && !creation.limits.hasContentProtection,
  ),
  rule(
    'CT-32',
    'doc',
    INVALIDMISCFLAGS,
    'RESTRICT_SHARED_RESOURCE or RESTRICT_SHARED_RESOURCE_DRIVER on a texture that is not shared',
    (creation) =>
      has(creation, MISC.RESTRICT_SHARED_RESOURCE | MISC.RESTRICT_SHARED_RESOURCE_DRIVER) &&
      !has(creation, MISC.SHARED | MISC.SHARED_KEYEDMUTEX | MISC.SHARED_NTHANDLE),
  ),
  rule(
    'CT-34',
    'doc',
    'CREATETEXTURE2D_INVALIDUSAGE',
    'HW_PROTECTED on a dynamic or staging texture',
    (creation) =>
      has(creation, MISC.HW_PROTECTED) &&
      (creation.desc.Usage === D3D11_USAGE.DYNAMIC || creation.desc.Usage === D3D11_USAGE.STAGING),
  ),
  rule(
    'CT-34',
    'doc',
    INVALIDMISCFLAGS,
    'HW_PROTECTED, and the hardware protects nothing',
    (creation) => has(creation, MISC.HW_PROTECTED) && !creation.limits.hasHardwareProtection,
  ),
  rule(
    'CT-36',
    'doc',
    INVALIDMISCFLAGS,
    'misc flags on a texture with CPU access',
    ({ desc }) => desc.MiscFlags !== 0 && desc.CPUAccessFlags !== 0,
  ),
];

const sharing: RuleTable<Texture2DCreation> = [
  rule('CT-37', 'doc', INVALIDMISCFLAGS, 'SHARED beside SHARED_KEYEDMUTEX', ({ desc }) =>
    hasAll(desc.MiscFlags, MISC.SHARED | MISC.SHARED_KEYEDMUTEX),
  ),
  rule(
    'CT-38',
    'doc',
    INVALIDMISCFLAGS,
    'SHARED_NTHANDLE without SHARED_KEYEDMUTEX or SHARED',
    (creation) => has(creation, MISC.SHARED_NTHANDLE) && !has(creation, MISC.SHARED_KEYEDMUTEX | MISC.SHARED),
  ),
  rule(
    'CT-39',
    'doc',
    null,
    'SHARED_NTHANDLE on a texture with more than one level',
    (creation) => has(creation, MISC.SHARED_NTHANDLE) && mipLevelsOf(creation.desc) > 1,
  ),
];

const cubes: RuleTable<Texture2DCreation> = [
  rule(
    'CT-40',
    'open',
    'CREATETEXTURE2D_INVALIDDIMENSIONS',
    'ArraySize of a cube is less than 6',
    (creation) => has(creation, MISC.TEXTURECUBE) && creation.desc.ArraySize < CUBE_FACES,
  ),
  rule(
    'CT-41',
    'open',
    null,
    'ArraySize of a cube is more than 6, below level 10_1',
    (creation) =>
      has(creation, MISC.TEXTURECUBE) &&
      creation.desc.ArraySize > CUBE_FACES &&
      creation.limits.featureLevel < D3D_FEATURE_LEVEL.LEVEL_10_1,
  ),
];

/** B8G8R8A8 on a default render target of one level and one sample, and not with what GDI cannot hold. */
function isGdiTexture({ desc }: Texture2DCreation): boolean {
  return (
    typelessFamily(desc.Format) === DXGI_FORMAT.B8G8R8A8_TYPELESS &&
    desc.Usage === D3D11_USAGE.DEFAULT &&
    mipLevelsOf(desc) === 1 &&
    desc.SampleDesc.Count === 1 &&
    hasAny(desc.BindFlags, BIND.RENDER_TARGET) &&
    !hasAny(desc.MiscFlags, MISC.SHARED_KEYEDMUTEX | MISC.RESOURCE_CLAMP)
  );
}

const others: RuleTable<Texture2DCreation> = [
  rule(
    'CT-42',
    'open',
    INVALIDMISCFLAGS,
    'GENERATE_MIPS without both RENDER_TARGET and SHADER_RESOURCE',
    (creation) =>
      has(creation, MISC.GENERATE_MIPS) &&
      !hasAll(creation.desc.BindFlags, BIND.RENDER_TARGET | BIND.SHADER_RESOURCE),
  ),
  rule(
    'CT-43',
    'doc',
    INVALIDMISCFLAGS,
    'GDI_COMPATIBLE on a texture that GDI cannot draw to',
    (creation) => has(creation, MISC.GDI_COMPATIBLE) && !isGdiTexture(creation),
  ),
  rule(
    'CT-44',
    'open',
    INVALIDMISCFLAGS,
    'BUFFER_STRUCTURED, BUFFER_ALLOW_RAW_VIEWS, DRAWINDIRECT_ARGS or TILE_POOL, which are for buffers',
    (creation) =>
      has(
        creation,
        MISC.BUFFER_STRUCTURED | MISC.BUFFER_ALLOW_RAW_VIEWS | MISC.DRAWINDIRECT_ARGS | MISC.TILE_POOL,
      ),
  ),
];

export const miscFlagRules: RuleTable<Texture2DCreation> = [...protection, ...sharing, ...cubes, ...others];
