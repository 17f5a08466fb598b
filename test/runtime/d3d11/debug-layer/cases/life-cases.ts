import type { ID3D11Device, MessageName } from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import { createChannel, query } from '../../machine.js';
import { asTexture, bufferDesc, staging, target, textureDesc } from '../../player.js';
import { decoderOf, viewOf } from './decoder-cases.js';
import type { MessageCase, MessageCases, Scene } from './message-case.js';

const { D3D11_RLDO_FLAGS, out } = d3d11;
const { DEBUG } = d3d11.D3D11_CREATE_DEVICE_FLAG;

/** Whatever counts references. */
interface Made {
  Release(): number;
}

/** How one object of each kind is made. */
const make: Readonly<
  Record<
    | 'BUFFER'
    | 'TEXTURE2D'
    | 'QUERY'
    | 'CRYPTOSESSION'
    | 'AUTHENTICATEDCHANNEL'
    | 'VIDEODECODER'
    | 'DECODEROUTPUTVIEW',
    (device: ID3D11Device) => Made
  >
> = {
  BUFFER: (device) => {
    const made = out<d3d11.ID3D11Buffer>();
    device.CreateBuffer(bufferDesc(staging), null, made);
    return made.value!;
  },
  TEXTURE2D: (device) => {
    const made = out<d3d11.ID3D11Texture2D>();
    device.CreateTexture2D(textureDesc(target), null, made);
    return made.value!;
  },
  QUERY: (device) => {
    const made = out<d3d11.ID3D11Query>();
    device.CreateQuery({ Query: d3d11.D3D11_QUERY.EVENT, MiscFlags: 0 }, made);
    return made.value!;
  },
  CRYPTOSESSION: (device) => {
    const made = out<d3d11.ID3D11CryptoSession>();
    const { D3D11_CRYPTO_TYPE_AES128_CTR: type, D3D11_KEY_EXCHANGE_RSAES_OAEP: exchange } = d3d11;
    query(device, d3d11.ID3D11VideoDevice).CreateCryptoSession(type, null, exchange, made);
    return made.value!;
  },
  AUTHENTICATEDCHANNEL: (device) => createChannel(device),
  VIDEODECODER: (device) => decoderOf({ device, video: query(device, d3d11.ID3D11VideoDevice) }),
  DECODEROUTPUTVIEW: (device) => viewOf({ device, video: query(device, d3d11.ID3D11VideoDevice) }),
};
type Kind = keyof typeof make;
const kinds = Object.keys(make) as Kind[];

/** A device whose queue keeps what the first filter denies. */
function tellingDevice(scene: Scene): ID3D11Device {
  const device = scene.anotherDevice({ flags: DEBUG });
  query(device, d3d11.ID3D11InfoQueue).PushEmptyStorageFilter();
  return device;
}

/** What is made beside an object of a kind. */
const beside = (kind: Kind, event: 'CREATE' | 'LIVE'): readonly MessageName[] =>
  kind === 'DECODEROUTPUTVIEW' ? [`${event}_TEXTURE2D`] : [];

const created = (kind: Kind): MessageCase => ({
  when: 'an object was made; told to those who push a storage filter',
  prepare: (scene) => {
    const device = tellingDevice(scene);
    return () => make[kind](device);
  },
  also: beside(kind, 'CREATE'),
});

const destroyed = (kind: Kind): MessageCase => ({
  when: 'the last reference went; told to those who push a storage filter',
  prepare: (scene) => {
    const one = make[kind](tellingDevice(scene));
    return () => one.Release();
  },
});

const report = (flags: number, also: readonly MessageName[], kind?: Kind): MessageCase => ({
  when: 'ReportLiveDeviceObjects',
  prepare: (scene) => {
    const device = scene.anotherDevice({ flags: DEBUG });
    if (kind) make[kind](device);
    const debug = query(device, d3d11.ID3D11Debug);
    return () => debug.ReportLiveDeviceObjects(flags);
  },
  also,
});

const { DETAIL, IGNORE_INTERNAL, SUMMARY } = D3D11_RLDO_FLAGS;

/** Objects: that they are made, live and end, and what goes wrong with that. */
export const lifeCases: MessageCases = {
  ...Object.fromEntries(
    kinds.flatMap((kind) => [
      [`CREATE_${kind}`, created(kind)],
      [`DESTROY_${kind}`, destroyed(kind)],
      [`LIVE_${kind}`, report(DETAIL | IGNORE_INTERNAL, ['LIVE_DEVICE', ...beside(kind, 'LIVE')], kind)],
    ]),
  ),
  LIVE_DEVICE: report(0, []),
  LIVE_OBJECT_SUMMARY: report(SUMMARY, ['LIVE_DEVICE']),
  LIVE_CONTEXT: report(DETAIL, ['LIVE_DEVICE']),
  DESTROY_CONTEXT: {
    when: 'the device ended; told to those who push a storage filter',
    prepare: (scene) => {
      const device = tellingDevice(scene);
      return () => {
        while (device.Release() > 0);
      };
    },
  },
  OVER_RELEASED: {
    when: 'Release without a reference, of an object that its device keeps',
    prepare: ({ player }) => {
      const context = out<d3d11.ID3D11DeviceContext>();
      player.device.GetImmediateContext(context);
      while (context.value!.Release() > 0);
      return () => context.value!.Release();
    },
  },
  DEVICE_RELEASED: {
    when: 'a call on a device that a test ended, or on its objects',
    prepare: ({ player }) => {
      d3d11.endDevice(player.device);
      return () => player.device.CreateBuffer(bufferDesc(staging), null, out());
    },
  },
  ALIVE_AT_END: {
    when: 'an object that is left when a test ends the device',
    prepare: ({ player }) => {
      player.buffer(staging);
      return () => {
        d3d11.endDevice(player.device);
      };
    },
  },
  RELEASED_WHILE_MAPPED: {
    when: 'a resource was released while it was mapped',
    prepare: ({ player }) => {
      const buffer = player.buffer(staging);
      player.map(buffer);
      return () => buffer.Release();
    },
  },
};

const key = new Uint8Array(16).fill(3);

function blt(scene: Scene, session: d3d11.ID3D11CryptoSession) {
  const { player } = scene;
  const [from, to] = [player.buffer(staging, new Uint8Array(64)), player.buffer(target)];
  return (count = 0) => {
    const iv = new Uint8Array(16);
    new DataView(iv.buffer).setUint32(4, count);
    player.videoContext.DecryptionBlt(session, asTexture(from), asTexture(to), null, 0, null, 16, iv);
  };
}

/** Keys and counters. */
export const keyCases: MessageCases = {
  COUNTER_REUSED: {
    when: 'a blt goes over blocks of the counter that were used under this key (D-21)',
    prepare: (scene) => {
      const again = blt(scene, scene.player.keyedSession(key));
      again();
      return again;
    },
  },
  COUNTERS_FORGOTTEN: {
    when: 'more counters than are kept, in no order: the oldest are forgotten',
    prepare: (scene) => {
      const one = blt(scene, scene.player.keyedSession(key));
      for (let index = 0; index < 4096; index += 1) one(2 * index);
      return () => {
        one(2 * 4096);
      };
    },
  },
  KEY_NOT_NEGOTIATED: {
    when: 'a blt of a session without a key, whose driver does not say why it refuses, or does not refuse (D-10)',
    prepare: (scene) => {
      const one = blt(scene, scene.player.session());
      return () => {
        one();
      };
    },
    also: ['DRIVER_BROKE_RULE', 'DEVICE_REMOVAL_PROCESS_NOT_AT_FAULT'],
  },
};
