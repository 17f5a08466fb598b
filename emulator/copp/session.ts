import type { Hresult, TableEntries } from '../../src/abi/index.js';
import { NULL } from '../../src/abi/index.js';
import type { COPP_DDI, HCOPPSession } from '../../src/ddi/index.js';
import {
  COPPCloseVideoSession,
  COPPOpenVideoSession,
  DDERR_UNSUPPORTEDMODE,
  E_INVALIDARG,
  E_OUTOFMEMORY,
  E_POINTER,
  S_OK,
} from '../../src/ddi/index.js';
import { blockInUse, deadHandle, noMemory, nullPointer } from '../core/causes.js';
import type { Refuse } from '../core/refusal-recorder.js';
import { noDevice, spreadDesktop } from './causes.js';
import type { CoppCore } from './copp-core.js';
import { CoppSession } from './state.js';

function open(core: CoppCore, refuse: Refuse, pThis: HCOPPSession, DevID: number): Hresult {
  const { outputs, handles } = core;
  if (pThis === NULL) return refuse(E_POINTER, () => nullPointer('pThis'));
  const output = outputs.at(DevID);
  if (!handles.isVacant(pThis)) return refuse(E_INVALIDARG, () => blockInUse('pThis', handles.whatIs(pThis)));
  if (!output?.profile.copp)
    return refuse(E_INVALIDARG, () => noDevice(outputs.all.length, DevID, output !== undefined));
  if (outputs.isSpread) return refuse(DDERR_UNSUPPORTEDMODE, () => spreadDesktop(outputs.multiMonitorMode));
  if (!core.allocations.take()) return refuse(E_OUTOFMEMORY, () => noMemory('COPP-39'));
  const session = new CoppSession(core, pThis, output);
  core.coppSessions.add(pThis, session);
  return S_OK;
}

/**
 * COPP-36. No device ends a session that is left, so that one whose block was overwritten can be closed still: it is
 * reported, its key goes, and it asks for nothing any more (D-61).
 */
function close(core: CoppCore, refuse: Refuse, pThis: HCOPPSession): Hresult {
  const { policies, coppSessions, report } = core;
  if (pThis === NULL) return refuse(E_POINTER, () => nullPointer('pThis'));
  const session = coppSessions.remove(pThis) ?? coppSessions.removeOverwritten(pThis, report);
  if (!session)
    return refuse(E_INVALIDARG, () =>
      deadHandle(COPPCloseVideoSession.parameters[0], core.handles.whatIs(pThis)),
    );
  policies.withdrawCopp(session);
  session.output.unwatch(session.events);
  session.clear();
  return S_OK;
}

/** COPPOpenVideoSession and COPPCloseVideoSession (COPP-34…COPP-36). */
export function sessionFunctions(core: CoppCore): TableEntries<typeof COPP_DDI> {
  const { refusals } = core;
  const [refuseOpen, refuseClose] = [refusals.of(COPPOpenVideoSession), refusals.of(COPPCloseVideoSession)];
  return {
    COPPOpenVideoSession: (pThis, DevID) => open(core, refuseOpen, pThis, DevID),
    COPPCloseVideoSession: (pThis) => close(core, refuseClose, pThis),
  };
}
