/** Decoders whose buffers are encrypted: their sessions and keys, and what a player makes of a buffer. */
import type { Guid } from '../../../abi/index.js';
import { opensslEngine } from '../../../crypto/index.js';
import type { HCryptoSession, InterfaceVersionName } from '../../../ddi/index.js';
import {
  D3DWDDM2_0DDI_VIDEO_DECODER_BEGIN_FRAME_CRYPTO_SESSION as FRAME_SESSION,
  NULL_GUID,
  S_OK,
} from '../../../ddi/index.js';
import { encryptForDecryptionBlt } from '../../../player/index.js';
import type { Rule } from '../../rules/rule.js';
import type { D3D11Case } from '../fixture.js';
import { bindOver } from './channel-bindings.js';
import { openChannel } from './channels.js';
import type { BufferForm, SubmittedBuffer, SubSample } from './decoder-frames.js';
import { beginFrame, expectDecoded, finishFrame, submitBuffers } from './decoder-frames.js';
import type { TestDecoder, TestView } from './decoders.js';
import { createDecoder, createView, decoderKind } from './decoders.js';
import { negotiate } from './key-exchange.js';
import type { TestSession } from './sessions.js';
import { createSession } from './sessions.js';

/** Bytes of a cipher block. */
export const blockBytes = 16;

/** A decoder of encrypted buffers, a session for its profile with a key, and a view. */
export interface ProtectedDecoder {
  readonly decoder: TestDecoder;
  readonly session: TestSession;
  readonly key: Uint8Array;
  readonly view: TestView;
}

/** A decoder with one of these ways of encryption, and a session for its profile; skips where the driver lacks either. */
export function protectedDecoder(
  t: D3D11Case,
  version: InterfaceVersionName,
  encryptions: readonly Guid[],
): ProtectedDecoder {
  const device = t.deviceOf(version);
  const decoder = createDecoder(t, device, decoderKind(t, device, encryptions));
  const { description } = decoder.kind;
  const session = createSession(t, device, { profile: description.Guid });
  return { decoder, session, key: negotiate(t, session), view: createView(t, device, description) };
}

/** Binds a decoder to a session over a channel of its own (CFG-15); skips where the driver has none. */
export function bind(t: D3D11Case, decoder: TestDecoder, session: TestSession): void {
  bindOver(t, openChannel(t, decoder.device), decoder, session);
}

/** A decoder that a session is bound to. */
export function boundDecoder(t: D3D11Case): ProtectedDecoder {
  const made = protectedDecoder(t, 'D3D11_1', [NULL_GUID]);
  bind(t, made.decoder, made.session);
  return made;
}

/** What pContentKey points to where the session key is meant (D-28); undefined is NULL. */
export const sessionKeyArgument = (t: D3D11Case): Uint8Array | undefined =>
  t.setting('beginFrameKey') === 'api' ? new Uint8Array(16) : undefined;

/** The structure with which a frame names its session (VDBF-5), with a wrapped content key or without. */
export function namedKey(
  t: D3D11Case,
  { handle }: { readonly handle: HCryptoSession },
  wrapped?: Uint8Array,
): Uint8Array {
  return FRAME_SESSION.toBytes({
    hCryptoSession: handle,
    ...(wrapped && { pBlob: t.place(wrapped, 'BYTE: pBlob'), BlobSize: wrapped.length }),
  });
}

