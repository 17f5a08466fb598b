import { cmac } from '@noble/ciphers/aes.js';
import { describe, expect, it } from '@jest/globals';
import { createDevice, HResultError } from 'softumd';
import * as d3d11 from 'softumd/d3d11';
import { readCertificateChain, wrapSessionKey } from 'softumd/player';
import { caught } from '../support/caught.js';

const { D3D11: OWN, DRIVER_SOFTWARE, DRIVER_HARDWARE } = d3d11.D3D11_AUTHENTICATED_CHANNEL_TYPE;
const key = new Uint8Array(16).fill(0x11);

/** A channel with a key, and its INITIALIZE: queries start at 7. */
function keyed(options: Parameters<typeof createDevice>[0] = {}) {
  const device = createDevice(options);
  const channel = device.videoDevice.createAuthenticatedChannel(DRIVER_SOFTWARE);
  const buffer = wrapSessionKey(readCertificateChain(channel.getCertificate()).leaf, key);
  const kept = buffer.slice();
  channel.negotiateKeyExchange(buffer);
  expect(buffer).toEqual(kept);
  const { zero } = d3d11.D3D11_AUTHENTICATED_CONFIGURE_INPUT;
  const ConfigureType = d3d11.D3D11_AUTHENTICATED_CONFIGURE_INITIALIZE;
  const initialize = d3d11.D3D11_AUTHENTICATED_CONFIGURE_INITIALIZE_INPUT.toBytes({
    Parameters: { ...zero, ConfigureType, hChannel: channel.handle },
    ...{ StartSequenceQuery: 7, StartSequenceConfigure: 70 },
  });
  initialize.set(cmac(initialize.subarray(16), key));
  const question = (SequenceNumber: number) =>
    d3d11.D3D11_AUTHENTICATED_QUERY_INPUT.toBytes({
      QueryType: d3d11.D3D11_AUTHENTICATED_QUERY_CHANNEL_TYPE,
      ...{ hChannel: channel.handle, SequenceNumber },
    });
  return { device, channel, initialize, question };
}

describe('an authenticated channel', () => {
  it('sends bytes and gives answers as bytes, signed by the driver', () => {
    const { channel, initialize, question } = keyed();
    const done = channel.configure(initialize);
    expect(done.subarray(0, 16)).toEqual(cmac(done.subarray(16), key));
    const answer = channel.query(question(7), 56);
    expect(answer.subarray(0, 16)).toEqual(cmac(answer.subarray(16), key));
    expect(answer[48]).toBe(DRIVER_SOFTWARE);
    expect(channel.type).toBe(DRIVER_SOFTWARE);
    channel.release();
    expect(
      caught(() => {
        channel.release();
      }),
    ).toBeInstanceOf(HResultError);
  });

  it('throws with the code, and with the cause where the driver refused', () => {
    const { channel, question } = keyed();
    const early = caught(() => channel.query(question(7), 56)) as HResultError;
    expect(early).toMatchObject({ name: 'E_INVALIDARG', call: 'AuthenticatedChannel.query' });
    expect(early.cause).toMatchObject({ function: 'QueryAuthenticatedChannel', clause: 'QAC-2, CFG-5' });
    expect(early.messages.map(({ name, check }) => name ?? check)).toEqual(['DRIVER_REFUSED']);
    expect(caught(() => channel.query(question(7), 55))).toMatchObject({
      messages: [{ name: 'QUERYAUTHENTICATEDCHANNEL_WRONGSIZE' }],
    });
    expect(caught(() => channel.query(question(7), -1))).toBeInstanceOf(TypeError);
    expect(caught(() => channel.configure('no bytes' as never))).toBeInstanceOf(TypeError);
  });

  it('has its calls with codes: the answer to a refused message is there, and signed (ACH-27)', () => {
    const { channel, initialize } = keyed();
    channel.configure(initialize);
    const answer = new Uint8Array(48);
    expect(channel.transport.configure(initialize, answer)).toBe(d3d11.E_INVALIDARG);
    expect(d3d11.D3D11_AUTHENTICATED_CONFIGURE_OUTPUT.fromBytes(answer).ReturnCode).toBe(d3d11.E_INVALIDARG);
    expect(answer.subarray(0, 16)).toEqual(cmac(answer.subarray(16), key));
  });

  it('is not made of a type that the driver lacks; the runtime has one of its own', () => {
    const { videoDevice } = createDevice();
    const error = caught(() => videoDevice.createAuthenticatedChannel(DRIVER_HARDWARE));
    expect(error).toMatchObject({ hresult: d3d11.DXGI_ERROR_UNSUPPORTED, clause: 'CAC-5, CAC-7' });
    const own = videoDevice.createAuthenticatedChannel(OWN);
    expect(caught(() => own.getCertificate())).toMatchObject({ hresult: d3d11.E_INVALIDARG });
    expect(own.handle).not.toBe(0n);
  });

  it('tells its messages by their GUIDs in the history of calls', () => {
    const { device, channel, initialize, question } = keyed({ calls: 100 });
    channel.configure(initialize);
    expect(device.calls.at(-1)!.text).toMatch(
      /ConfigureAuthenticatedChannel\(.*pInput: { Parameters: { omac: { Omac: 16 bytes }, ConfigureType: D3D11_AUTHENTICATED_CONFIGURE_INITIALIZE, hChannel: 0x[0-9a-f]+, SequenceNumber: 0 }, StartSequenceQuery: 7, StartSequenceConfigure: 0x46 }, pOutput: 48 bytes\) = S_OK; pOutput: { omac: { Omac: 16 bytes }, ConfigureType: D3D11_AUTHENTICATED_CONFIGURE_INITIALIZE, .*ReturnCode: S_OK }$/,
    );
    channel.query(question(7), 56);
    expect(device.calls.at(-1)!.wrote['pOutput']).toMatch(/^{ Output: { .*ChannelType: DRIVER_SOFTWARE }$/);
    const { transport } = channel;
    transport.query(new Uint8Array(20), new Uint8Array(56));
    expect(device.calls.at(-1)!.arguments).toMatchObject({ pInput: '20 bytes', pOutput: '56 bytes' });
    transport.query(new Uint8Array(40), new Uint8Array(56));
    expect(device.calls.at(-1)!.arguments['pInput']).toMatch(/^{ QueryType: NULL_GUID, hChannel: /);
  });
});
