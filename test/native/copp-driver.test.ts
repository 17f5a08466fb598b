/** COPP of a library: its entry, its table in C, and what of it a case that fails shows. */
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CoppAdapter, out } from 'softumd/copp';
import * as ddi from 'softumd/ddi';
import type { ClauseId } from '../../src/conformance/index.js';
import { CLAUSES } from '../../src/conformance/rules/clauses/index.js';
import type { DriverUnderTest } from '../../src/driver/index.js';
import { entryNames, hasEntry } from '../../src/driver/index.js';
import { loadKoffi } from '../../src/ffi/index.js';
import { HostCopp } from '../../src/host/index.js';
import type { NativeDriver } from '../../src/native/index.js';
import { loadDriverLibrary } from '../../src/native/index.js';
import { CoppClient } from '../../src/player/index.js';
import { readPackageText } from '../../src/package-files.js';
import type { Compiled, Missing } from '../support/c-compiler.js';
import { compileLibrary, reasonOf } from '../support/c-compiler.js';
import {
  buildBothEntries,
  buildMinimalCopp,
  expectOutcomes,
  failures,
  fixture,
  outcomes,
  run,
} from './fixture-drivers.js';

jest.setTimeout(60_000);

const built = buildMinimalCopp();
const given = (library: Compiled | Missing) => ('missing' in library ? it.skip : it);
const whenBuilt = given(built);
const trustedRoot = readPackageText('fixtures/certificates/copp.root.pem');
const { HDCP, ACP, CGMSA } = ddi.COPP_ProtectionType;

const opened: NativeDriver[] = [];
afterAll(() => {
  for (const driver of opened) driver.dispose();
});

function open(library: Compiled | Missing): NativeDriver {
  const driver = loadDriverLibrary((library as Compiled).path).createDriver();
  opened.push(driver);
  return driver;
}

/** A client with a session, on an output of the driver. */
function start(driver: DriverUnderTest, DevID: number, padding: 'zeros' | 'pkcs1' = 'zeros') {
  const adapter = out<CoppAdapter>();
  expect(CoppAdapter.open(driver, adapter)).toBe(ddi.S_OK);
  const object = adapter.value!.CertifiedOutputProtection(DevID);
  const [random, certificate] = [out<Uint8Array>(), out<Uint8Array>()];
  expect(object.KeyExchange(random, certificate, out())).toBe(ddi.S_OK);
  const client = new CoppClient({
    driverRandom: random.value!,
    certificate: certificate.value!,
    trustedRoot,
    padding,
  });
  const started = object.SessionSequenceStart(client.startMessage());
  const set = (type: number, level: number) => {
    const command = client.setProtectionLevel(type, level);
    const code = object.ProtectionCommand(command.bytes);
    if (code === ddi.S_OK) client.commandSucceeded(command);
    return code;
  };
  const level = (request: ReturnType<CoppClient['queryBusData']>) => {
    const reply = new Uint8Array(4096);
    expect(object.ProtectionStatus(request.bytes, reply)).toBe(ddi.S_OK);
    return client.readReply(request, reply).value;
  };
  return { object, client, started, set, level };
}

