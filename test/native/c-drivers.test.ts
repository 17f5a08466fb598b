import { describe, expect, it, jest } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { ClauseId } from '../../src/conformance/index.js';
import { allCases, selectCases } from '../../src/conformance/index.js';
import { CLAUSES } from '../../src/conformance/rules/clauses/index.js';
import { createDevice } from '../../src/facade/index.js';
import { testCertificate } from '../../src/facade/create-driver.js';
import * as ddi from '../../src/exports/ddi.js';
import { loadDriverLibrary } from '../../src/native/index.js';
import { isLong, ofD3D11, ofEachTest, oneOf, quickCases } from '../conformance/some-cases.js';
import type { Compiled } from '../support/c-compiler.js';
import { compileLibrary, reasonOf } from '../support/c-compiler.js';
import { loadKoffi } from '../../src/ffi/index.js';
import {
  buildDriver,
  buildMinimal,
  buildTrusting,
  expectOutcomes,
  failures,
  fixture,
  outcomes,
  run,
} from './fixture-drivers.js';

/** In `npm run long` a driver goes through thousands of cases, and each that crashes it costs a process. */
jest.setTimeout(isLong ? 600_000 : 60_000);

/** Of each test one case: `npm run long` has all of them. */
const first = ofEachTest('first', ofD3D11(quickCases()));
/** Each hostile caller that is not refused costs a process. */
const calm = first.filter(({ hostile }) => !hostile);
/** Of which each is asked of one driver that is right: the minimal, the refusing or the trusting one. */
const all = isLong ? ofD3D11(allCases()) : first;
const withSomeHostile = [
  ...oneOf(3, first, 2).filter(({ hostile }) => !hostile),
  ...first.filter(({ hostile }) => hostile).slice(0, 3),
];

const refusing = buildDriver('refusing');
const ofLong = { missing: 'npm run long has it' };
const agreeable = isLong ? buildDriver('agreeable') : ofLong;
const hostile = buildDriver('hostile');
const minimal = buildMinimal();
const trusting = buildTrusting();
const bare = isLong ? buildDriver('minimal', { defines: ['SOFTUMD_NO_LIBCRYPTO'] }) : ofLong;
const given = (built: typeof minimal) => ('missing' in built ? it.skip : it);
/** Further drivers through the whole suite: `npm run long`. */
const givenTime = (built: typeof minimal) => (isLong ? given(built) : it.skip);

describe('a driver that refuses everything', () => {
  given(refusing)(`fails no case${reasonOf(refusing)}`, async () => {
    const cases = oneOf(3, all, 1);
    const report = await run(refusing as Compiled, [], { cases });
    expect(failures(report)).toEqual([]);
    expect(report.summary.warned).toBe(0);
    expectOutcomes(outcomes(report), 'refusing', cases);
  });
});

describe('a driver that agrees to everything', () => {
  givenTime(agreeable)(
    `fails in every group that asks for more than words${reasonOf(agreeable)}`,
    async () => {
      const report = await run(agreeable as Compiled, [], { cases: isLong ? all : calm });
      const failed = new Set(failures(report).map(({ id }) => id.split(':')[0]));
      expect([...failed].sort()).toEqual([
        ...['caps', 'certificate', 'channel-certificate', 'channel-protection', 'content-key', 'create'],
        ...['decryption-blt', 'device', 'driver-protections'],
        ...['encryption-blt', 'get-handle', 'key-exchange-type', 'key-hygiene', 'key-refresh', 'negotiate'],
        ...['ownership', 'partial-decryption', 'read-back-key', 'resource', 'video-tables'],
      ]);
      expect(report.summary.failed).toBeGreaterThan(report.summary.passed);
      expect(failures(report).filter(({ message }) => /crashed|hangs|ended/.test(message!))).toEqual([]);
    },
  );
});

describe('the hostile driver without a mode', () => {
  given(hostile)(`fails no case${reasonOf(hostile)}`, async () => {
    const queries = ['adapter', 'device', 'create'];
    expect(failures(await run(hostile as Compiled, queries))).toEqual([]);
  });
});

describe('a small driver that is right', () => {
  given(minimal)(`passes what it offers${reasonOf(minimal)}`, async () => {
    const cases = oneOf(3, all);
    const report = await run(minimal as Compiled, [], { cases });
    expect(failures(report)).toEqual([]);
    const calmly = report.cases.filter(({ outcome, hostile }) => outcome === 'warn' && !hostile);
    expect(calmly).toEqual([]);
    expectOutcomes(outcomes(report), 'minimal', cases);
  });

  givenTime(bare)(`fails nothing without libcrypto, and exchanges no keys${reasonOf(bare)}`, async () => {
    const report = await run(bare as Compiled, [], { cases: all });
    expect(failures(report)).toEqual([]);
    const skipped = report.cases.filter(({ id }) => id.startsWith('negotiate:'));
    expect(new Set(skipped.map(({ outcome }) => outcome))).toEqual(new Set(['skip']));
  });

  it('has the certificate and the key that are in fixtures/certificates', () => {
    const header = readFileSync(fixture('minimal-identity.h'), 'utf8');
    const bytes = (name: string) => {
      const [, text = ''] = new RegExp(`${name}\\[\\d+\\] = \\{([^}]*)\\}`).exec(header) ?? [];
      return Buffer.from(text.replace(/0x|[\s,]/g, ''), 'hex');
    };
    const device = createDevice();
    const session = device.videoDevice.createCryptoSession(
      ddi.D3D11_1DDI_CRYPTO_TYPE_AES128_CTR,
      null,
      ddi.D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP,
    );
    expect(bytes('identity_chain').equals(session.getCertificate())).toBe(true);
    device.release();
    const pem = testCertificate().privateKey as string;
    const [, base64 = ''] = /KEY-----([^-]*)-----END/.exec(pem) ?? [];
    expect(bytes('identity_key').toString('base64')).toBe(base64.replace(/\s/g, ''));
  });
});

