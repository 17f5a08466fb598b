import { D3DDDIERR_UNSUPPORTEDCRYPTO, E_INVALIDARG } from '../../../ddi/index.js';
import { NULL } from '../../../abi/index.js';
import { readCertificateContainer } from '../../../certificate/index.js';
import { readCertificateChain } from '../../../player/index.js';
import { group } from '../../framework/group.js';
import { expectUntouched } from '../../framework/output.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11 } from '../fixture.js';
import { capsOf, usualKind } from '../helpers/caps.js';
import type { ServedCertificate } from '../helpers/certificates.js';
import { expectLargeBufferServed, expectSmallBufferRefused, missingParts } from '../helpers/certificates.js';
import { certificateBytes, certificateChain, certificateInfo } from '../helpers/key-exchange.js';
import { namesOf, unsupportedTypes } from '../helpers/known.js';
import { certificateTypeTests } from './certificate-types.js';

/** A device that offers AES-128-CTR, its certificate asked for once. */
function served(t: D3D11Case): ServedCertificate {
  const device = t.device();
  capsOf(t, device);
  const chain = certificateBytes(t, device, usualKind.cryptoType);
  return { device, chain, info: certificateInfo(t, usualKind.cryptoType) };
}

/** How the bytes are packed, by D-05's names; undefined when it is none of them. */
function containerOf(bytes: Uint8Array): string | undefined {
  const certificates = readCertificateContainer(bytes);
  const { leaf } = readCertificateChain(bytes);
  const at = certificates.findIndex(({ raw }) => raw.equals(leaf.raw));
  // A certificate starts with the SEQUENCE of its to-be-signed part, PKCS#7 with an object identifier (tag 6).
  const lengthOctets = bytes[1]! < 0x80 ? 0 : bytes[1]! & 0x7f;
  if (bytes[2 + lengthOctets] !== 6) return certificates.length === 1 ? 'leaf' : 'der-chain';
  if (at === certificates.length - 1) return 'pkcs7';
  return at === 0 ? 'pkcs7-leaf-first' : undefined;
}

/** GetCertificateSize and GetCertificate. */
export const certificateGroup = group('certificate', 'the certificate chain behind the key exchange', d3d11, [
  test('size', { clauses: ['GCS-1', 'GCS-2', 'GCS-3', 'GCS-4'] }).run((t) => {
    const device = t.device();
    capsOf(t, device);
    const info = certificateInfo(t, usualKind.cryptoType);
    const size = t.guarded(4, 'UINT: pCertificateSize');
    t.expectSuccess(device, 'GetCertificateSize', () => {
      t.video(device, 'pfnGetCertificateSize')(device.hDevice, info, size.address);
    });
    const bytes = t.memory.readU32(size.address);
    t.expect(bytes > 0 && bytes < 0x10_0000, 'GCS-1', `expected the size of a chain, received ${bytes}`);
    t.expect(size.guardsIntact(), 'GCS-1', 'pCertificateSize: expected 4 bytes written, received more');
    const again = certificateBytes(t, device, usualKind.cryptoType).length;
    t.expect(bytes === again, 'GCS-1', `asked for again: expected ${bytes}, received ${again}`);
  }),
  test('chain', { clauses: ['GC-1', 'GC-3', 'NCS-3'], decisions: ['D-01'] }).run((t) => {
    const device = t.device();
    capsOf(t, device);
    const { publicKey } = certificateChain(t, device).leaf;
    const bits = publicKey.asymmetricKeyDetails?.modulusLength;
    const kind = publicKey.asymmetricKeyType ?? 'no';
    t.expect(kind === 'rsa', 'GC-3', `expected an RSA key in the leaf, received ${kind} key`);
    t.expect(bits === 2048, 'NCS-3', `expected 2048 bits, received ${bits ?? 'none'}`);
  }),
  test('container', { clauses: ['GC-1'], decisions: ['D-05'] }).run((t) => {
    const container = containerOf(served(t).chain) ?? 'another order';
    const expected = t.setting('certificateContainer');
    t.decided('D-05', container === expected, `expected ${expected}, received ${container}`);
  }),
  test('exact-size', { clauses: ['GC-1', 'GC-2'] }).run((t) => {
    const { device, chain, info } = served(t);
    const target = t.guarded(chain.length, 'BYTE: pCertificate');
    t.expectSuccess(device, 'GetCertificate', () => {
      t.video(device, 'pfnGetCertificate')(device.hDevice, info, chain.length, target.address);
    });
    t.expectBytes(target.read(), chain, 'GC-1', 'the chain, asked for again');
    t.expect(target.guardsIntact(), 'GC-2', `expected ${chain.length} bytes written, received more`);
  }),
  test('small-buffer', { clauses: ['GC-2'], decisions: ['D-06', 'D-08'] })
    .params({ missing: missingParts })
    .run((t, { missing }) => {
      expectSmallBufferRefused(t, served(t), missing);
    }),
  test('large-buffer', { clauses: ['GC-1'], decisions: ['D-06'] }).run((t) => {
    expectLargeBufferServed(t, served(t));
  }),
  test('same-on-all-devices', { clauses: ['GC-1', 'GCS-4'] }).run((t) => {
    const { chain } = served(t);
    const again = certificateBytes(t, t.device(), usualKind.cryptoType);
    t.expectBytes(again, chain, 'GCS-4', 'the chain on a second device');
  }),
  test('unsupported-type', { clauses: ['GCS-2', 'GCS-4'], decisions: ['D-08', 'D-11'] })
    .params({ type: namesOf(unsupportedTypes), ask: ['size', 'chain'] })
    .run((t, { type, ask }) => {
      const device = t.device();
      const target = t.guarded(4096, 'certificate of an unsupported type');
      const info = certificateInfo(t, unsupportedTypes[type]);
      const errors = t.errorsOf(device, () => {
        if (ask === 'size') t.video(device, 'pfnGetCertificateSize')(device.hDevice, info, target.address);
        else t.video(device, 'pfnGetCertificate')(device.hDevice, info, 4096, target.address);
      });
      expectUntouched(t, target, 'D-08', `crypto type ${type}`);
      t.decidedErrors(errors, [D3DDDIERR_UNSUPPORTEDCRYPTO], `crypto type ${type}`);
    }),
  test('null-pointer', { clauses: ['GCS-1', 'GC-1'], decisions: ['D-08', 'D-13'], hostile: true })
    .params({ pointer: ['pCertificateInfo-size', 'pCertificateSize', 'pCertificateInfo', 'pCertificate'] })
    .run((t, { pointer }) => {
      const { device, chain, info } = served(t);
      const target = t.guarded(chain.length, 'BYTE: pCertificate');
      const size = t.video(device, 'pfnGetCertificateSize');
      const get = t.video(device, 'pfnGetCertificate');
      const calls: Record<typeof pointer, () => void> = {
        'pCertificateInfo-size': () => {
          size(device.hDevice, NULL, target.address);
        },
        pCertificateSize: () => {
          size(device.hDevice, info, NULL);
        },
        pCertificateInfo: () => {
          get(device.hDevice, NULL, chain.length, target.address);
        },
        pCertificate: () => {
          get(device.hDevice, info, chain.length, NULL);
        },
      };
      const errors = t.errorsOf(device, calls[pointer]);
      t.decidedErrors(errors, [E_INVALIDARG], `${pointer} NULL`);
      expectUntouched(t, target, 'D-14', `${pointer} NULL`);
    }),
  ...certificateTypeTests,
]);
