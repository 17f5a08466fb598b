import type { Address, Hresult, TableEntries } from '../../src/abi/index.js';
import {
  COPP_DDI,
  COPPQueryStatus,
  DXVA_COPPStatusData,
  DXVA_COPPStatusInput as INPUT,
  DXVA_COPPStatusOutput as OUTPUT,
  E_INVALIDARG,
  E_UNEXPECTED,
  S_OK,
} from '../../src/ddi/index.js';
import type { Refuse } from '../core/refusal-recorder.js';
import { noProtection, querySize, unknownQuery, wrongNumber, wrongState } from './causes.js';
import type { CoppCore } from './copp-core.js';
import { protectionOn } from './levels.js';
import { queries } from './replies.js';
import type { CoppSession } from './state.js';

const empty = new Uint8Array(0);

/** The payload of the reply, without signature; a code where the request is refused. */
function payloadOf(
  core: CoppCore,
  refuse: Refuse,
  session: CoppSession,
  request: Uint8Array,
): Uint8Array | Hresult {
  const { policies, profile } = core;
  const { guidStatusRequestID, dwSequence, cbSizeData, StatusData } = INPUT.fromBytes(request);
  const { statusNumber } = session;
  if (!policies.isCoppNumber(statusNumber, dwSequence))
    return refuse(E_INVALIDARG, () => wrongNumber('pInput', statusNumber, dwSequence));
  const query = queries.get(guidStatusRequestID);
  // COPP-29, D-51
  if (!query && profile.coppUnknownQuery === 'empty') return empty;
  if (!query) return refuse(E_INVALIDARG, () => unknownQuery(guidStatusRequestID));
  if (!policies.isCoppQuerySize(cbSizeData, query.inputBytes))
    return refuse(E_INVALIDARG, () => querySize(query.inputBytes, cbSizeData));
  const output = policies.coppOutput(core, session);
  const type = new DataView(StatusData.buffer, StatusData.byteOffset).getUint32(0, true);
  const payload = query.reply({ core, session, output, protection: protectionOn(output, type) });
  if (!payload) return refuse(E_INVALIDARG, () => noProtection('pInput', output.requests.protections, type)); // COPP-28
  payload.set(policies.coppEcho(request.subarray(INPUT.offset.rApp, INPUT.offset.guidStatusRequestID)));
  const flags = policies.takeCoppFlags(session);
  new DataView(payload.buffer).setUint32(DXVA_COPPStatusData.offset.dwFlags, flags, true);
  return payload;
}

/** COPP-24, COPP-25. */
function signed(core: CoppCore, session: CoppSession, payload: Uint8Array, pOutput: Address): Uint8Array {
  const { engine, policies, memory } = core;
  const reply = policies.coppReply(() => memory.copyOut(pOutput, OUTPUT.bytes));
  new DataView(reply.buffer).setUint32(OUTPUT.offset.cbSizeData, payload.length, true);
  reply.set(payload, OUTPUT.offset.COPPStatus);
  reply.set(engine.omac1(session.key('session')!, policies.coppReplyRegion(reply)), OUTPUT.offset.macKDI);
  return reply;
}

function answer(
  core: CoppCore,
  refuse: Refuse,
  session: CoppSession,
  pInput: Address,
  pOutput: Address,
): Hresult {
  const { memory } = core;
  const request = memory.copyOut(pInput, INPUT.bytes);
  const payload = payloadOf(core, refuse, session, request);
  if (typeof payload === 'number') return payload;
  memory.copyIn(pOutput, signed(core, session, payload, pOutput));
  return S_OK;
}

/** COPPQueryStatus (COPP-21…COPP-31, D-51). A request that is refused writes nothing (D-14). */
export function statusFunctions(core: CoppCore): TableEntries<typeof COPP_DDI> {
  const { policies } = core;
  const refuse = core.refusals.of(COPPQueryStatus);
  return core.ofSession.guarded(COPP_DDI, {
    COPPQueryStatus: (session, pInput, pOutput) => {
      if (!policies.coppAllows(session.state, 'queryStatus'))
        return refuse(E_UNEXPECTED, () => wrongState('queryStatus', session.state));
      const code = answer(core, refuse, session, pInput, pOutput);
      session.statusNumber = policies.nextCoppStatus(session.statusNumber, code);
      return code;
    },
  });
}
