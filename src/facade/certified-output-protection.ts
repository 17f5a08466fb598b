import { showBriefly } from '../brief.js';
import type { RefusalsControl } from '../driver/index.js';
import type { Hresult, Out } from '../runtime/copp/index.js';
import {
  AMCOPPCommand,
  AMCOPPSignature,
  AMCOPPStatusInput,
  AMCOPPStatusOutput,
  DDERR_TOOBIGSIZE,
  ERROR_GRAPHICS_NO_MONITORS_CORRESPOND_TO_DISPLAY_DEVICE,
  failed,
  VFW_E_NO_COPP_HW,
  type IAMCertifiedOutputProtection,
} from '../runtime/copp/index.js';
import { checkBytes } from './arguments.js';
import { HResultError } from './hresult-error.js';

/** Codes that say by themselves what is the matter, whichever call fails with them. */
const clauses: ReadonlyMap<Hresult, string> = new Map([
  [DDERR_TOOBIGSIZE, 'COPP-20'],
  [VFW_E_NO_COPP_HW, 'COPP-40'],
  [ERROR_GRAPHICS_NO_MONITORS_CORRESPOND_TO_DISPLAY_DEVICE, 'COPP-41'],
]);

/**
 * COPP on one output: IAMCertifiedOutputProtection with exceptions. Structures are bytes, as a client signs them.
 *
 * @example
 * ```ts
 * import { type CertifiedOutputProtection, createOutputs } from 'softumd';
 *
 * const outputs = createOutputs();
 * const copp: CertifiedOutputProtection = outputs.monitors[0]!.outputs[0]!.certifiedOutputProtection();
 * const { random, certificate } = copp.keyExchange();
 * console.log(random.length, new TextDecoder().decode(certificate).slice(0, 5)); // 16 <?xml
 * copp.release();
 * ```
 */
export class CertifiedOutputProtection {
  static {
    showBriefly(this.prototype, 'CertifiedOutputProtection', () => ({}));
  }

  readonly #api: IAMCertifiedOutputProtection;
  readonly #refusals: RefusalsControl;

  /** @param refusals why the driver refuses calls */
  constructor(api: IAMCertifiedOutputProtection, refusals: RefusalsControl) {
    showBriefly(api, 'IAMCertifiedOutputProtection', () => ({}));
    this.#api = api;
    this.#refusals = refusals;
  }

  /** The object as the API has it. */
  get api(): IAMCertifiedOutputProtection {
    return this.#api;
  }

  /**
   * Opens the session.
   * @returns the driver's 16-byte random, and its certificate chain
   * @throws HResultError VFW_E_NO_COPP_HW, ERROR_GRAPHICS_NO_MONITORS_CORRESPOND_TO_DISPLAY_DEVICE, E_UNEXPECTED the
   *   second time
   */
  keyExchange(): { readonly random: Uint8Array; readonly certificate: Uint8Array } {
    const random: Out<Uint8Array> = {};
    const certificate: Out<Uint8Array> = {};
    this.#succeed('keyExchange', 'COPP-12', () => this.api.KeyExchange(random, certificate, {}));
    return { random: random.value!, certificate: certificate.value! };
  }

  /**
   * Starts the session.
   * @param signature 256 bytes: random, key and both numbers under the driver's RSA key (COPP-4…COPP-8)
   * @throws HResultError E_UNEXPECTED out of order, or for what the driver cannot use
   */
  sessionSequenceStart(signature: Uint8Array): void {
    const call = 'CertifiedOutputProtection.sessionSequenceStart';
    checkBytes(call, 'signature', signature, AMCOPPSignature.bytes);
    this.#succeed('sessionSequenceStart', 'COPP-9, COPP-10', () => this.api.SessionSequenceStart(signature));
  }

  /**
   * Sends a command.
   * @param command an AMCOPPCommand, 4096 bytes, signed
   * @throws HResultError E_INVALIDARG, E_UNEXPECTED, DDERR_TOOBIGSIZE (COPP-18, COPP-20)
   */
  protectionCommand(command: Uint8Array): void {
    checkBytes('CertifiedOutputProtection.protectionCommand', 'command', command, AMCOPPCommand.bytes);
    this.#succeed('protectionCommand', 'COPP-15, COPP-18', () => this.api.ProtectionCommand(command));
  }

  /**
   * Asks for the status.
   * @param request an AMCOPPStatusInput, 4096 bytes
   * @returns an AMCOPPStatusOutput, 4096 bytes, signed
   * @throws HResultError E_INVALIDARG, E_UNEXPECTED (COPP-26, COPP-28)
   */
  protectionStatus(request: Uint8Array): Uint8Array {
    checkBytes('CertifiedOutputProtection.protectionStatus', 'request', request, AMCOPPStatusInput.bytes);
    const reply = new Uint8Array(AMCOPPStatusOutput.bytes);
    this.#succeed('protectionStatus', 'COPP-26, COPP-28', () => this.api.ProtectionStatus(request, reply));
    return reply;
  }

  #succeed(call: string, clause: string, body: () => Hresult): void {
    this.#refusals.take(); // of an earlier call
    const code = body();
    if (!failed(code)) return;
    const cause = this.#refusals.take() ?? undefined;
    const name = `CertifiedOutputProtection.${call}`;
    throw new HResultError(code, name, clauses.get(code) ?? clause, [], cause);
  }

  /** Gives the reference back; with the last the session ends. */
  release(): void {
    this.api.Release();
  }
}
