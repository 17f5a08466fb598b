/** OPM of a library: its entry, its code address, its tables with a head, and what of it a case that fails shows. */
import { describe, expect, it, jest } from '@jest/globals';
import { seededRandom } from 'softumd/crypto';
import * as ddi from 'softumd/ddi';
import type { ClauseId } from '../../src/conformance/index.js';
import { CLAUSES } from '../../src/conformance/rules/clauses/index.js';
import { entryNames } from '../../src/driver/index.js';
import type { HostOpm } from '../../src/host/index.js';
import type { OpmRequest } from '../../src/player/index.js';
import { OpmClient } from '../../src/player/index.js';
import { readPackageText } from '../../src/package-files.js';
import type { Compiled, Missing } from '../support/c-compiler.js';
import { reasonOf } from '../support/c-compiler.js';
import {
  buildEveryEntry,
  buildMinimalOpm,
  expectOutcomes,
  failures,
  outcomes,
  run,
} from './fixture-drivers.js';
import { created, hostOf, open, srmOf } from './opm-host.js';

jest.setTimeout(60_000);

const built = buildMinimalOpm();
const given = (library: Compiled | Missing) => ('missing' in library ? it.skip : it);
const whenBuilt = given(built);
const { NTSTATUSES: S, OPM_PROTECTION_TYPE: TYPE } = ddi;
const { STATUS_SUCCESS } = ddi;

/** A client with a session, on an output of the driver. */
function start(host: HostOpm, target: number, semantics: 'OPM' | 'COPP') {
  const output = created(host, target, semantics);
  const handshake = {
    driverRandom: output.getRandomNumber().bytes!,
    certificate: host.certificate(ddi.DXGKMDT_CERTIFICATE_TYPE[semantics]).bytes!,
    random: seededRandom(`${target} ${semantics}`),
  };
  const root = (name: string) => readPackageText(`fixtures/certificates/${name}`);
  const client =
    semantics === 'OPM'
      ? new OpmClient({ ...handshake, semantics, roots: [root('root.pem')] })
      : new OpmClient({ ...handshake, semantics, roots: [root('copp.root.pem')] });
  expect(output.setSigningKeyAndSequenceNumbers(client.startMessage())).toBe(STATUS_SUCCESS);
  const configure = (command: ReturnType<OpmClient['setProtectionLevel']>) => {
    const code = output.configure(command.bytes, command.additional);
    if (code === STATUS_SUCCESS) client.commandSucceeded(command);
    return ddi.ntstatusName(code);
  };
  const asked = <T>(request: OpmRequest<T>) => {
    const isOpm = semantics === 'OPM';
    const reply = isOpm
      ? output.getInformation(request.bytes)
      : output.getCOPPCompatibleInformation(request.bytes);
    return reply.bytes ? client.readReply(request, reply.bytes) : ddi.ntstatusName(reply.status);
  };
  const told = <T>(request: OpmRequest<T>) => {
    const reply = asked(request);
    return typeof reply === 'string' ? reply : reply.value;
  };
  const set = (type: number, level: number) => configure(client.setProtectionLevel(type, level));
  return { output, client, configure, asked, told, set };
}

