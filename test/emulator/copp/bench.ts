import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Address, address, type Hresult, NULL } from 'softumd/abi';
import * as ddi from 'softumd/ddi';
import {
  createEmulatedDriver,
  defaultOutputs,
  defaultProfile,
  type EmulatedDriver,
  type EmulatedDriverOptions,
  hdmiOutput,
  type OutputProfile,
} from 'softumd/emulator';
import { nobleEngine } from 'softumd/crypto';
import { HostCopp } from '../../../src/host/index.js';

interface Numbers {
  readonly n: string;
  readonly e: number;
  readonly d: string;
  readonly p: string;
  readonly q: string;
}

/** The worked examples of fixtures/reference/opm-copp.json: nothing of ours computed them. */
export const examples = (
  JSON.parse(readFileSync(new URL('../../../fixtures/reference/opm-copp.json', import.meta.url), 'utf8')) as {
    readonly examples: Readonly<Record<string, Readonly<Record<string, string>>>>;
  }
).examples;

export const bytesOf = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
export const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

function keyOf({ n, e, d, p, q }: Numbers): KeyObject {
  const numbers = { d: BigInt(`0x${d}`), p: BigInt(`0x${p}`), q: BigInt(`0x${q}`) };
  const text = (value: bigint | number) => {
    const hex = value.toString(16);
    return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex').toString('base64url');
  };
  let inverse = 1n;
  for (let base = numbers.q, left = numbers.p - 2n; left > 0n; left >>= 1n) {
    if (left & 1n) inverse = (inverse * base) % numbers.p;
    base = (base * base) % numbers.p;
  }
  const jwk = {
    kty: 'RSA',
    n: text(BigInt(`0x${n}`)),
    e: text(e),
    d: text(numbers.d),
    p: text(numbers.p),
    q: text(numbers.q),
    dp: text(numbers.d % (numbers.p - 1n)),
    dq: text(numbers.d % (numbers.q - 1n)),
    qi: text(inverse),
  };
  return createPrivateKey({ key: jwk, format: 'jwk' });
}

const numbers = examples as unknown as Readonly<Record<string, Numbers>>;
export const driverKey = keyOf(numbers['testkey_driver']!);
export const chain = new TextEncoder().encode(examples['copp_cert_chain']!['xml']);

/** The random of the examples, and what its start message says. */
export const issued = bytesOf(examples['copp_handshake']!['plaintext']!.slice(0, 32));
export const KDI = bytesOf(examples['copp_handshake']!['plaintext']!.slice(32, 64));
export const STATUS_START = 0x11223344;
export const COMMAND_START = 0x55667788;
export const startMessage = bytesOf(examples['copp_handshake']!['ciphertext_rawzero_le']!);

/** An output that has every protection, as the examples' has. */
export const everyProtection: OutputProfile = {
  ...hdmiOutput,
  connector: 'DVI',
  protections: [{ type: 'HDCP' }, { type: 'ACP', maxWidth: 720, maxHeight: 576 }, { type: 'CGMSA' }],
  tvStandards: ['IEC61880_525i', 'EN300294_625i'],
};

export const withOutputs = (...outputs: readonly OutputProfile[]) => ({
  ...defaultProfile,
  outputs: { ...defaultOutputs, monitors: [{ name: 'monitor', outputs }] },
});

export function createCoppDriver(options: Partial<EmulatedDriverOptions> = {}): EmulatedDriver {
  return createEmulatedDriver({
    identity: { privateKey: driverKey, certificateChain: new Uint8Array(1) },
    coppIdentity: { privateKey: driverKey, certificate: chain },
    random: { bytes: (count) => issued.slice(0, count) },
    profile: withOutputs(everyProtection),
    ...options,
  });
}

const engine = nobleEngine();

/** OMAC-1 of a structure's bytes after the first 16. */
export const macOf = (structure: Uint8Array, key = KDI) => engine.omac1(key, structure.subarray(16));

/** A command of `data`, signed; whatever is given of the structure's members is put in before. */
export function commandOf(
  number: number,
  data: Uint8Array,
  guid: ddi.Guid = ddi.DXVA_COPPSetProtectionLevel,
  cbSizeData = data.length,
): Uint8Array {
  const CommandData = new Uint8Array(4056);
  CommandData.set(data.subarray(0, 4056));
  const bytes = ddi.DXVA_COPPCommand.toBytes({
    guidCommandID: guid,
    dwSequence: number,
    cbSizeData,
    CommandData,
  });
  bytes.set(macOf(bytes));
  return bytes;
}

export const levelData = (ProtType: number, ProtLevel: number) =>
  ddi.DXVA_COPPSetProtectionLevelCmdData.toBytes({ ProtType, ProtLevel });

