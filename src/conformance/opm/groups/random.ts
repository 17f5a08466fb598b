import { STATUS_SUCCESS } from '../../../ddi/index.js';
import { group } from '../../framework/group.js';
import { expectUntouched, expectWordsWritten } from '../../framework/output.js';
import { test } from '../../framework/test.js';
import type { OpmCase } from '../fixture.js';
import { opm, semanticsNames } from '../fixture.js';
import {
  activeOutput,
  expectStartRefused,
  randomNumber,
  ready,
  readyOutput,
  start,
  startMessage,
} from '../helpers/handshake.js';
import { expectLives } from '../helpers/levels.js';
import type { CreatedOutput } from '../helpers/protected-outputs.js';
import { createdOutput, destroyOutput } from '../helpers/protected-outputs.js';

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** DxgkDdiOPMGetRandomNumber where it must fail: it writes nothing. */
function expectNoRandom(t: OpmCase, { handle }: CreatedOutput, what: string): void {
  const target = t.guarded(16, 'OPM_RANDOM_NUMBER: RandomNumber');
  const code = t.opm('DxgkDdiOPMGetRandomNumber')(t.context, handle, target.address);
  t.expectFailed(code, 'OPM-3', what);
  if (code !== STATUS_SUCCESS) expectUntouched(t, target, 'D-14', what);
}

/** DxgkDdiOPMGetRandomNumber. */
export const randomGroup = group('opm-random', 'the random number of each protected output', opm, [
  test('own', { clauses: ['OPM-3'] }).run((t) => {
    const semantics = semanticsNames.filter((one) => t.whereOffered(() => t.targets(one)));
    const randoms = Array.from({ length: 24 }, (_, index) =>
      randomNumber(t, createdOutput(t, semantics[index % semantics.length])),
    );
    const distinct = new Set(randoms.map(text)).size;
    t.expect(distinct === 24, 'OPM-3', `24 outputs: expected a random each, received ${distinct}`);
    const same = Array.from({ length: 16 }, (_, at) => at).filter((at) =>
      randoms.every((one) => one[at] === randoms[0]![at]),
    );
    const places = same.join(', ');
    t.expect(same.length === 0, 'OPM-3', `24 randoms: expected no byte the same in all, received ${places}`);
  }),
  test('all-written', { clauses: ['OPM-3'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const { handle } = createdOutput(t, semantics);
      const before = t.random.bytes(16);
      const place = t.place(before, 'OPM_RANDOM_NUMBER: RandomNumber');
      const code = t.opm('DxgkDdiOPMGetRandomNumber')(t.context, handle, place);
      t.expectCode(code, [STATUS_SUCCESS], 'OPM-3', 'DxgkDdiOPMGetRandomNumber');
      expectWordsWritten(t, t.memory.copyOut(place, 16), before, 'OPM-3', 'RandomNumber');
    }),
  test('new-after-destroy', { clauses: ['OPM-3', 'OPM-40'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const first = readyOutput(t, semantics);
      destroyOutput(t, first);
      const second = readyOutput(t, semantics);
      t.expect(
        text(first.random) !== text(second.random),
        'OPM-3',
        'an output after another was destroyed: expected another random',
      );
      expectLives(t, start(t, second), 'OPM-3', 'an output after another was destroyed');
    }),
  test('waits-for-its-start', { clauses: ['OPM-3', 'OPM-8', 'OPM-9'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const first = readyOutput(t, semantics);
      const others = t.targets(semantics).map((target) => readyOutput(t, semantics, target));
      for (const { random } of others)
        expectStartRefused(t, first, startMessage(t, first, { random }).bytes, "another output's random");
      expectLives(t, start(t, first), 'OPM-3', 'an output whose random is the oldest');
      for (const other of others) expectLives(t, start(t, other), 'OPM-3', 'an output whose random is newer');
    }),
  test('once', { clauses: ['OPM-3'], decisions: ['D-14'], hostile: true })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const output = ready(t, createdOutput(t, semantics));
      expectNoRandom(t, output, 'a second GetRandomNumber');
      expectLives(t, start(t, output), 'OPM-3', 'with the first random');
    }),
  test('not-after-the-key', { clauses: ['OPM-3'], decisions: ['D-14'], hostile: true })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const output = activeOutput(t, semantics);
      expectNoRandom(t, output, 'GetRandomNumber after the signing key was set');
      expectLives(t, output, 'OPM-3', 'after GetRandomNumber was asked again');
    }),
]);
