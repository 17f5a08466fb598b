import type { Address, TableEntries } from '../../src/abi/index.js';
import type { Ntstatus } from '../../src/ddi/index.js';
import {
  DXGK_OPM_INTERFACE as TABLE,
  DxgkDdiOPMGetCOPPCompatibleInformation,
  DxgkDdiOPMGetInformation,
  NTSTATUSES as S,
  OPM_COPP_COMPATIBLE_GET_INFO_PARAMETERS as COPP_PARAMETERS,
  OPM_GET_INFO_PARAMETERS as PARAMETERS,
  OPM_RANDOM_NUMBER,
  OPM_REQUESTED_INFORMATION as REPLY,
  OPM_STANDARD_INFORMATION as STANDARD,
  STATUS_SUCCESS,
} from '../../src/ddi/index.js';
import type { Refuse } from '../core/refusal-recorder.js';
import { otherSemantics, parametersSize, unknownRequest } from './causes.js';
import { codeOfOther } from './find-protection.js';
import type { Message } from './message.js';
import { checkMessage, readMessage } from './message.js';
import type { OpmCore } from './opm-core.js';
import { requests } from './replies.js';
import type { ProtectedOutput, Semantics } from './state.js';

const invalid = S.STATUS_GRAPHICS_OPM_INVALID_INFORMATION_REQUEST;

/** The payload of the reply, without random and flags; a code where the request is refused (OPM-20). */
function payloadOf(
  core: OpmCore,
  refuse: Refuse,
  object: ProtectedOutput,
  message: Message,
  region: Uint8Array | undefined,
): Uint8Array | Ntstatus {
  const { opmPolicies } = core;
  const { guid, parametersBytes, parameters } = message;
  const code = checkMessage(core, refuse, object, message, {
    invalid,
    region,
    expected: object.statusNumber,
    macClause: 'OPM-12, OPM-16',
    numberClause: 'OPM-15, OPM-16',
  });
  if (code !== STATUS_SUCCESS) return code;
  const request = requests.get(guid);
  if (!request) return refuse(invalid, () => unknownRequest(guid, requests.keys())); // D-57
  const { semantics } = object;
  if (!opmPolicies.opmAllows(object, request.of))
    return refuse(codeOfOther(semantics), () => otherSemantics(semantics, 'the request'));
  if (!opmPolicies.isOpmParametersSize(parametersBytes, request.parametersBytes))
    return refuse(invalid, () => parametersSize('OPM-23', request.parametersBytes, parametersBytes));
  return request.reply({ core, object, output: opmPolicies.opmOutput(object), parameters, refuse });
}

/** A reply with random, flags and omac (OPM-13, OPM-14, OPM-25). */
function signed(
  { opmPolicies, memory }: OpmCore,
  object: ProtectedOutput,
  payload: Uint8Array,
  random: Uint8Array,
  pReply: Address,
): Uint8Array {
  payload.set(opmPolicies.opmEcho(random));
  new DataView(payload.buffer).setUint32(
    STANDARD.offset.ulStatusFlags,
    opmPolicies.takeOpmFlags(object),
    true,
  );
  const reply = opmPolicies.opmReply(() => memory.copyOut(pReply, REPLY.bytes));
  const size = opmPolicies.opmReplySize(payload.length);
  new DataView(reply.buffer).setUint32(REPLY.offset.cbRequestedInformationSize, size, true);
  reply.set(payload, REPLY.offset.abRequestedInformation);
  reply.set(object.omac(opmPolicies.opmReplyRegion(reply)));
  return reply;
}

/** How the two functions differ. */
interface Kind {
  readonly of: Semantics;
  readonly message: 'request' | 'coppRequest';
  readonly randomAt: number;
}

const opm: Kind = { of: 'OPM', message: 'request', randomAt: PARAMETERS.offset.rnRandomNumber };
const copp: Kind = { of: 'COPP', message: 'coppRequest', randomAt: COPP_PARAMETERS.offset.rnRandomNumber };

/** Answers one request. What fails leaves the output, the flags that are to be told, and the number as they are. */
function answer(
  core: OpmCore,
  refuse: Refuse,
  { of, message: kind, randomAt }: Kind,
  object: ProtectedOutput,
  pParameters: Address,
  pReply: Address,
): Ntstatus {
  const { memory, opmPolicies } = core;
  if (!opmPolicies.opmAllows(object, [of]))
    return refuse(codeOfOther(object.semantics), () => otherSemantics(object.semantics, 'the function'));
  const message = readMessage(core, kind, pParameters);
  const region = of === 'OPM' ? opmPolicies.opmRequestRegion(message.bytes) : undefined;
  const payload = payloadOf(core, refuse, object, message, region);
  if (typeof payload === 'number') return payload;
  memory.range(pReply, REPLY.bytes);
  const random = message.bytes.subarray(randomAt, randomAt + OPM_RANDOM_NUMBER.bytes);
  memory.copyIn(pReply, signed(core, object, payload, random, pReply));
  return STATUS_SUCCESS;
}

/** DxgkDdiOPMGetInformation and DxgkDdiOPMGetCOPPCompatibleInformation (OPM-11…OPM-25). */
export function informationFunctions(core: OpmCore): TableEntries<typeof TABLE> {
  const { refusals, opmPolicies } = core;
  const of =
    (refuse: Refuse, kind: Kind) =>
    (_adapter: unknown, object: ProtectedOutput, pParameters: Address, pReply: Address): Ntstatus => {
      const code = answer(core, refuse, kind, object, pParameters, pReply);
      object.statusNumber = opmPolicies.nextOpmStatus(object.statusNumber, code);
      return code;
    };
  return core.ofAdapter.guarded(TABLE, {
    DxgkDdiOPMGetInformation: of(refusals.of(DxgkDdiOPMGetInformation), opm),
    DxgkDdiOPMGetCOPPCompatibleInformation: of(refusals.of(DxgkDdiOPMGetCOPPCompatibleInformation), copp),
  });
}
