import type { Hresult } from '../../abi/index.js';
import { DWORD } from '../../abi/index.js';
import {
  AMCOPPCommand,
  AMCOPPSignature,
  AMCOPPStatusInput,
  AMCOPPStatusOutput,
  E_POINTER,
  GUID,
} from '../../ddi/index.js';
import type { ComInterface, Out } from '../kit/index.js';
import { comInterface, hresult, imageIn, imageOut, IUnknown, pointerOut, valueOut } from '../kit/index.js';

/**
 * IAMCertifiedOutputProtection: one session of output protection. Structures travel as their bytes, since they are signed
 * as they lie. A null pointer is E_POINTER, a structure of another size E_INVALIDARG.
 */
export interface IAMCertifiedOutputProtection extends IUnknown {
  /**
   * Opens the session (COPP-1…COPP-3).
   * @param pRandom gets 16 random bytes of the driver
   * @param VarLenCertGH gets the driver's certificate, which is the caller's from then on (COPP-1)
   * @param pdwLengthCertGH gets its length in bytes
   * @returns S_OK; VFW_E_NO_COPP_HW; ERROR_GRAPHICS_NO_MONITORS_CORRESPOND_TO_DISPLAY_DEVICE (COPP-41); E_UNEXPECTED where
   *   there is a session
   */
  KeyExchange(pRandom: Uint8Array, VarLenCertGH: Out<Uint8Array>, pdwLengthCertGH: Out<number>): Hresult;
  /**
   * Starts the session with the client's key and numbers (COPP-4…COPP-10).
   * @param pSig an AMCOPPSignature, 256 bytes
   * @returns S_OK; E_UNEXPECTED before KeyExchange, a second time, and for what the driver cannot use; VFW_E_NO_COPP_HW
   */
  SessionSequenceStart(pSig: Uint8Array): Hresult;
  /**
   * Sends a command (COPP-13…COPP-20).
   * @param cmd an AMCOPPCommand, 4096 bytes, signed
   * @returns S_OK; E_UNEXPECTED, E_INVALIDARG or DDERR_TOOBIGSIZE as the driver refuses it; VFW_E_NO_COPP_HW
   */
  ProtectionCommand(cmd: Uint8Array): Hresult;
  /**
   * Asks for the status (COPP-21…COPP-31).
   * @param pStatusInput an AMCOPPStatusInput, 4096 bytes
   * @param pStatusOutput gets an AMCOPPStatusOutput, 4096 bytes; left alone when the call fails
   * @returns S_OK; E_UNEXPECTED or E_INVALIDARG as the driver refuses it; VFW_E_NO_COPP_HW
   */
  ProtectionStatus(pStatusInput: Uint8Array, pStatusOutput: Uint8Array): Hresult;
}

const pointers = { nullCode: E_POINTER };

export const IAMCertifiedOutputProtection: ComInterface<IAMCertifiedOutputProtection> = comInterface<
  IAMCertifiedOutputProtection,
  IUnknown
>('IAMCertifiedOutputProtection', '6feded3e-0ff1-4901-a2f1-43f7012c8515', IUnknown, {
  KeyExchange: hresult(
    [
      imageOut('pRandom', GUID),
      pointerOut('VarLenCertGH', 'pdwLengthCertGH'),
      valueOut('pdwLengthCertGH', DWORD),
    ],
    pointers,
  ),
  SessionSequenceStart: hresult([imageIn('pSig', AMCOPPSignature)], pointers),
  ProtectionCommand: hresult([imageIn('cmd', AMCOPPCommand)], pointers),
  ProtectionStatus: hresult(
    [imageIn('pStatusInput', AMCOPPStatusInput), imageOut('pStatusOutput', AMCOPPStatusOutput)],
    pointers,
  ),
});
