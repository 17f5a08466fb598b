import { createHash } from 'node:crypto';
import { seededRandom, systemRandom } from '../crypto/index.js';
import type { RandomSource } from '../crypto/index.js';
import type {
  D3D11_MAPPED_SUBRESOURCE,
  ID3D11Buffer,
  ID3D11CryptoSession,
  ID3D11Device,
  ID3D11DeviceContext,
  ID3D11Texture2D,
} from '../runtime/d3d11/index.js';
import {
  D3D11_BIND,
  D3D11_CPU_ACCESS,
  D3D11_CRYPTO_TYPE_AES128_CTR,
  D3D11_DECODER_PROFILE_H264_VLD_NOFGT,
  D3D11_KEY_EXCHANGE_RSAES_OAEP,
  D3D11_MAP,
  D3D11_USAGE,
  D3D_DRIVER_TYPE,
  driverHandlesOf,
  ID3D11VideoContext,
  ID3D11VideoDevice,
  infoQueueOf,
  out,
} from '../runtime/d3d11/index.js';
import type { HResource } from '../ddi/index.js';
import { failed } from '../abi/index.js';
import { hresultName, S_OK } from '../ddi/index.js';
import { createDriver, testCertificate } from '../facade/create-driver.js';
import { machineWith } from '../facade/machine.js';
import type { BltContent } from '../player/index.js';
import {
  createIvSequence,
  decryptFromEncryptionBlt,
  encryptForDecryptionBlt,
  readCertificateChain,
  refreshSessionKey,
  validateCertificateChain,
  wrapContentKey,
  wrapSessionKey,
} from '../player/index.js';
import type { Step } from './step.js';
import { DemoFailed, Narrator } from './step.js';

/** What a playback has proven. */
export interface PlaybackProof {
  readonly bytes: number;
  readonly buffers: number;
  readonly clearSha256: string;
  readonly encryptedSha256: string;
  readonly inProtectedMemorySha256: string;
  readonly readBackSha256: string;
  /** Of the buffer that was sent once more, partly encrypted. */
  readonly partial: PartialProof;
  readonly ok: boolean;
}

/** What came of a buffer of which a part was encrypted. */
interface PartialProof {
  readonly bytes: number;
  /** How many of them differed from the clear stream on the way. */
  readonly changedBytes: number;
  readonly clearSha256: string;
  readonly inProtectedMemorySha256: string;
}

/** Bytes that travel in one buffer, a multiple of every block size. */
const bufferBytes = 32 * 1024;

/** One block in ten is encrypted, and what a demultiplexer reads first is clear. */
const oneInTen = {
  NumEncryptedBytesAtBeginning: 0,
  NumBytesInSkipPattern: 144,
  NumBytesInEncryptPattern: 16,
};

const sha256 = (parts: readonly Uint8Array[]) => {
  const hash = createHash('sha256');
  parts.forEach((part) => hash.update(part));
  return hash.digest('hex');
};

/** A buffer in the place of a texture, as known clients pass it to blts (RC-03). */
const asTexture = (buffer: ID3D11Buffer) => buffer as unknown as ID3D11Texture2D;

/** How a buffer is encrypted. */
type Sending = Pick<BltContent, 'iv' | 'contentKey' | 'blockInfo'>;

/** One protected playback over the emulated runtime, step by step. */
export class Playback {
  private readonly narrator: Narrator;
  private readonly random: RandomSource;
  private readonly driver;
  private device!: ID3D11Device;
  private context!: ID3D11DeviceContext;
  private videoDevice!: ID3D11VideoDevice;
  private videoContext!: ID3D11VideoContext;
  private session!: ID3D11CryptoSession;
  private sessionKey: Uint8Array;
  /** Every key that there was. */
  private readonly keys: Uint8Array[] = [];

  constructor(
    private readonly report: (step: Step) => void,
    seed?: string,
  ) {
    this.narrator = new Narrator(report);
    this.random = seed === undefined ? systemRandom() : seededRandom(`player ${seed}`);
    this.driver = createDriver(seed === undefined ? {} : { seed });
    this.sessionKey = this.newKey();
  }

