import { showBriefly } from '../brief.js';
import type { RefusalsControl } from '../driver/index.js';
import { oneOf, members } from '../options/index.js';
import type { DebugMessage, Libraries } from '../runtime/d3d11/index.js';
import type { Hresult, IOPMVideoOutput, Out } from '../runtime/opm/index.js';
import {
  ERROR_GRAPHICS_NO_MONITORS_CORRESPOND_TO_DISPLAY_DEVICE,
  ERROR_GRAPHICS_OPM_HDCP_SRM_NEVER_SET,
  ERROR_GRAPHICS_OPM_INVALID_SRM,
  ERROR_GRAPHICS_OPM_RESOLUTION_TOO_HIGH,
  ERROR_GRAPHICS_OPM_SPANNING_MODE_ENABLED,
  ERROR_GRAPHICS_OPM_THEATER_MODE_ENABLED,
  ERROR_GRAPHICS_OPM_VIDEO_OUTPUT_DOES_NOT_HAVE_COPP_SEMANTICS,
  ERROR_GRAPHICS_OPM_VIDEO_OUTPUT_DOES_NOT_HAVE_OPM_SEMANTICS,
  ERROR_GRAPHICS_OPM_VIDEO_OUTPUT_NO_LONGER_EXISTS,
  ERROR_GRAPHICS_PVP_HFS_FAILED,
  E_UNEXPECTED,
  failed,
  OPM_CONFIGURE_PARAMETERS,
  OPM_COPP_COMPATIBLE_GET_INFO_PARAMETERS,
  OPM_ENCRYPTED_INITIALIZATION_PARAMETERS,
  OPM_GET_INFO_PARAMETERS,
  OPM_RANDOM_NUMBER,
  OPM_REQUESTED_INFORMATION,
  OPM_VIDEO_OUTPUT_SEMANTICS,
  out,
} from '../runtime/opm/index.js';
import type * as v from 'valibot';
import { checkBytes } from './arguments.js';
import { checkCallOptions } from './call-options.js';
import { HResultError } from './hresult-error.js';

/** Codes that say by themselves what is the matter, whichever call fails with them. */
const clauses: ReadonlyMap<Hresult, string> = new Map([
  [E_UNEXPECTED, 'OPM-10'],
  [ERROR_GRAPHICS_OPM_VIDEO_OUTPUT_NO_LONGER_EXISTS, 'OPM-40'],
  [ERROR_GRAPHICS_NO_MONITORS_CORRESPOND_TO_DISPLAY_DEVICE, 'api DX-8'],
  [ERROR_GRAPHICS_OPM_VIDEO_OUTPUT_DOES_NOT_HAVE_OPM_SEMANTICS, 'OPM-17, OPM-22'],
  [ERROR_GRAPHICS_OPM_VIDEO_OUTPUT_DOES_NOT_HAVE_COPP_SEMANTICS, 'OPM-18, OPM-21'],
  [ERROR_GRAPHICS_OPM_SPANNING_MODE_ENABLED, 'OPM-38'],
  [ERROR_GRAPHICS_OPM_THEATER_MODE_ENABLED, 'OPM-38'],
  [ERROR_GRAPHICS_OPM_RESOLUTION_TOO_HIGH, 'OPM-32'],
  [ERROR_GRAPHICS_OPM_INVALID_SRM, 'OPM-30'],
  [ERROR_GRAPHICS_OPM_HDCP_SRM_NEVER_SET, 'OPM-30'],
  [ERROR_GRAPHICS_PVP_HFS_FAILED, 'OPM-39'],
]);

const videoOutputsSchema = members({ semantics: oneOf('OPM', 'COPP') });

/**
 * With which semantics the outputs of a monitor are opened: they keep them (OPM-1).
 *
 * @example
 * ```ts
 * import { createOutputs, type VideoOutputsOptions } from 'softumd';
 *
 * const options: VideoOutputsOptions = { semantics: 'COPP' };
 * const [output] = createOutputs().monitors[0]!.videoOutputs(options);
 * output?.release();
 * ```
 */
export type VideoOutputsOptions = Readonly<v.InferOutput<typeof videoOutputsSchema>>;

/** What the objects of a monitor's driver are made with. */
export interface VideoOutputSource {
  readonly libraries: Pick<Libraries, 'OPMGetVideoOutputsFromHMONITOR' | 'messages'>;
  /** Why the driver refuses calls. */
  readonly refusals: RefusalsControl;
}

/** Runs a call of the API, and throws what fails. */
function succeed(
  { libraries, refusals }: VideoOutputSource,
  call: string,
  clause: string,
  body: () => Hresult,
): void {
  refusals.take(); // of an earlier call
  const before = libraries.messages.length;
  const code = body();
  if (!failed(code)) return;
  const messages: readonly DebugMessage[] = libraries.messages.slice(before);
  const cause = refusals.take() ?? undefined;
  throw new HResultError(code, call, clauses.get(code) ?? clause, messages, { cause });
}

/** OPMGetVideoOutputsFromHMONITOR. */
export function videoOutputsOf(
  source: VideoOutputSource,
  call: string,
  hMonitor: bigint,
  options: VideoOutputsOptions,
): OpmVideoOutput[] {
  const { semantics } = checkCallOptions(call, videoOutputsSchema, options);
  const outputs = out<readonly IOPMVideoOutput[]>();
  succeed(source, call, 'OPM-38', () =>
    source.libraries.OPMGetVideoOutputsFromHMONITOR(
      ...[hMonitor, OPM_VIDEO_OUTPUT_SEMANTICS[semantics], out<number>(), outputs],
    ),
  );
  return outputs.value!.map((output) => new OpmVideoOutput(output, semantics, source));
}

