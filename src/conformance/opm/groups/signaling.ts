import type { StructValue } from '../../../abi/index.js';
import type { Ntstatus } from '../../../ddi/index.js';
import {
  NTSTATUSES as S,
  OPM_ACP_AND_CGMSA_SIGNALING as STATUS,
  OPM_GUIDS as G,
  OPM_SET_ACP_AND_CGMSA_SIGNALING_PARAMETERS as PARAMETERS,
  STATUS_SUCCESS,
} from '../../../ddi/index.js';
import { group } from '../../framework/group.js';
import { test } from '../../framework/test.js';
import type { OpmCase } from '../fixture.js';
import { opm } from '../fixture.js';
import type { ActiveOutput } from '../helpers/handshake.js';
import { activeOutput } from '../helpers/handshake.js';
import { allLevels, expectLives } from '../helpers/levels.js';
import { commandBytes, requestOf, sendCommand, sendRequest } from '../helpers/messages.js';
import { expectCommandsRefused } from '../helpers/refusals.js';
import { destroyOutput } from '../helpers/protected-outputs.js';
import { ask } from '../helpers/replies.js';

type Command = Partial<StructValue<typeof PARAMETERS>>;
type Status = StructValue<typeof STATUS>;

/** What an output signals. One without standards may say so by a code, which the codes of 2018 list (DDI-N3). */
function statusOf(t: OpmCase, output: ActiveOutput): Status {
  const { bytes } = requestOf(t, output, G.OPM_GET_ACP_AND_CGMSA_SIGNALING);
  const { code } = sendRequest(t, output, bytes);
  if (code === S.STATUS_GRAPHICS_OPM_SIGNALING_NOT_SUPPORTED)
    return STATUS.fromBytes(new Uint8Array(STATUS.bytes));
  if (code === STATUS_SUCCESS) output.statusNumber = (output.statusNumber + 1) >>> 0;
  return STATUS.fromBytes(ask(t, output, 'Signaling').payload);
}

/** An output that can signal, and its standards; skips the case where there is none. */
function signalingOutput(t: OpmCase): { output: ActiveOutput; standards: readonly number[] } {
  for (const target of t.targets('COPP')) {
    const output = activeOutput(t, 'COPP', target);
    const { ulAvailableTVProtectionStandards: available } = statusOf(t, output);
    const standards = Array.from({ length: 15 }, (_, bit) => 1 << bit).filter((bit) => available & bit);
    if (standards.length > 0) return { output, standards };
  }
  return t.skip('the driver has no output with COPP semantics and a television standard');
}

const commandOf = (output: ActiveOutput, data: Command, size?: number) =>
  commandBytes(
    output,
    G.OPM_SET_ACP_AND_CGMSA_SIGNALING,
    PARAMETERS.toBytes(data),
    size === undefined ? {} : { size },
  );

function trySet(t: OpmCase, output: ActiveOutput, data: Command): Ntstatus {
  const code = sendCommand(t, output, commandOf(output, data));
  if (code === STATUS_SUCCESS) output.commandNumber += 1;
  return code;
}

function set(t: OpmCase, output: ActiveOutput, data: Command, what: string): void {
  t.expectCode(trySet(t, output, data), [STATUS_SUCCESS], 'OPM-45', `SET_ACP_AND_CGMSA_SIGNALING, ${what}`);
}

/** What an output signals, in one text. */
function told(status: Status): string {
  const { ulActiveTVProtectionStandard: active } = status;
  const { ulAspectRatioData1, ulAspectRatioData2, ulAspectRatioData3 } = status;
  return [active, ulAspectRatioData1, ulAspectRatioData2, ulAspectRatioData3].join(' ');
}

const standardOf = (t: OpmCase, output: ActiveOutput) => statusOf(t, output).ulActiveTVProtectionStandard;

