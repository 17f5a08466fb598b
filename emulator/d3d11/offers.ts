import type { Address, Guid, GuidWords, Memory } from '../../src/abi/index.js';
import { guidWords } from '../../src/abi/index.js';
import { NULL_GUID } from '../../src/ddi/index.js';
import type { EmulatedProfile } from './profile.js';

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

/** One crypto type as the driver offers it, ready to be compared with what lies in memory. */
export interface Offer {
  readonly cryptoType: Guid;
  readonly keyExchangeTypes: GuidSet;
  readonly decodeProfiles: GuidSet;
}

/** All that a profile offers, with the union that a query for NULL_GUID gets (D-12). */
export interface Offers {
  readonly cryptoTypes: GuidSet;
  readonly byType: ReadonlyMap<Guid, Offer>;
  readonly union: Offer;
}

const nullWords = guidWords(NULL_GUID);

export function isNullGuid(memory: Memory, address: Address): boolean {
  return isGuidAt(memory, address, nullWords);
}

export function createOffers(profile: EmulatedProfile): Offers {
  const distinct = (guids: readonly Guid[]) => new GuidSet([...new Set(guids)]);
  const offers = profile.cryptoTypes.map(({ cryptoType, keyExchangeTypes, decodeProfiles }): Offer => {
    return {
      cryptoType,
      keyExchangeTypes: distinct(keyExchangeTypes),
      decodeProfiles: distinct(decodeProfiles),
    };
  });
  return {
    cryptoTypes: new GuidSet(offers.map(({ cryptoType }) => cryptoType)),
    byType: new Map(offers.map((offer) => [offer.cryptoType, offer])),
    union: {
      cryptoType: NULL_GUID,
      keyExchangeTypes: distinct(profile.cryptoTypes.flatMap(({ keyExchangeTypes }) => keyExchangeTypes)),
      decodeProfiles: distinct(profile.cryptoTypes.flatMap(({ decodeProfiles }) => decodeProfiles)),
    },
  };
}
