import type { Address } from '../../abi/index.js';
import { failed } from '../../abi/index.js';
import { D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS, E_INVALIDARG, GUID } from '../../ddi/index.js';
import { withBytes } from '../../host/index.js';
import type { SessionKind } from './crypto-session.js';
import type { RuntimeDevice } from './runtime-device.js';

/** What stands for caps that the driver did not tell: every bit. */
export const untoldCaps = 0xffffffff;

/**
 * The caps of a session's type and profile, as the DDI numbers them, asked of the driver each time. No answer forbids
 * nothing: the driver's function itself is asked.
 */
export function capsOfSession(device: RuntimeDevice, { cryptoType, decoderProfile }: SessionKind): number {
  const { memory, host, video } = device;
  const layout = D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS;
  return withBytes(memory, 32 + layout.bytes, 'caps query', (start) => {
    const [pProfile, pCaps] = [(start + 16) as Address, (start + 32) as Address];
    GUID.write(memory, start, cryptoType, 'x64');
    GUID.write(memory, pProfile, decoderProfile, 'x64');
    const code = video.pfnGetContentProtectionCaps?.(host.hDevice, start, pProfile, pCaps) ?? E_INVALIDARG;
    return failed(code) ? untoldCaps : layout.decode(memory, pCaps).Caps;
  });
}
