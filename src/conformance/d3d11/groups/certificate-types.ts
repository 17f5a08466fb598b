import type { Address, Guid, Hresult } from '../../../abi/index.js';
import {
  D3D11_1DDI_AUTHENTICATED_CHANNEL_TYPE as CHANNEL_TYPE,
  D3D11_1DDI_CERTIFICATE_INFO,
  D3D11_1DDI_CERTIFICATE_TYPE,
  D3DDDIERR_DEVICEREMOVED,
  D3DDDIERR_UNSUPPORTEDCRYPTO,
  E_INVALIDARG,
  GUID,
} from '../../../ddi/index.js';
import { codesText } from '../../framework/judge.js';
import type { TestDefinition } from '../../framework/test.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { capsOf, hasCap, usualKind } from '../helpers/caps.js';
import { certificateBehind, chainIn } from '../helpers/key-exchange.js';
import { guidWords, nearMiss } from '../helpers/near-misses.js';

/** What pCertificateInfo says: whose certificate, and the union's arm, a channel type or a crypto type (GCS-3). */
interface CertificateInfo {
  readonly type: number;
  readonly arm: number | Guid;
}

function placeInfo(t: D3D11Case, { type, arm }: CertificateInfo): Address {
  const { bytes, name, offset } = D3D11_1DDI_CERTIFICATE_INFO;
  const info = t.allocate(bytes, name);
  t.memory.writeU32(info, type);
  if (typeof arm === 'number') t.memory.writeU32((info + offset.ChannelType) as Address, arm);
  else GUID.write(t.memory, (info + offset.CryptoSessionType) as Address, arm, 'x64');
  return info;
}

const calls = ['size', 'chain'] as const;
const chainBytes = 0x4000;

/** The channel types and the caps bit that each goes with (CAC-5). */
const channels = {
  software: { ChannelType: CHANNEL_TYPE.DRIVER_SOFTWARE, cap: 'SOFTWARE' },
  hardware: { ChannelType: CHANNEL_TYPE.DRIVER_HARDWARE, cap: 'HARDWARE' },
} as const;

const { AUTHENTICATED_CHANNEL, CRYPTO_SESSION } = D3D11_1DDI_CERTIFICATE_TYPE;

/** A call for a certificate that there is none of: nothing written (D-14), its code by D-08. */
function expectNone(
  t: D3D11Case,
  {
    ask,
    info,
    what,
    codes,
    before,
  }: {
    ask: (typeof calls)[number];
    info: CertificateInfo;
    what: string;
    codes: readonly Hresult[];
    /** What is done to the driver before it is asked. */
    before?: () => void;
  },
): boolean {
  const device = t.device();
  const [size, get] = [t.video(device, 'pfnGetCertificateSize'), t.video(device, 'pfnGetCertificate')];
  const target = t.guarded(ask === 'size' ? 4 : chainBytes, 'certificate');
  const pInfo = placeInfo(t, info);
  before?.();
  const errors = t.errorsOf(device, () => {
    if (ask === 'size') size(device.hDevice, pInfo, target.address);
    else get(device.hDevice, pInfo, chainBytes, target.address);
  });
  t.decidedErrors(errors, codes, what);
  return target.read().every((byte) => byte === 0xa5);
}

const refusals = [E_INVALIDARG, D3DDDIERR_UNSUPPORTEDCRYPTO];

/** Whose certificate GetCertificateSize and GetCertificate are asked for. */
export const certificateTypeTests: readonly TestDefinition<D3D11Case>[] = [
  test('channel', { clauses: ['GCS-2', 'GCS-3', 'GC-1', 'GC-3'], decisions: ['D-08'] })
    .params({ type: Object.keys(channels) as (keyof typeof channels)[] })
    .run((t, { type }) => {
      const device = t.device();
      capsOf(t, device);
      const { ChannelType, cap } = channels[type];
      const info = { type: AUTHENTICATED_CHANNEL, arm: ChannelType };
      const what = `the certificate of a ${type} channel`;
      if (!hasCap(t, device, cap)) {
        for (const ask of calls) {
          const untouched = expectNone(t, { ask, info, what: `${what} without that cap`, codes: refusals });
          t.decided('D-08', untouched, `${what} without that cap: expected nothing written, received bytes`);
        }
        return;
      }
      const errors = t.errorsOf(device, () => {
        t.video(device, 'pfnGetCertificateSize')(device.hDevice, placeInfo(t, info), t.allocate(4, 'UINT'));
      });
      const text = `${what}, with caps bit ${cap}: expected success, received ${codesText(errors)}`;
      // A driver without channels has no certificate for them; one that declares a profile says that it has (GC-4).
      if (errors.length > 0 && !t.driver.profile && !device.video?.pfnCreateAuthenticatedChannel)
        t.skip('the driver leaves pfnCreateAuthenticatedChannel empty');
      t.expect(errors.length === 0, 'GCS-3', text);
      if (errors.length === 0) chainIn(certificateBehind(t, device, placeInfo(t, info)));
    }),
  test('channel-by-guid', { clauses: ['GCS-3'], decisions: ['D-08'] })
    .params({ ask: calls })
    .run((t, { ask }) => {
      // The arm of a session where the type says channel: its first word is no channel type.
      const info = { type: AUTHENTICATED_CHANNEL, arm: usualKind.cryptoType };
      const what = "a channel's certificate, the crypto type in the place of the channel type";
      const untouched = expectNone(t, { ask, info, what, codes: refusals });
      t.expect(untouched, 'GCS-3', `${what}: expected nothing written, received bytes`);
    }),
  test('unknown-type', { clauses: ['GCS-2', 'GCS-3'], decisions: ['D-08'] })
    .params({ type: [0, 3, 0x7fffffff], arm: ['session', 'channel'], ask: calls })
    .run((t, { type, arm, ask }) => {
      const info = { type, arm: arm === 'session' ? usualKind.cryptoType : CHANNEL_TYPE.DRIVER_SOFTWARE };
      const what = `CertificateType ${type}`;
      const untouched = expectNone(t, { ask, info, what, codes: refusals });
      t.expect(untouched, 'GCS-3', `${what}: expected nothing written, received bytes`);
    }),
  test('near-miss', { clauses: ['GCS-2', 'GCS-4'], decisions: ['D-08', 'D-11'] })
    .params({ word: guidWords, ask: calls })
    .run((t, { word, ask }) => {
      const info = { type: CRYPTO_SESSION, arm: nearMiss(usualKind.cryptoType, word) };
      const what = `a crypto type with one bit of word ${word} wrong`;
      const untouched = expectNone(t, { ask, info, what, codes: [D3DDDIERR_UNSUPPORTEDCRYPTO] });
      t.decided('D-08', untouched, `${what}: expected nothing written, received bytes`);
    }),
  test('device-removed', { clauses: ['ERR-4'], decisions: ['D-08', 'D-14', 'D-15'], needs: ['control'] })
    .params({ ask: calls })
    .run((t, { ask }) => {
      const { control } = t.driver;
      const untouched = expectNone(t, {
        ask,
        info: { type: CRYPTO_SESSION, arm: usualKind.cryptoType },
        what: 'a certificate on a removed device',
        codes: [D3DDDIERR_DEVICEREMOVED],
        before: () => {
          control.removeDevice();
        },
      });
      t.decided('D-14', untouched, 'on a removed device: expected nothing written, received bytes');
    }),
];
