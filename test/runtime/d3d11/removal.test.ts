import { describe, expect, it } from '@jest/globals';
import type { Hresult } from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import { D3DWDDM2_2DDI_CORELAYER_DEVICECALLBACKS, SetErrorCb } from 'softumd/ddi';
import {
  asTexture,
  bufferDesc,
  Player,
  playerOfForeignDriver,
  replacing,
  spread,
  staging,
  target,
} from './player.js';

const {
  out,
  S_OK,
  E_INVALIDARG,
  E_OUTOFMEMORY,
  DXGI_ERROR_DEVICE_REMOVED,
  DXGI_ERROR_DRIVER_INTERNAL_ERROR,
} = d3d11;
const { D3D11_CRYPTO_TYPE_AES128_CTR: CTR, D3D11_KEY_EXCHANGE_RSAES_OAEP: OAEP } = d3d11;
const D3DDDIERR_DEVICEREMOVED = d3d11.hresult(0x88760870);
const D3DDDIERR_WASSTILLDRAWING = d3d11.hresult(0x8876021c);
const DXGI_DDI_ERR_WASSTILLDRAWING = d3d11.hresult(0x887b0001);

/** Each call of a player's that can be the first to meet the removal. */
const firstCalls: readonly (readonly [string, Hresult, Hresult, (player: Player) => () => Hresult])[] = [
  [
    'CreateBuffer',
    DXGI_ERROR_DEVICE_REMOVED,
    DXGI_ERROR_DEVICE_REMOVED,
    (player) => () => player.device.CreateBuffer(bufferDesc(staging), null, out()),
  ],
  [
    'Map',
    DXGI_ERROR_DEVICE_REMOVED,
    DXGI_ERROR_DEVICE_REMOVED,
    (player) => {
      const buffer = player.buffer(staging);
      return () => player.context.Map(buffer, 0, 1, 0, out());
    },
  ],
  [
    'GetCertificateSize',
    DXGI_ERROR_DEVICE_REMOVED,
    DXGI_ERROR_DEVICE_REMOVED,
    (player) => {
      const session = player.session();
      return () => session.GetCertificateSize(out());
    },
  ],
  [
    'EncryptionBlt',
    S_OK,
    DXGI_ERROR_DEVICE_REMOVED,
    (player) => {
      const [session, from, to] = [
        player.keyedSession(new Uint8Array(16)),
        player.buffer(target, new Uint8Array(64)),
        player.buffer(staging),
      ];
      return () => (
        player.videoContext.EncryptionBlt(session, asTexture(from), asTexture(to), 16, new Uint8Array(16)),
        S_OK
      );
    },
  ],
  [
    'DecryptionBlt',
    S_OK,
    DXGI_ERROR_DEVICE_REMOVED,
    (player) => {
      const [session, from, to] = [
        player.keyedSession(new Uint8Array(16)),
        player.buffer(staging, new Uint8Array(64)),
        player.buffer(target),
      ];
      return () => (
        player.videoContext.DecryptionBlt(
          session,
          asTexture(from),
          asTexture(to),
          null,
          0,
          null,
          16,
          new Uint8Array(16),
        ),
        S_OK
      );
    },
  ],
  [
    'CopyResource',
    S_OK,
    DXGI_ERROR_DEVICE_REMOVED,
    (player) => {
      const [from, to] = [player.buffer(staging), player.buffer(staging)];
      return () => (player.context.CopyResource(to, from), S_OK);
    },
  ],
  [
    'GetCryptoSessionHandle',
    S_OK,
    DXGI_ERROR_DEVICE_REMOVED,
    (player) => {
      const session = player.session();
      return () => (session.GetCryptoSessionHandle(out()), S_OK);
    },
  ],
  // D-15: these have no code of their own for it; the runtime looks into the failure (XLT-3).
  [
    'GetContentProtectionCaps',
    DXGI_ERROR_DEVICE_REMOVED,
    DXGI_ERROR_DEVICE_REMOVED,
    (player) => () => player.video.GetContentProtectionCaps(CTR, null, out()),
  ],
  [
    'NegotiateCryptoSessionKeyExchange',
    DXGI_ERROR_DEVICE_REMOVED,
    DXGI_ERROR_DEVICE_REMOVED,
    (player) => {
      const session = player.session();
      return () => player.videoContext.NegotiateCryptoSessionKeyExchange(session, 256, new Uint8Array(256));
    },
  ],
];

