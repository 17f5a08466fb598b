/** What the runtime remembers of a session's keys: where the driver refuses, minds less than it should, or knows better. */
import { describe, expect, it } from '@jest/globals';
import { createDriver } from 'softumd';
import type { ID3D11CryptoSession } from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import type { Address, DdiFunction, FunctionDeclaration } from 'softumd/ddi';
import { D3D11_1DDI_ENCRYPTED_BLOCK_INFO } from 'softumd/ddi';
import { machineWith } from '../../../src/facade/machine.js';
import { asTexture, Player, replacing, staging, target } from './player.js';

const { E_INVALIDARG, D3D11_CONTENT_PROTECTION_CAPS: CAPS, D3D11_KEY_EXCHANGE_RSAES_OAEP: OAEP } = d3d11;
const ALL =
  CAPS.SOFTWARE |
  CAPS.DECRYPTION_BLT |
  CAPS.ENCRYPTED_READ_BACK |
  CAPS.ENCRYPTED_READ_BACK_KEY |
  CAPS.FRESHEN_SESSION_KEY |
  CAPS.PARTIAL_DECRYPTION;
const key = new Uint8Array(16).fill(7);
const counter = new Uint8Array(16);

type Stand = (inner: DdiFunction<FunctionDeclaration>, ...args: number[]) => unknown;

/** A player whose device outlives refusals (D-08); `stand` is asked in the place of the driver's functions. */
function playerOver(stand: Partial<Record<string, Stand>>) {
  const driver = createDriver({
    profile: { caps: ALL },
    interposer:
      (declaration, inner) =>
      (...args) => {
        const instead = stand[declaration.name];
        return instead ? instead(inner, ...(args as number[])) : inner(...args);
      },
  });
  const libraries = machineWith([driver], { debug: { criticalVoid: 'diagnose' } });
  const player = new Player({}, { driver, libraries });
  const { videoContext } = player;
  const blt = (session: ID3D11CryptoSession, info: d3d11.D3D11_ENCRYPTED_BLOCK_INFO | null = null) => {
    const [from, to] = [player.buffer(staging, new Uint8Array(16)), player.buffer(target, 16)];
    videoContext.DecryptionBlt(session, asTexture(from), asTexture(to), info, 0, null, 16, counter);
    return to;
  };
  /** What the debug layer said of a call, by name. */
  const checks = <Args extends readonly unknown[]>(call: (...args: Args) => unknown, ...args: Args) =>
    player.said(() => void call(...args)).map(([name]) => name);
  return {
    player,
    checks,
    blt,
    start: (session: ID3D11CryptoSession) => {
      videoContext.StartSessionKeyRefresh(session, 16, new Uint8Array(16));
    },
    finish: (session: ID3D11CryptoSession) => {
      videoContext.FinishSessionKeyRefresh(session);
    },
    readBackKey: (session: ID3D11CryptoSession) =>
      videoContext.GetEncryptionBltKey(session, 16, new Uint8Array(16)),
    readBack: (session: ID3D11CryptoSession) => {
      const [from, to] = [player.buffer(target, new Uint8Array(16)), player.buffer(staging, 16)];
      videoContext.EncryptionBlt(session, asTexture(from), asTexture(to), 16, new Uint8Array(16));
    },
  };
}

/** The driver's own function, asked for something that it refuses: a size of 15 bytes at this place. */
const refusing =
  (at: number): Stand =>
  (inner, ...args) => {
    args[at] = 15;
    return inner(...(args as never[]));
  };
const minding = () => undefined;

describe('a key refresh that the driver refuses', () => {
  it('was not started: Finish is dropped before it reaches the driver (D-26)', () => {
    const finished: unknown[] = [];
    const { player, checks, start, finish } = playerOver({
      StartSessionKeyRefresh: refusing(2),
      FinishSessionKeyRefresh: (...args) => finished.push(args),
    });
    const session = player.keyedSession(key);
    expect(checks(start, session)).toEqual(['DRIVER_BROKE_RULE']);
    expect(checks(finish, session)).toEqual(['REFRESH_NOT_STARTED']);
    expect(finished).toEqual([]);
  });

  it('is not finished: the counters of the old key stay used, and Finish may come again (D-21)', () => {
    const stand: Partial<Record<string, Stand>> = {};
    const { player, checks, start, finish, blt } = playerOver(stand);
    const session = player.keyedSession(key);
    blt(session);
    start(session);
    stand['FinishSessionKeyRefresh'] = (inner, hDevice) => inner(...([hDevice, 0] as never[])); // no session
    expect(checks(finish, session)).toEqual(['DRIVER_BROKE_RULE']);
    expect(checks(blt, session)).toEqual(['COUNTER_REUSED']);
    delete stand['FinishSessionKeyRefresh'];
    expect(checks(finish, session)).toEqual([]);
    expect(checks(blt, session)).toEqual([]);
  });

  it('is no negotiation, whatever a driver takes: blts are still without a key (D-10)', () => {
    const { player, checks, start, finish, blt } = playerOver({
      StartSessionKeyRefresh: minding,
      FinishSessionKeyRefresh: minding,
      DecryptionBlt: minding,
    });
    const session = player.session();
    start(session);
    finish(session);
    expect(checks(blt, session)).toEqual(['KEY_NOT_NEGOTIATED']);
  });
});