  /** Plays a stream. @throws DemoFailed when a call fails */
  play(stream: Uint8Array): PlaybackProof {
    this.open();
    this.negotiate();
    const ivs = createIvSequence({ random: this.random });
    const encrypted: Uint8Array[] = [];
    const decrypted: Uint8Array[] = [];
    const readBack: Uint8Array[] = [];
    for (let start = 0; start < stream.length; start += bufferBytes) {
      const clear = stream.subarray(start, start + bufferBytes);
      const first = start === 0;
      const sent = this.send(clear, { iv: ivs.next() }, first);
      encrypted.push(sent.encrypted.subarray(0, clear.length));
      decrypted.push(sent.inProtectedMemory.subarray(0, clear.length));
      readBack.push(this.readBack(sent.surface, sent.encrypted.length, first).subarray(0, clear.length));
      sent.surface.Release();
      if (first) this.refreshKey();
    }
    const partial = this.sendPartly(stream.subarray(0, bufferBytes), ivs.next());
    return this.prove(stream, partial, { encrypted, decrypted, readBack });
  }

  private open(): void {
    const device = out<ID3D11Device>();
    const context = out<ID3D11DeviceContext>();
    const { D3D11CreateDevice } = machineWith([this.driver]);
    const { HARDWARE } = D3D_DRIVER_TYPE;
    this.narrator.must(
      'D3D11CreateDevice',
      D3D11CreateDevice(null, HARDWARE, 0n, 0, null, 0, 7, device, null, context),
      `${this.driver.name}: device and video function tables filled`,
    );
    this.device = device.value!;
    this.context = context.value!;
    const video = out<ID3D11VideoDevice>();
    this.narrator.must(
      'ID3D11Device::QueryInterface(ID3D11VideoDevice)',
      this.device.QueryInterface(ID3D11VideoDevice.iid, video),
    );
    this.videoDevice = video.value!;
    const videoContext = out<ID3D11VideoContext>();
    this.narrator.must(
      'ID3D11DeviceContext::QueryInterface(ID3D11VideoContext)',
      this.context.QueryInterface(ID3D11VideoContext.iid, videoContext),
    );
    this.videoContext = videoContext.value!;
  }

  private negotiate(): void {
    const session = out<ID3D11CryptoSession>();
    const created = this.videoDevice.CreateCryptoSession(
      D3D11_CRYPTO_TYPE_AES128_CTR,
      D3D11_DECODER_PROFILE_H264_VLD_NOFGT,
      D3D11_KEY_EXCHANGE_RSAES_OAEP,
      session,
    );
    this.narrator.must(
      'ID3D11VideoDevice::CreateCryptoSession(AES128_CTR, H264_VLD_NOFGT, RSAES_OAEP)',
      created,
    );
    this.session = session.value!;
    const size = out<number>();
    this.narrator.must('ID3D11CryptoSession::GetCertificateSize', this.session.GetCertificateSize(size));
    const certificate = new Uint8Array(size.value!);
    const got = this.session.GetCertificate(certificate.length, certificate);
    this.narrator.must('ID3D11CryptoSession::GetCertificate', got, `${certificate.length} bytes`);
    const chain = readCertificateChain(certificate);
    const [, , root] = testCertificate().chain as readonly string[];
    validateCertificateChain(chain, root!);
    this.narrator.player(
      `validate the chain: ${chain.certificates.length} certificates up to the test root`,
      chain.leaf.subject,
    );
    const keyBuffer = wrapSessionKey(chain.leaf, this.sessionKey, { random: this.random });
    this.narrator.player(
      'make a session key and wrap it: RSAES-OAEP, SHA-512',
      `16 bytes in ${keyBuffer.length}`,
    );
    const negotiated = this.videoContext.NegotiateCryptoSessionKeyExchange(
      this.session,
      keyBuffer.length,
      keyBuffer,
    );
    this.narrator.must(
      `ID3D11VideoContext::NegotiateCryptoSessionKeyExchange(${keyBuffer.length} bytes)`,
      negotiated,
    );
  }

