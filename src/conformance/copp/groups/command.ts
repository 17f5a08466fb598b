import type { Hresult } from '../../../abi/index.js';
import {
  COPP_NoProtectionLevelAvailable,
  DDERR_TOOBIGSIZE,
  DXVA_COPPCommand as COMMAND,
  DXVA_COPPSetProtectionLevel,
  DXVA_COPPSetProtectionLevelCmdData as LEVEL_DATA,
  E_INVALIDARG,
  E_POINTER,
  E_UNEXPECTED,
  NULL_GUID,
  S_OK,
} from '../../../ddi/index.js';
import { group } from '../../framework/group.js';
import { test } from '../../framework/test.js';
import type { Rule } from '../../rules/rule.js';
import type { CoppCase } from '../fixture.js';
import { copp } from '../fixture.js';
import type { ActiveSession } from '../helpers/handshake.js';
import { activeSession } from '../helpers/handshake.js';
import { anyType, expectLives, expectUnchanged, trySetLevel } from '../helpers/levels.js';
import { protectionTypes, strangeGuid } from '../helpers/known.js';
import { commandBytes, DATA_BYTES, levelCommand, levelData, sendCommand } from '../helpers/messages.js';
import type { MessageChanges } from '../helpers/messages.js';
import { ask } from '../helpers/replies.js';

/** A session, and the command that would set the first level of a type that its output has. */
interface Attempt {
  readonly session: ActiveSession;
  /** Of the type. */
  readonly bit: number;
  readonly command: (changes?: MessageChanges, level?: number) => Uint8Array;
}

function attempt(t: CoppCase): Attempt {
  const { session, type } = anyType(t);
  const { bit } = protectionTypes[type];
  return { session, bit, command: (changes, level = 1) => levelCommand(session, bit, level, changes) };
}

/** Sends commands that must be refused, and sees that nothing came of them: no level, no number used. */
function expectRefused(
  t: CoppCase,
  session: ActiveSession,
  commands: readonly { readonly bytes: Uint8Array; readonly what: string }[],
  { code, rules: [must, exactly] }: { code: Hresult; rules: readonly [Rule, Rule] },
): void {
  expectUnchanged(t, session, 'COPP-17', commands[0]!.what, () => {
    for (const { bytes, what } of commands) {
      const received = sendCommand(t, session, bytes);
      t.expectFailed(received, must, what);
      t.expectCode(received, [code], exactly, what);
    }
  });
}

const wrongNumber = { code: E_INVALIDARG, rules: ['COPP-15', 'COPP-18'] } as const;
const wrongMac = { code: E_UNEXPECTED, rules: ['COPP-13', 'COPP-18'] } as const;
const wrongForm = { code: E_INVALIDARG, rules: ['COPP-18', 'COPP-18'] } as const;

const turned = (bytes: Uint8Array, byte: number, bit: number) => {
  const copy = bytes.slice();
  copy[byte]! ^= 1 << bit;
  return copy;
};

/** Of the expected number: what a command must not carry instead. */
const otherNumbers = {
  before: (number: number) => number - 1,
  skipped: (number: number) => number + 1,
  'two-on': (number: number) => number + 2,
  'high-bit': (number: number) => number ^ 0x8000_0000,
  'low-half': (number: number) => number & 0xffff,
  zero: () => 0,
  last: () => 0xffff_ffff,
  complement: (number: number) => ~number,
} as const;
type OtherNumber = keyof typeof otherNumbers;

/** Places outside of what SetProtectionLevel reads that macKDI covers nevertheless: size, its members, what nothing uses. */
const coveredBytes = [32 + 4, 40, 44, 48, 52, 55, 56, 57, 64, 103, 104, 2047, 2048, 4094, 4095] as const;

/** A command with two faults: which of them is told shows which is looked for first. */
const orders = {
  'number-before-command': [{ number: -1, guid: strangeGuid }, E_INVALIDARG],
  'number-before-mac': [{ number: -1, mac: false }, E_INVALIDARG],
  'command-before-mac': [{ guid: strangeGuid, mac: false }, E_INVALIDARG],
  'size-before-mac': [{ size: 15, mac: false }, E_INVALIDARG],
  'mac-before-level': [{ level: 0x77, mac: false }, E_UNEXPECTED],
  'mac-before-type': [{ type: 8, mac: false }, E_UNEXPECTED],
} as const satisfies Readonly<
  Record<
    string,
    readonly [
      { number?: number; guid?: string; mac?: false; size?: number; level?: number; type?: number },
      Hresult,
    ]
  >
