import { STATUS_SUCCESS } from '../../../ddi/index.js';
import type { OpmCase, Semantics } from '../fixture.js';
import { semanticsNames } from '../fixture.js';
import type { ActiveOutput } from './handshake.js';
import type { TypeName } from './known.js';
import { bitOf, protectionTypes, typeNames } from './known.js';
import { setLevel, trySetLevel } from './levels.js';

/** A type of protection under semantics that have it (OPM-44). */
export interface ProtectionKind {
  readonly semantics: Semantics;
  readonly type: TypeName;
}

const kinds: ReadonlyMap<string, ProtectionKind> = new Map(
  semanticsNames.flatMap((semantics) =>
    typeNames
      .filter((type) => bitOf(type, semantics) > 0)
      .map((type) => [`${semantics}-${type}`, { semantics, type }] as const),
  ),
);

/** Every kind by the name that it has in case ids, `OPM-HDCP`. */
export const kindNames: readonly string[] = [...kinds.keys()];

export const kindOf = (name: string): ProtectionKind => kinds.get(name)!;

/** The levels that a type has on an output: those of redistribution control only where it can be applied (OPM-45). */
export function levelsThere(t: OpmCase, output: ActiveOutput, type: TypeName): readonly number[] {
  const levels = protectionTypes[type].levels[output.semantics];
  const demanding = levels.find((level) => type === 'CGMSA' && level > 8);
  if (demanding === undefined) return levels;
  if (trySetLevel(t, output, type, demanding) !== STATUS_SUCCESS) return levels.filter((level) => level < 8);
  setLevel(t, output, type, 0);
  return levels;
}
