/** What `softumd caps` shows: no line wider than a terminal. */
import type { EmulatedProfile } from '../../emulator/index.js';
import type { EngineChoice } from '../crypto/index.js';
import type { ProfileSwitches } from '../driver/index.js';
import {
  D3D11_1DDI_BUS_TYPE as BUS,
  D3D11_1DDI_CONTENT_PROTECTION_CAPS as CAPS,
  DXGI_FORMAT,
} from '../ddi/index.js';
import { DEFAULT_SWITCHES } from '../driver/index.js';
import type { Answer, PairCaps } from './caps-survey.js';
import { apiName } from './caps-survey.js';

const width = 80;

/** Words behind a label, as many as fit on a line; further lines stand below the first word. */
export function labelled(label: string, text: string, indent = 12): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1)!;
    if (last !== '' && indent + last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines
    .map((line, index) => `${(index === 0 ? label : '').padEnd(indent)}${line}`.trimEnd() + '\n')
    .join('');
}

/** Without what all names of the kind begin with. */
const short = (name: string) =>
  name
    .replace(/^D3D(11|WDDM2_\dDDI)_(CRYPTO_TYPE|DECODER_PROFILE|KEY_EXCHANGE|DECODER_ENCRYPTION)_/, '')
    .replace(/^D3D(11|WDDM2_4DDI)_DECODER_BITSTREAM_ENCRYPTION_TYPE_/, '');

const hex = (value: number | bigint) => `0x${value.toString(16)}`;

function cells({ decodeProfile, answer }: PairCaps): string[] {
  const profile = decodeProfile === null ? '(no decoding)' : short(decodeProfile);
  if ('refused' in answer) return [profile, answer.refused];
  return [
    profile,
    answer.keyExchanges.map(short).join(' ') || '-',
    String(answer.blockAlignmentBytes),
    hex(answer.protectedMemoryBytes),
    hex(answer.capsBits),
  ];
}

const heads = ['decode profile', 'key exchange', 'align', 'memory', 'caps'];

function rows(pairs: readonly PairCaps[]): string {
  const all = [heads, ...pairs.map(cells)];
  const widths = heads.map((_, column) =>
    Math.max(...all.map((row) => (row.length === heads.length ? row[column]!.length : 0))),
  );
  widths[0] = Math.max(...all.map((row) => row[0]!.length));
  return all
    .map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ')}`.trimEnd() + '\n')
    .join('');
}

const isAnswer = (answer: PairCaps['answer']): answer is Answer => !('refused' in answer);

/** What the numbers in the last column mean, each once. */
function legend(pairs: readonly PairCaps[]): string {
  const answers = pairs.flatMap(({ answer }) => (isAnswer(answer) ? [answer] : []));
  const byBits = new Map(answers.map(({ capsBits, caps }) => [capsBits, caps]));
  return [...byBits].map(([bits, caps]) => labelled(`caps ${hex(bits)}`, caps.join(', ') || 'none')).join('');
}

function exchangesBeside(profile: EmulatedProfile): string {
  return profile.cryptoTypes
    .flatMap(({ cryptoType, acceptedExchanges = [] }) =>
      acceptedExchanges.map((exchange) => `${short(apiName(exchange))} for ${short(apiName(cryptoType))}`),
    )
    .map((text) => labelled('accepted', `${text}, without being enumerated (D-65)`))
    .join('');
}

/** Switches that stand otherwise than decided. */
function switches(profile: EmulatedProfile): string {
  const texts = Object.entries(DEFAULT_SWITCHES).flatMap(([name, decided]) => {
    const value = profile[name as keyof ProfileSwitches];
    return value === decided ? [] : [`${name}: ${value}`];
  });
  const text = texts.join(', ');
  return labelled('switches', text || 'all as decided');
}

function outputs({ outputs: { monitors } }: EmulatedProfile): string {
  const texts = monitors
    .flatMap((monitor) => monitor.outputs)
    .map(({ connector, protections, copp, opm = true }) => {
      const can = protections.map(({ type }) => type).join(', ') || 'no protection';
      return `${connector} (${can}${opm ? '' : ', no OPM'}${copp ? '' : ', no COPP'})`;
    });
  return labelled('outputs', texts.join(', ') || 'none');
}

