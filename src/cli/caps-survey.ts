import type { EmulatedProfile } from '../../emulator/index.js';
import type { Guid } from '../abi/index.js';
import { D3D11_1DDI_CONTENT_PROTECTION_CAPS as CAPS, guidName } from '../ddi/index.js';
import type { VideoDevice } from '../facade/index.js';
import { createDevice, HResultError } from '../facade/index.js';

/** What a player is told of one crypto type with one decode profile. */
export interface PairCaps {
  /** Null for all of them. */
  readonly cryptoType: string | null;
  /** Null for use without decoding. */
  readonly decodeProfile: string | null;
  readonly answer: Answer | { readonly refused: string };
}

export interface Answer {
  readonly caps: readonly string[];
  readonly capsBits: number;
  readonly keyExchanges: readonly string[];
  readonly blockAlignmentBytes: number;
  readonly protectedMemoryBytes: bigint;
}

/** A GUID as the API's headers call it. */
export const apiName = (guid: Guid) => guidName(guid).replace(/^D3D11_1DDI_/, 'D3D11_');

const capNames = Object.entries(CAPS.constants.values).map(([name, bit]) => ({
  name: name.replace(/^D3D\w+?_CONTENT_PROTECTION_CAPS_/, ''),
  bit,
}));

function ask(video: VideoDevice, cryptoType: Guid | null, decodeProfile: Guid | null): PairCaps['answer'] {
  try {
    const caps = video.getContentProtectionCaps(cryptoType, decodeProfile);
    const exchanges = cryptoType === null ? [] : video.getKeyExchangeTypes(cryptoType, decodeProfile);
    return {
      caps: capNames.filter(({ bit }) => (caps.Caps & bit) !== 0).map(({ name }) => name),
      capsBits: caps.Caps,
      keyExchanges: exchanges.map(apiName),
      blockAlignmentBytes: caps.BlockAlignmentSize,
      protectedMemoryBytes: caps.ProtectedMemorySize,
    };
  } catch (error) {
    if (error instanceof HResultError) return { refused: error.name };
    throw error;
  }
}

const nameOf = (guid: Guid | null) => guid && apiName(guid);

/** Asks a driver of this profile, through the API; undefined where it has no video device (D-19). */
export function surveyCaps(profile: EmulatedProfile, asked: readonly Guid[]): PairCaps[] | undefined {
  if (!profile.videoFunctions) return undefined;
  const device = createDevice({ profile });
  try {
    const { videoDevice } = device;
    const types = new Set([...asked, ...profile.cryptoTypes.map(({ cryptoType }) => cryptoType), null]);
    const decodeProfiles = profile.cryptoTypes.flatMap((type) => type.decodeProfiles);
    return [...types].flatMap((cryptoType) =>
      [null, ...new Set(decodeProfiles)].map((decodeProfile) => ({
        cryptoType: nameOf(cryptoType),
        decodeProfile: nameOf(decodeProfile),
        answer: ask(videoDevice, cryptoType, decodeProfile),
      })),
    );
  } finally {
    device.release();
  }
}
