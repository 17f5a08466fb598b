import { failed, type Hresult } from '../abi/index.js';
import { OPM_RANDOM_NUMBER, OPM_REQUESTED_INFORMATION } from '../ddi/opm/index.js';
import { refused } from './opm-error.js';

/**
 * The five calls of IOPMVideoOutput, whatever is behind them: a video output of `createMachine()`, the API, a driver's
 * functions, a file of recorded answers. A call that fails throws.
 *
 * @example
 * ```ts
 * import type { OpmVideoOutput } from 'softumd/player';
 *
 * // Counts what goes through.
 * function counted(inner: OpmVideoOutput): OpmVideoOutput & { messages: number } {
 *   return {
 *     messages: 0,
 *     startInitialization: () => inner.startInitialization(),
 *     finishInitialization: (parameters) => inner.finishInitialization(parameters),
 *     getInformation(parameters) {
 *       this.messages += 1;
 *       return inner.getInformation(parameters);
 *     },
 *     coppCompatibleGetInformation(parameters) {
 *       this.messages += 1;
 *       return inner.coppCompatibleGetInformation(parameters);
 *     },
 *     configure(parameters, additional) {
 *       this.messages += 1;
 *       inner.configure(parameters, additional);
 *     },
 *   };
 * }
 * ```
 */
export interface OpmVideoOutput {
  /** @returns the driver's random, 16 bytes, and its certificates */
  startInitialization(): { readonly random: Uint8Array; readonly certificate: Uint8Array };
  /** @param parameters OPM_ENCRYPTED_INITIALIZATION_PARAMETERS, 256 bytes */
  finishInitialization(parameters: Uint8Array): void;
  /**
   * OPM semantics.
   * @param parameters OPM_GET_INFO_PARAMETERS, 4112 bytes
   * @returns OPM_REQUESTED_INFORMATION, 4096 bytes
   */
  getInformation(parameters: Uint8Array): Uint8Array;
  /**
   * COPP semantics.
   * @param parameters OPM_COPP_COMPATIBLE_GET_INFO_PARAMETERS, 4096 bytes
   * @returns OPM_REQUESTED_INFORMATION, 4096 bytes
   */
  coppCompatibleGetInformation(parameters: Uint8Array): Uint8Array;
  /** @param parameters OPM_CONFIGURE_PARAMETERS, 4096 bytes @param additional what lies beside, or null */
  configure(parameters: Uint8Array, additional: Uint8Array | null): void;
}

/** What {@link opmOutputOfApi} needs of an IOPMVideoOutput. */
interface ApiVideoOutput {
  StartInitialization(
    prnRandomNumber: Uint8Array,
    ppbCertificate: { value?: Uint8Array | null },
    pulCertificateLength: { value?: number | null },
  ): Hresult;
  FinishInitialization(pParameters: Uint8Array): Hresult;
  GetInformation(pParameters: Uint8Array, pRequestedInformation: Uint8Array): Hresult;
  COPPCompatibleGetInformation(pParameters: Uint8Array, pRequestedInformation: Uint8Array): Hresult;
  Configure(
    pParameters: Uint8Array,
    ulAdditionalParametersSize: number,
    pbAdditionalParameters: Uint8Array | null,
  ): Hresult;
}

/**
 * An IOPMVideoOutput of the API, for an `OpmSession`. A code that says that a call failed becomes an OpmError 'refused'
 * with that `hresult`.
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { opmOutputOfApi, OpmSession } from 'softumd/player';
 *
 * type ApiOutput = Parameters<typeof opmOutputOfApi>[0];
 *
 * const open = (output: ApiOutput): OpmSession =>
 *   OpmSession.open(opmOutputOfApi(output), { semantics: 'OPM', roots: [readFileSync('root.pem')] });
 * ```
 */
export function opmOutputOfApi(output: ApiVideoOutput): OpmVideoOutput {
  const succeed = (call: string, hresult: Hresult): void => {
    if (failed(hresult)) throw refused(call, hresult);
  };
  const asked = (call: 'GetInformation' | 'COPPCompatibleGetInformation', parameters: Uint8Array) => {
    const information = new Uint8Array(OPM_REQUESTED_INFORMATION.bytes);
    succeed(call, output[call](parameters, information));
    return information;
  };
  return {
    startInitialization() {
      const random = new Uint8Array(OPM_RANDOM_NUMBER.bytes);
      const [certificate, length]: [{ value?: Uint8Array | null }, { value?: number | null }] = [{}, {}];
      succeed('StartInitialization', output.StartInitialization(random, certificate, length));
      const buffer = certificate.value ?? new Uint8Array(0);
      return { random, certificate: buffer.subarray(0, length.value ?? 0) };
    },
    finishInitialization(parameters) {
      succeed('FinishInitialization', output.FinishInitialization(parameters));
    },
    getInformation: (parameters) => asked('GetInformation', parameters),
    coppCompatibleGetInformation: (parameters) => asked('COPPCompatibleGetInformation', parameters),
    configure(parameters, additional) {
      succeed('Configure', output.Configure(parameters, additional?.length ?? 0, additional));
    },
  };
}
