import type { Hresult } from '../../src/abi/index.js';
import type { CtrStream } from '../../src/crypto/index.js';
import { E_INVALIDARG, S_OK } from '../../src/ddi/index.js';
import type { KeyName } from '../core/key-ring.js';
import type { Cause, Refuse } from '../core/refusal-recorder.js';
import { ivSize, lacksCap, noReadBackKey, noSessionKey, notAlike, unaligned } from './causes.js';
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
  readonly refuse: Refuse;
  readonly session: CryptoSession;
  readonly source: Resource;
  readonly target: Resource;
  readonly IVSize: number;
  /** The caps bit that gates the blt. */
  readonly cap: 'ENCRYPTED_READ_BACK' | 'DECRYPTION_BLT';
  /** The key that it needs. */
  readonly keyName: KeyName;
  /** An argument that was given and that the caps do not allow. */
  readonly notAllowed?: (() => Cause) | undefined;
}

/** What is left to check behind the prologue, in the order of D-16: caps, key, sizes. Nothing is touched. */
export function checkBlt(core: D3D11Core, request: BltRequest): Blt | Hresult {
  const { policies } = core;
  const { refuse, session, keyName, notAllowed } = request;
  const noCap = lacksCap(session, request.cap);
  if (noCap) return refuse(E_INVALIDARG, noCap);
  if (notAllowed) return refuse(E_INVALIDARG, notAllowed);
  if (!session.has('session')) return refuse(E_INVALIDARG, noSessionKey); // D-10
  const key = session.key(keyName);
  if (key === undefined) return refuse(E_INVALIDARG, noReadBackKey); // D-25
  const [source, target] = [subresourceAt(request.source, 0)!, subresourceAt(request.target, 0)!];
  if (request.IVSize !== IV_BYTES) return refuse(E_INVALIDARG, () => ivSize(IV_BYTES, request.IVSize));
  if (!sameShape(source.surface, target.surface))
    return refuse(E_INVALIDARG, () => notAlike(source.surface, target.surface, 'DB-14, EB-5'));
  const { logicalBytes } = source.surface;
  if (!policies.fitsBlockAlignment(core, logicalBytes, session))
    // D-24
    return refuse(E_INVALIDARG, () => unaligned(logicalBytes, session.offer.blockAlignmentBytes));
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
