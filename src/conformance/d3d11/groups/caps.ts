import type { Address, Guid, Hresult, ShortName } from '../../../abi/index.js';
import {
  D3D11_1DDI_CONTENT_PROTECTION_CAPS,
  D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP,
  D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS,
  D3DDDIERR_UNSUPPORTEDCRYPTO,
  GetContentProtectionCaps,
  NULL_GUID,
  S_OK,
} from '../../../ddi/index.js';
import { failed, NULL } from '../../../abi/index.js';
import type { HostDevice, VideoFunctions } from '../../../host/index.js';
import type { GuardedBytes } from '../../framework/case.js';
import { group } from '../../framework/group.js';
import { test } from '../../framework/test.js';
import type { ClauseId } from '../../rules/clauses/index.js';
import type { Rule } from '../../rules/rule.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11 } from '../fixture.js';
import { capsOf, listExchanges, placeGuid, queryCaps } from '../helpers/caps.js';
import { keyExchangeSlots } from '../helpers/key-exchange.js';
import { cryptoTypes, decodeProfiles, namesOf, strangeGuid } from '../helpers/known.js';
import { capsNearMissTests } from './caps-near-misses.js';

const layout = D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS;

/** Every bit that the header has a name for, WDDM 2.0's included (D-40). */
const knownBits = 0xffff;
const bitsText = (caps: number) => D3D11_1DDI_CONTENT_PROTECTION_CAPS.text(caps >>> 0);

function askGuarded(
  t: D3D11Case,
  device: HostDevice,
  cryptoType: Guid,
  profile: Guid,
): { code: Hresult; target: GuardedBytes } {
  const target = t.guarded(layout.bytes, layout.name);
  const ask = t.video(device, 'pfnGetContentProtectionCaps');
  const code = ask(device.hDevice, placeGuid(t, cryptoType), placeGuid(t, profile), target.address);
  return { code, target };
}

/** An unsupported pair: an error and zeros, or success and zeros where the profile says so (D-12). */
function expectUnsupported(
  t: D3D11Case,
  cryptoType: Guid,
  profile: Guid,
  { what, rule }: { what: string; rule: Rule },
): void {
  const { code, target } = askGuarded(t, t.device(), cryptoType, profile);
  const answer = layout.decode(t.memory, target.address);
  const empty = Object.values(answer).every((value) => Number(value) === 0);
  // Success with zeros is one of the two honest answers (D-12, GCPC-10); success with caps is none.
  t.expect(failed(code) || empty, 'GCPC-4', `${what}: expected a failure, received ${layout.text(answer)}`);
  if (t.setting('unsupportedCaps') === 'zeros')
    t.expectCode(code, [S_OK], 'GCPC-10', `${what}, by the profile`);
  else t.expectCode(code, [D3DDDIERR_UNSUPPORTEDCRYPTO], rule, what);
  t.decided('D-12', empty, `${what}: expected zeroed caps, received ${layout.text(answer)}`);
  t.expect(target.guardsIntact(), 'GCPC-1', `${what}: expected ${layout.bytes} bytes written, received more`);
}

/** Something that a driver says it can do, the slots that a caller then calls, and the clause that lets it. */
interface Offer {
  readonly said: string;
  readonly rule: ClauseId;
  readonly slots: readonly (keyof VideoFunctions)[];
}

type CapsBit = ShortName<typeof D3D11_1DDI_CONTENT_PROTECTION_CAPS>;

/**
 * Caps bits that stand for functions of their own. For key refresh no clause says so directly; SUB-11 does: only entries
 * of missing features may be NULL.
 */
const promisedByBit: readonly (Omit<Offer, 'said'> & { readonly bit: CapsBit })[] = [
  { bit: 'DECRYPTION_BLT', rule: 'DB-1', slots: ['pfnDecryptionBlt'] },
  { bit: 'ENCRYPTED_READ_BACK', rule: 'EB-11', slots: ['pfnEncryptionBlt'] },
  { bit: 'ENCRYPTED_READ_BACK_KEY', rule: 'EB-11', slots: ['pfnEncryptionBlt', 'pfnGetEncryptionBltKey'] },
  {
    bit: 'FRESHEN_SESSION_KEY',
    rule: 'SUB-11',
    slots: ['pfnStartSessionKeyRefresh', 'pfnFinishSessionKeyRefresh'],
  },
];

/** What it takes to make a session and to key it by RSAES-OAEP. */
const promisedByExchange: Offer = {
  said: 'GetCryptoKeyExchangeType lists RSAES_OAEP',
  rule: 'SUB-11',
  slots: ['pfnCreateCryptoSession', 'pfnDestroyCryptoSession', ...keyExchangeSlots],
};

/** Every pair that has caps of its own, and those of all types together. */
const allPairs = [NULL_GUID, ...Object.values(cryptoTypes)].flatMap((type) =>
  Object.values(decodeProfiles).map((profile) => [type, profile] as const),
);

/** What the bits of all pairs together promise: there is one table for all of them. */
function promisesOfBits(t: D3D11Case, device: HostDevice): Offer[] {
  const answers = allPairs.map(([type, profile]) => queryCaps(t, device, type, profile));
  const bits = answers.reduce((all, { code, caps }) => (failed(code) ? all : all | caps.Caps), 0);
  return promisedByBit
    .filter(({ bit }) => (bits & D3D11_1DDI_CONTENT_PROTECTION_CAPS[bit]) !== 0)
    .map((one) => ({ ...one, said: `Caps have ${one.bit}` }));
}

function promisesOfExchanges(t: D3D11Case, device: HostDevice): Offer[] {
  const lists = allPairs.flatMap(([type, profile]) => listExchanges(t, device, type, profile));
  return lists.includes(D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP) ? [promisedByExchange] : [];
}

