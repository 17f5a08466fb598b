import type { Hresult } from '../../abi/index.js';
import { ULONG } from '../../abi/index.js';
import {
  OPM_CONFIGURE_PARAMETERS,
  OPM_COPP_COMPATIBLE_GET_INFO_PARAMETERS,
  OPM_ENCRYPTED_INITIALIZATION_PARAMETERS,
  OPM_GET_INFO_PARAMETERS,
  OPM_RANDOM_NUMBER,
  OPM_REQUESTED_INFORMATION,
} from '../../ddi/index.js';
import type { ComInterface, Out } from '../kit/index.js';
import {
  bytesIn,
  comInterface,
  hresult,
  imageIn,
  imageOut,
  IUnknown,
  optional,
  pointerOut,
  ulong,
  valueOut,
} from '../kit/index.js';

/**
 * IOPMVideoOutput: the protection of one monitor's output. Structures travel as their bytes, neither fewer nor more, since
 * they are signed as they lie.
 */
export interface IOPMVideoOutput extends IUnknown {
  /**
   * Opens the session, once for each object (OPM-1, OPM-10).
   * @param prnRandomNumber gets an OPM_RANDOM_NUMBER: 16 bytes of the driver's (OPM-3)
   * @param ppbCertificate gets the driver's certificates, which are the caller's from then on (OPM-2)
   * @param pulCertificateLength gets their length in bytes
   * @returns S_OK; an error of the driver's
   */
  StartInitialization(
    prnRandomNumber: Uint8Array,
    ppbCertificate: Out<Uint8Array>,
    pulCertificateLength: Out<number>,
  ): Hresult;
  /**
   * Hands the driver the session's key and the first numbers of both sequences (OPM-4).
   * @param pParameters an OPM_ENCRYPTED_INITIALIZATION_PARAMETERS: 256 bytes (OPM-5, D-01)
   * @returns S_OK; one code, whatever is wrong with it (OPM-9, D-03)
   */
  FinishInitialization(pParameters: Uint8Array): Hresult;
  /**
   * Asks for one piece of information; for objects with OPM's semantics (OPM-17).
   * @param pParameters an OPM_GET_INFO_PARAMETERS, 4112 bytes, signed (OPM-12)
   * @param pRequestedInformation gets an OPM_REQUESTED_INFORMATION, 4096 bytes, signed by the driver (OPM-13)
   * @returns S_OK; one code for a wrong signature and a wrong number (OPM-16, D-50); D-57 for unknown information
   */
  GetInformation(pParameters: Uint8Array, pRequestedInformation: Uint8Array): Hresult;
  /**
   * The same for objects with COPP's semantics (OPM-18).
   * @param pParameters an OPM_COPP_COMPATIBLE_GET_INFO_PARAMETERS, 4096 bytes, not signed (OPM-19)
   * @param pRequestedInformation gets an OPM_REQUESTED_INFORMATION, 4096 bytes, signed by the driver (OPM-13)
   * @returns as GetInformation
   */
  COPPCompatibleGetInformation(pParameters: Uint8Array, pRequestedInformation: Uint8Array): Hresult;
  /**
   * Sends a command, under either semantics.
   * @param pParameters an OPM_CONFIGURE_PARAMETERS, 4096 bytes, signed (OPM-26)
   * @param ulAdditionalParametersSize length of pbAdditionalParameters in bytes; 0 under COPP's semantics (OPM-29)
   * @returns S_OK; one code for a wrong signature and a wrong number (OPM-28, D-50); OPM-32 and OPM-38 for levels that
   *   cannot be set
   */
  Configure(
    pParameters: Uint8Array,
    ulAdditionalParametersSize: number,
    pbAdditionalParameters: Uint8Array | null,
  ): Hresult;
}

export const IOPMVideoOutput: ComInterface<IOPMVideoOutput> = comInterface<IOPMVideoOutput, IUnknown>(
  'IOPMVideoOutput',
  '0a15159d-41c7-4456-93e1-284cd61d4e8d',
  IUnknown,
  {
    StartInitialization: hresult([
      imageOut('prnRandomNumber', OPM_RANDOM_NUMBER),
      pointerOut('ppbCertificate', 'pulCertificateLength'),
      valueOut('pulCertificateLength', ULONG),
    ]),
    FinishInitialization: hresult([imageIn('pParameters', OPM_ENCRYPTED_INITIALIZATION_PARAMETERS)]),
    GetInformation: hresult([
      imageIn('pParameters', OPM_GET_INFO_PARAMETERS),
      imageOut('pRequestedInformation', OPM_REQUESTED_INFORMATION),
    ]),
    COPPCompatibleGetInformation: hresult([
      imageIn('pParameters', OPM_COPP_COMPATIBLE_GET_INFO_PARAMETERS),
      imageOut('pRequestedInformation', OPM_REQUESTED_INFORMATION),
    ]),
    Configure: hresult([
      imageIn('pParameters', OPM_CONFIGURE_PARAMETERS),
      ulong('ulAdditionalParametersSize'),
      optional(bytesIn('pbAdditionalParameters', 'ulAdditionalParametersSize')),
    ]),
  },
);
