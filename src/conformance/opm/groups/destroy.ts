import type { HProtectedOutput, Ntstatus } from '../../../ddi/index.js';
import { NTSTATUSES as S, OPM_GUIDS } from '../../../ddi/index.js';
import { group } from '../../framework/group.js';
import { expectUntouched } from '../../framework/output.js';
import { test } from '../../framework/test.js';
import type { OpmCase } from '../fixture.js';
import { opm, semanticsNames } from '../fixture.js';
import type { ActiveOutput } from '../helpers/handshake.js';
import { activeOutput, readyOutput, setSigningKey, start, startMessage } from '../helpers/handshake.js';
import {
  allLevels,
  anyType,
  expectLevels,
  expectLives,
  idleCommand,
  levelsOf,
  setLevel,
} from '../helpers/levels.js';
import { requestOf, sendCommand, sendRequest } from '../helpers/messages.js';
import { createdOutput, destroyOutput } from '../helpers/protected-outputs.js';

/** Every call on an output, with arguments that were right on the live one. */
const calls = {
  GetRandomNumber: (t, { handle }) => {
    const random = t.guarded(16, 'OPM_RANDOM_NUMBER: RandomNumber');
    const code = t.opm('DxgkDdiOPMGetRandomNumber')(t.context, handle, random.address);
    expectUntouched(t, random, 'D-14', 'GetRandomNumber on a dead handle');
    return code;
  },
  SetSigningKey: (t, output) => setSigningKey(t, output, startMessage(t, output).bytes),
  GetInformation: (t, output) => {
    const { bytes } = requestOf(t, output, OPM_GUIDS.OPM_GET_ADAPTER_BUS_TYPE);
    const { code, output: reply } = sendRequest(t, output, bytes);
    expectUntouched(t, reply, 'D-14', 'a request on a dead handle');
    return code;
  },
  Configure: (t, output) => sendCommand(t, output, idleCommand(t, output)),
  Destroy: (t, { handle }) => t.opm('DxgkDdiOPMDestroyProtectedOutput')(t.context, handle),
} as const satisfies Readonly<Record<string, (t: OpmCase, output: ActiveOutput) => Ntstatus>>;
type Call = keyof typeof calls;
const callNames = Object.keys(calls) as Call[];

/** A call on a handle that is none: it fails, with the code that there is for it. */
function expectDead(t: OpmCase, output: ActiveOutput, call: Call, what: string): void {
  const code = calls[call](t, output);
  t.expectFailed(code, 'OPM-40', `${call} on ${what}`);
  t.expectCode(code, [S.STATUS_GRAPHICS_OPM_INVALID_HANDLE], 'D-16', `${call} on ${what}`);
}

/** Handles that nobody made, or that differ from a live one by little. */
const strangers = {
  zero: () => 0n,
  'next-one': (handle: bigint) => handle + 1n,
  'far-behind': (handle: bigint) => handle + 0x10_0000n,
  'low-half': (handle: bigint) => BigInt.asUintN(32, handle) | 0xdead_0000_0000_0000n,
  'every-bit': () => 0xffff_ffff_ffff_ffffn,
} as const;
type Stranger = keyof typeof strangers;

