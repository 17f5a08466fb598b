import type { ID3D11Texture2D } from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import type { ComMethod } from '../../../../../src/api/kit/index.js';
import { contextOf, createChannel, query } from '../../machine.js';
import type { Player } from '../../player.js';
import { asTexture, plain, replacing, staging, target } from '../../player.js';
import { decoderOf } from './decoder-cases.js';
import type { MessageCase, MessageCases, Scene } from './message-case.js';

const { D3D11_CRYPTO_TYPE_AES128_CTR: CTR, D3D11_KEY_EXCHANGE_RSAES_OAEP: OAEP, out } = d3d11;

type Method = (...args: readonly unknown[]) => unknown;
type Views = Readonly<Record<string, (scene: Scene) => object>>;

/** An object of each interface whose methods have messages of their own for null pointers. */
const views: Views = {
  ID3D11VideoDevice: ({ player }) => player.video,
  ID3D11VideoDevice1: ({ device }) => query(device, d3d11.ID3D11VideoDevice1),
  ID3D11VideoContext: ({ player }) => player.videoContext,
  ID3D11VideoContext1: ({ device }) => query(contextOf(device), d3d11.ID3D11VideoContext1),
  ID3D11CryptoSession: ({ player }) => player.session(),
  ID3D11AuthenticatedChannel: ({ device }) => createChannel(device),
  ID3D11VideoDecoder: ({ player }) => decoderOf(player),
};

const nullNameOf = ({ nullParam, parameters }: ComMethod) =>
  nullParam ?? parameters.find((parameter) => parameter.nullParam !== undefined)?.nullParam;

/** Null for every pointer, 0 for every number: also of methods that nothing emulates the declaration is looked at first. */
function nullCases(): MessageCases {
  const found: [string, MessageCase][] = [];
  for (const [name, viewOf] of Object.entries(views)) {
    const { methods } = (
      d3d11 as unknown as Readonly<Record<string, { readonly methods: readonly ComMethod[] }>>
    )[name]!;
    for (const method of methods) {
      const message = method.opaque ? undefined : nullNameOf(method);
      if (message === undefined || found.some(([other]) => other === message)) continue;
      const args = method.parameters.map(({ direction, type, passing }) =>
        direction === undefined && passing.as === 'value' ? type.zero : null,
      );
      const prepare: MessageCase['prepare'] = (scene) => {
        const view = viewOf(scene) as Readonly<Record<string, Method>>;
        return () => view[method.member]!(...args);
      };
      found.push([message, { when: `a required pointer of ${method.member} is null`, prepare }]);
    }
  }
  return Object.fromEntries(found);
}

type Resource = ReturnType<Player['buffer']> | ID3D11Texture2D;

/** A blt from `from` to `to`. */
const encrypting = (
  when: string,
  { from, to }: { from?: (player: Player) => Resource; to?: (player: Player) => Resource },
): MessageCase => ({
  when,
  prepare: ({ player }) => {
    const session = player.keyedSession(new Uint8Array(16));
    const source = from ? from(player) : player.buffer(target, new Uint8Array(64));
    const destination = to ? to(player) : player.buffer(staging);
    return () => {
      const [one, other] = [source as ID3D11Texture2D, destination as ID3D11Texture2D];
      player.videoContext.EncryptionBlt(session, one, other, 16, new Uint8Array(16));
    };
  },
});

const decrypting = (
  when: string,
  { from, to }: { from?: (player: Player) => Resource; to?: (player: Player) => Resource },
): MessageCase => ({
  when,
  prepare: ({ player }) => {
    const session = player.keyedSession(new Uint8Array(16));
    const source = from ? from(player) : player.buffer(staging, new Uint8Array(64));
    const destination = to ? to(player) : player.buffer(target);
    return () => {
      const [one, other] = [source as ID3D11Texture2D, destination as ID3D11Texture2D];
      player.videoContext.DecryptionBlt(session, one, other, null, 0, null, 16, new Uint8Array(16));
    };
  },
});

const content = new Uint8Array(64);
const mapped = (player: Player) => {
  const buffer = player.buffer(staging, content);
  player.map(buffer);
  return buffer;
};
const elsewhere = (kind: typeof staging) => (player: Player) => player.sibling().buffer(kind, content);

const key = new Uint8Array(16).fill(0x2a);
const CAPS = d3d11.D3D11_CONTENT_PROTECTION_CAPS;
const withReadBackKey = {
  driver: {
    profile: {
      caps: CAPS.SOFTWARE | CAPS.DECRYPTION_BLT | CAPS.ENCRYPTED_READ_BACK | CAPS.ENCRYPTED_READ_BACK_KEY,
    },
  },
};
const withoutCaps = (caps: number) => ({ driver: { profile: { caps } } });

