import { checkBytes, describeValue } from '../crypto/check.js';
import { type CounterCarry, type CryptoEngine, opensslEngine, type Run } from '../crypto/index.js';
import { cbcEncryptRuns } from './cbc.js';
import { BLOCK_BYTES, checkPattern, type StripePattern, stripesOf, wholeBlocks } from './stripes.js';
import { checkSubSamples, type SubSample } from './sub-samples.js';

/**
 * How ISO/IEC 23001-7 encrypts a frame, by the four characters that a file has for it. Each sub-sample's encrypted bytes:
 *
 * - 'cenc': AES-CTR over all of them, as one stream through all sub-samples, inside a block too.
 * - 'cens': AES-CTR over the encrypted blocks of the pattern alone, as one stream through all sub-samples.
 * - 'cbc1': AES-CBC over the whole blocks, as one chain through all sub-samples.
 * - 'cbcs': AES-CBC over the encrypted blocks of the pattern, from the same IV again at each sub-sample.
 *
 * In all but 'cenc' what is left behind the last whole block of a sub-sample stays clear. A decoder buffer of WDDM 2.4
 * tells them apart by its stripe counts: both 0 for 'cenc' and 'cbc1', none 0 for the other two.
 *
 * @example
 * ```ts
 * import type { EncryptionScheme } from 'softumd/player';
 *
 * const withStripes: readonly EncryptionScheme[] = ['cens', 'cbcs'];
 * ```
 */
export type EncryptionScheme = 'cenc' | 'cens' | 'cbc1' | 'cbcs';

/**
 * A clear frame, and how it is to be encrypted.
 *
 * @example
 * ```ts
 * import type { DecoderContent } from 'softumd/player';
 *
 * const frame: DecoderContent = {
 *   scheme: 'cbcs',
 *   pattern: { encrypted: 1, clear: 9 },
 *   key: new Uint8Array(16),
 *   iv: new Uint8Array(16),
 *   data: new Uint8Array(1000),
 *   subSamples: [{ ClearSize: 40, EncryptedSize: 960 }],
 * };
 * ```
 */
export type DecoderContent = Frame & (WithoutPattern | WithPattern);

interface Frame {
  /** 16 bytes: the session key, the frame's content key, not wrapped, or a key of the trusted environment. */
  readonly key: Uint8Array;
  /** 16 bytes, for pIV. With 'cenc' and 'cens' 8 will do: Count then starts at 0. */
  readonly iv: Uint8Array;
  /** Any number of bytes; left as they are. */
  readonly data: Uint8Array;
  /** What the decoder buffer is given, too; everything is encrypted where it is left out. */
  readonly subSamples?: readonly SubSample[];
  /** OpenSSL's unless told otherwise. */
  readonly engine?: CryptoEngine;
  /** What Count does after 2^64 - 1 (D-22); 'count' unless told otherwise. */
  readonly carry?: CounterCarry;
}

interface WithoutPattern {
  readonly scheme: 'cenc' | 'cbc1';
  readonly pattern?: undefined;
}

interface WithPattern {
  readonly scheme: 'cens' | 'cbcs';
  readonly pattern: StripePattern;
}

function checkContent(content: DecoderContent): void {
  const { key, iv, data, pattern } = content;
  const scheme: unknown = content.scheme;
  checkBytes('key', key, 16);
  checkBytes('data', data);
  checkBytes('iv', iv);
  const isCounter = scheme === 'cenc' || scheme === 'cens';
  if (!isCounter || iv.length !== 8) checkBytes('iv', iv, 16);
  if (scheme === 'cens' || scheme === 'cbcs') {
    if (!pattern)
      throw new TypeError(`pattern: expected one with '${scheme}', received ${describeValue(pattern)}`);
    checkPattern(pattern);
    return;
  }
  if (scheme !== 'cenc' && scheme !== 'cbc1')
    throw new TypeError(
      `scheme: expected 'cenc', 'cens', 'cbc1' or 'cbcs', received ${describeValue(scheme)}`,
    );
  if (pattern !== undefined) throw new TypeError(`pattern: expected none with '${scheme}', received one`);
}

/** What is encrypted, for each sub-sample. */
function encryptedRuns({ scheme, pattern }: DecoderContent, subSamples: readonly SubSample[]): Run[][] {
  let end = 0;
  return subSamples.map(({ ClearSize, EncryptedSize }) => {
    const run: Run = { offset: end + ClearSize, bytes: EncryptedSize };
    end = run.offset + run.bytes;
    if (pattern) return stripesOf(run, pattern);
    return [scheme === 'cenc' ? run : wholeBlocks(run)];
  });
}

/** D3D11_AES_CTR_IV in memory order. */
function counterBlock(iv: Uint8Array): Uint8Array {
  const block = new Uint8Array(BLOCK_BYTES);
  block.set(iv);
  return block;
}

/**
 * Encrypts a frame for the buffers of a decoder, which decrypts it into protected memory.
 *
 * Nothing says that a sub-sample's encrypted size is a multiple of 16, and none is refused. For 'cens' ISO/IEC 23001-7
 * (10.3) wants it so; a file with 'cbcs' has others as a rule.
 * @returns as many bytes as `data`
 * @throws TypeError when an argument has another type, or a pattern is missing or too much
 * @throws RangeError when key or IV have another length, a count of the pattern is 0, or the sub-samples are not as long
 * as the frame
 *
 * @example
 * ```ts
 * import { createIvSequence, encryptForDecoder, subSamplesOfNalUnits } from 'softumd/player';
 *
 * function protect(key: Uint8Array, frame: Uint8Array) {
 *   const iv = createIvSequence().next();
 *   const subSamples = subSamplesOfNalUnits({ data: frame, codec: 'h264', clearBytes: 32 });
 *   const data = encryptForDecoder({ key, iv, data: frame, scheme: 'cenc', subSamples });
 *   return { data, iv, subSamples };
 * }
 * ```
 */
export function encryptForDecoder(content: DecoderContent): Uint8Array {
  checkContent(content);
  const { key, iv, data, scheme, engine = opensslEngine(), carry = 'count' } = content;
  const subSamples = content.subSamples ?? [{ ClearSize: 0, EncryptedSize: data.length }];
  checkSubSamples(subSamples, data.length);
  const runs = encryptedRuns(content, subSamples);
  const output = new Uint8Array(data);
  if (scheme === 'cbcs') for (const own of runs) cbcEncryptRuns(engine, key, iv, output, own);
  else if (scheme === 'cbc1') cbcEncryptRuns(engine, key, iv, output, runs.flat());
  else engine.ctr(key, counterBlock(iv), carry).applyRuns(data, output, runs.flat());
  return output;
}