describe('a small OPM driver in C', () => {
  whenBuilt(`has no other entry, fills both tables, and tells of five targets${reasonOf(built)}`, () => {
    const driver = open(built);
    expect(entryNames(driver)).toEqual(['SoftUMDOpenOPM']);
    for (const version of [1, 4] as const) {
      const host = hostOf(driver, [version]);
      expect([host.version, host.targets]).toEqual([version, [0, 1, 2, 3, 4]]);
      const filled = Object.values(host.functions).filter((slot) => slot !== null);
      expect(filled).toHaveLength(version === 1 ? 11 : 14);
      host.close();
    }
    expect(driver.damage()).toEqual([]);
  });

  whenBuilt(`names its outputs by more than 32 bits, each once${reasonOf(built)}`, () => {
    const host = hostOf(open(built));
    const [one, other] = [created(host, 0, 'OPM'), created(host, 0, 'COPP')];
    expect(one.handle > 0xffffffffn && other.handle > 0xffffffffn).toBe(true);
    expect(one.handle).not.toBe(other.handle);
    expect(one.destroy()).toBe(STATUS_SUCCESS);
    const { context, functions } = host;
    const destroy = functions.DxgkDdiOPMDestroyProtectedOutput!;
    expect(destroy(context, one.handle)).toBe(S.STATUS_GRAPHICS_OPM_INVALID_HANDLE);
    // A handle that differs in its upper half alone is another one.
    expect(destroy(context, other.handle ^ (1n << 63n))).toBe(S.STATUS_GRAPHICS_OPM_INVALID_HANDLE);
    expect(destroy(context, other.handle)).toBe(STATUS_SUCCESS);
    host.close();
  });

  whenBuilt(`plays sessions of OPM semantics, two on one connector${reasonOf(built)}`, () => {
    const driver = open(built);
    const host = hostOf(driver);
    const [one, other] = [start(host, 0, 'OPM'), start(host, 0, 'OPM')];
    const { client } = one;
    expect(one.told(client.queryConnectorType())).toBe(ddi.OPM_CONNECTOR_TYPE.HDMI);
    const types = TYPE.HDCP | TYPE.TYPE_ENFORCEMENT_HDCP;
    expect(one.told(client.querySupportedProtectionTypes())).toBe(types);
    expect([one.set(TYPE.HDCP, 1), one.set(TYPE.ACP, 1), one.set(TYPE.COPP_COMPATIBLE_HDCP, 1)]).toEqual([
      'STATUS_SUCCESS',
      'STATUS_GRAPHICS_OPM_OUTPUT_DOES_NOT_SUPPORT_ACP',
      'STATUS_GRAPHICS_OPM_PROTECTED_OUTPUT_DOES_NOT_HAVE_COPP_SEMANTICS',
    ]);
    expect(one.told(client.queryVirtualProtectionLevel(TYPE.HDCP))).toBe(1);
    expect(other.told(other.client.queryVirtualProtectionLevel(TYPE.HDCP))).toBe(0);
    expect(other.told(other.client.queryActualProtectionLevel(TYPE.HDCP))).toBe(1);
    expect(one.output.destroy()).toBe(STATUS_SUCCESS);
    expect(other.told(other.client.queryActualProtectionLevel(TYPE.HDCP))).toBe(0);
    host.close();
    expect(driver.damage()).toEqual([]);
  });

  whenBuilt(`plays sessions of COPP semantics, by OPM's precedence${reasonOf(built)}`, () => {
    const host = hostOf(open(built));
    const [one, other] = [start(host, 1, 'COPP'), start(host, 1, 'COPP')];
    expect([one.set(TYPE.ACP, 2), other.set(TYPE.ACP, 3), one.set(TYPE.CGMSA, 9)]).toEqual(
      new Array(3).fill('STATUS_SUCCESS'),
    );
    expect(other.told(other.client.queryActualProtectionLevel(TYPE.ACP))).toBe(2); // 0 < 1 < 3 < 2
    expect(other.told(other.client.queryActualProtectionLevel(TYPE.CGMSA))).toBe(9);
    const large = start(host, 2, 'COPP');
    const best = large.client.setProtectionLevelAccordingToCssDvd(TYPE.ACP, 1);
    expect([large.set(TYPE.ACP, 1), large.configure(best)]).toEqual([
      'STATUS_GRAPHICS_OPM_RESOLUTION_TOO_HIGH',
      'STATUS_SUCCESS',
    ]);
    expect(large.told(large.client.queryVirtualProtectionLevel(TYPE.ACP))).toBe(0);
    host.close();
  });

  whenBuilt(`turns HDCP off with a receiver that is revoked, and says so once${reasonOf(built)}`, () => {
    const host = hostOf(open(built));
    const [opm, copp] = [start(host, 0, 'OPM'), start(host, 0, 'COPP')];
    const { client } = opm;
    expect(opm.asked(client.queryCurrentHdcpSrmVersion())).toBe('STATUS_GRAPHICS_OPM_HDCP_SRM_NEVER_SET');
    expect(opm.set(TYPE.HDCP, 1)).toBe('STATUS_SUCCESS');
    expect(opm.configure(client.setHdcpSrm(srmOf(2), 3))).toBe('STATUS_GRAPHICS_OPM_INVALID_SRM');
    expect(opm.configure(client.setHdcpSrm(srmOf(2).subarray(0, 47), 2))).toBe(
      'STATUS_GRAPHICS_OPM_INVALID_SRM',
    );
    expect(opm.configure(client.setHdcpSrm(srmOf(2, '0102030405', 'b870d4c6a7')))).toBe('STATUS_SUCCESS');
    const level = () => client.queryVirtualProtectionLevel(TYPE.HDCP);
    expect(opm.asked(level())).toMatchObject({ value: 0, linkLost: true, revokedDeviceAttached: true });
    expect(opm.asked(level())).toMatchObject({ value: 0, linkLost: false, revokedDeviceAttached: false });
    expect(copp.asked(copp.client.queryConnectorType())).toMatchObject({
      linkLost: true,
      revokedDeviceAttached: false,
    });
    expect(opm.configure(client.setHdcpSrm(srmOf(1)))).toBe('STATUS_SUCCESS');
    expect(opm.told(client.queryCurrentHdcpSrmVersion())).toBe(2);
    host.close();
    const anew = start(hostOf(open(built)), 0, 'OPM'); // nobody held the interface: all is forgotten
    expect(anew.asked(anew.client.queryCurrentHdcpSrmVersion())).toBe(
      'STATUS_GRAPHICS_OPM_HDCP_SRM_NEVER_SET',
    );
  });
});

