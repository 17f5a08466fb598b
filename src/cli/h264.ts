import { UsageError } from './cli.js';

/** What an H.264 elementary stream holds, as far as a progress line wants to know. */
export interface StreamFacts {
  readonly nalUnits: number;
  /** Slices that begin a picture: coded frames. */
  readonly frames: number;
}

/**
 * Counts NAL units and frames of an Annex B stream.
 * @returns undefined when the bytes are none: there is no start code at their beginning
 */
export function h264Facts(stream: Uint8Array): StreamFacts | undefined {
  let nalUnits = 0;
  let frames = 0;
  let at = startCode(stream, 0);
  if (at === undefined || at > 8) return undefined;
  while (at !== undefined) {
    const type = (stream[at] ?? 0) & 0x1f;
    nalUnits += 1;
    const isSlice = type === 1 || type === 5;
    // first_mb_in_slice is 0, coded as a single 1 bit, in the slice that begins a picture.
    if (isSlice && ((stream[at + 1] ?? 0) & 0x80) !== 0) frames += 1;
    at = startCode(stream, at);
  }
  return { nalUnits, frames };
}

/** A coded frame with what stands in front of its slices. */
export interface CodedFrame {
  readonly bytes: Uint8Array;
  /** Whether a decoder can begin with it (IDR). */
  readonly isKeyFrame: boolean;
}

/** The frames of an Annex B stream; together they are the stream. */
export function h264Frames(stream: Uint8Array): CodedFrame[] {
  const begins: number[] = [];
  const keyFrames = new Set<number>();
  let hasSlice = true;
  for (let at = startCode(stream, 0); at !== undefined; at = startCode(stream, at)) {
    const type = (stream[at] ?? 0) & 0x1f;
    const isSlice = type === 1 || type === 5;
    const beginsPicture = isSlice && ((stream[at + 1] ?? 0) & 0x80) !== 0;
    // Parameter sets and messages stand in front of the slices of their picture.
    if (hasSlice && (beginsPicture || !isSlice)) {
      begins.push(begins.length === 0 ? 0 : at - (stream[at - 4] === 0 ? 4 : 3));
      hasSlice = false;
    }
    if (isSlice) hasSlice = true;
    if (type === 5) keyFrames.add(begins.length - 1);
  }
  return begins.map((begin, index) => ({
    bytes: stream.subarray(begin, begins[index + 1]),
    isKeyFrame: keyFrames.has(index),
  }));
}

/** @throws UsageError for a frame that has no room in a decoder's buffer of so many bytes */
export function checkFrames(frames: readonly CodedFrame[], mostBytes: number): void {
  const index = frames.findIndex(({ bytes }) => bytes.length > mostBytes);
  if (index === -1) return;
  const [size, most] = [frames[index]!.bytes.length, mostBytes].map((each) => each.toLocaleString('en'));
  throw new UsageError(
    `--input: frame ${index} has ${size} bytes, and the decoder's bitstream buffer ${most}: encode the stream with a lower bit rate`,
  );
}

/** Where the NAL unit behind the next start code (00 00 01) begins. */
function startCode(stream: Uint8Array, from: number): number | undefined {
  for (let index = from; index + 3 < stream.length; index += 1) {
    if (stream[index] === 0 && stream[index + 1] === 0 && stream[index + 2] === 1) return index + 3;
  }
  return undefined;
}
