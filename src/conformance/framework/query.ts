import type { ConformanceCase } from './group.js';
import { nearest } from '../../options/nearest.js';

type Matcher = (candidate: ConformanceCase) => boolean;

/** Text with `*` for any run of characters, as a test on whole words. */
function wildcard(pattern: string): (text: string) => boolean {
  const escaped = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const expression = new RegExp(`^${escaped.join('.*')}$`);
  return (text) => expression.test(text);
}

function parameterMatcher(text: string): Matcher {
  if (text === '*') return () => true;
  const wanted = text.split(',').map((pair) => {
    const at = pair.indexOf('=');
    if (at < 1) throw new SyntaxError(`query: expected param=value, received '${pair}'`);
    return { name: pair.slice(0, at), matches: wildcard(pair.slice(at + 1)) };
  });
  return ({ parameters }) =>
    wanted.every(({ name, matches }) => {
      const value = parameters[name];
      return value !== undefined && matches(String(value));
    });
}

/** Groups are written small, and rules large: `NCS-7`, `D-13`, `NCS-*`. */
const isRule = (query: string) => /^[A-Z][A-Z0-9]*-(\d+|\*)$/.test(query);

const rulesOf = ({ clauses, decisions }: ConformanceCase): readonly string[] => [...clauses, ...decisions];

/**
 * Reads one query: `group`, `group:test` or `group:test:param=value,…`, with `*` for any characters, or the clause or
 * decision that a case cites. Parameters that a query does not name may have any value.
 * @throws SyntaxError when the text has another form
 * @example
 * const matches = parseQuery('negotiate:wrong-*:bytes=255');
 * const chosen = allCases().filter(matches);
 */
export function parseQuery(text: string): Matcher {
  if (isRule(text)) {
    const isCited = wildcard(text);
    return (candidate) => rulesOf(candidate).some(isCited);
  }
  const [groupText = '', testText = '*', parameterText = '*', ...rest] = text.split(':');
  if (groupText === '' || testText === '' || parameterText === '' || rest.length > 0) {
    throw new SyntaxError(
      `query: expected group, group:test, group:test:param=value or a clause, received '${text}'`,
    );
  }
  const inGroup = wildcard(groupText);
  const inTest = wildcard(testText);
  const withParameters = parameterMatcher(parameterText);
  return (candidate) => inGroup(candidate.group) && inTest(candidate.test) && withParameters(candidate);
}

/**
 * The cases that any of the queries names, in their own order; all of them without a query.
 * @example
 * const cases = selectCases(allCases(), ['negotiate', 'caps:null-*', 'NCS-7']);
 */
export function selectCases(
  cases: readonly ConformanceCase[],
  queries: readonly string[],
): readonly ConformanceCase[] {
  if (queries.length === 0) return cases;
  const matchers = queries.map(parseQuery);
  return cases.filter((candidate) => matchers.some((matches) => matches(candidate)));
}

/**
 * The queries that would match something and look like this one; none where nothing does.
 * @example
 * nearestQueries(allCases(), 'negotiate:rigth-key', 1); // ['negotiate:right-key']
 */
export function nearestQueries(cases: readonly ConformanceCase[], query: string, count = 3): string[] {
  const depth = query.split(':').length;
  const known = isRule(query)
    ? cases.flatMap(rulesOf)
    : cases.map(({ id }) => id.split(':').slice(0, depth).join(':'));
  return nearest(known, query, count);
}
