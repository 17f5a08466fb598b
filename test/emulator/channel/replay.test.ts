/** A conversation over a channel, every message of which is sent a second time (QAC-3, CFG-4, CFG-12, D-14, D-32, D-33). */
import { describe, expect, it } from '@jest/globals';
import { loadProfile } from 'softumd';
import type { Address, Hresult } from 'softumd/ddi';
import * as ddi from 'softumd/ddi';
import { Bench } from '../d3d11/bench.js';
import { makeDecoder } from '../d3d11/decoder/decoder-bench.js';
import { bindOver, decoderHandleOf, sessionHandleOf } from './bind-over-channel.js';
import { BenchChannel } from './channel-bench.js';

const { S_OK, E_INVALIDARG } = ddi;

/** A message as it came to the driver. */
interface Recorded {
  readonly what: string;
  /** Hands it over again. */
  readonly again: (channel?: ddi.HAuthChannel) => { readonly code: Hresult; readonly output: Uint8Array };
}

/** A channel whose messages are all kept, as bytes. */
function recorded() {
  const bench = new Bench({ profile: loadProfile('hardware-decode') });
  const { device, memory } = bench;
  const { video, hDevice } = device;
  const messages: Recorded[] = [];
  const keep = (what: string, bytes: number, pInput: Address, outputBytes: number, call: Again) => {
    const message = memory.copyOut(pInput, bytes);
    messages.push({
      what,
      again: (other) => {
        const pOutput = bench.bytes(new Uint8Array(outputBytes).fill(0xee));
        const code = call(bench.bytes(message), pOutput, other);
        return { code, output: memory.copyOut(pOutput, outputBytes) };
      },
    });
  };
  const watched = {
    hDevice,
    bench,
    video: {
      ...video,
      pfnQueryAuthenticatedChannel: (...given: Parameters<typeof video.pfnQueryAuthenticatedChannel>) => {
        const [hThis, channel, bytes, pInput, outputBytes] = given;
        keep(`query ${messages.length}`, bytes, pInput, outputBytes, (pMessage, pOutput, other = channel) =>
          video.pfnQueryAuthenticatedChannel(hThis, other, bytes, pMessage, outputBytes, pOutput),
        );
        return video.pfnQueryAuthenticatedChannel(...given);
      },
      pfnConfigureAuthenticatedChannel: (
        ...given: Parameters<typeof video.pfnConfigureAuthenticatedChannel>
      ) => {
        const [hThis, channel, bytes, pInput] = given;
        keep(`command ${messages.length}`, bytes, pInput, 48, (pMessage, pOutput, other = channel) =>
          video.pfnConfigureAuthenticatedChannel(hThis, other, bytes, pMessage, pOutput),
        );
        return video.pfnConfigureAuthenticatedChannel(...given);
      },
    },
  };
  return { bench, messages, channel: new BenchChannel(watched) };
}

/** Hands a message over again, to the channel that it came to or to another. */
type Again = (pMessage: Address, pOutput: Address, other?: ddi.HAuthChannel) => Hresult;

const protect = (channel: ReturnType<typeof recorded>['channel'], Value: number) =>
  channel.configure(
    ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION,
    ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION_GUID,
    { Protections: { Value } },
  ).code;

const encrypt = (channel: ReturnType<typeof recorded>['channel'], EncryptionGuid: ddi.Guid) =>
  channel.configure(
    ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_ACCESSIBLE_ENCRYPTION,
    ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_ENCRYPTION_WHEN_ACCESSIBLE_GUID,
    { EncryptionGuid },
  ).code;

/** A conversation in which every command changes something, and what a channel tells at its end. */
function conversation() {
  const { bench, messages, channel } = recorded();
  const { device } = bench;
  channel.start();
  const decoder = makeDecoder(device, { encryption: ddi.NULL_GUID });
  const sessions = [1, 2].map((byte) => device.keyedSession(new Uint8Array(16).fill(byte)));
  const DecodeHandle = decoderHandleOf(device, decoder);
  const handles = sessions.map((session) => sessionHandleOf(device, session));
  const codes = [
    ...handles.map((handle) => bindOver(channel, DecodeHandle, handle)),
    ...[3, 1].map((flags) => protect(channel, flags)),
    ...[ddi.D3D11_1DDI_CRYPTO_TYPE_AES128_CTR, ddi.NULL_GUID].map((guid) => encrypt(channel, guid)),
  ];
  expect(new Set(codes)).toEqual(new Set([S_OK]));
  const state = () =>
    [
      channel.query(ddi.D3D11_1DDI_AUTHENTICATED_QUERY_PROTECTION),
      channel.query(ddi.D3D11_1DDI_AUTHENTICATED_QUERY_CURRENT_ENCRYPTION_WHEN_ACCESSIBLE),
      channel.query(ddi.D3D11_1DDI_AUTHENTICATED_QUERY_CRYPTO_SESSION, { DecodeHandle }),
    ].map(({ code, bytes }) => [code, Buffer.from(bytes.subarray(48)).toString('hex')]);
  return { bench, messages, channel, state };
}

describe('a conversation over a channel', () => {
  it('is refused where any message of it comes again, and nothing is changed or used up', () => {
    const { messages, channel, state } = conversation();
    const before = state();
    expect(before.map(([code]) => code)).toEqual([S_OK, S_OK, S_OK]);
    const sent = [...messages];
    expect(sent.length).toBeGreaterThan(10);
    for (const { what, again } of sent) {
      const { code, output } = again();
      expect([what, code]).toEqual([what, E_INVALIDARG]);
      // The answer says so too, signed, and tells nothing (ACH-27).
      expect(Buffer.from(output).readUInt32LE(44)).toBe(E_INVALIDARG);
      expect(output.subarray(48)).toEqual(new Uint8Array(output.length - 48));
    }
    expect(state()).toEqual(before);
    expect(protect(channel, 2)).toBe(S_OK); // the next number of a command is still the next
  });

  it('is refused on another channel with the same key, whose hChannel it does not name (QAC-13, D-34)', () => {
    const { messages, bench } = conversation();
    const other = new BenchChannel(bench.device).start();
    const codes = messages.map(({ again }) => again(other.handle).code);
    expect(new Set(codes)).toEqual(new Set([E_INVALIDARG]));
  });

  it('is refused after the end of its channel', () => {
    const { messages, bench, channel } = conversation();
    const { video, hDevice } = bench.device;
    video.pfnDestroyAuthenticatedChannel(hDevice, channel.handle);
    for (const { what, again } of messages) {
      const { code, output } = again();
      expect([what, code]).toEqual([what, E_INVALIDARG]);
      expect(output.every((byte) => byte === 0xee)).toBe(true);
    }
  });
});
