import {
  NTSTATUSES as S,
  NULL_GUID,
  OPM_CONFIGURE_PARAMETERS as COMMAND,
  OPM_GUIDS as G,
  OPM_SET_PROTECTION_LEVEL_PARAMETERS as LEVEL,
  STATUS_SUCCESS,
} from '../../../ddi/index.js';
import { group } from '../../framework/group.js';
import { test } from '../../framework/test.js';
import type { OpmCase, Semantics } from '../fixture.js';
import { opm, semanticsNames } from '../fixture.js';
import type { ActiveOutput } from '../helpers/handshake.js';
import { activeOutput, readyOutput, start, startMessage } from '../helpers/handshake.js';
import { bitOf, protectionTypes, strangeGuid, typeNames } from '../helpers/known.js';
import {
  anyType,
  expectLives,
  expectUnchanged,
  offeredTypes,
  trySetLevel,
  typesOn,
} from '../helpers/levels.js';
import type { MessageChanges } from '../helpers/messages.js';
import {
  commandBytes,
  levelCommand,
  levelData,
  MAC_BYTES,
  macOf,
  PARAMETERS_BYTES,
  sendCommand,
} from '../helpers/messages.js';
import {
  expectCommandsRefused,
  otherNumberNames,
  otherNumbers,
  turned,
  wrongMac,
  wrongMacs,
} from '../helpers/refusals.js';
import { kindNames, kindOf } from '../helpers/protection-kinds.js';
import { ask } from '../helpers/replies.js';
import { missingTypeCodes, noTypeNames, noTypes } from './request-tests.js';

/** An output, and the command that would set the first level of a type that it has. */
interface Attempt {
  readonly output: ActiveOutput;
  /** Of the type. */
  readonly bit: number;
  readonly command: (changes?: MessageChanges, level?: number) => Uint8Array;
}

function attempt(t: OpmCase, semantics: Semantics = 'OPM'): Attempt {
  const { output, type } = anyType(t, semantics);
  const bit = bitOf(type, semantics);
  return { output, bit, command: (changes, level = 1) => levelCommand(output, bit, level, changes) };
}

const numberRules = ['OPM-27', 'OPM-28'] as const;
const macRules = ['OPM-26', 'OPM-28'] as const;
const formRules = ['OPM-31', 'OPM-31'] as const;

/** Places outside of what a level reads that the omac covers nevertheless. */
const coveredBytes = [16, 31, 33, 37, 39, 40, 44, 48, 55, 56, 57, 2047, 2048, 4094, 4095] as const;

