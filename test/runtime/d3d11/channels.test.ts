import { cmac } from '@noble/ciphers/aes.js';
import { describe, expect, it } from '@jest/globals';
import type { CallerCheckName, MessageName } from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import { D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL } from 'softumd/ddi';
import { createChannel, createDecoder, createSession } from './machine.js';
import { certificateOf, channelKey, ChannelPlayer, ownChannel, starts } from './channel-player.js';
import { Player, replacing } from './player.js';

const { out, S_OK, E_FAIL, E_INVALIDARG } = d3d11;
const {
  D3D11: OWN,
  DRIVER_SOFTWARE: SOFTWARE,
  DRIVER_HARDWARE: HARDWARE,
} = d3d11.D3D11_AUTHENTICATED_CHANNEL_TYPE;
const CAPS = d3d11.D3D11_CONTENT_PROTECTION_CAPS;
const {
  D3D11_AUTHENTICATED_CONFIGURE_OUTPUT: DONE,
  D3D11_AUTHENTICATED_QUERY_CHANNEL_TYPE: CHANNEL_TYPE,
  D3D11_AUTHENTICATED_QUERY_CHANNEL_TYPE_OUTPUT,
  D3D11_AUTHENTICATED_QUERY_CRYPTO_SESSION: CRYPTO_SESSION,
  D3D11_AUTHENTICATED_QUERY_DEVICE_HANDLE: DEVICE_HANDLE,
  D3D11_AUTHENTICATED_QUERY_DEVICE_HANDLE_OUTPUT,
  D3D11_AUTHENTICATED_QUERY_PROTECTION: PROTECTION,
  D3D11_AUTHENTICATED_QUERY_PROTECTION_OUTPUT,
  D3D11_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS: PROCESS,
  D3D11_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_COUNT: PROCESS_COUNT,
  D3D11_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_COUNT_OUTPUT,
  D3D11_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_INPUT: PROCESS_INPUT,
  D3D11_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_OUTPUT,
  D3D11_AUTHENTICATED_CONFIGURE_SHARED_RESOURCE: SHARED_RESOURCE,
  D3D11_AUTHENTICATED_CONFIGURE_SHARED_RESOURCE_INPUT: SHARED_RESOURCE_INPUT,
  D3D11_AUTHENTICATED_CONFIGURE_CRYPTO_SESSION: BIND,
  D3D11_AUTHENTICATED_CONFIGURE_CRYPTO_SESSION_INPUT: BIND_INPUT,
} = d3d11;

const noTag = new Uint8Array(16);
const { HANDLE, DWM } = d3d11.D3D11_AUTHENTICATED_PROCESS_IDENTIFIER_TYPE;

/** What is said of a call that is refused. */
function refusedWith(player: Player, call: () => number): (MessageName | CallerCheckName | null)[] {
  const names = player.said(() => {
    expect(call()).toBe(E_INVALIDARG);
  });
  return names.map(([name]) => name);
}

