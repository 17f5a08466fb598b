/** MESSAGES.md: every id of the debug layer, when it is said, and which test says so. */
import { CALLER_CHECKS, callerCheckId } from 'softumd/d3d11';
import type { CallerCheckName } from 'softumd/d3d11';
import { knownMessages } from '../../../../src/runtime/d3d11/debug-layer/message-table.js';
import { elsewhere, messageCases, neverSaid } from './cases/index.js';

/** Beside the code; from the project's folder. */
export const tableFile = 'src/runtime/d3d11/debug-layer/MESSAGES.md';

const here = 'messages.test.ts';

interface Row {
  readonly id: number;
  readonly name: string;
  readonly category: string;
  readonly severity: string;
}

const known: readonly Row[] = [...knownMessages.values()];
const own: readonly Row[] = (Object.keys(CALLER_CHECKS) as CallerCheckName[]).map((name) => ({
  id: callerCheckId(name),
  name,
  category: 'MISCELLANEOUS',
  severity: CALLER_CHECKS[name].severity,
}));

/** When a message is said, and where that is tested; undefined where it never is. */
function occasionOf(name: string): readonly [when: string, test: string] | undefined {
  const one = (messageCases as Readonly<Record<string, { readonly when: string } | undefined>>)[name];
  if (one) return [one.when, here];
  const found = elsewhere.find(([pattern]) => pattern.test(name));
  return found && [found[2], found[1]];
}

const reasonOf = (name: string) => neverSaid.find(([pattern]) => pattern.test(name))?.[1] ?? '';
const hexId = (id: number) => `0x${id.toString(16)}`;

function saidTable(rows: readonly Row[]): string[] {
  return [
    '| id | name | category | severity | when | test |',
    '|---|---|---|---|---|---|',
    ...rows.flatMap(({ id, name, category, severity }) => {
      const occasion = occasionOf(name);
      if (!occasion) return [];
      return [`| ${hexId(id)} | ${name} | ${category} | ${severity} | ${occasion[0]} | ${occasion[1]} |`];
    }),
  ];
}

function neverTable(rows: readonly Row[]): string[] {
  const left = rows.filter(({ name }) => occasionOf(name) === undefined);
  return [
    '| id | name | why |',
    '|---|---|---|',
    ...left.map(({ id, name }) => `| ${hexId(id)} | ${name} | ${reasonOf(name)} |`),
  ];
}

/** The whole document. */
export function messagesTable(): string {
  return [
    '# The messages of the debug layer',
    '',
    'Written by `npm run messages`; a test compares it. Names and numbers are those of D3D11_MESSAGE_ID in d3d11sdklayers.h,',
    'without the prefix. **Categories, severities, texts and occasions are our own**: none is public. `_RETURN` comes beside',
    'the message of the mistake. Tests without a path are in test/runtime/d3d11/debug-layer.',
    '',
    '## By the numbers of the header',
    '',
    ...saidTable(known),
    '',
    '## Checks of our own',
    '',
    'What the real layer does not find, or has no id for. The numbers lie above those of every header. With `strict` the',
    'warnings among them are errors.',
    '',
    ...saidTable(own),
    '',
    '## Never said',
    '',
    ...neverTable([...known, ...own]),
    '',
  ].join('\n');
}
