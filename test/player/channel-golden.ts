import { X509Certificate } from 'node:crypto';
import { seededRandom, type RandomSource } from '../../src/crypto/index.js';
import {
  AuthenticatedChannelClient,
  AuthenticatedChannelError,
  type AuthenticatedChannelOptions,
} from '../../src/player/index.js';
import { fixtureText, hex, vectors } from '../crypto/fixtures.js';
import { caught } from '../support/caught.js';
import type { FakeDriver } from './channel-driver.js';
import { hChannel } from './channel-driver.js';

interface SignedExample {
  readonly region_len: number;
  readonly region: string;
  readonly omac: string;
  readonly total_size: number;
}
interface QueryExample extends Omit<SignedExample, 'region' | 'region_len'> {
  readonly request: string;
  readonly request_size: number;
  readonly reply_region: string;
  readonly reply_region_len: number;
}
interface ChannelExamples {
  readonly ach_key_exchange: {
    readonly plaintext: string;
    readonly seed: string;
    readonly ciphertext_be: string;
    readonly ciphertext_sha256: string;
  };
  readonly ach_initialize_x64: SignedExample;
  readonly ach_initialize_x86: SignedExample;
  readonly ach_initialize_output_x64: SignedExample;
  readonly ach_initialize_output_x86: SignedExample;
  readonly ach_configure_protection_x64: SignedExample;
  readonly ach_query_channel_type_x64: QueryExample;
  readonly ach_query_channel_type_x86: QueryExample;
  readonly ach_query_channel_type_x64_alt_zeroed_omac: { readonly region_len: number; readonly omac: string };
}

/** The worked examples of the reference, made with other tools than ours. */
export const { examples } = JSON.parse(fixtureText('reference/opm-copp.json')) as {
  examples: ChannelExamples;
};
export const handshake = examples.ach_key_exchange;
export const sessionKey = hex(handshake.plaintext);

export const leafPem = (vectors('channel-leaf.openssl') as { pem: string }).pem;
export const leaf = new X509Certificate(leafPem);

/** What the worked examples drew: key, start numbers of queries and commands, OAEP seed. */
export const drawn = hex(`${handshake.plaintext}040302010d0c0b0a${handshake.seed}`);

/** Gives these bytes, in pieces of whatever size. */
export function scripted(bytes: Uint8Array): RandomSource {
  let left = bytes;
  return {
    bytes(count) {
      const piece = new Uint8Array(left.subarray(0, count));
      left = left.subarray(count);
      return piece;
    },
  };
}

/** A client of a driver, with the key and numbers of the worked examples. */
export function goldenClient(
  driver: FakeDriver,
  more: Partial<AuthenticatedChannelOptions> = {},
): AuthenticatedChannelClient {
  const random = scripted(drawn);
  return new AuthenticatedChannelClient({
    transport: driver,
    hChannel,
    leaf,
    abi: driver.abi,
    random,
    ...more,
  });
}

/** A client of a driver, with a key of its own, negotiated and initialised. */
export function openedClient(driver: FakeDriver): AuthenticatedChannelClient {
  const client = goldenClient(driver, { random: seededRandom('opened') });
  client.open();
  return client;
}

/** A message of the reference, whole. */
export const signed = ({ omac, region }: { omac: string; region: string }): string => omac + region;

/** The typed error of a call, or 'accepted'. */
export function refusedBy(body: () => unknown): AuthenticatedChannelError | 'accepted' {
  const error = caught(body);
  if (error === undefined) return 'accepted';
  if (!(error instanceof AuthenticatedChannelError)) throw error as Error;
  return error;
}

export const reasonOf = (body: () => unknown): string => {
  const error = refusedBy(body);
  return error === 'accepted' ? error : error.reason;
};
