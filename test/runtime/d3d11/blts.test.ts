import { describe, expect, it } from '@jest/globals';
import { createDecipheriv, createCipheriv, randomBytes } from 'node:crypto';
import type {
  CallerCheckName,
  ID3D11Buffer,
  ID3D11CryptoSession,
  ID3D11Texture2D,
  MessageName,
} from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import { D3D11_1DDI_CONTENT_PROTECTION_CAPS, D3D11DDIARG_CREATERESOURCE } from 'softumd/ddi';
import { runtimeDeviceOf } from '../../../src/runtime/d3d11/libraries.js';
import { checked, plain, Player, replacing, staging, target } from './player.js';

const { S_OK } = d3d11;
const bytes = (count: number) => new Uint8Array(randomBytes(count));

type AnyResource = ID3D11Buffer | ID3D11Texture2D;

interface Blt {
  readonly session: ID3D11CryptoSession | null;
  readonly source: AnyResource | null;
  readonly destination: AnyResource | null;
  readonly ivSize: number;
  readonly iv: Uint8Array | null;
  readonly blockInfo: d3d11.D3D11_ENCRYPTED_BLOCK_INFO | null;
  readonly contentKey: Uint8Array | null;
}

type Change = (player: Player, good: Blt) => Partial<Blt>;
type Rule = readonly [what: string, name: MessageName | CallerCheckName, id: number, change: Change];

/** Pictures of one plane, of which multisampled ones can be thought of: video formats never are. */
const packed = { Format: d3d11.DXGI_FORMAT.B8G8R8A8_UNORM };
const multisampled = { ...packed, SampleDesc: { Count: 4, Quality: 0 } };

/** A driver that lets multisampled textures be made, so that the runtime's own rule is seen. */
const multisampling = (driver: () => Player['driver']) =>
  replacing('CreateResource', (inner, ...args) => {
    const { SampleDesc } = D3D11DDIARG_CREATERESOURCE.offset;
    driver().memory.writeU32((Number(args[1]) + SampleDesc) as never, 1);
    return inner(...args);
  });

function playerOf(): Player {
  const holder: { player?: Player } = {};
  const { SOFTWARE, ENCRYPTED_READ_BACK, DECRYPTION_BLT } = D3D11_1DDI_CONTENT_PROTECTION_CAPS;
  const player = new Player({
    interposer: multisampling(() => holder.player!.driver),
    profile: { caps: SOFTWARE | ENCRYPTED_READ_BACK | DECRYPTION_BLT }, // for DB-4, DB-7
  });
  holder.player = player;
  // No driver is asked for its quality levels yet, so that nothing is multisampled by rule (CT-7).
  Object.assign(runtimeDeviceOf(player.device).limits, { multisampleQualityLevels: () => 1 });
  return player;
}

function goodBlt(player: Player, encrypting: boolean): Blt {
  const [from, to] = encrypting ? [target, staging] : [staging, target];
  return {
    session: player.keyedSession(bytes(16)),
    source: player.buffer(from, bytes(64)),
    destination: player.buffer(to, bytes(64)),
    ivSize: 16,
    iv: new Uint8Array(16).fill(1),
    blockInfo: null,
    contentKey: null,
  };
}

/** What a blt does without. */
const nothing = { ivSize: 16, blockInfo: null, contentKey: null } as const;

function run(player: Player, encrypting: boolean, blt: Blt): void {
  const { session, source, destination, ivSize, iv, blockInfo, contentKey } = blt;
  const { videoContext } = player;
  // Buffers in the place of textures, as known clients pass them (RC-03); null is what some rules are about.
  const [from, to] = [source as ID3D11Texture2D, destination as ID3D11Texture2D];
  if (encrypting) videoContext.EncryptionBlt(session!, from, to, ivSize, iv);
  else
    videoContext.DecryptionBlt(
      session!,
      from,
      to,
      blockInfo,
      contentKey?.length ?? 0,
      contentKey,
      ivSize,
      iv,
    );
}

