/** The last calls of a failure, made short for people. */
import type { CaseResult } from '../runner.js';

/** The calls with those that only opened the driver as one line. */
export function folded({ calls = [], openingCalls = 0 }: CaseResult): readonly string[] {
  if (openingCalls === 0) return calls;
  const names = calls.slice(0, openingCalls).map((call) => call.slice(0, call.indexOf('(')));
  return [`${names.join(', ')}: succeeded`, ...calls.slice(openingCalls)];
}

const mostColumns = 240;
const endColumns = 80;

/** A line that is too long without its middle: what came back stands at its end. */
export function clipped(line: string): string {
  const characters = Array.from(line);
  if (characters.length <= mostColumns) return line;
  const start = characters.slice(0, mostColumns - endColumns - 3);
  return `${start.join('')} … ${characters.slice(-endColumns).join('')}`;
}
