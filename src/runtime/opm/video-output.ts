import type { Hresult } from '../../abi/index.js';
import type { Implementation, KitCheck, Out } from '../../api/kit/index.js';
import { ComObject, offer } from '../../api/kit/index.js';
import { IOPMVideoOutput } from '../../api/opm/index.js';
import {
  DXGKMDT_CERTIFICATE_TYPE,
  E_INVALIDARG,
  E_UNEXPECTED,
  ERROR_GRAPHICS_OPM_INVALID_CONFIGURATION_REQUEST,
  ERROR_GRAPHICS_OPM_INVALID_INFORMATION_REQUEST,
  ERROR_GRAPHICS_OPM_VIDEO_OUTPUT_NO_LONGER_EXISTS,
  ERROR_GRAPHICS_PVP_INVALID_CERTIFICATE_LENGTH,
  OPM_VIDEO_OUTPUT_SEMANTICS,
  S_OK,
  STATUS_SUCCESS,
} from '../../ddi/index.js';
import type { KernelOpm, OpmBytes, ProtectedOutput } from '../../host/index.js';
import type { System } from '../dxgi/system.js';
import { hresultOf } from './ntstatus.js';
import type { OpmSandbox } from './sandbox.js';

/** What an object stands on. */
export interface VideoOutputSurroundings {
  readonly system: System;
  readonly opm: KernelOpm;
  /** Null for a process that is in none. */
  readonly sandbox: OpmSandbox | null;
  /** Told of the end. */
  ended(output: VideoOutput): void;
}

/** How far the handshake of an object is (OPM-10). A call that fails leaves it where it is (D-14). */
type Handshake = 'new' | 'started' | 'finished';

const missing: Readonly<Record<Handshake, string>> = {
  new: 'StartInitialization has not been called',
  started: 'FinishInitialization has not been called, or StartInitialization has',
  finished: 'the handshake is done already',
};

/** IOPMVideoOutput: one protected output of a driver's. */
export class VideoOutput implements Implementation<IOPMVideoOutput> {
  readonly com: ComObject;
  private handshake: Handshake = 'new';

  constructor(
    private readonly surroundings: VideoOutputSurroundings,
    private readonly output: ProtectedOutput,
    /** The VidPnTargetId. */
    readonly target: number,
  ) {
    this.com = new ComObject(surroundings.system, [offer(IOPMVideoOutput, this)], {
      last: () => {
        this.end();
      },
    });
  }

  /** OPM_VIDEO_OUTPUT_SEMANTICS. */
  get semantics(): number {
    return this.output.semantics;
  }

  StartInitialization(
    prnRandomNumber: Uint8Array,
    ppbCertificate: Out<Uint8Array>,
    pulCertificateLength: Out<number>,
  ): Hresult {
    return this.during('StartInitialization', 'new', () => {
      const certificate = this.certificate();
      if (typeof certificate === 'number') return certificate;
      const random = this.output.getRandomNumber();
      if (!random.bytes) return hresultOf(random.status);
      this.handshake = 'started';
      prnRandomNumber.set(random.bytes);
      ppbCertificate.value = certificate;
      pulCertificateLength.value = certificate.length;
      return S_OK;
    });
  }

  FinishInitialization(pParameters: Uint8Array): Hresult {
    return this.during('FinishInitialization', 'started', () => {
      const status = this.output.setSigningKeyAndSequenceNumbers(pParameters);
      if (status === STATUS_SUCCESS) this.handshake = 'finished';
      return hresultOf(status);
    });
  }

  GetInformation(pParameters: Uint8Array, pRequestedInformation: Uint8Array): Hresult {
    return this.ask('GetInformation', pParameters, pRequestedInformation, () =>
      this.output.getInformation(pParameters),
    );
  }

  COPPCompatibleGetInformation(pParameters: Uint8Array, pRequestedInformation: Uint8Array): Hresult {
    return this.ask('COPPCompatibleGetInformation', pParameters, pRequestedInformation, () =>
      this.output.getCOPPCompatibleInformation(pParameters),
    );
  }

  Configure(
    pParameters: Uint8Array,
    ulAdditionalParametersSize: number,
    pbAdditionalParameters: Uint8Array | null,
  ): Hresult {
    const { sandbox } = this.surroundings;
    return this.during('Configure', 'finished', () => {
      if (pbAdditionalParameters === null && ulAdditionalParametersSize > 0)
        return this.complain('Configure', 'pbAdditionalParameters is null', E_INVALIDARG);
      if (sandbox?.takesCommand(pParameters, ulAdditionalParametersSize) === false)
        return this.sandboxed('Configure', ERROR_GRAPHICS_OPM_INVALID_CONFIGURATION_REQUEST);
      const additional = pbAdditionalParameters?.subarray(0, ulAdditionalParametersSize) ?? null;
      return hresultOf(this.output.configure(pParameters, additional));
    });
  }

  /** Ends it, whoever still holds it: the driver's output goes with it. */
  end(): void {
    if (this.com.isEnded) return;
    this.com.end();
    this.surroundings.opm.destroy(this.output);
    this.surroundings.ended(this);
  }

  /** The chain that goes with the semantics (OPM-2). */
  private certificate(): Uint8Array | Hresult {
    const { opm } = this.output;
    const type =
      this.semantics === OPM_VIDEO_OUTPUT_SEMANTICS.COPP
        ? DXGKMDT_CERTIFICATE_TYPE.COPP
        : DXGKMDT_CERTIFICATE_TYPE.OPM;
    const { status, size } = opm.certificateSize(type);
    if (size === null) return hresultOf(status);
    if (this.surroundings.sandbox?.takesCertificate(size) === false)
      return this.sandboxed('StartInitialization', ERROR_GRAPHICS_PVP_INVALID_CERTIFICATE_LENGTH);
    const certificate = opm.certificate(type, size);
    return certificate.bytes ?? hresultOf(certificate.status);
  }

  private ask(
    method: 'GetInformation' | 'COPPCompatibleGetInformation',
    parameters: Uint8Array,
    requested: Uint8Array,
    call: () => OpmBytes,
  ): Hresult {
    const { sandbox } = this.surroundings;
    return this.during(method, 'finished', () => {
      if (sandbox?.takesRequest(parameters) === false)
        return this.sandboxed(method, ERROR_GRAPHICS_OPM_INVALID_INFORMATION_REQUEST);
      const { status, bytes } = call();
      if (bytes) requested.set(bytes);
      return hresultOf(status);
    });
  }

  /** What every method asks first: whether the output is still there, and whether it is the method's turn (OPM-10). */
  private during(method: keyof IOPMVideoOutput, wanted: Handshake, body: () => Hresult): Hresult {
    if (!this.output.isLive) return ERROR_GRAPHICS_OPM_VIDEO_OUTPUT_NO_LONGER_EXISTS;
    if (this.handshake === wanted) return body();
    return this.complain(method, missing[this.handshake], E_UNEXPECTED);
  }

  private sandboxed(method: keyof IOPMVideoOutput, code: Hresult): Hresult {
    return this.complain(method, "the sandbox's policy does not let this through", code);
  }

  private complain(method: keyof IOPMVideoOutput, text: string, code: Hresult): Hresult {
    const check: KitCheck = 'ARGUMENT';
    this.surroundings.system.complain(`IOPMVideoOutput::${method}`, check, text, code);
    return code;
  }
}
