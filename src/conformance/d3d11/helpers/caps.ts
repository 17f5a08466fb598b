import type { Address, Guid, Hresult, ShortName, StructValue } from '../../../abi/index.js';
import { failed } from '../../../abi/index.js';
import {
  D3D11_1DDI_CONTENT_PROTECTION_CAPS,
  D3D11_1DDI_CRYPTO_TYPE_AES128_CTR,
  D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP,
  D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS,
  GUID,
  guidName,
  NULL_GUID,
  S_OK,
} from '../../../ddi/index.js';
import type { HostDevice } from '../../../host/index.js';
import { codesText } from '../../framework/judge.js';
import { askTwice, expectSame, expectWritten } from '../../framework/output.js';
import type { D3D11Case } from '../fixture.js';

/**
 * What a session is made for.
 * @example
 * const kind: SessionKind = { ...usualKind, profile: D3D11_1DDI_DECODER_PROFILE_H264_VLD_NOFGT };
 */
export interface SessionKind {
  readonly cryptoType: Guid;
  readonly profile: Guid;
  readonly exchange: Guid;
}

/**
 * AES-128-CTR keyed by RSAES-OAEP, not for decoding (CCS-4): what nearly every case is about.
 * @example
 * const { cryptoType } = usualKind;
 */
export const usualKind: SessionKind = {
  cryptoType: D3D11_1DDI_CRYPTO_TYPE_AES128_CTR,
  profile: NULL_GUID,
  exchange: D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP,
};

/**
 * What GetContentProtectionCaps fills.
 * @example
 * const align = ({ BlockAlignmentSize }: Caps) => Math.max(1, BlockAlignmentSize);
 */
export type Caps = StructValue<typeof D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS>;

/** A GUID in memory: 16 bytes. */
export function placeGuid(t: D3D11Case, guid: Guid): Address {
  const address = t.allocate(16, 'GUID');
  GUID.write(t.memory, address, guid, 'x64');
  return address;
}

/**
 * GetContentProtectionCaps, code and structure: zeros where it fails. Fails the case where it succeeds and does not write
 * every member (GCPC-1), since what lies in the memory then says nothing.
 */
export function queryCaps(
  t: D3D11Case,
  device: HostDevice,
  cryptoType: Guid,
  profile: Guid,
): { readonly code: Hresult; readonly caps: Caps } {
  const layout = D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS;
  const ask = t.video(device, 'pfnGetContentProtectionCaps');
  const [type, decode] = [placeGuid(t, cryptoType), placeGuid(t, profile)];
  const output = askTwice(t, layout.bytes, layout.name, (target) =>
    ask(device.hDevice, type, decode, target),
  );
  const code = output.answers.find(failed) ?? output.answers[0];
  if (failed(code)) return { code, caps: layout.zero };
  const what = `GetContentProtectionCaps, ${guidName(cryptoType)} for ${guidName(profile)}`;
  expectWritten(t, output, 'GCPC-1', what, layout);
  return { code, caps: layout.decode(t.memory, output.address) };
}

/** The other way of saying that there is no protection (GCPC-10, D-12). */
const isAllZero = (caps: Caps) => Object.values(caps).every((value) => Number(value) === 0);

/**
 * Caps of a pair, for AES-128-CTR and no decoding unless told otherwise. Skips where the driver does not offer it.
 * @example
 * const { KeyExchangeTypeCount } = capsOf(t, t.device());
 */
export function capsOf(t: D3D11Case, device: HostDevice, kind: Partial<SessionKind> = {}): Caps {
  const { cryptoType, profile } = { ...usualKind, ...kind };
  const { code, caps } = queryCaps(t, device, cryptoType, profile);
  if (failed(code)) t.skip(`the driver has no caps for this pair: ${codesText([code])}`);
  if (isAllZero(caps)) t.skip('the driver has no caps for this pair: all of it is zero');
  return caps;
}

/** True when the driver's caps have this bit. */
export function hasCap(
  t: D3D11Case,
  device: HostDevice,
  name: ShortName<typeof D3D11_1DDI_CONTENT_PROTECTION_CAPS>,
): boolean {
  const { caps } = queryCaps(t, device, usualKind.cryptoType, usualKind.profile);
  return (caps.Caps & D3D11_1DDI_CONTENT_PROTECTION_CAPS[name]) !== 0;
}

/** True when the driver offers this crypto type for this profile: D-12 knows two ways of saying no. */
export function offers(t: D3D11Case, device: HostDevice, cryptoType: Guid, profile: Guid): boolean {
  const { code, caps } = queryCaps(t, device, cryptoType, profile);
  return !failed(code) && caps.KeyExchangeTypeCount > 0;
}

/** The key exchange at one index, which the driver writes into all of the GUID, and always the same one (GCKE-1). */
export function exchangeAt(
  t: D3D11Case,
  device: HostDevice,
  { cryptoType, profile }: Pick<SessionKind, 'cryptoType' | 'profile'>,
  index: number,
): Guid {
  const ask = t.video(device, 'pfnGetCryptoKeyExchangeType');
  const [type, decode] = [placeGuid(t, cryptoType), placeGuid(t, profile)];
  const what = `GetCryptoKeyExchangeType, Index ${index}`;
  const output = askTwice(t, 16, 'GUID: pKeyExchangeType', (target) =>
    ask(device.hDevice, type, decode, index, target),
  );
  for (const answer of output.answers) t.expectCode(answer, [S_OK], 'GCKE-1', what);
  expectSame(t, output, 'GCKE-1', what);
  return GUID.read(t.memory, output.address, 'x64');
}

/** More than any driver has: a count beyond is not one (GCPC-1). */
const mostExchanges = 64;

/** Every key exchange that the driver lists for a pair (GCKE-1). */
export function listExchanges(t: D3D11Case, device: HostDevice, cryptoType: Guid, profile: Guid): Guid[] {
  const { code, caps } = queryCaps(t, device, cryptoType, profile);
  if (failed(code)) return [];
  const count = caps.KeyExchangeTypeCount;
  t.expect(count < mostExchanges, 'GCPC-1', `KeyExchangeTypeCount: received ${count}`);
  return Array.from({ length: count }, (_, index) => exchangeAt(t, device, { cryptoType, profile }, index));
}
