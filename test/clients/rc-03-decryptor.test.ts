/** RC-03: Chromium's D3D11Decryptor, from the steps that real-clients lists. A profile is all that is set for it. */
import { describe, expect, it } from '@jest/globals';
import { createCipheriv } from 'node:crypto';
import type { DriverOptions } from 'softumd';
import * as d3d11 from 'softumd/d3d11';
import { readCertificateChain, wrapSessionKey } from 'softumd/player';
import { openssl, opensslReason, withOpenssl } from '../crypto/openssl.js';
import { createSession, Machine, made, query } from '../runtime/d3d11/machine.js';

const { out, S_OK, D3D11_USAGE, D3D11_CPU_ACCESS, D3D11_BIND, D3D11_MAP } = d3d11;
const bufferBytes = 16_384;
const sessionKey = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
const contentKey = Buffer.from('f0e0d0c0b0a090807060504030201000', 'hex');
const iv = Buffer.from('00112233445566770000000000000000', 'hex');

/** The driver that the client was written against: it tells of failure in the block info (D-27). */
const profile = { blockInfoStatus: 'encrypt-pattern-field' } as const;

/** AES-128-ECB under the session key: the documented wrap of a content key (DB-5). */
const wrapped = (() => {
  const cipher = createCipheriv('aes-128-ecb', sessionKey, null).setAutoPadding(false);
  return Buffer.concat([cipher.update(contentKey), cipher.final()]);
})();

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
  const keyBuffer = wrapSessionKey(readCertificateChain(certificate).leaf, sessionKey);
  expect(video.NegotiateCryptoSessionKeyExchange(session, 256, keyBuffer)).toBe(S_OK);
  for (const each of [video, context.value!, device]) each.Release();
  return session;
}

/** What the client is asked to decrypt. Pattern encryption it knows by name alone, to refuse it. */
interface Encrypted {
  readonly bytes: Buffer;
  readonly keyBlob: Buffer;
  readonly hasPattern?: boolean;
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

  /** What the destination holds after the last blt, behind what the client takes too. */
  destination = Buffer.alloc(0);

  /** Steps 3 to 8; null where the client gives up. */
  decrypt({ bytes, keyBlob, hasPattern = false }: Encrypted): Buffer | null {
    if (hasPattern || bytes.length > bufferBytes) return null; // step 3
    const [source, target, result] = this.buffers as [
      d3d11.ID3D11Buffer,
      d3d11.ID3D11Buffer,
      d3d11.ID3D11Buffer,
    ];
    const mapped = out<d3d11.D3D11_MAPPED_SUBRESOURCE>();
    const place = made(this.context.Map(source, 0, D3D11_MAP.WRITE, 0, mapped), mapped);
    place.pData!.set(bytes);
    this.context.Unmap(source, 0);
    const encrypted = Math.ceil(bytes.length / 16) * 16;
    const info = {
      NumEncryptedBytesAtBeginning: encrypted,
      NumBytesInSkipPattern: bufferBytes - encrypted,
      NumBytesInEncryptPattern: 0,
    };
    // The client casts its buffers, as C lets it.
    const [from, to] = [source, target] as unknown as [d3d11.ID3D11Texture2D, d3d11.ID3D11Texture2D];
    this.video.DecryptionBlt(this.session, from, to, info, keyBlob.length, keyBlob, 16, iv);
    const failed = (info.NumBytesInEncryptPattern | 0) < 0; // step 7: FAILED() of an HRESULT
    if (failed) return null;
    this.context.CopyResource(result, target);
    const read = made(this.context.Map(result, 0, D3D11_MAP.READ, 0, mapped), mapped);
    this.destination = Buffer.from(read.pData!);
    this.context.Unmap(result, 0);
    return this.destination.subarray(0, bytes.length);
  }