>;

/** COPPCommand: what is looked into, and what becomes of the number. */
export const commandGroup = group(
  'copp-command',
  'commands: number, form, MAC, and the order of checks',
  copp,
  [
    test('in-turn', { clauses: ['COPP-15', 'COPP-17', 'COPP-13'] }).run((t) => {
      const { session, type } = anyType(t);
      for (let count = 0; count < 20; count += 1)
        t.expectCode(trySetLevel(t, session, type, 0), [S_OK], 'COPP-15', `command ${count + 1}`);
      expectLives(t, session, 'COPP-15', 'after 20 commands');
    }),
    test('replayed', { clauses: ['COPP-15', 'COPP-17'] }).run((t) => {
      const { session, command } = attempt(t);
      const bytes = command({}, 0);
      t.expectCode(sendCommand(t, session, bytes), [S_OK], 'COPP-15', 'a command');
      session.commandNumber += 1;
      expectRefused(t, session, [{ bytes, what: 'a command a second time' }], wrongNumber);
    }),
    test('number', { clauses: ['COPP-15', 'COPP-17', 'COPP-18'], decisions: ['D-14'] })
      .params({ of: Object.keys(otherNumbers) as OtherNumber[] })
      .run((t, { of }) => {
        const { session, command } = attempt(t);
        const number = otherNumbers[of](session.commandNumber) >>> 0;
        expectRefused(
          t,
          session,
          [{ bytes: command({ number }), what: `another number: ${of}` }],
          wrongNumber,
        );
      }),
    test('number-of-requests', { clauses: ['COPP-15', 'COPP-17'] }).run((t) => {
      const { session, command } = attempt(t);
      const number = session.statusNumber;
      const what = 'the number of the next request';
      expectRefused(t, session, [{ bytes: command({ number }), what }], wrongNumber);
    }),
    test('numbers-of-requests-stay', { clauses: ['COPP-15', 'COPP-26'] }).run((t) => {
      const { session, type } = anyType(t);
      for (let count = 0; count < 3; count += 1) {
        trySetLevel(t, session, type, 0);
        ask(t, session, 'BusData');
        ask(t, session, 'BusData');
      }
      expectLives(t, session, 'COPP-15', 'after commands and requests by turns');
    }),
    test('mac', { clauses: ['COPP-13', 'COPP-17', 'COPP-18'], decisions: ['D-14'] })
      .params({ bytes: ['0-3', '4-7', '8-11', '12-15'] })
      .run((t, { bytes }) => {
        const { session, command } = attempt(t);
        const [first] = bytes.split('-').map(Number);
        const wrong = Array.from({ length: 4 }, (_, index) => first! + index).map((byte) => ({
          bytes: turned(command(), byte, (byte * 3) % 8),
          what: `macKDI off by one bit in byte ${byte}`,
        }));
        expectRefused(t, session, wrong, wrongMac);
      }),
    test('mac-of', { clauses: ['COPP-13', 'COPP-17'] })
      .params({ of: ['zeros', 'another-key', 'another-session', 'no-bytes', 'reversed'] })
      .run((t, { of }) => {
        const { session, bit, command } = attempt(t);
        const right = command();
        const sign = (KDI: Uint8Array) => levelCommand({ ...session, KDI }, bit, 1).subarray(0, 16);
        const mac = {
          zeros: () => new Uint8Array(16),
          'another-key': () => sign(new Uint8Array(16)),
          'another-session': () => sign(activeSession(t, session.DevID).KDI),
          'no-bytes': () => new Uint8Array(16).fill(0xff),
          reversed: () => right.slice(0, 16).reverse(),
        }[of]();
        const bytes = right.slice();
        bytes.set(mac);
        expectRefused(t, session, [{ bytes, what: `macKDI of ${of}` }], wrongMac);
      }),
    test('mac-covers', { clauses: ['COPP-13', 'COPP-17'], decisions: ['D-14'] }).run((t) => {
      const { session, command } = attempt(t);
      const right = command();
      // The lowest bit of cbSizeData makes it 17, which is long enough.
      const wrong = coveredBytes.map((byte) => ({
        bytes: turned(right, byte, 0),
        what: `byte ${byte} changed after it was signed`,
      }));
      expectRefused(t, session, wrong, wrongMac);
    }),
    test('mac-covers-rest', { clauses: ['COPP-13', 'COPP-18'] }).run((t) => {
      // COPP-14: whatever the unused bytes hold, as an application may leave them.
      const { session, command } = attempt(t);
      const noise = t.random.bytes(DATA_BYTES - LEVEL_DATA.bytes);
      const edit = (bytes: Uint8Array) => {
        bytes.set(noise, COMMAND.offset.CommandData + LEVEL_DATA.bytes);
      };
      const code = sendCommand(t, session, command({ edit }, 0));
      t.expectCode(code, [S_OK], 'COPP-13', 'a command with other unused bytes, signed');
      session.commandNumber += 1;
      expectLives(t, session, 'COPP-13', 'after a command with other unused bytes');
    }),
    test('unknown', { clauses: ['COPP-17', 'COPP-18'], decisions: ['D-14'] })
      .params({ command: ['strange', 'none', 'near-miss', 'all-bits'] })
      .run((t, { command: name }) => {
        const { session, bit } = attempt(t);
        const commands = {
          strange: strangeGuid,
          none: NULL_GUID,
          'near-miss': DXVA_COPPSetProtectionLevel,
          'all-bits': NULL_GUID,
        };
        const edit = (bytes: Uint8Array) => {
          if (name === 'near-miss') bytes[16 + 15]! ^= 1;
          if (name === 'all-bits') bytes.fill(0xff, 16, 32);
        };
        const bytes = commandBytes(session, commands[name], levelData(bit, 1), { edit });
        expectRefused(t, session, [{ bytes, what: `an unknown command: ${name}` }], wrongForm);
      }),
    test('size', { clauses: ['COPP-17', 'COPP-18'], decisions: ['D-14'] })
      .params({ bytes: [0, 1, 4, 12, 15] })
      .run((t, { bytes: size }) => {
        const { session, command } = attempt(t);
        expectRefused(t, session, [{ bytes: command({ size }), what: `cbSizeData ${size}` }], wrongForm);
      }),
    test('larger-size', { clauses: ['COPP-18'] })
      .params({ bytes: [17, 64, 4056] })
      .run((t, { bytes: size }) => {
        const { session, command } = attempt(t);
        t.expectCode(sendCommand(t, session, command({ size }, 0)), [S_OK], 'COPP-18', `cbSizeData ${size}`);
        session.commandNumber += 1;
        expectLives(t, session, 'COPP-18', `after cbSizeData ${size}`);
      }),
    test('larger-than-the-message', { clauses: ['COPP-17', 'COPP-39'] })
      .params({ bytes: [4057, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff] })
      .run((t, { bytes: size }) => {
        const { session, command } = attempt(t);
        // The sample looks only for data that is too short: taken or refused, nothing is read behind the message.
        const code = sendCommand(t, session, command({ size }, 0));
        t.expectCode(code, [E_INVALIDARG, S_OK], 'COPP-39', `cbSizeData ${size}`);
        if (code === S_OK) session.commandNumber += 1;
        expectLives(t, session, 'COPP-17', `after cbSizeData ${size}`);
      }),
    test('order', { clauses: ['COPP-18', 'COPP-17'], decisions: ['D-50'] })
      .params({ of: Object.keys(orders) as (keyof typeof orders)[] })
      .run((t, { of }) => {
        const { session, bit } = attempt(t);
        const [faults, code] = orders[of];
        const {
          number = 0,
          guid = DXVA_COPPSetProtectionLevel,
          size = 16,
          level = 1,
          type = bit,
          mac,
        }: {
          number?: number;
          guid?: typeof strangeGuid;
          size?: number;
          level?: number;
          type?: number;
          mac?: false;
        } = faults;
        const changes = { number: (session.commandNumber + number) >>> 0, size };
        const bytes = commandBytes(session, guid, levelData(type, level), changes);
        if (mac === false) bytes[3]! ^= 0x10;
        expectRefused(t, session, [{ bytes, what: `a command with two faults, ${of}` }], {
          code,
          rules: ['COPP-18', 'D-50'],
        });
      }),
    test('extended-info', { clauses: ['COPP-18'] }).run((t) => {
      // COPP-19: carried, and used by nobody.
      const { session, bit } = attempt(t);
      for (const value of [1, 0x8000_0000, 0xffff_ffff]) {
        const data = LEVEL_DATA.toBytes({
          ProtType: bit,
          ExtendedInfoChangeMask: value,
          ExtendedInfoData: value,
        });
        const code = sendCommand(t, session, commandBytes(session, DXVA_COPPSetProtectionLevel, data));
        t.expectCode(code, [S_OK], 'COPP-18', `ExtendedInfo 0x${value.toString(16)}`);
        session.commandNumber += 1;
      }
      expectLives(t, session, 'COPP-18', 'after commands with ExtendedInfo');
    }),
    test('type-none', { clauses: ['COPP-17', 'COPP-39'] })
      .params({ level: [0, 1, COPP_NoProtectionLevelAvailable] })
      .run((t, { level }) => {
        // COPP-19 lists the type and the level; what they ask for, no page says. It is nothing.
        const { session } = attempt(t);
        const allowed = level === 1 ? [E_INVALIDARG] : [S_OK, E_INVALIDARG];
        expectUnchanged(t, session, 'COPP-17', `type None, level ${level}`, () => {
          const code = sendCommand(t, session, levelCommand(session, 0, level));
          t.expectCode(code, allowed, 'COPP-39', `type None, level ${level}`);
          if (code === S_OK) session.commandNumber += 1;
        });
      }),
    test('random-blocks', { clauses: ['COPP-15', 'COPP-17', 'COPP-39'] }).run((t) => {
      const { session } = attempt(t);
      const blocks = Array.from({ length: 16 }, () => t.random.bytes(COMMAND.bytes));
      const edges = [0, 0xff].map((byte) => new Uint8Array(COMMAND.bytes).fill(byte));
      expectUnchanged(t, session, 'COPP-17', '4096 bytes that are no command', () => {
        for (const bytes of [...blocks, ...edges]) {
          const code = sendCommand(t, session, bytes);
          t.expectFailed(code, 'COPP-15', '4096 bytes that are no command');
          t.expectCode(code, [E_INVALIDARG, E_UNEXPECTED], 'COPP-39', '4096 bytes that are no command');
        }
      });
    }),
    test('codes', { clauses: ['COPP-39', 'COPP-17'] }).run((t) => {
      // Every field at its extremes, signed: whatever is answered, it is a code of the page, and only success counts.
      const { session } = attempt(t);
      const extremes = [0, 1, 4, 15, 16, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];
      const documented = [S_OK, E_UNEXPECTED, E_INVALIDARG, E_POINTER, DDERR_TOOBIGSIZE];
      for (const type of extremes) {
        for (const level of extremes) {
          const code = sendCommand(t, session, levelCommand(session, type, level));
          t.expectCode(
            code,
            documented,
            'COPP-39',
            `type 0x${type.toString(16)}, level 0x${level.toString(16)}`,
          );
          if (code === S_OK) session.commandNumber += 1;
        }
      }
      expectLives(t, session, 'COPP-17', 'after types and levels at their extremes');
    }),
    test('not-for-another', { clauses: ['COPP-44', 'COPP-13'] }).run((t) => {
      const { session, command } = attempt(t);
      const other = activeSession(t, session.DevID);
      const bytes = command({ number: other.commandNumber });
      expectRefused(t, other, [{ bytes, what: 'a command signed with another session’s key' }], wrongMac);
      expectLives(t, session, 'COPP-44', 'after another session got a command');
    }),
    test('input-stays', { clauses: ['COPP-18'] }).run((t) => {
      const { session, command } = attempt(t);
      const bytes = command({}, 0);
      const place = t.place(bytes, 'DXVA_COPPCommand');
      t.expectCode(t.copp('COPPCommand')(session.pThis, place), [S_OK], 'COPP-18', 'a command');
      t.expectBytes(t.memory.copyOut(place, bytes.length), bytes, 'COPP-18', 'the caller’s command');
    }),
  ],
);