/** DxgkDdiOPMConfigureProtectedOutput: what is looked into, and what becomes of the number. */
export const configureGroup = group('opm-configure', 'commands: omac, number, form, additional bytes', opm, [
  test('in-turn', { clauses: ['OPM-27', 'OPM-26'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const { output, type } = anyType(t, semantics);
      for (let count = 0; count < 12; count += 1) {
        t.expectCode(trySetLevel(t, output, type, 0), [STATUS_SUCCESS], 'OPM-27', `command ${count + 1}`);
        ask(t, output, 'BusType', 0, { rule: 'OPM-15' });
      }
      expectLives(t, output, 'OPM-27', 'after commands and requests by turns');
    }),
  test('replayed', { clauses: ['OPM-27', 'OPM-28'], decisions: ['D-14'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const { output, command } = attempt(t, semantics);
      const bytes = command({}, 0);
      t.expectCode(sendCommand(t, output, bytes), [STATUS_SUCCESS], 'OPM-27', 'a command');
      output.commandNumber += 1;
      const again = [{ make: () => bytes, what: 'a command a second time' }];
      expectCommandsRefused(t, output, { commands: again, rules: numberRules });
    }),
  test('number', { clauses: ['OPM-27', 'OPM-28'], decisions: ['D-14'] })
    .params({ semantics: semanticsNames, of: otherNumberNames })
    .run((t, { semantics, of }) => {
      const { output, command } = attempt(t, semantics);
      const make = () => command({ number: otherNumbers[of](output.commandNumber) >>> 0 });
      const wrong = [{ make, what: `another number: ${of}` }];
      expectCommandsRefused(t, output, { commands: wrong, rules: numberRules });
    }),
  test('number-of-requests', { clauses: ['OPM-27'] }).run((t) => {
    const { output, command } = attempt(t);
    const number = output.statusNumber;
    const wrong = [{ make: () => command({ number }), what: 'the number of the next request' }];
    expectCommandsRefused(t, output, { commands: wrong, rules: numberRules });
  }),
  test('wrapping', { clauses: ['OPM-27'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const [{ type, target }] = offeredTypes(t, semantics) as [ReturnType<typeof offeredTypes>[number]];
      const output = readyOutput(t, semantics, target);
      const active = start(t, output, startMessage(t, output, { commandNumber: 0xffff_fffe }));
      for (let count = 0; count < 4; count += 1) {
        const what = `number 0x${active.commandNumber.toString(16)}`;
        t.expectCode(trySetLevel(t, active, type, 0), [STATUS_SUCCESS], 'OPM-27', what);
      }
    }),
  test('mac', { clauses: ['OPM-26', 'OPM-11', 'OPM-28'], decisions: ['D-14'] })
    .params({ bytes: ['0-3', '4-7', '8-11', '12-15'] })
    .run((t, { bytes }) => {
      const { output, command } = attempt(t);
      const [first] = bytes.split('-').map(Number);
      const commands = Array.from({ length: 4 }, (_, index) => first! + index).map((byte) => ({
        make: () => turned(command(), byte, (byte * 3) % 8),
        what: `omac off by one bit in byte ${byte}`,
      }));
      expectCommandsRefused(t, output, { commands, rules: macRules });
    }),
  test('mac-of', { clauses: ['OPM-26', 'OPM-11', 'OPM-28'] })
    .params({ semantics: semanticsNames, of: wrongMacs })
    .run((t, { semantics, of }) => {
      const { output, command } = attempt(t, semantics);
      const other = activeOutput(t, semantics, output.target);
      const make = () => {
        const bytes = command().slice();
        bytes.set(wrongMac(of, bytes.slice(0, MAC_BYTES), (key = other.key) => macOf(key, bytes)));
        return bytes;
      };
      expectCommandsRefused(t, output, { commands: [{ make, what: `omac of ${of}` }], rules: macRules });
    }),
  test('mac-covers', { clauses: ['OPM-26', 'OPM-11'], decisions: ['D-14'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const { output, command } = attempt(t, semantics);
      const commands = coveredBytes.map((byte) => ({
        make: () => turned(command(), byte, 0),
        what: `byte ${byte} changed after it was signed`,
      }));
      expectCommandsRefused(t, output, { commands, rules: macRules });
    }),
  test('mac-covers-rest', { clauses: ['OPM-26', 'OPM-27'] }).run((t) => {
    // Whatever the unused bytes hold, as an application may leave them.
    const { output, command } = attempt(t);
    const noise = t.random.bytes(PARAMETERS_BYTES - LEVEL.bytes);
    const edit = (bytes: Uint8Array) => {
      bytes.set(noise, COMMAND.offset.abParameters + LEVEL.bytes);
    };
    const code = sendCommand(t, output, command({ edit }, 0));
    t.expectCode(code, [STATUS_SUCCESS], 'OPM-26', 'a command with other unused bytes, signed');
    output.commandNumber += 1;
    expectLives(t, output, 'OPM-27', 'after a command with other unused bytes');
  }),
  test('order', { clauses: ['OPM-28'], decisions: ['D-50'] })
    .params({ of: ['mac-before-type', 'number-before-type'] })
    .run((t, { of }) => {
      // Which of two faults is told shows which is looked for first.
      const target = t.targets().find((one) => !typesOn(t, 'OPM', one).includes('ACP'));
      if (target === undefined) t.skip('the driver has ACP on every output');
      const output = activeOutput(t, 'OPM', target);
      const make = () => {
        const number = (output.commandNumber + (of === 'number-before-type' ? 1 : 0)) >>> 0;
        const bytes = levelCommand(output, bitOf('ACP', 'OPM'), 1, { number });
        return of === 'number-before-type' ? bytes : turned(bytes, 3, 4);
      };
      const wrong = [{ make, what: `a command with two faults, ${of}` }];
      expectCommandsRefused(t, output, { commands: wrong, rules: ['OPM-28', 'D-50'] });
    }),
  test('unknown', { clauses: ['OPM-27'], decisions: ['D-57', 'D-14'] })
    .params({ command: ['strange', 'none', 'near-miss', 'all-bits', 'a-request'] })
    .run((t, { command: name }) => {
      const { output, bit } = attempt(t);
      const guids = {
        strange: strangeGuid,
        none: NULL_GUID,
        'near-miss': G.OPM_SET_PROTECTION_LEVEL,
        'all-bits': NULL_GUID,
        'a-request': G.OPM_GET_VIRTUAL_PROTECTION_LEVEL,
      };
      const edit = (bytes: Uint8Array) => {
        if (name === 'near-miss') bytes[16 + 15]! ^= 1;
        if (name === 'all-bits') bytes.fill(0xff, 16, 32);
      };
      const make = () => commandBytes(output, guids[name], levelData(bit, 1), { edit });
      const wrong = [{ make, what: `an unknown command: ${name}` }];
      expectCommandsRefused(t, output, { commands: wrong, rules: ['D-57', 'D-57'] });
    }),
  test('size', { clauses: ['OPM-31', 'OPM-27'], decisions: ['D-16', 'D-14'] })
    .params({ bytes: [0, 1, 4, 8, 15, 17, 64, 4056, 4057, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff] })
    .run((t, { bytes: size }) => {
      const { output, command } = attempt(t);
      // A level cut short is none; how a driver takes more than it wants, no page says.
      const rule = size < LEVEL.bytes ? 'OPM-31' : 'D-16';
      const wrong = [{ make: () => command({ size }), what: `cbParametersSize ${size}` }];
      expectCommandsRefused(t, output, { commands: wrong, rules: [rule, 'D-16'] });
    }),
  test('reserved', { clauses: ['OPM-31', 'OPM-27'], decisions: ['D-14'] })
    .params({ field: ['Reserved', 'Reserved2'], value: [1, 0x8000_0000, 0xffff_ffff] })
    .run((t, { field, value }) => {
      const { output, bit } = attempt(t);
      const data = LEVEL.toBytes({ ulProtectionType: bit, ulProtectionLevel: 1, [field]: value });
      const make = () => commandBytes(output, G.OPM_SET_PROTECTION_LEVEL, data);
      const wrong = [{ make, what: `${field} 0x${value.toString(16)}` }];
      expectCommandsRefused(t, output, { commands: wrong, rules: formRules });
    }),
  test('additional', { clauses: ['OPM-29', 'OPM-27'], decisions: ['D-16', 'D-14'] })
    .params({ semantics: semanticsNames, bytes: [1, 16, 4096] })
    .run((t, { semantics, bytes }) => {
      const { output, command } = attempt(t, semantics);
      const more = t.random.bytes(bytes);
      const wrong = [{ make: () => command(), what: `${bytes} additional bytes`, more }];
      const rules = semantics === 'COPP' ? (['OPM-29', 'D-16'] as const) : (['D-16', 'D-16'] as const);
      expectCommandsRefused(t, output, { commands: wrong, rules });
    }),
  test('additional-pointer', { clauses: ['OPM-29', 'OPM-27'], decisions: ['D-16', 'D-14'] }).run((t) => {
    // What a pointer beside 0 bytes means under OPM semantics, no page says.
    const { output, command } = attempt(t, 'COPP');
    const wrong = [
      { make: () => command(), what: 'a pointer to 0 additional bytes', more: new Uint8Array() },
    ];
    expectCommandsRefused(t, output, { commands: wrong, rules: ['OPM-29', 'D-16'] });
  }),
  test('not-a-type', { clauses: ['OPM-31', 'OPM-27'], decisions: ['D-14'] })
    .params({ semantics: semanticsNames, type: noTypeNames })
    .run((t, { semantics, type }) => {
      const { output } = anyType(t, semantics);
      const commands = [0, 1].map((level) => ({
        make: () => levelCommand(output, noTypes[type], level),
        what: `${type}, level ${level}`,
      }));
      expectCommandsRefused(t, output, { commands, rules: formRules });
    }),
  test('not-a-level', { clauses: ['OPM-31', 'OPM-27'], decisions: ['D-14'] })
    .params({ of: kindNames })
    .run((t, { of }) => {
      const { semantics, type } = kindOf(of);
      const found =
        offeredTypes(t, semantics).find((one) => one.type === type) ??
        t.skip(`the driver has no ${type} under ${semantics} semantics`);
      const output = activeOutput(t, semantics, found.target);
      // The redistribution bit is COPP semantics’ alone (O-AMB-21).
      const { wrong, levels } = protectionTypes[type];
      const none = [...wrong, ...levels.COPP].filter((level) => !levels[semantics].includes(level));
      const commands = none.map((level) => ({
        make: () => levelCommand(output, found.bit, level),
        what: `${type}, level 0x${level.toString(16)}`,
      }));
      expectCommandsRefused(t, output, { commands, rules: formRules });
    }),
  test('unsupported-type', { clauses: ['OPM-31', 'OPM-44'], decisions: ['D-57', 'D-14'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const tried = t.targets(semantics).map((target) => {
        const output = activeOutput(t, semantics, target);
        const has = typesOn(t, semantics, target);
        const wrong = typeNames.filter((name) => bitOf(name, semantics) > 0 && !has.includes(name));
        for (const name of wrong)
          expectCommandsRefused(t, output, {
            commands: [
              {
                make: () => levelCommand(output, bitOf(name, semantics), 1),
                what: `${name} on an output without it`,
              },
            ],
            code: (missingTypeCodes[name] ?? S.STATUS_GRAPHICS_OPM_INVALID_CONFIGURATION_REQUEST) as never,
            rules: ['OPM-44', 'D-57'],
          });
        return wrong.length;
      });
      if (tried.every((count) => count === 0)) t.skip('the driver has every type on every output');
    }),
  test('random-blocks', { clauses: ['OPM-27'], decisions: ['D-14'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const { output } = anyType(t, semantics);
      const blocks = [
        ...Array.from({ length: 12 }, () => t.random.bytes(COMMAND.bytes)),
        ...[0, 0xff].map((byte) => new Uint8Array(COMMAND.bytes).fill(byte)),
      ];
      const commands = blocks.map((bytes) => ({ make: () => bytes, what: '4096 bytes that are no command' }));
      expectCommandsRefused(t, output, { commands, rules: numberRules });
    }),
  test('codes', { clauses: ['OPM-27'], decisions: ['D-16'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      // Every field at its extremes, signed: whatever is answered, it is a code of the page, and only success counts.
      const { output } = anyType(t, semantics);
      const extremes = [0, 1, 4, 15, 16, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];
      const documented = [
        STATUS_SUCCESS,
        S.STATUS_GRAPHICS_OPM_INVALID_CONFIGURATION_REQUEST,
        S.STATUS_GRAPHICS_OPM_PROTECTED_OUTPUT_DOES_NOT_HAVE_COPP_SEMANTICS,
        S.STATUS_GRAPHICS_OPM_PROTECTED_OUTPUT_DOES_NOT_HAVE_OPM_SEMANTICS,
        S.STATUS_GRAPHICS_OPM_RESOLUTION_TOO_HIGH,
        S.STATUS_GRAPHICS_OPM_ALL_HDCP_HARDWARE_ALREADY_IN_USE,
        ...(Object.values(missingTypeCodes) as (typeof STATUS_SUCCESS)[]),
      ];
      for (const type of extremes) {
        for (const level of extremes) {
          const code = sendCommand(t, output, levelCommand(output, type, level));
          t.expectCode(code, documented, 'D-16', `type 0x${type.toString(16)}, level ${level}`);
          if (code === STATUS_SUCCESS) output.commandNumber += 1;
        }
      }
      expectLives(t, output, 'OPM-27', 'after types and levels at their extremes');
    }),
  test('not-for-another', { clauses: ['OPM-26', 'OPM-11'], decisions: ['D-14'] }).run((t) => {
    const { output, bit } = attempt(t);
    const other = activeOutput(t, 'OPM', output.target);
    const make = () => levelCommand({ ...output, commandNumber: other.commandNumber }, bit, 1);
    const wrong = [{ make, what: 'a command that another output has signed' }];
    expectCommandsRefused(t, other, { commands: wrong, rules: macRules });
  }),
  test('input-stays', { clauses: ['OPM-26', 'OPM-27'] }).run((t) => {
    const { output, command } = attempt(t);
    const bytes = command({}, 0);
    const place = t.place(bytes, 'OPM_CONFIGURE_PARAMETERS');
    const configure = t.opm('DxgkDdiOPMConfigureProtectedOutput');
    expectUnchanged(t, output, 'OPM-27', 'a command', () => {
      const code = configure(t.context, output.handle, place, 0, 0 as never);
      t.expectCode(code, [STATUS_SUCCESS], 'OPM-27', 'a command');
      output.commandNumber += 1;
    });
    t.expectBytes(t.memory.copyOut(place, COMMAND.bytes), bytes, 'OPM-26', 'the caller’s command');
  }),
]);