/** GetContentProtectionCaps. */
export const capsGroup = group('caps', 'GetContentProtectionCaps: what the driver offers', d3d11, [
  test('fill', { clauses: ['GCPC-1', 'GCPC-3', 'GCPC-9'], decisions: ['D-40'] })
    .params({ type: namesOf(cryptoTypes), profile: namesOf(decodeProfiles) })
    .run((t, { type, profile }) => {
      const device = t.device();
      const { code, target } = askGuarded(t, device, cryptoTypes[type], decodeProfiles[profile]);
      if (code === D3DDDIERR_UNSUPPORTEDCRYPTO)
        t.skip('the driver does not offer this crypto type for this profile');
      // Not S_OK alone: to say that the pair is not offered would have been right too, and the message names both.
      t.expectCode(code, [S_OK, D3DDDIERR_UNSUPPORTEDCRYPTO], 'GCPC-1', `${type}, ${profile}`);
      t.expect(target.guardsIntact(), 'GCPC-1', `expected ${layout.bytes} bytes written, received more`);
      const { caps } = queryCaps(t, device, cryptoTypes[type], decodeProfiles[profile]);
      const strange = caps.Caps & ~knownBits;
      t.decided('D-40', strange === 0, `Caps: expected bits with names, received ${bitsText(caps.Caps)}`);
      t.expect(
        caps.KeyExchangeTypeCount < 64,
        'GCPC-1',
        `received ${caps.KeyExchangeTypeCount} key exchanges`,
      );
    }),
  test('repeatable', { clauses: ['GCPC-1'] }).run((t) => {
    const first = layout.text(capsOf(t, t.device()));
    const second = layout.text(capsOf(t, t.device()));
    t.expect(first === second, 'GCPC-1', `two devices: expected ${first}, received ${second}`);
  }),
  test('unsupported-type', { clauses: ['GCPC-4', 'GCPC-5', 'GCPC-10'], decisions: ['D-11', 'D-12'] })
    .params({ profile: ['none', 'H264_VLD'] })
    .run((t, { profile }) => {
      expectUnsupported(t, strangeGuid, decodeProfiles[profile], {
        what: 'an unknown crypto type',
        rule: 'GCPC-5',
      });
    }),
  test('unsupported-profile', { clauses: ['GCPC-4', 'GCPC-9', 'GCPC-10'], decisions: ['D-12'] }).run((t) => {
    expectUnsupported(t, cryptoTypes.AES128_CTR, strangeGuid, {
      what: 'a profile that nobody has',
      rule: 'D-12',
    });
  }),
  test('null-guid-type', { clauses: ['GCPC-7', 'GCPC-3'], decisions: ['D-12'] })
    .params({ profile: ['none', 'H264_VLD'] })
    .run((t, { profile }) => {
      const device = t.device();
      const own = queryCaps(t, device, cryptoTypes.AES128_CTR, decodeProfiles[profile]);
      const { code, caps } = queryCaps(t, device, NULL_GUID, decodeProfiles[profile]);
      if (failed(own.code)) t.skip('the driver does not offer AES-128-CTR for this profile');
      t.expectCode(code, [S_OK], 'GCPC-7', 'NULL_GUID as crypto type');
      const lost = own.caps.Caps & ~caps.Caps;
      t.decided('D-12', lost === 0, `the union of all types: ${bitsText(lost)} is missing from it`);
    }),
  test('null-guid-profile', { clauses: ['GCPC-7'], decisions: ['D-12'] }).run((t) => {
    const device = t.device();
    const decoding = queryCaps(t, device, cryptoTypes.AES128_CTR, decodeProfiles.H264_VLD);
    if (failed(decoding.code)) t.skip('the driver does not offer AES-128-CTR for H.264');
    const { code } = queryCaps(t, device, cryptoTypes.AES128_CTR, NULL_GUID);
    t.expectCode(code, [S_OK], 'GCPC-7', 'NULL_GUID as profile');
  }),
  test('null-pointer', { clauses: ['GCPC-1'], decisions: ['D-13'], hostile: true })
    .params({ pointer: ['pCryptoType', 'pDecodeProfile', 'pCaps'] })
    .run((t, { pointer }) => {
      const device = t.device();
      const ask = t.video(device, 'pfnGetContentProtectionCaps');
      const target = t.guarded(layout.bytes, layout.name);
      const but = (name: string, address: Address) => (name === pointer ? NULL : address);
      const code = ask(
        device.hDevice,
        but('pCryptoType', placeGuid(t, cryptoTypes.AES128_CTR)),
        but('pDecodeProfile', placeGuid(t, NULL_GUID)),
        but('pCaps', target.address),
      );
      t.expectNullRefused(code, GetContentProtectionCaps, `${pointer} NULL`);
    }),
  test('promised-functions', { clauses: ['DB-1', 'EB-11', 'SUB-11'] })
    .params({ by: ['bit', 'key-exchange'] })
    .run((t, { by }) => {
      const device = t.device();
      const promises = by === 'bit' ? promisesOfBits(t, device) : promisesOfExchanges(t, device);
      if (promises.length === 0) t.skip('the driver offers nothing that stands for a function of its own');
      for (const { said, rule, slots } of promises) {
        const empty = slots.filter((slot) => !device.video?.[slot]);
        const text = `${said}, so that callers go to ${slots.join(', ')}: expected functions there`;
        t.expect(empty.length === 0, rule, `${text}, received NULL in ${empty.join(', ')}`);
      }
    }),
  ...capsNearMissTests,
]);