describe('a small COPP driver in C', () => {
  whenBuilt.each(['zeros', 'pkcs1'] as const)(
    `plays sessions with %s as padding${reasonOf(built)}`,
    (padding) => {
      const driver = open(built);
      const [one, other] = [start(driver, 1, padding), start(driver, 1, padding)];
      expect([one.started, other.started]).toEqual([ddi.S_OK, ddi.S_OK]);
      expect([one.set(ACP, 2), other.set(ACP, 1), one.set(CGMSA, 12), one.set(HDCP, 1)]).toEqual([
        ddi.S_OK,
        ddi.S_OK,
        ddi.S_OK,
        ddi.E_INVALIDARG,
      ]);
      expect(one.level(one.client.queryLocalProtectionLevel(ACP))).toBe(2);
      expect(other.level(other.client.queryLocalProtectionLevel(ACP))).toBe(1);
      expect(other.level(other.client.queryGlobalProtectionLevel(ACP))).toBe(2);
      one.object.Release();
      expect(other.level(other.client.queryGlobalProtectionLevel(ACP))).toBe(1);
      expect(other.level(other.client.queryGlobalProtectionLevel(CGMSA))).toBe(0);
      other.object.Release();
      expect(driver.damage()).toEqual([]);
    },
  );

  whenBuilt(`tells apart what its connectors can do${reasonOf(built)}`, () => {
    const driver = open(built);
    const kinds = [0, 1, 2].map((DevID) => {
      const { client, level, object } = start(driver, DevID);
      const told = [level(client.queryConnectorType()), level(client.queryProtectionType())];
      object.Release();
      return told;
    });
    const { HDMI, ComponentVideo } = ddi.COPP_ConnectorType;
    expect(kinds).toEqual([
      [HDMI, HDCP],
      [ComponentVideo, ACP | CGMSA],
      [ComponentVideo, ACP | CGMSA],
    ]);
    const large = start(driver, 2);
    expect([large.set(ACP, 1), large.set(ACP, 0), large.set(CGMSA, 4)]).toEqual([
      ddi.DDERR_TOOBIGSIZE,
      ddi.S_OK,
      ddi.S_OK,
    ]);
    large.object.Release();
  });

  whenBuilt(
    `has no other entry, fills every slot, and tells of three graphics devices${reasonOf(built)}`,
    () => {
      const driver = open(built);
      expect(entryNames(driver)).toEqual(['SoftUMDOpenCOPP']);
      if (!hasEntry(driver, 'SoftUMDOpenCOPP')) throw new Error('unreachable');
      const { copp } = HostCopp.open(driver);
      expect([0, 1, 2, 3].map((DevID) => copp!.hasDevice(DevID))).toEqual([true, true, true, false]);
      expect(Object.values(copp!.functions).every((slot) => slot !== null)).toBe(true);
    },
  );

  it('has the chain and the key that are in fixtures/certificates', () => {
    const header = readFileSync(fixture('minimal-copp-identity.h'), 'utf8');
    const bytes = (name: string) => {
      const [, text = ''] = new RegExp(`${name}\\[\\d+\\] = \\{([^}]*)\\}`).exec(header) ?? [];
      return Buffer.from(text.replace(/0x|[\s,]/g, ''), 'hex');
    };
    expect(bytes('copp_chain').toString()).toBe(readPackageText('fixtures/certificates/copp.xml'));
    const key = createPrivateKey(readPackageText('fixtures/certificates/copp.key.pem'));
    expect(bytes('copp_key').equals(key.export({ type: 'pkcs8', format: 'der' }))).toBe(true);
  });
});

/** What src/native/README.md has its reader save. */
const [, example = ''] =
  /SoftUMD's own:.*?^```c\n(.*?)^```$/ms.exec(readPackageText('src/native/README.md')) ?? [];
const saved = compileLibrary(example, { flags: ['-std=c99', '-Wpedantic', '-Werror'] });
const loads = loadKoffi() instanceof Error ? it.skip : given(saved);

describe('the COPP driver of the README', () => {
  loads(`compiles, and opens sessions${reasonOf(saved)}`, () => {
    const driver = open(saved);
    if (!hasEntry(driver, 'SoftUMDOpenCOPP')) throw new Error('expected the entry');
    const { copp } = HostCopp.open(driver);
    const session = copp!.openSession(0);
    expect(session.code).toBe(ddi.S_OK);
    session.destroy();
    expect(copp!.openSession(1).code).toBe(ddi.E_INVALIDARG);
  });
});

const both = buildBothEntries();

describe('a library with both entries', () => {
  given(both)(`is entered by both${reasonOf(both)}`, () => {
    const driver = open(both);
    expect(entryNames(driver)).toEqual(['OpenAdapter10_2', 'SoftUMDOpenCOPP']);
    expect(start(driver, 0).set(HDCP, 1)).toBe(ddi.S_OK);
  });
});

