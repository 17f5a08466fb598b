/** RC-03: Chromium's D3D11Decryptor. Its set-up as real-clients lists it, and whole-surface decryption under the session key. */
import { describe, expect, it } from '@jest/globals';
import { createCipheriv } from 'node:crypto';
import * as d3d11 from 'softumd/d3d11';
import { readCertificateChain, wrapSessionKey } from 'softumd/player';
import { createSession, Machine, made, query } from '../runtime/d3d11/machine.js';

const { out, S_OK, D3D11_USAGE, D3D11_CPU_ACCESS, D3D11_BIND, D3D11_MAP } = d3d11;
const bufferBytes = 16_384;
const key = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
const iv = Buffer.from('00112233445566770000000000000000', 'hex');

/** A session with a key, as the client is handed one. */
function keyedSession(machine: Machine): d3d11.ID3D11CryptoSession {
  const device = machine.device();
  const session = createSession(device);
  const size = out<number>();
  const certificate = new Uint8Array(made(session.GetCertificateSize(size), size));
  expect(session.GetCertificate(certificate.length, certificate)).toBe(S_OK);
  const context = out<d3d11.ID3D11DeviceContext>();
  device.GetImmediateContext(context);
  const video = query(context.value!, d3d11.ID3D11VideoContext);
  const wrapped = wrapSessionKey(readCertificateChain(certificate).leaf, key);
  expect(video.NegotiateCryptoSessionKeyExchange(session, 256, wrapped)).toBe(S_OK);
  for (const each of [video, context.value!, device]) each.Release();
  return session;
}

/** The client's own steps. It holds the session; the device is what the session leads to. */
class Decryptor {
  private readonly device: d3d11.ID3D11Device;
  private readonly context: d3d11.ID3D11DeviceContext;
  private readonly video: d3d11.ID3D11VideoContext;
  private readonly buffers: readonly d3d11.ID3D11Buffer[];

  /** Steps 1 and 2. */
  constructor(private readonly session: d3d11.ID3D11CryptoSession) {
    const [device, context] = [out<d3d11.ID3D11Device>(), out<d3d11.ID3D11DeviceContext>()];
    session.GetDevice(device);
    this.device = device.value!;
    this.device.GetImmediateContext(context);
    this.context = context.value!;
    this.video = query(this.context, d3d11.ID3D11VideoContext);
    const staging = {
      Usage: D3D11_USAGE.STAGING,
      BindFlags: 0,
      CPUAccessFlags: D3D11_CPU_ACCESS.READ | D3D11_CPU_ACCESS.WRITE,
    };
    const target = { Usage: D3D11_USAGE.DEFAULT, BindFlags: D3D11_BIND.RENDER_TARGET, CPUAccessFlags: 0 };
    this.buffers = [staging, target, staging].map((kind) => {
      const buffer = out<d3d11.ID3D11Buffer>();
      const desc = { ByteWidth: bufferBytes, ...kind, MiscFlags: 0, StructureByteStride: 0 };
      return made(this.device.CreateBuffer(desc, null, buffer), buffer);
    });
  }

  /** Steps 4, 6 and 8, without the content key. */
  decrypt(cipherText: Uint8Array, info: d3d11.D3D11_ENCRYPTED_BLOCK_INFO | null = null): Buffer {
    const [source, target, result] = this.buffers as [
      d3d11.ID3D11Buffer,
      d3d11.ID3D11Buffer,
      d3d11.ID3D11Buffer,
    ];
    const mapped = out<d3d11.D3D11_MAPPED_SUBRESOURCE>();
    const written = made(this.context.Map(source, 0, D3D11_MAP.WRITE, 0, mapped), mapped);
    written.pData!.set(cipherText);
    this.context.Unmap(source, 0);
    // The client casts its buffers, as C lets it.
    const [from, to] = [source, target] as unknown as [d3d11.ID3D11Texture2D, d3d11.ID3D11Texture2D];
    this.video.DecryptionBlt(this.session, from, to, info, 0, null, 16, iv);
    this.context.CopyResource(result, target);
    const read = made(this.context.Map(result, 0, D3D11_MAP.READ, 0, mapped), mapped);
    const bytes = Buffer.from(read.pData!);
    this.context.Unmap(result, 0);
    return bytes;
  }

  /** Step 9: the cipher bytes as one run, interleaved with the clear ones again. */
  decryptParts(input: Buffer, parts: readonly (readonly [clear: number, cipher: number])[]): Buffer {
    let at = 0;
    const cut = parts.map(([clear, cipher]) => {
      const piece = [
        input.subarray(at, at + clear),
        input.subarray(at + clear, at + clear + cipher),
      ] as const;
      at += clear + cipher;
      return piece;
    });
    const plain = this.decrypt(Buffer.concat(cut.map(([, cipher]) => cipher)));
    let used = 0;
    return Buffer.concat(
      cut.flatMap(([clear, cipher]) => [clear, plain.subarray(used, (used += cipher.length))]),
    );
  }

  release(): void {
    for (const each of [...this.buffers, this.video, this.context, this.device]) each.Release();
  }
}

/** AES-CTR by OpenSSL, which decrypts as it encrypts. */
const ctr = (bytes: Uint8Array) => createCipheriv('aes-128-ctr', key, iv).update(bytes);

function setUp() {
  const machine = new Machine();
  const before = machine.liveBlocks;
  const session = keyedSession(machine);
  return { machine, before, session, client: new Decryptor(session) };
}

describe('RC-03: D3D11Decryptor', () => {
  it.each([16, 21, bufferBytes])('decrypts %s bytes, and the key stream goes on behind them', (bytes) => {
    const { client } = setUp();
    const plain = Buffer.from(Array.from({ length: bytes }, (_, at) => at & 0xff));
    const decrypted = client.decrypt(ctr(plain));
    expect(decrypted.subarray(0, bytes)).toEqual(plain);
    const all = Buffer.concat([ctr(plain), Buffer.alloc(bufferBytes - bytes)]);
    expect(decrypted).toEqual(ctr(all));
  });

  it.each([
    [16, 16],
    [5, 16],
  ])('decrypts %s clear and %s encrypted bytes', (clear, cipher) => {
    const plain = Buffer.from('a clear head and then what is kept secret').subarray(0, clear + cipher);
    const input = Buffer.concat([plain.subarray(0, clear), ctr(plain.subarray(clear))]);
    expect(setUp().client.decryptParts(input, [[clear, cipher]])).toEqual(plain);
  });

  it('uses its buffers again for a second call', () => {
    const { client, machine } = setUp();
    const plain = Buffer.alloc(64, 7);
    client.decrypt(ctr(plain));
    machine.driverCalls.length = 0;
    expect(client.decrypt(ctr(plain)).subarray(0, 64)).toEqual(plain);
    expect(machine.driverCalls).not.toContain('CreateResource');
  });

  it('finds the block info as it was: the side channel is off (D-27)', () => {
    const { client } = setUp();
    const info = {
      NumEncryptedBytesAtBeginning: 32,
      NumBytesInSkipPattern: bufferBytes - 32,
      NumBytesInEncryptPattern: 0,
    };
    const before = { ...info };
    client.decrypt(new Uint8Array(32), info);
    expect(info).toEqual(before);
  });

  it('leaves nothing, though it held the device by the session alone', () => {
    const { client, machine, session, before } = setUp();
    client.release();
    expect(machine.driverCalls).not.toContain('DestroyDevice');
    expect(session.Release()).toBe(0);
    expect(machine.driverCalls.at(-2)).toBe('DestroyDevice');
    expect(machine.liveBlocks).toBe(before);
  });
});