describe("a channel of the driver's", () => {
  it('has the certificate of its type, and the number that the driver chose (CAC-4)', () => {
    let chosen = 0n;
    const player: Player = new Player({
      interposer: replacing('CreateAuthenticatedChannel', (inner, ...args) => {
        const code = (inner as (...all: readonly unknown[]) => number)(...args);
        chosen = D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL.decode(player.memory, args[1]!).hChannel;
        return code;
      }),
    });
    const { channel, handle } = new ChannelPlayer(player);
    expect(handle).toBe(chosen);
    expect(handle).not.toBe(0n);
    expect(certificateOf(channel)).toEqual(player.certificate(player.session()));
    const device = out<d3d11.ID3D11Device>();
    channel.GetDevice(device);
    expect(device.value).toBe(player.device);
  });

  it('hands messages to the driver as they lie, and answers back as they lie', () => {
    const opened = ChannelPlayer.opened(new Player());
    const { code, answer } = opened.ask(opened.question(CHANNEL_TYPE, starts.query), 56);
    expect(code).toBe(S_OK);
    const { Output, ChannelType } = D3D11_AUTHENTICATED_QUERY_CHANNEL_TYPE_OUTPUT.fromBytes(answer);
    const { omac, ...head } = Output;
    expect(head).toEqual({
      ...{ QueryType: CHANNEL_TYPE, hChannel: opened.handle, SequenceNumber: starts.query },
      ReturnCode: S_OK,
    });
    expect(ChannelType).toBe(SOFTWARE);
    expect(omac.Omac).toEqual(cmac(answer.subarray(16), channelKey));
    const done = opened.send(opened.protection(starts.command));
    expect(done.code).toBe(S_OK);
    expect(done.answer.subarray(0, 16)).toEqual(cmac(done.answer.subarray(16), channelKey));
  });

  it('gives the answer to a message that the driver refused, too (ACH-27)', () => {
    const opened = ChannelPlayer.opened(new Player());
    const { code, answer } = opened.send(opened.protection(starts.command, 4));
    expect([code, DONE.fromBytes(answer).ReturnCode]).toEqual([E_INVALIDARG, E_INVALIDARG]);
    expect(answer.subarray(0, 16)).toEqual(cmac(answer.subarray(16), channelKey));
  });

  it('leaves alone what its driver does not write: before there is a key (D-10)', () => {
    const opened = new ChannelPlayer(new Player());
    const { player, channel } = opened;
    const answer = new Uint8Array(56).fill(0xab);
    const query = opened.question(CHANNEL_TYPE, starts.query);
    const code = player.videoContext.QueryAuthenticatedChannel(channel, 32, query, 56, answer);
    expect([code, answer]).toEqual([E_INVALIDARG, new Uint8Array(56).fill(0xab)]);
  });

  it('takes longer messages and places than it needs (D-31), and passes the code of a query that it lacks', () => {
    const player = new Player({ profile: { caps: CAPS.HARDWARE | CAPS.DECRYPTION_BLT } });
    const hardware = new ChannelPlayer(player, HARDWARE);
    expect(hardware.negotiate()).toBe(S_OK);
    expect(hardware.send(hardware.initialize()).code).toBe(S_OK);
    expect(hardware.ask(hardware.question(PROCESS_COUNT, starts.query)).code).toBe(E_FAIL); // of software alone
    const longer = new Uint8Array(100);
    longer.set(hardware.question(PROTECTION, starts.query));
    expect(hardware.ask(longer, 200).code).toBe(S_OK);
  });

  it('is refused where the driver lacks the type, or its functions', () => {
    const cell = out<d3d11.ID3D11AuthenticatedChannel>();
    const ofSoftware = new Player();
    const create = (player: Player, type: number) => () =>
      player.video.CreateAuthenticatedChannel(type, cell);
    const said = ofSoftware.said(() => {
      expect(create(ofSoftware, HARDWARE)()).toBe(d3d11.DXGI_ERROR_UNSUPPORTED);
    });
    expect(said).toEqual([['CREATEAUTHENTICATEDCHANNEL_UNSUPPORTED', 0x30010c]]);
    expect(cell.value).toBeNull();
    expect(ofSoftware.memory.live().some(({ label }) => label.includes('hAuthChannel'))).toBe(false);
    for (const type of [0, 4, 0xffffffff])
      expect(refusedWith(ofSoftware, create(ofSoftware, type))).toEqual([
        'CREATEAUTHENTICATEDCHANNEL_INVALIDTYPE',
      ]);
  });

  it('is destroyed with its last reference, or with its device', () => {
    const calls: string[] = [];
    const destroy = replacing('DestroyAuthenticatedChannel', (inner, ...args) => {
      calls.push('destroyed');
      return (inner as (...all: readonly unknown[]) => unknown)(...args);
    });
    const player = new Player({ interposer: destroy });
    const channel = createChannel(player.device);
    expect([channel.AddRef(), channel.Release(), calls.length]).toEqual([2, 1, 0]);
    expect([channel.Release(), calls.length]).toEqual([0, 1]);
    createChannel(player.device);
    d3d11.endDevice(player.device);
    expect(calls).toHaveLength(2);
  });
});