describe('a device that is removed (D-17, D-18)', () => {
  it.each(firstCalls)('%s is the first to hear of it from the driver', (_name, code, reason, prepare) => {
    const player = playerOfForeignDriver();
    const call = prepare(player);
    player.driver.control.removeDevice();
    expect(player.reason).toBe(S_OK);
    expect(
      player.said(() => {
        expect(call()).toBe(code);
      }),
    ).toEqual([['DEVICE_REMOVAL_PROCESS_NOT_AT_FAULT', 0x17c]]);
    expect(player.reason).toBe(reason);
  });

  it.each(firstCalls)('%s comes after it is known', (name, code, reason, prepare) => {
    const { player, driver, said } = spread();
    const call = prepare(player);
    driver.control.removeDevice();
    expect(player.reason).toBe(reason);
    expect(
      said(() => {
        expect(call()).toBe(code);
      }),
    ).toEqual(name === 'Map' ? [['RESOURCE_MAP_DEVICEREMOVED_RETURN', 0x20003e]] : []);
  });

  it('is not asked again: only Destroy calls reach the driver', () => {
    const reached: string[] = [];
    const player = new Player({
      interposer:
        (declaration, inner) =>
        (...args) => {
          reached.push(declaration.name);
          return inner(...args);
        },
    });
    const session = player.keyedSession(new Uint8Array(16));
    // Nothing but the removal is wrong with any of the calls below.
    const buffer = () => player.buffer(staging, new Uint8Array(64));
    const [one, two, mapped, surface] = [buffer(), buffer(), buffer(), player.buffer(target, 64)];
    player.map(mapped);
    player.driver.control.removeDevice();
    const create = () => player.device.CreateBuffer(bufferDesc(staging), null, out());
    reached.length = 0;
    const codes = [
      create(),
      player.context.Map(one, 0, 1, 0, out()),
      player.video.GetContentProtectionCaps(CTR, null, out()),
      player.video.CheckCryptoKeyExchange(CTR, null, 0, out()),
      player.video.CreateCryptoSession(CTR, null, OAEP, out()),
      session.GetCertificateSize(out()),
      session.GetCertificate(1, new Uint8Array(1)),
      player.videoContext.NegotiateCryptoSessionKeyExchange(session, 256, new Uint8Array(256)),
    ];
    expect(codes).toEqual(codes.map(() => DXGI_ERROR_DEVICE_REMOVED));
    const handle = out<bigint>();
    session.GetCryptoSessionHandle(handle);
    player.context.Unmap(mapped, 0);
    player.context.CopyResource(two, one);
    player.videoContext.EncryptionBlt(session, asTexture(surface), asTexture(two), 16, new Uint8Array(16));
    player.videoContext.DecryptionBlt(
      session,
      asTexture(one),
      asTexture(surface),
      null,
      0,
      null,
      16,
      new Uint8Array(16),
    );
    expect([handle, reached]).toEqual([{}, []]);
    for (const held of [session, one, two, mapped, surface]) held.Release();
    player.release();
    const four = new Array<string>(4).fill('DestroyResource');
    expect(reached).toEqual(['DestroyCryptoSession', ...four, 'DestroyDevice', 'CloseAdapter']);
    expect(player.memory.live()).toEqual([]);
  });

  it('is each device of the adapter, and the first reason stays', () => {
    const { player, driver } = spread();
    const sibling = player.sibling();
    driver.control.removeDevice();
    for (const one of [player, sibling]) {
      expect(one.device.CreateBuffer(bufferDesc(staging), null, out())).toBe(DXGI_ERROR_DEVICE_REMOVED);
      expect(one.reason).toBe(DXGI_ERROR_DEVICE_REMOVED);
    }
    expect(player.sibling().reason).toBe(S_OK);
  });
});

