import { describe, expect, it } from '@jest/globals';
import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { CallerCheckName, ID3D11CryptoSession, MessageName } from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import type { Address } from 'softumd/ddi';
import { asTexture, checked, Player, replacing, staging, target } from './player.js';

const { E_INVALIDARG, S_OK, D3D11_CONTENT_PROTECTION_CAPS: CAPS } = d3d11;
const BASE = CAPS.SOFTWARE | CAPS.DECRYPTION_BLT | CAPS.ENCRYPTED_READ_BACK;
const withReadBackKey = { profile: { caps: BASE | CAPS.ENCRYPTED_READ_BACK_KEY } };
const key = Uint8Array.from({ length: 16 }, (_, at) => at * 7);
const clear = Uint8Array.from({ length: 64 }, (_, at) => at);
const iv = Uint8Array.from({ length: 16 }, (_, at) => (at < 8 ? at + 1 : 0));

const ctr = (under: Uint8Array, counter: Uint8Array, data: Uint8Array) =>
  new Uint8Array(createCipheriv('aes-128-ctr', under, counter).update(data));
const xor = (a: Uint8Array, b: Uint8Array) => a.map((byte, at) => byte ^ b[at]!);
function unwrapped(under: Uint8Array, wrapped: Uint8Array): Uint8Array {
  const cipher = createDecipheriv('aes-128-ecb', under, null).setAutoPadding(false);
  return new Uint8Array(Buffer.concat([cipher.update(wrapped), cipher.final()]));
}

/** What the driver makes of content that was encrypted under a key. */
function decrypted(player: Player, session: ID3D11CryptoSession, under: Uint8Array, counter = iv) {
  const from = player.buffer(staging, ctr(under, counter, clear));
  const to = player.buffer(target);
  player.videoContext.DecryptionBlt(session, asTexture(from), asTexture(to), null, 0, null, 16, counter);
  return player.bytesAtDriver(to);
}

/** A read-back of `clear`, decrypted with a key. */
function readBack(player: Player, session: ID3D11CryptoSession, under: Uint8Array): Uint8Array {
  const [from, to] = [player.buffer(target, clear), player.buffer(staging)];
  const written = new Uint8Array(16);
  player.videoContext.EncryptionBlt(session, asTexture(from), asTexture(to), 16, written);
  return ctr(under, written, player.read(to));
}

function start(player: Player, session: ID3D11CryptoSession): Uint8Array {
  const number = new Uint8Array(16);
  player.videoContext.StartSessionKeyRefresh(session, 16, number);
  return number;
}

describe('key refresh', () => {
  it('takes effect at Finish, and the key is the old one XOR the number (SSKR-7, FSKR-1)', () => {
    const player = new Player();
    const session = player.keyedSession(key);
    const number = start(player, session);
    expect(number).not.toEqual(new Uint8Array(16));
    expect(decrypted(player, session, key)).toEqual(clear);
    expect(readBack(player, session, key)).toEqual(clear);
    player.videoContext.FinishSessionKeyRefresh(session);
    const next = xor(key, number);
    expect(decrypted(player, session, next)).toEqual(clear);
    expect(readBack(player, session, next)).toEqual(clear);
    expect(
      decrypted(
        player,
        session,
        key,
        iv.map((byte) => byte + 64),
      ),
    ).not.toEqual(clear);
  });

  it('begins a new epoch of counters at Finish, not before (D-21)', () => {
    const player = new Player();
    const session = player.keyedSession(key);
    const reuse = checked('COUNTER_REUSED');
    const blt = () => {
      decrypted(player, session, key);
    };
    expect(player.said(blt)).toEqual([]);
    const number = start(player, session);
    expect(player.said(blt)).toEqual([reuse]);
    player.videoContext.FinishSessionKeyRefresh(session);
    const blt2 = () => {
      decrypted(player, session, xor(key, number));
    };
    expect(player.said(blt2)).toEqual([]);
    expect(player.said(blt2)).toEqual([reuse]);
  });

  it('may be started twice: the newer number wins (D-26)', () => {
    const player = new Player();
    const session = player.keyedSession(key);
    const [first, second] = [start(player, session), start(player, session)];
    expect(first).not.toEqual(second);
    player.videoContext.FinishSessionKeyRefresh(session);
    expect(decrypted(player, session, xor(key, second))).toEqual(clear);
  });

  it('ends with a new negotiation, with Finish, and with nothing else (D-04)', () => {
    const player = new Player();
    const session = player.keyedSession(key);
    const finish = () => {
      player.videoContext.FinishSessionKeyRefresh(session);
    };
    const tooEarly = [checked('REFRESH_NOT_STARTED')];
    expect(player.said(finish)).toEqual(tooEarly);
    start(player, session);
    expect(player.said(finish)).toEqual([]);
    expect(player.said(finish)).toEqual(tooEarly);
    start(player, session);
    player.negotiate(session, key);
    expect(player.said(finish)).toEqual(tooEarly);
    start(player, session);
    expect(player.videoContext.NegotiateCryptoSessionKeyExchange(session, 256, new Uint8Array(256))).toBe(
      E_INVALIDARG,
    );
    expect(player.said(finish)).toEqual([]);
  });

  it('that the driver refused was not started, and its number is not handed out (D-14)', () => {
    const driver: { refuses?: boolean } = {};
    const interposer = replacing('StartSessionKeyRefresh', (inner, ...args) => {
      if (!driver.refuses) return inner(...args);
      return inner(...([args[0], args[1], 15, args[3]] as never[])); // a size that it refuses
    });
    const player = new Player({ interposer });
    const session = player.keyedSession(key);
    driver.refuses = true;
    expect(start(player, session)).toEqual(new Uint8Array(16));
    expect(player.reason).toBe(d3d11.DXGI_ERROR_DRIVER_INTERNAL_ERROR); // void, and critical (ERR-3)
  });
});

