import type { Hresult, StructValue } from '../../../abi/index.js';
import {
  DXVA_COPPSetSignaling,
  DXVA_COPPSetSignalingCmdData as SIGNALING_COMMAND,
  DXVA_COPPStatusSignalingCmdData as SIGNALING_STATUS,
  E_INVALIDARG,
  S_OK,
} from '../../../ddi/index.js';
import { group } from '../../framework/group.js';
import { test } from '../../framework/test.js';
import type { CoppCase } from '../fixture.js';
import { copp } from '../fixture.js';
import type { ActiveSession } from '../helpers/handshake.js';
import { activeSession } from '../helpers/handshake.js';
import { allLevels, expectLives } from '../helpers/levels.js';
import { commandBytes, sendCommand } from '../helpers/messages.js';
import { ask } from '../helpers/replies.js';

type Command = Partial<StructValue<typeof SIGNALING_COMMAND>>;
type Status = StructValue<typeof SIGNALING_STATUS>;

const statusOf = (t: CoppCase, session: ActiveSession): Status =>
  SIGNALING_STATUS.fromBytes(ask(t, session, 'Signaling').payload);

/** A session on an output that can signal; skips the case where there is none. */
function signalingSession(t: CoppCase): { session: ActiveSession; standards: readonly number[] } {
  for (const DevID of t.devices()) {
    const session = activeSession(t, DevID);
    const { AvailableTVProtectionStandards: available } = statusOf(t, session);
    const bits = Array.from({ length: 15 }, (_, bit) => 1 << bit).filter((bit) => available & bit);
    if (bits.length > 0) return { session, standards: bits };
  }
  return t.skip('the driver has no output with COPP and a television standard');
}

function trySet(t: CoppCase, session: ActiveSession, data: Command): Hresult {
  const code = sendCommand(
    t,
    session,
    commandBytes(session, DXVA_COPPSetSignaling, SIGNALING_COMMAND.toBytes(data)),
  );
  if (code === S_OK) session.commandNumber += 1;
  return code;
}

function set(t: CoppCase, session: ActiveSession, data: Command, what: string): void {
  t.expectCode(trySet(t, session, data), [S_OK], 'COPP-18', `DXVA_COPPSetSignaling, ${what}`);
}

/** What an output signals, in one text. */
const told = (status: Status) => {
  const { ActiveTVProtectionStandard, AspectRatioData1, AspectRatioData2, AspectRatioData3 } = status;
  const words = [ActiveTVProtectionStandard, AspectRatioData1, AspectRatioData2, AspectRatioData3];
  return [...words, ...status.ExtendedInfoData].map((word) => word.toString(16)).join(' ');
};

/**
 * A command that a driver may refuse or take: whatever it does, what is signalled makes sense afterwards, and a standard
 * that was taken is active.
 */
function expectSense(t: CoppCase, session: ActiveSession, data: Command, what: string): void {
  const before = told(statusOf(t, session));
  const code = trySet(t, session, data);
  t.expectCode(code, [S_OK, E_INVALIDARG], 'COPP-39', what);
  const after = statusOf(t, session);
  const { AvailableTVProtectionStandards: available, ActiveTVProtectionStandard: active } = after;
  const strange = (active & ~available) >>> 0;
  const text = `${what}: expected an active standard that the output has, received 0x${active.toString(16)}`;
  t.expect(strange === 0, 'COPP-18', text);
  if (code !== S_OK) t.expect(told(after) === before, 'COPP-18', `${what}, refused: expected no change`);
  const { ActiveTVProtectionStandard: asked = 0 } = data;
  const differs = `${what}, taken: expected standard 0x${asked.toString(16)}, received 0x${active.toString(16)}`;
  if (code === S_OK) t.expect(active === asked, 'COPP-17', differs);
  expectLives(t, session, 'COPP-17', `after ${what}`);
}

/** Words of the aspect ratios, each its own, so that one in another's place shows. */
const ratios = [1, 2, 4] as const;

