import type { Address } from '../../../abi/index.js';
import { E_INVALIDARG } from '../../../ddi/index.js';
import type { HostDevice } from '../../../host/index.js';
import { codesText } from '../../framework/judge.js';
import { expectUntouched } from '../../framework/output.js';
import type { D3D11Case } from '../fixture.js';

/** A device, what names one of its certificates, and the chain that it told for it. */
export interface ServedCertificate {
  readonly device: HostDevice;
  /** D3D11_1DDI_CERTIFICATE_INFO. */
  readonly info: Address;
  readonly chain: Uint8Array;
}

/** How much a buffer is too small. */
export const missingParts = ['one', 'half', 'all'] as const;

/** Demands that a buffer without room for the chain is refused and left alone (GC-2, D-06, D-08). */
export function expectSmallBufferRefused(
  t: D3D11Case,
  { device, info, chain }: ServedCertificate,
  missing: (typeof missingParts)[number],
): void {
  const bytes = { one: chain.length - 1, half: chain.length >> 1, all: 0 }[missing];
  // Room for the whole chain, so that a driver which never reads the size is judged and not killed.
  const target = t.guarded(chain.length, 'BYTE: pCertificate');
  const errors = t.errorsOf(device, () => {
    t.video(device, 'pfnGetCertificate')(device.hDevice, info, bytes, target.address);
  });
  const what = `CertificateSize ${bytes} of ${chain.length}`;
  expectUntouched(t, target, 'GC-2', what);
  t.decidedErrors(errors, [E_INVALIDARG], what);
}

/** Demands that a buffer that is too large gets the chain, and nothing behind it (GC-1, D-06). */
export function expectLargeBufferServed(t: D3D11Case, { device, info, chain }: ServedCertificate): void {
  const target = t.guarded(chain.length + 64, 'BYTE: pCertificate');
  const what = 'a buffer that is too large';
  const errors = t.errorsOf(device, () => {
    t.video(device, 'pfnGetCertificate')(device.hDevice, info, chain.length + 64, target.address);
  });
  t.decided('D-06', errors.length === 0, `${what}: expected no error, received ${codesText(errors)}`);
  t.expectBytes(target.read().subarray(0, chain.length), chain, 'D-06', what);
  const rest = { fill: target.fill, read: () => target.read().subarray(chain.length) };
  expectUntouched(t, rest, 'D-06', 'behind the chain');
}
