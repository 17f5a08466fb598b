import type { Address, Guid, Hresult } from '../../abi/index.js';
import { failed } from '../../abi/index.js';
import type { HCOPPSession } from '../../ddi/index.js';
import {
  AMCOPPCommand,
  AMCOPPSignature,
  AMCOPPStatusInput,
  AMCOPPStatusOutput,
  E_INVALIDARG,
  E_NOINTERFACE,
  E_OUTOFMEMORY,
  E_POINTER,
  E_UNEXPECTED,
  ERROR_GRAPHICS_NO_MONITORS_CORRESPOND_TO_DISPLAY_DEVICE,
  IID_IAMCertifiedOutputProtection,
  S_OK,
  VFW_E_NO_COPP_HW,
} from '../../ddi/index.js';
import type { DriverObject, HostCopp } from '../../host/index.js';
import { orOutOfMemory, withBytes } from '../../host/index.js';
import type { Parent, Releasable } from '../objects.js';
import type { Out } from '../out.js';
import type { Displays } from './adapter.js';

/** What an object stands on. */
export interface CoppSurroundings {
  /** Null for a driver without COPP. */
  readonly host: HostCopp | null;
  readonly displays: Displays;
  readonly owner: Parent;
}

type Session = DriverObject<HCOPPSession, HostCopp>;

/** IID_IUnknown. */
const IID_IUnknown = '00000000-0000-0000-c000-000000000046' as Guid;

/** What KeyExchange got of a driver. */
interface Exchanged {
  readonly random: Uint8Array;
  readonly certificate: Uint8Array;
}

/**
 * IAMCertifiedOutputProtection: one session with the driver of one output. Structures are bytes, as a client signs them.
 * No method throws. Before it asks the driver each looks for null pointers (E_POINTER), COPP (VFW_E_NO_COPP_HW,
 * COPP-40) and the session; the driver's codes pass as they are (AMB-5 of the dossier).
 */
export class IAMCertifiedOutputProtection {
  private references = 1;
  private session: Session | undefined;
  /** Ends it with its parent, whatever its references. */
  private readonly holding: Releasable = {
    Release: () => {
      this.end();
    },
  };

  constructor(
    private readonly surroundings: CoppSurroundings,
    private readonly DevID: number,
  ) {
    surroundings.owner.children.adopt(this.holding);
  }

  /** S_OK and one more reference for IUnknown and this interface; E_NOINTERFACE, E_POINTER. */
  QueryInterface(riid: Guid | null, ppvObject: Out<IAMCertifiedOutputProtection> | null): Hresult {
    if (riid === null || ppvObject === null) return E_POINTER;
    if (riid !== IID_IUnknown && riid !== IID_IAMCertifiedOutputProtection) return E_NOINTERFACE;
    this.AddRef();
    ppvObject.value = this;
    return S_OK;
  }

  /** The number of references then. */
  AddRef(): number {
    if (this.references > 0) this.references += 1;
    return this.references;
  }

  /** The number of references left; the last closes the session (COPP-36). */
  Release(): number {
    if (this.references > 0) this.references -= 1;
    if (this.references === 0) this.end();
    return this.references;
  }

  /**
   * Opens the session, and covers both of the driver's certificate calls (1.6 of the dossier).
   * @param pRandom gets 16 bytes
   * @param VarLenCertGH gets the certificate chain, which is the caller's from then on (COPP-1)
   * @returns S_OK; VFW_E_NO_COPP_HW; ERROR_GRAPHICS_NO_MONITORS_CORRESPOND_TO_DISPLAY_DEVICE (COPP-41); E_UNEXPECTED on
   *   an object that has a session. When it fails nothing is left of what it began
   */
  KeyExchange(
    pRandom: Out<Uint8Array> | null,
    VarLenCertGH: Out<Uint8Array> | null,
    pdwLengthCertGH: Out<number> | null,
  ): Hresult {
    if (!pRandom || !VarLenCertGH || !pdwLengthCertGH) return E_POINTER;
    return this.guarded((host) => {
      if (!this.surroundings.displays.isConnected(this.DevID))
        return ERROR_GRAPHICS_NO_MONITORS_CORRESPOND_TO_DISPLAY_DEVICE;
      const got = this.session ? this.exchange(host, this.session) : this.firstExchange(host);
      if (typeof got === 'number') return got;
      pRandom.value = got.random;
      VarLenCertGH.value = got.certificate;
      pdwLengthCertGH.value = got.certificate.length;
      return S_OK;
    });
  }

