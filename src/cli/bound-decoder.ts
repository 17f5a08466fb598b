import type { HDecode } from '../ddi/index.js';
import type { CryptoSession, DecoderOutputView, Device, VideoDecoder } from '../facade/index.js';
import { createIvSequence, encryptForDecryptionBlt } from '../player/index.js';
import type { RandomSource } from '../crypto/index.js';
import {
  D3D11_DECODER_PROFILE_H264_VLD_NOFGT as H264,
  D3D11_VIDEO_DECODER_BUFFER_TYPE,
  driverHandlesOf,
  NULL_GUID,
  out,
} from '../runtime/d3d11/index.js';
import type { ChannelNarrator } from './channel-steps.js';

const { BITSTREAM } = D3D11_VIDEO_DECODER_BUFFER_TYPE;

/** Larger than any stream of a demo needs: nothing is decoded. */
const size = { width: 1920, height: 1088 };

/** Where pContentKey is zeros the session's own key is meant (D-28). */
const sessionKeyItself = new Uint8Array(16);

/** A session and its key. */
export interface KeyedSession {
  readonly session: CryptoSession;
  readonly sessionKey: Uint8Array;
}

/** An H.264 decoder of frames under the session that a channel has bound to it. */
export class BoundDecoder {
  private readonly decoder: VideoDecoder;
  private readonly view: DecoderOutputView;
  private readonly ivs;

  /** @throws DemoFailed when the decoder cannot be made */
  constructor(
    private readonly narrator: ChannelNarrator,
    private readonly device: Device,
    random: RandomSource,
  ) {
    this.ivs = createIvSequence({ random });
    this.decoder = narrator.call(
      'CreateVideoDecoder(H264_VLD_NOFGT, NULL_GUID)',
      () => device.videoDevice.createVideoDecoder({ profile: H264, ...size, encryption: NULL_GUID }),
      () => 'decrypts with the session that a channel binds to it',
    );
    this.view = this.decoder.createOutputView(device.createNv12Texture('decoded', size));
  }

  /** The driver's HANDLE of it. */
  get handle(): bigint {
    return this.decoder.handle;
  }

  /** The bytes that a frame may have: how large the decoder's buffer for its bitstream is. */
  get frameBytes(): number {
    const { api } = this.device.videoContext;
    const bytes = out<number>();
    const got = api.GetDecoderBuffer(this.decoder.api, BITSTREAM, bytes, out());
    this.narrator.quietly('GetDecoderBuffer(BITSTREAM)', got);
    const released = api.ReleaseDecoderBuffer(this.decoder.api, BITSTREAM);
    this.narrator.quietly('ReleaseDecoderBuffer(BITSTREAM)', released);
    return bytes.value!;
  }

  /** Encrypts a frame and hands it to the decoder. @returns what travelled @throws HResultError where it is refused */
  decode({ sessionKey }: KeyedSession, data: Uint8Array): Uint8Array {
    const iv = this.ivs.next();
    const bytes = encryptForDecryptionBlt({ sessionKey, iv, data });
    this.decoder.decodeFrame(this.view, { contentKey: sessionKeyItself, buffers: [{ bytes, iv }] });
    return bytes;
  }

  /** What lies in protected memory of the last frame: only a test double tells. */
  decoded(): Uint8Array {
    const { hDevice, handle } = driverHandlesOf<HDecode>(this.decoder.api);
    const [bitstream] = this.device.driver.oracle.decodedBuffers(hDevice, handle) ?? [];
    return bitstream?.bytes ?? new Uint8Array();
  }
}