const mapped = (player: Player, resource: AnyResource) => {
  player.map(resource);
  return resource;
};
const released = <T extends { Release(): number }>(object: T) => {
  object.Release();
  return object;
};

const common: readonly Rule[] = [
  [
    'another device’s session',
    ...checked('OTHER_DEVICE'),
    (player) => ({ session: player.sibling().keyedSession(bytes(16)) }),
  ],
  [
    'a released session',
    ...checked('RELEASED_OBJECT'),
    (player) => ({ session: released(player.session()) }),
  ],
  [
    'a released source',
    ...checked('RELEASED_OBJECT'),
    (_player, { source }) => ({ source: released(source!) }),
  ],
  [
    'a released destination',
    ...checked('RELEASED_OBJECT'),
    (_player, { destination }) => ({ destination: released(destination!) }),
  ],
  ['15 bytes of IV', ...checked('ARGUMENT'), () => ({ ivSize: 15, iv: new Uint8Array(15) })],
  ['a larger IV', ...checked('ARGUMENT'), () => ({ ivSize: 32, iv: new Uint8Array(32) })],
  ['8 of the IV’s 16 bytes', ...checked('ARGUMENT'), () => ({ ivSize: 8 })],
  ['an IV in a longer buffer', ...checked('ARGUMENT'), () => ({ iv: new Uint8Array(17) })],
  ['an IV that is shorter than it says', ...checked('SHORT_BUFFER'), () => ({ iv: new Uint8Array(8) })],
  ['an IV size of NaN', ...checked('ARGUMENT'), () => ({ ivSize: Number.NaN })],
];

const encryption: readonly Rule[] = [
  ...common,
  ['no session', 'ENCRYPTIONBLT_NULLPARAM', 0x3000e9, () => ({ session: null })],
  ['no source', 'ENCRYPTIONBLT_NULLPARAM', 0x3000e9, () => ({ source: null })],
  ['no destination', 'ENCRYPTIONBLT_NULLPARAM', 0x3000e9, () => ({ destination: null })],
  ['no IV', 'ENCRYPTIONBLT_NULLPARAM', 0x3000e9, () => ({ iv: null })],
  [
    'another device’s source',
    'ENCRYPTIONBLT_SRC_WRONGDEVICE',
    0x3000ea,
    (player) => ({ source: player.sibling().buffer(target) }),
  ],
  [
    'another device’s destination',
    'ENCRYPTIONBLT_DST_WRONGDEVICE',
    0x3000eb,
    (player) => ({ destination: player.sibling().buffer(staging) }),
  ],
  [
    'another format',
    'ENCRYPTIONBLT_FORMAT_MISMATCH',
    0x3000ec,
    (player) => ({ destination: player.texture(staging) }),
  ],
  [
    'another size',
    'ENCRYPTIONBLT_SIZE_MISMATCH',
    0x3000ed,
    (player) => ({ destination: player.buffer(staging, 80) }),
  ],
  [
    'another height',
    'ENCRYPTIONBLT_SIZE_MISMATCH',
    0x3000ed,
    (player) => ({ source: player.texture(target), destination: player.texture(staging, { Height: 8 }) }),
  ],
  [
    'a multisampled source',
    'ENCRYPTIONBLT_SRC_MULTISAMPLED',
    0x3000ee,
    (player) => ({
      source: player.texture(target, multisampled),
      destination: player.texture(staging, packed),
    }),
  ],
  [
    'a destination of the GPU’s',
    'ENCRYPTIONBLT_DST_NOT_STAGING',
    0x3000ef,
    (player) => ({ destination: player.buffer(target) }),
  ],
  [
    'a mapped source',
    'ENCRYPTIONBLT_SRC_MAPPED',
    0x3000f0,
    (player) => ({ source: mapped(player, player.buffer(staging)) }),
  ],
  [
    'a mapped destination',
    'ENCRYPTIONBLT_DST_MAPPED',
    0x3000f1,
    (player, { destination }) => ({ destination: mapped(player, destination!) }),
  ],
];

