/** Profiles as JSON: GUIDs and caps by their names, 64-bit values and the numbers of DRM commands as hex text (D-62). */
import * as v from 'valibot';
import type { Guid } from '../src/abi/index.js';
import { isGuid } from '../src/abi/index.js';
import {
  API_GUIDS,
  D3D11_1DDI_CONTENT_PROTECTION_CAPS as CAPS,
  DXGI_FORMAT,
  GUIDS,
} from '../src/ddi/index.js';
import { checkOptions, listOf, members, text, valueOf } from '../src/options/index.js';
import type { CryptoTypeSupport } from './d3d11/profile.js';
import type { DecoderOffer } from './d3d11/decoder/profile-schema.js';
import type { EmulatedProfile } from './profile.js';
import { checkProfile, defaultProfile, profileEntries } from './profile.js';

/** A profile that came as JSON. */
export interface DescribedProfile {
  /** What it is good for: a sentence or two. */
  readonly description: string;
  readonly profile: EmulatedProfile;
}

/** GUIDs by the DDI's names and by the API's: D3D11_1DDI_X and D3D11_X. */
const guidsByName: ReadonlyMap<string, Guid> = new Map(
  Object.entries({ ...GUIDS, ...API_GUIDS }).flatMap(([name, value]) => [
    [name, value] as const,
    [name.replace(/^D3D11_1DDI_/, 'D3D11_'), value] as const,
  ]),
);

const guidOf = (value: unknown) =>
  typeof value === 'string' ? (guidsByName.get(value) ?? value.toLowerCase()) : value;

const guidText = v.pipe(
  valueOf<string>("a GUID's name such as D3D11_CRYPTO_TYPE_AES128_CTR, or its text", (value) =>
    isGuid(guidOf(value)),
  ),
  v.transform((value) => guidOf(value) as Guid),
);

/** Bits by the names without what they all begin with: SOFTWARE, DECRYPTION_BLT. */
const capsByName: ReadonlyMap<string, number> = new Map(
  Object.entries(CAPS.constants.values).map(([name, bit]) => [
    name.replace(/^D3D\w+?_CONTENT_PROTECTION_CAPS_/, ''),
    bit,
  ]),
);

const capNames = v.pipe(
  listOf(
    valueOf<string>(
      `the name of a cap: ${[...capsByName.keys()].join(', ')}`,
      (value) => typeof value === 'string' && capsByName.has(value),
    ),
  ),
  v.transform((names) => names.reduce((bits, name) => bits | capsByName.get(name)!, 0)),
);

const isHex64 = (value: unknown): value is string =>
  typeof value === 'string' && /^0x[0-9a-f]{1,16}$/i.test(value);

const hex64 = v.pipe(
  valueOf<string>("64 bits as hex text, such as '0x10000000'", isHex64),
  v.transform((value) => BigInt(value)),
);

/** Members of outputs that are, or list, what JSON has no numbers for. */
const wide: ReadonlySet<string> = new Set(['ksv', 'behind', 'outputId']);

/** Outputs, with their ids and the key selection vectors of receivers as numbers. */
function withNumbers(value: unknown, name = ''): unknown {
  if (wide.has(name) && isHex64(value)) return BigInt(value);
  if (Array.isArray(value)) return value.map((one) => withNumbers(one, name));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([member, given]) => [member, withNumbers(given, member)]),
  );
}

/** What JSON has no numbers for, as hex text: sizes of 64 bits, key selection vectors. */
function withHexText(value: unknown): unknown {
  if (typeof value === 'bigint') return `0x${value.toString(16)}`;
  if (Array.isArray(value)) return value.map(withHexText);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withHexText(member)]));
}

/** Members of HW_PROTECTION as they come, with the numbers of its commands as hex text. */
const hwProtection = v.pipe(
  valueOf<object>('an object', (value) => typeof value === 'object' && value !== null),
  v.transform((given) => ({ ...defaultProfile.hwProtection, ...withCommandNumbers(given) })),
);

/** A number of 32 bits that came as hex text; anything else as it came. */
const numberOf = (value: unknown) =>
  typeof value === 'string' && /^0x[0-9a-f]{1,8}$/i.test(value) ? Number(value) : value;

function withCommandNumbers(given: object): object {
  const { commands } = given as { readonly commands?: unknown };
  if (!Array.isArray(commands)) return given;
  const isObject = (command: unknown): command is object => typeof command === 'object' && command !== null;
  return {
    ...given,
    commands: commands.map((command: unknown) =>
      isObject(command) && 'functionId' in command
        ? { ...command, functionId: numberOf(command.functionId) }
        : command,
    ),
  };
}

/** As it comes: the profile's own schema, which reads it next, knows better. */
const later = v.exactOptional(v.unknown());

const cryptoType = members({
  cryptoType: guidText,
  keyExchangeTypes: listOf(guidText),
  acceptedExchanges: v.exactOptional(listOf(guidText)),
  decodeProfiles: listOf(guidText),
  caps: v.exactOptional(capNames),
  blockAlignmentBytes: later,
  protectedMemoryBytes: v.exactOptional(hex64),
});

