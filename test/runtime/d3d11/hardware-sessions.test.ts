/** Sessions whose keys are the trusted environment's: HW_PROTECTION, new keys, status, and what does not go with them. */
import { describe, expect, it } from '@jest/globals';
import { loadProfile, type DriverOptions } from 'softumd';
import type {
  D3D11_KEY_EXCHANGE_HW_PROTECTION_DATA,
  Guid,
  Hresult,
  ID3D11CryptoSession,
} from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import { contextOf, made, query } from './machine.js';
import { asTexture, checked, Player, staging, target } from './player.js';

const { D3D11_KEY_EXCHANGE_HW_PROTECTION: HW_PROTECTION, E_INVALIDARG, E_NOTIMPL, out, S_OK } = d3d11;
const STATUS = d3d11.D3D11_CRYPTO_SESSION_STATUS;
const vendor = '0586e681-4e14-4133-85e5-a1041f599e26' as Guid;
const h264 = d3d11.D3D11_DECODER_PROFILE_H264_VLD_NOFGT;
const echo = 0x90000001;
const envelopeBytes = 32;
// What the profile says is the driver's own.
const [privateInput, privateOutput] = [16, 24];
/** 0x2d: what driver and runtime are to leave alone. */
const untouched = 0x2d;

class HardwarePlayer extends Player {
  readonly device2 = query(this.device, d3d11.ID3D11VideoDevice2);
  readonly context1 = query(contextOf(this.device), d3d11.ID3D11VideoContext1);

  constructor(options: DriverOptions = { profile: 'hardware-drm' }) {
    super(options);
  }

  hardwareSession(exchange: Guid = HW_PROTECTION): ID3D11CryptoSession {
    const session = out<ID3D11CryptoSession>();
    return made(this.video.CreateCryptoSession(vendor, h264, exchange, session), session);
  }

  send(session: ID3D11CryptoSession, data: D3D11_KEY_EXCHANGE_HW_PROTECTION_DATA): Hresult {
    return this.videoContext.NegotiateCryptoSessionKeyExchange(session, envelopeBytes, data);
  }

  status(session: ID3D11CryptoSession): number {
    const status = out<number>();
    return made(this.context1.CheckCryptoSessionStatus(session, status), status);
  }
}

/** u32, little-endian, where the header has it. */
const u32 = (bytes: Uint8Array, at: number, value?: number) => {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  if (value !== undefined) view.setUint32(at, value, true);
  return view.getUint32(at, true);
};

/** {u32 private, u32 data, payload at 8}. */
function inputBlock(payload: Uint8Array, dataBytes = payload.length): Uint8Array {
  const block = new Uint8Array(8 + privateInput + payload.length);
  u32(block, 0, privateInput);
  u32(block, 4, dataBytes);
  block.set(payload, 8 + privateInput);
  return block;
}

/** {u32 private, u32 max, u32 data, u64 transport at 16, u64 execution at 24, result at 32}. */
function outputBlock(maxBytes: number, bytes = 32 + privateOutput + maxBytes): Uint8Array {
  const block = new Uint8Array(bytes).fill(untouched);
  u32(block, 0, privateOutput);
  u32(block, 4, maxBytes);
  u32(block, 8, 0);
  return block;
}

const command = (
  input: Uint8Array | null,
  output: Uint8Array | null,
  HWProtectionFunctionID = echo,
): D3D11_KEY_EXCHANGE_HW_PROTECTION_DATA => ({
  HWProtectionFunctionID,
  pInputData: input,
  pOutputData: output,
  Status: S_OK,
});

const message = Uint8Array.from({ length: 20 }, (_, index) => index + 1);