const decryption: readonly Rule[] = [
  ...common,
  ['no session', 'DECRYPTIONBLT_NULLPARAM', 0x3000f6, () => ({ session: null })],
  ['no source', 'DECRYPTIONBLT_NULLPARAM', 0x3000f6, () => ({ source: null })],
  ['no destination', 'DECRYPTIONBLT_NULLPARAM', 0x3000f6, () => ({ destination: null })],
  ['no IV', 'DECRYPTIONBLT_NULLPARAM', 0x3000f6, () => ({ iv: null })],
  [
    'another device’s source',
    'DECRYPTIONBLT_SRC_WRONGDEVICE',
    0x3000f7,
    (player) => ({ source: player.sibling().buffer(staging) }),
  ],
  [
    'another device’s destination',
    'DECRYPTIONBLT_DST_WRONGDEVICE',
    0x3000f8,
    (player) => ({ destination: player.sibling().buffer(target) }),
  ],
  [
    'another format',
    'DECRYPTIONBLT_FORMAT_MISMATCH',
    0x3000f9,
    (player) => ({ destination: player.texture(target) }),
  ],
  [
    'another size',
    'DECRYPTIONBLT_SIZE_MISMATCH',
    0x3000fa,
    (player) => ({ destination: player.buffer(target, 48) }),
  ],
  [
    'a multisampled destination',
    'DECRYPTIONBLT_DST_MULTISAMPLED',
    0x3000fb,
    (player) => ({
      source: player.texture(staging, packed),
      destination: player.texture(target, multisampled),
    }),
  ],
  [
    'a source of the GPU’s',
    'DECRYPTIONBLT_SRC_NOT_STAGING',
    0x3000fc,
    (player) => ({ source: player.buffer(plain) }),
  ],
  [
    'a destination that is no render target',
    'DECRYPTIONBLT_DST_NOT_RENDER_TARGET',
    0x3000fd,
    (player) => ({ destination: player.buffer(plain) }),
  ],
  [
    'a mapped source',
    'DECRYPTIONBLT_SRC_MAPPED',
    0x3000fe,
    (player, { source }) => ({ source: mapped(player, source!) }),
  ],
  [
    'block info without the caps (DB-4)',
    'DECRYPTIONBLT_UNSUPPORTED',
    0x3000f5,
    () => ({
      blockInfo: { NumEncryptedBytesAtBeginning: 16, NumBytesInSkipPattern: 0, NumBytesInEncryptPattern: 0 },
    }),
  ],
  [
    'a content key without the caps (DB-7)',
    'DECRYPTIONBLT_UNSUPPORTED',
    0x3000f5,
    () => ({ contentKey: bytes(16) }),
  ],
];

/** One broken rule: its one message, and neither a byte nor the device is lost. */
function expectDropped(encrypting: boolean, [, name, id, change]: Rule): void {
  const player = playerOf();
  const good = goodBlt(player, encrypting);
  const blt = { ...good, ...change(player, good) };
  const contents = () =>
    player.memory
      .live()
      .map(({ address, bytes: count }) => Buffer.from(player.memory.copyOut(address, count)).toString('hex'));
  const [before, iv] = [contents(), blt.iv?.slice()];
  expect(
    player.said(() => {
      run(player, encrypting, blt);
    }),
  ).toEqual([[name, id]]);
  expect(contents()).toEqual(before);
  expect(blt.iv?.slice()).toEqual(iv);
  expect(player.reason).toBe(S_OK);
  expect(
    player.said(() => {
      run(player, encrypting, goodBlt(player, encrypting));
    }),
  ).toEqual([]);
}