/** Crypto sessions and the blts. */
export const videoCases: MessageCases = {
  ...nullCases(),
  CHECKCRYPTOKEYEXCHANGE_INVALIDINDEX: {
    when: 'Index is not below KeyExchangeTypeCount',
    prepare:
      ({ player }) =>
      () =>
        player.video.CheckCryptoKeyExchange(CTR, null, 9, out()),
  },
  CREATECRYPTOSESSION_OUTOFMEMORY_RETURN: {
    when: 'there is no memory, or the driver says so',
    prepare: ({ player }) => {
      player.driver.control.failAllocation(1);
      return () => player.video.CreateCryptoSession(CTR, null, OAEP, out());
    },
  },
  GETCRYPTOSESSIONHANDLE_OUTOFMEMORY: {
    when: 'there is no memory for it',
    prepare: (scene) => {
      const session = scene.player.session();
      scene.exhaust();
      return () => {
        session.GetCryptoSessionHandle(out());
      };
    },
  },
  GETCRYPTOSESSIONCERTIFICATE_WRONGSIZE: {
    when: 'CertificateSize is not what GetCertificateSize tells',
    prepare: ({ player }) => {
      const session = player.session();
      return () => session.GetCertificate(1, new Uint8Array(1));
    },
  },
  NEGOTIATECRPYTOSESSIONKEYEXCHANGE_INVALIDSIZE: {
    when: 'DataSize of RSAES_OAEP is not 256',
    prepare: ({ player }) => {
      const session = player.session();
      return () => player.videoContext.NegotiateCryptoSessionKeyExchange(session, 255, new Uint8Array(255));
    },
  },
  ENCRYPTIONBLT_UNSUPPORTED: {
    ...encrypting('the caps lack ENCRYPTED_READ_BACK', {}),
    ...withoutCaps(0x401),
  },
  ENCRYPTIONBLT_SRC_WRONGDEVICE: encrypting("the source is another device's", { from: elsewhere(target) }),
  ENCRYPTIONBLT_DST_WRONGDEVICE: encrypting("the destination is another device's", {
    to: elsewhere(staging),
  }),
  ENCRYPTIONBLT_FORMAT_MISMATCH: encrypting('the formats differ', {
    to: (player) => player.texture(staging, { Format: d3d11.DXGI_FORMAT.YUY2 }),
  }),
  ENCRYPTIONBLT_SIZE_MISMATCH: encrypting('the sizes differ', { to: (player) => player.buffer(staging, 32) }),
  ENCRYPTIONBLT_DST_NOT_STAGING: encrypting('the destination is no staging resource', {
    to: (player) => player.buffer(plain),
  }),
  ENCRYPTIONBLT_SRC_MAPPED: encrypting('the source is mapped', { from: mapped }),
  ENCRYPTIONBLT_DST_MAPPED: encrypting('the destination is mapped', { to: mapped }),
  ENCRYPTIONBLT_SRC_CONTENT_UNDEFINED: encrypting('the source was never written', {
    from: (player) => player.buffer(target),
  }),
  DECRYPTIONBLT_UNSUPPORTED: { ...decrypting('the caps lack what the blt needs', {}), ...withoutCaps(0x41) },
  DECRYPTIONBLT_SRC_WRONGDEVICE: decrypting("the source is another device's", { from: elsewhere(staging) }),
  DECRYPTIONBLT_DST_WRONGDEVICE: decrypting("the destination is another device's", { to: elsewhere(target) }),
  DECRYPTIONBLT_FORMAT_MISMATCH: decrypting('the formats differ', {
    to: (player) => player.texture(target, { Format: d3d11.DXGI_FORMAT.B8G8R8A8_UNORM }),
  }),
  DECRYPTIONBLT_SIZE_MISMATCH: decrypting('the sizes differ', { to: (player) => player.buffer(target, 32) }),
  DECRYPTIONBLT_SRC_NOT_STAGING: decrypting('the source is no staging resource', {
    from: (player) => player.buffer(target, content),
  }),
  DECRYPTIONBLT_DST_NOT_RENDER_TARGET: decrypting('the destination is no render target', {
    to: (player) => player.buffer(plain),
  }),
  DECRYPTIONBLT_SRC_MAPPED: decrypting('the source is mapped', { from: mapped }),
  DECRYPTIONBLT_SRC_CONTENT_UNDEFINED: decrypting('the source was never written', {
    from: (player) => player.buffer(staging),
  }),
  STARTSESSIONKEYREFRESH_INVALIDSIZE: {
    when: 'RandomNumberSize is not that of the key (D-26)',
    prepare: ({ player }) => {
      const session = player.keyedSession(key);
      return () => {
        player.videoContext.StartSessionKeyRefresh(session, 15, new Uint8Array(15));
      };
    },
  },
  GETENCRYPTIONBLTKEY_INVALIDSIZE: {
    when: 'KeySize is not that of the session key',
    prepare: ({ player }) => {
      const session = player.keyedSession(key);
      return () => player.videoContext.GetEncryptionBltKey(session, 32, new Uint8Array(32));
    },
    ...withReadBackKey,
  },
};