  /**
   * Starts the session with the client's key and numbers (COPP-4…COPP-10).
   * @param pSig an AMCOPPSignature, 256 bytes
   * @returns S_OK; E_UNEXPECTED before KeyExchange, a second time, and for what the driver cannot use; VFW_E_NO_COPP_HW
   */
  SessionSequenceStart(pSig: Uint8Array | null): Hresult {
    return this.call(pSig, AMCOPPSignature.bytes, (host, session, address) =>
      host.functions.COPPSequenceStart?.(session.handle, address),
    );
  }

  /**
   * Sends a command (COPP-13…COPP-20).
   * @param cmd an AMCOPPCommand, 4096 bytes, signed
   * @returns S_OK; E_UNEXPECTED, E_INVALIDARG or DDERR_TOOBIGSIZE as the driver refuses it; VFW_E_NO_COPP_HW
   */
  ProtectionCommand(cmd: Uint8Array | null): Hresult {
    return this.call(cmd, AMCOPPCommand.bytes, (host, session, address) =>
      host.functions.COPPCommand?.(session.handle, address),
    );
  }

  /**
   * Asks for the status (COPP-21…COPP-31).
   * @param pStatusInput an AMCOPPStatusInput, 4096 bytes
   * @param pStatusOutput gets an AMCOPPStatusOutput: 4096 bytes, left as they are when the call fails
   * @returns S_OK; E_UNEXPECTED or E_INVALIDARG as the driver refuses it; VFW_E_NO_COPP_HW
   */
  ProtectionStatus(pStatusInput: Uint8Array | null, pStatusOutput: Uint8Array | null): Hresult {
    if (!pStatusOutput) return E_POINTER;
    if (pStatusOutput.length !== AMCOPPStatusOutput.bytes) return pStatusInput ? E_INVALIDARG : E_POINTER;
    return this.call(pStatusInput, AMCOPPStatusInput.bytes, (host, session, input) =>
      withBytes(host.memory, AMCOPPStatusOutput.bytes, 'pStatusOutput', (output) => {
        const code = host.functions.COPPQueryStatus?.(session.handle, input, output);
        if (code === S_OK) pStatusOutput.set(host.memory.copyOut(output, AMCOPPStatusOutput.bytes));
        return code;
      }),
    );
  }

  /** A method of a session, with one structure behind a pointer. A slot that the driver leaves empty is no COPP. */
  private call(
    structure: Uint8Array | null,
    bytes: number,
    body: (host: HostCopp, session: Session, address: Address) => Hresult | undefined,
  ): Hresult {
    if (!structure) return E_POINTER;
    if (structure.length !== bytes) return E_INVALIDARG;
    return this.guarded((host) => {
      const { session } = this;
      if (!session) return E_UNEXPECTED;
      return withBytes(host.memory, bytes, 'runtime: structure of COPP', (address) => {
        host.memory.copyIn(address, structure);
        return body(host, session, address) ?? VFW_E_NO_COPP_HW;
      });
    });
  }

  /** What every method asks first. A method of an object without references is the client's mistake. */
  private guarded(body: (host: HostCopp) => Hresult): Hresult {
    const { host } = this.surroundings;
    if (this.references === 0) return E_UNEXPECTED;
    if (!host?.hasDevice(this.DevID)) return VFW_E_NO_COPP_HW;
    return orOutOfMemory(
      () => body(host),
      () => E_OUTOFMEMORY,
    );
  }

  /** Opens a session for the exchange, and closes it again where that fails. */
  private firstExchange(host: HostCopp): Exchanged | Hresult {
    const session = host.openSession(this.DevID);
    if (!session.isLive) return session.code;
    let got: Exchanged | Hresult = E_UNEXPECTED;
    try {
      got = this.exchange(host, session);
    } finally {
      if (typeof got === 'number') session.destroy();
    }
    if (typeof got !== 'number') this.session = session;
    return got;
  }

  private exchange({ functions, memory }: HostCopp, { handle }: Session): Exchanged | Hresult {
    return withBytes(memory, 4, 'pCertificateLength', (pLength) => {
      const measured = functions.COPPGetCertificateLength?.(handle, pLength) ?? VFW_E_NO_COPP_HW;
      if (failed(measured)) return measured;
      const bytes = memory.readU32(pLength);
      return withBytes(memory, 16, 'pRandom', (pRandom) =>
        withBytes(memory, bytes, 'pGHCertificate', (pCertificate) => {
          const code = functions.COPPKeyExchange?.(handle, pRandom, pCertificate) ?? VFW_E_NO_COPP_HW;
          if (failed(code)) return code;
          return { random: memory.copyOut(pRandom, 16), certificate: memory.copyOut(pCertificate, bytes) };
        }),
      );
    });
  }

  private end(): void {
    this.references = 0;
    this.surroundings.owner.children.abandon(this.holding);
    this.session?.destroy();
    this.session = undefined;
  }
}
