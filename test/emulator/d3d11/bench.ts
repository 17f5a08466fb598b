import { createHash } from 'node:crypto';
import { createDriver, type DriverOptions } from 'softumd';
import type {
  Address,
  Guid,
  HCryptoSession,
  HDevice,
  HResource,
  HRTResource,
  Hresult,
  StructValue,
} from 'softumd/ddi';
import {
  D3D10_2DDI_ADAPTERFUNCS,
  D3D10_DDI_MAP,
  D3D10_2DDIARG_GETCAPS,
  D3D10_2DDICAPS_TYPE,
  D3D10_DDIARG_SUBRESOURCE_UP,
  D3D10DDIARG_CREATEDEVICE,
  D3D10DDIARG_OPENADAPTER,
  D3D11_1_DDI_INTERFACE,
  D3D11_1DDI_VIDEO_INPUT,
  D3D11_1DDI_VIDEODEVICEFUNCS,
  D3D10DDI_MAPPED_SUBRESOURCE,
  D3D10DDI_MIPINFO,
  D3D10DDIRESOURCE_TYPE,
  D3D11_1DDI_CERTIFICATE_INFO,
  D3D11_1DDI_CERTIFICATE_TYPE,
  D3D11_1DDI_CRYPTO_TYPE_AES128_CTR,
  D3D11_1DDI_DECODER_PROFILE_H264_VLD_NOFGT,
  D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP,
  D3D11_1DDIARG_CREATECRYPTOSESSION,
  D3D11DDIARG_CREATERESOURCE,
  DXGI_FORMAT,
  GUID,
  interfaceVersion,
  NULL,
  S_OK,
} from 'softumd/ddi';
import { wrapSessionKey } from 'softumd/player';
import {
  createResourceLayout,
  HostAdapter,
  type DeviceFunctions,
  type HostDevice,
  type VideoFunctions,
} from '../../../src/host/index.js';
import { leaf } from '../../certificate/test-chain.js';
import type { BlockInfo } from './partial-model.js';

type Filled<Table> = { readonly [Slot in keyof Table]: NonNullable<Table[Slot]> };

const at = (address: number) => address as Address;
const RT_RESOURCE = at(0x4e50_0002) as HRTResource;

/** A texture as CreateResource is asked for it: sizes of each mip level in texels, rows with their pitch in bytes. */
export interface Texture {
  readonly Format: number;
  readonly levels: readonly (readonly [width: number, height: number])[];
  readonly ArraySize?: number;
  readonly data?: readonly { readonly bytes: Uint8Array; readonly pitch: number }[] | undefined;
}

/** What a DecryptionBlt may be told of the content: which bytes are encrypted, and with which key. */
export interface PartialContent {
  readonly info?: BlockInfo | undefined;
  readonly wrappedKey?: Uint8Array | undefined;
}

/** D3D11_1DDI_ENCRYPTED_BLOCK_INFO: three little-endian numbers. */
export const blockInfoBytes = (info: BlockInfo) => new Uint8Array(new Uint32Array(info).buffer);

/** One device of a bench, and what a runtime would do with it, at the DDI. */
export class BenchDevice {
  readonly hDevice: HDevice;
  readonly video: Filled<VideoFunctions>;
  readonly functions: Filled<DeviceFunctions>;
  readonly sessions: HCryptoSession[] = [];
  readonly resources: HResource[] = [];

  constructor(
    readonly bench: Bench,
    readonly host: HostDevice,
  ) {
    this.hDevice = host.hDevice;
    this.video = host.video as Filled<VideoFunctions>;
    this.functions = host.functions as Filled<DeviceFunctions>;
  }

  /** A session, without a key. */
  session(arguments_ = this.bench.sessionArguments()): HCryptoSession {
    const handle = this.bench.bytes(
      this.video.pfnCalcPrivateCryptoSessionSize(this.hDevice, arguments_),
    ) as HCryptoSession;
    const code = this.video.pfnCreateCryptoSession(this.hDevice, arguments_, handle, NULL);
    if (code !== S_OK) throw new Error(`no session: ${code}`);
    this.sessions.push(handle);
    return handle;
  }

  /** A session with a key. */
  keyedSession(key: Uint8Array, arguments_?: Address): HCryptoSession {
    const session = this.session(arguments_);
    const code = this.negotiate(session, key);
    if (code !== S_OK) throw new Error(`no key: ${code}`);
    return session;
  }

