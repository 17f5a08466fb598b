/** Rules that rest on a guess, each of which can be switched off. */
import type { MessageName } from '../../../api/d3d11/index.js';
import { copyResourceRules } from './copy-resource.js';
import { copySubresourceRegionRules } from './copy-subresource-region.js';
import { createBufferRules } from './create-buffer.js';
import { createTexture2DRules } from './create-texture2d.js';
import { mapRules, unmapRules } from './map.js';
import type { Evidence, RuleId, RuleTable } from './rule.js';
import { updateSubresourceRules } from './update-subresource.js';

/** What the debug layer adds after the message of what is wrong. */
interface ClosingMessage {
  readonly id: RuleId;
  readonly evidence: Evidence;
  readonly message: MessageName;
}

/** One message more for every E_INVALIDARG of CreateBuffer. */
export const createBufferReturn: ClosingMessage = {
  id: 'CB-29',
  evidence: 'inferred',
  message: 'CREATEBUFFER_INVALIDARG_RETURN',
};

/** One message more for every E_INVALIDARG of CreateTexture2D. */
export const createTexture2DReturn: ClosingMessage = {
  id: 'CT-46',
  evidence: 'inferred',
  message: 'CREATETEXTURE2D_INVALIDARG_RETURN',
};

const tables: readonly RuleTable<never>[] = [
  createBufferRules,
  createTexture2DRules,
  mapRules,
  unmapRules,
  copyResourceRules,
  copySubresourceRegionRules,
  updateSubresourceRules,
];

/** The ids of the rules that can be switched off. */
export const inferredRules: ReadonlySet<RuleId> = new Set(
  [...tables.flat(), createBufferReturn, createTexture2DReturn]
    .filter(({ evidence }) => evidence === 'inferred')
    .map(({ id }) => id),
);

/**
 * The rules to leave out, for {@link firstBroken}.
 * @throws TypeError for an id that is not one of {@link inferredRules}
 */
export function skippedRules(ids: Iterable<string>): ReadonlySet<RuleId> {
  const known: ReadonlySet<string> = inferredRules;
  return new Set(
    [...ids].map((id) => {
      if (known.has(id)) return id as RuleId;
      throw new TypeError(
        `skipped rules: ${id} cannot be switched off; these can: ${[...inferredRules].join(', ')}`,
      );
    }),
  );
}
