import { E_UNEXPECTED, S_OK } from '../../../ddi/index.js';
import { group } from '../../framework/group.js';
import { sealBlock, startBlock } from '../../framework/raw-rsa-blocks.js';
import { test } from '../../framework/test.js';
import type { CoppCase } from '../fixture.js';
import { copp } from '../fixture.js';
import type { ExchangedSession } from '../helpers/handshake.js';
import {
  exchangedSession,
  expectStartRefused,
  keyOf,
  sequenceStart,
  start,
  startMessage,
} from '../helpers/handshake.js';
import { allLevels, anyType, expectLives, idleCommand, trySetLevel } from '../helpers/levels.js';
import { sendCommand } from '../helpers/messages.js';
import { ask } from '../helpers/replies.js';
import { closeSession } from '../helpers/sessions.js';
import { payloadBytes } from '../helpers/start-messages.js';

/** After what was refused the session waits still, and the right message starts it. */
function expectWaiting(t: CoppCase, session: ExchangedSession, what: string): void {
  const told = `COPPSequenceStart with a right message, after ${what}`;
  expectLives(t, start(t, session, undefined, told, 'COPP-9'), 'COPP-9', `started after ${what}`);
}

const flipped = (bytes: Uint8Array, byte: number, bit = 0) => {
  const copy = bytes.slice();
  copy[byte]! ^= 1 << bit;
  return copy;
};

/** A GUID's bytes as a program writes that takes its first three fields for big-endian. */
const asNumbers = (random: Uint8Array) => {
  const fields = [random.slice(0, 4), random.slice(4, 6), random.slice(6, 8)].map((field) => field.reverse());
  return new Uint8Array([...fields.flatMap((field) => [...field]), ...random.slice(8)]);
};

/** Numbers to begin with: the smallest, the largest, and where a number of 31 or 32 bits turns. */
const starts = [0, 1, 0x7fff_fffe, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff] as const;

/** Blocks that no start message is. */
const noMessages = ['zeros', 'ones', 'random', 'random-below-modulus', 'plaintext'] as const;

function noMessage(t: CoppCase, session: ExchangedSession, kind: (typeof noMessages)[number]): Uint8Array {
  if (kind === 'zeros') return new Uint8Array(256);
  if (kind === 'ones') return new Uint8Array(256).fill(0xff);
  const bytes = t.random.bytes(256);
  if (kind === 'random-below-modulus') bytes[255] = 0;
  if (kind === 'plaintext') bytes.set(payloadBytes(startMessage(t, session)));
  return bytes;
}