  negotiate(session: HCryptoSession, key: Uint8Array): Hresult {
    return this.offer(session, wrapSessionKey(leaf, key));
  }

  /** Hands over a key buffer as it is. */
  offer(session: HCryptoSession, keyBuffer: Uint8Array): Hresult {
    const pData = this.bench.bytes(keyBuffer);
    const code = this.video.pfnNegotiateCryptoSessionKeyExchange(
      this.hDevice,
      session,
      keyBuffer.length,
      pData,
    );
    this.bench.memory.free(pData);
    return code;
  }

  /** A buffer of some bytes, or with content. */
  buffer(content: number | Uint8Array): HResource {
    return this.resource(this.bench.bufferArguments(content));
  }

  /** An NV12 texture with content: rows without padding, Y then UV. */
  nv12(width: number, height: number, content?: Uint8Array): HResource {
    return this.resource(this.bench.nv12Arguments(width, height, content));
  }

  /**
   * @param given of D3D11.1, which later versions get in their own form (RES-7)
   * @param hRTResource of its own where it is shared
   */
  resource(given: Address, hRTResource = RT_RESOURCE): HResource {
    const create = D3D11DDIARG_CREATERESOURCE.decode(this.bench.memory, given);
    const arguments_ = this.bench.bytes(createResourceLayout(this.host.version).toBytes(create));
    const handle = this.bench.bytes(
      this.functions.pfnCalcPrivateResourceSize(this.hDevice, arguments_),
    ) as HResource;
    this.functions.pfnCreateResource(this.hDevice, arguments_, handle, hRTResource);
    const errors = this.host.takeErrors();
    if (errors.length > 0) throw new Error(`no resource: ${errors.join()}`);
    this.resources.push(handle);
    return handle;
  }

  /** Where the driver has a subresource, by a map that is over already. */
  mapped(resource: HResource, subresource: number): StructValue<typeof D3D10DDI_MAPPED_SUBRESOURCE> {
    const pMapped = this.bench.bytes(D3D10DDI_MAPPED_SUBRESOURCE.bytes);
    const { READWRITE } = D3D10_DDI_MAP;
    this.functions.pfnStagingResourceMap(this.hDevice, resource, subresource, READWRITE, 0, pMapped);
    this.functions.pfnStagingResourceUnmap(this.hDevice, resource, subresource);
    const mapping = D3D10DDI_MAPPED_SUBRESOURCE.decode(this.bench.memory, pMapped);
    this.bench.memory.free(pMapped);
    return mapping;
  }

  /** The logical bytes of a resource, as the driver's oracle shows them. */
  content(resource: HResource): Uint8Array {
    return this.bench.driver.oracle.resourceBytes(this.hDevice, resource)!;
  }

  /**
   * DecryptionBlt, of the whole buffer and with the session key unless told otherwise; the code that the driver reported,
   * S_OK for none.
   */
  decrypt(
    session: HCryptoSession,
    source: HResource,
    target: HResource,
    iv: Uint8Array,
    { info, wrappedKey }: PartialContent = {},
  ): Hresult {
    const blocks = [iv, info && blockInfoBytes(info), wrappedKey].map((content) =>
      content ? this.bench.bytes(content) : NULL,
    );
    const [pIV, pInfo, pKey] = blocks as [Address, Address, Address];
    const keyBytes = wrappedKey?.length ?? 0;
    const { hDevice, video } = this;
    video.pfnDecryptionBlt(hDevice, session, source, target, pInfo, keyBytes, pKey, iv.length, pIV);
    for (const block of blocks) if (block !== NULL) this.bench.memory.free(block);
    return this.bench.reported();
  }

  /** StartSessionKeyRefresh; the number that the driver wrote. */
  startRefresh(session: HCryptoSession): Uint8Array {
    return this.sixteenBytes((address) => {
      this.video.pfnStartSessionKeyRefresh(this.hDevice, session, 16, address);
    });
  }

  /** FinishSessionKeyRefresh; the code that the driver reported, S_OK for none. */
  finishRefresh(session: HCryptoSession): Hresult {
    this.video.pfnFinishSessionKeyRefresh(this.hDevice, session);
    return this.bench.reported();
  }

