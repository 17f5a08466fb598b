import type { Hresult, TableEntries } from '../../src/abi/index.js';
import { NULL } from '../../src/abi/index.js';
import type { COPP_DDI, HCOPPSession } from '../../src/ddi/index.js';
import { DDERR_UNSUPPORTEDMODE, E_INVALIDARG, E_OUTOFMEMORY, E_POINTER, S_OK } from '../../src/ddi/index.js';
import type { CoppCore } from './copp-core.js';
import { CoppSession } from './state.js';

function open(core: CoppCore, pThis: HCOPPSession, DevID: number): Hresult {
  if (pThis === NULL) return E_POINTER;
  const output = core.outputs.at(DevID);
  if (!core.handles.isVacant(pThis) || !output?.profile.copp) return E_INVALIDARG;
  if (core.outputs.isSpread) return DDERR_UNSUPPORTEDMODE;
  if (!core.allocations.take()) return E_OUTOFMEMORY;
  const session = new CoppSession(core, pThis, output);
  core.coppSessions.add(pThis, session);
  return S_OK;
}

/**
 * COPP-36. No device ends a session that is left, so that one whose block was overwritten can be closed still: it is
 * reported, its key goes, and it asks for nothing any more (D-61).
 */
function close(core: CoppCore, pThis: HCOPPSession): Hresult {
  const { policies, coppSessions, report } = core;
  if (pThis === NULL) return E_POINTER;
  const session = coppSessions.remove(pThis) ?? coppSessions.removeOverwritten(pThis, report);
  if (!session) return E_INVALIDARG;
  policies.withdrawCopp(session);
  session.output.unwatch(session.events);
  session.clear();
  return S_OK;
}

/** COPPOpenVideoSession and COPPCloseVideoSession (COPP-34…COPP-36). */
export function sessionFunctions(core: CoppCore): TableEntries<typeof COPP_DDI> {
  return {
    COPPOpenVideoSession: (pThis, DevID) => open(core, pThis, DevID),
    COPPCloseVideoSession: (pThis) => close(core, pThis),
  };
}
