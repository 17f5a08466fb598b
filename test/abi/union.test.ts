import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as ddi from 'softumd/ddi';
import { arm, liveMembers, overlay, struct, UINT, UINT64, when } from '../../src/abi/index.js';
import { structs } from '../ddi/facts.js';
import { anyValueOf } from '../support/any-struct.js';

const info = ddi.D3D11_1DDI_CERTIFICATE_INFO;
const { AUTHENTICATED_CHANNEL, CRYPTO_SESSION } = ddi.D3D11_1DDI_CERTIFICATE_TYPE;
const shown = (value: Parameters<typeof info.toBytes>[0]) => info.text(info.fromBytes(info.toBytes(value)));

describe('a union with a discriminant', () => {
  it('shows the arm that its discriminant names (GCS-3)', () => {
    expect(shown({ CertificateType: AUTHENTICATED_CHANNEL, ChannelType: 3 })).toBe(
      '{ CertificateType: AUTHENTICATED_CHANNEL, ChannelType: DRIVER_HARDWARE }',
    );
    const CryptoSessionType = ddi.D3D11_1DDI_CRYPTO_TYPE_AES128_CTR;
    expect(shown({ CertificateType: CRYPTO_SESSION, CryptoSessionType })).toBe(
      '{ CertificateType: CRYPTO_SESSION, CryptoSessionType: D3D11_1DDI_CRYPTO_TYPE_AES128_CTR }',
    );
  });

  it('shows all arms where that is none of the values that are known', () => {
    expect(shown({ CertificateType: 9 })).toBe(
      '{ CertificateType: 0x9, ChannelType: 0, CryptoSessionType: NULL_GUID }',
    );
  });

  it('still reads and writes all its arms', () => {
    const bytes = info.toBytes({ CertificateType: CRYPTO_SESSION, ChannelType: 3 });
    expect(info.fromBytes(bytes)).toMatchObject({ ChannelType: 3 });
    expect(info.fromBytes(bytes)).toHaveProperty('CryptoSessionType');
  });

  it.each([
    ['D3D11_1', 'p11_1DeviceFuncs', 'p11UMCallbacks'],
    ['D3DWDDM2_0', 'pWDDM2_0DeviceFuncs', 'pWDDM2_0UMCallbacks'],
    ['D3DWDDM2_2', 'pWDDM2_2DeviceFuncs', 'pWDDM2_2UMCallbacks'],
  ] as const)('CREATEDEVICE of %s has its tables (DEV-7, DEV-17)', (version, table, callbacks) => {
    const { zero, members } = ddi.D3D10DDIARG_CREATEDEVICE;
    const value = { ...zero, Interface: ddi.DDI_INTERFACE_VERSION[version] };
    const names = liveMembers(members, value).map(({ name }) => name);
    expect(names.filter((name) => name.endsWith('DeviceFuncs'))).toEqual([table]);
    expect(names.filter((name) => name.endsWith('UMCallbacks'))).toEqual([callbacks]);
    expect(ddi.D3D10DDIARG_CREATEDEVICE.text(value)).toContain(`Interface: ${version},`);
  });

  const discriminated = structs.filter(({ members }) => members.some((member) => member.when));
  const placeOf = ({ name, overlays }: ddi.Member) => overlays ?? name;

  it.each(discriminated.map((one) => [one.name, one] as const))('%s shows no other arm', (_name, one) => {
    fc.assert(
      fc.property(anyValueOf(one), (value) => {
        const whole = one.fromBytes(one.toBytes(value)) as Readonly<Record<string, unknown>>;
        const live = liveMembers(one.members, whole).map(({ name }) => name);
        const isChosen = (member: ddi.Member) => member.when?.is.includes(whole[member.when.member]) ?? false;
        const decided = new Set(one.members.filter(isChosen).map(placeOf));
        for (const member of one.members)
          if (decided.has(placeOf(member)))
            expect([member.name, live.includes(member.name)]).toEqual([member.name, isChosen(member)]);
      }),
    );
  });
});

describe('a union without one', () => {
  it('shows the arms that are not the same bytes under another name', () => {
    const made = struct('MADE', { A: UINT, B: overlay('A', UINT), C: overlay('A', UINT64) });
    expect(made.text(made.fromBytes(made.toBytes({ A: 5 })))).toBe('{ A: 5, C: 0x5 }');
  });
});

describe('the declaration of a union', () => {
  it('wants the discriminant before the arm', () => {
    const late = () => struct('LATE', { A: arm(UINT, when('Kind', 1)), Kind: UINT });
    expect(late).toThrow('A: expected an arm that an earlier member chooses, received Kind');
  });
});