  private newKey(): Uint8Array {
    const key = this.random.bytes(16);
    this.keys.push(key);
    return key;
  }

  /** Another session key, without another key exchange: the old one XOR a number of the driver's (FSKR-1). */
  private refreshKey(): void {
    const number = new Uint8Array(16);
    this.videoContext.StartSessionKeyRefresh(this.session, number.length, number);
    this.mustVoid('ID3D11VideoContext::StartSessionKeyRefresh(16 bytes)', true);
    this.narrator.player(
      'make the next session key: the old one XOR the number',
      Buffer.from(number).toString('hex'),
    );
    this.videoContext.FinishSessionKeyRefresh(this.session);
    this.mustVoid('ID3D11VideoContext::FinishSessionKeyRefresh', true);
    const isForgotten = !this.driver.oracle.remembers(this.sessionKey);
    const note = isForgotten ? 'overwritten; the next buffers are under the new one' : 'STILL THERE';
    this.narrator.check('the old session key', note);
    this.sessionKey = refreshSessionKey(this.sessionKey, number);
    this.keys.push(this.sessionKey);
  }

  /** The buffer once more, one block in ten encrypted, with a key of its own (EBI-2, DB-5). */
  private sendPartly(clear: Uint8Array, iv: Uint8Array): PartialProof {
    const contentKey = this.newKey();
    this.narrator.player('make a content key and wrap it: AES-ECB under the session key', '16 bytes in 16');
    const sent = this.send(clear, { iv, contentKey, blockInfo: oneInTen }, true);
    sent.surface.Release();
    const travelled = sent.encrypted.subarray(0, clear.length);
    return {
      bytes: clear.length,
      changedBytes: travelled.filter((byte, at) => byte !== clear[at]).length,
      clearSha256: sha256([clear]),
      inProtectedMemorySha256: sha256([sent.inProtectedMemory.subarray(0, clear.length)]),
    };
  }

  private send(clear: Uint8Array, how: Sending, show: boolean) {
    const { iv, contentKey, blockInfo = null } = how;
    const data = new Uint8Array(Math.ceil(clear.length / 16) * 16);
    data.set(clear);
    const encrypted = encryptForDecryptionBlt({ sessionKey: this.sessionKey, ...how, data });
    const wrapped = contentKey ? wrapContentKey(this.sessionKey, contentKey) : null;
    const what = blockInfo ? 'one block in ten of the first buffer again' : 'the first buffer';
    if (show) this.narrator.player(`encrypt ${what}: AES-128-CTR`, `${data.length} bytes`);
    const source = this.buffer('staging', data.length);
    const surface = this.buffer('protected', data.length);
    this.mapped(source, D3D11_MAP.WRITE, (bytes) => {
      bytes.set(encrypted);
    });
    const { videoContext, session } = this;
    const keySize = wrapped?.length ?? 0;
    videoContext.DecryptionBlt(session, source, surface, blockInfo, keySize, wrapped, iv.length, iv);
    const given = blockInfo ? ', block info, content key' : '';
    this.mustVoid(`ID3D11VideoContext::DecryptionBlt(staging → protected${given})`, show);
    source.Release();
    // The runtime's own handle of its device is the driver's; the oracle is what only a test double has.
    const { hDevice, handle } = driverHandlesOf<HResource>(surface);
    const inProtectedMemory = this.driver.oracle.resourceBytes(hDevice, handle)!;
    return { encrypted, surface, inProtectedMemory };
  }

  private readBack(surface: ID3D11Texture2D, bytes: number, show: boolean): Uint8Array {
    const target = this.buffer('staging', bytes);
    const iv = new Uint8Array(16);
    this.videoContext.EncryptionBlt(this.session, surface, target, iv.length, iv);
    this.mustVoid('ID3D11VideoContext::EncryptionBlt(protected → staging)', show);
    let encrypted = new Uint8Array();
    this.mapped(target, D3D11_MAP.READ, (mapped) => {
      encrypted = new Uint8Array(mapped);
    });
    target.Release();
    if (show)
      this.narrator.player(
        "decrypt what was read back, with the driver's IV",
        Buffer.from(iv).toString('hex'),
      );
    return decryptFromEncryptionBlt({ sessionKey: this.sessionKey, iv, data: encrypted });
  }

