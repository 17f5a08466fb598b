import type { X509Certificate } from 'node:crypto';
import {
  CertificateChainError,
  CertificateFormatError,
  readCertificateChain,
} from '../../../certificate/index.js';
import { CoppChainError, readCoppCertificateChain } from '../../../certificate/copp/index.js';
import { DXGKMDT_CERTIFICATE_TYPE as TYPE, NTSTATUSES as S, STATUS_SUCCESS } from '../../../ddi/index.js';
import { group } from '../../framework/group.js';
import { expectUntouched } from '../../framework/output.js';
import { test } from '../../framework/test.js';
import type { OpmCase } from '../fixture.js';
import { opm, semanticsNames } from '../fixture.js';
import { certificateBytes, certificateSize, certificateTypes } from '../helpers/certificate.js';
import { activeOutput } from '../helpers/handshake.js';

/** Types without a chain of OPM's or COPP's, and the code that says that there is none (OPM-39). */
const otherTypes = {
  UAB: { type: TYPE.UAB, code: S.STATUS_GRAPHICS_UAB_NOT_SUPPORTED },
  'indirect-display': { type: TYPE.INDIRECT_DISPLAY, code: S.STATUS_GRAPHICS_OPM_NOT_SUPPORTED },
  unknown: { type: 4, code: S.STATUS_GRAPHICS_OPM_NOT_SUPPORTED },
  'every-bit': { type: 0xffff_ffff, code: S.STATUS_GRAPHICS_OPM_NOT_SUPPORTED },
} as const;

/** Types that a driver may have beside the two. */
const mayBeThere: readonly number[] = [TYPE.UAB, TYPE.INDIRECT_DISPLAY];

/** DxgkDdiOPMGetCertificate with so many bytes, into as much room as there is besides. */
function getCertificate(t: OpmCase, type: number, size: number, room: number) {
  const target = t.guarded(room, 'BYTE: CertificateBuffer');
  const code = t.opm('DxgkDdiOPMGetCertificate')(t.context, type, size, target.address);
  return { code, target };
}

/** The X.509 chain of OPM semantics; fails the case where it is none. */
function chainOf(t: OpmCase) {
  try {
    return readCertificateChain(certificateBytes(t, 'OPM'));
  } catch (error) {
    if (!(error instanceof CertificateFormatError || error instanceof CertificateChainError)) throw error;
    t.violated(
      'OPM-2',
      `DxgkDdiOPMGetCertificate: expected an X.509 chain in DER, received ${error.message}`,
    );
    return t.skip('the driver gives out no certificate chain');
  }
}

function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.verify(issuer.publicKey);
  } catch {
    return false; // a key that Node does not take signed nothing
  }
}

