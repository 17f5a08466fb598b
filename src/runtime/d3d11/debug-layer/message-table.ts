/** What the debug layer says of each id besides its number. Severities, categories and texts are our own: none is public. */
import { valuesByName } from '../../../abi/index.js';
import type { MessageName } from '../../../api/d3d11/index.js';
import {
  D3D11_MESSAGE_CATEGORY as CATEGORY,
  D3D11_MESSAGE_ID,
  D3D11_MESSAGE_SEVERITY as SEVERITY,
} from '../../../api/d3d11/index.js';
import type { Category, Severity } from './message.js';
import type { FilteredMessage, FilterLists } from './message-filter.js';
import { emptyFilter } from './message-filter.js';

/** Creation and destruction. */
export const isToldOnRequest = (name: string) => /^(CREATE|DESTROY)_/.test(name);

/** By how names begin or end; the first that fits. */
const severities: readonly (readonly [RegExp, Severity])[] = [
  [/^(CREATE|DESTROY)_|_EMPTY(SOURCE|DEST)BOX$|_NOT_AT_FAULT$/, 'INFO'], // CP-10, US-4
  [/_RETURN$|_CONTENT_UNDEFINED$|^LIVE_|_POSSIBLY_AT_FAULT$|^CREATEDEVICE_WARNING$/, 'WARNING'],
];

/** By how names begin; the first that fits. */
const categories: readonly (readonly [RegExp, Category])[] = [
  [/^STRING_FROM_APPLICATION$/, 'APPLICATION_DEFINED'],
  [/^(COPY|UPDATE|RESOURCE_|BUFFER_|TEXTURE\dD_)/, 'RESOURCE_MANIPULATION'],
  [/^CREATEDEVICE_/, 'INITIALIZATION'],
  [/^(CREATE|DESTROY_|LIVE_)/, 'STATE_CREATION'],
  [/^(GET|CHECK|DEVICE_CHECK|QUERYAUTHENTICATED)/, 'STATE_GETTING'],
  [/^(SET|CONFIGURE|NEGOTIATE|DEVICE_SET)/, 'STATE_SETTING'],
];

function found<T>(patterns: readonly (readonly [RegExp, T])[], name: string): T | undefined {
  return patterns.find(([pattern]) => pattern.test(name))?.[1];
}

/** What is known of an id. */
export interface KnownMessage {
  readonly name: MessageName;
  readonly id: number;
  readonly severity: Severity;
  readonly category: Category;
  /** The same as numbers. */
  readonly filtered: FilteredMessage;
}

const ids = Object.entries(valuesByName(D3D11_MESSAGE_ID)) as readonly (readonly [MessageName, number])[];

/** Every id, by its name. */
export const knownMessages: ReadonlyMap<MessageName, KnownMessage> = new Map(
  ids.map(([name, id]) => {
    const severity = found(severities, name) ?? 'ERROR';
    const category = found(categories, name) ?? 'EXECUTION';
    const filtered = { id, severity: SEVERITY[severity], category: CATEGORY[category] };
    return [name, { name, id, severity, category, filtered }];
  }),
);

const nameById: ReadonlyMap<number, MessageName> = new Map(ids.map(([name, id]) => [id, name]));

/** The name of an id, where it is one of those that are known here. */
export function messageNameOf(id: number): MessageName | undefined {
  return nameById.get(id);
}

/** Creation and destruction are told only to those who push a storage filter without these: they push out what matters. */
export const firstStorageFilter: FilterLists = {
  ...emptyFilter,
  deny: {
    categories: [],
    severities: [],
    ids: ids.filter(([name]) => isToldOnRequest(name)).map(([, id]) => id),
  },
};
