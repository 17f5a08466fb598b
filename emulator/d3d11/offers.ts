import type { Address, Guid, GuidWords, Memory } from '../../src/abi/index.js';
import { guidWords, NULL } from '../../src/abi/index.js';
import { D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION as HW_PROTECTION, NULL_GUID } from '../../src/ddi/index.js';
import type { CryptoTypeSupport, EmulatedProfile } from './profile.js';

/** A set of GUIDs that can be looked up straight from memory. */
export class GuidSet {
  private readonly words: readonly GuidWords[];

  constructor(readonly guids: readonly Guid[]) {
    this.words = guids.map(guidWords);
  }

  /** Which member lies at an address; -1 where none does. */
  indexAt(memory: Memory, address: Address): number {
    for (let index = 0; index < this.words.length; index += 1)
      if (memory.holdsWords(address, this.words[index]!)) return index;
    return -1;
  }

  has(memory: Memory, address: Address): boolean {
    return this.indexAt(memory, address) >= 0;
  }
}

/** What goes with one crypto type, or with all of them, ready to be compared with what lies in memory. */
export interface Offer {
  /** Those that are enumerated (GCKE-1). */
  readonly keyExchangeTypes: GuidSet;
  /** Those that a session can be made with: the same, and those that are accepted beside them (D-65). */
  readonly acceptedExchanges: GuidSet;
  /** Whether HW_PROTECTION is among those: which kind of session it is has to be asked only then. */
  readonly acceptsHwProtection: boolean;
  readonly decodeProfiles: GuidSet;
  /** D3D11_1DDI_CONTENT_PROTECTION_CAPS bits. */
  readonly caps: number;
  readonly blockAlignmentBytes: number;
  readonly protectedMemoryBytes: bigint;
  /** Where decode profiles of the type differ in what goes with them: an offer each time; else none. */
  readonly parts: readonly Offer[];
}

/** What goes with a decode profile of an offer; with none, NULL_GUID or NULL, what goes with the first (GCPC-1, CCS-4). */
export function offerWith(memory: Memory, offer: Offer, pDecodeProfile: Address): Offer {
  const { parts } = offer;
  if (parts.length === 0) return offer;
  if (pDecodeProfile === NULL) return parts[0]!;
  return parts.find(({ decodeProfiles }) => decodeProfiles.has(memory, pDecodeProfile)) ?? parts[0]!;
}

/** All that a profile offers, with the union that a query for NULL_GUID gets (D-12). */
export interface Offers {
  readonly cryptoTypes: GuidSet;
  /** What goes with each of the crypto types, in their order. */
  readonly ofTypes: readonly Offer[];
  readonly union: Offer;
}

/** What goes with the crypto type at an address; undefined where it is not offered. */
export function offerAt(
  memory: Memory,
  { cryptoTypes, ofTypes }: Offers,
  pCryptoType: Address,
): Offer | undefined {
  const index = cryptoTypes.indexAt(memory, pCryptoType);
  return index < 0 ? undefined : ofTypes[index];
}

const nullWords = guidWords(NULL_GUID);

export function isNullGuid(memory: Memory, address: Address): boolean {
  return memory.holdsWords(address, nullWords);
}

const distinct = (guids: readonly Guid[]) => new GuidSet([...new Set(guids)]);

function exchangesOf(types: readonly CryptoTypeSupport[]) {
  const acceptedExchanges = distinct(
    types.flatMap(({ keyExchangeTypes, acceptedExchanges: others = [] }) => [...keyExchangeTypes, ...others]),
  );
  return {
    keyExchangeTypes: distinct(types.flatMap(({ keyExchangeTypes }) => keyExchangeTypes)),
    acceptedExchanges,
    acceptsHwProtection: acceptedExchanges.guids.includes(HW_PROTECTION),
  };
}

const decodeProfilesOf = (types: readonly CryptoTypeSupport[]) =>
  distinct(types.flatMap(({ decodeProfiles }) => decodeProfiles));

type CapsOfProfile = Pick<EmulatedProfile, 'caps' | 'blockAlignmentBytes' | 'protectedMemoryBytes'>;

function offerOf(own: CapsOfProfile, type: CryptoTypeSupport): Offer {
  const { caps, blockAlignmentBytes, protectedMemoryBytes } = { ...own, ...type };
  const decodeProfiles = decodeProfilesOf([type]);
  return {
    ...exchangesOf([type]),
    decodeProfiles,
    caps,
    blockAlignmentBytes,
    protectedMemoryBytes,
    parts: [],
  };
}

/** What goes with a crypto type that is there once, or several times. */
function offerOfType(own: CapsOfProfile, types: readonly CryptoTypeSupport[]): Offer {
  const parts = types.map((type) => offerOf(own, type));
  const [first] = parts;
  return parts.length === 1 ? first! : { ...first!, decodeProfiles: decodeProfilesOf(types), parts };
}

/** All that any type has (GCPC-7); sizes cannot be added up and are the profile's own. */
function unionOf(own: CapsOfProfile, types: readonly CryptoTypeSupport[]): Offer {
  const { blockAlignmentBytes, protectedMemoryBytes } = own;
  const caps = types.map((type) => type.caps ?? own.caps);
  return {
    ...exchangesOf(types),
    decodeProfiles: decodeProfilesOf(types),
    caps: types.length === 0 ? own.caps : caps.reduce((all, bits) => all | bits, 0),
    blockAlignmentBytes,
    protectedMemoryBytes,
    parts: [],
  };
}

export function createOffers(profile: CapsOfProfile & Pick<EmulatedProfile, 'cryptoTypes'>): Offers {
  const { cryptoTypes } = profile;
  const cryptoTypeGuids = distinct(cryptoTypes.map(({ cryptoType }) => cryptoType));
  const entriesOf = (guid: Guid) => cryptoTypes.filter(({ cryptoType }) => cryptoType === guid);
  return {
    cryptoTypes: cryptoTypeGuids,
    ofTypes: cryptoTypeGuids.guids.map((guid) => offerOfType(profile, entriesOf(guid))),
    union: unionOf(profile, cryptoTypes),
  };
}
