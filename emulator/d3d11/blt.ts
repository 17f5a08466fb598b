import type { Hresult } from '../../src/abi/index.js';
import type { CtrStream } from '../../src/crypto/index.js';
import { D3D11_1DDI_CONTENT_PROTECTION_CAPS as CAPS, E_INVALIDARG, S_OK } from '../../src/ddi/index.js';
import type { Cause, Refuse } from '../core/refusal-recorder.js';
import { ivSize, noCap, noSessionKey, notAlike, unaligned } from './causes.js';
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
  /** An argument that was given and that the caps do not allow. */
  readonly notAllowed?: (() => Cause) | undefined;
}

/** What is left to check behind the prologue, in the order of D-16: caps, key, sizes. Nothing is touched. */
export function checkBlt(core: D3D11Core, request: BltRequest): Blt | Hresult {
  const { policies, profile } = core;
  const { refuse, session, cap, notAllowed } = request;
  if ((profile.caps & CAPS[cap]) === 0) return refuse(E_INVALIDARG, () => noCap(cap));
  if (notAllowed) return refuse(E_INVALIDARG, notAllowed);
  const key = session.key('session');
  if (key === undefined) return refuse(E_INVALIDARG, noSessionKey); // D-10
  const [source, target] = [subresourceAt(request.source, 0)!, subresourceAt(request.target, 0)!];
  if (request.IVSize !== IV_BYTES) return refuse(E_INVALIDARG, () => ivSize(IV_BYTES, request.IVSize));
  if (!sameShape(source.surface, target.surface))
    return refuse(E_INVALIDARG, () => notAlike(source.surface, target.surface, 'DB-14, EB-5'));
  const { logicalBytes } = source.surface;
  if (!policies.fitsBlockAlignment(core, logicalBytes))
    // D-24
    return refuse(E_INVALIDARG, () => unaligned(logicalBytes, profile.blockAlignmentBytes));
  return { key, source, target };
}

/** Sends subresource 0's logical bytes through the key stream, from one resource to the other (D-24). */
export function runBlt({ memory, policies }: D3D11Core, { source, target }: Blt, stream: CtrStream): Hresult {
  // Both surfaces have one shape, so that their runs lie at the same places.
  const from = memory.range(source.address, source.surface.pitchedBytes);
  const to = memory.range(target.address, target.surface.pitchedBytes);
  stream.applyRuns(from, to, [...policies.bltRuns(source.surface)]);
  return S_OK;
}
