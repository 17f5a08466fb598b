import { describe, expect, it } from '@jest/globals';
import type { Hresult } from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import type { Address, Interposer } from 'softumd/ddi';
import * as ddi from 'softumd/ddi';
import { chain } from 'softumd/trace';
import { asTexture, bufferDesc, Player, replacing, staging, target, textureDesc } from './player.js';

const { out, S_OK, E_INVALIDARG } = d3d11;
const { D3D11_CRYPTO_TYPE_AES128_CTR: CTR } = d3d11;
const CAPS = ddi.D3D11_1DDI_CONTENT_PROTECTION_CAPS;

/** A driver whose caps have further bits. */
const withCaps =
  (bits: number): Interposer =>
  (declaration, inner, process) =>
    declaration.name !== 'GetContentProtectionCaps'
      ? inner
      : (...args) => {
          const answer = inner(...args);
          const pCaps = args[3] as never as Address;
          process.memory.writeU32(pCaps, process.memory.readU32(pCaps) | bits);
          return answer;
        };

describe('what the driver is given', () => {
  it.each([
    ['a buffer', (player: Player) => player.device.CreateBuffer(bufferDesc(staging, 48), null, out()), 48, 1],
    [
      'a texture',
      (player: Player) =>
        player.device.CreateTexture2D(textureDesc(staging, { Width: 16, Height: 8 }), null, out()),
      16,
      8,
    ],
  ] as const)('for %s: one mip of that size, one texel deep (RES-4)', (_name, create, width, height) => {
    const seen: unknown[] = [];
    const interposer: Interposer =
      ({ name }, inner, { memory }) =>
      (...args) => {
        if (name === 'CreateResource') {
          const pCreate = args[1] as never as Address;
          const { pMipInfoList } = ddi.D3D11DDIARG_CREATERESOURCE.decode(memory, pCreate);
          seen.push(ddi.D3D10DDI_MIPINFO.decode(memory, pMipInfoList));
        }
        return inner(...args);
      };
    expect(create(new Player({ interposer }))).toBe(S_OK);
    expect(seen).toEqual([
      {
        ...{ TexelWidth: width, TexelHeight: height, TexelDepth: 1 },
        ...{ PhysicalWidth: width, PhysicalHeight: height, PhysicalDepth: 1 },
      },
    ]);
  });

  const info = {
    NumEncryptedBytesAtBeginning: 16,
    NumBytesInSkipPattern: 32,
    NumBytesInEncryptPattern: 48,
  };
  const contentKey = Uint8Array.from({ length: 24 }, (_, index) => index + 1);

  it.each([
    ['block info and content key', info, contentKey, 24],
    ['block info alone', info, null, 0],
    ['a content key alone', null, contentKey, 24],
    ['neither', null, null, 0],
  ] as const)('by DecryptionBlt: %s (DB-4, DB-7)', (_name, blockInfo, key, keyBytes) => {
    const seen: unknown[] = [];
    const record: Interposer =
      ({ name }, inner, { memory }) =>
      (...args) => {
        if (name !== 'DecryptionBlt') return inner(...args);
        const [pInfo, size, pKey, ivSize, pIV] = args.slice(4) as never as Address[];
        const layout = ddi.D3D11_1DDI_ENCRYPTED_BLOCK_INFO;
        seen.push({
          info: pInfo === ddi.NULL ? null : layout.decode(memory, pInfo!),
          key: pKey === ddi.NULL ? null : memory.copyOut(pKey!, size!),
          keyBytes: size,
          iv: memory.copyOut(pIV!, ivSize!),
        });
        return undefined;
      };
    const interposer = chain(withCaps(CAPS.PARTIAL_DECRYPTION | CAPS.CONTENT_KEY), record);
    const player = new Player({ interposer });
    const session = player.keyedSession(new Uint8Array(16));
    const [source, surface] = [player.buffer(staging, new Uint8Array(64)), player.buffer(target)];
    const iv = new Uint8Array(16).fill(7);
    const texts = player.texts(() => {
      player.videoContext.DecryptionBlt(
        session,
        asTexture(source),
        asTexture(surface),
        blockInfo,
        keyBytes,
        key,
        16,
        iv,
      );
    });
    expect([texts, seen]).toEqual([[], [{ info: blockInfo, key, keyBytes, iv }]]);
  });
});

describe('what the driver answers', () => {
  it('reaches the player in the API’s numbers: caps bits that the DDI has elsewhere (D-40)', () => {
    const player = new Player({ interposer: withCaps(0xf000) });
    const caps = out<d3d11.D3D11_VIDEO_CONTENT_PROTECTION_CAPS>();
    expect(player.video.GetContentProtectionCaps(CTR, null, caps)).toBe(S_OK);
    expect(caps.value!.Caps & 0xf000).toBe(0x7000);
  });
});

/** A driver that leaves pfnFlush empty. */
const emptyFlush: Interposer = (declaration, inner, { memory }) =>
  declaration.name !== 'CreateDevice'
    ? inner
    : (...args) => {
        const answer = inner(...args);
        const pCreate = args[1] as never as Address;
        const { p11_1DeviceFuncs } = ddi.D3D10DDIARG_CREATEDEVICE.decode(memory, pCreate);
        const slot = (p11_1DeviceFuncs + ddi.D3D11_1DDI_DEVICEFUNCS.offset('pfnFlush')) as Address;
        memory.writeU64(slot, BigInt(ddi.NULL));
        return answer;
      };

describe('asking whether the device is still there (XLT-3)', () => {
  /** A player whose driver notes each Flush: handle and flags. */
  function flushes(more: Interposer = (_declaration, inner) => inner) {
    const seen: unknown[][] = [];
    const note = replacing('Flush', (inner, ...args) => {
      seen.push(args);
      return inner(...args);
    });
    return { player: new Player({ interposer: chain(note, more) }), seen };
  }
  const negotiate = (player: Player): Hresult =>
    player.videoContext.NegotiateCryptoSessionKeyExchange(player.session(), 256, new Uint8Array(256));

  it('happens after a failure, once, and never after success', () => {
    const { player, seen } = flushes();
    const session = player.keyedSession(new Uint8Array(16));
    player.certificate(session);
    expect(player.video.GetContentProtectionCaps(CTR, null, out())).toBe(S_OK);
    expect(seen).toEqual([]);
    expect([negotiate(player), player.reason]).toEqual([E_INVALIDARG, S_OK]);
    expect(seen).toEqual([[d3d11.driverHandlesOf(session).hDevice, 0]]);
  });

  it('is left out where the driver has no Flush: the failure passes as it is', () => {
    const player = new Player({ interposer: emptyFlush });
    expect([negotiate(player), player.reason]).toEqual([E_INVALIDARG, S_OK]);
  });
});