describe('a driver in C++ that trusts its caller', () => {
  given(trusting)(`is run through without a breach of a duty${reasonOf(trusting)}`, async () => {
    const report = await run(trusting as Compiled, [], {
      cases: isLong ? ofD3D11(quickCases()) : withSomeHostile,
    });
    expect(failures(report)).toEqual([]);
    const hostile = new Set(allCases().flatMap((one) => (one.hostile ? [one.id] : [])));
    const warned = report.cases.filter(({ outcome }) => outcome === 'warn');
    expect(warned.filter(({ id }) => !hostile.has(id))).toEqual([]);
    expect(warned).not.toEqual([]);
    // It has no decoders and channels, and none of what came after D3D11.1.
    const later = ['hw-protection', 'session-status', 'protected-resources', 'video-tables'];
    const absent = [...later, 'decoder', 'channel', 'cross-process'];
    const asked = report.cases.filter(({ id }) => !absent.some((name) => id.startsWith(name)));
    const skipped = asked.filter(({ outcome }) => outcome === 'skip');
    expect(report.summary.passed).toBeGreaterThan(skipped.length);
  });
});

/** Defects of the minimal driver, which clause each breaks, and the cases that must see it. */
const defects: readonly [define: string, clause: ClauseId, queries: readonly string[]][] = [
  ['DEFECT_NO_OWNERSHIP', 'CCS-3', ['ownership']],
  ['DEFECT_SHORT_KEY_BUFFER', 'NCS-8', ['negotiate']],
  ['DEFECT_SMALL_SIZE', 'CPCS-1', ['create']],
  ['DEFECT_CERTIFICATE_SIZE', 'GC-3', ['certificate']],
  ['DEFECT_DEAD_HANDLES', 'DCS-1', ['ownership']],
  ['DEFECT_REFRESH_AT_START', 'SSKR-7', ['key-refresh']],
  ['DEFECT_READ_BACK_KEY_REUSED', 'GEBK-1', ['read-back-key']],
  ['DEFECT_CONTENT_KEY_WRAPPED', 'DB-5', ['content-key']],
  ['DEFECT_CHANNEL_OMAC_RANGE', 'CFG-11', ['channel-signature']],
];

/** Each takes a compiler and a process: `npm run long` has all of them. The first is compiled anyway. */
const quickDefects = new Set(['DEFECT_SMALL_SIZE', 'DEFECT_CHANNEL_OMAC_RANGE']);

describe.each(isLong ? defects : defects.filter(([define]) => quickDefects.has(define)))(
  'the small driver with %s',
  (define, clause, queries) => {
    const defective = buildMinimal(define);

    given(defective)(`is caught by a case that cites ${clause}${reasonOf(defective)}`, async () => {
      const cases = ofEachTest('first', selectCases(quickCases(), queries));
      const failed = failures(await run(defective as Compiled, [], { cases, jobs: 1 }));
      expect(failed.flatMap(({ clauses }) => clauses)).toContain(clause);
      expect(clause in CLAUSES).toBe(true);
    });
  },
);

const smallSize = buildMinimal('DEFECT_SMALL_SIZE');

describe('a size query that is too small', () => {
  given(smallSize)(`shows in the function that wrote${reasonOf(smallSize)}`, async () => {
    const [failed] = failures(await run(smallSize as Compiled, ['create:keeps-to-its-memory']));
    expect(failed!.message).toMatch(
      /^CreateCryptoSession: overrun: 8 bytes written at 0x[0-9a-f]+, offset 80 of 'hCryptoSession: private memory'/,
    );
  });
});

/** Node exports a function of this name, as it does all of its OpenSSL, zlib and libuv. */
const namesake = compileLibrary(`
#define EXPORT __attribute__((visibility("default")))
EXPORT const char *uv_version_string(void);
EXPORT const char *uv_version_string(void) { return "mine"; }
EXPORT int OpenAdapter10_2(void *open);
EXPORT int OpenAdapter10_2(void *open) { (void)open; return uv_version_string()[0] == 'm' ? 0 : -1; }
`);

describe('a driver with a function that Node has too', () => {
  const withBoth = loadKoffi() instanceof Error ? it.skip : given(namesake);
  withBoth(`calls its own${reasonOf(namesake)}`, () => {
    const driver = loadDriverLibrary((namesake as Compiled).path).createDriver();
    expect(driver.OpenAdapter10_2!(ddi.NULL)).toBe(ddi.S_OK);
    driver.dispose();
  });
});
