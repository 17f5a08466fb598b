import { D3D11_USAGE } from '../../api/d3d11/index.js';
import { D3D11_BIND } from './constants.js';
import type { MessageName } from '../../api/d3d11/message-ids.js';
import type { CallerCheckName } from './debug-layer/index.js';
import type { AnyResource } from './resource.js';

/** A mistake that the runtime can prove: the debug layer's name for it where there is one, and what is wrong. */
export interface BltMistake {
  readonly name?: MessageName | CallerCheckName;
  readonly text: string;
}

/** A rule that a debug-layer id stands for: broken when the test is true. */
type Rule = readonly [name: MessageName, broken: boolean, text: string];

function firstBroken(rules: readonly Rule[]): BltMistake | undefined {
  const rule = rules.find(([, broken]) => broken);
  return rule && { name: rule[0], text: rule[2] };
}

const formatOf = ({ shape: [format] }: AnyResource) => format;
const sizeOf = ({ shape: [, width, height] }: AnyResource) => `${width} x ${height}`;

/** What the debug layer checks before EncryptionBlt, besides what the declaration says (EB-15). */
export function encryptionBltMistake(source: AnyResource, target: AnyResource): BltMistake | undefined {
  const isStaging = target.desc.Usage === D3D11_USAGE.STAGING;
  return firstBroken([
    ['ENCRYPTIONBLT_FORMAT_MISMATCH', formatOf(source) !== formatOf(target), 'the formats differ'],
    ['ENCRYPTIONBLT_SIZE_MISMATCH', sizeOf(source) !== sizeOf(target), 'the sizes differ'],
    ['ENCRYPTIONBLT_SRC_MULTISAMPLED', source.sampleCount > 1, 'the source is multisampled'],
    ['ENCRYPTIONBLT_DST_NOT_STAGING', !isStaging, 'the destination is not a STAGING resource'],
    ['ENCRYPTIONBLT_SRC_MAPPED', source.mappings.size > 0, 'the source is mapped'],
    ['ENCRYPTIONBLT_DST_MAPPED', target.mappings.size > 0, 'the destination is mapped'],
  ]);
}

/** What the debug layer checks before DecryptionBlt, besides what the declaration says (DB-15). */
export function decryptionBltMistake(source: AnyResource, target: AnyResource): BltMistake | undefined {
  const isStaging = source.desc.Usage === D3D11_USAGE.STAGING;
  const isTarget = (target.desc.BindFlags & D3D11_BIND.RENDER_TARGET) !== 0;
  return firstBroken([
    ['DECRYPTIONBLT_FORMAT_MISMATCH', formatOf(source) !== formatOf(target), 'the formats differ'],
    ['DECRYPTIONBLT_SIZE_MISMATCH', sizeOf(source) !== sizeOf(target), 'the sizes differ'],
    ['DECRYPTIONBLT_DST_MULTISAMPLED', target.sampleCount > 1, 'the destination is multisampled'],
    ['DECRYPTIONBLT_SRC_NOT_STAGING', !isStaging, 'the source is not a STAGING resource'],
    ['DECRYPTIONBLT_DST_NOT_RENDER_TARGET', !isTarget, 'the destination is not a render target'],
    ['DECRYPTIONBLT_SRC_MAPPED', source.mappings.size > 0, 'the source is mapped'],
    ['DECRYPTIONBLT_DST_MAPPED', target.mappings.size > 0, 'the destination is mapped'],
  ]);
}