/** OPM's interface, and the sandbox in front of it. */
function opmLines({ opm: { interfaceVersion, hardwareScan }, opmSandbox }: EmulatedProfile): string {
  if (interfaceVersion === 0) return labelled('OPM', 'none');
  const scan = hardwareScan === 'passed' ? '' : `, hardware scan: ${hardwareScan}`;
  const sandbox = opmSandbox ? ', behind a sandbox' : '';
  return labelled('OPM', `interface version ${interfaceVersion}${scan}${sandbox}`);
}

/** What can be decoded with, how it may be encrypted, and what it becomes. */
function decoderLines({ decoders }: EmulatedProfile): string {
  const lines = decoders.map(({ profile, outputFormats, configs }) => {
    const formats = outputFormats.map((format) => DXGI_FORMAT.text(format).replace('DXGI_FORMAT_', ''));
    const schemes = new Set(configs.map((config) => short(apiName(config.bitstreamEncryption))));
    const encryption = [...schemes]
      .join(', ')
      .replace('DXVA_NoEncrypt', 'clear')
      .replace('NULL_GUID', 'bound session');
    return `${short(apiName(profile))} to ${formats.join(', ')} (${encryption})`;
  });
  return lines.map((line, index) => labelled(index === 0 ? 'decoders' : '', line)).join('');
}

/** What the trusted environment does of its own, by HWProtectionFunctionID. */
function commandLines({ hwProtection: { commands } }: EmulatedProfile): string {
  if (commands.length === 0) return '';
  return labelled(
    'commands',
    commands.map(({ functionId, does }) => `${hex(functionId)} ${does}`).join(', '),
  );
}

/** Which channels the caps have (CAC-5), and what they tell of memory that the CPU reaches. */
function channelLines({ caps, cryptoTypes, accessibility }: EmulatedProfile): string {
  const bits = cryptoTypes.reduce(
    (all, type) => all | (type.caps ?? caps),
    cryptoTypes.length > 0 ? 0 : caps,
  );
  const kinds = [
    ...((bits & CAPS.SOFTWARE) !== 0 ? ['software'] : []),
    ...((bits & CAPS.HARDWARE) !== 0 ? ['hardware'] : []),
  ];
  const { busType, contiguousBlocks, nonContiguousBlocks, encryptions } = accessibility;
  const blocks = [
    ...(contiguousBlocks ? ['contiguous'] : []),
    ...(nonContiguousBlocks ? ['non-contiguous'] : []),
  ];
  const ways = encryptions.map((guid) => short(apiName(guid))).join(', ') || 'not encrypted';
  return (
    labelled('channels', kinds.join(', ') || 'none') +
    labelled('accessible', `${BUS.text(busType)}: ${blocks.join(', ') || 'no'} blocks, ${ways}`)
  );
}

/** The versions of the interface, without what all names begin with. */
const versionsText = ({ interfaceVersions }: EmulatedProfile) =>
  interfaceVersions
    .map((name) => name.replace('D3DWDDM', 'WDDM ').replace('D3D11_', '11.').replace('_', '.'))
    .join(', ');

export function engineText({ version, ctr, why }: EngineChoice): string {
  const how = ctr === 'in place' ? 'AES-CTR in place' : 'AES-CTR copied by Node';
  return `OpenSSL ${version}, ${how}: ${why}`;
}

/** All of it, for people. */
export function capsText(
  { description, profile }: { readonly description: string; readonly profile: EmulatedProfile },
  pairs: readonly PairCaps[] | undefined,
  engine: EngineChoice,
): string {
  const { vendorId, deviceId, description: adapter } = profile.adapter;
  const ids = [vendorId, deviceId].map((id) => id.toString(16).padStart(4, '0')).join(':');
  const head =
    labelled('profile', profile.name) +
    labelled('', description) +
    labelled('engine', engineText(engine)) +
    labelled('adapter', `${adapter} (${ids})`) +
    labelled('interface', versionsText(profile)) +
    decoderLines(profile) +
    commandLines(profile) +
    channelLines(profile) +
    outputs(profile) +
    opmLines(profile) +
    switches(profile);
  if (pairs === undefined) return `${head}\nno video device: E_NOINTERFACE (D-19)\n`;
  const types = [...new Set(pairs.map(({ cryptoType }) => cryptoType))];
  const tables = types.map((type) => {
    const title = type === null ? 'any crypto type (NULL)' : short(type);
    return `${title}\n${rows(pairs.filter(({ cryptoType }) => cryptoType === type))}`;
  });
  const beside = exchangesBeside(profile);
  return [head, ...tables, legend(pairs) + beside].join('\n');
}
