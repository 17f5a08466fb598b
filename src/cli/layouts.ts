import { Command, Option } from 'commander';
import type { Cli } from './cli.js';
import { UsageError } from './cli.js';
import type { Catalogue, LayoutFunction, LayoutStruct } from './layouts-catalogue.js';
import { catalogue } from './layouts-catalogue.js';
import { byteMap } from './layouts-map.js';
import { signature } from './layouts-signature.js';

interface LayoutsOptions {
  readonly json?: true;
  readonly abi: 'x64' | 'x86';
}

const examples = `
Without a name every structure and function is listed. A name is a structure's, a function's or its typedef's, in
any case; * stands for any text.

Examples:
  softumd layouts                                           what there is
  softumd layouts D3D11_1DDI_CERTIFICATE_INFO               one structure, byte by byte
  softumd layouts --abi x86 D3D10DDIARG_CREATEDEVICE        as 32-bit code sees it
  softumd layouts CreateCryptoSession                       a function, with directions, extents and codes
  softumd layouts 'OPM_*'                                   all of OPM
  softumd layouts --json                                    structs[], functions[], guids, hresults

Exit code: 0, or 2 where a name is not known.`;

/** How many letters have to change to make one text of another (Levenshtein). */
function edits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let index = 0; index < from.length; index += 1) {
    const next = [index + 1];
    for (let at = 1; at <= to.length; at += 1) {
      const same = from[index] === to[at - 1] ? 0 : 1;
      next.push(Math.min(row[at]! + 1, next[at - 1]! + 1, row[at - 1]! + same));
    }
    row = next;
  }
  return row[to.length]!;
}

function nearest(names: readonly string[], query: string): readonly string[] {
  const wanted = query.toLowerCase();
  const rank = (name: string) => {
    const lower = name.toLowerCase();
    return lower.includes(wanted) ? lower.length - wanted.length - 1000 : edits(wanted, lower);
  };
  return [...new Set(names)]
    .map((name) => ({ name, rank: rank(name) }))
    .sort((left, right) => left.rank - right.rank)
    .slice(0, 3)
    .map(({ name }) => name);
}

function pattern(query: string): RegExp {
  const parts = query.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i');
}

const namesOf = (declaration: LayoutStruct | LayoutFunction) =>
  'typedef' in declaration ? [declaration.name, declaration.typedef] : [declaration.name];

/**
 * The declarations that the names ask for.
 * @throws UsageError when a name is nobody's, with the nearest that are somebody's
 */
function select(all: Catalogue, names: readonly string[]): Catalogue {
  if (names.length === 0) return all;
  const patterns = names.map(pattern);
  const known = [...all.structs, ...all.functions].flatMap(namesOf);
  const stray = names.find((_, index) => !known.some((name) => patterns[index]!.test(name)));
  if (stray !== undefined)
    throw new UsageError(
      `no structure or function '${stray}'; the nearest are ${nearest(known, stray).join(', ')}`,
    );
  const isWanted = (declaration: LayoutStruct | LayoutFunction) =>
    namesOf(declaration).some((name) => patterns.some((one) => one.test(name)));
  return {
    ...all,
    structs: all.structs.filter(isWanted),
    functions: all.functions.filter(isWanted),
    guids: {},
    hresults: {},
  };
}

function list({ structs, functions, abi }: Catalogue): string {
  const sizes = structs.map(({ name, size }) => `${String(size).padStart(6)}  ${name}\n`).join('');
  const types = functions.map(({ name, clauses }) => `${clauses.padStart(6)}  ${name}\n`).join('');
  return (
    `structures, bytes (${abi}):\n${sizes}\nfunctions, clauses:\n${types}\n` +
    `${structs.length} structures, ${functions.length} functions; softumd layouts NAME shows one\n`
  );
}

function draw({ structs, functions, abi }: Catalogue): string {
  return [...structs.map((struct) => byteMap(struct, abi)), ...functions.map(signature)].join('\n');
}

/** `softumd layouts`. */
export function layoutsCommand(cli: Cli): Command {
  return new Command('layouts')
    .description('every structure: size, members, offsets; every function: parameters, codes')
    .argument('[name...]', 'structures and functions to show; all of them are listed without one')
    .option('--json', 'print one JSON object')
    .addOption(new Option('--abi <name>', 'binary interface').choices(['x64', 'x86']).default('x64'))
    .addHelpText('after', examples)
    .action((names: readonly string[], { json, abi }: LayoutsOptions) => {
      const selected = select(catalogue(abi), names);
      const text = names.length === 0 ? list : draw;
      cli.io.stdout.write(json ? `${JSON.stringify(selected, null, 2)}\n` : text(selected));
    });
}
