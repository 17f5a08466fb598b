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
import type { Hresult } from '../abi/index.js';
import { failed } from '../abi/index.js';
import { hresultName, S_OK } from '../ddi/index.js';
import { createDriver, testCertificate } from '../facade/create-driver.js';
import { machineWith } from '../facade/machine.js';
import {
  createIvSequence,
  decryptFromEncryptionBlt,
  encryptForDecryptionBlt,
  readCertificateChain,
  validateCertificateChain,
  wrapSessionKey,
} from '../player/index.js';
import type { Step } from './step.js';
import { DemoFailed } from './step.js';

/** What a playback has proven. */
export interface PlaybackProof {
  readonly bytes: number;
  readonly buffers: number;
  readonly clearSha256: string;
  readonly encryptedSha256: string;
  readonly inProtectedMemorySha256: string;
  readonly readBackSha256: string;
  readonly ok: boolean;
}

/** Bytes that travel in one buffer, a multiple of every block size. */
const bufferBytes = 32 * 1024;

const sha256 = (parts: readonly Uint8Array[]) => {
  const hash = createHash('sha256');
  parts.forEach((part) => hash.update(part));
  return hash.digest('hex');
};

/** A buffer in the place of a texture, as known clients pass it to blts (RC-03). */
const asTexture = (buffer: ID3D11Buffer) => buffer as unknown as ID3D11Texture2D;

/** One protected playback over the emulated runtime, step by step. */
export class Playback {
  private readonly random: RandomSource;
  private readonly driver;
  private device!: ID3D11Device;
  private context!: ID3D11DeviceContext;
  private videoDevice!: ID3D11VideoDevice;
  private videoContext!: ID3D11VideoContext;
  private session!: ID3D11CryptoSession;
  private readonly sessionKey: Uint8Array;

