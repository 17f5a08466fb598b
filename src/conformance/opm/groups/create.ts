import type { HProtectedOutput, Ntstatus } from '../../../ddi/index.js';
import {
  OPM_ACTUAL_OUTPUT_FORMAT,
  OPM_CONNECTOR_TYPE as CONNECTOR,
  NTSTATUSES as S,
  OPM_VIDEO_OUTPUT_SEMANTICS as VOS,
  STATUS_SUCCESS,
} from '../../../ddi/index.js';
import { group } from '../../framework/group.js';
import { expectUntouched } from '../../framework/output.js';
import { test } from '../../framework/test.js';
import type { OpmCase, Semantics } from '../fixture.js';
import { opm, semanticsNames, semanticsNumbers } from '../fixture.js';
import { activeOutput, ready, start } from '../helpers/handshake.js';
import { allLevels, expectLives, levelsOf, typesOn } from '../helpers/levels.js';
import { createdOutput, destroyOutput, tryCreate } from '../helpers/protected-outputs.js';
import { ask } from '../helpers/replies.js';

/** VidPnTargetIds that no `Targets` lists, whatever it is, and the first that this driver's does not. */
function strangeTargets(t: OpmCase): readonly number[] {
  const { targets } = t.host();
  const first = Array.from({ length: 32 }, (_, target) => target).find((one) => !targets.includes(one));
  return [...(first === undefined ? [] : [first]), 32, 33, 0x100, 0x8000_0000, 0xffff_ffff];
}

/** Connects one output of each monitor, and no other; skips the case where there are not two monitors. */
function connectOneEach(t: OpmCase): void {
  const outputs = t.outputs();
  const monitors = new Set<string>();
  for (const { output, monitor } of outputs.list()) {
    if (monitors.has(monitor)) outputs.unplug(output);
    else outputs.plug(output);
    monitors.add(monitor);
  }
  if (monitors.size < 2) t.skip('the driver has one monitor only');
}

/** A creation that must fail, with a code that may be: the handle stays as it was (OPM-38). */
function expectRefused(
  t: OpmCase,
  target: number,
  semantics: number,
  codes: readonly Ntstatus[],
  what: string,
): void {
  const { code, written } = tryCreate(t, target, semantics);
  t.expectCode(code, codes, 'OPM-38', what);
  if (code !== STATUS_SUCCESS) expectUntouched(t, written, 'OPM-38', what);
}

const unsupported: Readonly<Record<Semantics, Ntstatus>> = {
  OPM: S.STATUS_GRAPHICS_OPM_NOT_SUPPORTED,
  COPP: S.STATUS_GRAPHICS_COPP_NOT_SUPPORTED,
};

const spreadCodes = {
  clone: S.STATUS_GRAPHICS_OPM_THEATER_MODE_ENABLED,
  span: S.STATUS_GRAPHICS_OPM_SPANNING_MODE_ENABLED,
} as const;

/** What a display of another machine shows. */
const displayFormat = {
  ulDisplayWidth: 1920,
  ulDisplayHeight: 1080,
  dsfSampleInterleaveFormat: 2,
  d3dFormat: 22,
  ulFrequencyNumerator: 60,
  ulFrequencyDenominator: 1,
};

