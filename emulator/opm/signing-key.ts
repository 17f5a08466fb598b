import type { TableEntries } from '../../src/abi/index.js';
import {
  DXGK_OPM_INTERFACE as TABLE,
  DxgkDdiOPMSetSigningKeyAndSequenceNumbers,
  NTSTATUSES as S,
  OPM_ENCRYPTED_INITIALIZATION_PARAMETERS as PARAMETERS,
  OPM_INIT_PLAINTEXT as PLAINTEXT,
  STATUS_SUCCESS,
} from '../../src/ddi/index.js';
import { startMessageCause } from './start-message-cause.js';
import type { OpmCore } from './opm-core.js';
import type { ProtectedOutput } from './state.js';

const noRandom = new Uint8Array(16);

/** Stores key and numbers of a start message with the right random (OPM-8). @returns false where it is another one */
function start(
  { opmPolicies }: OpmCore,
  object: ProtectedOutput,
  isOpened: boolean,
  message: Uint8Array,
): boolean {
  const at = PLAINTEXT.offset;
  const random = message.subarray(at.rnRandomNumber, at.SigningKey);
  const isRight = opmPolicies.isOpmRandom(object.issuedRandom ?? noRandom, random);
  if (!opmPolicies.mayTakeSigningKey(object) || !isOpened || !isRight) return false;
  opmPolicies.installSigningKey(object, message.subarray(at.SigningKey, at.ulStatusSequenceStart));
  const numbers = new DataView(message.buffer, message.byteOffset);
  object.statusNumber = numbers.getUint32(at.ulStatusSequenceStart, true);
  object.commandNumber = numbers.getUint32(at.ulCommandSequenceStart, true);
  return true;
}

/** DxgkDdiOPMSetSigningKeyAndSequenceNumbers: one code, and the same work, for whatever is wrong (OPM-9, D-03). */
export function signingKeyFunctions(core: OpmCore): TableEntries<typeof TABLE> {
  const { memory, opmPolicies } = core;
  const refuse = core.refusals.of(DxgkDdiOPMSetSigningKeyAndSequenceNumbers);
  return core.ofAdapter.guarded(TABLE, {
    DxgkDdiOPMSetSigningKeyAndSequenceNumbers: (_adapter, object, pParameters) => {
      const ciphertext = memory.copyOut(pParameters, PARAMETERS.bytes);
      const isOpm = object.semantics === 'OPM';
      const { valid, message } = isOpm
        ? opmPolicies.openOpmStart(core, ciphertext)
        : opmPolicies.openOpmCoppStart(core, ciphertext);
      const isStarted = start(core, object, valid, message);
      message.fill(0); // the key is in it
      if (isStarted) return STATUS_SUCCESS;
      return refuse(S.STATUS_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS, () =>
        startMessageCause(core, object, ciphertext, valid),
      );
    },
  });
}