const every = buildEveryEntry();

describe('a library with every entry', () => {
  given(every)(`is entered by each of them${reasonOf(every)}`, () => {
    const driver = open(every);
    expect(entryNames(driver)).toEqual(['OpenAdapter10_2', 'SoftUMDOpenCOPP', 'SoftUMDOpenOPM']);
    const host = hostOf(driver);
    expect(start(host, 3, 'OPM').set(TYPE.HDCP, 1)).toBe('STATUS_SUCCESS');
    host.close();
  });
});

const isLong = process.env['SOFTUMD_LONG'] !== undefined;

/** Groups that come to every function; all of them take a while (`npm run long`). */
const groups = isLong ? ['opm-*'] : ['opm-interface', 'opm-signing-key', 'opm-null-pointers', 'opm-client'];

describe('the suite on the small OPM driver', () => {
  whenBuilt(`fails nothing, and warns of nothing but a hostile caller${reasonOf(built)}`, async () => {
    const report = await run(built as Compiled, groups);
    expect(failures(report)).toEqual([]);
    const warned = report.cases.filter(({ outcome }) => outcome === 'warn');
    expect(warned.filter(({ hostile }) => !hostile)).toEqual([]);
    expect(report.summary.passed).toBeGreaterThan(report.summary.skipped);
    if (isLong) expectOutcomes(outcomes(report), 'minimal-opm');
  });
});

/** Defects of the small OPM driver, the clause that each breaks, the cases that must see it, and what they make of it. */
const defects: readonly [
  define: string,
  clause: ClauseId,
  query: string,
  outcome: 'fail' | 'warn',
  quick?: true,
][] = [
  ['DEFECT_OPM_SHORT_RANDOM', 'OPM-8', 'opm-signing-key', 'fail', true],
  ['DEFECT_OPM_SHA1', 'OPM-6', 'opm-signing-key', 'fail'],
  ['DEFECT_OPM_REPLAY', 'OPM-27', 'opm-configure', 'fail'],
  ['DEFECT_OPM_ANY_SEMANTICS', 'OPM-21', 'opm-copp-information', 'fail'],
  ['DEFECT_OPM_NUMERIC_ORDER', 'OPM-37', 'opm-levels', 'fail'],
  ['DEFECT_OPM_STALE_REPLY', 'OPM-25', 'opm-information', 'warn'],
];

describe.each(defects.filter(([, , , , quick]) => isLong || quick))(
  'the small OPM driver with %s',
  (define, clause, query, outcome) => {
    const defective = buildMinimalOpm(define);

    given(defective)(`is told by a case that cites ${clause}${reasonOf(defective)}`, async () => {
      const { cases } = await run(defective as Compiled, [query]);
      const told = cases.filter((one) => one.outcome === outcome);
      expect(told.flatMap(({ clauses }) => clauses)).toContain(clause);
      expect(clause in CLAUSES).toBe(true);
    });
  },
);

const stray = buildMinimalOpm('DEFECT_OPM_OVERRUN');
const crashing = buildMinimalOpm('DEFECT_OPM_CRASH');

describe('an OPM driver that does what no call shows', () => {
  given(stray)(`is told that it wrote behind its reply${reasonOf(stray)}`, async () => {
    const failed = failures(await run(stray as Compiled, ['opm-create:level-0'], { jobs: 1 }));
    expect(failed[0]!.message).toContain('nothing written beside its 4096 bytes');
  });

  given(crashing)(
    `is told by its last calls, with handle and command that it died of${reasonOf(crashing)}`,
    async () => {
      const [failed] = failures(await run(crashing as Compiled, ['opm-client'], { jobs: 1 }));
      expect(failed!.message).toMatch(/crashed .* in DxgkDdiOPMConfigureProtectedOutput$/);
      expect(failed!.calls!.at(-1)).toMatch(
        /ProtectedOutputHandle: 0x4f504d[0-9a-f]{10}, .*guidSetting: OPM_SET_PROTECTION_LEVEL, .* …$/,
      );
    },
  );
});