/** DxgkDdiOPMGetCertificateSize and DxgkDdiOPMGetCertificate. Whom to trust is the application's (OPM-42). */
export const certificateGroup = group('opm-certificate', 'the certificate chains behind the handshake', opm, [
  test('size', { clauses: ['OPM-39'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      t.targets(semantics);
      const sizes = [certificateSize(t, semantics), certificateSize(t, semantics)];
      t.expect(sizes[0] === sizes[1], 'OPM-39', `expected one size, received ${sizes.join(' and ')}`);
    }),
  test('all-of-it', { clauses: ['OPM-2', 'OPM-39'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      t.targets(semantics);
      // The same chain over two patterns: a byte that is not written follows the pattern.
      const [first, second] = [0xa5, 0x5a].map((fill) => certificateBytes(t, semantics, fill));
      t.expectBytes(second!, first!, 'OPM-2', 'the chain, asked for twice');
    }),
  test('same-for-all-outputs', { clauses: ['OPM-2'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      t.targets(semantics);
      const before = certificateBytes(t, semantics);
      for (const target of t.targets(semantics)) activeOutput(t, semantics, target);
      t.expectBytes(certificateBytes(t, semantics), before, 'OPM-2', 'the chain, after handshakes');
    }),
  test('leaf-key', { clauses: ['OPM-2'] }).run((t) => {
    t.targets('OPM');
    const { asymmetricKeyType: kind = 'no', asymmetricKeyDetails } = chainOf(t).leaf.publicKey;
    const bits = asymmetricKeyDetails?.modulusLength ?? 0;
    t.expect(
      kind === 'rsa' && bits === 2048,
      'OPM-2',
      `the leaf: expected an RSA key of 2048 bits, received ${kind}, ${bits}`,
    );
  }),
  test('linked', { clauses: ['OPM-2', 'OPM-42'] }).run((t) => {
    t.targets('OPM');
    const { leaf, intermediates, root } = chainOf(t);
    const path = [leaf, ...intermediates, ...(root ? [root] : [])];
    if (path.length === 1) t.skip('the driver gives out a leaf alone');
    // That each is signed by the next is judged, not whose the last one is, nor what day it is.
    path.slice(1).forEach((issuer, index) => {
      const what = index === 0 ? 'the leaf' : `intermediate ${index}`;
      t.expect(isSignedBy(path[index]!, issuer), 'OPM-2', `${what}: expected its issuer's signature`);
      t.expect(issuer.ca, 'OPM-2', `${what}: expected an issuer that is a CA`);
    });
  }),
  test('xml-chain', { clauses: ['OPM-2'] }).run((t) => {
    t.targets('COPP');
    const bytes = certificateBytes(t, 'COPP');
    try {
      readCoppCertificateChain(bytes);
    } catch (error) {
      if (!(error instanceof CoppChainError)) throw error;
      t.violated('OPM-2', `certificate type COPP: expected COPP's chain, received ${error.message}`);
    }
    t.expect(bytes.at(-1) !== 0, 'OPM-2', 'certificate type COPP: expected XML up to its last byte');
  }),
  test('other-type', { clauses: ['OPM-39'], decisions: ['D-14'] })
    .params({ type: Object.keys(otherTypes) as (keyof typeof otherTypes)[], ask: ['size', 'chain'] })
    .run((t, { type: name, ask }) => {
      const { type, code: expected } = otherTypes[name];
      const size = t.guarded(4, 'ULONG: CertificateSize');
      const told = t.opm('DxgkDdiOPMGetCertificateSize')(t.context, type, size.address);
      if (told === STATUS_SUCCESS && mayBeThere.includes(type)) t.skip('the driver has a certificate of it');
      const asked = ask === 'size' ? { code: told, target: size } : getCertificate(t, type, 4096, 4096);
      t.expectCode(asked.code, [expected], 'OPM-39', `certificate type ${name}, ${ask}`);
      expectUntouched(t, asked.target, 'D-14', `certificate type ${name}, ${ask}`);
    }),
  test('small-buffer', { clauses: ['OPM-39'], decisions: ['D-06', 'D-14', 'D-16'] })
    .params({ semantics: semanticsNames, missing: ['one', 'half', 'all'] })
    .run((t, { semantics, missing }) => {
      t.targets(semantics);
      const chain = certificateBytes(t, semantics);
      const size = { one: chain.length - 1, half: chain.length >> 1, all: 0 }[missing];
      // Room for the whole chain, so that a driver which never reads the size is judged and not killed.
      const { code, target } = getCertificate(t, certificateTypes[semantics], size, chain.length);
      const what = `CertificateSize ${size} of ${chain.length}`;
      expectUntouched(t, target, 'D-06', what);
      t.expectCode(code, [S.STATUS_GRAPHICS_PVP_INVALID_CERTIFICATE_LENGTH], 'D-16', what);
      t.expectBytes(certificateBytes(t, semantics), chain, 'D-14', `${what}: the chain afterwards`);
    }),
  test('large-buffer', { clauses: ['OPM-39'], decisions: ['D-06', 'D-14'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      t.targets(semantics);
      const chain = certificateBytes(t, semantics);
      const size = chain.length + 64;
      const { code, target } = getCertificate(t, certificateTypes[semantics], size, size);
      if (code !== STATUS_SUCCESS) {
        expectUntouched(t, target, 'D-14', 'a buffer that is too large');
        return;
      }
      const rest = { fill: target.fill, read: () => target.read().subarray(chain.length) };
      expectUntouched(t, rest, 'D-06', 'behind the chain');
      t.expectBytes(target.read().subarray(0, chain.length), chain, 'D-06', 'a buffer that is too large');
    }),
  test('scan-finished', { clauses: ['OPM-41'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      // The driver's first call: it has waited for its scan, and says the same ever after.
      const type = certificateTypes[semantics];
      const ask = () => {
        const size = t.guarded(4, 'ULONG: CertificateSize');
        return t.opm('DxgkDdiOPMGetCertificateSize')(t.context, type, size.address);
      };
      const codes = [ask(), ask(), ask()];
      t.expect(
        codes.every((code) => code === codes[0]),
        'OPM-41',
        `GetCertificateSize, asked at once: expected one answer, received ${t.codes(codes)}`,
      );
    }),
]);