/** DxgkDdiOPMDestroyProtectedOutput, and handles that are dead. */
export const destroyGroup = group('opm-destroy', 'destroying, and handles that are no more', opm, [
  test('withdraws', { clauses: ['OPM-40', 'OPM-24'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const { output, type } = anyType(t, semantics);
      const other = activeOutput(t, semantics, output.target);
      const before = levelsOf(t, other, type);
      setLevel(t, output, type, 1);
      expectLevels(t, other, type, { virtual: 0, actual: 1 }, 'while another asks for level 1');
      destroyOutput(t, output);
      expectLevels(t, other, type, before, 'after it was destroyed', { actual: 'OPM-40' });
    }),
  test('others-levels-stay', { clauses: ['OPM-40', 'OPM-24', 'OPM-37'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const { output, type } = anyType(t, semantics);
      const [same, idle] = [
        activeOutput(t, semantics, output.target),
        activeOutput(t, semantics, output.target),
      ];
      setLevel(t, output, type, 1);
      setLevel(t, same, type, 1);
      destroyOutput(t, idle);
      destroyOutput(t, output);
      const rules = { virtual: 'OPM-40', actual: 'OPM-40' } as const;
      expectLevels(t, same, type, { virtual: 1, actual: 1 }, 'after others were destroyed', rules);
    }),
  test('across-semantics', { clauses: ['OPM-40', 'OPM-37'] }).run((t) => {
    const { output, type } = anyType(t, 'COPP');
    const twin = t.targets('OPM').includes(output.target);
    if (!twin) t.skip('the driver has no output with OPM and COPP semantics');
    setLevel(t, output, type, 1);
    destroyOutput(t, activeOutput(t, 'OPM', output.target));
    const rules = { virtual: 'OPM-40', actual: 'OPM-40' } as const;
    const what = 'after an output of OPM semantics was destroyed';
    expectLevels(t, output, type, { virtual: 1, actual: 1 }, what, rules);
  }),
  test('others-stay', { clauses: ['OPM-40', 'OPM-1'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const outputs = Array.from({ length: 4 }, () => activeOutput(t, semantics));
      const waiting = readyOutput(t, semantics);
      destroyOutput(t, outputs[1]!);
      for (const output of [outputs[0]!, outputs[2]!, outputs[3]!])
        expectLives(t, output, 'OPM-40', 'an output, after another was destroyed');
      expectLives(t, start(t, waiting), 'OPM-40', 'an output in its handshake, after another was destroyed');
    }),
  test('dead', { clauses: ['OPM-40'], decisions: ['D-14', 'D-16'] })
    .params({ semantics: semanticsNames, call: callNames })
    .run((t, { semantics, call }) => {
      const [output, other] = [activeOutput(t, semantics), activeOutput(t, semantics)];
      destroyOutput(t, output);
      expectDead(t, output, call, 'an output that was destroyed');
      expectLives(t, other, 'D-14', `after ${call} on an output that was destroyed`);
    }),
  test('never-again', { clauses: ['OPM-40', 'OPM-24'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const { output, type } = anyType(t, semantics);
      setLevel(t, output, type, 1);
      destroyOutput(t, output);
      const next = activeOutput(t, semantics, output.target);
      const rules = { virtual: 'OPM-24', actual: 'OPM-40' } as const;
      expectLevels(t, next, type, { virtual: 0, actual: 0 }, 'an output made afterwards', rules);
      const old = idleCommand(t, { ...next, key: output.key });
      t.expectFailed(sendCommand(t, next, old), 'OPM-40', 'a command with the key of the output before');
      expectLives(t, next, 'OPM-40', 'an output made afterwards');
    }),
  test('key-gone', { clauses: ['OPM-40'], needs: ['oracle'] })
    .params({ semantics: semanticsNames, after: ['start', 'command'] })
    .run((t, { semantics, after }) => {
      const output = activeOutput(t, semantics);
      if (after === 'command') expectLives(t, output, 'OPM-8', 'an output');
      if (!t.driver.oracle.remembers(output.key))
        t.skip('the driver’s oracle does not see keys of OPM in use');
      destroyOutput(t, output);
      const left = t.driver.oracle.remembers(output.key);
      t.expect(
        !left,
        'OPM-40',
        'after DestroyProtectedOutput: expected the key wiped, received it in memory',
      );
    }),
  test('strange-handle', { clauses: ['OPM-40'], decisions: ['D-14', 'D-16', 'D-62'], hostile: true })
    .params({ handle: Object.keys(strangers) as Stranger[], call: callNames })
    .run((t, { handle, call }) => {
      const output = activeOutput(t);
      const levels = allLevels(t, output);
      const strange = strangers[handle](createdOutput(t).handle) as HProtectedOutput;
      expectDead(t, { ...output, handle: strange }, call, `a handle that nobody made: ${handle}`);
      t.decided('D-14', allLevels(t, output) === levels, `${call} on ${handle}: expected no change`);
      expectLives(t, output, 'D-14', `after ${call} on a handle that nobody made`);
    }),
]);
