import { createCipheriv, createHash } from 'node:crypto';
import { expect } from '@jest/globals';
import { loadProfile } from 'softumd';
import type { HCryptoSession, HDecode } from 'softumd/ddi';
import * as ddi from 'softumd/ddi';
import { Bench } from '../d3d11/bench.js';
import { BUFFER_TYPE, frameArguments, makeDecoder, makeView } from '../d3d11/decoder/decoder-bench.js';
import { protectedArguments } from '../d3d11/hardware/hardware-bench.js';
import { SessionModel } from '../d3d11/session-model.js';
import { bindOver, decoderHandleOf, sessionHandleOf } from './bind-over-channel.js';
import { BenchChannel } from './channel-bench.js';
import { ChannelModel } from './channel-model.js';

const { S_OK } = ddi;
const slots = 6;
const content = new Uint8Array(32).fill(0x5a);
const sessionKey = new Uint8Array(16); // what a frame says for it (VDBF-3)

/** Keys that sessions may have: more than can be in use at a time. */
const keys = Array.from({ length: 2 * slots + 4 }, (_, index) =>
  createHash('sha256').update(`channel walk ${index}`).digest().subarray(0, 16),
).map((digest) => new Uint8Array(digest));

const ctr = (key: Uint8Array, iv: Uint8Array) =>
  new Uint8Array(createCipheriv('aes-128-ctr', key, iv).update(content));

function profileWithTearDown() {
  const profile = loadProfile('hardware-decode');
  return { ...profile, caps: profile.caps | ddi.D3D11_1DDI_CONTENT_PROTECTION_CAPS.HARDWARE_TEARDOWN };
}

