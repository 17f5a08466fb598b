import * as v from 'valibot';
import { describeValue } from './describe-value.js';
import { UNKNOWN_MEMBER } from './schemas.js';

type Issue = v.BaseIssue<unknown>;

const isUnknownMember = ({ type, expected }: Issue) =>
  type === 'strict_object' && expected === UNKNOWN_MEMBER;

/** `profile.cryptoTypes[0].cryptoType` */
function pathText(root: string, issue: Issue): string {
  const steps = (issue.path ?? []).map(({ key }) =>
    typeof key === 'number' ? `[${key}]` : `.${String(key)}`,
  );
  return `${root}${steps.join('')}`.replace(/^\./, '');
}

function issueText(root: string, issue: Issue): string {
  const path = pathText(root, issue);
  const where = path === '' ? '' : `${path}: `;
  return isUnknownMember(issue)
    ? `${where}unknown option; ${issue.message}`
    : `${where}expected ${issue.message}, received ${describeValue(issue.input)}`;
}

/**
 * Reads a value by its schema.
 * @param call the function that the value was passed to
 * @param root the name of the value where it is not the function's options themselves
 * @returns a copy, as deep as the schema goes
 * @throws TypeError naming an unknown option and the nearest known, else the first wrong value
 */
export function checkOptions<const Schema extends v.GenericSchema>(
  call: string,
  schema: Schema,
  value: unknown,
  root = '',
): v.InferOutput<Schema> {
  const { success, output, issues } = v.safeParse(schema, value);
  if (success) return output;
  throw new TypeError(`${call}: ${issueText(root, issues.find(isUnknownMember) ?? issues[0])}`);
}

/** The members that are there: one that is undefined counts as left out. What is no object stays as it is. */
export function given<T>(options: T): T {
  if (typeof options !== 'object' || options === null) return options;
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}
