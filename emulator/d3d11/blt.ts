import type { Hresult } from '../../src/abi/index.js';
import type { CtrStream } from '../../src/crypto/index.js';
import { E_INVALIDARG, S_OK } from '../../src/ddi/index.js';
import type { KeyName } from '../core/key-ring.js';
import type { Refuse } from '../core/refusal-recorder.js';
import {
  ivSize,
  lacksCap,
  noReadBackKey,
  noSessionKey,
  notAlike,
  notWithoutCap,
  unaligned,
} from './causes.js';
import type { D3D11Core } from './d3d11-core.js';
import type { EncryptedBlockInfo } from './encrypted-block-info.js';
import { GatheredStream } from './gathered-stream.js';
import { runPartly } from './partial-blt.js';
import type { ArgumentCap } from './policies.js';
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

/** An argument that goes with a cap of its own. */
interface OptionalArgument {
  readonly argument: string;
  readonly isGiven: boolean;
  readonly cap: ArgumentCap;
  readonly clause: string;
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
  /** What is given of arguments that go with caps of their own. */
  readonly optional?: readonly OptionalArgument[];
}

/** What is left to check behind the prologue, in the order of D-16: caps, key, sizes. Nothing is touched. */
export function checkBlt(core: D3D11Core, request: BltRequest): Blt | Hresult {
  const { policies } = core;
  const { refuse, session, keyName, optional = [] } = request;
  const noCap = lacksCap(session, request.cap);
  if (noCap) return refuse(E_INVALIDARG, noCap);
  const extra = optional.find(({ isGiven, cap }) => isGiven && !policies.takesArgument(session, cap));
  if (extra) return refuse(E_INVALIDARG, () => notWithoutCap(extra.argument, extra.cap, extra.clause));
  if (!session.has('session')) return refuse(E_INVALIDARG, () => noSessionKey(session)); // D-10
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

/**
 * Sends subresource 0's logical bytes through the key stream, from one resource to the other, which may be the same
 * (D-24).
 * @param begin starts the key stream
 * @param info which bytes are encrypted; undefined where all are
 */
export function runBlt(
  core: D3D11Core,
  { source, target }: Blt,
  begin: () => CtrStream,
  info?: EncryptedBlockInfo,
): Hresult {
  const { memory, policies } = core;
  // Both surfaces have one shape, so that their runs lie at the same places.
  const from = memory.range(source.address, source.surface.pitchedBytes);
  const to = memory.range(target.address, target.surface.pitchedBytes);
  const runs = [...policies.bltRuns(source.surface)];
  if (info) runPartly(core, info, runs, new GatheredStream(begin, from, to));
  else begin().applyRuns(from, to, runs);
  return S_OK;
}