const isLong = process.env['SOFTUMD_LONG'] !== undefined;

/** Groups that come to every function; all of them take a while (`npm run long`). */
const groups = isLong
  ? ['copp-*']
  : ['copp-open', 'copp-sequence-start', 'copp-null-pointers', 'copp-client'];

describe('the suite on the small COPP driver', () => {
  whenBuilt(`fails nothing, and warns of nothing but a hostile caller${reasonOf(built)}`, async () => {
    const report = await run(built as Compiled, groups);
    expect(failures(report)).toEqual([]);
    const warned = report.cases.filter(({ outcome }) => outcome === 'warn');
    expect(warned.filter(({ hostile }) => !hostile)).toEqual([]);
    expect(report.summary.passed).toBeGreaterThan(report.summary.skipped);
    if (isLong) expectOutcomes(outcomes(report), 'minimal-copp');
  });

  given(both)(`takes either entry of a library that has both${reasonOf(both)}`, async () => {
    const report = await run(both as Compiled, ['copp-key-exchange', 'adapter'], { jobs: 1 });
    expect(failures(report)).toEqual([]);
    const passed = report.cases.filter(({ outcome }) => outcome === 'pass').map(({ id }) => id.split(':')[0]);
    expect(new Set(passed)).toEqual(new Set(['copp-key-exchange', 'adapter']));
  });
});

/** Defects of the small COPP driver, the clause that each breaks, the cases that must see it, and what they make of it. */
const defects: readonly [
  define: string,
  clause: ClauseId,
  query: string,
  outcome: 'fail' | 'warn',
  quick?: true,
][] = [
  ['DEFECT_COPP_SHORT_RANDOM', 'COPP-9', 'copp-sequence-start', 'fail', true],
  ['DEFECT_COPP_BIG_ENDIAN', 'COPP-8', 'copp-sequence-start', 'fail'],
  ['DEFECT_COPP_REPLAY', 'COPP-15', 'copp-command', 'fail'],
  ['DEFECT_COPP_MAC_FIRST', 'COPP-18', 'copp-command', 'warn'],
  ['DEFECT_COPP_STALE_REPLY', 'COPP-25', 'copp-status', 'warn'],
];

describe.each(defects.filter(([, , , , quick]) => isLong || quick))(
  'the small COPP driver with %s',
  (define, clause, query, outcome) => {
    const defective = buildMinimalCopp(define);

    given(defective)(`is told by a case that cites ${clause}${reasonOf(defective)}`, async () => {
      const { cases } = await run(defective as Compiled, [query]);
      const told = cases.filter((one) => one.outcome === outcome);
      expect(told.flatMap(({ clauses }) => clauses)).toContain(clause);
      expect(clause in CLAUSES).toBe(true);
    });
  },
);

const stray = buildMinimalCopp('DEFECT_COPP_OVERRUN');
const crashing = buildMinimalCopp('DEFECT_COPP_CRASH');

describe('a COPP driver that does what no call shows', () => {
  given(stray)(`is told that it wrote behind its reply${reasonOf(stray)}`, async () => {
    const failed = failures(await run(stray as Compiled, ['copp-status:unknown'], { jobs: 1 }));
    expect(failed[0]!.message).toContain('nothing written beside its 4096 bytes');
  });

  given(crashing)(
    `is told by its last calls, with the command that it died of${reasonOf(crashing)}`,
    async () => {
      const [failed] = failures(await run(crashing as Compiled, ['copp-command:in-turn'], { jobs: 1 }));
      expect(failed!.message).toMatch(/crashed .* in COPPCommand$/);
      expect(failed!.calls!.at(-1)).toMatch(
        /guidCommandID: DXVA_COPPSetProtectionLevel, dwSequence: \w+, cbSizeData: 0x10, CommandData: 4056 bytes \}\) …$/,
      );
    },
  );
});
