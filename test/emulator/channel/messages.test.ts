/** Every query and command by known answers: offsets of the documents, OMACs by node:crypto (QAC-6…QAC-10, CFG-8…CFG-19). */
import { describe, expect, it } from '@jest/globals';
import { loadProfile } from 'softumd';
import * as ddi from 'softumd/ddi';
import type { EmulatedProfile } from 'softumd/emulator';
import { Bench } from '../d3d11/bench.js';
import type { Answered } from './channel-bench.js';
import { BenchChannel, cmac } from './channel-bench.js';

const { S_OK, E_FAIL, E_INVALIDARG } = ddi;
const started = (bench = new Bench(), type?: number) => new BenchChannel(bench.device, type).start();

/** What an answer has behind its header of 48 bytes, once header and OMAC have been looked at. */
function taken(channel: BenchChannel, type: ddi.Guid, { code, bytes }: Answered): DataView {
  expect(code).toBe(S_OK);
  expect(bytes.slice(0, 16)).toEqual(new Uint8Array(cmac(channel.key, bytes.subarray(16))));
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  expect(ddi.GUID.read(ddi.bytesAccess(bytes.slice(16, 32)), ddi.NULL, 'x64')).toBe(type);
  expect(view.getBigUint64(32, true)).toBe(channel.hChannel);
  expect([view.getUint32(40, true), view.getUint32(44, true)]).toEqual([channel.queryNumber - 1, S_OK]);
  return new DataView(bytes.buffer, bytes.byteOffset + 48);
}

const ask = (channel: BenchChannel, type: ddi.Guid, members: object = {}) =>
  taken(channel, type, channel.query(type, members));

const guidAt = (view: DataView, at: number) =>
  ddi.GUID.read(ddi.bytesAccess(new Uint8Array(view.buffer, view.byteOffset + at, 16)), ddi.NULL, 'x64');

const deviceHandle = (channel: BenchChannel) =>
  ask(channel, ddi.D3D11_1DDI_AUTHENTICATED_QUERY_DEVICE_HANDLE).getBigUint64(0, true);

const sessionHandle = ({ bench, device }: BenchChannel) => {
  const pHandle = bench.bytes(8);
  device.video.pfnCryptoSessionGetHandle(device.hDevice, device.session(), pHandle);
  return bench.memory.readU64(pHandle);
};

describe('queries', () => {
  it('tell the device by a handle of its own, the same each time', () => {
    const one = started();
    const other = new BenchChannel(one.bench.other).start();
    expect(deviceHandle(one)).toBe(deviceHandle(one));
    expect(deviceHandle(one)).not.toBe(deviceHandle(other));
    expect(deviceHandle(one) >> 32n).not.toBe(0n);
  });

  it.each([
    { contiguousBlocks: true, nonContiguousBlocks: false },
    { contiguousBlocks: false, nonContiguousBlocks: true },
  ])('tell accessibility as the profile has it: %j', (blocks) => {
    const accessibility = {
      ...{ busType: 0x30002, ...blocks },
      encryptions: [ddi.D3D11_1DDI_CRYPTO_TYPE_AES128_CTR, ddi.D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP],
    };
    const one = started(new Bench({ profile: { ...loadProfile('default'), accessibility } }));
    const view = ask(one, ddi.D3D11_1DDI_AUTHENTICATED_QUERY_ACCESSIBILITY_ATTRIBUTES);
    const told = [blocks.contiguousBlocks, blocks.nonContiguousBlocks].map(Number);
    expect([0, 4, 8].map((at) => view.getUint32(at, true))).toEqual([0x30002, ...told]);
    const count = ddi.D3D11_1DDI_AUTHENTICATED_QUERY_ENCRYPTION_WHEN_ACCESSIBLE_GUID_COUNT;
    expect(ask(one, count).getUint32(0, true)).toBe(2);
    const at = ddi.D3D11_1DDI_AUTHENTICATED_QUERY_ENCRYPTION_WHEN_ACCESSIBLE_GUID;
    const second = ask(one, at, { EncryptionGuidIndex: 1 });
    expect([second.getUint32(0, true), guidAt(second, 4)]).toEqual([1, accessibility.encryptions[1]]);
    expect(one.query(at, { EncryptionGuidIndex: 2 }).code).toBe(E_INVALIDARG);
  });

  it('tell the outputs of a session of the device, and nothing for another', () => {
    const one = started();
    const [DeviceHandle, CryptoSessionHandle] = [deviceHandle(one), sessionHandle(one)];
    const count = ask(one, ddi.D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT_ID_COUNT, {
      DeviceHandle,
      CryptoSessionHandle,
    });
    expect([count.getBigUint64(0, true), count.getBigUint64(8, true)]).toEqual([
      DeviceHandle,
      CryptoSessionHandle,
    ]);
    const outputs = count.getUint32(16, true);
    expect(outputs).toBeGreaterThan(0);
    const at = ddi.D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT_ID;
    const first = ask(one, at, { DeviceHandle, CryptoSessionHandle, OutputIDIndex: 0 });
    expect(first.getUint32(16, true)).toBe(0);
    expect(first.getBigUint64(24, true) >> 32n).not.toBe(0n);
    for (const wrong of [
      { DeviceHandle, CryptoSessionHandle, OutputIDIndex: outputs },
      { DeviceHandle: DeviceHandle + 1n, CryptoSessionHandle, OutputIDIndex: 0 },
      { DeviceHandle, CryptoSessionHandle: CryptoSessionHandle + 1n, OutputIDIndex: 0 },
    ])
      expect(one.query(at, wrong).code).toBe(E_INVALIDARG);
  });

  it('are taken by the types of channel that they are for (ACH-28)', () => {
    const profile = loadProfile('default');
    const bench = new Bench({ profile: { ...profile, caps: profile.caps | 2 } });
    const [software, hardware] = [started(bench, 2), started(bench, 3)];
    const type = ddi.D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE;
    expect([software, hardware].map((one) => ask(one, type).getUint32(0, true))).toEqual([2, 3]);
    const count = ddi.D3D11_1DDI_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_COUNT;
    expect(hardware.query(count).code).toBe(E_FAIL);
  });
});

