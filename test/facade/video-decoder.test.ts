/** Decoders of the facade: a frame in one call, by the API's method that has a place for what it is made of. */
import { createCipheriv } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { DeviceOptions, FrameOptions } from 'softumd';
import { createDevice } from 'softumd';
import * as d3d11 from 'softumd/d3d11';
import type { HDecode } from 'softumd/ddi';
import { E_PENDING } from 'softumd/ddi';
import { readCertificateChain, wrapContentKey, wrapSessionKey } from 'softumd/player';
import { caught } from '../support/caught.js';

const h264 = d3d11.D3D11_DECODER_PROFILE_H264_VLD_NOFGT;
const { D3D11_DECODER_BITSTREAM_ENCRYPTION_TYPE_CENC: CENC, DXVA_NoEncrypt } = d3d11;
const { BITSTREAM, SLICE_CONTROL } = d3d11.D3D11_VIDEO_DECODER_BUFFER_TYPE;
const size = { width: 64, height: 32 };
const key = Uint8Array.from({ length: 16 }, (_, at) => at + 1);
const iv = new Uint8Array(16).fill(7, 0, 8);
const content = Uint8Array.from({ length: 96 }, (_, at) => at);
const ctr = (with_: Uint8Array, bytes: Uint8Array) =>
  new Uint8Array(createCipheriv('aes-128-ctr', with_, iv).update(bytes));

function scene(encryption: d3d11.Guid = DXVA_NoEncrypt, options: DeviceOptions = {}) {
  const device = createDevice({ profile: 'hardware-decode', calls: 100, ...options });
  const { videoDevice, videoContext } = device;
  const type = d3d11.D3D11_CRYPTO_TYPE_AES128_CTR;
  const session = videoDevice.createCryptoSession(type, h264, d3d11.D3D11_KEY_EXCHANGE_RSAES_OAEP);
  const { leaf } = readCertificateChain(session.getCertificate());
  videoContext.negotiateCryptoSessionKeyExchange(session, wrapSessionKey(leaf, key));
  const decoder = videoDevice.createVideoDecoder({ profile: h264, ...size, encryption });
  const pictures = device.createNv12Texture('decoded', size);
  const view = decoder.createOutputView(pictures);
  const { hDevice, handle } = d3d11.driverHandlesOf<HDecode>(decoder.api);
  const decoded = () =>
    device.driver.oracle.decodedBuffers(hDevice, handle)?.map(({ type: ddi, bytes }) => [ddi - 1, bytes]);
  const submitted = () => device.calls.map(({ call }) => call).filter((call) => /Submit/.test(call));
  return { device, session, decoder, view, pictures, decoded, submitted };
}

