import type { FunctionDeclaration, Hresult, Address, Guid, StructValue } from '../../abi/index.js';
import {
  D3D11_1DDI_CONTENT_PROTECTION_CAPS as CAPS,
  D3D11_1DDI_ENCRYPTED_BLOCK_INFO,
  D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS,
  DecryptionBlt,
  DXGI_ERROR_DEVICE_REMOVED,
  E_INVALIDARG,
  EncryptionBlt,
  GUID,
  NegotiateCryptoSessionKeyExchange,
} from '../../ddi/index.js';
import { failed, NULL } from '../../abi/index.js';
import { withBytes, withStruct } from '../../host/index.js';
import type { BltMistake, BltObjects } from './blt-checks.js';
import { decryptionBltMistake, encryptionBltMistake } from './blt-checks.js';
import { D3D11_KEY_EXCHANGE_RSAES_OAEP } from './constants.js';
import type { D3D11CryptoSession } from './crypto-session.js';
import type { MessageName } from '../../api/d3d11/message-ids.js';
import type { AnyResource } from './resource.js';
import type { RuntimeDevice } from './runtime-device.js';

/** Bytes of a key buffer for RSAES-OAEP (NCS-2). */
const keyBufferBytes = 256;

export type D3D11_ENCRYPTED_BLOCK_INFO = StructValue<typeof D3D11_1DDI_ENCRYPTED_BLOCK_INFO>;

/** ID3D11VideoContext: key exchange and blts. */
export class D3D11VideoContext {
  constructor(private readonly device: RuntimeDevice) {}

  /**
   * Hands a key buffer to the driver. What lies in pData is in/out (NCS-10).
   * @returns S_OK; E_INVALIDARG, whatever is wrong with the buffer; E_OUTOFMEMORY; DXGI_ERROR_DEVICE_REMOVED
   */
  NegotiateCryptoSessionKeyExchange(
    pCryptoSession: D3D11CryptoSession | null,
    DataSize: number,
    pData: Uint8Array | null,
  ): Hresult {
    const call = 'ID3D11VideoContext::NegotiateCryptoSessionKeyExchange';
    const mistake = this.negotiateMistake(pCryptoSession, DataSize, pData);
    if (mistake) return this.refuse(call, mistake);
    if (this.device.isRemoved) return DXGI_ERROR_DEVICE_REMOVED;
    const { memory, host, video } = this.device;
    return this.device.method(() =>
      withBytes(memory, DataSize, 'pData', (address) => {
        memory.copyIn(address, pData!.subarray(0, DataSize));
        const negotiate = video.pfnNegotiateCryptoSessionKeyExchange;
        const answer =
          negotiate?.(host.hDevice, pCryptoSession!.hCryptoSession, DataSize, address) ?? E_INVALIDARG;
        const code = this.device.judge(NegotiateCryptoSessionKeyExchange, call, answer);
        pData!.set(memory.copyOut(address, DataSize));
        return code;
      }),
    );
  }

  /**
   * Reads a protected surface back, encrypted; the driver writes the IV to pIV (EB-6). Void at the API: a call with
   * a provable mistake is dropped with a message, one that the driver fails removes the device (D-08).
   */
  EncryptionBlt(
    pCryptoSession: D3D11CryptoSession | null,
    pSrcSurface: AnyResource | null,
    pDstSurface: AnyResource | null,
    IVSize: number,
    pIV: Uint8Array | null,
  ): void {
    const call = 'ID3D11VideoContext::EncryptionBlt';
    if (this.device.isRemoved) return;
    const objects = { session: pCryptoSession, source: pSrcSurface, target: pDstSurface };
    this.device.voidMethod(call, () => {
      const mistake =
        encryptionBltMistake(this.device, objects) ??
        this.ivMistake('ENCRYPTIONBLT_NULLPARAM', IVSize, pIV) ??
        this.capMistake(pCryptoSession!, CAPS.ENCRYPTED_READ_BACK, 'ENCRYPTIONBLT_UNSUPPORTED');
      if (mistake) return void this.refuse(call, mistake);
      this.warnIfUndefined(call, 'ENCRYPTIONBLT_SRC_CONTENT_UNDEFINED', pSrcSurface!);
      const { memory, host, video } = this.device;
      this.withOptional(pIV, 'pIV', (address) => {
        const [source, target] = [pSrcSurface!.hResource, pDstSurface!.hResource];
        const { hCryptoSession } = pCryptoSession!;
        video.pfnEncryptionBlt?.(host.hDevice, hCryptoSession, source, target, IVSize, address);
        if (failed(this.afterBlt(EncryptionBlt, call, pDstSurface!))) return;
        pIV?.set(memory.copyOut(address, pIV.length));
      });
    });
  }

  /** Decrypts from a staging resource into a protected one; the caller gives the IV (DB-8). Void as EncryptionBlt is. */
  DecryptionBlt(
    pCryptoSession: D3D11CryptoSession | null,
    pSrcSurface: AnyResource | null,
    pDstSurface: AnyResource | null,
    pEncryptedBlockInfo: D3D11_ENCRYPTED_BLOCK_INFO | null,
    ContentKeySize: number,
    pContentKey: Uint8Array | null,
    IVSize: number,
    pIV: Uint8Array | null,
  ): void {
    const call = 'ID3D11VideoContext::DecryptionBlt';
    if (this.device.isRemoved) return;
    const blt = { session: pCryptoSession, source: pSrcSurface, target: pDstSurface };
    this.device.voidMethod(call, () => {
      const mistake = this.decryptionMistake(blt, pEncryptedBlockInfo, pContentKey, IVSize, pIV);
      if (mistake) return void this.refuse(call, mistake);
      this.warnIfUndefined(call, 'DECRYPTIONBLT_SRC_CONTENT_UNDEFINED', pSrcSurface!);
      const { host, video } = this.device;
      const { hCryptoSession } = pCryptoSession!;
      const [from, to] = [pSrcSurface!.hResource, pDstSurface!.hResource];
      this.withBlockInfo(pEncryptedBlockInfo, (info) => {
        this.withOptional(pContentKey, 'pContentKey', (key) => {
          this.withOptional(pIV, 'pIV', (iv) => {
            const { hDevice } = host;
            const decrypt = video.pfnDecryptionBlt;
            decrypt?.(hDevice, hCryptoSession, from, to, info, ContentKeySize, key, IVSize, iv);
            this.afterBlt(DecryptionBlt, call, pDstSurface!);
          });
        });
      });
    });
  }

