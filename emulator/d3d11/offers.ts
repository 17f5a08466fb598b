import type { Address, Guid, GuidWords, Memory } from '../../src/abi/index.js';
import { guidWords } from '../../src/abi/index.js';
import { NULL_GUID } from '../../src/ddi/index.js';
import type { CryptoTypeSupport, EmulatedProfile } from './profile.js';

const at = (address: number) => address as Address;

/** True when the 16 bytes at an address are this GUID: four comparisons, no text (D-63). */
function isGuidAt(memory: Memory, address: Address, words: GuidWords): boolean {
  return (
    memory.readU32(address) === words[0] &&
    memory.readU32(at(address + 4)) === words[1] &&
    memory.readU32(at(address + 8)) === words[2] &&
    memory.readU32(at(address + 12)) === words[3]
  );
}

/** A set of GUIDs that can be looked up straight from memory. */
export class GuidSet {
  private readonly words: readonly GuidWords[];

  constructor(readonly guids: readonly Guid[]) {
    this.words = guids.map(guidWords);
  }

  /** The member that lies at an address, or undefined. */
  at(memory: Memory, address: Address): Guid | undefined {
    for (let index = 0; index < this.words.length; index += 1)
      if (isGuidAt(memory, address, this.words[index]!)) return this.guids[index];
    return undefined;
  }

  has(memory: Memory, address: Address): boolean {
    return this.at(memory, address) !== undefined;
  }
}

/** What goes with one crypto type, or with all of them, ready to be compared with what lies in memory. */
export interface Offer {
  readonly keyExchangeTypes: GuidSet;
  readonly decodeProfiles: GuidSet;
}

/** All that a profile offers, with the union that a query for NULL_GUID gets (D-12). */
export interface Offers {
  readonly cryptoTypes: GuidSet;
  /** Under undefined, which is what {@link GuidSet.at} finds of a type that is not offered, there is none. */
  readonly byType: ReadonlyMap<Guid | undefined, Offer>;
  readonly union: Offer;
}

const nullWords = guidWords(NULL_GUID);

export function isNullGuid(memory: Memory, address: Address): boolean {
  return isGuidAt(memory, address, nullWords);
}

const distinct = (guids: readonly Guid[]) => new GuidSet([...new Set(guids)]);

const offerOf = (types: readonly CryptoTypeSupport[]): Offer => ({
  keyExchangeTypes: distinct(types.flatMap(({ keyExchangeTypes }) => keyExchangeTypes)),
  decodeProfiles: distinct(types.flatMap(({ decodeProfiles }) => decodeProfiles)),
});

export function createOffers({ cryptoTypes }: EmulatedProfile): Offers {
  return {
    cryptoTypes: new GuidSet(cryptoTypes.map(({ cryptoType }) => cryptoType)),
    byType: new Map(cryptoTypes.map((type) => [type.cryptoType, offerOf([type])])),
    union: offerOf(cryptoTypes),
  };
}
