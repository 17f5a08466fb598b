import type { FunctionDeclaration, Guid, Hresult, Address } from '../../abi/index.js';
import { failed, hresult, NULL } from '../../abi/index.js';
import type { D3D11_ENCRYPTED_BLOCK_INFO, ID3D11VideoContext3 } from '../../api/d3d11/index.js';
import type { MessageName } from '../../api/d3d11/message-ids.js';
import type { Implementation, Implementor, Out } from '../../api/kit/index.js';
import { isBytes } from '../../api/kit/index.js';
import {
  D3D11_1DDI_CONTENT_PROTECTION_CAPS as CAPS,
  D3D11_1DDI_ENCRYPTED_BLOCK_INFO,
  DecryptionBlt,
  E_INVALIDARG,
  EncryptionBlt,
  FinishSessionKeyRefresh,
  GetEncryptionBltKey,
  NegotiateCryptoSessionKeyExchange,
  S_OK,
  StartSessionKeyRefresh,
} from '../../ddi/index.js';
import { withBytes, withStruct } from '../../host/index.js';
import type { BltMistake } from './blt-checks.js';
import { decryptionBltMistake, encryptionBltMistake } from './blt-checks.js';
import { ChannelContext } from './channel/index.js';
import { D3D11_CRYPTO_TYPE_AES128_CTR, D3D11_KEY_EXCHANGE_RSAES_OAEP } from './constants.js';
import type { CallerCheckName, CounterUse } from './debug-layer/index.js';
import { encryptedBytes } from './debug-layer/index.js';
import type { CryptoSession } from './crypto-session.js';
import type { DeviceChild } from './device-child.js';
import type { KeyExchangeData } from './hardware-session.js';
import { cryptoSessionStatus, dataForNewHardwareKey, negotiateHwProtection } from './hardware-session.js';
import type { AnyResource } from './resource.js';
import { capsOfSession, untoldCaps } from './session-caps.js';

/** Bytes of a key buffer for RSAES-OAEP (NCS-2). */
const keyBufferBytes = 256;

/** Bytes of an AES-128 key, of the number that refreshes it, and of a key wrapped with it. */
const keyBytes = 16;

function capMistake(
  caps: number,
  needed: number,
  name: MessageName | CallerCheckName = 'NOT_IN_CAPS',
): BltMistake | undefined {
  const missing = needed & ~caps;
  return missing === 0 ? undefined : { name, text: `the driver's caps lack ${CAPS.text(missing >>> 0)}` };
}

function capsNeeded(blockInfo: object | null, contentKey: object | null): number {
  const forBlockInfo = blockInfo ? CAPS.PARTIAL_DECRYPTION : 0; // DB-4
  const forContentKey = contentKey ? CAPS.CONTENT_KEY : 0; // DB-7
  return CAPS.DECRYPTION_BLT | forBlockInfo | forContentKey;
}

/** Keys of AES128_CTR have 16 bytes, wrapped too (SSKR-3, GEBK-3). Of a vendor's type the driver knows. */
function keySizeMistake(
  { kind }: CryptoSession,
  parameter: string,
  size: number,
  name: MessageName,
): BltMistake | undefined {
  if (kind.cryptoType !== D3D11_CRYPTO_TYPE_AES128_CTR || size === keyBytes) return undefined;
  return { name, text: `${parameter}: expected ${keyBytes}, received ${size}` };
}

