import { NTSTATUSES as S, OPM_STATUS as FLAGS, STATUS_SUCCESS } from '../../../ddi/index.js';
import { group } from '../../framework/group.js';
import { test } from '../../framework/test.js';
import type { OpmCase } from '../fixture.js';
import { opm } from '../fixture.js';
import type { ActiveOutput } from '../helpers/handshake.js';
import { activeOutput } from '../helpers/handshake.js';
import { requests, word } from '../helpers/known.js';
import {
  expectLevels,
  expectLives,
  expectUnchanged,
  setLevel,
  settle,
  targetWith,
  typesOn,
} from '../helpers/levels.js';
import { requestOf, sendRequest } from '../helpers/messages.js';
import { expectCommandsRefused, expectRequestsRefused } from '../helpers/refusals.js';
import { ask } from '../helpers/replies.js';
import {
  revokable,
  expectVersion,
  malformed,
  newerVersion,
  noReceiver,
  setSrm,
  srmBytes,
  srmCommand,
  versionOf,
  trySetSrm,
} from '../helpers/srm.js';

const { LINK_LOST, REVOKED_HDCP_DEVICE_ATTACHED: REVOKED } = FLAGS;

const hdcpOutput = (t: OpmCase) => activeOutput(t, 'OPM', targetWith(t, 'OPM', 'HDCP'));

/** An output without HDCP; skips the case where there is none. */
function outputWithoutHdcp(t: OpmCase): ActiveOutput {
  const target = t.targets().find((one) => !typesOn(t, 'OPM', one).includes('HDCP'));
  if (target === undefined) t.skip('the driver has HDCP on every output with OPM semantics');
  return activeOutput(t, 'OPM', target);
}

