import type { Hresult } from '../../src/abi/index.js';
import type { CtrStream } from '../../src/crypto/index.js';
import { E_INVALIDARG, S_OK } from '../../src/ddi/index.js';
import type { KeyName } from '../core/key-ring.js';
import type { Refuse } from '../core/refusal-recorder.js';
import { ivSize, noCap, noReadBackKey, noSessionKey, notAlike, notWithoutCap, unaligned } from './causes.js';
import type { D3D11Core } from './d3d11-core.js';
import type { EncryptedBlockInfo } from './encrypted-block-info.js';
import { GatheredStream } from './gathered-stream.js';
import type { CryptoSession, Resource } from './state.js';
import type { Subresource } from './subresource.js';
import { subresourceAt } from './subresource.js';
import type { Run } from './surface.js';
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
  readonly cap: 'PARTIAL_DECRYPTION' | 'CONTENT_KEY';
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
  const { refuse, session, cap, keyName, optional = [] } = request;
  if (!policies.hasCap(core, cap, session)) return refuse(E_INVALIDARG, () => noCap(cap));
  const extra = optional.find(
    ({ isGiven, cap: needed }) => isGiven && !policies.hasCap(core, needed, session),
  );
  if (extra) return refuse(E_INVALIDARG, () => notWithoutCap(extra.argument, extra.cap, extra.clause));
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

/** Applies the key stream to the bytes that are encrypted; the others only come along (EBI-1, EBI-2, D-23). */
function runPartly(
  core: D3D11Core,
  info: EncryptedBlockInfo,
  runs: readonly Run[],
  to: GatheredStream,
): void {
  const { policies } = core;
  let at = 0;
  let encrypted = 0;
  for (const { offset, bytes } of runs) {
    for (let inRun = 0; inRun < bytes;) {
      const stretch = policies.stretchAt(info, at);
      const taken = Math.min(Math.abs(stretch), bytes - inRun);
      if (stretch > 0) {
        to.seek(policies.keyStreamAt(core, at, encrypted));
        to.add(offset + inRun, taken);
        encrypted += taken;
      }
      at += taken;
      inRun += taken;
    }
  }
}

/**
 * Sends subresource 0's logical bytes through the key stream, from one resource to the other, which may be the same
 * (D-24). Of both resources, which have one shape, every byte lies at the same place.
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
  const from = memory.range(source.address, source.surface.pitchedBytes);
  const to = memory.range(target.address, target.surface.pitchedBytes);
  const part = (bytes: Uint8Array, run: Run) => bytes.subarray(run.offset, run.offset + run.bytes);
  const runs = [...policies.bltRuns(source.surface)];
  if (!info && runs.length === 1) {
    begin().apply(part(from, runs[0]!), part(to, runs[0]!));
    return S_OK;
  }
  const gathered = new GatheredStream(begin, from, to, from.length);
  if (info) {
    if (source.address !== target.address) for (const run of runs) part(to, run).set(part(from, run));
    runPartly(core, info, runs, gathered);
  } else for (const { offset, bytes } of runs) gathered.add(offset, bytes);
  gathered.flush();
  return S_OK;
}
