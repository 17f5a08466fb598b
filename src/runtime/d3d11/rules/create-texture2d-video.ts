/** What CreateTexture2D refuses for video formats and binds: api.md, CT-21 to CT-29, and VW-8. */
import { D3D11_FORMAT_SUPPORT, D3D11_USAGE } from '../../../api/d3d11/index.js';
import { D3D11_BIND as BIND, DXGI_FORMAT } from '../../../ddi/index.js';
import { textureSupport } from './device-limits.js';
import { hasAny } from './flags.js';
import { is420, isPlanarVideo, sizeUnit } from './formats.js';
import type { RuleTable } from './rule.js';
import { rule } from './rule.js';
import type { Texture2DCreation } from './texture2d-creation.js';

const { DECODER, VIDEO_ENCODER, RENDER_TARGET, DEPTH_STENCIL } = BIND;

const isBound = ({ desc }: Texture2DCreation, bind: number) => hasAny(desc.BindFlags, bind);

const lacks = ({ desc, limits }: Texture2DCreation, support: number) =>
  !hasAny(textureSupport(limits, desc.Format), support);

const isOddWidth = ({ desc }: Texture2DCreation) => desc.Width % sizeUnit(desc.Format).width !== 0;
const isOddHeight = ({ desc }: Texture2DCreation) => desc.Height % sizeUnit(desc.Format).height !== 0;

const formats: RuleTable<Texture2DCreation> = [
  rule(
    'CT-21',
    'open',
    'CREATETEXTURE2D_INVALIDDIMENSIONS',
    'Width or Height of a 4:2:0 format is odd',
    (creation) => is420(creation.desc.Format) && (isOddWidth(creation) || isOddHeight(creation)),
  ),
  rule(
    'CT-23',
    'doc',
    'CREATETEXTURE2D_INVALIDDIMENSIONS',
    'Width is not a multiple of the texels that share their chroma',
    (creation) => !is420(creation.desc.Format) && isOddWidth(creation),
  ),
  rule(
    'CT-24',
    'inferred',
    'CREATETEXTURE2D_INVALIDMIPLEVELS',
    'MipLevels of a planar video format is not 1',
    ({ desc }) => isPlanarVideo(desc.Format) && desc.MipLevels !== 1,
  ),
  rule(
    'CT-25',
    'open',
    'CREATETEXTURE2D_INVALIDDIMENSIONS',
    'an array of a planar video format with CPU access',
    ({ desc }) =>
      isPlanarVideo(desc.Format) &&
      desc.ArraySize > 1 &&
      (desc.Usage === D3D11_USAGE.STAGING || desc.Usage === D3D11_USAGE.DYNAMIC),
  ),
  rule(
    'CT-26',
    'inferred',
    'CREATETEXTURE2D_INVALIDSAMPLES',
    'a multisampled texture of a planar video format',
    ({ desc }) => isPlanarVideo(desc.Format) && desc.SampleDesc.Count > 1,
  ),
  rule(
    'VW-8',
    'doc',
    null,
    'CPU access to 420_OPAQUE',
    ({ desc }) => desc.Format === DXGI_FORMAT.OPAQUE_420 && desc.CPUAccessFlags !== 0,
  ),
];

const binds: RuleTable<Texture2DCreation> = [
  rule(
    'CT-28',
    'inferred',
    'CREATETEXTURE2D_INVALIDUSAGE',
    'DECODER on a texture that is not of default usage',
    (creation) => isBound(creation, DECODER) && creation.desc.Usage !== D3D11_USAGE.DEFAULT,
  ),
  rule(
    'CT-28',
    'inferred',
    'CREATETEXTURE2D_UNSUPPORTEDFORMAT',
    'DECODER on a format that no decoder writes',
    (creation) => isBound(creation, DECODER) && lacks(creation, D3D11_FORMAT_SUPPORT.DECODER_OUTPUT),
  ),
  rule(
    'CT-28',
    'inferred',
    'CREATETEXTURE2D_INVALIDBINDFLAGS',
    'DECODER beside RENDER_TARGET or DEPTH_STENCIL',
    (creation) => isBound(creation, DECODER) && isBound(creation, RENDER_TARGET | DEPTH_STENCIL),
  ),
  rule(
    'CT-29',
    'inferred',
    'CREATETEXTURE2D_UNSUPPORTEDFORMAT',
    'VIDEO_ENCODER on a format that no encoder reads',
    (creation) => isBound(creation, VIDEO_ENCODER) && lacks(creation, D3D11_FORMAT_SUPPORT.VIDEO_ENCODER),
  ),
  rule(
    'CT-29',
    'inferred',
    'CREATETEXTURE2D_INVALIDBINDFLAGS',
    'VIDEO_ENCODER on a texture that is not of default usage',
    (creation) => isBound(creation, VIDEO_ENCODER) && creation.desc.Usage !== D3D11_USAGE.DEFAULT,
  ),
];

export const videoRules: RuleTable<Texture2DCreation> = [...formats, ...binds];
