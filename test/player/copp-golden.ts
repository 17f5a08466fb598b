import { constants, createHash, privateDecrypt } from 'node:crypto';
import { nobleEngine, type RandomSource } from '../../src/crypto/index.js';
import {
  CoppClient,
  type CoppClientOptions,
  CoppReplyError,
  type CoppReplyReason,
} from '../../src/player/index.js';
import { chainBytes, keys, trustedRoot } from '../certificate/copp/golden.js';
import { fixtureText, hex } from '../crypto/fixtures.js';
import { caught } from '../support/caught.js';

interface CoppExamples {
  readonly copp_handshake: {
    readonly plaintext: string;
    readonly ciphertext_rawzero_le: string;
    readonly ciphertext_rawzero_sha256: string;
    readonly ciphertext_pkcs1_le: string;
    readonly ciphertext_pkcs1_sha256: string;
  };
  readonly copp_command_hdcp_on: CommandExample;
  readonly copp_command_cgmsa_copyOneGen_plus_redistribution: CommandExample;
  readonly copp_status_local_level_hdcp: StatusExample & { readonly request_first_44: string };
  readonly copp_status_connector_dvi_linklost: StatusExample & { readonly request_first_40: string };
  readonly copp_status_unknown_guid_reply_all_zero: Signed;
}
interface Signed {
  readonly region_sha256: string;
  readonly macKDI: string;
}
interface CommandExample extends Signed {
  readonly first_40: string;
}
interface StatusExample extends Signed {
  readonly reply_first_36: string;
}

export const { examples } = JSON.parse(fixtureText('reference/opm-copp.json')) as { examples: CoppExamples };
export const handshake = examples.copp_handshake;
export const plaintext = hex(handshake.plaintext);
export const [driverRandom, key] = [plaintext.subarray(0, 16), plaintext.subarray(16, 32)];
export const rApp = hex('101112131415161718191a1b1c1d1e1f');
export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Gives these bytes, in pieces of whatever size, and then rApp again and again. */
export function scripted(bytes: Uint8Array): RandomSource {
  let left = Buffer.from(bytes);
  return {
    bytes(count) {
      const piece = left.length > 0 ? left.subarray(0, count) : Buffer.from(rApp);
      left = left.subarray(count);
      return new Uint8Array(piece);
    },
  };
}

export const options = { driverRandom, certificate: chainBytes(), trustedRoot };
export const drawn = plaintext.subarray(16);
/** The session of the worked examples. */
export const goldenClient = (more: Partial<CoppClientOptions> = {}) =>
  new CoppClient({ ...options, random: scripted(drawn), ...more });

/** A message of 4096 bytes from its tag and what follows it; zeros behind. */
export function message(tag: Uint8Array | string, rest: Uint8Array | string): Uint8Array {
  const bytes = new Uint8Array(4096);
  const [head, tail] = [tag, rest].map((part) => (typeof part === 'string' ? hex(part) : part));
  bytes.set(head!);
  bytes.set(tail!, 16);
  return bytes;
}

/** A reply as a driver that knows the key makes it, on the other engine than the client's. */
export function replyOf(rest: Uint8Array | string, kdi: Uint8Array = key): Uint8Array {
  const reply = message('', rest);
  reply.set(nobleEngine().omac1(kdi, reply.subarray(16)));
  return reply;
}

export const reasonOf = (body: () => unknown): CoppReplyReason | 'accepted' => {
  const error = caught(body);
  if (error === undefined) return 'accepted';
  if (!(error instanceof CoppReplyError)) throw error as Error;
  return error.reason;
};

/** The plaintext of a start message, by 1.3 of the reference: little-endian in and out. */
export function opened(startMessage: Uint8Array): Uint8Array {
  const block = new Uint8Array(startMessage).reverse();
  return new Uint8Array(
    privateDecrypt({ key: keys.driver, padding: constants.RSA_NO_PADDING }, block),
  ).reverse();
}