/** Small repeatable random numbers. */
function random(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** An object of the driver's, live or dead: what messages go on naming. */
interface Named<H> {
  readonly device: number;
  readonly handle: H;
  readonly told: bigint;
}

/**
 * A random walk over sessions, channels and decoders of two devices, made and ended in any order, with frames, blts, maps
 * and tear-downs between; the driver and both models side by side.
 */
export class ChannelWalk {
  private readonly bench = new Bench({ profile: profileWithTearDown() });
  private readonly model = new ChannelModel();
  private readonly keyed = new SessionModel();
  private readonly channels = new Map<number, BenchChannel>();
  private readonly sessions = new Map<number, Named<HCryptoSession>>();
  private readonly decoders = new Map<number, Named<HDecode>>();
  private readonly deviceHandles: readonly bigint[];
  private readonly surfaces = this.devices.map((device) => ({
    ...{ source: device.buffer(content), target: device.buffer(content.length), view: makeView(device) },
    restricted: device.resource(protectedArguments(this.bench, content, { MiscFlags: 0x800 })),
  }));
  /** By decoder: what the last buffer of its frame has to come to. */
  private readonly submitted = new Map<number, Uint8Array>();
  readonly next: (below: number) => number;
  /** What was called, for a disagreement. */
  readonly calls: string[] = [];

  constructor(seed: number) {
    this.next = random(seed);
    this.deviceHandles = this.devices.map(
      (device) =>
        ddi.D3D11_1DDI_AUTHENTICATED_QUERY_DEVICE_HANDLE_OUTPUT.fromBytes(
          new BenchChannel(device).start().query(ddi.D3D11_1DDI_AUTHENTICATED_QUERY_DEVICE_HANDLE).bytes,
        ).DeviceHandle,
    );
  }

  private get devices() {
    return [this.bench.device, this.bench.other];
  }

  step(): void {
    const slot = this.next(slots);
    const roll = this.next(100);
    if (roll < 2) this.session(slot);
    else if (roll < 4) this.decoder(slot);
    else if (roll < 14) this.negotiate(slot);
    else if (roll < 18) this.blt(slot);
    else if (roll < 48) this.frame(slot);
    else if (roll < 49) this.tearDown(slot);
    else if (roll < 55) this.map();
    else this.channel(slot, this.next(100));
    if (this.calls.length % 500 === 0) this.checkKeys();
  }

  /** The driver remembers the keys of sessions and of frames, and no other. */
  private checkKeys(): void {
    const inUse = this.keysInUse();
    for (const key of keys) expect(this.bench.driver.oracle.remembers(key)).toBe(inUse.has(String(key)));
  }

  private keysInUse(): ReadonlySet<string> {
    return new Set([...this.keyed.keys(), ...this.model.frameKeys()].map(String));
  }

  private agree(what: string, received: unknown, expected: unknown): void {
    this.calls.push(what);
    expect([this.calls.slice(-8), received]).toEqual([this.calls.slice(-8), expected]);
  }

  /** Makes the session of a slot, or destroys it. */
  private session(slot: number): void {
    const live = this.model.sessions.has(slot);
    if (live) {
      const { device, handle } = this.sessions.get(slot)!;
      this.devices[device]!.video.pfnDestroyCryptoSession(this.devices[device]!.hDevice, handle);
      this.model.destroySession(slot);
      this.keyed.destroy(slot, device);
    } else {
      const device = this.next(2);
      const handle = this.devices[device]!.session();
      this.sessions.set(slot, { device, handle, told: sessionHandleOf(this.devices[device]!, handle) });
      this.model.sessions.set(slot, device);
      this.keyed.create(slot, device);
    }
    this.agree(`session ${slot} ${live ? 'destroyed' : 'made'}`, this.bench.reported(), S_OK);
  }

  private decoder(slot: number): void {
    const live = this.model.decoders.has(slot);
    if (live) {
      const { device, handle } = this.decoders.get(slot)!;
      this.devices[device]!.video.pfnDestroyVideoDecoder(this.devices[device]!.hDevice, handle);
      this.model.decoders.delete(slot);
      this.submitted.delete(slot);
    } else {
      const device = this.next(2);
      const handle = makeDecoder(this.devices[device]!, { encryption: ddi.NULL_GUID });
      this.decoders.set(slot, { device, handle, told: decoderHandleOf(this.devices[device]!, handle) });
      this.model.decoders.set(slot, { device, session: undefined, frame: undefined });
    }
    this.agree(`decoder ${slot} ${live ? 'destroyed' : 'made'}`, this.bench.reported(), S_OK);
  }

  private negotiate(slot: number): void {
    if (!this.model.sessions.has(slot)) return;
    const { device, handle } = this.sessions.get(slot)!;
    const inUse = this.keysInUse();
    const free = keys.filter((key) => !inUse.has(String(key)));
    const key = this.next(5) === 0 ? undefined : free[this.next(free.length)]!;
    const buffer = key ? this.bench.keyBuffer(key) : new Uint8Array(256).fill(3);
    const code = this.devices[device]!.offer(handle, buffer);
    this.agree(`key ${slot}`, code, this.keyed.negotiate(slot, device, key));
  }

  /** DecryptionBlt with the session, through its device or the other. */
  private blt(slot: number): void {
    if (!this.model.sessions.has(slot)) return;
    const device = this.next(4) === 0 ? this.next(2) : this.model.sessions.get(slot)!;
    const { source, target } = this.surfaces[device]!;
    const iv = new Uint8Array(16).map(() => this.next(256));
    const before = this.devices[device]!.content(target);
    const code = this.devices[device]!.decrypt(this.sessions.get(slot)!.handle, source, target, iv);
    const expected = this.keyed.decrypt(slot, device, iv, content);
    this.agree(
      `blt ${slot}`,
      [code === S_OK, this.devices[device]!.content(target)],
      [expected !== undefined, expected ?? before],
    );
  }

  /** Begins a frame under the session key, submits a buffer to it, or ends it and looks what came out. */
  private frame(slot: number): void {
    const live = this.model.decoders.get(slot);
    if (!live) return;
    const { handle } = this.decoders.get(slot)!;
    const device = this.devices[live.device]!;
    const { view, source } = this.surfaces[live.device]!;
    const roll = this.next(4);
    if (roll === 0 || (!live.frame && this.next(4) > 0)) {
      const key = live.session === undefined ? undefined : this.keyed.keyOf(live.session);
      const begin = frameArguments(device, view, sessionKey);
      const code = device.video.pfnVideoDecoderBeginFrame(device.hDevice, handle, begin);
      this.agree(`begin ${slot}`, code, this.model.begin(slot, key));
    } else if (roll < 3) {
      const iv = new Uint8Array(16).map(() => this.next(256));
      const buffer = ddi.D3D11_1DDI_VIDEO_DECODER_BUFFER_DESC.toBytes({
        ...{ hResource: source, BufferType: BUFFER_TYPE.BITSTREAM, DataSize: content.length },
        ...{ pIV: this.bench.bytes(iv), IVSize: 16 },
      });
      const pBuffer = this.bench.bytes(buffer);
      const code = device.video.pfnVideoDecoderSubmitBuffers(device.hDevice, handle, 1, pBuffer);
      const key = this.model.submit(slot);
      this.agree(`submit ${slot}`, code, key ? S_OK : ddi.E_INVALIDARG);
      if (key) this.submitted.set(slot, ctr(key, iv));
    } else {
      const hasKey = this.model.submit(slot) !== undefined;
      device.video.pfnVideoDecoderEndFrame(device.hDevice, handle);
      this.agree(`end ${slot}`, this.bench.reported(), this.model.end(slot));
      const expected = this.submitted.get(slot);
      this.submitted.delete(slot);
      const decoded = this.bench.driver.oracle.decodedBuffers(device.hDevice, handle);
      if (hasKey && expected) this.agree(`decoded ${slot}`, decoded?.at(-1)?.bytes, expected);
    }
  }

  /** Of one session, or of all. */
  private tearDown(slot: number): void {
    const isAll = this.next(8) === 0;
    if (!isAll && !this.model.sessions.has(slot)) return;
    const { device, handle } = this.sessions.get(slot) ?? { device: 0, handle: undefined };
    this.bench.driver.control.tearDown(
      isAll ? {} : { hDevice: this.devices[device]!.hDevice, hCryptoSession: handle! },
    );
    for (const session of isAll ? this.model.sessions.keys() : [slot]) {
      this.keyed.tearDown(session);
      this.model.tearDown(session);
    }
    this.agree(`torn down ${isAll ? 'all' : slot}`, this.bench.reported(), S_OK);
  }

  /** The restricted resource of a device. */
  private map(): void {
    const device = this.next(2);
    const { hDevice, functions } = this.devices[device]!;
    const { restricted } = this.surfaces[device]!;
    functions.pfnStagingResourceMap(hDevice, restricted, 0, 1, 0, this.bench.bytes(16));
    const code = this.bench.reported();
    if (code === S_OK) functions.pfnStagingResourceUnmap(hDevice, restricted, 0);
    this.agree(`map on ${device}`, code, this.model.map(device));
  }

  private channel(slot: number, roll: number): void {
    const channel = this.channels.get(slot);
    if (!channel) {
      const device = this.next(2);
      this.channels.set(slot, new BenchChannel(this.devices[device]!));
      this.model.create(slot, device);
    } else if (roll < 3) this.destroy(slot, channel);
    else if (roll < 13) this.agree(`negotiate ${slot}`, channel.negotiate(), this.model.negotiate(slot));
    else if (roll < 25) this.agree(`start ${slot}`, channel.initialize().code, this.model.initialize(slot));
    else if (roll < 37) this.protect(slot, channel);
    else if (roll < 48) this.protections(slot, channel);
    else if (roll < 82) this.bind(slot, channel);
    else this.bound(slot, channel);
  }

  private destroy(slot: number, { device, handle }: BenchChannel): void {
    device.video.pfnDestroyAuthenticatedChannel(device.hDevice, handle);
    this.channels.delete(slot);
    this.model.channels.delete(slot);
    this.agree(`channel ${slot} destroyed`, this.bench.reported(), S_OK);
  }

  private protect(slot: number, channel: BenchChannel): void {
    const Value = this.next(5);
    const { code } = channel.configure(
      ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION,
      ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION_GUID,
      { Protections: { Value } },
    );
    this.agree(`protect ${slot} ${Value}`, code, this.model.protect(slot, Value));
  }

  private protections(slot: number, channel: BenchChannel): void {
    const { code, bytes } = channel.query(ddi.D3D11_1DDI_AUTHENTICATED_QUERY_PROTECTION);
    const told = code === S_OK ? Buffer.from(bytes).readUInt32LE(48) : undefined;
    this.agree(`protections ${slot}`, told, this.model.protections(slot));
  }

  private bind(slot: number, channel: BenchChannel): void {
    const { device: own } = this.model.channels.get(slot)!;
    const mine = [...this.model.decoders].flatMap(([one, { device: of }]) => (of === own ? [one] : []));
    const ours = [...this.model.sessions].flatMap(([one, of]) => (of === own ? [one] : []));
    const isRight = this.next(4) > 0; // else whatever there is, or was
    const decoder = (isRight ? mine[this.next(mine.length)] : undefined) ?? this.next(slots);
    const session = (isRight ? ours[this.next(ours.length)] : undefined) ?? this.next(slots);
    const [DecodeHandle, CryptoSessionHandle] = [this.decoders.get(decoder), this.sessions.get(session)];
    if (!DecodeHandle || !CryptoSessionHandle) return; // nothing was ever there to name
    const device = this.deviceHandles[this.model.channels.get(slot)!.device]!;
    const code = bindOver(channel, DecodeHandle.told, CryptoSessionHandle.told, device);
    this.agree(`bind ${slot}: ${decoder}, ${session}`, code, this.model.bind(slot, decoder, session));
  }

  private bound(slot: number, channel: BenchChannel): void {
    const decoder = this.next(slots);
    const named = this.decoders.get(decoder);
    if (!named) return;
    const { code, bytes } = channel.query(ddi.D3D11_1DDI_AUTHENTICATED_QUERY_CRYPTO_SESSION, {
      DecodeHandle: named.told,
    });
    const told = ddi.D3D11_1DDI_AUTHENTICATED_QUERY_CRYPTO_SESSION_OUTPUT.fromBytes(bytes);
    const expected = this.model.bound(slot, decoder);
    const handle = expected === 'none' ? 0n : expected !== undefined && this.sessions.get(expected)!.told;
    const received = code === S_OK ? told.CryptoSessionHandle : false;
    this.agree(`bound ${slot}: ${decoder}`, received, handle);
  }
}