/** A driver that returns a code of its own from one function, once `now` is set. */
function answering(name: string, code: Hresult): { readonly player: Player; now: boolean } {
  const state = { now: false } as { player: Player; now: boolean };
  const interposer = replacing(name, (inner, ...args) => (state.now ? code : inner(...args)));
  state.player = new Player({ interposer });
  return state;
}

/** A driver that reports a code of its own through pfnSetErrorCb in one function, after doing its work. */
function reporting(name: string, code: Hresult): { readonly player: Player; now: boolean } {
  const state = { now: false } as { player: Player; now: boolean };
  const interposer = replacing(name, (inner, ...args) => {
    const answer = inner(...args);
    if (!state.now) return answer;
    const { memory, code: space } = state.player.driver;
    const table = memory
      .live()
      .find(({ label }) => label === 'runtime: D3DWDDM2_2DDI_CORELAYER_DEVICECALLBACKS')!.address;
    const entry = Number(
      memory.readU64((table + D3DWDDM2_2DDI_CORELAYER_DEVICECALLBACKS.offset('pfnSetErrorCb')) as never),
    );
    space.functionAt(SetErrorCb, entry as never)(0xc0de0001 as never, code);
    return answer;
  });
  state.player = new Player({ interposer });
  return state;
}

type Call = (player: Player, session: d3d11.ID3D11CryptoSession) => Hresult;

describe('a driver that answers what it may not (XLT-2, XLT-15, ERR-3)', () => {
  const negotiate: Call = (player, session) =>
    player.videoContext.NegotiateCryptoSessionKeyExchange(session, 256, new Uint8Array(256));
  const cases: readonly (readonly [string, Hresult, Call])[] = [
    [
      'GetContentProtectionCaps',
      d3d11.E_FAIL,
      (player) => player.video.GetContentProtectionCaps(CTR, null, out()),
    ],
    [
      'GetCryptoKeyExchangeType',
      d3d11.E_NOTIMPL,
      (player) => player.video.CheckCryptoKeyExchange(CTR, null, 0, out()),
    ],
    [
      'CreateCryptoSession',
      d3d11.E_FAIL,
      (player) => player.video.CreateCryptoSession(CTR, null, OAEP, out()),
    ],
    ['NegotiateCryptoSessionKeyExchange', d3d11.E_FAIL, negotiate],
    ['NegotiateCryptoSessionKeyExchange', d3d11.S_FALSE, negotiate],
  ];

  it.each(cases)('%s: the device is lost, and the debug layer says why', (name, code, call) => {
    const state = answering(name, code);
    const { player } = state;
    const session = player.session();
    state.now = true;
    const texts = player.texts(() => {
      expect(call(player, session)).toBe(DXGI_ERROR_DEVICE_REMOVED);
    });
    expect(texts).toHaveLength(2); // and DEVICE_REMOVAL_PROCESS_NOT_AT_FAULT
    expect(texts[0]).toContain(`from ${name}, which is critical there: the device is removed (ERR-3)`);
    expect(player.infoQueue.messages().at(-2)!.severity).toBe('CORRUPTION');
    expect(player.reason).toBe(DXGI_ERROR_DRIVER_INTERNAL_ERROR);
    state.now = false;
    expect(call(player, session)).toBe(DXGI_ERROR_DEVICE_REMOVED);
    expect(player.reason).toBe(DXGI_ERROR_DRIVER_INTERNAL_ERROR);
  });

  it.each([
    [
      'CreateResource',
      d3d11.E_FAIL,
      (player: Player) => player.device.CreateBuffer(bufferDesc(staging), null, out()),
    ],
    [
      'CreateResource',
      E_INVALIDARG,
      (player: Player) => player.device.CreateBuffer(bufferDesc(staging), null, out()),
    ], // XLT-8
    [
      'CreateResource',
      S_OK,
      (player: Player) => player.device.CreateBuffer(bufferDesc(staging), null, out()),
    ],
    [
      'StagingResourceMap',
      E_OUTOFMEMORY,
      (player: Player) => player.context.Map(player.buffer(staging), 0, 1, 0, out()),
    ],
    ['GetCertificateSize', E_INVALIDARG, (player: Player) => player.session().GetCertificateSize(out())],
    [
      'GetContentProtectionCaps',
      d3d11.E_FAIL,
      (player: Player) => player.video.GetContentProtectionCaps(CTR, null, out()),
    ],
  ] as const)('%s through pfnSetErrorCb: so too', (name, code, call) => {
    const state = reporting(name, code);
    state.now = true;
    expect(call(state.player)).toBe(DXGI_ERROR_DEVICE_REMOVED);
    expect(state.player.reason).toBe(DXGI_ERROR_DRIVER_INTERNAL_ERROR);
  });

  it.each([
    [
      'DestroyCryptoSession',
      (player: Player) => {
        player.session().Release();
      },
    ],
    [
      'DestroyResource',
      (player: Player) => {
        player.buffer(staging).Release();
      },
    ],
  ])('%s: so too, and the object is gone', (name, release) => {
    const state = reporting(name, d3d11.E_FAIL);
    const before = state.player.memory.live().length;
    state.now = true;
    release(state.player);
    expect(state.player.reason).toBe(DXGI_ERROR_DRIVER_INTERNAL_ERROR);
    expect(state.player.memory.live()).toHaveLength(before);
  });
});

