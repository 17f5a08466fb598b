import { createHash } from 'node:crypto';
import { nobleEngine, type RandomSource } from '../../src/crypto/index.js';
import { OpmClient, type OpmClientOptions, OpmError, type OpmTrust } from '../../src/player/index.js';
import { chainBytes, trustedRoot } from '../certificate/copp/golden.js';
import { fixtureText, hex, toHex, vectors } from '../crypto/fixtures.js';
import { caught } from '../support/caught.js';

interface Signed {
  readonly region_len: number;
  readonly region_sha256: string;
  readonly omac: string;
}
interface OpmExamples {
  readonly copp_handshake: { readonly ciphertext_rawzero_le: string; readonly ciphertext_pkcs1_le: string };
  readonly opm_handshake: {
    readonly plaintext: string;
    readonly seed: string;
    readonly ciphertext_be: string;
    readonly ciphertext_sha256: string;
  };
  readonly opm_handshake_negative_sha1: { readonly ciphertext_sha256: string };
  readonly opm_getinfo_connector: Signed & { readonly first_40: string };
  readonly opm_getinfo_connector_reply_hdmi: Signed & { readonly first_36: string };
  readonly opm_getinfo_virtual_level_hdcp: Signed & { readonly first_44: string };
  readonly opm_getinfo_virtual_level_reply_on: Signed & { readonly first_36: string };
  readonly opm_output_id_reply_packed28: Signed & { readonly first_32: string };
  readonly opm_configure_hdcp_on: Signed & { readonly first_40: string };
  readonly opm_configure_srm_version1: Signed & { readonly first_28: string };
  readonly opm_copp_compat_hdcp_device: Signed & {
    readonly request_first_40: string;
    readonly reply_first_49: string;
  };
}

/** The worked examples of the reference, made with other tools than ours. */
export const { examples } = JSON.parse(fixtureText('reference/opm-copp.json')) as { examples: OpmExamples };
export const handshake = examples.opm_handshake;
const plaintext = hex(handshake.plaintext);
export const [driverRandom, key] = [plaintext.subarray(0, 16), plaintext.subarray(16, 32)];
/** Of each request of the worked examples. */
export const random = hex('202122232425262728292a2b2c2d2e2f');
export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A chain for the reference's driver key, made by the openssl command. */
export const chain = vectors('opm-chain.openssl') as {
  readonly root: string;
  readonly leaf: string;
  readonly pkcs7Base64: string;
};
export const pkcs7 = new Uint8Array(Buffer.from(chain.pkcs7Base64, 'base64'));

export const opm = { semantics: 'OPM', roots: [chain.root] } as const satisfies OpmTrust;
export const copp = { semantics: 'COPP', roots: [trustedRoot] } as const satisfies OpmTrust;
export const coppChain = chainBytes();
export const options = { ...opm, driverRandom, certificate: pkcs7 };
export const coppOptions = { ...copp, driverRandom, certificate: coppChain };

/** Gives these bytes, in pieces of whatever size, and then the requests' random number again and again. */
export function scripted(bytes: Uint8Array): RandomSource {
  let left = Buffer.from(bytes);
  return {
    bytes(count) {
      const piece = left.length > 0 ? left.subarray(0, count) : Buffer.from(random);
      left = left.subarray(count);
      return new Uint8Array(piece);
    },
  };
}

/** What the worked examples drew: key, numbers of requests and commands, OAEP seed. */
export const drawn = hex(handshake.plaintext.slice(32) + handshake.seed);
/** The session of the worked examples. */
export const goldenClient = (more: Partial<OpmClientOptions> = {}): OpmClient =>
  new OpmClient({ ...options, random: scripted(drawn), ...more } as OpmClientOptions);
/** The same under COPP semantics, where nothing is drawn after the numbers. */
export const coppClient = (more: Partial<OpmClientOptions> = {}): OpmClient =>
  new OpmClient({ ...coppOptions, random: scripted(drawn.subarray(0, 24)), ...more } as OpmClientOptions);

/** A message whole, from its OMAC and what its region begins with; zeros behind. */
export function message(omac: string, region: string, bytes = 4096): Uint8Array {
  const made = new Uint8Array(bytes);
  made.set(hex(omac));
  made.set(hex(region), 16);
  return made;
}

/** An answer as a driver that knows the key makes it, on the other engine than the client's. */
export function replyOf(region: string, signingKey: Uint8Array = key): Uint8Array {
  const reply = message('', region);
  reply.set(nobleEngine().omac1(signingKey, reply.subarray(16)));
  return reply;
}

/** The typed error of a call, or 'accepted'. */
export function refusedBy(body: () => unknown): OpmError | 'accepted' {
  const error = caught(body);
  if (error === undefined) return 'accepted';
  if (!(error instanceof OpmError)) throw error as Error;
  return error;
}

export const reasonOf = (body: () => unknown): string => {
  const error = refusedBy(body);
  return error === 'accepted' ? error : error.reason;
};

/** The numbers that the worked examples begin with. */
export const [firstStatus, firstCommand] = [0x11223344, 0x55667788];
/** In hexadecimal: an answer's size, the random number of the worked examples, and flags. */
export const head = (bytes: number, flags = 0) => {
  const words = Buffer.alloc(8);
  words.writeUInt32LE(bytes);
  words.writeUInt32LE(flags, 4);
  return words.toString('hex', 0, 4) + toHex(random) + words.toString('hex', 4);
};
/** Flags of an answer that tells of no event. */
export const quiet = {
  ulStatusFlags: 0,
  linkLost: false,
  renegotiationRequired: false,
  tamperingDetected: false,
  revokedDeviceAttached: false,
};

/** An engine that tells which keys it was given, and how often one was overwritten. */
export function watchedEngine() {
  const keys: Uint8Array[] = [];
  const cleared: number[] = [];
  const omacKey = (bytes: Uint8Array) => {
    keys.push(bytes);
    const inner = nobleEngine().omacKey(bytes);
    const clear = () => {
      inner.clear();
      cleared.push(1);
    };
    return { mac: (data: Uint8Array) => inner.mac(data), clear };
  };
  const engine = new Proxy(nobleEngine(), {
    get: (target, name) =>
      name === 'omacKey' ? omacKey : (target[name as 'rsaPublic'].bind(target) as unknown),
  });
  return { engine, keys, cleared };
}