describe('a read-back key', () => {
  const missing = ['READ_BACK_KEY_NOT_FETCHED'];

  it('that the driver refused was not fetched, and its place is left alone (D-14, D-25)', () => {
    const { player, checks, readBack } = playerOver({
      GetEncryptionBltKey: (inner, ...args) => {
        player.memory.copyIn(args[3] as Address, new Uint8Array(16).fill(0xee));
        return refusing(2)(inner, ...args);
      },
      EncryptionBlt: minding,
    });
    const session = player.keyedSession(key);
    const place = new Uint8Array(16);
    expect(player.videoContext.GetEncryptionBltKey(session, 16, place)).toBe(E_INVALIDARG);
    expect(place).toEqual(new Uint8Array(16));
    expect(checks(readBack, session)).toEqual(missing);
  });

  it('is gone with the next negotiation (D-04)', () => {
    const { player, checks, readBack, readBackKey } = playerOver({ EncryptionBlt: minding });
    const session = player.keyedSession(key);
    readBackKey(session);
    expect(checks(readBack, session)).toEqual([]);
    player.negotiate(session, key);
    expect(checks(readBack, session)).toEqual(missing);
  });

  it('is not asked for where the driver does not tell its caps', () => {
    const stand: Partial<Record<string, Stand>> = { EncryptionBlt: minding };
    const { player, checks, readBack } = playerOver(stand);
    const session = player.keyedSession(key);
    stand['GetContentProtectionCaps'] = () => E_INVALIDARG;
    expect(checks(readBack, session)).toEqual([]);
  });
});

describe('a blt that the driver refuses', () => {
  it('has used no counter, and its target is as undefined as before', () => {
    const stand: Partial<Record<string, Stand>> = { DecryptionBlt: refusing(7) };
    const { player, checks, blt, readBackKey } = playerOver(stand);
    const { videoContext } = player;
    const session = player.keyedSession(key);
    readBackKey(session);
    const readBack = (from: d3d11.ID3D11Buffer) => {
      const to = player.buffer(staging, 16);
      videoContext.EncryptionBlt(session, asTexture(from), asTexture(to), 16, new Uint8Array(16));
    };
    const refused = blt(session);
    delete stand['DecryptionBlt'];
    expect(checks(readBack, refused)).toEqual(['ENCRYPTIONBLT_SRC_CONTENT_UNDEFINED']);
    const before = player.infoQueue.count;
    readBack(blt(session));
    expect(player.infoQueue.since(before)).toEqual([]);
    expect(checks(blt, session)).toEqual(['COUNTER_REUSED']);
  });

  it('tells no IV, though the driver has written one (D-14)', () => {
    const { player, readBackKey } = playerOver({
      EncryptionBlt: (inner, ...args) => {
        player.memory.copyIn(args[5] as Address, new Uint8Array(16).fill(0xee));
        return refusing(4)(inner, ...args);
      },
    });
    const session = player.keyedSession(key);
    readBackKey(session);
    const [from, to] = [player.buffer(target, new Uint8Array(16)), player.buffer(staging, 16)];
    const iv = new Uint8Array(16);
    player.videoContext.EncryptionBlt(session, asTexture(from), asTexture(to), 16, iv);
    expect(iv).toEqual(new Uint8Array(16));
  });

  it('is complained of once, where the driver reports it and writes it into the block info, too (D-27)', () => {
    const { offset } = D3D11_1DDI_ENCRYPTED_BLOCK_INFO;
    const { player, checks, blt } = playerOver({
      DecryptionBlt: (inner, ...args) => {
        player.memory.writeU32((args[4]! + offset.NumBytesInEncryptPattern) as Address, E_INVALIDARG);
        return refusing(7)(inner, ...args);
      },
    });
    const session = player.keyedSession(key);
    const info = { NumEncryptedBytesAtBeginning: 0, NumBytesInSkipPattern: 0, NumBytesInEncryptPattern: 16 };
    expect(checks(blt, session, info)).toEqual(['DRIVER_BROKE_RULE']);
    expect(info.NumBytesInEncryptPattern).toBe(E_INVALIDARG);
  });
});

describe('what the runtime leaves to the driver', () => {
  it('is the size of keys of a vendor’s crypto type', () => {
    const vendor = '0586e681-4e14-4133-85e5-a1041f599e26' as d3d11.Guid;
    const sizes: number[] = [];
    const driver = createDriver({
      profile: {
        cryptoTypes: [{ cryptoType: vendor, keyExchangeTypes: [OAEP], decodeProfiles: [] }],
        caps: ALL,
      },
      interposer: replacing('StartSessionKeyRefresh', (_inner, ...args) => void sizes.push(args[2]!)),
    });
    const player = new Player({}, { driver, libraries: machineWith([driver]) });
    const session = d3d11.out<ID3D11CryptoSession>();
    expect(player.video.CreateCryptoSession(vendor, null, OAEP, session)).toBe(d3d11.S_OK);
    player.videoContext.StartSessionKeyRefresh(session.value!, 24, new Uint8Array(24));
    expect(sizes).toEqual([24]);
  });
});

describe('the counters of a partly encrypted blt', () => {
  it('are those of its encrypted bytes alone (D-21, D-23)', () => {
    const { player, checks } = playerOver({});
    const session = player.keyedSession(key);
    const blt = (count: number, NumEncryptedBytesAtBeginning: number) => {
      const [from, to] = [player.buffer(staging, new Uint8Array(64)), player.buffer(target)];
      const info = { NumEncryptedBytesAtBeginning, NumBytesInSkipPattern: 0, NumBytesInEncryptPattern: 0 };
      const at = new Uint8Array(16).fill(count, 15);
      player.videoContext.DecryptionBlt(session, asTexture(from), asTexture(to), info, 0, null, 16, at);
    };
    expect(checks(blt, 0, 17)).toEqual([]);
    expect(checks(blt, 2, 64)).toEqual([]);
    expect(checks(blt, 1, 1)).toEqual(['COUNTER_REUSED']);
  });
});
