import { describe, expect, it } from '@jest/globals';
import { without } from '../../fixtures/faulty-drivers/d3d11/empty-slots.js';
import { faultyDrivers } from '../../fixtures/faulty-drivers/index.js';
import type { RunReport } from '../../src/conformance/index.js';
import { allCases, runConformance, selectCases } from '../../src/conformance/index.js';
import type { Interposer } from '../../src/abi/index.js';
import { chain, on } from '../../src/trace/index.js';
import { CreateCryptoSession, E_NOTIMPL } from '../../src/ddi/index.js';
import { loadDriverIdentity } from '../../src/certificate/index.js';
import { testCertificate } from '../../src/facade/create-driver.js';
import { createDriver } from '../../src/facade/index.js';

/** Drivers that somebody is in the middle of writing: what they have is judged, what they lack is not. */
const blts = without('pfnDecryptionBlt', 'pfnEncryptionBlt');
const keys = without(
  'pfnGetCertificateSize',
  'pfnGetCertificate',
  'pfnNegotiateCryptoSessionKeyExchange',
  'pfnCryptoSessionGetHandle',
);
const unfinished = { 'no blts': blts, 'sessions alone': chain(blts, keys) } as const;
/** SOFTWARE alone. */
const profile = { caps: 1 };
const certificate = loadDriverIdentity(testCertificate());

function judge(
  lacking: Interposer,
  fault?: string,
  queries = ['create', 'ownership', 'negotiate'],
): RunReport {
  const faulty = fault === undefined ? undefined : faultyDrivers.get(fault);
  if (fault && !faulty) throw new TypeError(`no faulty driver ${fault}`);
  const { policies, interposer } = faulty ?? {};
  return runConformance({
    driver: () => {
      const inside = interposer ? chain(lacking, interposer()) : lacking;
      return createDriver({
        seed: 1,
        certificate,
        profile,
        interposer: inside,
        ...(policies && { policies }),
      });
    },
    cases: selectCases(allCases(), queries).filter(({ long }) => !long),
  });
}

const idsWith = ({ cases }: RunReport, outcome: string) =>
  cases.filter((one) => one.outcome === outcome).map(({ id }) => id);
const testsWith = (report: RunReport, outcome: string) =>
  [...new Set(idsWith(report, outcome).map((id) => id.split(':').slice(0, 2).join(':')))].sort();

describe('a driver that makes and destroys sessions, and no more', () => {
  const good = judge(unfinished['sessions alone'], undefined, ['create', 'ownership', 'device:independent']);

  it('says which steps it was not asked for', () => {
    const many = good.cases.find(({ id }) => id === 'create:many')!;
    expect(many).toMatchObject({
      outcome: 'pass',
      leftOut: [
        'the driver leaves pfnGetCertificateSize empty',
        'the driver leaves pfnCryptoSessionGetHandle empty',
      ],
    });
  });

  it('passes what that can show', () => {
    expect(idsWith(good, 'fail')).toEqual([]);
    expect(idsWith(good, 'skip').filter((id) => id.startsWith('create:'))).toEqual([]);
    expect(testsWith(good, 'pass').filter((id) => !id.startsWith('create:'))).toEqual([
      'device:independent',
      ...[
        'block-in-use',
        'destroy-through-other-device',
        'destroyed-twice',
        'forged',
        'overwritten',
        'same-kind-on-both',
      ].map((name) => `ownership:${name}`),
    ]);
  });

  it.each([
    ['private-memory-overrun', 'create:keeps-to-its-memory'],
    ['sessions-run-out', 'create:many'],
    ['destroys-the-newest', 'ownership:destroyed-twice'],
    ['runtime-handle-checked', 'create:runtime-handle-opaque'],
    ['no-ownership-check', 'ownership:destroy-through-other-device'],
    ['destroyed-handle-works', 'ownership:destroyed-twice'],
    ['unknown-handle-is-the-last', 'ownership:destroyed-twice'],
    ['trusts-the-header', 'ownership:forged'],
  ])('fails for what is wrong with them: %s', (fault, failing) => {
    expect(testsWith(judge(unfinished['sessions alone'], fault, [failing]), 'fail')).toEqual([failing]);
  });
});

describe('a driver without blts', () => {
  const good = judge(unfinished['no blts']);

  it('is judged by the codes of its key exchange; what a key does is left out', () => {
    expect(idsWith(good, 'fail')).toEqual([]);
    expect(testsWith(good, 'skip')).toEqual([
      ...['negotiate:oaep-hash', 'negotiate:sessions-apart', 'ownership:destroyed', 'ownership:forged'],
      ...['ownership:other-device', 'ownership:other-devices-resource', 'ownership:overwritten'],
    ]);
  });

  it.each([
    ['short-key-buffer-accepted', 'negotiate:dropped-zero-byte'],
    ['key-buffer-size-ignored', 'negotiate:wrong-size'],
    ['bad-padding-gives-zero-key', 'negotiate:bit-flip'],
    ['bad-padding-gives-zero-key', 'negotiate:not-below-modulus'],
    ['oaep-sha1-accepted', 'negotiate:oaep-hash'],
    ['long-key-truncated', 'negotiate:wrong-key-length'],
    ['opm-plaintext-accepted', 'negotiate:opm-plaintext'],
    ['weak-keys-refused', 'negotiate:extreme-key'],
    ['no-ownership-check', 'ownership:other-device'],
    ['destroyed-handle-works', 'ownership:destroyed'],
  ])('fails for a wrong code: %s', (fault, failing) => {
    expect(testsWith(judge(unfinished['no blts'], fault, [failing]), 'fail')).toEqual([failing]);
  });
});

describe('caps that promise', () => {
  it('nothing that has a function: there is nothing to judge', () => {
    const asked = 'caps:promised-functions:by=bit';
    expect(idsWith(judge(blts, undefined, [asked]), 'skip')).toEqual([asked]);
  });

  it('more than the table has: the message names the bit and the slot', () => {
    const driver = () => createDriver({ seed: 1, certificate, interposer: blts });
    const cases = selectCases(allCases(), ['caps:promised-functions']);
    const [failed] = runConformance({ driver, cases }).cases;
    expect(failed).toMatchObject({ outcome: 'fail' });
    expect(failed!.message).toMatch(
      /^Caps have DECRYPTION_BLT, so that callers go to pfnDecryptionBlt: .* received NULL/,
    );
  });
});

describe('a session that is refused although it is offered', () => {
  it('is told in plain words: what was asked, who offered it, what was expected', () => {
    const refusing = on(CreateCryptoSession, { before: () => ({ answer: E_NOTIMPL }) });
    const [failed] = judge(refusing, undefined, ['create:create-destroy']).cases;
    expect(failed!.message!.split('\n').map((line) => line.trim())).toEqual([
      expect.stringMatching(
        /^CreateCryptoSession, CryptoType D3D11_1DDI_CRYPTO_TYPE_AES128_CTR, .*: expected a session and S_OK .*, received E_NOTIMPL/,
      ),
      expect.stringMatching(/^The driver offers this kind itself: its caps have the crypto type/),
      expect.stringMatching(/lists the key exchange/),
      expect.stringMatching(/^\[CCS-11\] /),
    ]);
  });
});
