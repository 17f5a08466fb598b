import type { CounterCarry } from '../../../crypto/index.js';
import { encryptForDecryptionBlt } from '../../../player/index.js';
import type { Rule } from '../../rules/rule.js';
import type { D3D11Case } from '../fixture.js';
import { hasCap } from './caps.js';
import { keyedSession } from './keys.js';

/**
 * NumEncryptedBytesAtBeginning, NumBytesInSkipPattern, NumBytesInEncryptPattern.
 * @example
 * const pagesExample: BlockPattern = [100, 20, 2]; // EBI-4
 */
export type BlockPattern = readonly [beginning: number, skip: number, encrypt: number];

/** A pattern as it stands in a case id: `100-20-2`. */
export function patternOf(text: string): BlockPattern {
  const [beginning = 0, skip = 0, encrypt = 0] = text.split('-').map(Number);
  return [beginning, skip, encrypt];
}

/** Whether a byte is encrypted (EBI-1, EBI-2): nothing to skip encrypts the rest, nothing to encrypt leaves it clear (D-23). */
function isEncrypted(at: number, [beginning, skip, encrypt]: BlockPattern): boolean {
  if (at < beginning) return true;
  return encrypt > 0 && (at - beginning) % (skip + encrypt) >= skip;
}

/** The places of the bytes that a pattern encrypts, in order. */
export function encryptedPlaces(bytes: number, pattern: BlockPattern): number[] {
  return Array.from({ length: bytes }, (_, at) => at).filter((at) => isEncrypted(at, pattern));
}

/** A keyed session on a driver that takes partly encrypted data (DB-4). */
export function partialSession(t: D3D11Case) {
  const keyed = keyedSession(t, 'DECRYPTION_BLT');
  if (!hasCap(t, keyed.device, 'PARTIAL_DECRYPTION')) t.skip("the driver's caps have no PARTIAL_DECRYPTION");
  return keyed;
}

/** How the target's key streams run (D-22, D-23). */
export const bltSettings = (t: D3D11Case) => ({
  carry: t.setting('ctrCarry'),
  keystream: t.setting('partialKeystream'),
});

/** A picture, and what it is encrypted with. */
export interface PartialContent {
  readonly key: Uint8Array;
  readonly iv: Uint8Array;
  readonly picture: Uint8Array;
  readonly pattern: BlockPattern;
  readonly carry?: CounterCarry;
  /** What the key stream runs over (D-23); the encrypted bytes unless told otherwise. */
  readonly keystream?: 'encrypted-only' | 'whole-buffer';
}

/** Encrypts what a pattern says. One key stream runs over the encrypted bytes alone, or over all of them (D-23). */
export function encryptPartially(content: PartialContent): Uint8Array {
  const { key, iv, picture, pattern, carry = 'count', keystream = 'encrypted-only' } = content;
  const encrypt = (data: Uint8Array) => encryptForDecryptionBlt({ sessionKey: key, iv, data, carry });
  const places = encryptedPlaces(picture.length, pattern);
  const together = Uint8Array.from(places, (at) => picture[at]!);
  const whole = keystream === 'whole-buffer' ? encrypt(picture) : undefined;
  const encrypted = whole ? places.map((at) => whole[at]!) : encrypt(together);
  const data = picture.slice();
  places.forEach((at, index) => {
    data[at] = encrypted[index]!;
  });
  return data;
}

/** Where the first run of encrypted bytes ends that begins with the buffer; 0 where the buffer begins clear. */
function firstRunEnd(bytes: number, pattern: BlockPattern): number {
  const places = encryptedPlaces(bytes, pattern);
  const end = places.findIndex((at, index) => at !== index);
  return end < 0 ? places.length : end;
}

/**
 * Compares a decrypted picture: what was clear, and the run that the buffer begins with, by `rule`; what lies behind a
 * clear run by D-23, since how the key stream goes on there no page says.
 * @example
 * expectPicture(t, readBack(t, pair.target), { picture, pattern: [100, 20, 2] }, 'EBI-4');
 */
export function expectPicture(
  t: D3D11Case,
  actual: Uint8Array,
  { picture, pattern }: Pick<PartialContent, 'picture' | 'pattern'>,
  rule: Rule,
): void {
  const first = firstRunEnd(picture.length, pattern);
  const told = `pattern (${pattern.join(', ')})`;
  const at = (wanted: (place: number) => boolean) => (bytes: Uint8Array) =>
    bytes.filter((_, place) => wanted(place));
  const beginning = at((place) => place < first);
  const clear = at((place) => !isEncrypted(place, pattern));
  const behind = at((place) => place >= first && isEncrypted(place, pattern));
  t.expectBytes(beginning(actual), beginning(picture), rule, `${told}: the run that it begins with`);
  t.expectBytes(clear(actual), clear(picture), rule, `${told}: the bytes that were clear`);
  t.expectBytes(behind(actual), behind(picture), 'D-23', `${told}: the encrypted bytes behind clear ones`);
}
