/** RC-09 to RC-11: what the open OPM clients have in common, step by step as real-clients lists it; nothing of ours signs. */
import { execFileSync } from 'node:child_process';
import { constants, publicEncrypt, randomBytes, X509Certificate } from 'node:crypto';
import type { Guid, Hresult, IOPMVideoOutput } from 'softumd/opm';
import { failed, out, S_OK } from 'softumd/opm';
import { omac1 } from './omac.js';

/** A step that failed, and the code. */
export class OpmStepFailed extends Error {
  constructor(
    readonly step: string,
    readonly hresult?: Hresult,
  ) {
    super(`${step}${hresult === undefined ? '' : `: 0x${hresult.toString(16)}`}`);
  }
}

/** A GUID as it lies in memory. */
export function guidBytes(guid: Guid): Buffer {
  const [a, b, c, d, e] = guid.split('-') as [string, string, string, string, string];
  const little = [a, b, c].map((part) => Buffer.from(part, 'hex').reverse());
  return Buffer.concat([...little, Buffer.from(d + e, 'hex')]);
}

/** The certificates of a PKCS#7 store in the order in which it has them, by the openssl command. */
export function certificatesOf(store: Uint8Array): X509Certificate[] {
  const text = execFileSync('openssl', ['pkcs7', '-inform', 'DER', '-print_certs'], {
    input: store,
  }).toString();
  return [...text.matchAll(/-----BEGIN[^]*?END CERTIFICATE-----/g)].map(([pem]) => new X509Certificate(pem));
}

/** Each certificate verified by the one that issued it, up to a root that signed itself; gives that root. */
export function verifiedRoot(
  certificates: readonly X509Certificate[],
  leaf: X509Certificate,
): X509Certificate {
  const issuer = certificates.find((one) => leaf.checkIssued(one) && leaf.verify(one.publicKey));
  if (!issuer) throw new OpmStepFailed('the chain');
  return issuer === leaf || issuer.subject === issuer.issuer ? issuer : verifiedRoot(certificates, issuer);
}

/** What a client asked for, and what a reply says. */
export interface OpmReply {
  readonly claimedBytes: number;
  /** As many bytes as the reply claims: the client copies them all, without a limit. */
  readonly data: Buffer;
  readonly flags: number;
}

const statusBytes = 4112;
const commandBytes = 4096;

/** One object's session. */
export class OpmSession {
  readonly key: Buffer;
  statusSequence: number;
  commandSequence: number;
  private random = Buffer.alloc(16);

  constructor(readonly output: IOPMVideoOutput) {
    const drawn = randomBytes(24); // both numbers come of the same draw as the key
    this.key = drawn.subarray(0, 16);
    this.statusSequence = drawn.readUInt32LE(16);
    this.commandSequence = drawn.readUInt32LE(20);
  }

  /** StartInitialization: the driver's random, and its certificates. */
  certificates(): X509Certificate[] {
    const random = new Uint8Array(16);
    const [certificate, length] = [out<Uint8Array>(), out<number>()];
    const code = this.output.StartInitialization(random, certificate, length);
    if (code !== S_OK) throw new OpmStepFailed('StartInitialization', code);
    this.random = Buffer.from(random);
    return certificatesOf(certificate.value!.subarray(0, length.value!));
  }

  /** The 40 bytes and nothing else, by OAEP with SHA-512 throughout and an empty label. */
  finish(leaf: X509Certificate): Hresult {
    const message = Buffer.alloc(40);
    Buffer.concat([this.random, this.key]).copy(message);
    message.writeUInt32LE(this.statusSequence, 32);
    message.writeUInt32LE(this.commandSequence, 36);
    const padding = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha512' };
    return this.output.FinishInitialization(publicEncrypt({ key: leaf.publicKey, ...padding }, message));
  }

  /** Every certificate verified; the last of the store is the leaf. @returns the root */
  handshake(): X509Certificate {
    const certificates = this.certificates();
    const leaf = certificates.at(-1)!;
    const root = verifiedRoot(certificates, leaf);
    const code = this.finish(leaf);
    if (failed(code)) throw new OpmStepFailed('FinishInitialization', code);
    return root;
  }

  /** A signed request, not sent. */
  request(guid: Guid, parameters: Uint8Array = new Uint8Array(), number = this.statusSequence): Buffer {
    const request = Buffer.alloc(statusBytes);
    randomBytes(16).copy(request, 16);
    guidBytes(guid).copy(request, 32);
    request.writeUInt32LE(number, 48);
    request.writeUInt32LE(parameters.length, 52);
    request.set(parameters, 56);
    omac1(this.key, request.subarray(16)).copy(request);
    return request;
  }

  send(request: Uint8Array): { readonly code: Hresult; readonly reply: Buffer } {
    const reply = Buffer.alloc(commandBytes);
    return { code: this.output.GetInformation(request, reply), reply };
  }

  /** One status request, checked in this order: HRESULT, MAC, the own number, size, nonce. */
  ask(guid: Guid, parameters?: Uint8Array): OpmReply {
    const request = this.request(guid, parameters);
    const { code, reply } = this.send(request);
    if (failed(code)) throw new OpmStepFailed('GetInformation', code);
    if (!omac1(this.key, reply.subarray(16)).equals(reply.subarray(0, 16)))
      throw new OpmStepFailed('the MAC');
    this.statusSequence = (this.statusSequence + 1) >>> 0;
    const claimedBytes = reply.readUInt32LE(16);
    if (claimedBytes < 16) throw new OpmStepFailed('the size');
    const data = Buffer.from(reply.subarray(20, 20 + claimedBytes));
    if (!data.subarray(0, 16).equals(request.subarray(16, 32))) throw new OpmStepFailed('the nonce');
    return { claimedBytes, data, flags: data.readUInt32LE(16) };
  }

  /** The value of a standard answer, whose flags have to be normal. */
  value(guid: Guid, parameters?: Uint8Array): number {
    const { data, flags } = this.ask(guid, parameters);
    if (flags !== 0) throw new OpmStepFailed(`the status flags: ${flags}`);
    return data.readUInt32LE(20);
  }

  /** A signed command, not sent. */
  command(guid: Guid, parameters: Uint8Array, number = this.commandSequence): Buffer {
    const command = Buffer.alloc(commandBytes);
    guidBytes(guid).copy(command, 16);
    command.writeUInt32LE(number, 32);
    command.writeUInt32LE(parameters.length, 36);
    command.set(parameters, 40);
    omac1(this.key, command.subarray(16)).copy(command);
    return command;
  }

  /** Sends a command; its number is used up by success alone. */
  configure(guid: Guid, parameters: Uint8Array, additional: Uint8Array | null = null): Hresult {
    const code = this.output.Configure(this.command(guid, parameters), additional?.length ?? 0, additional);
    if (!failed(code)) this.commandSequence = (this.commandSequence + 1) >>> 0;
    return code;
  }
}

/** 32-bit numbers as they lie in memory. */
export const words = (...values: readonly number[]): Uint8Array =>
  new Uint8Array(new Uint32Array(values).buffer);

/** The code that a step failed with. */
export function codeOf(step: () => unknown): Hresult {
  try {
    step();
  } catch (error) {
    if (error instanceof OpmStepFailed && error.hresult !== undefined) return error.hresult;
    throw error;
  }
  return S_OK;
}
