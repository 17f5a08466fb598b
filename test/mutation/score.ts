import { dirname } from 'node:path';
import type { Mutant } from './mutant.js';
import { keyOf } from './mutant.js';
import type { Result } from './results.js';
import type { Survivor } from './survivors.js';

/** The mutants that were run, and how they came out. */
export interface Outcome {
  readonly results: readonly Result[];
  readonly listed: ReadonlyMap<string, Survivor>;
}

const percent = (part: number, whole: number) =>
  whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`;

/** Survivors that the list does not have. */
export const unlisted = ({ results, listed }: Outcome): readonly Result[] =>
  results.filter((one) => one.status === 'survived' && !listed.has(keyOf(one)));

/** A row for each folder, and one for all: mutants run, killed, late, those that may live, new survivors, score. */
export function scoreTable(outcome: Outcome): string {
  const fresh = new Set(unlisted(outcome));
  const row = (name: string, results: readonly Result[]) => {
    const count = (status: Result['status']) => results.filter((one) => one.status === status).length;
    const living = results.filter((one) => fresh.has(one)).length;
    const excused = count('survived') - living;
    const judged = results.length - excused;
    const cells = [results.length, count('killed'), count('late'), excused, living];
    return `| ${[name, ...cells, percent(judged - living, judged)].join(' | ')} |`;
  };
  const folders = [...new Set(outcome.results.map(({ file }) => dirname(file)))].sort();
  const inFolder = (folder: string) => outcome.results.filter(({ file }) => dirname(file) === folder);
  return [
    '| folder | mutants | killed | late | listed | new | noticed of those not listed |',
    '|---|---|---|---|---|---|---|',
    ...folders.map((folder) => row(`\`${folder}\``, inFolder(folder))),
    ...(folders.length > 1 ? [row('all', outcome.results)] : []),
  ].join('\n');
}

/** A mutant in a line, where it is today. */
export function describeMutant({ file, lineNumber, mutator, from, to }: Mutant): string {
  const short = (text: string) => (text.length > 80 ? `${text.slice(0, 77)}...` : text);
  return `${file}:${lineNumber} ${mutator}: ${short(from)} => ${short(to) || '(nothing)'}`;
}
