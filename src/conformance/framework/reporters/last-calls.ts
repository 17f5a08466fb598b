/** The last calls of a failure, made short for people. */

/** What every case begins with. */
const opening = ['OpenAdapter10_2', 'CalcPrivateDeviceSize', 'CreateDevice', 'RetrieveSubObject'];

/** What a line begins with that is a call which succeeded, or answered with a size. */
const success = /^(\w+)\(.*\) = (?:S_OK|\d+)(?:;|$)/s;

/**
 * The calls with those that only opened the driver as one line. Not the last of them: where the list ends while it
 * opens, that call is what the failure is about.
 */
export function folded(calls: readonly string[]): readonly string[] {
  const names = calls.slice(0, -1).map((call) => success.exec(call)?.[1]);
  const end = names.findIndex((name) => name === undefined || !opening.includes(name));
  const done = end < 0 ? names : names.slice(0, end);
  return done.length === 0 ? calls : [`${done.join(', ')}: succeeded`, ...calls.slice(done.length)];
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
