/** Case ids: they stand in queries, reports and the expectations of users, and never change. */

/**
 * A parameter's value, as it stands in case ids.
 * @example
 * const values: readonly ParameterValue[] = [255, 'sha1', true];
 */
export type ParameterValue = string | number | boolean;

/**
 * The parameters of one case, by name.
 * @example
 * const parameters: CaseParameters = { bytes: 255, hash: 'sha1' };
 */
export type CaseParameters = Readonly<Record<string, ParameterValue>>;

const namePattern = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/**
 * @param what whose name it is, for the message
 * @throws TypeError when a name cannot stand in an id
 */
export function checkName(what: string, name: string): void {
  if (!namePattern.test(name)) {
    throw new TypeError(`${what}: expected lower-case words joined by hyphens, received '${name}'`);
  }
}

/**
 * The id of a case: `group:test`, or `group:test:param=value,param=value`.
 * @example
 * caseId('negotiate', 'wrong-size', { bytes: 255 }); // 'negotiate:wrong-size:bytes=255'
 */
export function caseId(group: string, name: string, parameters: CaseParameters): string {
  const text = Object.entries(parameters).map(([key, value]) => `${key}=${value}`);
  return [group, name, ...(text.length > 0 ? [text.join(',')] : [])].join(':');
}

/** @throws TypeError when two cases have one id */
export function rejectDuplicates(cases: readonly { readonly id: string }[]): void {
  const seen = new Set<string>();
  for (const { id } of cases) {
    if (seen.has(id)) throw new TypeError(`case ids: expected each once, received '${id}' twice`);
    seen.add(id);
  }
}
