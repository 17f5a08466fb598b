import type { Address, Hresult, TableEntries } from '../../src/abi/index.js';
import {
  D3D11_1DDI_VIDEODEVICEFUNCS,
  E_INVALIDARG,
  FinishSessionKeyRefresh,
  S_OK,
  StartSessionKeyRefresh,
} from '../../src/ddi/index.js';
import type { Refuse } from '../core/refusal-recorder.js';
import { keySize, lacksCap, noPendingRefresh, noSessionKey } from './causes.js';
import type { D3D11Core } from './d3d11-core.js';
import type { CryptoSession } from './state.js';

/** Makes a number and keeps it; until Finish it changes nothing (SSKR-2, SSKR-4, SSKR-7). A newer one wins (D-26). */
function start(
  core: D3D11Core,
  refuse: Refuse,
  session: CryptoSession,
  RandomNumberSize: number,
  pRandomNumber: Address,
): Hresult {
  const { memory, policies } = core;
  const noCap = lacksCap(session, 'FRESHEN_SESSION_KEY');
  if (noCap) return refuse(E_INVALIDARG, noCap);
  if (!session.has('session')) return refuse(E_INVALIDARG, () => noSessionKey(session)); // D-10
  if (!policies.isKeySize(RandomNumberSize))
    return refuse(E_INVALIDARG, () => keySize('RandomNumberSize', 'D-26, SSKR-3', RandomNumberSize));
  const target = memory.range(pRandomNumber, RandomNumberSize);
  const number = policies.refreshNumber(core);
  policies.startRefresh(core, session, number);
  target.set(number.subarray(0, RandomNumberSize));
  number.fill(0);
  return S_OK;
}

/** The number takes effect (FSKR-1); a read-back key stays, and so does its IV sequence (D-25). */
function finish(core: D3D11Core, refuse: Refuse, session: CryptoSession): Hresult {
  const { policies, usedIvs } = core;
  const noCap = lacksCap(session, 'FRESHEN_SESSION_KEY');
  if (noCap) return refuse(E_INVALIDARG, noCap);
  if (!session.has('session')) return refuse(E_INVALIDARG, () => noSessionKey(session)); // D-10
  if (!session.has('refresh')) return refuse(E_INVALIDARG, noPendingRefresh); // FSKR-3, D-26
  policies.finishRefresh(core, session);
  session.drop('refresh');
  usedIvs.forget(session);
  if (policies.encryptionBltKey(core, session) === 'session') session.readBackIv = undefined; // D-20: another key
  return S_OK;
}

/** StartSessionKeyRefresh and FinishSessionKeyRefresh: a new session key without another key exchange (SSKR-1). */
export function keyRefreshFunctions(core: D3D11Core): TableEntries<typeof D3D11_1DDI_VIDEODEVICEFUNCS> {
  const refuseStart = core.refusals.of(StartSessionKeyRefresh);
  const refuseFinish = core.refusals.of(FinishSessionKeyRefresh);
  return core.ofDevice.guarded(D3D11_1DDI_VIDEODEVICEFUNCS, {
    pfnStartSessionKeyRefresh: (_device, session, RandomNumberSize, pRandomNumber) =>
      start(core, refuseStart, session, RandomNumberSize, pRandomNumber),

    pfnFinishSessionKeyRefresh: (_device, session) => finish(core, refuseFinish, session),
  });
}
