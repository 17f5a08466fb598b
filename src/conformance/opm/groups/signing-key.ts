import { constants, publicEncrypt } from 'node:crypto';
import { opensslEngine } from '../../../crypto/index.js';
import { group } from '../../framework/group.js';
import { startBlock, sealBlock } from '../../framework/raw-rsa-blocks.js';
import { test } from '../../framework/test.js';
import type { OpmCase } from '../fixture.js';
import { opm, semanticsNames } from '../fixture.js';
import { leafKey } from '../helpers/certificate.js';
import type { ReadyOutput } from '../helpers/handshake.js';
import {
  activeOutput,
  expectStartRefused,
  payloadBytes,
  ready,
  readyOutput,
  sealed,
  start,
  startMessage,
  startPayload,
} from '../helpers/handshake.js';
import { anyType, expectLives, idleCommand, trySetLevel } from '../helpers/levels.js';
import { sendCommand } from '../helpers/messages.js';
import { createdOutput } from '../helpers/protected-outputs.js';
import { ask } from '../helpers/replies.js';
import { oaepTests } from './signing-key-oaep.js';

/** A payload with right content, so many bytes long: cut off, or with random bytes behind. */
function payloadOf(t: OpmCase, output: ReadyOutput, bytes: number) {
  const payload = startPayload(t, output);
  const whole = new Uint8Array(Math.max(bytes, 40)).map((_, at) => (at < 40 ? 0 : t.random.bytes(1)[0]!));
  whole.set(payloadBytes(payload));
  return { payload, bytes: whole.slice(0, bytes) };
}

/** Start numbers at their ends: what follows 0xffffffff is 0. */
const numbers = {
  zero: { statusNumber: 0, commandNumber: 0 },
  last: { statusNumber: 0xffff_ffff, commandNumber: 0xffff_ffff },
  'top-bit': { statusNumber: 0x7fff_ffff, commandNumber: 0x8000_0000 },
} as const;

