import {
  NTSTATUSES as S,
  OPM_ACTUAL_OUTPUT_FORMAT as FORMAT,
  OPM_BUS_TYPE as BUS,
  OPM_CONNECTED_HDCP_DEVICE_INFORMATION as HDCP_DEVICE,
  OPM_CONNECTOR_TYPE as CONNECTOR,
  OPM_HDCP_FLAG,
  OPM_INTERLEAVE as SCAN,
  OPM_OUTPUT_ID_DATA as OUTPUT_ID,
} from '../../../ddi/index.js';
import { group } from '../../framework/group.js';
import { test } from '../../framework/test.js';
import type { OpmCase, Semantics } from '../fixture.js';
import { opm, semanticsNames } from '../fixture.js';
import type { ActiveOutput } from '../helpers/handshake.js';
import { activeOutput } from '../helpers/handshake.js';
import { bitOf, requests, typeNames } from '../helpers/known.js';
import type { RequestName, TypeName } from '../helpers/known.js';
import { setLevel, typesOf, typesOn } from '../helpers/levels.js';
import { requestOf } from '../helpers/messages.js';
import { expectRequestsRefused } from '../helpers/refusals.js';
import { ask } from '../helpers/replies.js';

const hex = (value: number) => `0x${value.toString(16)}`;

/** An object on each output that has the semantics. */
const everyOutput = (t: OpmCase, semantics: Semantics = 'OPM') =>
  t.targets(semantics).map((target) => activeOutput(t, semantics, target));

/** What belongs to the connector, and is the same for every object of the same semantics on it. */
const shared: Readonly<Record<Semantics, readonly RequestName[]>> = {
  OPM: ['ConnectorType', 'ProtectionTypes', 'OutputFormat', 'BusType', 'OutputId', 'HardwareProtection'],
  COPP: ['ConnectorType', 'ProtectionTypes', 'OutputFormat', 'BusType', 'HdcpDevice', 'Signaling'],
};

/** Answers without random and flags. */
const answers = (t: OpmCase, output: ActiveOutput) =>
  shared[output.semantics]
    .map((name) => Buffer.from(ask(t, output, name).payload.subarray(20)).toString('hex'))
    .join(' ');

/** Connectors as OPM_CONNECTOR_TYPE numbers them: there is no 7, and 14 is nobody’s. */
const isConnector = (type: number) =>
  type === CONNECTOR.OTHER || (type <= 17 && type !== 7 && type !== CONNECTOR.RESERVED);

/** A connector without what COPP semantics alone say of it (OPM-47). */
const baseOf = (type: number) => (type === CONNECTOR.OTHER ? type : (type & 0x7fff_ffff) >>> 0);

/** Both objects on each output that has both semantics; skips the case where there is none. */
function pairs(t: OpmCase): readonly Readonly<Record<Semantics, ActiveOutput>>[] {
  const targets = t.targets('OPM').filter((one) => t.targets('COPP').includes(one));
  if (targets.length === 0) t.skip('the driver has no output with both semantics');
  return targets.map((target) => ({
    OPM: activeOutput(t, 'OPM', target),
    COPP: activeOutput(t, 'COPP', target),
  }));
}

/** What a control calls each scan, as OPM numbers it. */
const scans = {
  progressive: SCAN.PROGRESSIVE,
  'even-field-first': SCAN.INTERLEAVED_EVEN_FIRST,
  'odd-field-first': SCAN.INTERLEAVED_ODD_FIRST,
} as const;

/** The connector’s number by what a control calls it; what OPM has no number for is OTHER. */
const connectorNumber = (name: string) =>
  name === 'RESERVED' ? CONNECTOR.OTHER : (connectorNumbers[name] ?? CONNECTOR.OTHER);
const connectorNumbers: Readonly<Record<string, number | undefined>> = {
  VGA: CONNECTOR.VGA,
  SVIDEO: CONNECTOR.SVIDEO,
  COMPOSITE_VIDEO: CONNECTOR.COMPOSITE_VIDEO,
  COMPONENT_VIDEO: CONNECTOR.COMPONENT_VIDEO,
  DVI: CONNECTOR.DVI,
  HDMI: CONNECTOR.HDMI,
  LVDS: CONNECTOR.LVDS,
  D_JPN: CONNECTOR.D_JPN,
  SDI: CONNECTOR.SDI,
  DISPLAYPORT_EXTERNAL: CONNECTOR.DISPLAYPORT_EXTERNAL,
  DISPLAYPORT_EMBEDDED: CONNECTOR.DISPLAYPORT_EMBEDDED,
  UDI_EXTERNAL: CONNECTOR.UDI_EXTERNAL,
  UDI_EMBEDDED: CONNECTOR.UDI_EMBEDDED,
  MIRACAST: CONNECTOR.MIRACAST,
};

