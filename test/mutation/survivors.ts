import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { MutantName } from './mutant.js';
import { keyOf } from './mutant.js';

/** Why a mutant may live. */
export const REASONS = {
  equivalent: 'it does what the code does',
  'other honest driver': 'a driver may do so',
  'not visible': 'no caller of the DDI can tell',
  'runtime breaks its duties': 'only a runtime that breaks its duties sees it',
} as const;

/** A line of the list: mutants of one place that may live. */
export interface Survivor extends Omit<MutantName, 'to' | 'nth'> {
  readonly to: readonly string[];
  /** Which of several that are the same in all this; without it the first. */
  readonly nth?: number;
  readonly reason: keyof typeof REASONS;
  /** The reason in words, for this place. */
  readonly why: string;
}

/** From the project's folder: a file for each folder of sources, `emulator/core.json`. */
export const survivorsFolder = 'test/mutation/survivors';

/** @throws TypeError when a line has no reason, or one that is none of {@link REASONS} */
export function readSurvivors(folder = survivorsFolder): readonly Survivor[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .sort()
    .flatMap((name) => readLines(join(folder, name)));
}

function readLines(file: string): readonly Survivor[] {
  const lines = JSON.parse(readFileSync(file, 'utf8')) as readonly Survivor[];
  for (const { reason, why, line } of lines) {
    if (!Object.hasOwn(REASONS, reason) || !/\w+ \w+/.test(why))
      throw new TypeError(
        `${file}: '${line}': expected a reason (${Object.keys(REASONS).join(', ')}) and why, received '${reason}' and '${why}'`,
      );
  }
  return lines;
}

/** The mutants that a line names. */
const namesOf = ({ to, nth = 1, ...place }: Survivor): readonly MutantName[] =>
  to.map((one) => ({ ...place, to: one, nth }));

/** The mutants that may live, by key. */
export const listed = (survivors: readonly Survivor[]): ReadonlyMap<string, Survivor> =>
  new Map(survivors.flatMap((one) => namesOf(one).map((name) => [keyOf(name), one] as const)));

/** Mutants of the list that are not made any more; of files that were not looked at, none. */
export function stale(
  survivors: readonly Survivor[],
  made: ReadonlySet<string>,
  files: ReadonlySet<string>,
): readonly MutantName[] {
  return survivors.flatMap(namesOf).filter((name) => files.has(name.file) && !made.has(keyOf(name)));
}