  private prove(
    clear: Uint8Array,
    partial: PartialProof,
    {
      encrypted,
      decrypted,
      readBack,
    }: Readonly<Record<'encrypted' | 'decrypted' | 'readBack', Uint8Array[]>>,
  ): PlaybackProof {
    const proof = {
      bytes: clear.length,
      buffers: encrypted.length,
      clearSha256: sha256([clear]),
      encryptedSha256: sha256(encrypted),
      inProtectedMemorySha256: sha256(decrypted),
      readBackSha256: sha256(readBack),
      partial,
    };
    this.session.Release();
    const forgotten = !this.keys.some((key) => this.driver.oracle.remembers(key));
    this.tell(proof, forgotten);
    const same =
      proof.clearSha256 === proof.inProtectedMemorySha256 &&
      proof.clearSha256 === proof.readBackSha256 &&
      partial.clearSha256 === partial.inProtectedMemorySha256;
    const ok = same && proof.encryptedSha256 !== proof.clearSha256 && forgotten;
    return { ...proof, ok };
  }

  private tell({ partial, ...proof }: Omit<PlaybackProof, 'ok'>, forgotten: boolean): void {
    const sent = `sent with ${partial.changedBytes} of ${partial.bytes} bytes changed`;
    const told = {
      'SHA-256 of the clear stream': proof.clearSha256,
      'SHA-256 of what travelled': proof.encryptedSha256,
      'SHA-256 in protected memory': proof.inProtectedMemorySha256,
      'SHA-256 of the read-back': proof.readBackSha256,
      'SHA-256 of the first buffer': partial.clearSha256,
      [`the same in protected memory, ${sent}`]: partial.inProtectedMemorySha256,
      'all three keys after Release': forgotten ? 'overwritten' : 'STILL THERE',
    };
    for (const [what, note] of Object.entries(told)) this.narrator.check(what, note);
  }

  private buffer(kind: 'staging' | 'protected', bytes: number): ID3D11Texture2D {
    const staging = kind === 'staging';
    const buffer = out<ID3D11Buffer>();
    const code = this.device.CreateBuffer(
      {
        ByteWidth: bytes,
        Usage: staging ? D3D11_USAGE.STAGING : D3D11_USAGE.DEFAULT,
        BindFlags: staging ? 0 : D3D11_BIND.RENDER_TARGET,
        CPUAccessFlags: staging ? D3D11_CPU_ACCESS.READ | D3D11_CPU_ACCESS.WRITE : 0,
        MiscFlags: 0,
        StructureByteStride: 0,
      },
      null,
      buffer,
    );
    if (failed(code)) this.narrator.must(`ID3D11Device::CreateBuffer(${kind}, ${bytes} bytes)`, code);
    return asTexture(buffer.value!);
  }

  private mapped(resource: ID3D11Texture2D, mapType: number, use: (bytes: Uint8Array) => void): void {
    const mapped = out<D3D11_MAPPED_SUBRESOURCE>();
    const code = this.context.Map(resource, 0, mapType, 0, mapped);
    if (failed(code)) this.narrator.must('ID3D11DeviceContext::Map', code);
    use(mapped.value!.pData!);
    this.context.Unmap(resource, 0);
  }

  /** A void call has no HRESULT: it went well where the device still lives and the debug layer found no error. */
  private mustVoid(what: string, show: boolean): void {
    const reason = this.device.GetDeviceRemovedReason();
    const mistake = infoQueueOf(this.device)
      .messages()
      .find(({ severity }) => severity === 'ERROR');
    const well = reason === S_OK && !mistake;
    const result = reason === S_OK ? 'void' : hresultName(reason);
    if (show || !well) this.report({ who: 'driver', what, result, ...(mistake && { note: mistake.text }) });
    if (!well) throw new DemoFailed(what);
  }
}