export const word = (value: number) => new Uint8Array(Uint32Array.of(value).buffer);

export const nonce = bytesOf('101112131415161718191a1b1c1d1e1f');

export function requestOf(
  number: number,
  guid: ddi.Guid,
  data: Uint8Array = new Uint8Array(0),
  cbSizeData = data.length,
): Uint8Array {
  const StatusData = new Uint8Array(4056);
  StatusData.set(data);
  const bytes = ddi.DXVA_COPPStatusInput.toBytes({
    guidStatusRequestID: guid,
    dwSequence: number,
    cbSizeData,
    StatusData,
  });
  bytes.set(nonce);
  return bytes;
}

export const HDCP = 1;
export const ACP = 2;
export const CGMSA = 4;

/** A driver whose COPP device is open, and sessions with it at the DDI. */
export class CoppBench {
  readonly copp: HostCopp;
  readonly pOutput: Address;

  constructor(readonly driver = createCoppDriver()) {
    this.copp = HostCopp.open(driver as Required<EmulatedDriver>).copp!;
    this.pOutput = driver.memory.allocate(4096, 'test: output');
  }

  get functions() {
    return this.copp.functions as {
      [Name in keyof typeof this.copp.functions]-?: NonNullable<(typeof this.copp.functions)[Name]>;
    };
  }

  /** A new session in state 0. */
  open(DevID = 0): ddi.HCOPPSession {
    const session = this.copp.openSession(DevID);
    if (!session.isLive) throw new Error(`open: ${ddi.hresultName(session.code)}`);
    return session.handle;
  }

  /** A session in state 2. */
  exchanged(DevID = 0): ddi.HCOPPSession {
    const pThis = this.open(DevID);
    this.keyExchange(pThis);
    return pThis;
  }

  /** A session in state 3, with the examples' key and numbers. */
  active(DevID = 0): ddi.HCOPPSession {
    const pThis = this.exchanged(DevID);
    const code = this.start(pThis, startMessage);
    if (code !== ddi.S_OK) throw new Error(`start: ${ddi.hresultName(code)}`);
    return pThis;
  }

  certificateLength(pThis: ddi.HCOPPSession) {
    return this.with(new Uint8Array(4), (pLength) => ({
      code: this.functions.COPPGetCertificateLength(pThis, pLength),
      bytes: this.driver.memory.readU32(pLength),
    }));
  }

  /** Both certificate calls. */
  keyExchange(pThis: ddi.HCOPPSession) {
    const { bytes } = this.certificateLength(pThis);
    return this.with(new Uint8Array(16 + bytes), (pRandom) => {
      const pCertificate = address(pRandom + 16);
      const code = this.functions.COPPKeyExchange(pThis, pRandom, pCertificate);
      const { memory } = this.driver;
      return {
        code,
        random: memory.copyOut(pRandom, 16),
        certificate: memory.copyOut(pCertificate, bytes),
      };
    });
  }

  start(pThis: ddi.HCOPPSession, signature: Uint8Array): Hresult {
    return this.with(signature, (pSignature) => this.functions.COPPSequenceStart(pThis, pSignature));
  }

  command(pThis: ddi.HCOPPSession, command: Uint8Array): Hresult {
    return this.with(command, (pCommand) => this.functions.COPPCommand(pThis, pCommand));
  }

  /** The code, and what lies in the output then; before the call it is full of 0xee. */
  query(pThis: ddi.HCOPPSession, request: Uint8Array) {
    const { memory } = this.driver;
    memory.copyIn(this.pOutput, new Uint8Array(4096).fill(0xee));
    return this.with(request, (pInput) => ({
      code: this.functions.COPPQueryStatus(pThis, pInput, this.pOutput),
      reply: memory.copyOut(this.pOutput, 4096),
    }));
  }

  /** dwData of a query that has to succeed. */
  dataOf(pThis: ddi.HCOPPSession, number: number, guid: ddi.Guid, data?: Uint8Array): number {
    const { code, reply } = this.query(pThis, requestOf(number, guid, data));
    if (code !== ddi.S_OK) throw new Error(`query: ${ddi.hresultName(code)}`);
    return Buffer.from(reply).readUInt32LE(20 + 20);
  }

  close(pThis: ddi.HCOPPSession): Hresult {
    return this.functions.COPPCloseVideoSession(pThis);
  }

  private with<R>(bytes: Uint8Array, use: (at: Address) => R): R {
    const { memory } = this.driver;
    const at = memory.allocate(bytes.length, 'test');
    if (at === NULL) throw new Error('no memory');
    memory.copyIn(at, bytes);
    try {
      return use(at);
    } finally {
      memory.free(at);
    }
  }
}
