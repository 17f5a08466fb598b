/** A random walk over channels, sessions and decoders of two devices, the driver and the model side by side. */
import { describe, expect, it } from '@jest/globals';
import { loadProfile } from 'softumd';
import type { HCryptoSession, HDecode } from 'softumd/ddi';
import * as ddi from 'softumd/ddi';
import { Bench } from '../d3d11/bench.js';
import { makeDecoder } from '../d3d11/decoder/decoder-bench.js';
import { runs } from '../../support/runs.js';
import { bindOver, decoderHandleOf, sessionHandleOf } from './bind-over-channel.js';
import { BenchChannel } from './channel-bench.js';
import { ChannelModel } from './channel-model.js';

const { S_OK } = ddi;
const slots = 6;

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

class ChannelWalk {
  private readonly bench = new Bench({ profile: loadProfile('hardware-decode') });
  private readonly model = new ChannelModel();
  private readonly channels = new Map<number, BenchChannel>();
  private readonly sessions = new Map<number, Named<HCryptoSession>>();
  private readonly decoders = new Map<number, Named<HDecode>>();
  private readonly deviceHandles: readonly bigint[];
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
    if (roll < 3) this.session(slot);
    else if (roll < 6) this.decoder(slot);
    else this.channel(slot, roll);
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
    } else {
      const device = this.next(2);
      const handle = this.devices[device]!.session();
      this.sessions.set(slot, { device, handle, told: sessionHandleOf(this.devices[device]!, handle) });
      this.model.sessions.set(slot, device);
    }
    this.agree(`session ${slot} ${live ? 'destroyed' : 'made'}`, this.bench.reported(), S_OK);
  }

  private decoder(slot: number): void {
    const live = this.model.decoders.has(slot);
    if (live) {
      const { device, handle } = this.decoders.get(slot)!;
      this.devices[device]!.video.pfnDestroyVideoDecoder(this.devices[device]!.hDevice, handle);
      this.model.decoders.delete(slot);
    } else {
      const device = this.next(2);
      const handle = makeDecoder(this.devices[device]!, { encryption: ddi.NULL_GUID });
      this.decoders.set(slot, { device, handle, told: decoderHandleOf(this.devices[device]!, handle) });
      this.model.decoders.set(slot, { device, session: undefined });
    }
    this.agree(`decoder ${slot} ${live ? 'destroyed' : 'made'}`, this.bench.reported(), S_OK);
  }

  private channel(slot: number, roll: number): void {
    const channel = this.channels.get(slot);
    if (!channel) {
      const device = this.next(2);
      this.channels.set(slot, new BenchChannel(this.devices[device]!));
      this.model.create(slot, device);
    } else if (roll < 8) this.destroy(slot, channel);
    else if (roll < 38) this.agree(`negotiate ${slot}`, channel.negotiate(), this.model.negotiate(slot));
    else if (roll < 48) this.agree(`start ${slot}`, channel.initialize().code, this.model.initialize(slot));
    else if (roll < 58) this.protect(slot, channel);
    else if (roll < 68) this.protections(slot, channel);
    else if (roll < 84) this.bind(slot, channel);
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

describe('the driver and the model of a channel', () => {
  it('agree over random calls', () => {
    const steps = runs(12_000);
    const walk = new ChannelWalk(7);
    for (let step = 0; step < steps; step += 1) walk.step();
    expect(walk.calls.length).toBeGreaterThan(steps / 2);
    for (const what of ['bind', 'bound', 'protect', 'start', 'session', 'decoder'])
      expect(walk.calls.some((call) => call.startsWith(what))).toBe(true);
  });
});