describe('ENCRYPTION_WHEN_ACCESSIBLE', () => {
  const set = (one: BenchChannel, EncryptionGuid: ddi.Guid) =>
    one.configure(
      ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_ACCESSIBLE_ENCRYPTION,
      ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_ENCRYPTION_WHEN_ACCESSIBLE_GUID,
      { EncryptionGuid },
    ).code;
  const current = (one: BenchChannel) =>
    guidAt(ask(one, ddi.D3D11_1DDI_AUTHENTICATED_QUERY_CURRENT_ENCRYPTION_WHEN_ACCESSIBLE), 0);

  it('takes what the profile lists, tells it, and ends with its channel (DAC-2)', () => {
    const bench = new Bench();
    const [one, other] = [started(bench), started(bench)];
    const { NULL_GUID, D3D11_1DDI_CRYPTO_TYPE_AES128_CTR: AES } = ddi;
    expect([current(one), set(one, AES), current(one), current(other)]).toEqual([NULL_GUID, S_OK, AES, AES]);
    expect(set(other, ddi.D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP)).toBe(E_INVALIDARG);
    expect([set(one, NULL_GUID), current(one)]).toEqual([S_OK, NULL_GUID]);
    expect(set(one, AES)).toBe(S_OK);
    bench.device.video.pfnDestroyAuthenticatedChannel(bench.device.hDevice, one.handle);
    expect(current(other)).toBe(NULL_GUID);
  });
});

describe('a profile', () => {
  const withProfile = (changes: Partial<EmulatedProfile>) =>
    started(new Bench({ profile: { ...loadProfile('default'), ...changes } }));
  const type = ddi.D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE;

  it('may want sizes to be exact (D-31)', () => {
    const one = withProfile({ channelSizes: 'exact' });
    expect(ask(one, type).getUint32(0, true)).toBe(2);
    const { hChannel, queryNumber: SequenceNumber } = one;
    const query = ddi.D3D11_1DDI_AUTHENTICATED_QUERY_INPUT.toBytes({
      ...{ QueryType: type, hChannel, SequenceNumber },
    });
    expect([one.ask(query, 57).code, one.ask(query, 56, 33).code]).toEqual([E_INVALIDARG, E_INVALIDARG]);
    expect(one.ask(query, 56).code).toBe(S_OK);
  });

  it('may have OMACs over the whole message, its omac zeros (D-30)', () => {
    const bench = new Bench({ profile: { ...loadProfile('default'), channelOmac: 'zeroed-omac' } });
    const one = new BenchChannel(bench.device);
    one.negotiate();
    expect(one.initialize().code).toBe(E_INVALIDARG); // signed over what is behind the omac
    const initialize = one.command(
      ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_INITIALIZE,
      ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_INITIALIZE_GUID,
      { StartSequenceQuery: one.queryNumber, StartSequenceConfigure: one.commandNumber },
      0,
    );
    const overAll = (bytes: Uint8Array) => new Uint8Array(cmac(one.key, bytes.slice().fill(0, 0, 16)));
    initialize.set(overAll(initialize));
    expect(one.send(initialize).code).toBe(S_OK);
    const { bytes } = one.query(type);
    expect(bytes.slice(0, 16)).toEqual(overAll(bytes));
  });

  it('tells a channel its own encryption, before that of another (D-16)', () => {
    const encryptions = [ddi.D3D11_1DDI_CRYPTO_TYPE_AES128_CTR, ddi.D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP];
    const accessibility = { ...loadProfile('default').accessibility, encryptions };
    const one = withProfile({ accessibility });
    const other = started(one.bench);
    [one, other].forEach((channel, index) => {
      const { code } = channel.configure(
        ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_ACCESSIBLE_ENCRYPTION,
        ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_ENCRYPTION_WHEN_ACCESSIBLE_GUID,
        { EncryptionGuid: encryptions[index] },
      );
      expect(code).toBe(S_OK);
    });
    const current = ddi.D3D11_1DDI_AUTHENTICATED_QUERY_CURRENT_ENCRYPTION_WHEN_ACCESSIBLE;
    expect([one, other].map((channel) => guidAt(ask(channel, current), 0))).toEqual(encryptions);
  });
});

describe('a key', () => {
  it('that replaces another signs from then on; the counters go on (D-04, D-33)', () => {
    const one = started();
    one.key = new Uint8Array(16).fill(9);
    expect(one.negotiate()).toBe(S_OK);
    expect(one.initialize().code).toBe(E_INVALIDARG);
    expect(ask(one, ddi.D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE).getUint32(0, true)).toBe(2);
  });
});
