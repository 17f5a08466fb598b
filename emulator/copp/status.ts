import type { Address, Hresult, TableEntries } from '../../src/abi/index.js';
import {
  COPP_DDI,
  DXVA_COPPStatusData,
  DXVA_COPPStatusInput as INPUT,
  DXVA_COPPStatusOutput as OUTPUT,
  E_INVALIDARG,
  E_UNEXPECTED,
  S_OK,
} from '../../src/ddi/index.js';
import type { CoppCore } from './copp-core.js';
import { protectionOn } from './levels.js';
import { queries } from './replies.js';
import type { CoppSession } from './state.js';

const empty = new Uint8Array(0);

/** The payload of the reply, without signature; a code where the request is refused. */
function payloadOf(core: CoppCore, session: CoppSession, request: Uint8Array): Uint8Array | Hresult {
  const { policies, profile } = core;
  const { guidStatusRequestID, dwSequence, cbSizeData, StatusData } = INPUT.fromBytes(request);
  if (!policies.isCoppNumber(session.statusNumber, dwSequence)) return E_INVALIDARG;
  const query = queries.get(guidStatusRequestID);
  if (!query) return profile.coppUnknownQuery === 'empty' ? empty : E_INVALIDARG; // COPP-29, D-51
  if (!policies.isCoppQuerySize(cbSizeData, query.inputBytes)) return E_INVALIDARG;
  const output = policies.coppOutput(core, session);
  const type = new DataView(StatusData.buffer, StatusData.byteOffset).getUint32(0, true);
  const payload = query.reply({ core, session, output, protection: protectionOn(output, type) });
  if (!payload) return E_INVALIDARG; // COPP-28
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

function answer(core: CoppCore, session: CoppSession, pInput: Address, pOutput: Address): Hresult {
  const { memory } = core;
  const request = memory.copyOut(pInput, INPUT.bytes);
  const payload = payloadOf(core, session, request);
  if (typeof payload === 'number') return payload;
  memory.copyIn(pOutput, signed(core, session, payload, pOutput));
  return S_OK;
}

/** COPPQueryStatus (COPP-21…COPP-31, D-51). A request that is refused writes nothing (D-14). */
export function statusFunctions(core: CoppCore): TableEntries<typeof COPP_DDI> {
  const { policies } = core;
  return core.ofSession.guarded(COPP_DDI, {
    COPPQueryStatus: (session, pInput, pOutput) => {
      if (!policies.coppAllows(session.state, 'queryStatus')) return E_UNEXPECTED;
      const code = answer(core, session, pInput, pOutput);
      session.statusNumber = policies.nextCoppStatus(session.statusNumber, code);
      return code;
    },
  });
}