/** COPPSequenceStart. */
export const sequenceStartGroup = group(
  'copp-sequence-start',
  'the start message: raw RSA, the random, the key, both numbers',
  copp,
  [
    test('padding', { clauses: ['COPP-7', 'COPP-8'], decisions: ['D-07'] })
      .params({ of: ['zeros', 'pkcs1', 'random'] })
      .run((t, { of }) => {
        const session = exchangedSession(t);
        const message = startMessage(t, session, {}, of);
        expectLives(t, start(t, session, message, `padded with ${of}`), 'COPP-7', `padded with ${of}`);
      }),
    test('big-endian', { clauses: ['COPP-8', 'COPP-9'], decisions: ['D-07'] }).run((t) => {
      const session = exchangedSession(t);
      const { bytes } = startMessage(t, session);
      expectStartRefused(t, session, bytes.slice().reverse(), 'its bytes in big-endian order');
      expectWaiting(t, session, 'a big-endian message');
    }),
    test('other-random', { clauses: ['COPP-9'], decisions: ['D-07'] })
      .params({ bytes: ['0-3', '4-7', '8-11', '12-15'] })
      .run((t, { bytes }) => {
        const session = exchangedSession(t);
        const [first] = bytes.split('-').map(Number);
        for (let byte = first!; byte < first! + 4; byte += 1) {
          const random = flipped(session.random, byte, byte % 8);
          const message = startMessage(t, session, { random });
          expectStartRefused(t, session, message.bytes, `byte ${byte} of the random off by one bit`);
        }
        expectWaiting(t, session, 'another random');
      }),
    test('random-as-numbers', { clauses: ['COPP-9'] }).run((t) => {
      const session = exchangedSession(t);
      const { bytes } = startMessage(t, session, { random: asNumbers(session.random) });
      expectStartRefused(t, session, bytes, 'the first fields of the random in big-endian order');
      expectWaiting(t, session, 'a random in another order');
    }),
    test('random-of-nothing', { clauses: ['COPP-9'] })
      .params({ byte: [0, 255] })
      .run((t, { byte }) => {
        const session = exchangedSession(t);
        const { bytes } = startMessage(t, session, { random: new Uint8Array(16).fill(byte) });
        expectStartRefused(t, session, bytes, `a random of bytes ${byte}`);
        expectWaiting(t, session, 'a random of nothing');
      }),
    test('random-of-another', { clauses: ['COPP-9', 'COPP-44'] })
      .params({ closed: [false, true] })
      .run((t, { closed }) => {
        const [before, session] = [exchangedSession(t), exchangedSession(t)];
        if (closed) closeSession(t, before);
        const { bytes } = startMessage(t, session, { random: before.random });
        expectStartRefused(t, session, bytes, 'the random of another session');
        expectWaiting(t, session, 'the random of another session');
      }),
    test('no-message', { clauses: ['COPP-9', 'COPP-39'], decisions: ['D-03', 'D-14'] })
      .params({ of: noMessages })
      .run((t, { of }) => {
        const session = exchangedSession(t);
        expectStartRefused(t, session, noMessage(t, session, of), `256 bytes: ${of}`);
        expectWaiting(t, session, 'a block that is no message');
      }),
    test('bit-flip', { clauses: ['COPP-8', 'COPP-9'] })
      .params({ byte: [0, 39, 40, 128, 254] })
      .run((t, { byte }) => {
        const session = exchangedSession(t);
        const { bytes } = startMessage(t, session);
        expectStartRefused(t, session, flipped(bytes, byte), `a bit turned in byte ${byte}`);
        expectWaiting(t, session, 'a message with a bit turned');
      }),
    test('what-is-stored', { clauses: ['COPP-9'], decisions: ['D-14'] }).run((t) => {
      const session = exchangedSession(t);
      const wrong = startMessage(t, session, { random: t.random.bytes(16) });
      expectStartRefused(t, session, wrong.bytes, 'another random');
      const active = start(t, session);
      const code = sendCommand(t, active, idleCommand(t, { ...active, KDI: wrong.KDI }));
      t.expectFailed(code, 'COPP-9', 'a command with the key of a start that was refused');
      expectLives(t, active, 'COPP-9', 'with the key of the start that was taken');
    }),
    test('numbers', { clauses: ['COPP-15', 'COPP-26'] })
      .params({ first: starts })
      .run((t, { first }) => {
        const { session: known, type } = anyType(t);
        for (const side of ['statusNumber', 'commandNumber'] as const) {
          const session = exchangedSession(t, known.DevID);
          const active = start(t, session, startMessage(t, session, { [side]: first }));
          for (let count = 0; count < 3; count += 1) {
            ask(t, active, 'BusData');
            t.expectCode(
              trySetLevel(t, active, type, 0),
              [S_OK],
              'COPP-15',
              `command ${count + 1}, from ${first}`,
            );
          }
        }
      }),
    test('numbers-apart', { clauses: ['COPP-15', 'COPP-26'] }).run((t) => {
      const session = exchangedSession(t);
      const active = start(t, session, startMessage(t, session, { statusNumber: 7, commandNumber: 9 }));
      expectLives(t, active, 'COPP-15', 'started with 7 for requests and 9 for commands');
    }),
    test('same-numbers', { clauses: ['COPP-15', 'COPP-26'] }).run((t) => {
      const session = exchangedSession(t);
      const active = start(t, session, startMessage(t, session, { statusNumber: 5, commandNumber: 5 }));
      ask(t, active, 'BusData');
      ask(t, active, 'BusData');
      expectLives(t, active, 'COPP-15', 'started with one number for both, after two requests');
    }),
    test('key', { clauses: ['COPP-13', 'COPP-7'] })
      .params({ of: ['zeros', 'ones', 'first-byte-zero', 'last-byte-zero'] })
      .run((t, { of }) => {
        const KDI = of === 'ones' ? new Uint8Array(16).fill(0xff) : t.random.bytes(16);
        if (of === 'zeros') KDI.fill(0);
        if (of === 'first-byte-zero') KDI[0] = 0;
        if (of === 'last-byte-zero') KDI[15] = 0;
        const session = exchangedSession(t);
        const active = start(t, session, startMessage(t, session, { KDI }));
        expectLives(t, active, 'COPP-13', `a key of ${of}`);
      }),
    test('replayed', { clauses: ['COPP-10', 'COPP-44'] }).run((t) => {
      const first = exchangedSession(t);
      const message = startMessage(t, first);
      const active = start(t, first, message);
      const before = allLevels(t, active);
      t.expectCode(
        sequenceStart(t, first, message.bytes),
        [E_UNEXPECTED],
        'COPP-10',
        'COPPSequenceStart, the same a second time',
      );
      t.expect(allLevels(t, active) === before, 'COPP-10', 'after a second start: expected no change');
      expectLives(t, active, 'COPP-10', 'after a second start');
      const second = exchangedSession(t);
      expectStartRefused(t, second, message.bytes, 'the message of a session before');
      expectWaiting(t, second, 'the message of a session before');
    }),
    test('payload-alone', { clauses: ['COPP-7', 'COPP-8'] }).run((t) => {
      // The 40 bytes at the other end of the number, as a program makes it that turns the payload and not the block.
      const session = exchangedSession(t);
      const { random, KDI, statusNumber, commandNumber } = startMessage(t, session);
      const payload = payloadBytes({ random, KDI, statusNumber, commandNumber });
      const block = startBlock(new Uint8Array(0), 'random', t.random);
      block.set(payload.reverse(), 256 - 1 - payload.length);
      expectStartRefused(t, session, sealBlock(keyOf(t, session), block), 'the payload at the other end');
      expectWaiting(t, session, 'a payload at the other end');
    }),
    test('level-stays', { clauses: ['COPP-44'] }).run((t) => {
      const { session: one } = anyType(t);
      const before = allLevels(t, one);
      for (let count = 0; count < 3; count += 1) start(t, exchangedSession(t, one.DevID));
      const after = allLevels(t, one);
      t.expect(before === after, 'COPP-44', `after others started: expected ${before}, received ${after}`);
    }),
  ],
);