  /** GetEncryptionBltKey; the wrapped key that the driver wrote. */
  wrappedReadBackKey(session: HCryptoSession): Uint8Array {
    return this.sixteenBytes((address) => {
      this.video.pfnGetEncryptionBltKey(this.hDevice, session, 16, address);
    });
  }

  /** What a VOID function writes into 16 bytes. */
  private sixteenBytes(call: (address: Address) => void): Uint8Array {
    const address = this.bench.bytes(16);
    call(address);
    const bytes = this.bench.memory.copyOut(address, 16);
    this.bench.memory.free(address);
    const code = this.bench.reported();
    if (code !== S_OK) throw new Error(`refused: ${code}`);
    return bytes;
  }

  /** EncryptionBlt; the IV that the driver wrote. */
  encrypt(session: HCryptoSession, source: HResource, target: HResource): Uint8Array {
    const pIV = this.bench.bytes(16);
    this.video.pfnEncryptionBlt(this.hDevice, session, source, target, 16, pIV);
    const iv = this.bench.memory.copyOut(pIV, 16);
    this.bench.memory.free(pIV);
    const code = this.bench.reported();
    if (code !== S_OK) throw new Error(`no blt: ${code}`);
    return iv;
  }
}

/** A driver with two devices, called as a runtime calls it. */
export class Bench {
  readonly driver;
  readonly memory;
  readonly adapter: HostAdapter;
  readonly device: BenchDevice;
  readonly other: BenchDevice;

  /** @param version that its devices are made with */
  constructor(options: DriverOptions = {}, version = interfaceVersion('D3D11_1')) {
    this.driver = createDriver(options);
    this.memory = this.driver.memory;
    this.adapter = HostAdapter.open(this.driver).adapter!;
    this.device = new BenchDevice(this, this.adapter.createDevice(version).device!);
    this.other = new BenchDevice(this, this.adapter.createDevice(version).device!);
  }

  /** Memory of the application's: so many bytes, or these. */
  bytes(content: number | Uint8Array, label = 'test'): Address {
    const address = this.memory.allocate(typeof content === 'number' ? content : content.length, label);
    if (typeof content !== 'number') this.memory.copyIn(address, content);
    return address;
  }

  guid(value: Guid): Address {
    const address = this.bytes(16, 'test: GUID');
    GUID.write(this.memory, address, value, 'x64');
    return address;
  }

  sessionArguments(
    CryptoType: Guid = D3D11_1DDI_CRYPTO_TYPE_AES128_CTR,
    DecodeProfile: Guid = D3D11_1DDI_DECODER_PROFILE_H264_VLD_NOFGT,
    KeyExchangeType: Guid = D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP,
  ): Address {
    return this.bytes(
      D3D11_1DDIARG_CREATECRYPTOSESSION.toBytes({ CryptoType, DecodeProfile, KeyExchangeType }),
    );
  }

  certificateInfo(cryptoType: Guid = D3D11_1DDI_CRYPTO_TYPE_AES128_CTR): Address {
    const CertificateType = D3D11_1DDI_CERTIFICATE_TYPE.CRYPTO_SESSION;
    return this.bytes(
      D3D11_1DDI_CERTIFICATE_INFO.toBytes({ CertificateType, CryptoSessionType: cryptoType }),
    );
  }

  bufferArguments(content: number | Uint8Array): Address {
    const width = typeof content === 'number' ? content : content.length;
    const data = typeof content === 'number' ? [] : [{ bytes: content, pitch: width }];
    return this.createArguments({
      ResourceDimension: D3D10DDIRESOURCE_TYPE.BUFFER,
      Format: DXGI_FORMAT.UNKNOWN,
      levels: [[width, 1]],
      data,
    });
  }

  nv12Arguments(width: number, height: number, content?: Uint8Array): Address {
    const data = content && [{ bytes: content, pitch: width }];
    return this.textureArguments({ Format: DXGI_FORMAT.NV12, levels: [[width, height]], data });
  }

  /** Initial data is an entry a subresource, mip + slice * MipLevels (RES-25). */
  textureArguments(texture: Texture): Address {
    return this.createArguments({ ResourceDimension: D3D10DDIRESOURCE_TYPE.TEXTURE2D, ...texture });
  }

