/** What CreateTexture2D refuses: api.md, CT-3 to CT-44. */
import { D3D11_CPU_ACCESS_FLAG, D3D11_FORMAT_SUPPORT, D3D11_USAGE } from '../../../api/d3d11/index.js';
import { D3D11_BIND as BIND, D3D11_RESOURCE_MISC_FLAG as MISC } from '../../../ddi/index.js';
import { isUnknownUsage } from './access.js';
import type { DeviceLimits } from './device-limits.js';
import {
  isLevel9,
  largestArray,
  largestTexture,
  textureQualityLevels,
  textureSupport,
} from './device-limits.js';
import { allBits, hasAll, hasAny, hasOnly } from './flags.js';
import { isFormat } from './formats.js';
import { miscFlagRules } from './create-texture2d-misc.js';
import { usageRules } from './create-texture2d-usage.js';
import { videoRules } from './create-texture2d-video.js';
import type { RuleTable } from './rule.js';
import { rule } from './rule.js';
import { fullMipLevels } from './subresources.js';
import type { Texture2DCreation } from './texture2d-creation.js';

const knownBinds = allBits(BIND);
const knownCpuAccess = allBits(D3D11_CPU_ACCESS_FLAG);
const knownMisc = allBits(MISC);

const CUBE_FACES = 6;

/** What a format must support for a bind; the video binds have rules of their own (CT-28, CT-29). */
const supportOfBind: readonly (readonly [bind: number, oneOf: number])[] = [
  [BIND.SHADER_RESOURCE, D3D11_FORMAT_SUPPORT.SHADER_LOAD | D3D11_FORMAT_SUPPORT.SHADER_SAMPLE],
  [BIND.RENDER_TARGET, D3D11_FORMAT_SUPPORT.RENDER_TARGET],
  [BIND.DEPTH_STENCIL, D3D11_FORMAT_SUPPORT.DEPTH_STENCIL],
  [BIND.UNORDERED_ACCESS, D3D11_FORMAT_SUPPORT.TYPED_UNORDERED_ACCESS_VIEW],
];

function isUnsupported({ desc, limits }: Texture2DCreation): boolean {
  const support = textureSupport(limits, desc.Format);
  return (
    !hasAny(support, D3D11_FORMAT_SUPPORT.TEXTURE2D) ||
    supportOfBind.some(([bind, oneOf]) => hasAny(desc.BindFlags, bind) && !hasAny(support, oneOf))
  );
}

/** One sample is always there, in one quality (FS-4). */
function hasWrongSamples({ desc: { Format, SampleDesc }, limits }: Texture2DCreation): boolean {
  const { Count, Quality } = SampleDesc;
  if (Count === 0) return true;
  return Quality >= (Count === 1 ? 1 : textureQualityLevels(limits, Format, Count));
}

const isMultisampled = ({ desc }: Texture2DCreation) => desc.SampleDesc.Count > 1;

/** A cube is an array at every level, at 9 the only one (CT-41). */
const isArrayAtLevel9 = (
  { ArraySize, MiscFlags }: Texture2DCreation['desc'],
  { featureLevel }: DeviceLimits,
) => isLevel9(featureLevel) && ArraySize > (hasAny(MiscFlags, MISC.TEXTURECUBE) ? CUBE_FACES : 1);

const sizes: RuleTable<Texture2DCreation> = [
  rule(
    'CT-3',
    'open',
    'CREATETEXTURE2D_INVALIDDIMENSIONS',
    'Width, Height or ArraySize is 0',
    ({ desc }) => desc.Width === 0 || desc.Height === 0 || desc.ArraySize === 0,
  ),
  rule('CT-4', 'doc', 'CREATERESOURCE_NO_ARRAYS', 'an array, at level 9', ({ desc, limits }) =>
    isArrayAtLevel9(desc, limits),
  ),
  rule(
    'CT-4',
    'doc',
    'CREATERESOURCE_DIMENSION_EXCEEDS_FEATURE_LEVEL_DEFINITION',
    'Width or Height is more than the feature level allows',
    ({ desc, limits: { featureLevel } }) =>
      isLevel9(featureLevel) && Math.max(desc.Width, desc.Height) > largestTexture(featureLevel),
  ),
  rule(
    'CT-4',
    'doc',
    'CREATETEXTURE2D_INVALIDDIMENSIONS',
    'Width, Height or ArraySize is more than the feature level allows',
    ({ desc, limits: { featureLevel } }) =>
      !isLevel9(featureLevel) &&
      (Math.max(desc.Width, desc.Height) > largestTexture(featureLevel) ||
        desc.ArraySize > largestArray(featureLevel)),
  ),
  rule(
    'CT-6',
    'inferred',
    'CREATETEXTURE2D_INVALIDMIPLEVELS',
    'MipLevels is more than there are down to one texel',
    ({ desc }) => desc.MipLevels > fullMipLevels(desc.Width, desc.Height),
  ),
];