/** SET_HDCP_SRM and GET_CURRENT_HDCP_SRM_VERSION. */
export const srmGroup = group('opm-srm', 'system renewability messages of HDCP, and what they revoke', opm, [
  test('never-set', { clauses: ['OPM-30', 'OPM-20'], decisions: ['D-57', 'D-14'] }).run((t) => {
    const output = hdcpOutput(t);
    // A driver in a library keeps what it was told before, also by an earlier case.
    const version = versionOf(t, output);
    t.decided('D-57', version !== 0, 'no SRM: expected HDCP_SRM_NEVER_SET, received version 0');
    if (version !== undefined) t.skip('the driver has an SRM from before');
    expectRequestsRefused(t, output, {
      requests: [
        { make: () => requestOf(t, output, requests.SrmVersion.guid), what: 'the version of no SRM' },
      ],
      code: S.STATUS_GRAPHICS_OPM_HDCP_SRM_NEVER_SET,
      rules: ['D-57', 'D-57'],
    });
  }),
  test('set', { clauses: ['OPM-30', 'OPM-25', 'OPM-27'] })
    .params({ vectors: [0, 1, 5, 127, 300] })
    .run((t, { vectors }) => {
      const output = hdcpOutput(t);
      const version = newerVersion(t, output);
      setSrm(
        t,
        output,
        version,
        Array.from({ length: vectors }, () => noReceiver(t)),
      );
      expectVersion(t, output, version, `an SRM with ${vectors} vectors`);
      expectLives(t, output, 'OPM-27', 'after an SRM');
    }),
  test('newer', { clauses: ['OPM-30'] }).run((t) => {
    const output = hdcpOutput(t);
    const first = newerVersion(t, output);
    for (const version of [first, first + 1, first + 0x100]) {
      setSrm(t, output, version);
      expectVersion(t, output, version, 'a newer SRM');
      expectVersion(t, activeOutput(t, 'OPM', output.target), version, 'another object on the connector');
    }
  }),
  test('older', { clauses: ['OPM-30', 'OPM-27'] })
    .params({ by: [0, 1] })
    .run((t, { by }) => {
      // Taken, and of no effect: what is newer stays in force.
      const output = hdcpOutput(t);
      const version = newerVersion(t, output) + 1;
      setSrm(t, output, version);
      setSrm(t, output, version - by, [noReceiver(t)]);
      expectVersion(t, output, version, 'after an SRM that is no newer');
    }),
  test('malformed', { clauses: ['OPM-30', 'OPM-27'], decisions: ['D-14'] })
    .params({ by: Object.keys(malformed) })
    .run((t, { by }) => {
      const output = hdcpOutput(t);
      const before = newerVersion(t, output);
      setSrm(t, output, before);
      const version = before + 1;
      const more = malformed[by]!(srmBytes(version, [noReceiver(t), noReceiver(t)]));
      const make = () => srmCommand(output, version);
      expectCommandsRefused(t, output, {
        commands: [{ make, what: `an SRM, ${by}`, more }],
        code: S.STATUS_GRAPHICS_OPM_INVALID_SRM,
        rules: ['OPM-30', 'OPM-30'],
      });
      expectVersion(t, output, before, `after an SRM, ${by}`);
    }),
  test('other-version', { clauses: ['OPM-30', 'OPM-27'], decisions: ['D-14'] })
    .params({ by: [1, -1, 0x1_0000, 0x100] })
    .run((t, { by }) => {
      const output = hdcpOutput(t);
      const before = newerVersion(t, output) + 1;
      setSrm(t, output, before);
      const version = before + 2;
      expectCommandsRefused(t, output, {
        commands: [
          {
            make: () => srmCommand(output, (version + by) >>> 0),
            what: `version ${version + by} of an SRM of version ${version}`,
            more: srmBytes(version),
          },
        ],
        code: S.STATUS_GRAPHICS_OPM_INVALID_SRM,
        rules: ['OPM-30', 'OPM-30'],
      });
      expectVersion(t, output, before, 'after an SRM of another version');
    }),
  test('missing', { clauses: ['OPM-30', 'OPM-27'], decisions: ['D-16', 'D-14'] }).run((t) => {
    const output = hdcpOutput(t);
    const before = newerVersion(t, output);
    setSrm(t, output, before);
    expectCommandsRefused(t, output, {
      commands: [{ make: () => srmCommand(output, before + 1), what: 'a version without an SRM' }],
      rules: ['OPM-30', 'D-16'],
    });
    expectVersion(t, output, before, 'after a version without an SRM');
  }),
  test('size', { clauses: ['OPM-30', 'OPM-27'], decisions: ['D-16', 'D-14'] })
    .params({ bytes: [0, 1, 3, 5, 16, 0xffff_ffff] })
    .run((t, { bytes: size }) => {
      const output = hdcpOutput(t);
      const before = newerVersion(t, output);
      setSrm(t, output, before);
      const what = `cbParametersSize ${size}`;
      const make = () => srmCommand(output, before + 1, { size });
      expectCommandsRefused(t, output, {
        commands: [{ make, what, more: srmBytes(before + 1) }],
        rules: [size < 4 ? 'OPM-30' : 'D-16', 'D-16'],
      });
      expectVersion(t, output, before, `after ${what}`);
    }),
  test('outside-the-omac', { clauses: ['OPM-26', 'OPM-30'] }).run((t) => {
    // The SRM is not signed: one command goes with any SRM of its version, and one that is none is told as such.
    const output = hdcpOutput(t);
    const version = newerVersion(t, output);
    setSrm(t, output, version, [noReceiver(t), noReceiver(t)]);
    const command = srmCommand(output, version + 1);
    for (const [more, codes] of [
      [srmBytes(version + 1).subarray(1), [S.STATUS_GRAPHICS_OPM_INVALID_SRM]],
      [srmBytes(version + 1, [noReceiver(t)]), [STATUS_SUCCESS]],
    ] as const) {
      const code = trySetSrm(t, output, command, more);
      t.expectCode(code, codes, 'OPM-26', 'one command, and the bytes beside it');
    }
    output.commandNumber += 1;
    expectVersion(t, output, version + 1, 'an SRM beside a command that was signed before it');
  }),
  test('without-hdcp', { clauses: ['OPM-30', 'OPM-20'], decisions: ['D-57', 'D-14'] }).run((t) => {
    const output = outputWithoutHdcp(t);
    const code = S.STATUS_GRAPHICS_OPM_OUTPUT_DOES_NOT_SUPPORT_HDCP;
    expectRequestsRefused(t, output, {
      requests: [
        { make: () => requestOf(t, output, requests.SrmVersion.guid), what: 'the version of an SRM' },
      ],
      code,
      rules: ['D-57', 'D-57'],
    });
    expectCommandsRefused(t, output, {
      commands: [{ make: () => srmCommand(output, 1), what: 'an SRM', more: srmBytes(1) }],
      code,
      rules: ['OPM-30', 'OPM-30'],
    });
  }),
  test('refused-request-keeps', { clauses: ['OPM-30', 'OPM-15'], decisions: ['D-14'] }).run((t) => {
    const output = hdcpOutput(t);
    expectUnchanged(t, output, 'D-14', 'a version with another size', () => {
      const { bytes } = requestOf(t, output, requests.SrmVersion.guid, word(1));
      t.expectFailed(sendRequest(t, output, bytes).code, 'D-16', 'the version with 4 bytes of parameters');
    });
  }),
  test('others-not-revoked', { clauses: ['OPM-35', 'OPM-30', 'OPM-24'] }).run((t) => {
    const output = hdcpOutput(t);
    setLevel(t, output, 'HDCP', 1);
    setSrm(t, output, newerVersion(t, output), [noReceiver(t), noReceiver(t)]);
    expectLevels(t, output, 'HDCP', { virtual: 1, actual: 1 }, 'other receivers were revoked');
    const { flags } = ask(t, output, 'BusType');
    t.expect(flags === 0, 'OPM-35', `other receivers were revoked: expected no flag, received ${flags}`);
  }),
  test('revoked', { clauses: ['OPM-35', 'OPM-34', 'OPM-30', 'OPM-24'], needs: ['control'] })
    .params({ moment: ['while-on', 'while-off'] })
    .run((t, { moment }) => {
      // With HDCP off the SRM is kept for later (OPM-30).
      const { output, ksv } = revokable(t);
      const beside = activeOutput(t, 'OPM', output.target);
      const copp = activeOutput(t, 'COPP', output.target);
      if (moment === 'while-on') setLevel(t, output, 'HDCP', 1);
      settle(t);
      setSrm(t, output, newerVersion(t, output), [noReceiver(t), ksv]);
      if (moment === 'while-off') setLevel(t, output, 'HDCP', 1);
      for (const [one, expected] of [
        [output, REVOKED | LINK_LOST],
        [beside, REVOKED | LINK_LOST],
        [copp, LINK_LOST],
      ] as const) {
        const { flags } = ask(t, one, 'BusType');
        const text = `the receiver was revoked, ${one.semantics} semantics: expected flags ${expected}, received ${flags}`;
        t.expect(flags === expected, 'OPM-35', text);
        const again = ask(t, one, 'BusType').flags;
        t.expect(again === 0, 'OPM-34', `the reply after that: expected no flag, received ${again}`);
      }
      const rules = { virtual: 'OPM-24', actual: 'OPM-24' } as const;
      expectLevels(t, output, 'HDCP', { virtual: 0, actual: 0 }, 'with a receiver that was revoked', rules);
    }),
  test('revoked-told-once', { clauses: ['OPM-34', 'OPM-35'], needs: ['control'] }).run((t) => {
    const { output, ksv } = revokable(t);
    setLevel(t, output, 'HDCP', 1);
    setSrm(t, output, newerVersion(t, output), [ksv]);
    const { flags } = ask(t, output, 'BusType');
    t.expect(
      flags === (REVOKED | LINK_LOST),
      'OPM-35',
      `expected flags ${REVOKED | LINK_LOST}, received ${flags}`,
    );
    // No event: requests, what is switched off, and another type's level.
    for (const [type, level] of [
      ['DPCP', 1],
      ['HDCP', 0],
    ] as const) {
      if (!typesOn(t, 'OPM', output.target).includes(type)) continue;
      setLevel(t, output, type, level);
      const later = ask(t, output, 'BusType').flags;
      t.expect(later === 0, 'OPM-34', `after ${type} level ${level}: expected no flag, received ${later}`);
    }
  }),
  test('revoked-at-the-plug', { clauses: ['OPM-35', 'OPM-34'], needs: ['control'] }).run((t) => {
    const { output, ksv } = revokable(t);
    setLevel(t, output, 'HDCP', 1);
    t.outputs().unplug(output.target);
    const { flags: lost } = ask(t, output, 'BusType');
    t.expect(lost === LINK_LOST, 'OPM-34', `unplugged: expected flags ${LINK_LOST}, received ${lost}`);
    setSrm(t, output, newerVersion(t, output), [ksv]);
    const { flags: none } = ask(t, output, 'BusType');
    t.expect(none === 0, 'OPM-34', `revoked with nothing plugged in: expected no flag, received ${none}`);
    t.outputs().plug(output.target);
    const { flags } = ask(t, output, 'BusType');
    const text = `a revoked receiver plugged in: expected flags ${REVOKED | LINK_LOST}, received ${flags}`;
    t.expect(flags === (REVOKED | LINK_LOST), 'OPM-35', text);
  }),
]);
