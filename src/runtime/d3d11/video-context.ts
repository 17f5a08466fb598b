import type { FunctionDeclaration, Guid, Hresult, Address } from '../../abi/index.js';
import { failed, NULL } from '../../abi/index.js';
import type { D3D11_ENCRYPTED_BLOCK_INFO, ID3D11VideoContext3 } from '../../api/d3d11/index.js';
import type { MessageName } from '../../api/d3d11/message-ids.js';
import type { Implementation, Implementor, Out } from '../../api/kit/index.js';
import {
  D3D11_1DDI_CONTENT_PROTECTION_CAPS as CAPS,
  D3D11_1DDI_ENCRYPTED_BLOCK_INFO,
  D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS,
  DecryptionBlt,
  E_INVALIDARG,
  EncryptionBlt,
  GUID,
  NegotiateCryptoSessionKeyExchange,
} from '../../ddi/index.js';
import { withBytes, withStruct } from '../../host/index.js';
import type { BltMistake } from './blt-checks.js';
import { decryptionBltMistake, encryptionBltMistake } from './blt-checks.js';
import { D3D11_KEY_EXCHANGE_RSAES_OAEP } from './constants.js';
import type { CounterUse } from './debug-layer/index.js';
import { encryptedBytes } from './debug-layer/index.js';
import type { CryptoSession } from './crypto-session.js';
import type { DeviceChild } from './device-child.js';
import type { AnyResource } from './resource.js';
import type { RuntimeDevice } from './runtime-device.js';

/** Bytes of a key buffer for RSAES-OAEP (NCS-2). */
const keyBufferBytes = 256;

/** Declared, and not emulated yet: decoding, key refresh, the read-back key, channels, hardware protection. */
export type NotOfVideoContext =
  | 'GetDecoderBuffer'
  | 'ReleaseDecoderBuffer'
  | 'DecoderBeginFrame'
  | 'DecoderEndFrame'
  | 'StartSessionKeyRefresh'
  | 'FinishSessionKeyRefresh'
  | 'GetEncryptionBltKey'
  | 'NegotiateAuthenticatedChannelKeyExchange'
  | 'QueryAuthenticatedChannel'
  | 'GetDataForNewHardwareKey'
  | 'CheckCryptoSessionStatus'
  | 'DecoderEnableDownsampling'
  | 'DecoderUpdateDownsampling'
  | 'DecoderBeginFrame1';

/** ID3D11VideoContext: key exchange and blts. It is the same object as the device context. */
export class VideoContext implements Implementation<ID3D11VideoContext3, NotOfVideoContext> {
  private readonly device: RuntimeDevice;

  constructor(private readonly context: DeviceChild) {
    this.device = context.runtime;
  }

  get com() {
    return this.context.com;
  }

  GetDevice(ppDevice: Out<Implementor>): void {
    this.context.GetDevice(ppDevice);
  }

  GetPrivateData(guid: Guid, pDataSize: Out<number>, pData: Uint8Array | Out<unknown> | null): Hresult {
    return this.context.GetPrivateData(guid, pDataSize, pData);
  }

  SetPrivateData(guid: Guid, DataSize: number, pData: Uint8Array | null): Hresult {
    return this.context.SetPrivateData(guid, DataSize, pData);
  }

  SetPrivateDataInterface(guid: Guid, pData: Implementor | null): Hresult {
    return this.context.SetPrivateDataInterface(guid, pData);
  }

  /** What lies in pData is in/out (NCS-10). E_INVALIDARG, whatever is wrong with the buffer. */
  NegotiateCryptoSessionKeyExchange(session: CryptoSession, DataSize: number, pData: Uint8Array): Hresult {
    const call = 'ID3D11VideoContext::NegotiateCryptoSessionKeyExchange';
    if (session.kind.keyExchange === D3D11_KEY_EXCHANGE_RSAES_OAEP && DataSize !== keyBufferBytes) {
      const text = `DataSize: expected ${keyBufferBytes}, received ${DataSize}`;
      return this.refuse(call, { name: 'NEGOTIATECRPYTOSESSIONKEYEXCHANGE_INVALIDSIZE', text });
    }
    const { memory, host, video } = this.device;
    return withBytes(memory, DataSize, 'pData', (address) => {
      memory.copyIn(address, pData.subarray(0, DataSize));
      const negotiate = video.pfnNegotiateCryptoSessionKeyExchange;
      const answer = negotiate?.(host.hDevice, session.hCryptoSession, DataSize, address) ?? E_INVALIDARG;
      const code = this.device.judge(NegotiateCryptoSessionKeyExchange, call, answer);
      if (!failed(code)) session.keyNegotiated(call);
      pData.set(memory.copyOut(address, DataSize));
      return code;
    });
  }

  /** The driver writes the IV to pIV (EB-6). A provable mistake drops the call with a message (D-08). */
  EncryptionBlt(
    session: CryptoSession,
    source: AnyResource,
    target: AnyResource,
    IVSize: number,
    pIV: Uint8Array | null,
  ): void {
    const call = 'ID3D11VideoContext::EncryptionBlt';
    const mistake =
      encryptionBltMistake(source, target) ??
      this.ivMistake('ENCRYPTIONBLT_NULLPARAM', IVSize, pIV) ??
      this.capMistake(session, CAPS.ENCRYPTED_READ_BACK, 'ENCRYPTIONBLT_UNSUPPORTED');
    if (mistake) return void this.refuse(call, mistake);
    this.warnIfUndefined(call, 'ENCRYPTIONBLT_SRC_CONTENT_UNDEFINED', source);
    const { memory, host, video } = this.device;
    this.bltWithKey(call, session, () => {
      this.withOptional(pIV, 'pIV', (address) => {
        const { hCryptoSession } = session;
        const { hDevice } = host;
        video.pfnEncryptionBlt?.(
          hDevice,
          hCryptoSession,
          source.hResource,
          target.hResource,
          IVSize,
          address,
        );
        if (failed(this.afterBlt(EncryptionBlt, call, target))) return;
        pIV?.set(memory.copyOut(address, pIV.length));
      });
    });
  }