describe('the read-back key', () => {
  it('comes wrapped, another at each call, and survives a key refresh (GEBK-1, GEBK-2, D-25)', () => {
    const caps = BASE | CAPS.ENCRYPTED_READ_BACK_KEY | CAPS.FRESHEN_SESSION_KEY;
    const player = new Player({ profile: { caps } });
    const session = player.keyedSession(key);
    const get = (under: Uint8Array) => {
      const wrapped = new Uint8Array(16);
      expect(player.videoContext.GetEncryptionBltKey(session, 16, wrapped)).toBe(S_OK);
      return unwrapped(under, wrapped);
    };
    const first = get(key);
    expect(readBack(player, session, first)).toEqual(clear);
    const second = get(key);
    expect(second).not.toEqual(first);
    expect(readBack(player, session, second)).toEqual(clear);
    const number = start(player, session);
    player.videoContext.FinishSessionKeyRefresh(session);
    expect(readBack(player, session, second)).toEqual(clear);
    expect(readBack(player, session, get(xor(key, number)))).toEqual(clear);
  });

  it('is longer than its place never: what lies behind is left alone', () => {
    const player = new Player(withReadBackKey);
    const place = new Uint8Array(32).fill(9);
    expect(player.videoContext.GetEncryptionBltKey(player.keyedSession(key), 16, place)).toBe(S_OK);
    expect(place.subarray(16)).toEqual(new Uint8Array(16).fill(9));
  });

  it('has a code at the API where the driver refuses it, though it is VOID at the DDI', () => {
    const player = new Player(withReadBackKey);
    const place = new Uint8Array(16);
    const code = player.videoContext.GetEncryptionBltKey(player.session(), 16, place); // no key (D-10)
    expect(code).toBe(d3d11.DXGI_ERROR_DEVICE_REMOVED);
    expect(player.reason).toBe(d3d11.DXGI_ERROR_DRIVER_INTERNAL_ERROR);
    expect(place).toEqual(new Uint8Array(16));
    expect(player.infoQueue.messages().map(({ check }) => check)).toContain('KEY_NOT_NEGOTIATED');
  });

  it('whose absence the driver does not mind is warned of (EB-11)', () => {
    const player = new Player({
      interposer: replacing('GetContentProtectionCaps', (inner, ...args) => {
        const code = inner(...args);
        player.memory.writeU32(args[3] as unknown as Address, withReadBackKey.profile.caps);
        return code;
      }),
    });
    const session = player.keyedSession(key);
    const blt = () => {
      readBack(player, session, key);
    };
    expect(player.said(blt)).toEqual([checked('READ_BACK_KEY_NOT_FETCHED')]);
  });
});

type Rule = readonly [
  what: string,
  caps: number,
  name: MessageName | CallerCheckName,
  id: number,
  call: (player: Player, session: ID3D11CryptoSession, place: Uint8Array) => unknown,
];