/** Checks of our own that any call may run into. */
export const ownCases: MessageCases = {
  ARGUMENT: {
    when: 'an argument of another type or value than the call takes, which the real layer has no id for',
    prepare:
      ({ player }) =>
      () =>
        player.video.GetContentProtectionCaps('no GUID' as never, null, out()),
  },
  RELEASED_OBJECT: {
    when: 'a call on an object, or with one, whose last reference was released',
    prepare: ({ player }) => {
      const session = player.session();
      session.Release();
      return () => session.GetCertificateSize(out());
    },
  },
  OTHER_DEVICE: {
    when: "an argument is another device's object, which the real layer has no id for",
    prepare: ({ player }) => {
      const session = player.sibling().session();
      return () => player.videoContext.NegotiateCryptoSessionKeyExchange(session, 256, new Uint8Array(256));
    },
  },
  SHORT_BUFFER: {
    when: 'fewer bytes or elements than a parameter says',
    prepare:
      ({ device }) =>
      () =>
        device.SetPrivateData(d3d11.IUnknown.iid, 9, new Uint8Array(8)),
  },
  NOT_EMULATED: {
    when: 'a method that SoftUMD does not emulate',
    prepare:
      ({ player }) =>
      () =>
        player.video.CreateVideoProcessorInputView(),
  },
  DRIVER_REFUSED: {
    when: 'the driver refused a call that returns a code',
    prepare: ({ player }) => {
      const session = player.session();
      return () => player.videoContext.NegotiateCryptoSessionKeyExchange(session, 256, new Uint8Array(256));
    },
  },
  DRIVER_REFUSED_VOID: {
    when: 'the driver refused a call that returns nothing',
    driver: { interposer: replacing('CryptoSessionGetHandle', () => d3d11.E_INVALIDARG) },
    prepare: ({ player }) => {
      const session = player.session();
      return () => {
        session.GetCryptoSessionHandle(out());
      };
    },
  },
  DRIVER_BROKE_RULE: {
    when: 'the driver answered, or reported, what it may not (ERR-3, D-08)',
    prepare: ({ player }) => {
      player.driver.control.refusals.keep(true);
      const session = player.session();
      const [from, to] = [player.buffer(staging, content), player.buffer(target)];
      return () => {
        const [one, other] = [asTexture(from), asTexture(to)];
        player.videoContext.DecryptionBlt(session, one, other, null, 0, null, 16, new Uint8Array(16));
      };
    },
    also: ['DEVICE_REMOVAL_PROCESS_NOT_AT_FAULT'],
  },
  OUT_OF_MEMORY: {
    when: 'there is no memory, where the real layer has no id for it',
    prepare: (scene) => {
      scene.exhaust();
      return () => scene.player.video.GetContentProtectionCaps(CTR, null, out());
    },
  },
  NO_INTERFACE: {
    when: 'an object was asked for an interface that it does not have (REF-8)',
    prepare:
      ({ device }) =>
      () =>
        device.QueryInterface(d3d11.ID3D11Texture2D.iid, out()),
  },
  NOT_IN_CAPS: {
    when: 'a call that goes with a bit of the caps which the driver has not, where the real layer has no id for it',
    prepare: ({ player }) => {
      const session = player.keyedSession(key);
      return () => player.videoContext.GetEncryptionBltKey(session, 16, new Uint8Array(16));
    },
  },
  REFRESH_NOT_STARTED: {
    when: 'FinishSessionKeyRefresh without StartSessionKeyRefresh before it (FSKR-3, D-26)',
    prepare: ({ player }) => {
      const session = player.keyedSession(key);
      return () => {
        player.videoContext.FinishSessionKeyRefresh(session);
      };
    },
  },
  READ_BACK_KEY_NOT_FETCHED: {
    ...encrypting(
      'a read-back whose key was never asked for, where the driver says that it needs one (D-25)',
      {},
    ),
    ...withReadBackKey,
    also: ['DRIVER_BROKE_RULE', 'DEVICE_REMOVAL_PROCESS_NOT_AT_FAULT'],
  },
  NOT_ENUMERATED: {
    when: 'a crypto session with a key exchange that the driver does not enumerate (D-11, D-65)',
    prepare:
      ({ player }) =>
      () =>
        player.video.CreateCryptoSession(CTR, null, CTR, out()),
  },
};
