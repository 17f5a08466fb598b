import type { D3D11Core } from './d3d11-core.js';
import type { EncryptedBlockInfo } from './encrypted-block-info.js';
import type { GatheredStream } from './gathered-stream.js';
import type { Run } from './surface.js';

/**
 * Applies the key stream to the bytes that are encrypted; the others are copied (EBI-1, EBI-2, D-23). The pattern runs
 * over the logical bytes, so that it goes on from row to row and from plane to plane (D-24).
 */
export function runPartly(
  { policies: { stretchAt, keyStreamAt }, profile }: Pick<D3D11Core, 'policies' | 'profile'>,
  info: EncryptedBlockInfo,
  runs: readonly Run[],
  stream: GatheredStream,
): void {
  stream.copy(runs);
  let at = 0;
  let encryptedBefore = 0;
  for (const { offset, bytes } of runs) {
    for (let inRun = 0; inRun < bytes;) {
      const stretch = stretchAt(info, at);
      // No surface has 2^32 bytes; and whole numbers, which sizes of planes are not to a processor, make % ten times faster.
      const taken = Math.min(Math.abs(stretch), bytes - inRun) >>> 0;
      if (stretch > 0) {
        stream.seek(keyStreamAt(profile, at, encryptedBefore));
        stream.add(offset + inRun, taken);
        encryptedBefore += taken;
      }
      at += taken;
      inRun += taken;
    }
  }
  stream.flush();
}
