import type { DecodedBuffer } from '../../../src/driver/index.js';
import type { D3D11Core } from '../d3d11-core.js';
import { keyStreamBytes } from '../encrypted-block-info.js';
import { GatheredStream } from '../gathered-stream.js';
import { runPartly } from '../partial-blt.js';
import { surfaceRuns } from '../surface.js';
import type { CounterUse } from '../used-ivs.js';
import type { BufferEncryption, CheckedBuffer } from './check-buffer.js';
import type { FrameProtection } from './state.js';

/** The first bytes of a resource in plane and row order (D-24), copied into memory that nobody maps. */
function copyOf({ memory }: D3D11Core, { source, bytes }: CheckedBuffer): Uint8Array {
  const { address, surface } = source;
  const all = memory.range(address, surface.pitchedBytes);
  const copy = new Uint8Array(new ArrayBuffer(bytes));
  let at = 0;
  for (const run of surfaceRuns(surface)) {
    const taken = Math.min(run.bytes, bytes - at);
    if (taken <= 0) break;
    copy.set(all.subarray(run.offset, run.offset + taken), at);
    at += taken;
  }
  return copy;
}

function decryptInPlace(
  core: D3D11Core,
  key: Uint8Array,
  bytes: Uint8Array,
  { iv, part }: BufferEncryption,
): void {
  const { engine, policies } = core;
  const begin = () => policies.contentStream(core, key, iv);
  if ('info' in part)
    runPartly(core, part.info, [{ offset: 0, bytes: bytes.length }], new GatheredStream(begin, bytes, bytes));
  else if (part.cipher === 'CTR') begin().applyRuns(bytes, bytes, part.chains.flat());
  else for (const chain of part.chains) engine.cbcDecrypt(key, iv, bytes, bytes, chain);
}

/** A buffer as it lies in protected memory: decrypted with the frame's key where it is encrypted. */
export function decryptBuffer(
  core: D3D11Core,
  protection: FrameProtection | undefined,
  buffer: CheckedBuffer,
): DecodedBuffer {
  const bytes = copyOf(core, buffer);
  const { encryption, type } = buffer;
  if (encryption && protection) decryptInPlace(core, protection.keys.key('session')!, bytes, encryption);
  return { type, bytes };
}

/** What buffers use of key streams; CBC has none, and its IV may be constant. */
export function counterUses(
  { profile }: Pick<D3D11Core, 'profile'>,
  contentKey: Uint8Array | undefined,
  buffers: readonly CheckedBuffer[],
): readonly CounterUse[] {
  return buffers.flatMap(({ bytes, encryption }) => {
    if (!encryption) return [];
    const { iv, part } = encryption;
    if ('info' in part)
      return [{ iv, contentKey, bytes: keyStreamBytes(part.info, bytes, profile.partialKeystream) }];
    if (part.cipher === 'CBC') return [];
    return [{ iv, contentKey, bytes: part.chains.flat().reduce((sum, run) => sum + run.bytes, 0) }];
  });
}