  constructor(
    private readonly report: (step: Step) => void,
    seed?: string,
  ) {
    this.random = seed === undefined ? systemRandom() : seededRandom(`player ${seed}`);
    this.driver = createDriver(seed === undefined ? {} : { seed });
    this.sessionKey = this.random.bytes(16);
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
      const sent = this.send(clear, ivs.next(), first);
      encrypted.push(sent.encrypted.subarray(0, clear.length));
      decrypted.push(sent.inProtectedMemory.subarray(0, clear.length));
      readBack.push(this.readBack(sent.surface, sent.encrypted.length, first).subarray(0, clear.length));
      sent.surface.Release();
    }
    return this.prove(stream, encrypted, decrypted, readBack);
  }

  private open(): void {
    const device = out<ID3D11Device>();
    const context = out<ID3D11DeviceContext>();
    const { D3D11CreateDevice } = machineWith([this.driver]);
    const { HARDWARE } = D3D_DRIVER_TYPE;
    this.must(
      'D3D11CreateDevice',
      D3D11CreateDevice(null, HARDWARE, 0n, 0, null, 0, 7, device, null, context),
      `${this.driver.name}: device and video function tables filled`,
    );
    this.device = device.value!;
    this.context = context.value!;
    const video = out<ID3D11VideoDevice>();
    this.must(
      'ID3D11Device::QueryInterface(ID3D11VideoDevice)',
      this.device.QueryInterface(ID3D11VideoDevice.iid, video),
    );
    this.videoDevice = video.value!;
    const videoContext = out<ID3D11VideoContext>();
    this.must(
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
    this.must('ID3D11VideoDevice::CreateCryptoSession(AES128_CTR, H264_VLD_NOFGT, RSAES_OAEP)', created);
    this.session = session.value!;
    const size = out<number>();
    this.must('ID3D11CryptoSession::GetCertificateSize', this.session.GetCertificateSize(size));
    const certificate = new Uint8Array(size.value!);
    const got = this.session.GetCertificate(certificate.length, certificate);
    this.must('ID3D11CryptoSession::GetCertificate', got, `${certificate.length} bytes`);
    const chain = readCertificateChain(certificate);
    const [, , root] = testCertificate().chain as readonly string[];
    validateCertificateChain(chain, root!);
    this.player(
      `validate the chain: ${chain.certificates.length} certificates up to the test root`,
      chain.leaf.subject,
    );
    const keyBuffer = wrapSessionKey(chain.leaf, this.sessionKey, { random: this.random });
    this.player('make a session key and wrap it: RSAES-OAEP, SHA-512', `16 bytes in ${keyBuffer.length}`);
    const negotiated = this.videoContext.NegotiateCryptoSessionKeyExchange(
      this.session,
      keyBuffer.length,
      keyBuffer,
    );
    this.must(`ID3D11VideoContext::NegotiateCryptoSessionKeyExchange(${keyBuffer.length} bytes)`, negotiated);
  }

  private send(clear: Uint8Array, iv: Uint8Array, show: boolean) {
    const data = new Uint8Array(Math.ceil(clear.length / 16) * 16);
    data.set(clear);
    const encrypted = encryptForDecryptionBlt({ sessionKey: this.sessionKey, iv, data });
    if (show) this.player('encrypt the first buffer: AES-128-CTR', `${data.length} bytes`);
    const source = this.buffer('staging', data.length);
    const surface = this.buffer('protected', data.length);
    this.mapped(source, D3D11_MAP.WRITE, (bytes) => {
      bytes.set(encrypted);
    });
    this.videoContext.DecryptionBlt(this.session, source, surface, null, 0, null, iv.length, iv);
    this.mustVoid('ID3D11VideoContext::DecryptionBlt(staging → protected)', show);
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
      this.player("decrypt what was read back, with the driver's IV", Buffer.from(iv).toString('hex'));
    return decryptFromEncryptionBlt({ sessionKey: this.sessionKey, iv, data: encrypted });
  }

  private prove(
    clear: Uint8Array,
    encrypted: readonly Uint8Array[],
    decrypted: readonly Uint8Array[],
    readBack: readonly Uint8Array[],
  ): PlaybackProof {
    const clearSha256 = sha256([clear]);
    const encryptedSha256 = sha256(encrypted);
    const inProtectedMemorySha256 = sha256(decrypted);
    const readBackSha256 = sha256(readBack);
    const secret = new Uint8Array(this.sessionKey);
    this.session.Release();
    const forgotten = !this.driver.oracle.remembers(secret);
    this.report({ who: 'check', what: 'SHA-256 of the clear stream', note: clearSha256 });
    this.report({ who: 'check', what: 'SHA-256 of what travelled', note: encryptedSha256 });
    this.report({ who: 'check', what: 'SHA-256 in protected memory', note: inProtectedMemorySha256 });
    this.report({ who: 'check', what: 'SHA-256 of the read-back', note: readBackSha256 });
    this.report({
      who: 'check',
      what: 'session key after Release',
      note: forgotten ? 'overwritten' : 'STILL THERE',
    });
    const same = clearSha256 === inProtectedMemorySha256 && clearSha256 === readBackSha256;
    const ok = same && encryptedSha256 !== clearSha256 && forgotten;
    const buffers = encrypted.length;
    return {
      bytes: clear.length,
      buffers,
      clearSha256,
      encryptedSha256,
      inProtectedMemorySha256,
      readBackSha256,
      ok,
    };
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
    if (failed(code)) this.must(`ID3D11Device::CreateBuffer(${kind}, ${bytes} bytes)`, code);
    return asTexture(buffer.value!);
  }

  private mapped(resource: ID3D11Texture2D, mapType: number, use: (bytes: Uint8Array) => void): void {
    const mapped = out<D3D11_MAPPED_SUBRESOURCE>();
    const code = this.context.Map(resource, 0, mapType, 0, mapped);
    if (failed(code)) this.must('ID3D11DeviceContext::Map', code);
    use(mapped.value!.pData!);
    this.context.Unmap(resource, 0);
  }

  private player(what: string, note: string): void {
    this.report({ who: 'player', what, note });
  }

  private must(what: string, hresult: Hresult, note?: string): void {
    this.report({ who: 'driver', what, result: hresultName(hresult), ...(note !== undefined && { note }) });
    if (failed(hresult)) throw new DemoFailed(what);
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