/** SET_ACP_AND_CGMSA_SIGNALING and GET_ACP_AND_CGMSA_SIGNALING, of COPP semantics: what goes with ACP and CGMS-A. */
export const signalingGroup = group('opm-signaling', 'television standards and aspect ratios', opm, [
  test('standards', { clauses: ['OPM-45', 'OPM-27'] }).run((t) => {
    const { output, standards } = signalingOutput(t);
    const other = activeOutput(t, 'COPP', output.target);
    for (const standard of [...standards, 0]) {
      set(t, output, { ulNewTVProtectionStandard: standard }, `standard 0x${standard.toString(16)}`);
      for (const one of [output, other]) {
        const active = standardOf(t, one);
        const text = `expected standard 0x${standard.toString(16)}, received 0x${active.toString(16)}`;
        t.expect(active === standard, 'OPM-45', text);
      }
    }
  }),
  test('aspect-ratios', { clauses: ['OPM-45'] }).run((t) => {
    const { output, standards } = signalingOutput(t);
    const {
      ulAspectRatioValidMask1: m1,
      ulAspectRatioValidMask2: m2,
      ulAspectRatioValidMask3: m3,
    } = statusOf(t, output);
    if ((m1 | m2 | m3) === 0) t.skip('the driver signals no aspect ratio');
    // Words of their own, so that one in another's place shows.
    for (const [one, two, three] of [
      [1, 2, 4],
      [2, 4, 1],
      [4, 1, 2],
    ] as const) {
      const data = {
        ulNewTVProtectionStandard: standards[0]!,
        ulAspectRatioChangeMask1: m1,
        ulAspectRatioData1: one,
        ulAspectRatioChangeMask2: m2,
        ulAspectRatioData2: two,
        ulAspectRatioChangeMask3: m3,
        ulAspectRatioData3: three,
      };
      set(t, output, data, 'three aspect ratios');
      const status = told(statusOf(t, output));
      const expected = [standards[0]!, one & m1, two & m2, three & m3].join(' ');
      t.expect(status === expected, 'OPM-45', `aspect ratios: expected ${expected}, received ${status}`);
    }
  }),
  test('change-masks', { clauses: ['OPM-45'] }).run((t) => {
    const { output } = signalingOutput(t);
    // A driver in a library keeps what it was told before, also by an earlier case.
    const before = statusOf(t, output);
    if (before.ulAspectRatioValidMask1 !== 7) t.skip('the driver signals no aspect ratio of three bits');
    // Bits of the mask come from the data, the others stay.
    for (const [mask, data, expected] of [
      [7, 5, 5],
      [3, 2, 6],
      [0, 7, 6],
    ] as const) {
      set(t, output, { ulAspectRatioChangeMask1: mask, ulAspectRatioData1: data }, `mask ${mask}`);
      const { ulAspectRatioData1: received } = statusOf(t, output);
      const text = `mask ${mask}, data ${data}: expected ${expected}, received ${received}`;
      t.expect(received === expected, 'OPM-45', text);
    }
    const { ulAspectRatioData2: second, ulAspectRatioData3: third } = statusOf(t, output);
    const isSame = second === before.ulAspectRatioData2 && third === before.ulAspectRatioData3;
    t.expect(isSame, 'OPM-45', 'the other aspect ratios: expected them left alone');
  }),
  test('stays', { clauses: ['OPM-45', 'OPM-40'] }).run((t) => {
    // It belongs to the connector: whoever set it may go, and no level changes with it.
    const { output, standards } = signalingOutput(t);
    const other = activeOutput(t, 'COPP', output.target);
    const levels = allLevels(t, other);
    set(t, output, { ulNewTVProtectionStandard: standards[0]! }, 'a standard');
    t.expect(allLevels(t, other) === levels, 'OPM-45', 'signaling: expected no level changed');
    destroyOutput(t, output);
    const active = standardOf(t, other);
    t.expect(active === standards[0], 'OPM-45', `who set it was destroyed: received standard ${active}`);
  }),
  test('other-connectors', { clauses: ['OPM-45'] }).run((t) => {
    const { output, standards } = signalingOutput(t);
    const others = t.targets('COPP').filter((target) => target !== output.target);
    if (others.length === 0) t.skip('the driver has COPP semantics on one output only');
    const beside = others.map((target) => activeOutput(t, 'COPP', target));
    const before = beside.map((one) => told(statusOf(t, one)));
    set(t, output, { ulNewTVProtectionStandard: standards[0]! }, 'a standard');
    const after = beside.map((one) => told(statusOf(t, one)));
    t.expect(after.join() === before.join(), 'OPM-45', 'other outputs: expected them left as they were');
  }),
  test('strange', { clauses: ['OPM-45', 'OPM-27'], decisions: ['D-57', 'D-14'] })
    .params({ standard: ['unavailable', 'several', 'reserved', 'top-bit'] })
    .run((t, { standard }) => {
      const { output, standards } = signalingOutput(t);
      set(t, output, { ulNewTVProtectionStandard: standards[0]! }, 'a standard');
      const { ulAvailableTVProtectionStandards: available } = statusOf(t, output);
      const missing = Array.from({ length: 15 }, (_, bit) => 1 << bit).find((bit) => !(available & bit));
      const ulNewTVProtectionStandard = {
        unavailable: missing ?? 0x8000,
        several: standards.length > 1 ? standards[0]! | standards[1]! : 0x18000,
        reserved: 0x8000,
        'top-bit': 0x8000_0000,
      }[standard];
      const make = () => commandOf(output, { ulNewTVProtectionStandard });
      expectCommandsRefused(t, output, {
        commands: [{ make, what: `a standard that is none: ${standard}` }],
        code: S.STATUS_GRAPHICS_OPM_SIGNALING_NOT_SUPPORTED,
        rules: ['OPM-45', 'D-57'],
      });
      const active = standardOf(t, output);
      t.expect(active === standards[0], 'OPM-45', `a refused standard: received ${active}`);
    }),
  test('strange-masks', { clauses: ['OPM-45', 'OPM-27'] })
    .params({ mask: ['nothing', 'all'] })
    .run((t, { mask }) => {
      // Bits that stand for nothing change nothing; a driver may refuse them.
      const { output, standards } = signalingOutput(t);
      const word = mask === 'all' ? 0xffff_ffff : 8;
      set(t, output, { ulNewTVProtectionStandard: standards[0]! }, 'a standard');
      const before = statusOf(t, output);
      const code = trySet(t, output, {
        ulNewTVProtectionStandard: standards[0]!,
        ulAspectRatioChangeMask3: word,
        ulAspectRatioData3: word,
      });
      const allowed = [STATUS_SUCCESS, S.STATUS_GRAPHICS_OPM_INVALID_CONFIGURATION_REQUEST];
      t.expectCode(code, allowed, 'OPM-45', `a mask of ${mask}`);
      const { ulAspectRatioData3: data, ulAspectRatioValidMask3: valid } = statusOf(t, output);
      const strange = (data & ~valid) >>> 0;
      t.expect(strange === 0, 'OPM-45', `a mask of ${mask}: received bits 0x${strange.toString(16)}`);
      const expected = code === STATUS_SUCCESS ? word & valid : before.ulAspectRatioData3;
      if (mask === 'all') t.expect(data === expected, 'OPM-45', `a mask of all: received ${data}`);
      expectLives(t, output, 'OPM-27', `after a mask of ${mask}`);
    }),
  test('without-standards', { clauses: ['OPM-45', 'OPM-27'], decisions: ['D-57', 'D-14'] }).run((t) => {
    const digital = t
      .targets('COPP')
      .map((target) => activeOutput(t, 'COPP', target))
      .filter((output) => statusOf(t, output).ulAvailableTVProtectionStandards === 0);
    if (digital.length === 0) t.skip('the driver has television standards on every output');
    for (const output of digital) {
      const { ulActiveTVProtectionStandard: active, ...rest } = statusOf(t, output);
      t.expect(active === 0, 'OPM-45', `no standard: expected none active, received ${active}`);
      const valid =
        rest.ulAspectRatioValidMask1 | rest.ulAspectRatioValidMask2 | rest.ulAspectRatioValidMask3;
      t.expect(valid === 0, 'OPM-45', `no standard: expected no aspect ratio valid, received ${valid}`);
      const make = () => commandOf(output, { ulNewTVProtectionStandard: 1 });
      expectCommandsRefused(t, output, {
        commands: [{ make, what: 'a standard on an output without one' }],
        code: S.STATUS_GRAPHICS_OPM_SIGNALING_NOT_SUPPORTED,
        rules: ['OPM-45', 'D-57'],
      });
    }
  }),
  test('size', { clauses: ['OPM-45', 'OPM-27'], decisions: ['D-16', 'D-14'] })
    .params({ bytes: [0, 4, 63, 65, 4056, 4057] })
    .run((t, { bytes: size }) => {
      const { output, standards } = signalingOutput(t);
      const before = told(statusOf(t, output));
      const standard = standards.find((one) => one !== standardOf(t, output))!;
      const make = () => commandOf(output, { ulNewTVProtectionStandard: standard }, size);
      expectCommandsRefused(t, output, {
        commands: [{ make, what: `cbParametersSize ${size}` }],
        rules: ['D-16', 'D-16'],
      });
      t.decided('D-14', told(statusOf(t, output)) === before, `cbParametersSize ${size}: expected no change`);
    }),
]);
