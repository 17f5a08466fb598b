import type { KeyObject } from 'node:crypto';
import { CoppChainError, readCoppCertificateChain, toKeyObject } from '../../../certificate/copp/index.js';
import {
  CertificateChainError,
  CertificateFormatError,
  readCertificateChain,
} from '../../../certificate/index.js';
import { DXGKMDT_CERTIFICATE_TYPE as TYPE, STATUS_SUCCESS } from '../../../ddi/index.js';
import { CaseFailure } from '../../framework/outcome.js';
import type { OpmCase, Semantics } from '../fixture.js';

/** DXGKMDT_CERTIFICATE_TYPE of the chain behind the handshake of each semantics. */
export const certificateTypes: Readonly<Record<Semantics, number>> = { OPM: TYPE.OPM, COPP: TYPE.COPP };

/** No chain is that long: a driver that says so would use up the memory of the case. */
const longestChain = 0x10_0000;

/** DxgkDdiOPMGetCertificateSize, which must succeed: bytes of the chain. */
export function certificateSize(t: OpmCase, semantics: Semantics): number {
  const target = t.guarded(4, 'ULONG: CertificateSize');
  const type = certificateTypes[semantics];
  const code = t.opm('DxgkDdiOPMGetCertificateSize')(t.context, type, target.address);
  t.expectCode(code, [STATUS_SUCCESS], 'OPM-39', `DxgkDdiOPMGetCertificateSize, type ${semantics}`);
  const bytes = t.memory.readU32(target.address);
  if (bytes === 0 || bytes > longestChain)
    t.violated('OPM-39', `CertificateSize: expected the size of a chain, received ${bytes}`);
  return bytes;
}

/** DxgkDdiOPMGetCertificate with a buffer of the right size, which must succeed. */
export function certificateBytes(t: OpmCase, semantics: Semantics, fill?: number): Uint8Array {
  const bytes = certificateSize(t, semantics);
  const target = t.guarded(bytes, 'BYTE: CertificateBuffer', fill);
  const type = certificateTypes[semantics];
  const code = t.opm('DxgkDdiOPMGetCertificate')(t.context, type, bytes, target.address);
  t.expectCode(code, [STATUS_SUCCESS], 'OPM-39', `DxgkDdiOPMGetCertificate, type ${semantics}`);
  return target.read();
}

/** The leaf's key in a chain, whoever vouches for it; why there is none. */
function readLeafKey(semantics: Semantics, bytes: Uint8Array): KeyObject | Error {
  try {
    return semantics === 'OPM'
      ? readCertificateChain(bytes).leaf.publicKey
      : toKeyObject(readCoppCertificateChain(bytes).driver.publicKey);
  } catch (error) {
    const kinds = [CertificateChainError, CertificateFormatError, CoppChainError];
    if (error instanceof Error && kinds.some((kind) => error instanceof kind)) return error;
    throw error;
  }
}

/** By a chain's bytes: reading one costs more than all the rest of a short case. */
const keysOfRun = () => new Map<string, KeyObject | Error>();

/**
 * The key that start messages are encrypted with. Fails the case where the chain has none, since nothing can be asked of the
 * driver then.
 */
export function leafKey(t: OpmCase, semantics: Semantics): KeyObject {
  const bytes = certificateBytes(t, semantics);
  const known = t.run.of(keysOfRun);
  const name = `${semantics} ${Buffer.from(bytes).toString('latin1')}`;
  const key = known.get(name) ?? readLeafKey(semantics, bytes);
  known.set(name, key);
  if (key instanceof Error)
    throw new CaseFailure(`DxgkDdiOPMGetCertificate: expected a certificate chain, received ${key.message}`);
  return key;
}