const ALL = BASE | CAPS.FRESHEN_SESSION_KEY | CAPS.ENCRYPTED_READ_BACK_KEY;
const dropped: readonly Rule[] = [
  [
    'Start without the cap (SSKR-5)',
    BASE,
    ...checked('NOT_IN_CAPS'),
    ({ videoContext }, session, place) => {
      videoContext.StartSessionKeyRefresh(session, 16, place);
    },
  ],
  [
    'Start with 15 bytes (D-26)',
    ALL,
    'STARTSESSIONKEYREFRESH_INVALIDSIZE',
    0x300104,
    ({ videoContext }, session, place) => {
      videoContext.StartSessionKeyRefresh(session, 15, place);
    },
  ],
  [
    'Start without a place',
    ALL,
    'STARTSESSIONKEYREFRESH_NULLPARAM',
    0x300103,
    ({ videoContext }, session) => {
      videoContext.StartSessionKeyRefresh(session, 16, null as never);
    },
  ],
  [
    'Start with fewer bytes than it says',
    ALL,
    'STARTSESSIONKEYREFRESH_INVALIDSIZE',
    0x300104,
    ({ videoContext }, session) => {
      videoContext.StartSessionKeyRefresh(session, 16, new Uint8Array(8));
    },
  ],
  [
    'Start on another device’s session',
    ALL,
    ...checked('OTHER_DEVICE'),
    (player, _session, place) => {
      player.videoContext.StartSessionKeyRefresh(player.sibling().keyedSession(key), 16, place);
    },
  ],
  [
    'Finish without the cap',
    BASE,
    ...checked('NOT_IN_CAPS'),
    ({ videoContext }, session) => {
      videoContext.FinishSessionKeyRefresh(session);
    },
  ],
  [
    'Finish without Start (FSKR-3, D-26)',
    ALL,
    ...checked('REFRESH_NOT_STARTED'),
    ({ videoContext }, session) => {
      videoContext.FinishSessionKeyRefresh(session);
    },
  ],
  [
    'Finish without a session',
    ALL,
    'FINISHSESSIONKEYREFRESH_NULLPARAM',
    0x300105,
    ({ videoContext }) => {
      videoContext.FinishSessionKeyRefresh(null as never);
    },
  ],
  [
    'a read-back key without the cap (GEBK-4)',
    BASE,
    ...checked('NOT_IN_CAPS'),
    ({ videoContext }, session, place) => videoContext.GetEncryptionBltKey(session, 16, place),
  ],
  [
    'a read-back key of 32 bytes',
    ALL,
    'GETENCRYPTIONBLTKEY_INVALIDSIZE',
    0x300107,
    ({ videoContext }, session, place) => videoContext.GetEncryptionBltKey(session, 32, place),
  ],
  [
    'a read-back key without a place',
    ALL,
    'GETENCRYPTIONBLTKEY_NULLPARAM',
    0x300106,
    ({ videoContext }, session) => videoContext.GetEncryptionBltKey(session, 16, null as never),
  ],
];

describe('what the runtime can prove wrong', () => {
  it.each(dropped)('never reaches the driver: %s', (_what, caps, name, id, call) => {
    const reached: string[] = [];
    const player = new Player({
      profile: { caps },
      interposer:
        (declaration, inner) =>
        (...args) => {
          reached.push(declaration.name);
          return inner(...args);
        },
    });
    const session = player.keyedSession(key);
    const place = new Uint8Array(32);
    const results: unknown[] = [];
    reached.length = 0;
    expect(player.said(() => results.push(call(player, session, place)))).toEqual([[name, id]]);
    expect(reached.filter((one) => /Refresh|EncryptionBltKey/.test(one))).toEqual([]);
    expect(results[0] ?? E_INVALIDARG).toBe(E_INVALIDARG);
    expect(place).toEqual(new Uint8Array(32));
    expect(player.reason).toBe(S_OK);
    expect(decrypted(player, session, key)).toEqual(clear);
  });

  it('is said of a removed device by nobody: it answers by itself (D-18)', () => {
    const player = new Player(withReadBackKey);
    const session = player.keyedSession(key);
    d3d11.removeDevice(player.device, d3d11.DXGI_ERROR_DEVICE_HUNG);
    const place = new Uint8Array(16);
    expect(player.videoContext.GetEncryptionBltKey(session, 16, place)).toBe(d3d11.DXGI_ERROR_DEVICE_REMOVED);
    player.videoContext.StartSessionKeyRefresh(session, 16, place);
    player.videoContext.FinishSessionKeyRefresh(session);
    expect(place).toEqual(new Uint8Array(16));
  });
});