/** DxgkDdiOPMCreateProtectedOutput. */
export const createGroup = group('opm-create', 'creating protected outputs', opm, [
  test('every-target', { clauses: ['OPM-38'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      for (const target of t.host().targets) {
        const { code, written, handle } = tryCreate(t, target, semanticsNumbers[semantics]);
        const what = `target ${target}, ${semantics} semantics`;
        t.expectCode(code, [STATUS_SUCCESS, unsupported[semantics]], 'OPM-38', what);
        if (code !== STATUS_SUCCESS) expectUntouched(t, written, 'OPM-38', what);
        else t.expect(handle !== 0n, 'OPM-38', `${what}: expected a handle, received 0`);
      }
    }),
  test('unknown-semantics', { clauses: ['OPM-38'] })
    .params({ semantics: [2, 3, 0x100, 0x8000_0001, 0xffff_ffff] })
    .run((t, { semantics }) => {
      const [target] = t.targets();
      const { code } = tryCreate(t, target!, semantics);
      if (code === STATUS_SUCCESS && semantics === VOS.INDIRECT_DISPLAY)
        t.skip('the driver has indirect displays');
      const codes = [S.STATUS_GRAPHICS_OPM_NOT_SUPPORTED];
      expectRefused(t, target!, semantics, codes, `semantics ${VOS.text(semantics)}`);
    }),
  test('strange-target', { clauses: ['OPM-38'], decisions: ['D-14'], hostile: true })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const output = activeOutput(t, semantics);
      for (const target of strangeTargets(t)) {
        const { code, written } = tryCreate(t, target, semanticsNumbers[semantics]);
        const what = `target ${target}, which no Targets lists`;
        t.expectFailed(code, 'OPM-38', what);
        expectUntouched(t, written, 'OPM-38', what);
      }
      expectLives(t, output, 'D-14', 'after targets that are none');
    }),
  test('both-semantics', { clauses: ['OPM-1', 'OPM-38'] }).run((t) => {
    const shared = t.targets('OPM').find((target) => t.targets('COPP').includes(target));
    if (shared === undefined) t.skip('the driver has no output with OPM and COPP semantics');
    const order: readonly Semantics[] = ['OPM', 'COPP', 'COPP', 'OPM'];
    const created = order.map((semantics) => createdOutput(t, semantics, shared));
    const active = created.map((output) => start(t, ready(t, output)));
    for (const output of active)
      expectLives(t, output, 'OPM-1', `of ${output.semantics} semantics, beside others of the same target`);
  }),
  test('level-0', { clauses: ['OPM-24'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      for (const target of t.targets(semantics)) {
        const output = activeOutput(t, semantics, target);
        for (const type of typesOn(t, semantics, target)) {
          const { virtual } = levelsOf(t, output, type);
          t.expect(
            virtual === 0,
            'OPM-24',
            `${type} of a new output: expected virtual level 0, received ${virtual}`,
          );
        }
      }
    }),
  test('own-handles', { clauses: ['OPM-38', 'OPM-40'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const live = new Map<bigint, ReturnType<typeof createdOutput>>();
      for (let round = 0; round < 48; round += 1) {
        const output = createdOutput(t, semantics);
        t.expect(
          !live.has(output.handle),
          'OPM-38',
          'a new output: expected a handle that is no live output’s',
        );
        live.set(output.handle, output);
        // The second oldest goes, so that places come free in the middle.
        const [, second] = [...live.values()];
        if (round % 3 !== 2 || !second) continue;
        destroyOutput(t, second);
        live.delete(second.handle);
      }
    }),
  test('many', { clauses: ['OPM-1', 'OPM-40'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const outputs = Array.from({ length: 16 }, () => activeOutput(t, semantics));
      for (const output of outputs) expectLives(t, output, 'OPM-1', 'one of 16 outputs');
      for (const output of outputs.filter((_, index) => index % 2 === 0)) destroyOutput(t, output);
      for (const output of outputs.filter((_, index) => index % 2 === 1))
        expectLives(t, output, 'OPM-40', 'one of 16 outputs, half of them destroyed');
    }),
  test('come-and-go', { clauses: ['OPM-40', 'OPM-38'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      for (let round = 0; round < 64; round += 1) {
        const output = createdOutput(t, semantics);
        if (round % 2 === 0) ready(t, output);
        destroyOutput(t, output);
      }
      expectLives(t, activeOutput(t, semantics), 'OPM-40', 'after 64 outputs that came and went');
    }),
  test('spread-desktop', { clauses: ['OPM-38', 'OPM-1'], needs: ['control'] })
    .params({ mode: ['clone', 'span'], semantics: semanticsNames })
    .run((t, { mode, semantics }) => {
      const targets = t.targets(semantics);
      const outputs = t.outputs();
      connectOneEach(t);
      const output = activeOutput(t, semantics);
      outputs.spread(mode);
      const codes = Object.values(spreadCodes); // what each is called the page leaves open
      for (const target of targets)
        expectRefused(
          t,
          target,
          semanticsNumbers[semantics],
          codes,
          `target ${target}, the desktop a ${mode}`,
        );
      ask(t, output, 'BusType', 0, { rule: 'OPM-1', what: `an output from before, in a ${mode}` });
      outputs.spread('dual-view');
      expectLives(t, activeOutput(t, semantics), 'OPM-38', 'in dual view again');
    }),
  test('spread-code', { clauses: ['OPM-38'], decisions: ['D-16'], needs: ['control'] })
    .params({ mode: ['clone', 'span'] })
    .run((t, { mode }) => {
      const [target] = t.targets();
      connectOneEach(t);
      t.outputs().spread(mode);
      const { code } = tryCreate(t, target!, VOS.OPM);
      t.expectCode(code, [spreadCodes[mode]], 'D-16', `the desktop a ${mode}`);
    }),
  test('non-local-display', { clauses: ['OPM-49', 'OPM-38'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const other = activeOutput(t, semantics);
      const format = t.struct(OPM_ACTUAL_OUTPUT_FORMAT, displayFormat);
      const written = t.guarded(8, 'HANDLE: NewProtectedOutputHandle');
      const code = t.opm('DxgkDdiOPMCreateProtectedOutputNonLocalDisplay')(
        t.context,
        semanticsNumbers[semantics],
        0x0102_0304_0506_0708n,
        format,
        0x1112_1314_1516_1718n,
        CONNECTOR.HDMI,
        written.address,
      );
      // No page says what a driver makes of it: a refusal is right, and an output is one like another.
      if (code === STATUS_SUCCESS) {
        const handle = t.memory.readU64(written.address) as HProtectedOutput;
        const isOwn = handle !== 0n && handle !== other.handle;
        t.expect(isOwn, 'OPM-49', 'a non-local display: expected a handle that is no live output’s');
        const created = { ...other, handle, life: { isLive: true } };
        const output = start(t, ready(t, created));
        ask(t, output, 'ConnectorType', 0, { rule: 'OPM-49', what: 'a non-local display' });
        destroyOutput(t, output);
      } else expectUntouched(t, written, 'OPM-38', 'a non-local display that is refused');
      expectLives(t, other, 'OPM-49', 'an output, after a non-local display');
    }),
  test('no-memory', { clauses: ['OPM-38'], decisions: ['D-14'], needs: ['control'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const [target] = t.targets(semantics);
      const before = activeOutput(t, semantics);
      const levels = allLevels(t, before);
      t.driver.control.failAllocation(1);
      const { code, written } = tryCreate(t, target!, semanticsNumbers[semantics]);
      t.driver.control.failAllocation(0);
      if (code === STATUS_SUCCESS) t.skip('the driver takes no memory to create an output');
      t.expectCode(code, [S.STATUS_NO_MEMORY], 'OPM-38', 'without memory');
      expectUntouched(t, written, 'OPM-38', 'without memory');
      t.decided('D-14', allLevels(t, before) === levels, 'without memory: expected no change');
      expectLives(t, activeOutput(t, semantics), 'D-14', 'with memory again');
    }),
]);
