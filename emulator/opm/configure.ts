import type { Address, TableEntries } from '../../src/abi/index.js';
import { NULL } from '../../src/abi/index.js';
import type { Ntstatus } from '../../src/ddi/index.js';
import {
  DXGK_OPM_INTERFACE as TABLE,
  DxgkDdiOPMConfigureProtectedOutput,
  NTSTATUSES as S,
  STATUS_SUCCESS,
} from '../../src/ddi/index.js';
import type { Refuse } from '../core/refusal-recorder.js';
import { moreParameters, otherSemantics, parametersSize, unknownRequest } from './causes.js';
import { commands } from './commands.js';
import { codeOfOther } from './find-protection.js';
import { checkMessage, readMessage } from './message.js';
import type { OpmCore } from './opm-core.js';
import type { ProtectedOutput } from './state.js';

const invalid = S.STATUS_GRAPHICS_OPM_INVALID_CONFIGURATION_REQUEST;

function configure(
  core: OpmCore,
  refuse: Refuse,
  object: ProtectedOutput,
  pParameters: Address,
  moreBytes: number,
  pMore: Address,
): Ntstatus {
  const { memory, opmPolicies } = core;
  const { semantics } = object;
  const message = readMessage(core, 'command', pParameters);
  const { bytes, guid, parameters, parametersBytes } = message;
  const code = checkMessage(core, refuse, object, message, {
    invalid,
    region: opmPolicies.opmCommandRegion(bytes),
    expected: object.commandNumber,
    macClause: 'OPM-26, OPM-28',
    numberClause: 'OPM-27, OPM-28',
  });
  if (code !== STATUS_SUCCESS) return code;
  const command = commands.get(guid);
  if (!command) return refuse(invalid, () => unknownRequest(guid, commands.keys())); // D-57
  if (!opmPolicies.opmAllows(object, command.of))
    return refuse(codeOfOther(semantics), () => otherSemantics(semantics, 'the command'));
  const { takesMore } = command;
  if (!opmPolicies.mayCarryMore(object, takesMore, moreBytes, pMore === NULL))
    return refuse(invalid, () => moreParameters(semantics, takesMore, moreBytes));
  if (!opmPolicies.isOpmParametersSize(parametersBytes, command.parametersBytes))
    return refuse(invalid, () => parametersSize('OPM-30, OPM-31', command.parametersBytes, parametersBytes));
  const output = opmPolicies.opmOutput(object);
  const more = takesMore ? memory.copyOut(pMore, moreBytes) : new Uint8Array();
  return command.carryOut({ core, object, output, parameters, more, refuse });
}

/** DxgkDdiOPMConfigureProtectedOutput (OPM-26…OPM-33, OPM-45). */
export function configureFunctions(core: OpmCore): TableEntries<typeof TABLE> {
  const refuse = core.refusals.of(DxgkDdiOPMConfigureProtectedOutput);
  return core.ofAdapter.guarded(TABLE, {
    DxgkDdiOPMConfigureProtectedOutput: (_adapter, object, pParameters, moreBytes, pMore) => {
      const code = configure(core, refuse, object, pParameters, moreBytes, pMore);
      object.commandNumber = core.opmPolicies.nextOpmCommand(object.commandNumber, code);
      return code;
    },
  });
}