  private decryptionMistake(
    objects: BltObjects,
    blockInfo: D3D11_ENCRYPTED_BLOCK_INFO | null,
    contentKey: Uint8Array | null,
    IVSize: number,
    pIV: Uint8Array | null,
  ): BltMistake | undefined {
    const mistake =
      decryptionBltMistake(this.device, objects) ?? this.ivMistake('DECRYPTIONBLT_NULLPARAM', IVSize, pIV);
    if (mistake) return mistake;
    const forBlockInfo = blockInfo ? CAPS.PARTIAL_DECRYPTION : 0; // DB-4
    const forContentKey = contentKey ? CAPS.CONTENT_KEY : 0; // DB-7
    const needed = CAPS.DECRYPTION_BLT | forBlockInfo | forContentKey;
    return this.capMistake(objects.session!, needed, 'DECRYPTIONBLT_UNSUPPORTED');
  }

  private warnIfUndefined(call: string, name: MessageName, source: AnyResource): void {
    if (!source.state.defined) this.device.infoQueue.add(call, name, 'the source was never written');
  }

  private afterBlt(declaration: FunctionDeclaration, call: string, target: AnyResource): Hresult {
    const code = this.device.judgeVoid(declaration, call);
    if (!failed(code)) target.state.defined = true;
    return code;
  }

  private negotiateMistake(
    session: D3D11CryptoSession | null,
    DataSize: number,
    pData: Uint8Array | null,
  ): BltMistake | undefined {
    if (!session || !pData) {
      const text = `${session ? 'pData' : 'pCryptoSession'} is null`;
      return { name: 'NEGOTIATECRPYTOSESSIONKEYEXCHANGE_NULLPARAM', text };
    }
    if (session.device !== this.device) return { text: 'the session belongs to another device' };
    if (session.isReleased) return { text: 'the session has been released' };
    const wanted = session.exchange === D3D11_KEY_EXCHANGE_RSAES_OAEP ? keyBufferBytes : DataSize;
    if (Number.isInteger(DataSize) && DataSize >= 0 && DataSize === wanted && pData.length >= DataSize)
      return undefined;
    const text = `DataSize: expected ${wanted}, received ${DataSize} with a buffer of ${pData.length} bytes`;
    return { name: 'NEGOTIATECRPYTOSESSIONKEYEXCHANGE_INVALIDSIZE', text };
  }

  /** The IV that AES128_CTR needs (D-20, D-21): the runtime knows the buffer's real length. */
  private ivMistake(name: MessageName, IVSize: number, pIV: Uint8Array | null): BltMistake | undefined {
    if (!pIV) return { name, text: 'pIV is null: AES128_CTR needs 16 bytes' };
    if (IVSize === 16 && pIV.length === 16) return undefined;
    return { text: `IVSize: expected 16, received ${IVSize} with a buffer of ${pIV.length} bytes` };
  }

  private capMistake(session: D3D11CryptoSession, bits: number, name: MessageName): BltMistake | undefined {
    const missing = bits & ~this.capsOf(session);
    return missing === 0 ? undefined : { name, text: `the driver's caps lack 0x${missing.toString(16)}` };
  }

  /** The caps of the session's type and profile, asked of the driver each time. No answer forbids nothing: the blt asks. */
  private capsOf(session: D3D11CryptoSession): number {
    const { memory, host, video } = this.device;
    const layout = D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS;
    const type: { value?: Guid } = {};
    const profile: { value?: Guid } = {};
    session.GetCryptoType(type);
    session.GetDecoderProfile(profile);
    return withBytes(memory, 32 + layout.bytes, 'caps query', (start) => {
      const [pProfile, pCaps] = [(start + 16) as Address, (start + 32) as Address];
      GUID.write(memory, start, type.value!, 'x64');
      GUID.write(memory, pProfile, profile.value!, 'x64');
      const code = video.pfnGetContentProtectionCaps?.(host.hDevice, start, pProfile, pCaps) ?? E_INVALIDARG;
      return failed(code) ? 0xffffffff : layout.decode(memory, pCaps).Caps;
    });
  }

  private withBlockInfo(info: D3D11_ENCRYPTED_BLOCK_INFO | null, use: (address: Address) => void): void {
    if (info) withStruct(this.device.memory, D3D11_1DDI_ENCRYPTED_BLOCK_INFO, info, use);
    else use(NULL);
  }

  private withOptional(bytes: Uint8Array | null, label: string, use: (address: Address) => void): void {
    if (!bytes) {
      use(NULL);
      return;
    }
    withBytes(this.device.memory, bytes.length, label, (address) => {
      this.device.memory.copyIn(address, bytes);
      use(address);
    });
  }

  private refuse(call: string, { name, text }: BltMistake): Hresult {
    if (name) this.device.infoQueue.add(call, name, text);
    else this.device.infoQueue.addCallerCheck(call, text);
    return E_INVALIDARG;
  }
}
