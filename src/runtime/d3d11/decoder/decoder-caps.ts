import type { Guid, Hresult } from '../../../abi/index.js';
import { failed } from '../../../abi/index.js';
import { D3D11_VIDEO_DECODER_CAPS } from '../../../api/d3d11/index.js';
import type { Out } from '../../../api/kit/index.js';
import { NULL_GUID, S_OK } from '../../../ddi/index.js';
import type { RuntimeDevice } from '../runtime-device.js';
import { capsOfSession, untoldCaps } from '../session-caps.js';
import { isProfile } from './decoder-queries.js';
import { refuse } from './refuse.js';

/** What GetVideoDecoderCaps is asked about, as far as something here depends on it. */
export interface DecoderCapsQuery {
  readonly profile: Guid;
  readonly width: number;
  readonly height: number;
  /** Null for a stream in clear. */
  readonly cryptoType: Guid | null;
}

/**
 * ID3D11VideoDevice1::GetVideoDecoderCaps. The DDI's function for it, pfnQueryVideoCapabilities, is not declared here:
 * UNSUPPORTED is told of a profile, or of a crypto type with it, that the driver's other queries do not have; else no cap.
 */
export function videoDecoderCaps(
  device: RuntimeDevice,
  { profile, width, height, cryptoType }: DecoderCapsQuery,
  pDecoderCaps: Out<number>,
): Hresult {
  const call = 'ID3D11VideoDevice1::GetVideoDecoderCaps';
  if (width === 0 || height === 0) {
    const text = `a picture of ${width} x ${height}`;
    return refuse(device, call, { name: 'GETVIDEODECODERCAPS_ZEROWIDTHHEIGHT', text });
  }
  const known = isProfile(device, call, profile);
  if (failed(known.hresult)) return known.hresult;
  const isProtected = () =>
    cryptoType === null ||
    capsOfSession(device, { cryptoType, decoderProfile: profile, keyExchange: NULL_GUID }) !== untoldCaps;
  pDecoderCaps.value = known.value && isProtected() ? 0 : D3D11_VIDEO_DECODER_CAPS.UNSUPPORTED;
  return S_OK;
}