/** ID3D11VideoContext: key exchange, key refresh, the read-back key, the blts, messages of channels, and frames of decoders. It is the same object as the device context. */
export class VideoContext extends ChannelContext implements Implementation<ID3D11VideoContext3> {
  constructor(private readonly context: DeviceChild) {
    super(context.runtime);
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
  NegotiateCryptoSessionKeyExchange(
    session: CryptoSession,
    DataSize: number,
    pData: KeyExchangeData,
  ): Hresult {
    const call = 'ID3D11VideoContext::NegotiateCryptoSessionKeyExchange';
    const { memory, host, video } = this.device;
    const send = (size: number, address: Address) =>
      video.pfnNegotiateCryptoSessionKeyExchange?.(host.hDevice, session.hCryptoSession, size, address) ??
      E_INVALIDARG;
    if (session.isHwProtection) {
      const invalidSize = 'NEGOTIATECRPYTOSESSIONKEYEXCHANGE_INVALIDSIZE';
      const declaration = NegotiateCryptoSessionKeyExchange;
      const negotiation = { call, session, DataSize, pData, invalidSize, declaration, send } as const;
      return negotiateHwProtection(this.device, negotiation);
    }
    if (!isBytes(pData))
      return this.refuse(call, {
        text: 'pData: expected a Uint8Array; commands go through a session whose key exchange is HW_PROTECTION',
      });
    if (session.kind.keyExchange === D3D11_KEY_EXCHANGE_RSAES_OAEP && DataSize !== keyBufferBytes) {
      const text = `DataSize: expected ${keyBufferBytes}, received ${DataSize}`;
      return this.refuse(call, { name: 'NEGOTIATECRPYTOSESSIONKEYEXCHANGE_INVALIDSIZE', text });
    }
    return withBytes(memory, DataSize, 'pData', (address) => {
      memory.copyIn(address, pData.subarray(0, DataSize));
      const answer = send(DataSize, address);
      if (failed(answer)) session.tellIfKeyLost(call);
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
    const caps = capsOfSession(this.device, session.kind);
    const mistake =
      session.hwProtectionMistake ??
      encryptionBltMistake(source, target) ??
      this.ivMistake('ENCRYPTIONBLT_NULLPARAM', IVSize, pIV) ??
      capMistake(caps, CAPS.ENCRYPTED_READ_BACK, 'ENCRYPTIONBLT_UNSUPPORTED');
    if (mistake) return void this.refuse(call, mistake);
    this.warnIfUndefined(call, 'ENCRYPTIONBLT_SRC_CONTENT_UNDEFINED', source);
    const { memory, host, video } = this.device;
    const needsReadBackKey = caps !== untoldCaps && (caps & CAPS.ENCRYPTED_READ_BACK_KEY) !== 0;
    this.withKeys(call, session, needsReadBackKey, () => {
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
        if (failed(this.afterBlt(EncryptionBlt, call, session, target))) return;
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
    const needed = capsNeeded(pEncryptedBlockInfo, pContentKey);
    const mistake =
      session.hwProtectionMistake ??
      decryptionBltMistake(source, target) ??
      this.ivMistake('DECRYPTIONBLT_NULLPARAM', IVSize, pIV) ??
      capMistake(capsOfSession(this.device, session.kind), needed, 'DECRYPTIONBLT_UNSUPPORTED');
    if (mistake) return void this.refuse(call, mistake);
    this.warnIfUndefined(call, 'DECRYPTIONBLT_SRC_CONTENT_UNDEFINED', source);
    const { host, video } = this.device;
    const { hCryptoSession } = session;
    const [from, to] = [source.hResource, target.hResource];
    const decrypt = (info: Address, key: Address, iv: Address) => {
      const { hDevice } = host;
      video.pfnDecryptionBlt?.(hDevice, hCryptoSession, from, to, info, ContentKeySize, key, IVSize, iv);
      const told = this.toldIn(pEncryptedBlockInfo, info);
      if (failed(this.afterBlt(DecryptionBlt, call, session, target, told))) return;
      const bytes = encryptedBytes(source.logicalBytes, pEncryptedBlockInfo);
      this.noteCounters(call, session, { pIV: pIV!, bytes, pContentKey });
    };
    this.withKeys(call, session, false, () => {
      this.withBlockInfo(pEncryptedBlockInfo, (info) => {
        this.withOptional(pContentKey, 'pContentKey', (key) => {
          this.withOptional(pIV, 'pIV', (iv) => {
            decrypt(info, key, iv);
          });
        });
      });
    });
  }

  /** Has the driver make a number for a new key. Blts and read-back keys are under the old one until Finish (SSKR-7). */
  StartSessionKeyRefresh(session: CryptoSession, RandomNumberSize: number, pRandomNumber: Uint8Array): void {
    const call = 'ID3D11VideoContext::StartSessionKeyRefresh';
    const mistake =
      session.hwProtectionMistake ??
      capMistake(capsOfSession(this.device, session.kind), CAPS.FRESHEN_SESSION_KEY) ?? // SSKR-5
      keySizeMistake(session, 'RandomNumberSize', RandomNumberSize, 'STARTSESSIONKEYREFRESH_INVALIDSIZE');
    if (mistake) return void this.refuse(call, mistake);
    const { host, video } = this.device;
    this.withKeys(call, session, false, () => {
      this.written(pRandomNumber, RandomNumberSize, 'pRandomNumber', (address) => {
        video.pfnStartSessionKeyRefresh?.(host.hDevice, session.hCryptoSession, RandomNumberSize, address);
        const code = this.judgedVoid(StartSessionKeyRefresh, call, session);
        if (!failed(code)) session.keyRefreshStarted();
        return code;
      });
    });
  }

  /** The session key becomes itself XOR that number (FSKR-1). Without Start the call is dropped (FSKR-3, D-26). */
  FinishSessionKeyRefresh(session: CryptoSession): void {
    const call = 'ID3D11VideoContext::FinishSessionKeyRefresh';
    const mistake =
      session.hwProtectionMistake ??
      capMistake(capsOfSession(this.device, session.kind), CAPS.FRESHEN_SESSION_KEY) ??
      (session.isKeyRefreshStarted
        ? undefined
        : ({ name: 'REFRESH_NOT_STARTED', text: 'StartSessionKeyRefresh did not come before' } as const));
    if (mistake) return void this.refuse(call, mistake);
    const { host, video } = this.device;
    video.pfnFinishSessionKeyRefresh?.(host.hDevice, session.hCryptoSession);
    if (!failed(this.judgedVoid(FinishSessionKeyRefresh, call, session))) session.keyRefreshFinished();
  }

  /** A new key for EncryptionBlt, wrapped (GEBK-1, GEBK-2). VOID at the DDI: the code is what the driver reported. */
  GetEncryptionBltKey(session: CryptoSession, KeySize: number, pReadbackKey: Uint8Array): Hresult {
    const call = 'ID3D11VideoContext::GetEncryptionBltKey';
    const mistake =
      session.hwProtectionMistake ??
      capMistake(capsOfSession(this.device, session.kind), CAPS.ENCRYPTED_READ_BACK_KEY) ?? // GEBK-4
      keySizeMistake(session, 'KeySize', KeySize, 'GETENCRYPTIONBLTKEY_INVALIDSIZE');
    if (mistake) return this.refuse(call, mistake);
    const { host, video } = this.device;
    return this.withKeys(call, session, false, () =>
      this.written(pReadbackKey, KeySize, 'pReadbackKey', (address) => {
        video.pfnGetEncryptionBltKey?.(host.hDevice, session.hCryptoSession, KeySize, address);
        const code = this.judgedVoid(GetEncryptionBltKey, call, session);
        if (!failed(code)) session.hasReadBackKey = true;
        return code;
      }),
    );
  }

  GetDataForNewHardwareKey(
    session: CryptoSession,
    PrivateInputSize: number,
    pPrivatInputData: Uint8Array,
    pPrivateOutputData: Out<bigint>,
  ): Hresult {
    const input = pPrivatInputData.subarray(0, PrivateInputSize);
    return dataForNewHardwareKey(this.device, session, input, pPrivateOutputData);
  }

  CheckCryptoSessionStatus(session: CryptoSession, pStatus: Out<number>): Hresult {
    return cryptoSessionStatus(this.device, session, pStatus);
  }

  /** What a VOID function that uses a session's key reported. */
  private judgedVoid(declaration: FunctionDeclaration, call: string, session: CryptoSession): Hresult {
    if (this.device.host.pendingErrors.length > 0) session.tellIfKeyLost(call);
    return this.device.judgeVoid(declaration, call);
  }

  /** Says which key there was not, unless the driver has said it. */
  private withKeys<R>(call: string, session: CryptoSession, needsReadBackKey: boolean, use: () => R): R {
    const { messages } = this.device;
    const before = messages.count;
    const result = use();
    if (messages.since(before).some(({ cause }) => cause)) return result;
    if (!session.hasKey)
      messages.add(call, 'KEY_NOT_NEGOTIATED', 'no key was negotiated for the session (D-10)');
    else if (needsReadBackKey && !session.hasReadBackKey)
      messages.add(call, 'READ_BACK_KEY_NOT_FETCHED', 'GetEncryptionBltKey did not come before (D-25)');
    return result;
  }

  /** What the driver writes for the caller, who gets it where the call succeeds (D-14). */
  private written(
    target: Uint8Array,
    bytes: number,
    label: string,
    use: (address: Address) => Hresult,
  ): Hresult {
    const { memory } = this.device;
    return withBytes(memory, bytes, label, (address) => {
      const code = use(address);
      if (!failed(code)) target.set(memory.copyOut(address, bytes));
      return code;
    });
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

  private afterBlt(
    declaration: FunctionDeclaration,
    call: string,
    session: CryptoSession,
    target: AnyResource,
    told: Hresult = S_OK,
  ): Hresult {
    if (failed(told)) session.tellIfKeyLost(call);
    const reported = this.judgedVoid(declaration, call, session);
    const code =
      failed(told) && !failed(reported) ? this.device.judgeTold(declaration, call, told) : reported;
    if (!failed(code)) target.isDefined = true;
    return code;
  }

  /** The IV that AES128_CTR needs (D-20, D-21): the runtime knows the buffer's real length. */
  private ivMistake(name: MessageName, IVSize: number, pIV: Uint8Array | null): BltMistake | undefined {
    if (!pIV) return { name, text: 'pIV is null: AES128_CTR needs 16 bytes' };
    if (IVSize === 16 && pIV.length === 16) return undefined;
    return { text: `IVSize: expected 16, received ${IVSize} with a buffer of ${pIV.length} bytes` };
  }

  /** What the driver wrote into the block info is the caller's, too: some tell there how the call went (D-27). */
  private withBlockInfo(info: D3D11_ENCRYPTED_BLOCK_INFO | null, use: (address: Address) => void): void {
    if (!info) {
      use(NULL);
      return;
    }
    const { memory } = this.device;
    withStruct(memory, D3D11_1DDI_ENCRYPTED_BLOCK_INFO, info, (address) => {
      use(address);
      for (const [member, value] of Object.entries(D3D11_1DDI_ENCRYPTED_BLOCK_INFO.decode(memory, address)))
        Reflect.set(info, member, value); // frozen stays as it is
    });
  }

  /** The failure that the driver wrote into NumBytesInEncryptPattern; S_OK where it left that alone (D-27). */
  private toldIn(info: D3D11_ENCRYPTED_BLOCK_INFO | null, address: Address): Hresult {
    if (!info) return S_OK;
    const { NumBytesInEncryptPattern: after } = D3D11_1DDI_ENCRYPTED_BLOCK_INFO.decode(
      this.device.memory,
      address,
    );
    return after === info.NumBytesInEncryptPattern ? S_OK : hresult(after);
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