const { ksvB: KSV, Reserved: BEHIND_KSV, ulHDCPFlags: HDCP_FLAGS } = HDCP_DEVICE.offset;

/** The five bytes of the receiver’s vector. */
const vectorOf = (t: OpmCase, output: ActiveOutput) =>
  ask(t, output, 'HdcpDevice').payload.subarray(KSV, BEHIND_KSV);

/** Whether the connector can do a type, as whoever sets it from outside finds out. */
function isThere(t: OpmCase, { target }: ActiveOutput, type: TypeName): boolean {
  try {
    t.outputs().protect(target, type, 0);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

const idOf = (t: OpmCase, output: ActiveOutput) =>
  OUTPUT_ID.fromBytes(ask(t, output, 'OutputId', 0, { rule: 'OPM-25' }).payload).OutputId;

/** What the answers say of an output. */
export const requestsGroup = group(
  'opm-requests',
  'what replies say of the output: connector, bus, types, mode, id',
  opm,
  [
    test('same-for-all', { clauses: ['OPM-20', 'OPM-25'] })
      .params({ semantics: semanticsNames })
      .run((t, { semantics }) => {
        for (const output of everyOutput(t, semantics)) {
          const other = activeOutput(t, semantics, output.target);
          const [first, second, again] = [answers(t, output), answers(t, other), answers(t, output)];
          const text = `two outputs on target ${output.target}: expected the same answers about it`;
          t.expect(first === second && first === again, 'OPM-20', text);
        }
      }),
    test('connector', { clauses: ['OPM-47'] })
      .params({ semantics: semanticsNames })
      .run((t, { semantics }) => {
        for (const output of everyOutput(t, semantics)) {
          const { value } = ask(t, output, 'ConnectorType');
          const isKnown = isConnector(semantics === 'COPP' ? baseOf(value) : value);
          t.expect(isKnown, 'OPM-47', `expected an OPM_CONNECTOR_TYPE, received ${hex(value)}`);
        }
      }),
    test('connector-of-both', { clauses: ['OPM-47'] }).run((t) => {
      for (const { OPM, COPP } of pairs(t)) {
        const [one, other] = [ask(t, OPM, 'ConnectorType').value, ask(t, COPP, 'ConnectorType').value];
        const text = `target ${OPM.target}: expected one connector, received ${hex(one)} and ${hex(other)}`;
        t.expect(one === baseOf(other), 'OPM-47', text);
      }
    }),
    test('connector-as-plugged', { clauses: ['OPM-47'], needs: ['control'] })
      .params({ semantics: semanticsNames })
      .run((t, { semantics }) => {
        const outputs = t.outputs().list();
        for (const output of everyOutput(t, semantics)) {
          const { connector } = outputs[output.target]!;
          const type = baseOf(ask(t, output, 'ConnectorType').value);
          const expected = connectorNumber(connector);
          const text = `${connector}: expected ${hex(expected)}, received ${hex(type)}`;
          if (!connector.startsWith('TRANSPORT')) t.expect(type === expected, 'OPM-47', text);
        }
      }),
    test('bus', { clauses: ['OPM-47'] })
      .params({ semantics: semanticsNames })
      .run((t, { semantics }) => {
        for (const output of everyOutput(t, semantics)) {
          const { value } = ask(t, output, 'BusType');
          // A type, at most one way to build it, and a bit that each semantics have for a purpose of their own.
          const [type, modifier] = [value & 0xffff, (value & 0x7fff_0000) >>> 16];
          const isKnown = type <= BUS.AGP && modifier <= (semantics === 'OPM' ? 5 : 0);
          t.expect(isKnown, 'OPM-47', `expected an OPM_BUS_TYPE, received ${hex(value)}`);
        }
      }),
    test('bus-of-both', { clauses: ['OPM-47'] }).run((t) => {
      for (const { OPM, COPP } of pairs(t)) {
        const [one, other] = [OPM, COPP].map((output) => ask(t, output, 'BusType').value & 0xffff);
        const text = `target ${OPM.target}: expected one bus, received ${hex(one!)} and ${hex(other!)}`;
        t.expect(one === other, 'OPM-47', text);
      }
    }),
    test('types', { clauses: ['OPM-44'] })
      .params({ semantics: semanticsNames })
      .run((t, { semantics }) => {
        for (const output of everyOutput(t, semantics)) {
          const types = typesOf(t, output);
          const known = typeNames.reduce((bits, name) => bits | bitOf(name, semantics), 0);
          const text = `expected types of ${semantics} semantics, received ${hex(types)}`;
          t.expect((types & ~known) === 0, 'OPM-44', text);
          // What is told is there, in any mode: its level can be asked for.
          for (const name of typesOn(t, semantics, output.target))
            ask(t, output, 'VirtualLevel', bitOf(name, semantics), { rule: 'OPM-44' });
        }
      }),
    test('types-of-both', { clauses: ['OPM-44'] }).run((t) => {
      for (const { OPM, COPP } of pairs(t)) {
        const [one, other] = [OPM, COPP].map(({ semantics, target }) =>
          typesOn(t, semantics, target).includes('HDCP'),
        );
        t.expect(one === other, 'OPM-44', `target ${OPM.target}: expected HDCP under both semantics or none`);
      }
    }),
    test('types-of-the-connector', { clauses: ['OPM-44'], decisions: ['D-54'], needs: ['control'] })
      .params({ semantics: semanticsNames })
      .run((t, { semantics }) => {
        const isAnalog = (name: TypeName) => name === 'ACP' || name === 'CGMSA';
        const hides = semantics === 'OPM' && t.setting('opmAnalog') === 'refuse';
        for (const output of everyOutput(t, semantics)) {
          const expected = typeNames
            .filter((name) => bitOf(name, semantics) > 0 && isThere(t, output, name))
            .filter((name) => !hides || !isAnalog(name))
            .reduce((all, name) => all | bitOf(name, semantics), 0);
          const types = typesOf(t, output);
          const text = `target ${output.target}: expected the types ${hex(expected)}, received ${hex(types)}`;
          const analog = bitOf('ACP', 'OPM') | bitOf('CGMSA', 'OPM');
          t.expect(((types ^ expected) & ~analog) === 0, 'OPM-44', text);
          t.decided('D-54', types === expected, text);
        }
      }),
    test('types-do-not-change', { clauses: ['OPM-32', 'OPM-44'], needs: ['control'] })
      .params({ semantics: semanticsNames })
      .run((t, { semantics }) => {
        for (const output of everyOutput(t, semantics)) {
          const types = typesOf(t, output);
          for (const name of typesOn(t, semantics, output.target)) setLevel(t, output, name, 0);
          for (const mode of [
            { width: 16_384, height: 16_384 },
            { width: 720, height: 480 },
          ]) {
            t.outputs().changeMode(output.target, mode);
            const after = typesOf(t, output);
            const told = `${mode.width} by ${mode.height}`;
            const text = `${told}: expected the types ${hex(types)} still, received ${hex(after)}`;
            t.expect(after === types, 'OPM-32', text);
          }
        }
      }),
    test('reserved-words', { clauses: ['OPM-25'] })
      .params({ semantics: semanticsNames })
      .run((t, { semantics }) => {
        for (const output of everyOutput(t, semantics)) {
          for (const name of ['ConnectorType', 'ProtectionTypes', 'BusType'] as const) {
            const rest = ask(t, output, name).payload.subarray(24);
            t.expectBytes(rest, new Uint8Array(8), 'COPP-25', `${name}: the reserved words`);
          }
        }
      }),
    test('format', { clauses: ['OPM-25'] })
      .params({ semantics: semanticsNames })
      .run((t, { semantics }) => {
        for (const output of everyOutput(t, semantics)) {
          const mode = FORMAT.fromBytes(ask(t, output, 'OutputFormat').payload);
          const { ulDisplayWidth: width, ulDisplayHeight: height, ulFrequencyDenominator } = mode;
          const rate = `${mode.ulFrequencyNumerator}/${ulFrequencyDenominator}`;
          const text = `expected a display mode, received ${width} by ${height} at ${rate}`;
          t.expect(width > 0 && height > 0 && ulFrequencyDenominator > 0, 'OPM-25', text);
        }
      }),
    test('format-of-mode', { clauses: ['OPM-25'], needs: ['control'] })
      .params({ scan: ['as-it-is', 'progressive', 'even-field-first', 'odd-field-first'] })
      .run((t, { scan }) => {
        const outputs = t.outputs();
        for (const output of everyOutput(t)) {
          // In parts: what is not given stays.
          const rate = { refreshNumerator: 30_000, refreshDenominator: 1001, d3dFormat: 21 };
          const parts = scan === 'as-it-is' ? [] : [{ width: 1366, height: 767 }, { scan }, rate];
          for (const part of parts) outputs.changeMode(output.target, part);
          const { mode } = outputs.list()[output.target]!;
          const expected = FORMAT.toBytes({
            ulDisplayWidth: mode.width,
            ulDisplayHeight: mode.height,
            dsfSampleInterleaveFormat: scans[mode.scan],
            d3dFormat: mode.d3dFormat,
            ulFrequencyNumerator: mode.refreshNumerator,
            ulFrequencyDenominator: mode.refreshDenominator,
          });
          const { payload } = ask(t, output, 'OutputFormat');
          const what = `the mode of target ${output.target}`;
          t.expectBytes(payload.subarray(20), expected.subarray(20), 'OPM-25', what);
        }
      }),
    test('output-id', { clauses: ['OPM-25'], decisions: ['D-52'] }).run((t) => {
      const ids = everyOutput(t).map((output) => {
        const [first, second] = [idOf(t, output), idOf(t, activeOutput(t, 'OPM', output.target))];
        const text = `two outputs on target ${output.target}: expected one id, received ${first} and ${second}`;
        t.decided('D-52', first === second, text);
        return first;
      });
      const text = `expected an id for each output, received ${ids.join(', ')}`;
      t.decided('D-52', new Set(ids).size === ids.length, text);
    }),
    test('dvi', { clauses: ['OPM-25', 'OPM-20'], decisions: ['D-57'] }).run((t) => {
      for (const output of everyOutput(t)) {
        if (ask(t, output, 'ConnectorType').value === CONNECTOR.DVI) {
          const { value } = ask(t, output, 'DviCharacteristics', 0, { rule: 'OPM-25' });
          t.expect(value === 1 || value === 2, 'OPM-25', `expected DVI 1 or 2, received ${value}`);
        } else
          expectRequestsRefused(t, output, {
            requests: [
              {
                make: () => requestOf(t, output, requests.DviCharacteristics.guid),
                what: 'DVI characteristics of another connector',
              },
            ],
            code: S.STATUS_GRAPHICS_OPM_INVALID_INFORMATION_REQUEST,
            rules: ['D-57', 'D-57'],
          });
      }
    }),
    test('hardware-protection', { clauses: ['OPM-25', 'OPM-20'] }).run((t) => {
      for (const output of everyOutput(t)) {
        const { value } = ask(t, output, 'HardwareProtection', 0, { rule: 'OPM-25' });
        t.expect(value <= 1, 'OPM-25', `hardware protection: expected 0 or 1, received ${value}`);
      }
    }),
    test('hdcp-device', { clauses: ['OPM-22', 'COPP-38'] }).run((t) => {
      for (const output of everyOutput(t, 'COPP')) {
        const { payload } = ask(t, output, 'HdcpDevice');
        const rest = payload.subarray(BEHIND_KSV);
        t.expectBytes(rest, new Uint8Array(rest.length), 'COPP-38', 'what is behind the 40 bits');
        const flags = Buffer.from(payload).readUInt32LE(HDCP_FLAGS);
        const strange = (flags & ~OPM_HDCP_FLAG.REPEATER) >>> 0;
        t.expect(strange === 0, 'COPP-38', `ulHDCPFlags: expected bit 0 alone, received ${hex(flags)}`);
        const vector = payload.subarray(KSV, BEHIND_KSV);
        const ones = [...vector].reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
        // Of the 40 bits of a key selection vector 20 are ones; without a receiver there is none.
        t.expect(ones === 20 || ones === 0, 'COPP-38', `expected a vector of 20 ones, received ${ones}`);
        t.expect(ones > 0 || flags === 0, 'COPP-38', 'no vector: expected nothing, received a repeater');
      }
    }),
    test('hdcp-device-gone', { clauses: ['OPM-22', 'COPP-38'], needs: ['control'] }).run((t) => {
      for (const output of everyOutput(t, 'COPP')) {
        const { connected } = t.outputs().list()[output.target]!;
        const before = vectorOf(t, output);
        t.outputs().unplug(output.target);
        t.expectBytes(vectorOf(t, output), new Uint8Array(5), 'COPP-38', 'the vector of nothing');
        if (connected) t.outputs().plug(output.target);
        t.expectBytes(vectorOf(t, output), before, 'COPP-38', 'the vector, plugged in again');
      }
    }),
  ],
);