describe('codes that the driver may answer (D-17)', () => {
  it.each([
    ['CreateResource', E_OUTOFMEMORY, E_OUTOFMEMORY, S_OK],
    ['CreateResource', D3DDDIERR_DEVICEREMOVED, DXGI_ERROR_DEVICE_REMOVED, DXGI_ERROR_DEVICE_REMOVED],
    ['CreateResource', d3d11.hresult(0x887b0002), d3d11.DXGI_ERROR_UNSUPPORTED, S_OK],
    ['StagingResourceMap', DXGI_DDI_ERR_WASSTILLDRAWING, d3d11.DXGI_ERROR_WAS_STILL_DRAWING, S_OK],
  ])('%s: 0x%x', (name, code, answer, reason) => {
    const state = reporting(name, code);
    const { player } = state;
    const buffer = player.buffer(staging);
    state.now = true;
    const call =
      name === 'StagingResourceMap'
        ? () => player.context.Map(buffer, 0, 1, 0, out())
        : () => player.device.CreateBuffer(bufferDesc(staging), null, out());
    expect([call(), player.reason]).toEqual([answer, reason]);
  });

  it('CreateCryptoSession: DEVICEREMOVED removes, the rest passes', () => {
    const create = (code: Hresult) => {
      const state = answering('CreateCryptoSession', code);
      state.now = true;
      const answer = state.player.video.CreateCryptoSession(CTR, null, OAEP, out());
      return [answer, state.player.reason];
    };
    expect(create(D3DDDIERR_DEVICEREMOVED)).toEqual([DXGI_ERROR_DEVICE_REMOVED, DXGI_ERROR_DEVICE_REMOVED]);
    expect(create(E_OUTOFMEMORY)).toEqual([E_OUTOFMEMORY, S_OK]);
    expect(create(E_INVALIDARG)).toEqual([E_INVALIDARG, S_OK]);
    expect(create(d3d11.hresult(0x8876087e))).toEqual([d3d11.hresult(0x8876087e), S_OK]);
    expect(create(D3DDDIERR_WASSTILLDRAWING)).toEqual([
      DXGI_ERROR_DEVICE_REMOVED,
      DXGI_ERROR_DRIVER_INTERNAL_ERROR,
    ]);
  });
});