describe('NegotiateCryptoSessionKeyExchange of HW_PROTECTION', () => {
  it('carries a command to the trusted environment and its result back', () => {
    const player = new HardwarePlayer();
    const [input, output] = [inputBlock(message), outputBlock(64)];
    const data = command(input, output);
    const said = player.said(() => {
      expect(player.send(player.hardwareSession(), data)).toBe(S_OK);
    });
    expect(said).toEqual([]);
    expect(data.Status).toBe(S_OK);
    expect(u32(output, 8)).toBe(message.length);
    expect(output.slice(32 + privateOutput, 32 + privateOutput + message.length)).toEqual(message);
    expect(output.slice(32 + privateOutput + message.length)).toEqual(new Uint8Array(44).fill(untouched));
    expect(input).toEqual(inputBlock(message));
  });

  it('succeeds where the command fails: Status tells (HWP-5)', () => {
    const player = new HardwarePlayer();
    const data = command(inputBlock(message), outputBlock(64), 0x1234);
    expect(player.send(player.hardwareSession(), data)).toBe(S_OK);
    expect(data.Status).toBe(E_NOTIMPL);
  });

  it('goes through ID3D11VideoDevice2 as well, with WDDM 2.4', () => {
    const player = new HardwarePlayer();
    const session = player.hardwareSession();
    const output = outputBlock(64);
    const negotiate = (flags: number) =>
      player.device2.NegotiateCryptoSessionKeyExchangeMT(
        session,
        flags,
        envelopeBytes,
        command(inputBlock(message), output),
      );
    expect(negotiate(0)).toBe(S_OK);
    expect(output.slice(32 + privateOutput, 32 + privateOutput + message.length)).toEqual(message);
    expect(
      player.said(() => {
        expect(negotiate(1)).toBe(E_INVALIDARG);
      }),
    ).toEqual([checked('ARGUMENT')]);
  });

  it.each([
    ['bytes in the place of a command', new Uint8Array(envelopeBytes), envelopeBytes, checked('ARGUMENT')],
    [
      'another size',
      command(inputBlock(message), outputBlock(64)),
      envelopeBytes - 1,
      ['NEGOTIATECRPYTOSESSIONKEYEXCHANGE_INVALIDSIZE', 0x300126],
    ],
    [
      'a block without its whole head',
      command(inputBlock(message), new Uint8Array(31)),
      envelopeBytes,
      checked('SHORT_BUFFER'),
    ],
    ['a command without a member', { HWProtectionFunctionID: 1 }, envelopeBytes, checked('ARGUMENT')],
  ])('refuses %s, and the driver hears nothing', (_what, data, size, expected) => {
    const player = new HardwarePlayer();
    const session = player.hardwareSession();
    const said = player.said(() => {
      const code = player.videoContext.NegotiateCryptoSessionKeyExchange(session, size, data as never);
      expect(code).toBe(E_INVALIDARG);
    });
    expect(said).toEqual([expected]);
  });

  it('refuses a command on a session with a key of its own', () => {
    const player = new HardwarePlayer();
    const session = player.session();
    const data = command(inputBlock(message), outputBlock(64));
    expect(
      player.said(() => {
        expect(player.send(session, data)).toBe(E_INVALIDARG);
      }),
    ).toEqual([checked('ARGUMENT')]);
  });

  it.each([
    ['bytes are attached that the head tells nothing of (RC-01)', inputBlock(message, 0), outputBlock(64)],
    ['the input is shorter than its head says', inputBlock(message, 21), outputBlock(64)],
    ['the output is shorter than its head says', inputBlock(message), outputBlock(64, 95)],
    ['there is no input', null, outputBlock(64)],
  ])('says where %s, and lets the driver judge', (_what, input, output) => {
    const player = new HardwarePlayer();
    const session = player.hardwareSession();
    const said = player.said(() => {
      player.send(session, command(input, output));
    });
    expect(said.length).toBeGreaterThan(0);
    expect(said).toContainEqual(checked('HW_PROTECTION_SIZES'));
  });

  it('gives the driver blocks that are exactly as long as the caller made them', () => {
    const player = new HardwarePlayer({ profile: 'hardware-drm' });
    const output = outputBlock(64, 32 + privateOutput + message.length - 1);
    const before = output.slice();
    expect(player.send(player.hardwareSession(), command(inputBlock(message), output))).toBe(E_INVALIDARG);
    expect(output).toEqual(before);
  });
});

