import type { Guid, Hresult, Struct, TableEntries } from '../../src/abi/index.js';
import {
  COPP_DDI,
  COPPCommand,
  DDERR_TOOBIGSIZE,
  DXVA_COPPCommand as COMMAND,
  DXVA_COPPSetProtectionLevel,
  DXVA_COPPSetProtectionLevelCmdData as LEVEL_DATA,
  DXVA_COPPSetSignaling,
  DXVA_COPPSetSignalingCmdData as SIGNALING_DATA,
  E_INVALIDARG,
  E_UNEXPECTED,
  S_OK,
} from '../../src/ddi/index.js';
import type { Refuse } from '../core/refusal-recorder.js';
import {
  commandSize,
  modeTooLarge,
  noLevel,
  noProtection,
  noStandard,
  unknownCommand,
  wrongMac,
  wrongNumber,
  wrongState,
} from './causes.js';
import type { CoppCore } from './copp-core.js';
import { protectionOn } from './levels.js';
import type { CommandCheck } from './policies.js';
import { changedSignaling } from './signaling.js';
import type { CoppSession } from './state.js';

/** What one command needs and does. */
interface Effect {
  readonly data: Struct;
  /** Looks into the content and carries it out, or changes nothing. */
  readonly carryOut: (core: CoppCore, refuse: Refuse, session: CoppSession, data: Uint8Array) => Hresult;
}

/** A command as it arrived. */
interface Arrived {
  readonly bytes: Uint8Array;
  readonly guid: Guid;
  readonly number: number;
  readonly dataBytes: number;
  readonly effect: Effect | undefined;
}

function setProtectionLevel(core: CoppCore, refuse: Refuse, session: CoppSession, data: Uint8Array): Hresult {
  const { policies } = core;
  const { ProtType, ProtLevel } = LEVEL_DATA.fromBytes(data);
  const output = policies.coppOutput(core, session);
  const protection = protectionOn(output, ProtType);
  if (!protection)
    return refuse(E_INVALIDARG, () => noProtection('pCommand', output.requests.protections, ProtType));
  if (!policies.isCoppLevel(protection, ProtLevel))
    return refuse(E_INVALIDARG, () => noLevel(protection, ProtLevel));
  if (ProtLevel > 0 && !policies.coppModeCarries(output, protection))
    return refuse(DDERR_TOOBIGSIZE, () => modeTooLarge(output, protection));
  policies.setCoppLevel(session, protection, ProtLevel);
  return S_OK;
}

function setSignaling(core: CoppCore, refuse: Refuse, session: CoppSession, data: Uint8Array): Hresult {
  const output = core.policies.coppOutput(core, session);
  const asked = SIGNALING_DATA.fromBytes(data);
  const changed = changedSignaling(output, asked);
  if (!changed) return refuse(E_INVALIDARG, () => noStandard(output, asked.ActiveTVProtectionStandard));
  output.signaling = changed;
  return S_OK;
}

const effects: ReadonlyMap<Guid, Effect> = new Map<Guid, Effect>([
  [DXVA_COPPSetProtectionLevel, { data: LEVEL_DATA, carryOut: setProtectionLevel }],
  [DXVA_COPPSetSignaling, { data: SIGNALING_DATA, carryOut: setSignaling }],
]);

function arrived(bytes: Uint8Array): Arrived {
  const { guidCommandID, dwSequence, cbSizeData } = COMMAND.fromBytes(bytes);
  return {
    bytes,
    guid: guidCommandID,
    number: dwSequence,
    dataBytes: cbSizeData,
    effect: effects.get(guidCommandID),
  };
}

/** COPP-14: over the bytes that arrived, whatever the unused ones hold. */
function isSigned({ engine, policies }: CoppCore, session: CoppSession, bytes: Uint8Array): boolean {
  const mac = engine.omac1(session.key('session')!, policies.coppCommandRegion(bytes));
  return policies.isCoppMac(mac, bytes.subarray(0, COMMAND.offset.guidCommandID));
}

/** Each check with the code that it fails with (COPP-18). */
const checks: Readonly<
  Record<CommandCheck, (core: CoppCore, refuse: Refuse, session: CoppSession, command: Arrived) => Hresult>
> = {
  number: ({ policies }, refuse, { commandNumber }, { number }) =>
    policies.isCoppNumber(commandNumber, number)
      ? S_OK
      : refuse(E_INVALIDARG, () => wrongNumber('pCommand', commandNumber, number)),
  command: (_core, refuse, _session, { guid, effect }) =>
    effect ? S_OK : refuse(E_INVALIDARG, () => unknownCommand(guid, effects.keys())),
  size: ({ policies }, refuse, _session, { dataBytes, effect }) =>
    policies.isCoppCommandSize(dataBytes, effect!.data.bytes)
      ? S_OK
      : refuse(E_INVALIDARG, () => commandSize(effect!.data.bytes, dataBytes)),
  mac: (core, refuse, session, { bytes }) =>
    isSigned(core, session, bytes) ? S_OK : refuse(E_UNEXPECTED, wrongMac),
};

function carryOut(core: CoppCore, refuse: Refuse, session: CoppSession, command: Arrived): Hresult {
  for (const check of core.policies.coppCommandChecks()) {
    const code = checks[check](core, refuse, session, command);
    if (code !== S_OK) return code;
  }
  const { bytes } = command;
  const effect = command.effect!; // a command without one was refused
  const at = COMMAND.offset.CommandData;
  return effect.carryOut(core, refuse, session, bytes.subarray(at, at + effect.data.bytes));
}

/** COPPCommand (COPP-13…COPP-20, D-50). */
export function commandFunctions(core: CoppCore): TableEntries<typeof COPP_DDI> {
  const { memory, policies } = core;
  const refuse = core.refusals.of(COPPCommand);
  return core.ofSession.guarded(COPP_DDI, {
    COPPCommand: (session, pCommand) => {
      if (!policies.coppAllows(session.state, 'command'))
        return refuse(E_UNEXPECTED, () => wrongState('command', session.state));
      const code = carryOut(core, refuse, session, arrived(memory.copyOut(pCommand, COMMAND.bytes)));
      session.commandNumber = policies.nextCoppCommand(session.commandNumber, code);
      return code;
    },
  });
}