  private createArguments({
    ResourceDimension,
    Format,
    levels,
    ArraySize = 1,
    data = [],
  }: Texture & { readonly ResourceDimension: number }): Address {
    const mips = levels.map(([TexelWidth, TexelHeight]) =>
      D3D10DDI_MIPINFO.toBytes({ TexelWidth, TexelHeight, TexelDepth: 1 }),
    );
    const entries = data.map(({ bytes, pitch }) =>
      D3D10_DDIARG_SUBRESOURCE_UP.toBytes({ pSysMem: this.bytes(bytes), SysMemPitch: pitch }),
    );
    return this.bytes(
      D3D11DDIARG_CREATERESOURCE.toBytes({
        pMipInfoList: this.bytes(new Uint8Array(Buffer.concat(mips))),
        pInitialDataUP: entries.length > 0 ? this.bytes(new Uint8Array(Buffer.concat(entries))) : NULL,
        ResourceDimension,
        Format,
        SampleDesc: { Count: 1, Quality: 0 },
        MipLevels: levels.length,
        ArraySize,
      }),
    );
  }

  /** What either device reported through pfnSetErrorCb since the last time; S_OK for nothing. */
  reported(): Hresult {
    const errors = [...this.device.host.takeErrors(), ...this.other.host.takeErrors()];
    if (errors.length > 1) throw new Error(`reported more than once: ${errors.join()}`);
    return errors[0] ?? S_OK;
  }

  /** All that anybody can see of the driver: every live byte, every key and every resource. */
  snapshot(): unknown {
    const digest = (bytes: Uint8Array | null) => bytes && createHash('sha256').update(bytes).digest('hex');
    const { oracle } = this.driver;
    return {
      memory: this.memory
        .live()
        .map(({ address, bytes, label }) => [address, label, digest(this.memory.copyOut(address, bytes))]),
      devices: [this.device, this.other].map(({ hDevice, sessions, resources }) => ({
        keys: sessions.map((session) => digest(oracle.sessionKey(hDevice, session))),
        resources: resources.map((resource) => digest(oracle.resourceBytes(hDevice, resource))),
      })),
    };
  }

  /** A good key buffer. */
  keyBuffer(sessionKey: Uint8Array = new Uint8Array(16).fill(0x6e)): Uint8Array {
    return wrapSessionKey(leaf, sessionKey);
  }

  /** What OpenAdapter10_2 takes. */
  openArguments(): Address {
    const { pAdapterCallbacks } = this.adapter.callbacks;
    const pAdapterFuncs_2 = this.bytes(D3D10_2DDI_ADAPTERFUNCS.bytes);
    return this.bytes(
      D3D10DDIARG_OPENADAPTER.toBytes({
        Interface: D3D11_1_DDI_INTERFACE,
        pAdapterCallbacks,
        pAdapterFuncs_2,
      }),
    );
  }

  /** What CreateDevice takes. */
  deviceArguments(changes: Partial<StructValue<typeof D3D10DDIARG_CREATEDEVICE>> = {}): Address {
    const { pKTCallbacks, p11UMCallbacks } = this.adapter.callbacks;
    return this.bytes(
      D3D10DDIARG_CREATEDEVICE.toBytes({
        Interface: D3D11_1_DDI_INTERFACE,
        pKTCallbacks,
        p11_1DeviceFuncs: this.bytes(2048),
        hDrvDevice: this.bytes(16),
        p11UMCallbacks,
        ppfnRetrieveSubObject: this.bytes(8),
        ...changes,
      }),
    );
  }

  /** What GetCaps takes. */
  capsArguments(Type: number = D3D10_2DDICAPS_TYPE.SHADER, DataSize = 4): Address {
    return this.bytes(D3D10_2DDIARG_GETCAPS.toBytes({ Type, pData: this.bytes(DataSize), DataSize }));
  }

  /** What RetrieveSubObject takes. */
  videoInput(): Address {
    const p11VideoDeviceFuncs = this.bytes(D3D11_1DDI_VIDEODEVICEFUNCS.bytes);
    return this.bytes(D3D11_1DDI_VIDEO_INPUT.toBytes({ p11VideoDeviceFuncs }));
  }

  /** A live object's header, copied to a place of its own. */
  forged(handle: number): Address {
    return this.bytes(this.memory.copyOut(at(handle), 16), 'test: forged handle');
  }
}
