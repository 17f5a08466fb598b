import { nearest } from '../options/nearest.js';

/**
 * Queries that are saved under a name.
 * @example
 * const told = ({ name, about }: Selection) => `@${name}: ${about}`;
 */
export interface Selection {
  /** Without the @ that it is asked for by. */
  readonly name: string;
  readonly about: string;
  /** What it stands for; empty where the suite cannot ask it yet. */
  readonly queries: readonly string[];
  /** What it cannot ask yet, and why; absent where that is nothing. */
  readonly missing?: string;
}

/**
 * The selections that there are: the four groups of the D3D Content Protection Test of Microsoft's Hardware
 * Certification Kit, by which drivers for Windows 7 and 8 were certified (`Cryptosession`, `CPAuthChannelAPI`,
 * `DriverProtections`, `CrossProc`), and what the kit's COPP and OPM tests assert. They are about the same subjects; those tests
 * themselves are closed.
 * @example
 * const names = SELECTIONS.map(({ name }) => `@${name}`); // ['@crypto-session', …]
 */
export const SELECTIONS: readonly Selection[] = [
  {
    name: 'crypto-session',
    about: 'crypto sessions, their keys, encryption and decryption blts (HCK: Cryptosession)',
    queries: [
      ...['caps', 'key-exchange-type', 'create', 'ownership', 'get-handle', 'certificate', 'negotiate'],
      ...['decryption-blt', 'partial-decryption', 'content-key', 'encryption-blt', 'read-back-key'],
      ...['key-refresh', 'key-hygiene'],
    ],
  },
  {
    name: 'channel-api',
    about: 'query and configure through the authenticated channel (HCK: CPAuthChannelAPI)',
    queries: [],
    missing: 'the suite has no cases for the authenticated channel',
  },
  {
    name: 'driver-protections',
    about: 'protected surfaces cannot be read back in the clear (HCK: DriverProtections)',
    queries: ['driver-protections', 'encryption-blt', 'read-back-key', 'channel-protection'],
  },
  {
    name: 'cross-process',
    about: 'protected resources shared between processes (HCK: CrossProc)',
    queries: [],
    missing: 'the suite has no cases for shared resources, which the authenticated channel configures',
  },
  {
    name: 'copp-smoke',
    about: 'COPP’s functions, CGMS-A together with ACP, HDCP, and no more (HLK: COPP)',
    queries: [
      ...['copp-open:entry', 'copp-open:listed-devices', 'copp-states:in-order'],
      ...['copp-client:cgmsa-with-acp', 'copp-client:protects:type=HDCP'],
    ],
  },
  {
    name: 'opm-smoke',
    about: 'OPM’s functions, CGMS-A together with ACP, HDCP, and no more (HLK: OPM)',
    queries: [
      ...['opm-interface:any-version', 'opm-interface:table', 'opm-interface:targets', 'opm-states:in-order'],
      ...['opm-client:cgmsa-with-acp', 'opm-client:hdcp'],
    ],
  },
];

function queriesOf(query: string): readonly string[] {
  const selection = SELECTIONS.find(({ name }) => `@${name}` === query);
  if (!selection) {
    const names = SELECTIONS.map(({ name }) => `@${name}`);
    const near = nearest(names, query);
    const help = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `there are ${names.join(', ')}`;
    throw new RangeError(`no selection '${query}'; ${help}`);
  }
  if (selection.queries.length > 0) return selection.queries;
  throw new RangeError(`${query} cannot be run yet: ${selection.missing ?? 'it names no cases'}`);
}

/**
 * Queries with every `@name` among them replaced by what it stands for.
 * @throws RangeError when there is no selection of that name, or it names no cases yet
 * @example
 * const cases = selectCases(allCases(), expandSelections(['@crypto-session', 'device']));
 */
export function expandSelections(queries: readonly string[]): readonly string[] {
  return queries.flatMap((query) => (query.startsWith('@') ? queriesOf(query) : [query]));
}