describe('decodeFrame', () => {
  it.each<[string, FrameOptions['buffers'][number], string]>([
    ['in clear', {} as never, 'ID3D11VideoContext::SubmitDecoderBuffers'],
    [
      'with sub-samples',
      { subSamples: [{ ClearSize: 96, EncryptedSize: 0 }] } as never,
      'ID3D11VideoContext1::SubmitDecoderBuffers1',
    ],
    [
      'with a pattern',
      { pattern: { encrypted: 1, clear: 9 } } as never,
      'ID3D11VideoContext3::SubmitDecoderBuffers2',
    ],
  ])('hands over a buffer %s', (_how, buffer, method) => {
    const { decoder, view, decoded, submitted } = scene();
    decoder.decodeFrame(view, { buffers: [{ ...buffer, bytes: content }] });
    expect(decoded()).toEqual([[BITSTREAM, content]]);
    expect(submitted()).toEqual([method]);
  });

  it('names session and content key, and takes several buffers', () => {
    const { decoder, view, session, decoded } = scene(CENC);
    const contentKey = new Uint8Array(16).fill(0x77);
    const bytes = new Uint8Array([...content.subarray(0, 32), ...ctr(contentKey, content.subarray(32))]);
    const slices = new Uint8Array(10).fill(3);
    decoder.decodeFrame(view, {
      session,
      contentKey: wrapContentKey(key, contentKey),
      buffers: [
        { type: SLICE_CONTROL, bytes: slices },
        { bytes, iv, subSamples: [{ ClearSize: 32, EncryptedSize: 64 }] },
      ],
    });
    expect(decoded()).toEqual([
      [SLICE_CONTROL, slices],
      [BITSTREAM, content],
    ]);
  });

  it('throws while the decoder is busy, and goes on afterwards (RC-04)', () => {
    const { device, decoder, view, decoded } = scene();
    device.driver.control.stillDecoding(1, E_PENDING);
    const frame = { buffers: [{ bytes: content }] };
    expect(
      caught(() => {
        decoder.decodeFrame(view, frame);
      }),
    ).toMatchObject({ name: 'E_PENDING', hresult: E_PENDING });
    decoder.decodeFrame(view, frame);
    expect(decoded()).toEqual([[BITSTREAM, content]]);
  });

  it('ends the frame whose buffers are refused, so that the next can begin', () => {
    const { decoder, view, session, decoded } = scene(CENC);
    const wrong = { bytes: content, iv, subSamples: [{ ClearSize: 1, EncryptedSize: 1 }] };
    expect(
      caught(() => {
        decoder.decodeFrame(view, { session, buffers: [wrong] });
      }),
    ).toMatchObject({
      name: 'E_INVALIDARG',
    });
    decoder.decodeFrame(view, { session, buffers: [{ bytes: ctr(key, content), iv }] });
    expect(decoded()).toEqual([[BITSTREAM, content]]);
  });

  it('refuses more bytes than the decoder’s buffer has, and leaves it released', () => {
    const { decoder, view } = scene();
    const slices = { type: SLICE_CONTROL, bytes: new Uint8Array(1 << 20) };
    expect(() => {
      decoder.decodeFrame(view, { buffers: [slices] });
    }).toThrow(TypeError);
    decoder.decodeFrame(view, { buffers: [{ type: SLICE_CONTROL, bytes: content }] });
  });

  it('names what is wrong with its options', () => {
    const { decoder, view } = scene();
    expect(() => {
      decoder.decodeFrame(view, { buffer: [] } as never);
    }).toThrow(/did you mean buffers/);
    expect(() => {
      decoder.decodeFrame({} as never, { buffers: [] });
    }).toThrow(/view: expected a DecoderOutputView/);
    expect(() => {
      decoder.decodeFrame(view, { keyId: h264, buffers: [{ bytes: content, iv }] });
    }).toThrow(/session: expected that of the key that keyId names, received undefined/);
  });
});

describe('a decoder', () => {
  it('is one of the profiles and configurations that there are', () => {
    const { device, decoder } = scene(CENC);
    expect(device.videoDevice.decoderProfiles()).toContain(h264);
    const { desc, config } = decoder.creationParameters;
    expect([desc.Guid, config.guidConfigBitstreamEncryption]).toEqual([h264, CENC]);
    expect(decoder.handle >> 52n).toBe(0xdecn);
    const plain = createDevice();
    const options = { profile: h264, ...size, encryption: CENC };
    expect(() => plain.videoDevice.createVideoDecoder(options)).toThrow(
      /encryption: expected that of a configuration/,
    );
  });

  it('is a leak like any other object, and so is a view', () => {
    const { device, session, decoder, view, pictures } = scene();
    expect(
      caught(() => {
        device.assertNoLeaks();
      }),
    ).toMatchObject({ name: 'LeakError' });
    for (const one of [view, decoder, session, pictures]) one.release();
    device.assertNoLeaks();
    expect(
      caught(() => {
        decoder.release();
      }),
    ).toMatchObject({ name: 'E_INVALIDARG' });
  });

  it('cannot get sub-samples to a driver of D3D11.1', () => {
    const { decoder, view } = scene(DXVA_NoEncrypt, { profile: 'default' });
    decoder.decodeFrame(view, { buffers: [{ bytes: content }] });
    const buffers = [{ bytes: content, subSamples: [{ ClearSize: 96, EncryptedSize: 0 }] }];
    expect(
      caught(() => {
        decoder.decodeFrame(view, { buffers });
      }),
    ).toMatchObject({ name: 'E_NOTIMPL' });
  });
});