describe('calls that do not go with HW_PROTECTION (D-41)', () => {
  const key = new Uint8Array(16);
  const calls: Readonly<Record<string, (player: HardwarePlayer, session: ID3D11CryptoSession) => unknown>> = {
    GetCertificateSize: (_player, session) => session.GetCertificateSize(out()),
    GetCertificate: (_player, session) => session.GetCertificate(16, new Uint8Array(16)),
    StartSessionKeyRefresh: ({ videoContext }, session) => {
      videoContext.StartSessionKeyRefresh(session, 16, key);
    },
    FinishSessionKeyRefresh: ({ videoContext }, session) => {
      videoContext.FinishSessionKeyRefresh(session);
    },
    EncryptionBlt: (player, session) => {
      const [from, to] = [player.buffer(target, new Uint8Array(64)), player.buffer(staging)];
      player.videoContext.EncryptionBlt(session, asTexture(from), asTexture(to), 16, key);
    },
    DecryptionBlt: (player, session) => {
      const [from, to] = [player.buffer(staging, new Uint8Array(64)), player.buffer(target)];
      player.videoContext.DecryptionBlt(session, asTexture(from), asTexture(to), null, 0, null, 16, key);
    },
    GetEncryptionBltKey: ({ videoContext }, session) => videoContext.GetEncryptionBltKey(session, 16, key),
  };
  it.each(Object.entries(calls))('%s is refused, and the device lives on', (_name, call) => {
    const player = new HardwarePlayer();
    const session = player.hardwareSession();
    let code: unknown;
    expect(player.said(() => (code = call(player, session)))).toEqual([checked('NOT_FOR_HW_PROTECTION')]);
    expect([undefined, E_INVALIDARG]).toContain(code);
    expect(player.reason).toBe(S_OK);
  });
});

describe('GetCryptoSessionPrivateDataSize', () => {
  const ask = (player: HardwarePlayer, exchange: Guid) => {
    const [input, output] = [out<number>(), out<number>()];
    const code = player.device2.GetCryptoSessionPrivateDataSize(vendor, h264, exchange, input, output);
    return [code, input.value, output.value];
  };

  it("tells the driver's part of both blocks", () => {
    expect(ask(new HardwarePlayer(), HW_PROTECTION)).toEqual([S_OK, privateInput, privateOutput]);
  });

  it('knows HW_PROTECTION alone', () => {
    const player = new HardwarePlayer();
    const said = player.said(() => {
      expect(ask(player, vendor)).toEqual([E_INVALIDARG, undefined, undefined]);
    });
    expect(said).toEqual([['GETCRYPTOSESSIONPRIVATEDATASIZE_INVALID_KEY_EXCHANGE_TYPE', 0x300184]]);
  });
});

describe('keys of the trusted environment', () => {
  it('gives 64 bits for a new key, with a DRM component that makes them of what it gets', () => {
    const drm = {
      execute: () => ({ status: S_OK }),
      dataForNewKey: (data: Uint8Array) => 0xfedcba9876543210n ^ BigInt(data[0]!),
    };
    const player = new HardwarePlayer({ profile: 'hardware-drm', drm });
    const output = out<bigint>();
    const session = player.hardwareSession(vendor);
    expect(player.context1.GetDataForNewHardwareKey(session, 1, Uint8Array.of(1, 2), output)).toBe(S_OK);
    expect(output.value).toBe(0xfedcba9876543211n);
  });

  it('are lost in a tear-down, and every use is told', () => {
    const player = new HardwarePlayer();
    const [session, other] = [player.hardwareSession(), player.hardwareSession()];
    expect(player.status(session)).toBe(STATUS.OK);
    d3d11.tearDown(session);
    expect([player.status(session), player.status(other)]).toEqual([STATUS.KEY_AND_CONTENT_LOST, STATUS.OK]);
    const data = () => command(inputBlock(message), outputBlock(64));
    expect(
      player.said(() => {
        expect(player.send(session, data())).toBe(E_INVALIDARG);
      }),
    ).toEqual([checked('KEY_LOST'), checked('DRIVER_REFUSED')]);
    expect(player.send(other, data())).toBe(S_OK);
    d3d11.tearDown(player.device, STATUS.KEY_LOST);
    expect(player.status(other)).toBe(STATUS.KEY_LOST);
  });

  it('are missed by a blt before the device is lost for it', () => {
    const player = new HardwarePlayer();
    const session = player.keyedSession(new Uint8Array(16));
    d3d11.tearDown(session);
    const [from, to] = [player.buffer(staging, new Uint8Array(64)), player.buffer(target)];
    const said = player.said(() => {
      player.videoContext.DecryptionBlt(
        ...([session, asTexture(from), asTexture(to), null, 0, null, 16, new Uint8Array(16)] as const),
      );
    });
    expect(said[0]).toEqual(checked('KEY_LOST'));
    expect(player.reason).toBe(d3d11.DXGI_ERROR_DRIVER_INTERNAL_ERROR);
  });
});

