import {
  COPP_BusType as BUS,
  COPP_ConnectorType as CONNECTOR,
  COPP_ProtectionType as TYPE,
  COPP_StatusHDCPFlags as HDCP_FLAGS,
  DXVA_COPPStatusDisplayData as DISPLAY_DATA,
  DXVA_COPPStatusHDCPKeyData as HDCP_DATA,
} from '../../../ddi/index.js';
import { group } from '../../framework/group.js';
import { test } from '../../framework/test.js';
import type { CoppCase } from '../fixture.js';
import { copp } from '../fixture.js';
import type { ActiveSession } from '../helpers/handshake.js';
import { activeSession } from '../helpers/handshake.js';
import { setLevel, typesOf } from '../helpers/levels.js';
import { protectionTypes, typeNames } from '../helpers/known.js';
import type { QueryName, TypeName } from '../helpers/known.js';
import { ask } from '../helpers/replies.js';

/** What belongs to the connector, and is the same for every session on it. */
const shared = [
  'ConnectorType',
  'ProtectionType',
  'DisplayData',
  'HDCPKeyData',
  'BusData',
  'Signaling',
] as const;

/** The number of each connector by what a control calls it; COPP has none for the others. */
const connectorNumbers: Readonly<Record<string, number>> = {
  VGA: CONNECTOR.VGA,
  SVIDEO: CONNECTOR.SVideo,
  COMPOSITE_VIDEO: CONNECTOR.CompositeVideo,
  COMPONENT_VIDEO: CONNECTOR.ComponentVideo,
  DVI: CONNECTOR.DVI,
  HDMI: CONNECTOR.HDMI,
  LVDS: CONNECTOR.LVDS,
  TMDS: CONNECTOR.TMDS,
  D_JPN: CONNECTOR.D_JPN,
};

/** DXVA_SampleFormat. */
const scans = { progressive: 2, 'even-field-first': 3, 'odd-field-first': 4 } as const;

/** Answers without rApp and flags. */
function answers(t: CoppCase, session: ActiveSession, names: readonly QueryName[] = shared): string {
  return names
    .map((name) => Buffer.from(ask(t, session, name).payload.subarray(20)).toString('hex'))
    .join(' ');
}

const hex = (value: number) => `0x${value.toString(16)}`;

/** A session on each output that has COPP. */
const everyOutput = (t: CoppCase) => t.devices().map((DevID) => activeSession(t, DevID));

