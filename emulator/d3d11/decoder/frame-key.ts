import type { Address, Hresult } from '../../../src/abi/index.js';
import { NULL } from '../../../src/abi/index.js';
import {
  D3DWDDM2_0DDI_VIDEO_DECODER_BEGIN_FRAME_CRYPTO_SESSION as CRYPTO_SESSION,
  DXVA_NoEncrypt,
  E_INVALIDARG,
  GUID,
  NULL_GUID,
} from '../../../src/ddi/index.js';
import { KEY_BYTES } from '../../core/key-slab.js';
import type { Refuse } from '../../core/refusal-recorder.js';
import type { D3D11Core } from '../d3d11-core.js';
import type { CryptoSession, Device } from '../state.js';
import {
  blobSize,
  deadMember,
  frameKeySize,
  keyInfoIdOfSoftware,
  noContentKeys,
  noFrameSessionKey,
  noHardwareKey,
  noKeyInfoId,
  noSessionBound,
  sessionKeyLost,
  sessionStructureSize,
} from './causes.js';
import type { Decoder } from './state.js';

/** A key that a frame's buffers are encrypted with. */
export interface FrameKey {
  readonly session: CryptoSession;
  /** 16 bytes. */
  readonly key: Uint8Array;
  /** True where the bytes are the caller's to overwrite; else they are the session's, or the trusted environment's. */
  readonly isOwn: boolean;
  /** What tells it from other keys of the session; undefined for the session key. */
  readonly name: Uint8Array | undefined;
}

/** What BeginFrame says of the key. */
interface KeyArguments {
  readonly pContentKey: Address;
  readonly ContentKeySize: number;
}

/** The session key, or a content key that came wrapped under it (VDBF-1, VDBF-2). */
function keyOfSession(
  core: D3D11Core,
  refuse: Refuse,
  session: CryptoSession,
  wrapped: Uint8Array | undefined,
): FrameKey | Hresult {
  const { policies } = core;
  if (wrapped && !policies.takesArgument(session, 'CONTENT_KEY')) return refuse(E_INVALIDARG, noContentKeys);
  const sessionKey = session.key('session');
  if (!sessionKey) return refuse(E_INVALIDARG, noFrameSessionKey);
  if (!wrapped) return { session, key: sessionKey, isOwn: false, name: undefined };
  return { session, key: policies.unwrapContentKey(core, sessionKey, wrapped), isOwn: true, name: wrapped };
}

/** The key where a session is bound to the decoder: pContentKey is a content key, or zeros, or nothing (D-28). */
function keyOfBound(
  core: D3D11Core,
  refuse: Refuse,
  { session }: Decoder,
  { pContentKey, ContentKeySize }: KeyArguments,
): FrameKey | Hresult | undefined {
  const { memory, policies } = core;
  const isGiven = pContentKey !== NULL && ContentKeySize !== 0; // NULL/0 (VDBF-3)
  if (isGiven && !policies.isContentKeySize(ContentKeySize))
    return refuse(E_INVALIDARG, () => frameKeySize(ContentKeySize));
  const given = isGiven ? memory.copyOut(pContentKey, ContentKeySize) : undefined;
  const meaning = policies.frameKeyMeaning(core, given);
  if (meaning === 'clear') return undefined;
  if (!session) return refuse(E_INVALIDARG, noSessionBound);
  if (!policies.hasKeys(session)) return refuse(E_INVALIDARG, () => sessionKeyLost(session.status));
  return keyOfSession(core, refuse, session, meaning === 'content key' ? given : undefined);
}

/** A key of the trusted environment, by its id. */
function hardwareKey(
  core: D3D11Core,
  refuse: Refuse,
  session: CryptoSession,
  pKeyInfoId: Address,
): FrameKey | Hresult {
  if (pKeyInfoId === NULL) return refuse(E_INVALIDARG, noKeyInfoId);
  const keyId = GUID.read(core.memory, pKeyInfoId, 'x64');
  const key = core.policies.frameHardwareKey(core, session, keyId);
  if (!key) return refuse(E_INVALIDARG, () => noHardwareKey(keyId));
  return { session, key, isOwn: false, name: new Uint8Array(Buffer.from(keyId)) };
}

/** The key where each frame names its session: pContentKey points to the DDI's structure (VDBF-5, VDBF-6). */
function keyOfNamed(
  core: D3D11Core,
  refuse: Refuse,
  device: Device,
  { pContentKey, ContentKeySize }: KeyArguments,
): FrameKey | Hresult | undefined {
  const { memory, policies } = core;
  if (pContentKey === NULL || ContentKeySize === 0) return undefined; // NULL/0 (VDBF-3): a frame in clear
  if (ContentKeySize !== CRYPTO_SESSION.bytes)
    return refuse(E_INVALIDARG, () => sessionStructureSize(CRYPTO_SESSION.bytes, ContentKeySize));
  const { hCryptoSession, pBlob, BlobSize, pKeyInfoId } = policies.frameCryptoSession(core, pContentKey);
  const session = policies.findSession(core, device, hCryptoSession);
  if (!session)
    return refuse(E_INVALIDARG, () => deadMember('pBeginFrame', 'hCryptoSession', 'CCS-3, D-09, D-61'));
  if (!policies.hasKeys(session)) return refuse(E_INVALIDARG, () => sessionKeyLost(session.status));
  if (session.kind !== 'RSAES_OAEP') return hardwareKey(core, refuse, session, pKeyInfoId);
  if (pKeyInfoId !== NULL) return refuse(E_INVALIDARG, keyInfoIdOfSoftware);
  if (BlobSize === 0) return keyOfSession(core, refuse, session, undefined);
  if (pBlob === NULL || BlobSize !== KEY_BYTES) return refuse(E_INVALIDARG, () => blobSize(BlobSize));
  return keyOfSession(core, refuse, session, memory.copyOut(pBlob, KEY_BYTES));
}

/**
 * The key that a frame's buffers are encrypted with, by the decoder's configuration (VDEC-12); undefined for a frame in
 * clear, a code for one that is refused.
 */
export function frameKey(
  core: D3D11Core,
  refuse: Refuse,
  device: Device,
  decoder: Decoder,
  given: KeyArguments,
): FrameKey | Hresult | undefined {
  const { bitstreamEncryption } = decoder.config;
  if (bitstreamEncryption === DXVA_NoEncrypt) return undefined;
  if (bitstreamEncryption === NULL_GUID) return keyOfBound(core, refuse, decoder, given);
  return keyOfNamed(core, refuse, device, given);
}