  /** Decrypts from a staging resource into a protected one; the caller gives the IV (DB-8). */
  DecryptionBlt(
    session: CryptoSession,
    source: AnyResource,
    target: AnyResource,
    pEncryptedBlockInfo: D3D11_ENCRYPTED_BLOCK_INFO | null,
    ContentKeySize: number,
    pContentKey: Uint8Array | null,
    IVSize: number,
    pIV: Uint8Array | null,
  ): void {
    const call = 'ID3D11VideoContext::DecryptionBlt';
    const forBlockInfo = pEncryptedBlockInfo ? CAPS.PARTIAL_DECRYPTION : 0; // DB-4
    const forContentKey = pContentKey ? CAPS.CONTENT_KEY : 0; // DB-7
    const needed = CAPS.DECRYPTION_BLT | forBlockInfo | forContentKey;
    const mistake =
      decryptionBltMistake(source, target) ??
      this.ivMistake('DECRYPTIONBLT_NULLPARAM', IVSize, pIV) ??
      this.capMistake(session, needed, 'DECRYPTIONBLT_UNSUPPORTED');
    if (mistake) return void this.refuse(call, mistake);
    this.warnIfUndefined(call, 'DECRYPTIONBLT_SRC_CONTENT_UNDEFINED', source);
    const { host, video } = this.device;
    const { hCryptoSession } = session;
    const [from, to] = [source.hResource, target.hResource];
    const note = () => {
      const { rows, rowBytes } = source.rowsOf(0);
      const bytes = encryptedBytes(rows * rowBytes, pEncryptedBlockInfo);
      this.noteCounters(call, session, { pIV: pIV!, bytes, pContentKey });
    };
    this.bltWithKey(call, session, () => {
      this.withBlockInfo(pEncryptedBlockInfo, (info) => {
        this.withOptional(pContentKey, 'pContentKey', (key) => {
          this.withOptional(pIV, 'pIV', (iv) => {
            const decrypt = video.pfnDecryptionBlt;
            decrypt?.(host.hDevice, hCryptoSession, from, to, info, ContentKeySize, key, IVSize, iv);
            if (!failed(this.afterBlt(DecryptionBlt, call, target))) note();
          });
        });
      });
    });
  }

  /** Says that there was no key, unless the driver has said it. */
  private bltWithKey(call: string, session: CryptoSession, blt: () => void): void {
    const { messages } = this.device;
    const before = messages.count;
    blt();
    if (session.hasKey || messages.since(before).some(({ cause }) => cause)) return;
    messages.add(call, 'KEY_NOT_NEGOTIATED', 'no key was negotiated for the session (D-10)');
  }

  /** Says where a blt used a part of the key stream again (D-21). */
  private noteCounters(call: string, { counters }: CryptoSession, use: CounterUse): void {
    if (!counters) return;
    const { isReuse, forgetsFromNow } = counters.note(use);
    const { messages } = this.device;
    const text =
      'pIV: the counter goes over blocks that were used since the last key exchange of the session; the blt was done (D-21)';
    if (isReuse) messages.add(call, 'COUNTER_REUSED', text);
    if (forgetsFromNow)
      messages.add(call, 'COUNTERS_FORGOTTEN', 'so many counters that the oldest are forgotten');
  }

  private warnIfUndefined(call: string, name: MessageName, source: AnyResource): void {
    if (!source.isDefined) this.device.messages.add(call, name, 'the source was never written');
  }

  private afterBlt(declaration: FunctionDeclaration, call: string, target: AnyResource): Hresult {
    const code = this.device.judgeVoid(declaration, call);
    if (!failed(code)) target.isDefined = true;
    return code;
  }

  /** The IV that AES128_CTR needs (D-20, D-21): the runtime knows the buffer's real length. */
  private ivMistake(name: MessageName, IVSize: number, pIV: Uint8Array | null): BltMistake | undefined {
    if (!pIV) return { name, text: 'pIV is null: AES128_CTR needs 16 bytes' };
    if (IVSize === 16 && pIV.length === 16) return undefined;
    return { text: `IVSize: expected 16, received ${IVSize} with a buffer of ${pIV.length} bytes` };
  }

  private capMistake(session: CryptoSession, bits: number, name: MessageName): BltMistake | undefined {
    const missing = bits & ~this.capsOf(session);
    return missing === 0 ? undefined : { name, text: `the driver's caps lack ${CAPS.text(missing >>> 0)}` };
  }

  /** The caps of the session's type and profile, asked of the driver each time. No answer forbids nothing: the blt asks. */
  private capsOf(session: CryptoSession): number {
    const { memory, host, video } = this.device;
    const layout = D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS;
    const { cryptoType, decoderProfile } = session.kind;
    return withBytes(memory, 32 + layout.bytes, 'caps query', (start) => {
      const [pProfile, pCaps] = [(start + 16) as Address, (start + 32) as Address];
      GUID.write(memory, start, cryptoType, 'x64');
      GUID.write(memory, pProfile, decoderProfile, 'x64');
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
    this.device.complain(call, name ?? 'ARGUMENT', text);
    return E_INVALIDARG;
  }
}
