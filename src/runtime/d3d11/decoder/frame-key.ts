/** The key of a frame, as DecoderBeginFrame gets it: bytes, or a session that is named (D-28, VDBF-5). */
import type { Address, Hresult } from '../../../abi/index.js';
import { NULL } from '../../../abi/index.js';
import { D3D11_VIDEO_DECODER_BEGIN_FRAME_CRYPTO_SESSION as FRAME_SESSION } from '../../../api/d3d11/index.js';
import { implementationOf, isBytes, objectOf } from '../../../api/kit/index.js';
import {
  D3DWDDM2_0DDI_VIDEO_DECODER_BEGIN_FRAME_CRYPTO_SESSION as DDI_FRAME_SESSION,
  DXVA_NoEncrypt,
  GUID,
  NULL_GUID,
} from '../../../ddi/index.js';
import { Blocks } from '../../../host/index.js';
import { CryptoSession } from '../crypto-session.js';
import type { RuntimeDevice } from '../runtime-device.js';
import type { Mistake } from './refuse.js';
import { refuse } from './refuse.js';
import type { VideoDecoder } from './video-decoder.js';

/** What a caller hands over as pContentKey. */
export type ContentKey = Uint8Array | FRAME_SESSION | null;

/** pContentKey and ContentKeySize at the DDI. */
export interface DdiContentKey {
  readonly pContentKey: Address;
  readonly ContentKeySize: number;
  /** The session that the frame names; undefined where it names none. */
  readonly session?: CryptoSession;
}

const argument = (text: string): Mistake => ({ name: 'ARGUMENT', text });

/** Whether frames of a decoder name their session: then pContentKey is a structure (VDBF-5). */
function namesSession({ config: { guidConfigBitstreamEncryption: encryption } }: VideoDecoder): boolean {
  return encryption !== DXVA_NoEncrypt && encryption !== NULL_GUID;
}

/** What is wrong with bytes and the length that is told of them. */
function bytesMistake(name: string, bytes: Uint8Array | null, countName: string, count: number) {
  if ((bytes?.length ?? 0) >= count) return undefined;
  const room = bytes ? `${bytes.length} bytes` : 'null';
  const text = `${name}: expected at least the ${count} bytes that ${countName} says, received ${room}`;
  return { name: 'SHORT_BUFFER', text } as const;
}

/** The session that a frame names, which is there. */
function sessionOf({ pCryptoSession }: FRAME_SESSION): CryptoSession {
  const session = implementationOf(pCryptoSession!);
  if (!(session instanceof CryptoSession)) throw new TypeError('expected a session of this runtime');
  return session;
}

function sessionMistake(
  device: RuntimeDevice,
  key: FRAME_SESSION,
  ContentKeySize: number,
): Mistake | undefined {
  const { pCryptoSession, pBlob, BlobSize, pPrivateData, PrivateDataSize } = key;
  if (ContentKeySize !== FRAME_SESSION.bytes)
    return argument(`ContentKeySize: expected ${FRAME_SESSION.bytes}, received ${ContentKeySize}`); // VDBF-6
  if (!pCryptoSession) return argument('pCryptoSession is null');
  const { environment, isEnded } = objectOf(pCryptoSession);
  if (environment !== device)
    return { name: 'OTHER_DEVICE', text: 'pCryptoSession belongs to another device' };
  if (isEnded) return { name: 'RELEASED_OBJECT', text: 'pCryptoSession has been released' };
  if (sessionOf(key).kind.decoderProfile === NULL_GUID)
    return argument('pCryptoSession: expected one made with a decoder profile'); // CCS-4
  return (
    bytesMistake('pBlob', pBlob, 'BlobSize', BlobSize) ??
    bytesMistake('pPrivateData', pPrivateData, 'PrivateDataSize', PrivateDataSize)
  );
}

function keyMistake(
  device: RuntimeDevice,
  decoder: VideoDecoder,
  pContentKey: ContentKey,
  ContentKeySize: number,
): Mistake | undefined {
  if (!pContentKey)
    return ContentKeySize === 0
      ? undefined
      : argument(`ContentKeySize: expected 0 without pContentKey, received ${ContentKeySize}`);
  if (!isBytes(pContentKey)) return sessionMistake(device, pContentKey, ContentKeySize);
  return namesSession(decoder) && ContentKeySize > 0
    ? argument(
        `pContentKey: expected a ${FRAME_SESSION.name}, as the decoder's configuration says, received bytes`,
      )
    : undefined;
}

/** Runs `use` with the key in the shared memory, the members of the structure in the order of the DDI; or says what is wrong with it. */
export function withContentKey(
  device: RuntimeDevice,
  call: string,
  decoder: VideoDecoder,
  { pContentKey, ContentKeySize }: { readonly pContentKey: ContentKey; readonly ContentKeySize: number },
  use: (key: DdiContentKey) => Hresult,
): Hresult {
  const mistake = keyMistake(device, decoder, pContentKey, ContentKeySize);
  if (mistake) return refuse(device, call, mistake);
  if (!pContentKey) return use({ pContentKey: NULL, ContentKeySize: 0 });
  const blocks = new Blocks(device.memory);
  try {
    return use(
      isBytes(pContentKey)
        ? {
            pContentKey: copied(device, blocks, pContentKey, ContentKeySize, 'pContentKey'),
            ContentKeySize,
          }
        : ddiSession(device, blocks, pContentKey),
    );
  } finally {
    blocks.free();
  }
}

/** Bytes of the caller's in the shared memory, as many as are told; NULL for none. */
export function copied(
  { memory }: RuntimeDevice,
  blocks: Blocks,
  bytes: Uint8Array | null,
  count: number,
  label: string,
): Address {
  if (!bytes || count === 0) return NULL;
  const address = blocks.add(count, label);
  memory.copyIn(address, bytes.subarray(0, count));
  return address;
}

function ddiSession(device: RuntimeDevice, blocks: Blocks, key: FRAME_SESSION): DdiContentKey {
  const { memory } = device;
  const { pBlob, BlobSize, pKeyInfoId, pPrivateData, PrivateDataSize } = key;
  const session = sessionOf(key);
  const structure = blocks.add(DDI_FRAME_SESSION.bytes, DDI_FRAME_SESSION.name);
  const keyId = pKeyInfoId === null ? NULL : blocks.add(GUID.size('x64'), 'pKeyInfoId');
  if (pKeyInfoId !== null) GUID.write(memory, keyId, pKeyInfoId, 'x64');
  DDI_FRAME_SESSION.encode(memory, structure, {
    hCryptoSession: session.hCryptoSession,
    pBlob: copied(device, blocks, pBlob, BlobSize, 'pBlob'),
    BlobSize,
    pKeyInfoId: keyId,
    pPrivateData: copied(device, blocks, pPrivateData, PrivateDataSize, 'pPrivateData'),
    PrivateDataSize,
  });
  return { pContentKey: structure, ContentKeySize: DDI_FRAME_SESSION.bytes, session };
}
