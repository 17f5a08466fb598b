import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { Mutant, MutantName } from './mutant.js';
import { keyOf } from './mutant.js';
import type { Verdict } from './suite-judge.js';

/** What became of one mutant. */
export type Result = MutantName & Pick<Mutant, 'mutator'> & Verdict;

/** Results in a file, one JSON a line, so that a run that was stopped goes on. Without a file they are only kept. */
export class Results {
  private readonly known = new Map<string, Result>();

  constructor(private readonly file: string | undefined) {
    if (file === undefined || !existsSync(file)) return;
    for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
      const result = JSON.parse(line) as Result;
      this.known.set(keyOf(result), result);
    }
  }

  of(mutant: MutantName): Result | undefined {
    return this.known.get(keyOf(mutant));
  }

  add(mutant: Mutant, verdict: Verdict): Result {
    const { file, within, line, from, to, nth, mutator } = mutant;
    const result = { file, within, line, from, to, nth, mutator, ...verdict };
    this.known.set(keyOf(result), result);
    if (this.file !== undefined) appendFileSync(this.file, `${JSON.stringify(result)}\n`);
    return result;
  }
}