  /** Step 9: the cipher bytes as one run, interleaved with the clear ones again. */
  decryptParts(
    input: Buffer,
    keyBlob: Buffer,
    parts: readonly (readonly [clear: number, cipher: number])[],
  ): Buffer | null {
    let at = 0;
    const cut = parts.map(([clear, cipher]) => {
      const piece = [
        input.subarray(at, at + clear),
        input.subarray(at + clear, at + clear + cipher),
      ] as const;
      at += clear + cipher;
      return piece;
    });
    const plain = this.decrypt({ bytes: Buffer.concat(cut.map(([, cipher]) => cipher)), keyBlob });
    if (!plain) return null;
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
const ctr = (bytes: Uint8Array, key: Uint8Array = contentKey) =>
  createCipheriv('aes-128-ctr', key, iv).update(bytes);

function setUp(options: DriverOptions = { profile }) {
  const machine = new Machine(options);
  const before = machine.liveBlocks;
  const session = keyedSession(machine);
  return { machine, before, session, client: new Decryptor(session) };
}

const counted = (bytes: number) => Buffer.from(Array.from({ length: bytes }, (_, at) => at & 0xff));

describe('RC-03: D3D11Decryptor', () => {
  it.each([16, 21, bufferBytes])('decrypts %s bytes with a content key of its own', (bytes) => {
    const { client } = setUp();
    const plain = counted(bytes);
    expect(client.decrypt({ bytes: ctr(plain), keyBlob: wrapped })).toEqual(plain);
  });

  it('finds the key stream go on to the end of the last block, and clear bytes behind it', () => {
    const { client } = setUp();
    client.decrypt({ bytes: ctr(counted(21)), keyBlob: wrapped });
    const stream = ctr(Buffer.alloc(32));
    expect(client.destination.subarray(21, 32)).toEqual(stream.subarray(21));
    expect(client.destination.subarray(32)).toEqual(Buffer.alloc(bufferBytes - 32));
  });

  withOpenssl(`has what the openssl command decrypts${opensslReason}`, () => {
    const { client } = setUp();
    const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
    const cipherText = Buffer.from(counted(1000).map((byte) => byte * 5));
    const key = openssl(['enc', '-d', '-aes-128-ecb', '-nopad', '-K', hex(sessionKey)], wrapped);
    const plain = openssl(['enc', '-d', '-aes-128-ctr', '-K', hex(key), '-iv', hex(iv)], cipherText);
    expect(client.decrypt({ bytes: cipherText, keyBlob: wrapped })).toEqual(Buffer.from(plain));
  });

  it.each([
    [16, 16],
    [5, 16],
  ])('decrypts %s clear and %s encrypted bytes', (clear, cipher) => {
    const plain = Buffer.from('a clear head and then what is kept secret').subarray(0, clear + cipher);
    const input = Buffer.concat([plain.subarray(0, clear), ctr(plain.subarray(clear))]);
    expect(setUp().client.decryptParts(input, wrapped, [[clear, cipher]])).toEqual(plain);
  });

  it('decrypts the encrypted parts of several sub-samples as one run', () => {
    const plain = counted(80);
    const secret = ctr(Buffer.concat([plain.subarray(5, 21), plain.subarray(30, 63)]));
    const input = Buffer.from(plain);
    input.set(secret.subarray(0, 16), 5);
    input.set(secret.subarray(16), 30);
    const parts = [
      [5, 16],
      [9, 33],
      [17, 0],
    ] as const;
    expect(setUp().client.decryptParts(input, wrapped, parts)).toEqual(plain);
  });

  it('refuses what is too large, and patterns, before any call', () => {
    const { client, machine } = setUp();
    machine.driverCalls.length = 0;
    expect(client.decrypt({ bytes: Buffer.alloc(1_000_000), keyBlob: wrapped })).toBeNull();
    expect(client.decrypt({ bytes: Buffer.alloc(16), keyBlob: wrapped, hasPattern: true })).toBeNull();
    expect(machine.driverCalls).toEqual([]);
  });

  it('does not get the content with an unknown key', () => {
    const { client } = setUp();
    const plain = counted(64);
    const decrypted = client.decrypt({ bytes: ctr(plain), keyBlob: Buffer.alloc(16, 3) });
    expect(decrypted).not.toBeNull(); // no driver knows which key was meant
    expect(decrypted).not.toEqual(plain);
  });

  it('uses its buffers again for a second call', () => {
    const { client, machine } = setUp();
    const plain = Buffer.alloc(64, 7);
    client.decrypt({ bytes: ctr(plain), keyBlob: wrapped });
    machine.driverCalls.length = 0;
    expect(client.decrypt({ bytes: ctr(plain), keyBlob: wrapped })).toEqual(plain);
    expect(machine.driverCalls).not.toContain('CreateResource');
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

describe('RC-03: the block info tells how the blt went (D-27)', () => {
  // The driver's profile says so, and refuses what it refuses of itself: blocks of 15 bytes do not fit 16,384.
  const refusing = { ...profile, blockAlignmentBytes: 15 };
  const request = { bytes: ctr(counted(64)), keyBlob: wrapped };

  it('so that the client hears of a refusal, and the device lives on', () => {
    const { client, session } = setUp({ profile: refusing });
    expect(client.decrypt(request)).toBeNull();
    const device = out<d3d11.ID3D11Device>();
    session.GetDevice(device);
    expect(device.value!.GetDeviceRemovedReason()).toBe(S_OK);
    expect(d3d11.infoQueueOf(session).messages().at(-1)).toMatchObject({
      check: 'DRIVER_REFUSED_VOID',
      severity: 'ERROR',
      hresult: d3d11.E_INVALIDARG,
    });
  });

  it('and without that it hears nothing: the real runtime then removes the device (ERR-3)', () => {
    const { client, session } = setUp({ profile: { blockAlignmentBytes: 15 } });
    expect(() => client.decrypt(request)).toThrow('expected S_OK, received 0x887a0005'); // Map
    const device = out<d3d11.ID3D11Device>();
    session.GetDevice(device);
    expect(device.value!.GetDeviceRemovedReason()).toBe(d3d11.DXGI_ERROR_DRIVER_INTERNAL_ERROR);
  });
});
