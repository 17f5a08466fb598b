/** Files of known outcomes, in the form of Chromium's test expectations: a query, outcomes in brackets, a reason. */
import { nearest } from '../../options/nearest.js';
import type { ConformanceCase } from './group.js';
import type { Outcome } from './outcome.js';
import { parseQuery } from './query.js';

/**
 * An outcome that can be known beforehand. `crash` is that of a case in which the driver's process ended, by a crash,
 * an exit or a hang; none of the others stands for it.
 * @example
 * const flaky: readonly ExpectedOutcome[] = ['fail', 'crash'];
 */
export type ExpectedOutcome = Outcome | 'crash';

/**
 * One line of a file of known outcomes.
 * @example
 * const [known] = parseExpectations('negotiate:wrong-size [ fail ] any size is taken (BUG-12)', 'known.txt');
 * known!.at; // 'known.txt:1'
 */
export interface Expectation {
  /** What it is about, as `parseQuery` reads it. */
  readonly query: string;
  /** Any of these is right. */
  readonly outcomes: readonly ExpectedOutcome[];
  readonly reason: string;
  /** `file:line`. */
  readonly at: string;
}

const outcomeNames: readonly ExpectedOutcome[] = ['pass', 'fail', 'warn', 'skip', 'crash'];

const isOutcome = (word: string): word is ExpectedOutcome => outcomeNames.some((name) => name === word);

const form = 'expected QUERY [ outcome ] reason';

function parseOutcomes(text: string): ExpectedOutcome[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) throw new SyntaxError(`no outcome in the brackets; ${form}`);
  return words.map((word) => {
    if (isOutcome(word)) return word;
    const [near] = nearest(outcomeNames, word, 1);
    const help = near ? `did you mean ${near}?` : `there are ${outcomeNames.join(', ')}`;
    throw new SyntaxError(`no outcome '${word}'; ${help}`);
  });
}

function parseLine(line: string): Omit<Expectation, 'at'> {
  const [, query, words, reason] = /^(\S+)\s*\[([^\]]*)\]\s*(.*)$/.exec(line) ?? [];
  if (query === undefined || words === undefined) throw new SyntaxError(`${form}, received '${line}'`);
  parseQuery(query);
  const outcomes = parseOutcomes(words);
  if (!reason) throw new SyntaxError(`no reason after the brackets; ${form}`);
  return { query, outcomes, reason };
}

/**
 * Reads a file of known outcomes. A line is a case id or query, outcomes in brackets, and a reason, all of them
 * mandatory; an empty line, or one that begins with `#`, says nothing. Of the lines that name a case, the last counts.
 * @param file its name, for messages
 * @throws SyntaxError `file:line: …` for the first line that cannot be read, or has the query of one before it
 * @example
 * const text = 'negotiate:wrong-size [ fail ] any size is taken (BUG-12)';
 * const report = runConformance({ driver: () => createDriver(), cases: allCases() });
 * const judged = applyExpectations(report, parseExpectations(text, 'known.txt'), allCases());
 */
export function parseExpectations(text: string, file: string): readonly Expectation[] {
  const places = new Map<string, string>();
  return text.split(/\r\n?|\n/).flatMap((raw, index) => {
    const line = index === 0 ? raw.replace(/^\uFEFF/, '').trim() : raw.trim();
    if (line === '' || line.startsWith('#')) return [];
    const at = `${file}:${index + 1}`;
    try {
      const read = parseLine(line);
      const before = places.get(read.query);
      if (before !== undefined) throw new SyntaxError(`'${read.query}' stands at ${before} already`);
      places.set(read.query, at);
      return [{ ...read, at }];
    } catch (error) {
      if (error instanceof SyntaxError) {
        throw new SyntaxError(`${at}: ${error.message}`, { cause: error });
      }
      throw error;
    }
  });
}

/**
 * Which line counts for which case, by the case's id; and the lines that name no case at all.
 * @param cases the whole suite: what a line names need not be part of a run
 */
export function assignExpectations(
  expectations: readonly Expectation[],
  cases: readonly ConformanceCase[],
): { readonly byCase: ReadonlyMap<string, Expectation>; readonly idle: readonly Expectation[] } {
  const byCase = new Map<string, Expectation>();
  const idle = expectations.filter((expectation) => {
    const named = cases.filter(parseQuery(expectation.query));
    for (const { id } of named) byCase.set(id, expectation);
    return named.length === 0;
  });
  return { byCase, idle };
}
