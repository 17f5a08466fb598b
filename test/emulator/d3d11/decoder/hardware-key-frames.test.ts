/** Frames under a key that the trusted environment has: what comes out is what went into the `openssl` command. */
import { describe, expect } from '@jest/globals';
import { loadProfile } from 'softumd';
import * as ddi from 'softumd/ddi';
import { openssl, opensslReason, withOpenssl } from '../../../crypto/openssl.js';
import { envelopeBytes, HW_PROTECTION, inputBytes, outputBytes, VENDOR } from '../hardware/hardware-bench.js';
import { CBCS, CENC, DecoderBench, frameSession, type Map } from './decoder-bench.js';

const { S_OK, E_INVALIDARG } = ddi;
const keyText = '8f3c0a5577e1d2b4960f1e2d3c4b5a69';
const ivText = '00112233445566770000000000000000';
const iv = new Uint8Array(Buffer.from(ivText, 'hex'));
const keyId = ddi.guid('11223344-5566-7788-99aa-bbccddeeff00');
/** The id as it lies in memory, then the key: the data of the profile's command 0x53550001. */
const installData = new Uint8Array(Buffer.from(`443322116655887799aabbccddeeff00${keyText}`, 'hex'));
const clear = Uint8Array.from({ length: 500 }, (_, at) => (at * 37) % 251);

/** Stretches of a frame, in one piece. */
const piece = (frame: Uint8Array, stretches: readonly (readonly [number, number])[]) =>
  new Uint8Array(Buffer.concat(stretches.map(([start, end]) => frame.subarray(start, end))));

/** The frame with its stretches encrypted by openssl, as one message. */
function encrypted(cipher: string, frame: Uint8Array, stretches: readonly (readonly [number, number])[]) {
  const args = ['enc', cipher, '-nopad', '-K', keyText, '-iv', ivText];
  const secret = openssl(args, piece(frame, stretches));
  const result = new Uint8Array(frame);
  let at = 0;
  for (const [start, end] of stretches) result.set(secret.subarray(at, (at += end - start)), start);
  return result;
}

/** A decoder of `hardware-drm`, a session whose keys are in hardware, and the key sent there by a message. */
function world(encryption: ddi.Guid) {
  const decoding = new DecoderBench({ encryption }, loadProfile('hardware-drm'));
  const { bench, device } = decoding;
  const { hDevice, video } = device;
  const sessionWith = (exchange: ddi.Guid) =>
    device.session(bench.sessionArguments(VENDOR, ddi.D3D11_1DDI_DECODER_PROFILE_H264_VLD_NOFGT, exchange));
  const install = () => {
    const blocks = [bench.bytes(inputBytes({ data: installData })), bench.bytes(outputBytes({}))] as const;
    const pData = bench.bytes(envelopeBytes(0x5355_0001, ...blocks));
    return video.pfnNegotiateCryptoSessionKeyExchange(hDevice, sessionWith(HW_PROTECTION), 32, pData);
  };
  const key = frameSession({ hCryptoSession: sessionWith(VENDOR), pKeyInfoId: bench.guid(keyId) });
  return { decoding, install, key };
}

describe('a frame under a key in hardware', () => {
  withOpenssl(`is decrypted: CENC, sub-samples${opensslReason}`, () => {
    const { decoding, install, key } = world(CENC);
    const map: Map = [
      [0, 0],
      [30, 170],
      [21, 279],
    ];
    const data = encrypted('-aes-128-ctr', clear, [
      [30, 200],
      [221, 500],
    ]);
    expect(data).not.toEqual(clear);
    expect(decoding.begin(key)).toBe(E_INVALIDARG); // nobody has sent it yet
    expect(install()).toBe(S_OK);
    expect(decoding.frameOf({ data, iv, map }, key)).toEqual(clear);
  });

  withOpenssl(`is decrypted: CBCS, one block in ten${opensslReason}`, () => {
    const { decoding, install, key } = world(CBCS);
    const map: Map = [
      [30, 170],
      [21, 279],
    ];
    // From the IV again in each sub-sample; of 170 and 279 bytes the blocks at 0 and at 160 are encrypted.
    const first = encrypted('-aes-128-cbc', clear, [[30, 46]]);
    const data = encrypted('-aes-128-cbc', first, [
      [221, 237],
      [381, 397],
    ]);
    expect(install()).toBe(S_OK);
    expect(decoding.frameOf({ data, iv, map, stripes: [1, 9] }, key)).toEqual(clear);
  });
});
