/** What the debug layer says of each id besides its number. Severities, categories and texts are our own: none is public. */
import type { MessageName } from '../../../api/d3d11/index.js';
import type { Category, Severity } from './message.js';

const isOfLife = (name: MessageName) => /^(CREATE|DESTROY)_/.test(name);

export function severityOf(name: MessageName): Severity {
  if (isOfLife(name)) return 'INFO';
  if (name.endsWith('_EMPTYSOURCEBOX') || name.endsWith('_EMPTYDESTBOX')) return 'INFO'; // CP-10, US-4
  const isWarning =
    name.endsWith('_RETURN') || name.endsWith('_CONTENT_UNDEFINED') || name.startsWith('LIVE_');
  return isWarning ? 'WARNING' : 'ERROR';
}

/** By how names begin; the first that fits. */
const categories: readonly (readonly [RegExp, Category])[] = [
  [/^(COPY|UPDATE|RESOURCE_|BUFFER_|TEXTURE\dD_)/, 'RESOURCE_MANIPULATION'],
  [/^(CREATEDEVICE_|DEVICE_REMOVAL)/, 'INITIALIZATION'],
  [/^(CREATE|DESTROY_|LIVE_)/, 'STATE_CREATION'],
  [/^(GET|CHECK|DEVICE_CHECK|QUERY)/, 'STATE_GETTING'],
  [/^(SET|CONFIGURE|NEGOTIATE|DEVICE_SET)/, 'STATE_SETTING'],
];

export function categoryOf(name: MessageName): Category {
  return categories.find(([pattern]) => pattern.test(name))?.[1] ?? 'EXECUTION';
}

/** Creation and destruction: told only to those who push a storage filter without these. */
export const isToldOnRequest = isOfLife;
