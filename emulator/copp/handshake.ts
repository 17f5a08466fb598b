import type { Address, Hresult, TableEntries } from '../../src/abi/index.js';
import {
  COPP_DDI,
  COPP_DeviceState as STATE,
  COPP_SEQUENCE_PLAINTEXT as PLAINTEXT,
  COPPGetCertificateLength,
  COPPKeyExchange,
  COPPSequenceStart,
  DXVA_COPPSignature,
  E_UNEXPECTED,
  S_OK,
} from '../../src/ddi/index.js';
import { wrongState } from './causes.js';
import type { CoppCore } from './copp-core.js';
import { startMessageCause } from './start-message-cause.js';
import type { CoppSession } from './state.js';

function giveOut(core: CoppCore, session: CoppSession, pRandom: Address, pGHCertificate: Address): Hresult {
  const { memory, policies } = core;
  const certificate = policies.coppCertificate(core);
  const random = policies.coppRandom(core, session);
  memory.copyIn(pRandom, random);
  memory.copyIn(pGHCertificate, certificate);
  session.issuedRandom = random;
  session.state = STATE.KEY_EXCHANGED;
  return S_OK;
}

/**
 * Key and numbers are stored when the random was right, not before as in the sample (COPP-9, D-14).
 * @returns false where it is another random
 */
function start({ policies }: CoppCore, session: CoppSession, message: Uint8Array): boolean {
  const at = PLAINTEXT.offset;
  const random = message.subarray(at.rGraphicsDriver, at.kKDI);
  if (!policies.isCoppRandom(session.issuedRandom!, random)) return false;
  policies.installKdi(session, message.subarray(at.kKDI, at.dwStatusSequenceStart));
  const numbers = new DataView(message.buffer, message.byteOffset);
  session.statusNumber = numbers.getUint32(at.dwStatusSequenceStart, true);
  session.commandNumber = numbers.getUint32(at.dwCommandSequenceStart, true);
  session.state = STATE.SESSION_ACTIVE;
  return true;
}

/** COPPGetCertificateLength, COPPKeyExchange, COPPSequenceStart (COPP-1…COPP-12, D-07). */
export function handshakeFunctions(core: CoppCore): TableEntries<typeof COPP_DDI> {
  const { memory, policies, refusals } = core;
  const refuseLength = refusals.of(COPPGetCertificateLength);
  const refuseExchange = refusals.of(COPPKeyExchange);
  const refuseStart = refusals.of(COPPSequenceStart);
  return core.ofSession.guarded(COPP_DDI, {
    COPPGetCertificateLength: (session, pCertificateLength) => {
      if (!policies.coppAllows(session.state, 'certificateLength'))
        return refuseLength(E_UNEXPECTED, () => wrongState('certificateLength', session.state));
      memory.writeU32(pCertificateLength, policies.coppCertificate(core).length);
      session.state = STATE.CERT_LENGTH_RETURNED;
      return S_OK;
    },

    COPPKeyExchange: (session, pRandom, pGHCertificate) =>
      policies.coppAllows(session.state, 'keyExchange')
        ? giveOut(core, session, pRandom, pGHCertificate)
        : refuseExchange(E_UNEXPECTED, () => wrongState('keyExchange', session.state)),

    COPPSequenceStart: (session, pSeqStartInfo) => {
      if (!policies.coppAllows(session.state, 'sequenceStart'))
        return refuseStart(E_UNEXPECTED, () => wrongState('sequenceStart', session.state));
      const ciphertext = memory.copyOut(pSeqStartInfo, DXVA_COPPSignature.bytes);
      const message = policies.openCoppStart(core, ciphertext);
      const isStarted = message !== undefined && start(core, session, message);
      message?.fill(0); // the key is in it
      if (isStarted) return S_OK;
      const issued = session.issuedRandom!;
      return refuseStart(E_UNEXPECTED, () =>
        startMessageCause(core, issued, ciphertext, message !== undefined),
      );
    },
  });
}
