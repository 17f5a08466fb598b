import type { Hresult } from '../../src/abi/index.js';
import type { CtrStream } from '../../src/crypto/index.js';
import { E_INVALIDARG, S_OK } from '../../src/ddi/index.js';
import type { D3D11Core } from './d3d11-core.js';
import type { CryptoSession, Resource } from './state.js';
import { sameShape } from './surface.js';

/** Bytes of D3D11_1DDI_AES_CTR_IV. */
export const IV_BYTES = 16;

/** What a blt works on, once every check has passed. */
export interface Blt {
  readonly session: CryptoSession;
  readonly key: Uint8Array;
  readonly source: Resource;
  readonly target: Resource;
}

/** What both blts are asked for, and what the one in question asks for beyond. */
export interface BltRequest {
  readonly session: CryptoSession;
  readonly source: Resource;
  readonly target: Resource;
  readonly IVSize: number;
  /** The caps bit that gates the blt. */
  readonly cap: number;
  /** False when an argument was given that the caps do not allow. */
  readonly allowedByCaps: boolean;
}

/** What is left to check behind the prologue, in the order of D-16: caps, key, sizes. Nothing is touched. */
export function checkBlt(core: D3D11Core, request: BltRequest): Blt | Hresult {
  const { policies, profile } = core;
  const { session, source, target } = request;
  if ((profile.caps & request.cap) === 0 || !request.allowedByCaps) return E_INVALIDARG;
  const key = session.key('session');
  if (key === undefined) return E_INVALIDARG; // D-10
  if (request.IVSize !== IV_BYTES || !sameShape(source.surface, target.surface)) return E_INVALIDARG;
  if (!policies.fitsBlockAlignment(core, source.surface.logicalBytes)) return E_INVALIDARG; // D-24
  return { session, key, source, target };
}

/** Rows shorter than this travel together: one call of the engine costs as much as some kilobytes of cipher. */
const pieceBytes = 64 * 1024;

/** A run of logical bytes in each of the two surfaces. */
interface RunPair {
  readonly from: Uint8Array;
  readonly to: Uint8Array;
}

function* runPairs({ memory, policies }: D3D11Core, { source, target }: Blt): IterableIterator<RunPair> {
  const from = memory.range(source.data, source.surface.pitchedBytes);
  const to = memory.range(target.data, target.surface.pitchedBytes);
  const targetRuns = policies.bltRuns(target.surface)[Symbol.iterator]();
  for (const { offset, bytes } of policies.bltRuns(source.surface)) {
    const run = targetRuns.next();
    const targetOffset = run.done ? offset : run.value.offset;
    yield {
      from: from.subarray(offset, offset + bytes),
      to: to.subarray(targetOffset, targetOffset + bytes),
    };
  }
}

/** Puts short runs side by side, sends them through the key stream at once, and takes them apart again. */
class Gatherer {
  private readonly piece = new Uint8Array(pieceBytes);
  private waiting: RunPair[] = [];
  private filled = 0;

  constructor(private readonly stream: CtrStream) {}

  add(pair: RunPair): void {
    if (this.filled + pair.from.length > pieceBytes) this.flush();
    if (pair.from.length > pieceBytes) {
      this.stream.apply(pair.from, pair.to);
      return;
    }
    this.piece.set(pair.from, this.filled);
    this.filled += pair.from.length;
    this.waiting.push(pair);
  }

  /** Sends what waits, and leaves no content behind. */
  flush(): void {
    const filled = this.piece.subarray(0, this.filled);
    this.stream.apply(filled, filled);
    let at = 0;
    for (const { to } of this.waiting) {
      to.set(filled.subarray(at, at + to.length));
      at += to.length;
    }
    filled.fill(0);
    this.waiting = [];
    this.filled = 0;
  }
}

/** Sends subresource 0's logical bytes through the key stream, from one resource to the other (D-24). */
export function runBlt(core: D3D11Core, blt: Blt, stream: CtrStream): Hresult {
  const pairs = [...runPairs(core, blt)];
  const [only] = pairs;
  if (only && pairs.length === 1) {
    stream.apply(only.from, only.to);
    return S_OK;
  }
  const gatherer = new Gatherer(stream);
  for (const pair of pairs) gatherer.add(pair);
  gatherer.flush();
  return S_OK;
}
