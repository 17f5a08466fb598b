import type { HProtectedOutput, Ntstatus } from '../../../ddi/index.js';
import { STATUS_SUCCESS } from '../../../ddi/index.js';
import type { GuardedBytes } from '../../framework/case.js';
import type { Rule } from '../../rules/rule.js';
import type { OpmCase, Semantics } from '../fixture.js';
import { semanticsNumbers } from '../fixture.js';

/**
 * A protected output of the driver's. Spread it with another handle to call through the wrong one.
 * @example
 * function wrongOutput(t: OpmCase): CreatedOutput {
 *   return { ...createdOutput(t), handle: createdOutput(t).handle };
 * }
 */
export interface CreatedOutput {
  readonly handle: HProtectedOutput;
  /** VidPnTargetId. */
  readonly target: number;
  readonly semantics: Semantics;
  /** Live until the case, or its end, has called DxgkDdiOPMDestroyProtectedOutput. */
  readonly life: { isLive: boolean };
}

/** What a creation came to. */
export interface Creation {
  readonly code: Ntstatus;
  /** What was written for NewProtectedOutputHandle. */
  readonly written: GuardedBytes;
  /** The handle that was written: of a success. */
  readonly handle: HProtectedOutput;
  readonly life: { isLive: boolean };
}

/**
 * DxgkDdiOPMCreateProtectedOutput, whatever comes of it. What comes of it is destroyed at the end of the case.
 * @param semantics OPM_VIDEO_OUTPUT_SEMANTICS
 * @example
 * const { code, written } = tryCreate(t, 31, OPM_VIDEO_OUTPUT_SEMANTICS.OPM);
 */
export function tryCreate(t: OpmCase, target: number, semantics: number, host = t.host()): Creation {
  const written = t.guarded(8, 'HANDLE: NewProtectedOutputHandle');
  const code = t.opm('DxgkDdiOPMCreateProtectedOutput', host)(
    host.context,
    target,
    semantics,
    written.address,
  );
  const handle = t.memory.readU64(written.address) as HProtectedOutput;
  const life = { isLive: code === STATUS_SUCCESS };
  t.atEnd(() => {
    if (life.isLive) host.functions.DxgkDdiOPMDestroyProtectedOutput?.(host.context, handle);
  });
  return { code, written, handle, life };
}

/**
 * A protected output that nobody has asked anything yet, on the first target that has the semantics unless told otherwise.
 * @example
 * const two = (t: OpmCase) => [createdOutput(t), createdOutput(t, 'COPP')];
 */
export function createdOutput(
  t: OpmCase,
  semantics: Semantics = 'OPM',
  target = t.targets(semantics)[0]!,
  rule: Rule = 'OPM-38',
): CreatedOutput {
  const { code, handle, life } = tryCreate(t, target, semanticsNumbers[semantics]);
  const what = `DxgkDdiOPMCreateProtectedOutput, target ${target}, ${semantics} semantics`;
  t.expectCode(code, [STATUS_SUCCESS], rule, what);
  return { handle, target, semantics, life };
}

/** DxgkDdiOPMDestroyProtectedOutput. Once it was called the case does not destroy the output again, whatever it answered. */
export function destroyCode(t: OpmCase, { handle, life }: CreatedOutput): Ntstatus {
  const destroy = t.opm('DxgkDdiOPMDestroyProtectedOutput');
  life.isLive = false;
  return destroy(t.context, handle);
}

/**
 * Destroys a protected output, which cannot fail (OPM-40).
 * @example
 * const comeAndGo = (t: OpmCase) => {
 *   destroyOutput(t, createdOutput(t));
 * };
 */
export function destroyOutput(t: OpmCase, output: CreatedOutput, rule: Rule = 'OPM-40'): void {
  t.expectCode(destroyCode(t, output), [STATUS_SUCCESS], rule, 'DxgkDdiOPMDestroyProtectedOutput');
}
