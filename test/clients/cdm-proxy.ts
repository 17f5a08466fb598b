/** RC-01: Chromium's D3D11CdmProxy, its steps as real-clients lists them, numbered as there. */
import type {
  Guid,
  Hresult,
  ID3D11CryptoSession,
  ID3D11Device,
  ID3D11DeviceContext,
  ID3D11VideoContext,
  ID3D11VideoContext1,
  ID3D11VideoDevice,
  ID3D11VideoDevice1,
  IDXGIAdapter3,
  IUnknown,
  Libraries,
} from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import { made, query } from '../runtime/d3d11/machine.js';

const { out, failed, S_OK, D3D11_CRYPTO_SESSION_STATUS, D3D11_KEY_EXCHANGE_HW_PROTECTION } = d3d11;

export const WIDEVINE = d3d11.guid('0586e681-4e14-4133-85e5-a1041f599e26');
const H264 = d3d11.D3D11_DECODER_PROFILE_H264_VLD_NOFGT;
const envelopeBytes = 32;
const [inputBytes, inputPayloadAt] = [12, 8];
const [outputBytes, outputPayloadAt] = [40, 32];

/** Tells of the machine going to sleep. */
export interface PowerMonitor {
  onSuspend(listener: () => void): void;
}

/** What the client tells whoever uses it. */
export interface CdmProxyClient {
  notifyHardwareReset(): void;
}

interface MediaSession {
  readonly session: ID3D11CryptoSession;
  readonly keys: Map<string, Uint8Array>;
}

/** A step that failed, and the code. */
export class StepFailed extends Error {
  constructor(
    readonly step: number,
    readonly hresult?: Hresult,
  ) {
    super(`step ${step}${hresult === undefined ? '' : `: 0x${hresult.toString(16)}`}`);
  }
}

function succeeded<T>(step: number, code: Hresult, cell: d3d11.Out<T>): T {
  if (failed(code)) throw new StepFailed(step, code);
  return cell.value!;
}

export class CdmProxy {
  device!: ID3D11Device;
  private adapter: IDXGIAdapter3 | null = null;
  private video!: ID3D11VideoDevice;
  private video1!: ID3D11VideoDevice1;
  private context!: ID3D11VideoContext;
  private context1!: ID3D11VideoContext1;
  private cookie: number | null = null;
  private readonly event;
  private readonly held: IUnknown[] = [];
  private management: ID3D11CryptoSession | null = null;
  private readonly media = new Map<number, MediaSession>();
  private nextMediaSession = 1;
  /** The output block of the last message, and 64 bytes of somebody else's behind it. */
  allocation = new Uint8Array();
  private privateInput = 0;
  private privateOutput = 0;

  constructor(
    private readonly libraries: Libraries,
    private readonly user: CdmProxyClient,
    private readonly cryptoType: Guid = WIDEVINE,
  ) {
    this.event = libraries.kernel.events.create();
  }

  /** Steps 1 to 7. @throws StepFailed */
  initialize(powerMonitor: PowerMonitor | null): void {
    this.createDevice();
    this.registerForTearDown(powerMonitor);
    this.video = this.hold(query(this.device, d3d11.ID3D11VideoDevice)); // 3
    this.findKeyExchange();
    const context = out<ID3D11DeviceContext>();
    this.device.GetImmediateContext(context);
    this.hold(context.value!);
    this.context = this.hold(query(context.value!, d3d11.ID3D11VideoContext)); // 5
    this.video1 = this.hold(query(this.device, d3d11.ID3D11VideoDevice1));
    this.context1 = this.hold(query(context.value!, d3d11.ID3D11VideoContext1));
    this.management = this.createSession(6, D3D11_KEY_EXCHANGE_HW_PROTECTION);
    const [input, output] = [out<number>(), out<number>()];
    const sizes = this.video1.GetCryptoSessionPrivateDataSize(
      ...([this.cryptoType, H264, D3D11_KEY_EXCHANGE_HW_PROTECTION, input, output] as const),
    );
    this.privateInput = succeeded(7, sizes, input);
    this.privateOutput = output.value!;
  }

  /** Steps 8 to 11: an answer of the size that the caller expects. @throws StepFailed */
  process(functionId: number, message: Uint8Array, expectedBytes: number): Uint8Array {
    const input = new Uint8Array(inputBytes - 4 + message.length);
    new DataView(input.buffer).setUint32(0, this.privateInput, true); // the size of the data stays 0
    input.set(message, inputPayloadAt);
    this.allocation = new Uint8Array(outputBytes - 4 + expectedBytes + 64).fill(0x2d);
    const output = this.allocation.subarray(0, -64).fill(0);
    const view = new DataView(output.buffer);
    view.setUint32(0, this.privateOutput, true);
    view.setUint32(4, expectedBytes, true);
    const code = this.context.NegotiateCryptoSessionKeyExchange(this.management!, envelopeBytes, {
      HWProtectionFunctionID: functionId,
      pInputData: input,
      pOutputData: output,
      Status: S_OK,
    });
    if (code !== S_OK) throw new StepFailed(10, code);
    return this.takeAnswer(output.subarray(outputPayloadAt, outputPayloadAt + expectedBytes));
  }

