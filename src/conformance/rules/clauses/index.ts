/** The clause registry: every clause that cases may cite, by id. A chapter brings its clauses and is composed in here. */
import type { Clause } from '../clause.js';
import { coppClauses, coppSetAside } from './copp/index.js';
import { d3d11Clauses, d3d11SetAside } from './d3d11/index.js';
import { opmClauses, opmSetAside } from './opm/index.js';

export type { Actor, Clause, Level } from '../clause.js';

const registry = { ...d3d11Clauses, ...coppClauses, ...opmClauses } as const;

/**
 * The id of a clause: `NCS-6`. An id that is not in the registry does not compile.
 * @example
 * const id: ClauseId = 'NCS-6';
 */
export type ClauseId = keyof typeof registry;

/**
 * Every clause by its id.
 * @example
 * CLAUSES['NCS-6'].text; // 'Plaintext = …'
 */
export const CLAUSES: Readonly<Record<ClauseId, Clause>> = registry;

/**
 * Clauses that bind the driver and that no case checks, with the reason. A clause stands here or in a case, never in
 * both and never in neither: a test sees to that.
 * @example
 * const reason = SET_ASIDE['OPN-6'];
 */
export const SET_ASIDE: Readonly<Partial<Record<ClauseId, string>>> = {
  ...d3d11SetAside,
  ...coppSetAside,
  ...opmSetAside,
};

/**
 * True for the id of a clause in the registry.
 * @example
 * const known = ['NCS-6', 'NCS-99'].filter(isClauseId); // ['NCS-6']
 */
export function isClauseId(id: string): id is ClauseId {
  return Object.hasOwn(registry, id);
}