describe('a driver of Direct3D 11.1', () => {
  it('has none of it', () => {
    const player = new HardwarePlayer({});
    const session = player.session();
    const { context1, device2 } = player;
    expect(
      player.said(() => {
        expect(context1.CheckCryptoSessionStatus(session, out())).toBe(E_NOTIMPL);
        expect(context1.GetDataForNewHardwareKey(session, 1, new Uint8Array(1), out())).toBe(E_NOTIMPL);
      }),
    ).toEqual([checked('NOT_IN_DRIVER'), checked('NOT_IN_DRIVER')]);
    expect(
      player.said(() => {
        const data = command(inputBlock(message), outputBlock(64));
        const code = device2.NegotiateCryptoSessionKeyExchangeMT(session, 0, envelopeBytes, data);
        expect(code).toBe(E_INVALIDARG);
      }),
    ).toEqual([['NEGOTIATECRYPTOSESSIONKEYEXCHANGEMT_INVALIDKEYEXCHANGETYPE', 0x300213]]);
  });

  it('before WDDM 2.4 it knows no free-threaded key exchange, and its caps do not say so', () => {
    const capsOf = (player: HardwarePlayer) => {
      const caps = out<d3d11.D3D11_VIDEO_CONTENT_PROTECTION_CAPS>();
      return made(player.video.GetContentProtectionCaps(vendor, h264, caps), caps).Caps;
    };
    const older = new HardwarePlayer({
      profile: { ...loadProfile('hardware-drm'), interfaceVersions: ['D3DWDDM2_1'] },
    });
    const session = older.hardwareSession();
    const data = command(inputBlock(message), outputBlock(64));
    expect(
      older.said(() => {
        const code = older.device2.NegotiateCryptoSessionKeyExchangeMT(session, 0, envelopeBytes, data);
        expect(code).toBe(d3d11.DXGI_ERROR_UNSUPPORTED);
      }),
    ).toEqual([['NEGOTIATECRYPTOSESSIONKEYEXCHANGEMT_NOT_SUPPORTED', 0x300214]]);
    // d3d11.h: TEARDOWN 0x2000, DRM_COMMUNICATION 0x4000, MULTI_THREADED 0x8000 (D-40).
    expect([capsOf(older) & 0xe000, capsOf(new HardwarePlayer()) & 0xe000]).toEqual([0x6000, 0xe000]);
  });
});

describe('protected resources', () => {
  const MISC = d3d11.D3D11_RESOURCE_MISC_FLAG;
  const hardware = { ...target, MiscFlags: MISC.HW_PROTECTED };

  it('are made where the hardware protects single resources', () => {
    const player = new HardwarePlayer();
    expect(player.texture(hardware)).toBeDefined();
    const plainDriver = new HardwarePlayer({});
    expect(() => plainDriver.texture(hardware)).toThrow('0x80070057');
  });

  it('cannot be made where protected memory is used up', () => {
    const player = new HardwarePlayer();
    player.driver.control.outOfProtectedMemory(true);
    expect(() => player.texture(hardware)).toThrow('0x887a0030');
    expect(player.reason).toBe(S_OK);
    player.driver.control.outOfProtectedMemory(false);
    expect(player.texture(hardware)).toBeDefined();
  });

  it.each([
    ['HW_PROTECTED', MISC.HW_PROTECTED],
    ['RESTRICTED_CONTENT', MISC.RESTRICTED_CONTENT],
  ])('keep their content from the CPU and from other resources: %s', (_name, MiscFlags) => {
    const player = new HardwarePlayer();
    const [from, to] = [player.texture({ ...target, MiscFlags }), player.texture(target)];
    const said = player.said(() => {
      player.context.CopyResource(to, from);
      player.context.CopySubresourceRegion(to, 0, 0, 0, 0, from, 0, null);
      player.context.UpdateSubresource(from, 0, null, new Uint8Array(64), 8, 0);
    });
    expect(said).toEqual(Array(3).fill(checked('HW_PROTECTED')));
    expect(
      player.said(() => {
        player.context.CopyResource(from, to);
      }),
    ).toEqual([]);
    expect(player.reason).toBe(S_OK);
  });

  it.each([
    ['for vertices', { BindFlags: d3d11.D3D11_BIND.VERTEX_BUFFER }],
    ['of staging', { ...staging }],
  ])('cannot be buffers %s', (_what, changes) => {
    const player = new HardwarePlayer();
    const said = player.said(() => {
      expect(() => player.buffer({ ...hardware, ...changes, MiscFlags: MISC.HW_PROTECTED })).toThrow();
    });
    expect(said).toContainEqual(checked('HW_PROTECTED'));
  });
});