/**
 * OPM on one output: IOPMVideoOutput with exceptions. Structures are bytes, as a client signs them.
 *
 * @example
 * ```ts
 * import { createOutputs, type OpmVideoOutput } from 'softumd';
 *
 * const outputs = createOutputs();
 * const [output]: OpmVideoOutput[] = outputs.monitors[0]!.videoOutputs({ semantics: 'OPM' });
 * const { random, certificate } = output!.startInitialization();
 * console.log(random.length, certificate[0]); // 16 48: DER begins with a SEQUENCE
 * output!.release();
 * ```
 */
export class OpmVideoOutput {
  static {
    showBriefly(this.prototype, 'OpmVideoOutput', ({ semantics }) => ({ semantics }));
  }

  readonly #api: IOPMVideoOutput;
  readonly #source: VideoOutputSource;

  constructor(
    api: IOPMVideoOutput,
    readonly semantics: 'OPM' | 'COPP',
    source: VideoOutputSource,
  ) {
    this.#api = api;
    this.#source = source;
  }

  /** The object as the API has it. */
  get api(): IOPMVideoOutput {
    return this.#api;
  }

  /**
   * Opens the session, once.
   * @returns the driver's 16-byte random, and its certificate chain: X.509 under OPM semantics, XML under COPP's (OPM-2)
   * @throws HResultError E_UNEXPECTED the second time; ERROR_GRAPHICS_OPM_VIDEO_OUTPUT_NO_LONGER_EXISTS (OPM-40)
   */
  startInitialization(): { readonly random: Uint8Array; readonly certificate: Uint8Array } {
    const random = new Uint8Array(OPM_RANDOM_NUMBER.bytes);
    const certificate: Out<Uint8Array> = {};
    this.#succeed('startInitialization', 'OPM-2, OPM-39', () =>
      this.api.StartInitialization(random, certificate, {}),
    );
    return { random, certificate: certificate.value! };
  }

  /**
   * Hands over the session's key and numbers, once, after startInitialization.
   * @param parameters 256 bytes: random, key and both numbers under the driver's RSA key (OPM-4…OPM-7)
   * @throws HResultError ERROR_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS, whatever is wrong with them (OPM-9); E_UNEXPECTED
   *   out of order
   */
  finishInitialization(parameters: Uint8Array): void {
    this.#check('finishInitialization', parameters, OPM_ENCRYPTED_INITIALIZATION_PARAMETERS.bytes);
    this.#succeed('finishInitialization', 'OPM-9', () => this.api.FinishInitialization(parameters));
  }

  /**
   * Asks under OPM semantics.
   * @param parameters an OPM_GET_INFO_PARAMETERS, 4112 bytes, signed
   * @returns an OPM_REQUESTED_INFORMATION, 4096 bytes, signed
   * @throws HResultError ERROR_GRAPHICS_OPM_INVALID_INFORMATION_REQUEST for a wrong signature or number (OPM-16), and more
   */
  getInformation(parameters: Uint8Array): Uint8Array {
    this.#check('getInformation', parameters, OPM_GET_INFO_PARAMETERS.bytes);
    return this.#answered('getInformation', (reply) => this.api.GetInformation(parameters, reply));
  }

  /**
   * Asks under COPP semantics.
   * @param parameters an OPM_COPP_COMPATIBLE_GET_INFO_PARAMETERS, 4096 bytes, not signed
   * @returns as getInformation
   */
  coppCompatibleGetInformation(parameters: Uint8Array): Uint8Array {
    const call = 'coppCompatibleGetInformation';
    this.#check(call, parameters, OPM_COPP_COMPATIBLE_GET_INFO_PARAMETERS.bytes);
    return this.#answered(call, (reply) => this.api.COPPCompatibleGetInformation(parameters, reply));
  }

  /**
   * Sends a command, under either semantics.
   * @param parameters an OPM_CONFIGURE_PARAMETERS, 4096 bytes, signed
   * @param additionalParameters an SRM for OPM_SET_HDCP_SRM; null for everything else (OPM-29)
   * @throws HResultError ERROR_GRAPHICS_OPM_INVALID_CONFIGURATION_REQUEST for a wrong signature or number (OPM-28), and more
   */
  configure(parameters: Uint8Array, additionalParameters: Uint8Array | null = null): void {
    this.#check('configure', parameters, OPM_CONFIGURE_PARAMETERS.bytes);
    if (additionalParameters)
      checkBytes('OpmVideoOutput.configure', 'additionalParameters', additionalParameters);
    this.#succeed('configure', 'OPM-27, OPM-28', () =>
      this.api.Configure(parameters, additionalParameters?.length ?? 0, additionalParameters),
    );
  }

  #check(call: string, parameters: Uint8Array, bytes: number): void {
    checkBytes(`OpmVideoOutput.${call}`, 'parameters', parameters, bytes);
  }

  #answered(call: string, body: (reply: Uint8Array) => Hresult): Uint8Array {
    const reply = new Uint8Array(OPM_REQUESTED_INFORMATION.bytes);
    this.#succeed(call, 'OPM-15, OPM-16', () => body(reply));
    return reply;
  }

  #succeed(call: string, clause: string, body: () => Hresult): void {
    succeed(this.#source, `OpmVideoOutput.${call}`, clause, body);
  }

  /** Gives the reference back; with the last the session ends, and what it asked for counts no more. */
  release(): void {
    this.api.Release();
  }
}