const formatAndSamples: RuleTable<Texture2DCreation> = [
  // Before CT-7: a format that does not exist offers no samples either.
  rule(
    'CT-9',
    'inferred',
    'CREATETEXTURE2D_UNRECOGNIZEDFORMAT',
    'Format is none of DXGI_FORMAT, or UNKNOWN',
    ({ desc }) => !isFormat(desc.Format),
  ),
  rule(
    'CT-7',
    'open',
    'CREATETEXTURE2D_INVALIDSAMPLES',
    'the format does not offer that SampleDesc',
    hasWrongSamples,
  ),
  rule(
    'CT-8',
    'doc',
    'CREATETEXTURE2D_INVALIDMIPLEVELS',
    'a multisampled texture with MipLevels other than 1',
    (creation) => isMultisampled(creation) && creation.desc.MipLevels !== 1,
  ),
  rule(
    'CT-8',
    'doc',
    'CREATETEXTURE2D_INVALIDSAMPLES',
    'a multisampled texture with CPU access, or not of default usage',
    (creation) =>
      isMultisampled(creation) &&
      (creation.desc.Usage !== D3D11_USAGE.DEFAULT || creation.desc.CPUAccessFlags !== 0),
  ),
  rule(
    'CT-8',
    'doc',
    'CREATETEXTURE2D_INVALIDINITIALDATA',
    'a multisampled texture with initial data',
    (creation) => isMultisampled(creation) && creation.initialData !== null,
  ),
  rule(
    'CT-10',
    'open',
    'CREATETEXTURE2D_UNSUPPORTEDFORMAT',
    'the format does not support textures with these binds',
    isUnsupported,
  ),
];

const flagWords: RuleTable<Texture2DCreation> = [
  rule(
    'CT-11',
    'open',
    'CREATETEXTURE2D_INVALIDBINDFLAGS',
    'VERTEX_BUFFER, INDEX_BUFFER, CONSTANT_BUFFER or STREAM_OUTPUT, which are for buffers',
    ({ desc }) =>
      hasAny(
        desc.BindFlags,
        BIND.VERTEX_BUFFER | BIND.INDEX_BUFFER | BIND.CONSTANT_BUFFER | BIND.STREAM_OUTPUT,
      ),
  ),
  rule(
    'CT-12',
    'open',
    'CREATETEXTURE2D_INVALIDBINDFLAGS',
    'DEPTH_STENCIL beside RENDER_TARGET or UNORDERED_ACCESS',
    ({ desc: { BindFlags } }) =>
      hasAll(BindFlags, BIND.DEPTH_STENCIL) && hasAny(BindFlags, BIND.RENDER_TARGET | BIND.UNORDERED_ACCESS),
  ),
  rule('CT-13', 'inferred', 'CREATETEXTURE2D_UNRECOGNIZEDUSAGE', 'Usage is none of D3D11_USAGE', ({ desc }) =>
    isUnknownUsage(desc),
  ),
  rule(
    'CT-13',
    'inferred',
    'CREATETEXTURE2D_UNRECOGNIZEDBINDFLAGS',
    'BindFlags has bits that mean nothing',
    ({ desc }) => !hasOnly(desc.BindFlags, knownBinds),
  ),
  rule(
    'CT-13',
    'inferred',
    'CREATETEXTURE2D_UNRECOGNIZEDCPUACCESSFLAGS',
    'CPUAccessFlags has bits that mean nothing',
    ({ desc }) => !hasOnly(desc.CPUAccessFlags, knownCpuAccess),
  ),
  rule(
    'CT-13',
    'inferred',
    'CREATETEXTURE2D_UNRECOGNIZEDMISCFLAGS',
    'MiscFlags has bits that mean nothing',
    ({ desc }) => !hasOnly(desc.MiscFlags, knownMisc),
  ),
];

/** Every rule answers E_INVALIDARG. */
export const createTexture2DRules: RuleTable<Texture2DCreation> = [
  ...sizes,
  ...formatAndSamples,
  ...flagWords,
  ...usageRules,
  ...videoRules,
  ...miscFlagRules,
];
