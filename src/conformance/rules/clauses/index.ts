/** The clause registry: every clause that cases may cite, by id. */
import { bltsClauses } from './blts.js';
import { capabilitiesClauses } from './capabilities.js';
import type { Clause } from './clause.js';
import { devicesClauses } from './devices.js';
import { openingClauses } from './opening.js';
import { resourcesClauses } from './resources.js';
import { sessionsClauses } from './sessions.js';

export type { Actor, Clause, Level } from './clause.js';

const registry = {
  ...openingClauses,
  ...devicesClauses,
  ...resourcesClauses,
  ...capabilitiesClauses,
  ...sessionsClauses,
  ...bltsClauses,
} as const;

/** The id of a clause: `NCS-6`. An id that is not in the registry does not compile. */
export type ClauseId = keyof typeof registry;

/** Every clause by its id. */
export const CLAUSES: Readonly<Record<ClauseId, Clause>> = registry;

/** True for the id of a clause in the registry. */
export function isClauseId(id: string): id is ClauseId {
  return Object.hasOwn(registry, id);
}
