import type { Guid } from 'softumd/ddi';
import * as ddi from 'softumd/ddi';
import type { Bench } from './bench.js';

/** GetContentProtectionCaps: the code, and what was written. */
export function askCaps(bench: Bench, type: Guid, profile: Guid) {
  const layout = ddi.D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS;
  const pCaps = bench.bytes(new Uint8Array(layout.bytes).fill(0xee));
  const { hDevice, video } = bench.device;
  const code = video.pfnGetContentProtectionCaps(hDevice, bench.guid(type), bench.guid(profile), pCaps);
  return { code, ...layout.decode(bench.memory, pCaps) };
}

/** GetCryptoKeyExchangeType: the code, and what was written. */
export function askExchange(bench: Bench, type: Guid, profile: Guid, index: number) {
  const target = bench.bytes(new Uint8Array(16).fill(0xee));
  const { hDevice, video } = bench.device;
  const code = video.pfnGetCryptoKeyExchangeType(
    hDevice,
    bench.guid(type),
    bench.guid(profile),
    index,
    target,
  );
  return { code, guid: ddi.GUID.read(bench.memory, target, 'x64') };
}