/** A frame of some buffers in one call, which must succeed, and come out as they were. */
export function expectProtectedFrame(
  t: D3D11Case,
  { decoder, view }: Pick<ProtectedDecoder, 'decoder' | 'view'>,
  frame: {
    readonly key: Uint8Array | undefined;
    readonly buffers: readonly SubmittedBuffer[];
    readonly clear: readonly Uint8Array[];
    readonly form?: BufferForm;
    readonly rule: Rule;
    readonly what: string;
  },
): void {
  const { key, buffers, clear, form, rule, what } = frame;
  t.expectCode(beginFrame(t, decoder, { view, key }), [S_OK], 'VDEC-16', `${what}: VideoDecoderBeginFrame`);
  const code = submitBuffers(t, decoder, buffers, form);
  t.expectCode(code, [S_OK], 'VDEC-16', `${what}: VideoDecoderSubmitBuffers`);
  finishFrame(t, decoder, what);
  // Which of NULL and zeros is the session key, a driver without a profile may settle otherwise.
  const isDecided = !t.driver.profile && (key?.every((byte) => byte === 0) ?? true);
  expectDecoded(t, decoder, clear, isDecided ? 'D-28' : rule, what);
}

/** Bytes encrypted by AES-CTR as a whole. */
export function encryptWhole(t: D3D11Case, key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
  return encryptForDecryptionBlt({ sessionKey: key, iv, data, carry: t.setting('ctrCarry') });
}

/** Blocks encrypted by AES-CBC: each is mixed with the one before, the first with the IV. */
function encryptCbc(key: Uint8Array, iv: Uint8Array, blocks: readonly Uint8Array[]): Uint8Array[] {
  let before = iv;
  return blocks.map((block) => {
    before = opensslEngine().ecbEncrypt(
      key,
      block.map((byte, index) => byte ^ before[index]!),
    );
    return before;
  });
}

/** The places of the encrypted bytes of each sub-sample: all that are protected, or whole blocks by a pattern of them. */
export function encryptedPlacesOf(
  subSamples: readonly SubSample[],
  [encrypted, clear]: readonly [encrypted: number, clear: number] = [0, 0],
): number[][] {
  let at = 0;
  return subSamples.map(([clearBytes, protectedBytes]) => {
    const from = at + clearBytes;
    at = from + protectedBytes;
    const places = Array.from({ length: protectedBytes }, (_, index) => index);
    if (encrypted === 0) return places.map((index) => from + index);
    const end = protectedBytes - (protectedBytes % blockBytes);
    const isEncrypted = (index: number) =>
      index < end && Math.floor(index / blockBytes) % (encrypted + clear) < encrypted;
    return places.filter(isEncrypted).map((index) => from + index);
  });
}

const gather = (data: Uint8Array, places: readonly number[]) => Uint8Array.from(places, (at) => data[at]!);

function scattered(data: Uint8Array, places: readonly number[], bytes: Uint8Array): Uint8Array {
  const result = data.slice();
  places.forEach((at, index) => {
    result[at] = bytes[index]!;
  });
  return result;
}

/** What sub-samples encrypt: one key stream over all encrypted bytes, as one (CENC, CENS). */
export function encryptSubSamples(
  t: D3D11Case,
  key: Uint8Array,
  iv: Uint8Array,
  {
    data,
    subSamples,
    stripes,
  }: Pick<SubmittedBuffer, 'data' | 'stripes'> & {
    readonly subSamples: readonly SubSample[];
  },
): Uint8Array {
  const places = encryptedPlacesOf(subSamples, stripes).flat();
  return scattered(data, places, encryptWhole(t, key, iv, gather(data, places)));
}

/** What CBCS encrypts: in each sub-sample a chain of its own, from the constant IV on. */
export function encryptCbcs(
  key: Uint8Array,
  iv: Uint8Array,
  {
    data,
    subSamples,
    stripes,
  }: Pick<SubmittedBuffer, 'data' | 'stripes'> & {
    readonly subSamples: readonly SubSample[];
  },
): Uint8Array {
  return encryptedPlacesOf(subSamples, stripes).reduce((result, places) => {
    const bytes = gather(data, places);
    const blocks = Array.from({ length: bytes.length / blockBytes }, (_, index) =>
      bytes.slice(index * blockBytes, (index + 1) * blockBytes),
    );
    return scattered(result, places, Buffer.concat(encryptCbc(key, iv, blocks)));
  }, data);
}
