/** The HANDLEs that a driver tells of its objects, by which messages of channels name them (VDGH, CSGH). */
import type { Address, Hresult } from '../../../abi/index.js';
import { S_OK } from '../../../ddi/index.js';
import { askTwice, expectWritten } from '../../framework/output.js';
import type { D3D11Case } from '../fixture.js';
import type { TestDecoder } from './decoders.js';
import type { TestSession } from './sessions.js';

/** A HANDLE, whatever lay in the memory for it. Asked for once more than it is read, so that it has to be stable too. */
function told(
  t: D3D11Case,
  rule: 'CSGH-1' | 'VDGH-1',
  what: string,
  ask: (target: Address) => Hresult,
): bigint {
  const output = askTwice(t, 8, 'HANDLE: pHandle', ask);
  for (const code of output.answers) t.expectCode(code, [S_OK], rule, what);
  expectWritten(t, output, rule, 'pHandle');
  return t.memory.readU64(output.address);
}

/** What VideoDecoderGetHandle writes. */
export function decoderHandle(t: D3D11Case, { device, handle }: TestDecoder): bigint {
  const ask = t.video(device, 'pfnVideoDecoderGetHandle');
  return told(t, 'VDGH-1', 'VideoDecoderGetHandle', (target) => ask(device.hDevice, handle, target));
}

/** What CryptoSessionGetHandle writes. */
export function sessionHandle(t: D3D11Case, { device, handle }: TestSession): bigint {
  const ask = t.video(device, 'pfnCryptoSessionGetHandle');
  return told(t, 'CSGH-1', 'CryptoSessionGetHandle', (target) => ask(device.hDevice, handle, target));
}
