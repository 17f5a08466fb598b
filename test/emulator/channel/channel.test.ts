import { describe, expect, it } from '@jest/globals';
import * as ddi from 'softumd/ddi';
import { Bench } from '../d3d11/bench.js';
import { BenchChannel, cmac } from './channel-bench.js';

const channel = () => new BenchChannel(new Bench().device).start();

const isSigned = ({ key }: BenchChannel, bytes: Uint8Array) =>
  Buffer.compare(cmac(key, bytes.subarray(16)), bytes.subarray(0, 16)) === 0;

const answerOf = (type: ddi.Guid, bytes: Uint8Array) => ddi.channelQueries.get(type)!.answer.fromBytes(bytes);

describe('a channel', () => {
  it('starts its counters once, and tells its type, signed (CFG-12, QAC-6…QAC-10)', () => {
    const one = channel();
    const { code, bytes } = one.query(ddi.D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE);
    expect(code).toBe(ddi.S_OK);
    expect(answerOf(ddi.D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE, bytes)).toMatchObject({
      Output: {
        QueryType: ddi.D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE,
        hChannel: one.hChannel,
        SequenceNumber: 100,
        ReturnCode: ddi.S_OK,
      },
      ChannelType: 2,
    });
    expect(isSigned(one, bytes)).toBe(true);
    const again = one.initialize();
    expect(again.code).toBe(ddi.E_INVALIDARG);
    expect(isSigned(one, again.bytes)).toBe(true);
  });

  it('repeats a number of 32 bits whole (QAC-6)', () => {
    const one = channel();
    one.queryNumber = 0x8102_0304;
    const type = ddi.D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE;
    const { bytes } = one.query(type);
    expect(answerOf(type, bytes)).toMatchObject({ Output: { SequenceNumber: 0x8102_0304 } });
  });

  it('is not started by an INITIALIZE that is not signed (CFG-3)', () => {
    const one = new BenchChannel(new Bench().device);
    one.negotiate();
    one.key = new Uint8Array(16);
    expect(one.initialize().code).toBe(ddi.E_INVALIDARG);
    expect(one.query(ddi.D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE).code).toBe(ddi.E_INVALIDARG);
  });

  it.each([
    [
      'itself (DAC-2)',
      ({ device, handle }: BenchChannel) => {
        device.video.pfnDestroyAuthenticatedChannel(device.hDevice, handle);
      },
    ],
    [
      'its device (DCS-2)',
      ({ device }: BenchChannel) => {
        device.host.destroy();
      },
    ],
  ])('leaves no key behind with %s', (_what, end) => {
    const one = channel();
    const { oracle } = one.bench.driver;
    expect(oracle.remembers(one.key)).toBe(true);
    end(one);
    expect(oracle.remembers(one.key)).toBe(false);
  });

  it('takes what is switched on through it (CFG-18)', () => {
    const one = channel();
    const set = one.configure(
      ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION,
      ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION_GUID,
      { Protections: { Value: 1 } },
    );
    expect(set.code).toBe(ddi.S_OK);
    expect(isSigned(one, set.bytes)).toBe(true);
    const { bytes } = one.query(ddi.D3D11_1DDI_AUTHENTICATED_QUERY_PROTECTION);
    expect(answerOf(ddi.D3D11_1DDI_AUTHENTICATED_QUERY_PROTECTION, bytes)).toMatchObject({
      ProtectionFlags: { Value: 1 },
    });
  });
});