/** DXVA_COPPSetSignaling and DXVA_COPPQuerySignaling: what goes with ACP and CGMS-A on an analog output. */
export const signalingGroup = group('copp-signaling', 'television standards and aspect ratios', copp, [
  test('standards', { clauses: ['COPP-18', 'COPP-44'] }).run((t) => {
    const { session, standards } = signalingSession(t);
    const other = activeSession(t, session.DevID);
    for (const standard of [...standards, 0]) {
      set(t, session, { ActiveTVProtectionStandard: standard }, `standard 0x${standard.toString(16)}`);
      const active = [session, other].map((one) => statusOf(t, one).ActiveTVProtectionStandard);
      const text = `standard 0x${standard.toString(16)}: expected it active for both sessions, received ${active.join(' and ')}`;
      t.expect(
        active.every((one) => one === standard),
        'COPP-44',
        text,
      );
    }
  }),
  test('aspect-ratios', { clauses: ['COPP-18', 'COPP-44'] }).run((t) => {
    const { session } = signalingSession(t);
    const {
      AspectRatioValidMask1: m1,
      AspectRatioValidMask2: m2,
      AspectRatioValidMask3: m3,
    } = statusOf(t, session);
    const masks = [m1, m2, m3];
    if (masks.every((mask) => mask === 0)) t.skip('the driver signals no aspect ratio');
    for (const turn of [0, 1, 2]) {
      const data = ratios.map((_, index) => ratios[(index + turn) % 3]!);
      set(
        t,
        session,
        {
          AspectRatioChangeMask1: m1,
          AspectRatioData1: data[0]!,
          AspectRatioChangeMask2: m2,
          AspectRatioData2: data[1]!,
          AspectRatioChangeMask3: m3,
          AspectRatioData3: data[2]!,
        },
        'three aspect ratios',
      );
      const status = statusOf(t, session);
      const received = [status.AspectRatioData1, status.AspectRatioData2, status.AspectRatioData3];
      const right = received.every(
        (value, index) => (value & masks[index]!) === (data[index]! & masks[index]!),
      );
      t.expect(right, 'COPP-18', `aspect ratios: expected ${data.join()}, received ${received.join()}`);
    }
  }),
  test('change-masks', { clauses: ['COPP-18'] }).run((t) => {
    const { session } = signalingSession(t);
    // A driver in a library keeps what it was told before, also by an earlier case.
    const before = statusOf(t, session);
    if (before.AspectRatioValidMask1 !== 7) t.skip('the driver signals no aspect ratio of three bits');
    set(t, session, { AspectRatioChangeMask1: 7, AspectRatioData1: 5 }, 'all bits');
    // Bits of the mask come from the data, the others stay.
    set(t, session, { AspectRatioChangeMask1: 3, AspectRatioData1: 2 }, 'two bits');
    const two = statusOf(t, session).AspectRatioData1;
    t.expect(two === 6, 'COPP-18', `mask 3, data 2 over 5: expected 6, received ${two}`);
    set(t, session, { AspectRatioChangeMask1: 0, AspectRatioData1: 7 }, 'no bits');
    const none = statusOf(t, session).AspectRatioData1;
    t.expect(none === 6, 'COPP-18', `mask 0 over 6: expected 6, received ${none}`);
    const rest = statusOf(t, session);
    const others =
      rest.AspectRatioData2 === before.AspectRatioData2 && rest.AspectRatioData3 === before.AspectRatioData3;
    t.expect(others, 'COPP-18', 'the other aspect ratios: expected them left alone');
  }),
  test('stays', { clauses: ['COPP-44', 'COPP-36'] }).run((t) => {
    // It belongs to the connector: whoever set it may go.
    const { session, standards } = signalingSession(t);
    const [standard] = standards;
    set(t, session, { ActiveTVProtectionStandard: standard! }, 'a standard');
    const others = activeSession(t, session.DevID);
    const levels = allLevels(t, others);
    const { ActiveTVProtectionStandard: active } = statusOf(t, others);
    t.expect(active === standard, 'COPP-44', `another session: expected the standard, received ${active}`);
    t.expect(levels === allLevels(t, others), 'COPP-44', 'signaling: expected no level changed');
  }),
  test('other-outputs', { clauses: ['COPP-44'] }).run((t) => {
    const { session, standards } = signalingSession(t);
    const others = t.devices().filter((DevID) => DevID !== session.DevID);
    if (others.length === 0) t.skip('the driver has COPP on one output only');
    const sessions = others.map((DevID) => activeSession(t, DevID));
    const before = sessions.map((one) => told(statusOf(t, one)));
    set(t, session, { ActiveTVProtectionStandard: standards[0]! }, 'a standard');
    const after = sessions.map((one) => told(statusOf(t, one)));
    t.expect(after.join() === before.join(), 'COPP-44', 'other outputs: expected them left as they were');
  }),
  test('strange', { clauses: ['COPP-18', 'COPP-17', 'COPP-39'] })
    .params({ of: ['unavailable', 'several', 'unknown', 'reserved', 'mask-of-nothing', 'mask-of-all'] })
    .run((t, { of }) => {
      const { session, standards } = signalingSession(t);
      set(t, session, { ActiveTVProtectionStandard: standards[0]! }, 'a standard');
      const { AvailableTVProtectionStandards: available } = statusOf(t, session);
      const missing = Array.from({ length: 15 }, (_, bit) => 1 << bit).find((bit) => !(available & bit));
      const data: Command = {
        unavailable: { ActiveTVProtectionStandard: missing ?? 0x8000 },
        several: { ActiveTVProtectionStandard: available },
        unknown: { ActiveTVProtectionStandard: 0x8000_0000 },
        reserved: { ActiveTVProtectionStandard: 0x8000 },
        'mask-of-nothing': { AspectRatioChangeMask1: 8, AspectRatioData1: 8 },
        'mask-of-all': { AspectRatioChangeMask3: 0xffff_ffff, AspectRatioData3: 0xffff_ffff },
      }[of];
      expectSense(t, session, data, `DXVA_COPPSetSignaling, ${of}`);
    }),
  test('without-standards', { clauses: ['COPP-18', 'COPP-17', 'COPP-39'] }).run((t) => {
    const digital = t
      .devices()
      .map((DevID) => activeSession(t, DevID))
      .filter((session) => statusOf(t, session).AvailableTVProtectionStandards === 0);
    if (digital.length === 0) t.skip('the driver has television standards on every output with COPP');
    for (const session of digital) {
      const { ActiveTVProtectionStandard: active, ...rest } = statusOf(t, session);
      const none = `no standard: expected none active, received 0x${active.toString(16)}`;
      t.expect(active === 0, 'COPP-18', none);
      const valid = rest.AspectRatioValidMask1 | rest.AspectRatioValidMask2 | rest.AspectRatioValidMask3;
      t.expect(valid === 0, 'COPP-18', `no standard: expected no aspect ratio valid, received mask ${valid}`);
      expectSense(t, session, { ActiveTVProtectionStandard: 1 }, 'a standard on an output without one');
      expectSense(t, session, {}, 'no standard on an output without one');
    }
  }),
  test('size', { clauses: ['COPP-17', 'COPP-39'] })
    .params({ bytes: [0, 16, 63] })
    .run((t, { bytes: size }) => {
      const { session, standards } = signalingSession(t);
      const data = SIGNALING_COMMAND.toBytes({ ActiveTVProtectionStandard: standards[0]! });
      const code = sendCommand(t, session, commandBytes(session, DXVA_COPPSetSignaling, data, { size }));
      t.expectCode(code, [S_OK, E_INVALIDARG], 'COPP-39', `cbSizeData ${size}`);
      if (code === S_OK) session.commandNumber += 1;
      expectLives(t, session, 'COPP-17', `after cbSizeData ${size}`);
    }),
]);
