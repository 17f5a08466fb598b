import type { Address } from '../../../abi/index.js';
import {
  D3D11_1DDI_CERTIFICATE_INFO as INFO,
  D3D11_1DDI_CERTIFICATE_TYPE,
  S_OK,
} from '../../../ddi/index.js';
import { wrapSessionKey } from '../../../player/index.js';
import { group } from '../../framework/group.js';
import { expectUntouched } from '../../framework/output.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11 } from '../fixture.js';
import type { ServedCertificate } from '../helpers/certificates.js';
import { expectLargeBufferServed, expectSmallBufferRefused, missingParts } from '../helpers/certificates.js';
import type { ChannelName } from '../helpers/channels.js';
import {
  channelHash,
  channelNames,
  channelTypes,
  createChannel,
  negotiateChannel,
  requireChannel,
} from '../helpers/channels.js';
import { certificateBehind, chainIn } from '../helpers/key-exchange.js';

/** What names a channel's certificate; behind the channel type the union has twelve bytes more. */
function infoOf(t: D3D11Case, ChannelType: number, rest = 0): Address {
  const CertificateType = D3D11_1DDI_CERTIFICATE_TYPE.AUTHENTICATED_CHANNEL;
  const bytes = INFO.toBytes({ CertificateType, ChannelType });
  bytes.fill(rest, INFO.offset.ChannelType + 4);
  return t.place(bytes, INFO.name);
}

/** A device that has channels of this type, and their chain. */
function served(t: D3D11Case, name?: ChannelName): ServedCertificate {
  const device = t.device();
  const info = infoOf(t, channelTypes[requireChannel(t, device, name)].ChannelType);
  return { device, info, chain: certificateBehind(t, device, info) };
}

/** Types that are no driver's channel. */
const noTypes = [0, 1, 4, 0x8000_0002] as const;

/** GetCertificateSize and GetCertificate with CertificateType 1. */
export const channelCertificateGroup = group(
  'channel-certificate',
  'the certificate chain behind a channel’s key exchange',
  d3d11,
  [
    test('chain', { clauses: ['GCS-2', 'GCS-3', 'GC-1', 'GC-3'], decisions: ['D-01'] })
      .params({ type: channelNames })
      .run((t, { type }) => {
        const { publicKey } = chainIn(served(t, type).chain).leaf;
        const bits = publicKey.asymmetricKeyDetails?.modulusLength ?? 0;
        const kind = publicKey.asymmetricKeyType ?? 'no';
        t.expect(kind === 'rsa', 'GC-3', `expected an RSA key in the leaf, received ${kind} key`);
        t.decided('D-01', bits === 2048, `expected 2048 bits, received ${bits}`);
      }),
    test('of-the-exchange', { clauses: ['GCS-3', 'NAC-2'] })
      .params({ type: channelNames })
      .run((t, { type }) => {
        const { device, chain } = served(t, type);
        const channel = createChannel(t, device, type);
        const options = { random: t.random, hash: channelHash(t, channel) };
        const wrapped = wrapSessionKey(chainIn(chain).leaf, t.random.bytes(16), options);
        const what = 'a key that is wrapped with the key of this chain';
        t.expectCode(negotiateChannel(t, channel, wrapped), [S_OK], 'GCS-3', what);
      }),
    test('rest-of-the-union', { clauses: ['GCS-3', 'GC-1'] }).run((t) => {
      const { device, chain } = served(t);
      const { ChannelType } = channelTypes[requireChannel(t, device)];
      const again = certificateBehind(t, device, infoOf(t, ChannelType, 0x5a));
      t.expectBytes(again, chain, 'GCS-3', 'the chain, other bytes behind ChannelType');
    }),
    test('same-on-all-devices', { clauses: ['GC-1', 'GCS-3'] }).run((t) => {
      const { chain, info } = served(t);
      t.expectBytes(certificateBehind(t, t.device(), info), chain, 'GC-1', 'the chain on a second device');
    }),
    test('small-buffer', { clauses: ['GC-2'], decisions: ['D-06', 'D-08'] })
      .params({ missing: missingParts })
      .run((t, { missing }) => {
        expectSmallBufferRefused(t, served(t), missing);
      }),
    test('large-buffer', { clauses: ['GC-1'], decisions: ['D-06'] }).run((t) => {
      expectLargeBufferServed(t, served(t));
    }),
    test('no-type', { clauses: ['GCS-3'], decisions: ['D-08', 'D-14'] })
      .params({ type: noTypes, ask: ['size', 'chain'] })
      .run((t, { type, ask }) => {
        const { device } = served(t);
        const target = t.guarded(0x4000, 'certificate');
        const info = infoOf(t, type);
        t.errorsOf(device, () => {
          if (ask === 'size') t.video(device, 'pfnGetCertificateSize')(device.hDevice, info, target.address);
          else t.video(device, 'pfnGetCertificate')(device.hDevice, info, 0x4000, target.address);
        });
        expectUntouched(t, target, 'GCS-3', `the certificate of ChannelType ${type}`);
      }),
  ],
);
