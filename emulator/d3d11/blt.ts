import type { Hresult } from '../../src/abi/index.js';
import type { CtrStream } from '../../src/crypto/index.js';
import { E_INVALIDARG, S_OK } from '../../src/ddi/index.js';
import type { D3D11Core } from './d3d11-core.js';
import type { CryptoSession, Resource } from './state.js';
import type { Subresource } from './subresource.js';
import { subresourceAt } from './subresource.js';
import { sameShape } from './surface.js';

/** Bytes of D3D11_1DDI_AES_CTR_IV. */
export const IV_BYTES = 16;

/** What a blt works on, once every check has passed: subresource 0 of both resources (D-24). */
export interface Blt {
  readonly key: Uint8Array;
  readonly source: Subresource;
  readonly target: Subresource;
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
  const { session } = request;
  if ((profile.caps & request.cap) === 0 || !request.allowedByCaps) return E_INVALIDARG;
  const key = session.key('session');
  if (key === undefined) return E_INVALIDARG; // D-10
  const [source, target] = [subresourceAt(request.source, 0)!, subresourceAt(request.target, 0)!];
  if (request.IVSize !== IV_BYTES || !sameShape(source.surface, target.surface)) return E_INVALIDARG;
  if (!policies.fitsBlockAlignment(core, source.surface.logicalBytes)) return E_INVALIDARG; // D-24
  return { key, source, target };
}

/** Runs that go through the engine at once: a call of it costs as much as some kilobytes of cipher. */
const runsTogether = 64;

/** A run of logical bytes in each of the two surfaces. */
interface RunPair {
  readonly from: Uint8Array;
  readonly to: Uint8Array;
}

/** The runs of both surfaces, which have one shape, so that they lie at the same places. */
function runPairs({ memory, policies }: D3D11Core, { source, target }: Blt): readonly RunPair[] {
  const from = memory.range(source.address, source.surface.pitchedBytes);
  const to = memory.range(target.address, target.surface.pitchedBytes);
  return Array.from(policies.bltRuns(source.surface), ({ offset, bytes }) => ({
    from: from.subarray(offset, offset + bytes),
    to: to.subarray(offset, offset + bytes),
  }));
}

/** Puts runs side by side, sends them through the key stream at once, takes them apart, and leaves no content behind. */
function applyTogether(stream: CtrStream, pairs: readonly RunPair[]): void {
  const piece = Buffer.concat(pairs.map(({ from }) => from));
  stream.apply(piece, piece);
  let at = 0;
  for (const { to } of pairs) {
    to.set(piece.subarray(at, at + to.length));
    at += to.length;
  }
  piece.fill(0);
}

/** Sends subresource 0's logical bytes through the key stream, from one resource to the other (D-24). */
export function runBlt(core: D3D11Core, blt: Blt, stream: CtrStream): Hresult {
  const pairs = runPairs(core, blt);
  const [whole, ...others] = pairs;
  if (whole && others.length === 0) stream.apply(whole.from, whole.to);
  else
    for (let first = 0; first < pairs.length; first += runsTogether)
      applyTogether(stream, pairs.slice(first, first + runsTogether));
  return S_OK;
}