describe("a channel of the runtime's own", () => {
  /** No function of a driver may be called. */
  function own() {
    const reached: string[] = [];
    const player = new Player({
      interposer:
        (declaration, inner) =>
        (...args) => {
          reached.push(declaration.name);
          return inner(...args);
        },
    });
    return { player, reached, mine: ownChannel(player) };
  }

  it('is one without a driver: no certificate, no key exchange, no INITIALIZE (GC-6, NAC-6, ACH-5)', () => {
    const { player, reached, mine } = own();
    const { channel } = mine;
    const { videoContext } = player;
    const size = out<number>();
    expect(refusedWith(player, () => channel.GetCertificateSize(size))).toEqual([
      'GETAUTHENTICATEDCHANNELCERTIFICATESIZE_INVALIDCHANNEL',
    ]);
    expect(size.value).toBeUndefined();
    expect(refusedWith(player, () => channel.GetCertificate(16, new Uint8Array(16)))).toEqual([
      'GETAUTHENTICATEDCHANNELCERTIFICATE_INVALIDCHANNEL',
    ]);
    const wrapped = new Uint8Array(256);
    expect(
      refusedWith(player, () => videoContext.NegotiateAuthenticatedChannelKeyExchange(channel, 256, wrapped)),
    ).toEqual(['NEGOTIATEAUTHENTICATEDCHANNELKEYEXCHANGE_INVALIDCHANNEL']);
    expect(refusedWith(player, () => mine.send(mine.initialize()).code)).toEqual([
      'CONFIGUREAUTHENTICATEDCHANNEL_UNSUPPORTEDCONFIGURE',
    ]);
    expect(refusedWith(player, () => mine.ask(mine.question(CRYPTO_SESSION, 0)).code)).toEqual([
      'QUERYAUTHENTICATEDCHANNEL_UNSUPPORTEDQUERY',
    ]);
    expect(reached.filter((name) => /Channel|Certificate/.test(name))).toEqual([]);
    expect(channel.Release()).toBe(0);
  });

  it('answers any number, unsigned', () => {
    const { mine } = own();
    const { code, answer } = mine.ask(mine.question(CHANNEL_TYPE, 77), 56);
    expect(code).toBe(S_OK);
    expect(D3D11_AUTHENTICATED_QUERY_CHANNEL_TYPE_OUTPUT.fromBytes(answer)).toEqual({
      Output: {
        ...{ omac: { Omac: noTag }, QueryType: CHANNEL_TYPE, hChannel: mine.handle },
        ...{ SequenceNumber: 77, ReturnCode: S_OK },
      },
      ChannelType: OWN,
    });
    expect(mine.ask(mine.question(CHANNEL_TYPE, 3), 56).code).toBe(S_OK);
  });

  it('answers a command with its head, unsigned, and as S_OK', () => {
    const { mine } = own();
    const { code, answer } = mine.send(mine.protection(78));
    expect([code, DONE.fromBytes(answer)]).toEqual([
      S_OK,
      {
        ...{ omac: { Omac: noTag }, ConfigureType: d3d11.D3D11_AUTHENTICATED_CONFIGURE_PROTECTION },
        ...{ hChannel: mine.handle, SequenceNumber: 78, ReturnCode: S_OK },
      },
    ]);
  });

  it('keeps protections: none switches off what another has on (CFG-18), and its end drops its own (D-36)', () => {
    const { player, mine } = own();
    const other = ownChannel(player);
    expect(other.handle).not.toBe(mine.handle);
    const flags = () =>
      D3D11_AUTHENTICATED_QUERY_PROTECTION_OUTPUT.fromBytes(mine.ask(mine.question(PROTECTION, 0)).answer)
        .ProtectionFlags;
    const set = (channel: ChannelPlayer, value: number) => channel.send(channel.protection(0, value)).code;
    expect([set(mine, 1), set(other, 2), flags()]).toEqual([S_OK, S_OK, 3]);
    expect([set(other, 0), flags()]).toEqual([S_OK, 1]);
    expect([set(other, 2), set(mine, 0), flags()]).toEqual([S_OK, S_OK, 2]);
    expect(refusedWith(player, () => set(mine, 4))).toEqual(['ARGUMENT']); // CFG-19
    other.channel.Release();
    expect(flags()).toBe(0);
  });

  it('keeps the processes that may open what is shared, also after its end (CFG-17, D-36)', () => {
    const { player, mine } = own();
    const share = (ProcessType: number, ProcessHandle: bigint, AllowAccess: number) =>
      mine.send(
        mine.command(SHARED_RESOURCE, 0, [
          SHARED_RESOURCE_INPUT,
          { ProcessType, ProcessHandle, AllowAccess },
        ]),
      ).code;
    const count = (of = mine) =>
      D3D11_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_COUNT_OUTPUT.fromBytes(
        of.ask(of.question(PROCESS_COUNT, 0)).answer,
      ).RestrictedSharedResourceProcessCount;
    const at = (ProcessIndex: number) =>
      mine.ask(mine.question(PROCESS, 0, [PROCESS_INPUT, { ProcessIndex }]));
    expect([share(HANDLE, 7n, 2), share(HANDLE, 7n, 2), share(DWM, 99n, 1), count()]).toEqual([0, 0, 0, 2]);
    expect([share(HANDLE, 0n, 1), count(), share(HANDLE, 0n, 0), count()]).toEqual([0, 3, 0, 2]); // not the DWM
    const { ProcessIdentifier, ProcessHandle } =
      D3D11_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_OUTPUT.fromBytes(at(0).answer);
    expect([ProcessIdentifier, ProcessHandle]).toEqual([HANDLE, 7n]);
    expect(refusedWith(player, () => at(2).code)).toEqual(['QUERYAUTHENTICATEDCHANNEL_INVALIDPROCESSINDEX']);
    expect([share(DWM, 0n, 0), count()]).toEqual([S_OK, 1]);
    mine.channel.Release();
    expect(count(ownChannel(player))).toBe(1);
  });

  it('compares what is to be bound with what the device has (CFG-16)', () => {
    const { player, mine } = own();
    const [decoder, session] = [out<bigint>(), out<bigint>()];
    const objects = { decoder: createDecoder(player.device), session: createSession(player.device) };
    objects.decoder.GetDriverHandle(decoder);
    objects.session.GetCryptoSessionHandle(session);
    const { DeviceHandle } = D3D11_AUTHENTICATED_QUERY_DEVICE_HANDLE_OUTPUT.fromBytes(
      mine.ask(mine.question(DEVICE_HANDLE, 0)).answer,
    );
    const right = { DecoderHandle: decoder.value!, CryptoSessionHandle: session.value!, DeviceHandle };
    const bind = (changes: object) =>
      mine.send(mine.command(BIND, 0, [BIND_INPUT, { ...right, ...changes }])).code;
    expect(bind({})).toBe(S_OK);
    for (const wrong of Object.keys(right)) {
      const texts = player.texts(() => {
        expect(bind({ [wrong]: 1n })).toBe(E_INVALIDARG);
      });
      expect(texts).toEqual([expect.stringContaining(wrong)]);
    }
  });
});