/** DxgkDdiOPMSetSigningKeyAndSequenceNumbers. */
export const signingKeyGroup = group('opm-signing-key', 'the start message: its key, its numbers', opm, [
  test('taken', { clauses: ['OPM-8', 'OPM-5', 'OPM-11', 'OPM-13'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      for (const target of t.targets(semantics)) {
        const output = activeOutput(t, semantics, target);
        expectLives(t, output, 'OPM-8', `target ${target}, after its start message`);
      }
    }),
  test('numbers', { clauses: ['OPM-8', 'OPM-15', 'OPM-27', 'OPM-4'] })
    .params({ semantics: semanticsNames, numbers: Object.keys(numbers) as (keyof typeof numbers)[] })
    .run((t, { semantics, numbers: name }) => {
      const { output: any, type } = anyType(t, semantics);
      const waiting = readyOutput(t, semantics, any.target);
      const output = start(t, waiting, startMessage(t, waiting, numbers[name]));
      for (const place of ['first', 'second', 'third']) {
        ask(t, output, 'BusType', 0, { rule: 'OPM-15', what: `start numbers ${name}: the ${place} request` });
        const code = trySetLevel(t, output, type, 0);
        t.expectCode(code, [0 as typeof code], 'OPM-27', `start numbers ${name}: the ${place} command`);
      }
    }),
  test('longer-message', { clauses: ['OPM-8'] })
    .params({ bytes: [41, 48, 125, 126] })
    .run((t, { bytes }) => {
      const output = readyOutput(t);
      const { payload, bytes: message } = payloadOf(t, output, bytes);
      const active = start(
        t,
        output,
        { ...payload, bytes: sealed(t, 'OPM', message) },
        `SetSigningKeyAndSequenceNumbers with a message of ${bytes} bytes`,
      );
      expectLives(t, active, 'OPM-8', `after a message of ${bytes} bytes`);
    }),
  test('short-message', { clauses: ['OPM-8', 'OPM-9'], decisions: ['D-14'] })
    .params({ bytes: [0, 16, 32, 36, 39] })
    .run((t, { bytes }) => {
      const output = readyOutput(t);
      const { bytes: message } = payloadOf(t, output, bytes);
      expectStartRefused(t, output, sealed(t, 'OPM', message), `a message of ${bytes} bytes`);
      expectLives(t, start(t, output), 'D-14', `after a message of ${bytes} bytes`);
    }),
  ...oaepTests,
  test('padding', { clauses: ['OPM-8', 'OPM-5'], decisions: ['D-07'] })
    .params({ padding: ['zeros', 'pkcs1', 'random'] })
    .run((t, { padding }) => {
      const output = readyOutput(t, 'COPP');
      const what = `SetSigningKeyAndSequenceNumbers, COPP semantics, padded with ${padding}`;
      const active = start(t, output, startMessage(t, output, {}, padding), what);
      expectLives(t, active, 'OPM-8', `after a start message that was padded with ${padding}`);
    }),
  test('wrong-random', { clauses: ['OPM-8', 'OPM-9'], decisions: ['D-14', 'D-03'] })
    .params({ semantics: semanticsNames, quarter: [0, 1, 2, 3] })
    .run((t, { semantics, quarter }) => {
      const output = readyOutput(t, semantics);
      for (let at = 4 * quarter; at < 4 * quarter + 4; at += 1) {
        const random = output.random.slice();
        random[at]! ^= 1 << (at & 7);
        const { bytes } = startMessage(t, output, { random });
        expectStartRefused(t, output, bytes, `a random with a wrong bit in byte ${at}`);
      }
      expectLives(t, start(t, output), 'D-14', 'after other randoms');
    }),
  test('strange-random', { clauses: ['OPM-8', 'OPM-9', 'OPM-3'], decisions: ['D-14'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const output = readyOutput(t, semantics);
      const other = readyOutput(t, semantics);
      const randoms = { zeros: new Uint8Array(16), others: other.random, any: t.random.bytes(16) };
      for (const [what, random] of Object.entries(randoms))
        expectStartRefused(t, output, startMessage(t, output, { random }).bytes, `a strange random: ${what}`);
      expectLives(t, start(t, output), 'D-14', 'after strange randoms');
      expectLives(t, start(t, other), 'D-14', 'after its random was tried on another');
    }),
  test('noise', { clauses: ['OPM-9'], decisions: ['D-03', 'D-14'] })
    .params({ semantics: semanticsNames, block: ['zeros', 'ones', 'above-the-modulus', 'noise'] })
    .run((t, { semantics, block }) => {
      const output = readyOutput(t, semantics);
      const bytes = {
        zeros: () => new Uint8Array(256),
        ones: () => new Uint8Array(256).fill(1),
        'above-the-modulus': () => new Uint8Array(256).fill(0xff),
        noise: () => t.random.bytes(256),
      }[block]();
      expectStartRefused(t, output, bytes, `a block that is none: ${block}`);
      expectLives(t, start(t, output), 'D-14', `after a block that is none: ${block}`);
    }),
  test('reversed', { clauses: ['OPM-9', 'OPM-7', 'OPM-5'], decisions: ['D-01', 'D-07'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const output = readyOutput(t, semantics);
      const { bytes } = startMessage(t, output);
      expectStartRefused(t, output, bytes.slice().reverse(), 'its bytes turned round');
      expectLives(t, start(t, output), 'D-14', 'after bytes that were turned round');
    }),
  test('other-encryption', { clauses: ['OPM-8', 'OPM-9', 'OPM-5'], decisions: ['D-14'] })
    .params({ kind: ['pkcs1', 'bare-big-endian', 'bare-little-endian'] })
    .run((t, { kind }) => {
      const output = readyOutput(t);
      const key = leafKey(t, 'OPM');
      const payload = payloadBytes(startPayload(t, output));
      const block = startBlock(payload, 'zeros', t.random);
      const bytes = {
        pkcs1: () => new Uint8Array(publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, payload)),
        // The payload as the low end of the number, and as the high one.
        'bare-big-endian': () => opensslEngine().rsaPublic(key, block.slice().reverse()),
        'bare-little-endian': () => sealBlock(key, block),
      }[kind]();
      expectStartRefused(t, output, bytes, `another encryption than OAEP: ${kind}`);
      expectLives(t, start(t, output), 'D-14', `after another encryption: ${kind}`);
    }),
  test('other-semantics', { clauses: ['OPM-1', 'OPM-5', 'OPM-9'], decisions: ['D-14'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const others = semantics === 'OPM' ? 'COPP' : 'OPM';
      const output = readyOutput(t, semantics);
      const foreign = sealed(t, others, payloadBytes(startPayload(t, output)));
      expectStartRefused(t, output, foreign, `a start message of ${others} semantics`);
      expectLives(t, start(t, output), 'D-14', 'after a start message of the other semantics');
    }),
  test('damaged', { clauses: ['OPM-9', 'OPM-8'], decisions: ['D-03', 'D-14'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const output = readyOutput(t, semantics);
      for (const at of [0, 1, 127, 128, 254, 255]) {
        const { bytes } = startMessage(t, output);
        // Its top byte is turned by a bit that leaves it below the modulus.
        bytes[at]! ^= 1;
        expectStartRefused(t, output, bytes, `a wrong bit in byte ${at} of the ciphertext`);
      }
      expectLives(t, start(t, output), 'D-14', 'after damaged start messages');
    }),
  test('another-try', { clauses: ['OPM-8'], decisions: ['D-14'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const output = readyOutput(t, semantics);
      for (let round = 0; round < 8; round += 1) {
        const { bytes } = startMessage(t, output, { random: t.random.bytes(16) });
        expectStartRefused(t, output, bytes, `another random, attempt ${round + 1}`);
      }
      expectLives(t, start(t, output), 'D-14', 'after eight attempts');
    }),
  test('once', { clauses: ['OPM-1', 'OPM-9', 'OPM-10'], decisions: ['D-14'], callerBreaks: ['OPM-10'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const output = activeOutput(t, semantics);
      const second = startMessage(t, output);
      expectStartRefused(t, output, second.bytes, 'a right message, for the second time');
      t.expectFailed(
        sendCommand(t, output, idleCommand(t, { ...output, ...second })),
        'OPM-1',
        'a command with the key of a second start message',
      );
      expectLives(t, output, 'OPM-1', 'after a second start message');
    }),
  test('before-the-random', { clauses: ['OPM-9', 'OPM-10', 'OPM-3'], callerBreaks: ['OPM-10'] })
    .params({ semantics: semanticsNames, random: ['zeros', 'others'] })
    .run((t, { semantics, random: guess }) => {
      const other = readyOutput(t, semantics);
      const output = createdOutput(t, semantics);
      const random = guess === 'zeros' ? new Uint8Array(16) : other.random;
      const { bytes } = startMessage(t, { ...output, random });
      expectStartRefused(t, output, bytes, `a guess before the random was fetched: ${guess}`);
      expectLives(t, start(t, ready(t, output)), 'OPM-3', 'after a guess');
    }),
  test('key-of-a-refused-start', { clauses: ['OPM-9'], decisions: ['D-14'], needs: ['oracle'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const seen = activeOutput(t, semantics);
      if (!t.driver.oracle.remembers(seen.key)) t.skip('the driver’s oracle does not see keys of OPM in use');
      const output = readyOutput(t, semantics);
      const wrong = startMessage(t, output, { random: t.random.bytes(16) });
      expectStartRefused(t, output, wrong.bytes, 'another random');
      t.decided(
        'D-14',
        !t.driver.oracle.remembers(wrong.key),
        'after a start that was refused: expected its key forgotten',
      );
    }),
]);