describe('EncryptionBlt drops (EB-15)', () => {
  it.each(encryption)('%s: %s', (...rule) => {
    expectDropped(true, rule);
  });
});

describe('DecryptionBlt drops (DB-15)', () => {
  it.each(decryption)('%s: %s', (...rule) => {
    expectDropped(false, rule);
  });
});

describe('a blt that the caps do not have', () => {
  it.each([
    ['EncryptionBlt', true, 'ENCRYPTIONBLT_UNSUPPORTED', 0x3000e8, 0x401],
    ['DecryptionBlt', false, 'DECRYPTIONBLT_UNSUPPORTED', 0x3000f5, 0x41],
  ] as const)('%s is dropped', (_name, encrypting, name, id, caps) => {
    const player = new Player({ profile: { caps } });
    expect(
      player.said(() => {
        run(player, encrypting, goodBlt(player, encrypting));
      }),
    ).toEqual([[name, id]]);
    expect(player.reason).toBe(S_OK);
  });
});

describe('a source that was never written', () => {
  it.each([
    ['EncryptionBlt', true, 'ENCRYPTIONBLT_SRC_CONTENT_UNDEFINED', 0x3000f4],
    ['DecryptionBlt', false, 'DECRYPTIONBLT_SRC_CONTENT_UNDEFINED', 0x300102],
  ] as const)('is a warning of %s, and the blt takes place', (_name, encrypting, name, id) => {
    const player = new Player();
    const source = player.buffer(encrypting ? target : staging);
    const good = goodBlt(player, encrypting);
    expect(
      player.said(() => {
        run(player, encrypting, { ...good, source });
      }),
    ).toEqual([[name, id]]);
    expect(player.infoQueue.messages().at(-1)!.severity).toBe('WARNING');
    expect(player.bytesAtDriver(good.destination!)).not.toEqual(new Uint8Array(64));
    const again = {
      ...good,
      source: good.destination!,
      destination: player.buffer(encrypting ? staging : target),
    };
    if (encrypting)
      expect(
        player.said(() => {
          run(player, encrypting, again);
        }),
      ).toEqual([]);
  });

  it('is none after it was mapped for writing, or copied to', () => {
    const player = new Player();
    const [one, other] = [player.buffer(staging), player.buffer(staging)];
    player.map(one, d3d11.D3D11_MAP.WRITE);
    player.context.Unmap(one, 0);
    player.context.CopyResource(other, one);
    for (const source of [one, other])
      expect(
        player.said(() => {
          run(player, false, { ...goodBlt(player, false), source });
        }),
      ).toEqual([]);
    const read = player.buffer(staging);
    player.read(read);
    expect(
      player.said(() => {
        run(player, false, { ...goodBlt(player, false), source: read });
      }),
    ).toHaveLength(1);
  });
});

describe('a blt that takes place', () => {
  it('decrypts what createCipheriv encrypts, and reads it back encrypted', () => {
    const player = new Player();
    const [key, clear, iv] = [bytes(16), bytes(64), new Uint8Array([...bytes(8), 0, 0, 0, 0, 0, 0, 0, 0])];
    const session = player.keyedSession(key);
    const source = player.buffer(
      staging,
      new Uint8Array(createCipheriv('aes-128-ctr', key, iv).update(clear)),
    );
    const [surface, copy, back] = [player.buffer(target), player.buffer(staging), player.buffer(staging)];
    const given = iv.slice();
    run(player, false, { ...nothing, session, source, destination: surface, iv: given });
    expect(given).toEqual(iv); // input only (D-21)
    player.context.CopyResource(copy, surface);
    expect(player.read(copy)).toEqual(clear);
    const written = new Uint8Array(16);
    run(player, true, { ...nothing, session, source: surface, destination: back, iv: written });
    expect(player.read(back)).not.toEqual(clear);
    expect(new Uint8Array(createDecipheriv('aes-128-ctr', key, written).update(player.read(back)))).toEqual(
      clear,
    );
  });
});
