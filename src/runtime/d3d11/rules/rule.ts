/** Rules of the API as data: what a call may not ask for, and under which id the debug layer says so. */
import type { MessageName } from '../../../api/d3d11/index.js';
import type { Hresult } from '../../../abi/index.js';

/** The number of a rule in api.md: CB CreateBuffer, CT CreateTexture2D, VW views, MP Map, UM Unmap, CP copies, US UpdateSubresource. */
export type RuleId = `${'CB' | 'CT' | 'VW' | 'MP' | 'UM' | 'CP' | 'US'}-${number}`;

/** Where a rule comes from: Microsoft's pages, tests and sources in the open, or a guess of ours that can be switched off. */
export type Evidence = 'doc' | 'open' | 'inferred';

/** One way to break a rule. A rule whose ways have ids of their own stands in several rows. */
export interface Rule<Subject> {
  readonly id: RuleId;
  readonly evidence: Evidence;
  /** What the debug layer calls it; null where it has no id for it. */
  readonly message: MessageName | null;
  /** What is wrong, for a message without an id and for whoever reads the log. */
  readonly text: string;
  /** Only for the context's void calls: nothing happens, and it is no error. */
  readonly isInformation?: boolean;
  /** What a call with an HRESULT answers; E_INVALIDARG where nothing is said. */
  readonly hresult?: Hresult;
  readonly broken: (subject: Subject) => boolean;
}

/** Rows in the order in which they are looked at: that of the ids, but where a comment gives a reason. */
export type RuleTable<Subject> = readonly Rule<Subject>[];

/** A row of a table. */
export function rule<Subject>(
  id: RuleId,
  evidence: Evidence,
  message: MessageName | null,
  text: string,
  broken: (subject: Subject) => boolean,
): Rule<Subject> {
  return { id, evidence, message, text, broken };
}

/** The first rule of a table that a call breaks, of those that are on; undefined where it breaks none. */
export function firstBroken<Subject>(
  table: RuleTable<Subject>,
  subject: Subject,
  skipped: ReadonlySet<RuleId>,
): Rule<Subject> | undefined {
  return table.find(({ id, broken }) => !skipped.has(id) && broken(subject));
}
