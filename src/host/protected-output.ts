import type { Address, Memory } from '../abi/index.js';
import { NULL } from '../abi/index.js';
import type { HProtectedOutput, Ntstatus } from '../ddi/index.js';
import {
  OPM_RANDOM_NUMBER,
  OPM_REQUESTED_INFORMATION,
  STATUS_NOT_SUPPORTED,
  STATUS_SUCCESS,
} from '../ddi/index.js';
import type { HostOpm, OpmBytes } from './opm.js';
import { withBytes } from './scratch.js';

type Query = 'DxgkDdiOPMGetInformation' | 'DxgkDdiOPMGetCOPPCompatibleInformation';

/**
 * One protected output of a driver's, with its functions; structures are bytes as they are signed. A slot that the driver
 * leaves empty answers STATUS_NOT_SUPPORTED.
 * @throws OutOfMemory where there is no memory for what a function is given
 */
export class ProtectedOutput {
  private live = true;

  constructor(
    readonly opm: HostOpm,
    /** The driver's own name for it. */
    readonly handle: HProtectedOutput,
    /** OPM_VIDEO_OUTPUT_SEMANTICS. */
    readonly semantics: number,
  ) {}

  /** True until it is destroyed. */
  get isLive(): boolean {
    return this.live;
  }

  private get memory(): Memory {
    return this.opm.memory;
  }

  /** DxgkDdiOPMGetRandomNumber: 16 bytes (OPM-3). */
  getRandomNumber(): OpmBytes {
    const { context, functions } = this.opm;
    const bytes = OPM_RANDOM_NUMBER.size('x64');
    return this.written(bytes, 'RandomNumber', (address) =>
      functions.DxgkDdiOPMGetRandomNumber?.(context, this.handle, address),
    );
  }

  /** DxgkDdiOPMSetSigningKeyAndSequenceNumbers, with 256 bytes (OPM-8). */
  setSigningKeyAndSequenceNumbers(encryptedParameters: Uint8Array): Ntstatus {
    const { context, functions } = this.opm;
    return this.withCopy(
      encryptedParameters,
      'EncryptedParameters',
      (address) =>
        functions.DxgkDdiOPMSetSigningKeyAndSequenceNumbers?.(context, this.handle, address) ??
        STATUS_NOT_SUPPORTED,
    );
  }

  /** DxgkDdiOPMGetInformation: 4112 bytes in, 4096 out (OPM-20). */
  getInformation(parameters: Uint8Array): OpmBytes {
    return this.ask('DxgkDdiOPMGetInformation', parameters);
  }

  /** DxgkDdiOPMGetCOPPCompatibleInformation: 4096 bytes in, 4096 out. */
  getCOPPCompatibleInformation(parameters: Uint8Array): OpmBytes {
    return this.ask('DxgkDdiOPMGetCOPPCompatibleInformation', parameters);
  }

  /** DxgkDdiOPMConfigureProtectedOutput, with 4096 bytes; null for no additional parameters, which is NULL and 0. */
  configure(parameters: Uint8Array, additionalParameters: Uint8Array | null = null): Ntstatus {
    const { context, functions } = this.opm;
    const call = (address: Address, size: number, additional: Address) =>
      functions.DxgkDdiOPMConfigureProtectedOutput?.(context, this.handle, address, size, additional) ??
      STATUS_NOT_SUPPORTED;
    return this.withCopy(parameters, 'Parameters', (address) =>
      additionalParameters === null
        ? call(address, 0, NULL)
        : this.withCopy(additionalParameters, 'AdditionalParameters', (additional) =>
            call(address, additionalParameters.length, additional),
          ),
    );
  }

  /** DxgkDdiOPMDestroyProtectedOutput, once; STATUS_SUCCESS the second time. */
  destroy(): Ntstatus {
    if (!this.live) return STATUS_SUCCESS;
    this.live = false;
    const { context, functions } = this.opm;
    return functions.DxgkDdiOPMDestroyProtectedOutput?.(context, this.handle) ?? STATUS_NOT_SUPPORTED;
  }

  private ask(query: Query, parameters: Uint8Array): OpmBytes {
    const { context, functions } = this.opm;
    return this.withCopy(parameters, 'Parameters', (address) =>
      this.written(OPM_REQUESTED_INFORMATION.bytes, 'RequestedInformation', (requested) =>
        functions[query]?.(context, this.handle, address, requested),
      ),
    );
  }

  private withCopy<R>(bytes: Uint8Array, label: string, use: (address: Address) => R): R {
    return withBytes(this.memory, bytes.length, label, (address) => {
      this.memory.copyIn(address, bytes);
      return use(address);
    });
  }

  private written(bytes: number, label: string, call: (address: Address) => Ntstatus | undefined): OpmBytes {
    return withBytes(this.memory, bytes, label, (address) => {
      const status = call(address) ?? STATUS_NOT_SUPPORTED;
      return { status, bytes: status === STATUS_SUCCESS ? this.memory.copyOut(address, bytes) : null };
    });
  }
}
