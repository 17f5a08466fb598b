import type { DriverCall, Duty } from './duty.js';

/** A decoder that its device has made. */
interface KnownDecoder {
  readonly hDevice: number;
  isInFrame: boolean;
}

/**
 * A decoder's frames begin, get their buffers, and end, none in another (VDEC-15, VDBF-4). What goes through another
 * device, or to a decoder that is no more, is another duty's.
 */
export class DecoderFrames implements Duty {
  private readonly decoders = new Map<number, KnownDecoder>();

  before({ declaration, args, breaks }: DriverCall): void {
    const decoder = this.find(args);
    if (!decoder) return;
    const { isInFrame } = decoder;
    const { name } = declaration;
    if (name === 'VideoDecoderBeginFrame' && isInFrame) breaks('VDBF-4', 'a frame has begun already');
    if (name === 'VideoDecoderEndFrame' && !isInFrame) breaks('VDBF-4', 'no frame has begun');
    if (name.startsWith('VideoDecoderSubmitBuffers') && !isInFrame) breaks('VDEC-15', 'no frame has begun');
  }

  after({ declaration, args }: DriverCall, succeeded: boolean): void {
    const [hDevice = 0, second = 0, made = 0] = args;
    const { name } = declaration;
    if (name === 'CreateVideoDecoder' && succeeded) this.decoders.set(made, { hDevice, isInFrame: false });
    const decoder = this.find(args);
    if (!decoder) return;
    if (name === 'DestroyVideoDecoder') this.decoders.delete(second);
    if (name === 'VideoDecoderBeginFrame' && succeeded) decoder.isInFrame = true;
    if (name === 'VideoDecoderEndFrame') decoder.isInFrame = false;
  }

  private find([hDevice, hDecoder = 0]: readonly number[]): KnownDecoder | undefined {
    const decoder = this.decoders.get(hDecoder);
    return decoder?.hDevice === hDevice ? decoder : undefined;
  }
}