/** Formats by the names without what they all begin with: NV12, P010. */
const formatsByName: ReadonlyMap<string, number> = new Map(
  Object.entries(DXGI_FORMAT.constants.values).map(([name, format]) => [
    name.replace(/^DXGI_FORMAT_/, ''),
    format,
  ]),
);

const formatName = v.pipe(
  valueOf<string>(
    'the name of a DXGI_FORMAT, such as NV12',
    (value) => typeof value === 'string' && formatsByName.has(value),
  ),
  v.transform((name) => formatsByName.get(name)!),
);

const decoder = members({
  profile: guidText,
  outputFormats: listOf(formatName),
  configs: listOf(members({ bitstreamEncryption: guidText, bitstreamRaw: later })),
});

/** What channels tell of accessible memory: the bus as a number or as hex text, GUIDs by their names. */
const accessibility = v.pipe(
  members({
    busType: v.exactOptional(v.pipe(v.unknown(), v.transform(numberOf))),
    contiguousBlocks: later,
    nonContiguousBlocks: later,
    encryptions: v.exactOptional(listOf(guidText)),
  }),
  v.transform((given) => ({ ...defaultProfile.accessibility, ...given })),
);

/** A section of which any members are given: what is left out is the default's. */
const anyOf = (section: object) =>
  v.exactOptional(
    v.pipe(
      valueOf<object>('an object', (value) => typeof value === 'object' && value !== null),
      v.transform((given) => ({ ...section, ...given })),
    ),
  );

/** What JSON writes in a way of its own. */
const jsonEntries = {
  ...Object.fromEntries(Object.keys(profileEntries).map((name) => [name, later])),
  name: text(),
  description: text(),
  caps: v.exactOptional(capNames),
  cryptoTypes: v.exactOptional(listOf(cryptoType)),
  decoders: v.exactOptional(listOf(decoder)),
  protectedMemoryBytes: v.exactOptional(hex64),
  hwProtection: v.exactOptional(hwProtection),
  accessibility: v.exactOptional(accessibility),
  outputs: v.exactOptional(
    v.pipe(
      v.unknown(),
      v.transform((given) => withNumbers(given)),
    ),
  ),
  opm: anyOf(defaultProfile.opm),
  adapter: anyOf(defaultProfile.adapter),
};
const jsonSchema = members(jsonEntries);

/**
 * Reads a profile that was parsed from JSON. What it leaves out is the default's.
 * @param call the function that it was passed to
 * @param root what errors call it: the name of its file
 * @throws TypeError naming the member, what was expected and what came; so too where it offers what is not emulated
 */
export function readProfileJson(call: string, json: unknown, root: string): DescribedProfile {
  const { description, ...changes } = checkOptions(call, jsonSchema, json, root);
  return { description, profile: checkProfile({ ...defaultProfile, ...changes }, call, root) };
}

/** By GUID: the API's name where there is one, which stands last in {@link guidsByName}. */
const namesOfGuids: ReadonlyMap<Guid, string> = new Map(
  [...guidsByName].map(([name, value]) => [value, name] as const),
);

const guidNames = (guids: readonly Guid[]) => guids.map((value) => namesOfGuids.get(value) ?? value);

const capNamesIn = (bits: number) =>
  [...capsByName].filter(([, bit]) => (bits & bit) !== 0).map(([name]) => name);

function cryptoTypeToJson(type: CryptoTypeSupport): object {
  const { cryptoType, keyExchangeTypes, acceptedExchanges, decodeProfiles, caps } = type;
  return {
    ...type,
    cryptoType: guidNames([cryptoType])[0],
    keyExchangeTypes: guidNames(keyExchangeTypes),
    ...(acceptedExchanges && { acceptedExchanges: guidNames(acceptedExchanges) }),
    decodeProfiles: guidNames(decodeProfiles),
    ...(caps !== undefined && { caps: capNamesIn(caps) }),
  };
}

const formatNames: ReadonlyMap<number, string> = new Map(
  [...formatsByName].map(([name, format]) => [format, name] as const),
);

function decoderToJson({ profile, outputFormats, configs }: DecoderOffer): object {
  return {
    profile: guidNames([profile])[0],
    outputFormats: outputFormats.map((format) => formatNames.get(format) ?? format),
    configs: configs.map(({ bitstreamEncryption, bitstreamRaw }) => ({
      bitstreamEncryption: guidNames([bitstreamEncryption])[0],
      bitstreamRaw,
    })),
  };
}

const hexOf = (value: number) => `0x${value.toString(16)}`;

/** A whole profile as its file has it: what {@link readProfileJson} reads becomes this profile again. */
export function profileToJson({ description, profile }: DescribedProfile): object {
  const { name, caps, cryptoTypes, decoders, hwProtection, accessibility, ...rest } = profile;
  const json = {
    name,
    description,
    ...rest,
    caps: capNamesIn(caps),
    cryptoTypes: cryptoTypes.map(cryptoTypeToJson),
    decoders: decoders.map(decoderToJson),
    accessibility: { ...accessibility, encryptions: guidNames(accessibility.encryptions) },
    hwProtection: {
      ...hwProtection,
      commands: hwProtection.commands.map((one) => ({ ...one, functionId: hexOf(one.functionId) })),
    },
  };
  return withHexText(json) as object;
}