describe('what is said of a message', () => {
  it.each([
    [
      'a number that slipped',
      (one: ChannelPlayer) => one.ask(one.question(PROTECTION, starts.query + 2)).code,
      'ID3D11VideoContext::QueryAuthenticatedChannel',
      'SequenceNumber: expected 1000 or 1001, received 1002 (QAC-14, CFG-14, D-32)',
    ],
    [
      'a command for another channel',
      (one: ChannelPlayer) => {
        const command = one.protection(starts.command);
        new DataView(command.buffer, command.byteOffset).setBigUint64(32, 0xabn, true);
        return one.send(command).code;
      },
      'ID3D11VideoContext::ConfigureAuthenticatedChannel',
      /^hChannel: expected 0x[0-9a-f]{16}, received 0xab \(D-34\)$/,
    ],
    [
      'a query that is cut off',
      (one: ChannelPlayer) => one.ask(new Uint8Array(31)).code,
      'ID3D11VideoContext::QueryAuthenticatedChannel',
      'InputSize: expected at least 32, received 31 (D-31)',
    ],
    [
      'a key buffer of another size',
      ({ player, channel }: ChannelPlayer) =>
        player.videoContext.NegotiateAuthenticatedChannelKeyExchange(channel, 255, new Uint8Array(255)),
      'ID3D11VideoContext::NegotiateAuthenticatedChannelKeyExchange',
      'DataSize: expected 256, received 255',
    ],
  ])('names the call, what was expected and what came: %s', (_what, call, name, text) => {
    const player = new Player();
    const opened = ChannelPlayer.opened(player);
    call(opened);
    expect(d3d11.infoQueueOf(player.device).messages().at(-1)).toMatchObject({
      call: name,
      text: text instanceof RegExp ? expect.stringMatching(text) : text,
    });
  });
});

describe('a message that is refused in the runtime', () => {
  it('does not reach the driver, and leaves the place for the answer alone', () => {
    const reached: string[] = [];
    const noted = (name: string) =>
      replacing(name, () => {
        reached.push(name);
        return S_OK;
      });
    const player = new Player({ interposer: noted('QueryAuthenticatedChannel') });
    const channel = new ChannelPlayer(player);
    const request = channel.question(PROTECTION, 1);
    const otherHandle = channel.question(PROTECTION, 1);
    otherHandle[16]! ^= 1;
    const answer = new Uint8Array(56).fill(0xab);
    const ask = (input: Uint8Array, InputSize: number, OutputSize: number) => () =>
      player.videoContext.QueryAuthenticatedChannel(channel.channel, InputSize, input, OutputSize, answer);
    const [size, channels] = [
      'QUERYAUTHENTICATEDCHANNEL_WRONGSIZE',
      'QUERYAUTHENTICATEDCHANNEL_WRONGCHANNEL',
    ];
    expect(refusedWith(player, ask(request, 31, 56))).toEqual([size]);
    expect(refusedWith(player, ask(request, 32, 55))).toEqual([size]);
    expect(refusedWith(player, ask(request, 0, 0))).toEqual([size]);
    expect(refusedWith(player, ask(otherHandle, 32, 56))).toEqual([channels]);
    expect(refusedWith(player, ask(new Uint8Array(32), 32, 56))).toEqual([channels]);
    expect(reached).toEqual([]);
    expect(answer).toEqual(new Uint8Array(56).fill(0xab));
    expect(ask(request, 32, 56)()).toBe(S_OK);
    expect(reached).toHaveLength(1);
  });
});