  /**
   * Steps 12 to 14.
   * @param beforeStatus what happens meanwhile, between 13 and 14
   * @returns an id @throws StepFailed
   */
  createMediaSession(data?: Uint8Array, beforeStatus: () => void = () => undefined): number {
    const session = this.createSession(12, this.cryptoType);
    try {
      if (data) {
        const key = out<bigint>();
        succeeded(13, this.context1.GetDataForNewHardwareKey(session, data.length, data, key), key);
      }
      beforeStatus();
      const status = out<number>();
      succeeded(14, this.context1.CheckCryptoSessionStatus(session, status), status);
      if (status.value !== D3D11_CRYPTO_SESSION_STATUS.OK) throw new StepFailed(14);
    } catch (error) {
      session.Release();
      throw error;
    }
    const id = this.nextMediaSession;
    this.nextMediaSession += 1;
    this.media.set(id, { session, keys: new Map() });
    return id;
  }

  /** Step 15. */
  setKey(id: number, keyId: string, keyBlob: Uint8Array): void {
    this.media.get(id)!.keys.set(keyId, keyBlob);
  }

  removeKey(id: number, keyId: string): void {
    this.media.get(id)!.keys.delete(keyId);
  }

  /** What the client has: the media sessions, and one for management. */
  get sessions(): readonly ID3D11CryptoSession[] {
    const media = [...this.media.values()].map(({ session }) => session);
    return this.management ? [this.management, ...media] : media;
  }

  keysOf(id: number): readonly string[] {
    return [...(this.media.get(id)?.keys.keys() ?? [])];
  }

  /** Step 17, the destructor. */
  release(): void {
    if (this.cookie !== null) this.adapter!.UnregisterHardwareContentProtectionTeardownStatus(this.cookie);
    this.cookie = null;
    this.dropSessions();
    for (const object of this.held.splice(0).reverse()) object.Release();
    this.libraries.kernel.events.close(this.event);
  }

  /** What the caller of `process` gets. */
  protected takeAnswer(answer: Uint8Array): Uint8Array {
    return new Uint8Array(answer);
  }

  /** Step 1. */
  private createDevice(): void {
    const device = out<ID3D11Device>();
    const levels = [d3d11.D3D_FEATURE_LEVEL.LEVEL_11_1];
    const { HARDWARE } = d3d11.D3D_DRIVER_TYPE;
    const { D3D11CreateDevice } = this.libraries;
    const code = D3D11CreateDevice(null, HARDWARE, 0n, 0, levels, 1, 7, device, null, null);
    this.device = this.hold(succeeded(1, code, device));
  }

  /** Step 2. */
  private registerForTearDown(powerMonitor: PowerMonitor | null): void {
    const dxgi = query(this.device, d3d11.IDXGIDevice2);
    const adapter = out<IDXGIAdapter3>();
    this.adapter = this.hold(made(dxgi.GetParent(d3d11.IDXGIAdapter3.iid, adapter), adapter));
    dxgi.Release();
    const cookie = out<number>();
    const { handle } = this.event;
    const code = this.adapter.RegisterHardwareContentProtectionTeardownStatusEvent(handle, cookie);
    this.cookie = succeeded(2, code, cookie);
    if (!powerMonitor) throw new StepFailed(2);
    powerMonitor.onSuspend(() => {
      this.reset();
    });
    void this.watch();
  }

  /** Step 16: an object watcher, which sees the event set, resets it and waits again. */
  private async watch(): Promise<void> {
    for (;;) {
      await this.event.wait();
      this.event.reset();
      if (this.cookie === null) return;
      this.reset();
    }
  }

  private reset(): void {
    if (this.cookie === null) return;
    this.dropSessions();
    this.user.notifyHardwareReset();
  }

  private dropSessions(): void {
    for (const session of this.sessions) session.Release();
    this.media.clear();
    this.management = null;
  }

  /** Step 4. */
  private findKeyExchange(): void {
    const caps = out<d3d11.D3D11_VIDEO_CONTENT_PROTECTION_CAPS>();
    const code = this.video.GetContentProtectionCaps(this.cryptoType, H264, caps);
    const { KeyExchangeTypeCount } = succeeded(4, code, caps);
    for (let index = 0; index < KeyExchangeTypeCount; index += 1) {
      const exchange = out<Guid>();
      const checked = this.video.CheckCryptoKeyExchange(this.cryptoType, H264, index, exchange);
      if (succeeded(4, checked, exchange) === D3D11_KEY_EXCHANGE_HW_PROTECTION) return;
    }
    throw new StepFailed(4);
  }

  private createSession(step: number, exchange: Guid): ID3D11CryptoSession {
    const session = out<ID3D11CryptoSession>();
    return succeeded(step, this.video.CreateCryptoSession(this.cryptoType, H264, exchange, session), session);
  }

  private hold<T extends IUnknown>(object: T): T {
    this.held.push(object);
    return object;
  }
}