/** The answers about an output. */
export const connectorGroup = group(
  'copp-connector',
  'what replies say of the output: types, connector, bus, mode, HDCP key',
  copp,
  [
    test('same-for-all', { clauses: ['COPP-44'] }).run((t) => {
      for (const session of everyOutput(t)) {
        const other = activeSession(t, session.DevID);
        const [first, second, again] = [answers(t, session), answers(t, other), answers(t, session)];
        const text = `two sessions on DevID ${session.DevID}: expected the same answers about the output`;
        t.expect(first === second && first === again, 'COPP-44', text);
      }
    }),
    test('types', { clauses: ['COPP-37', 'COPP-28'] }).run((t) => {
      for (const session of everyOutput(t)) {
        const types = typesOf(t, session);
        const known = TYPE.HDCP | TYPE.ACP | TYPE.CGMSA;
        const text = `DXVA_COPPQueryProtectionType: expected types of COPP, received ${hex(types)}`;
        t.expect((types & ~known) === 0, 'COPP-37', text);
        // What is told is there, in any mode: its level can be asked for.
        for (const name of typeNames.filter((one) => types & protectionTypes[one].bit))
          ask(t, session, 'LocalProtectionLevel', protectionTypes[name].bit, { rule: 'COPP-37' });
      }
    }),
    test('types-of-the-connector', { clauses: ['COPP-37'], needs: ['control'] }).run((t) => {
      for (const session of everyOutput(t)) {
        const bits = typeNames
          .filter((name) => isThere(t, session, name))
          .map((name) => protectionTypes[name].bit);
        const expected = bits.reduce((all, bit) => all | bit, 0);
        const types = typesOf(t, session);
        const text = `DevID ${session.DevID}: expected the types ${hex(expected)}, received ${hex(types)}`;
        t.expect(types === expected, 'COPP-37', text);
      }
    }),
    test('types-do-not-change', { clauses: ['COPP-37'] }).run((t) => {
      for (const session of everyOutput(t)) {
        const types = typesOf(t, session);
        for (const name of typeNames.filter((one) => types & protectionTypes[one].bit))
          setLevel(t, session, name, 0);
        const after = typesOf(t, activeSession(t, session.DevID));
        t.expect(after === types, 'COPP-37', `types: expected ${hex(types)} again, received ${hex(after)}`);
      }
    }),
    test('connector', { clauses: ['COPP-23'] }).run((t) => {
      for (const session of everyOutput(t)) {
        const type = ask(t, session, 'ConnectorType').data;
        const base = (type & ~CONNECTOR.Internal) >>> 0;
        const isKnown = type === CONNECTOR.Unknown || base <= CONNECTOR.D_JPN;
        t.expect(isKnown, 'COPP-23', `expected a COPP_ConnectorType, received ${hex(type)}`);
      }
    }),
    test('connector-as-plugged', { clauses: ['COPP-23', 'COPP-44'], needs: ['control'] }).run((t) => {
      const outputs = t.outputs().list();
      for (const session of everyOutput(t)) {
        const { connector } = outputs[session.DevID]!;
        const expected = connectorNumbers[connector] ?? CONNECTOR.Unknown;
        const type = ask(t, session, 'ConnectorType').data;
        const text = `${connector}: expected ${hex(expected)}, received ${hex(type)}`;
        t.expect([expected, (expected | CONNECTOR.Internal) >>> 0].includes(type), 'COPP-23', text);
      }
    }),
    test('bus', { clauses: ['COPP-23'] }).run((t) => {
      for (const session of everyOutput(t)) {
        const bus = ask(t, session, 'BusData').data;
        const isKnown = (bus & ~BUS.Integrated) >>> 0 <= BUS.AGP;
        t.expect(isKnown, 'COPP-23', `expected a COPP_BusType, received ${hex(bus)}`);
      }
    }),
    test('nothing-beside-data', { clauses: ['COPP-23', 'COPP-25'] })
      .params({ query: ['ConnectorType', 'ProtectionType', 'BusData'] })
      .run((t, { query }) => {
        for (const session of everyOutput(t)) {
          const { payload } = ask(t, session, query);
          // A mask of 0: no extended information is valid.
          const rest = payload.subarray(24);
          t.expectBytes(rest, new Uint8Array(rest.length), 'COPP-25', `${query}: ExtendedInfo`);
        }
      }),
    test('display-data', { clauses: ['COPP-23'] }).run((t) => {
      for (const session of everyOutput(t)) {
        const mode = DISPLAY_DATA.fromBytes(ask(t, session, 'DisplayData').payload);
        const isMode = mode.DisplayWidth > 0 && mode.DisplayHeight > 0 && mode.FreqDenominator > 0;
        const told = `${mode.DisplayWidth} by ${mode.DisplayHeight} at ${mode.FreqNumerator}/${mode.FreqDenominator}`;
        t.expect(isMode, 'COPP-23', `expected a display mode, received ${told}`);
      }
    }),
    test('display-data-of-mode', { clauses: ['COPP-23', 'COPP-44'], needs: ['control'] })
      .params({ scan: ['as-it-is', 'progressive', 'even-field-first', 'odd-field-first'] })
      .run((t, { scan }) => {
        const outputs = t.outputs();
        for (const session of everyOutput(t)) {
          // In parts: what is not given stays.
          const rate = { refreshNumerator: 30_000, refreshDenominator: 1001, d3dFormat: 21 };
          const parts = scan === 'as-it-is' ? [] : [{ width: 1366, height: 767 }, { scan }, rate];
          const before = outputs.list()[session.DevID]!.mode;
          for (const part of parts) outputs.changeMode(session.DevID, part);
          const mode = Object.assign({}, before, ...parts) as typeof before;
          const expected = DISPLAY_DATA.toBytes({
            DisplayWidth: mode.width,
            DisplayHeight: mode.height,
            Format: scans[mode.scan],
            d3dFormat: mode.d3dFormat,
            FreqNumerator: mode.refreshNumerator,
            FreqDenominator: mode.refreshDenominator,
          });
          const { payload } = ask(t, session, 'DisplayData');
          t.expectBytes(
            payload.subarray(20),
            expected.subarray(20),
            'COPP-23',
            `the mode of DevID ${session.DevID}`,
          );
        }
      }),
    test('hdcp-key', { clauses: ['COPP-38'] }).run((t) => {
      for (const session of everyOutput(t)) {
        const { payload } = ask(t, session, 'HDCPKeyData');
        const { BKey, dwHDCPFlags, Reserved1 } = HDCP_DATA.offset;
        const high = payload.subarray(BKey + 5, Reserved1);
        t.expectBytes(high, new Uint8Array(high.length), 'COPP-38', 'BKey above its 40 bits');
        const reserved = payload.subarray(Reserved1);
        t.expectBytes(reserved, new Uint8Array(reserved.length), 'COPP-38', 'both reserved GUIDs');
        const flags = Buffer.from(payload).readUInt32LE(dwHDCPFlags);
        const strange = (flags & ~HDCP_FLAGS.HDCPRepeater) >>> 0;
        t.expect(strange === 0, 'COPP-38', `dwHDCPFlags: expected bit 0 alone, received ${hex(flags)}`);
        const isAttached = payload.subarray(BKey, BKey + 5).some(Boolean);
        t.expect(
          isAttached || flags === 0,
          'COPP-38',
          'BKey of zeros: expected nothing attached, received a repeater',
        );
      }
    }),
    test('hdcp-key-there', { clauses: ['COPP-38'] }).run((t) => {
      const keys = everyOutput(t)
        .filter((session) => typesOf(t, session) & protectionTypes.HDCP.bit)
        .filter((session) => isConnected(t, session))
        .map((session) => keyOf(t, session));
      if (keys.length === 0) t.skip('the driver has no display that knows HDCP');
      // Of the 40 bits of a key selection vector 20 are ones.
      const ones = (key: Uint8Array) =>
        key.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
      for (const key of keys)
        t.expect(ones(key) === 20, 'COPP-38', `BKey: expected a vector of 20 ones, received ${ones(key)}`);
    }),
    test('hdcp-key-gone', { clauses: ['COPP-38'], needs: ['control'] }).run((t) => {
      const outputs = t.outputs();
      for (const session of everyOutput(t)) {
        const { connected } = outputs.list()[session.DevID]!;
        const before = keyOf(t, session);
        outputs.unplug(session.DevID);
        const after = keyOf(t, session);
        t.expectBytes(after, new Uint8Array(5), 'COPP-38', 'BKey with nothing attached');
        if (connected) outputs.plug(session.DevID);
        t.expectBytes(keyOf(t, session), before, 'COPP-38', 'BKey, plugged in again');
      }
    }),
  ],
);

/** The five bytes of BKey that count. */
function keyOf(t: CoppCase, session: ActiveSession): Uint8Array {
  const { BKey } = HDCP_DATA.offset;
  return ask(t, session, 'HDCPKeyData').payload.subarray(BKey, BKey + 5);
}

/** Whether the connector can do a type, as whoever sets it from outside finds out. */
function isThere(t: CoppCase, { DevID }: ActiveSession, type: TypeName): boolean {
  try {
    t.outputs().protect(DevID, type, 0);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Whether a display hangs on the output, as far as anybody can tell. */
const isConnected = (t: CoppCase, { DevID }: ActiveSession) =>
  t.driver.control?.outputs?.list()[DevID]?.connected ?? keyOf(t, activeSession(t, DevID)).some(Boolean);
