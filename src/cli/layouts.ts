import { Command, Option } from 'commander';
import { nearest } from '../conformance/index.js';
import { cHeader } from '../c-header/index.js';
import type { Cli } from './cli.js';
import { didYouMean, UsageError } from './cli.js';
import type { Catalogue, LayoutFunction, LayoutStruct } from './layouts-catalogue.js';
import { catalogue } from './layouts-catalogue.js';
import { byteMap } from './layouts-map.js';
import { signature } from './layouts-signature.js';

interface LayoutsOptions {
  readonly json?: true;
  readonly header?: true;
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
  softumd layouts --header > softumd_ddi.h                  a C header for drivers, with compile-time checks

Exit code: 0, or 2 where a name is not known.`;

function pattern(query: string): RegExp {
  const parts = query.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i');
}

const namesOf = (declaration: LayoutStruct | LayoutFunction) =>
  'typedef' in declaration ? [declaration.name, declaration.typedef] : [declaration.name];

/**
 * The declarations that the names ask for.
 * @throws UsageError when a name is nobody's, with those that are somebody's and look like it
 */
function select(all: Catalogue, names: readonly string[]): Catalogue {
  if (names.length === 0) return all;
  const patterns = names.map(pattern);
  const known = [...all.structs, ...all.functions].flatMap(namesOf);
  const stray = names.find((_, index) => !known.some((name) => patterns[index]!.test(name)));
  if (stray !== undefined) {
    const help = didYouMean(nearest(known, stray), 'softumd layouts lists them all');
    throw new UsageError(`no structure or function '${stray}'; ${help}`);
  }
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
    .addOption(
      new Option('--header', 'print a C header for drivers: all of it, for both interfaces').conflicts([
        'json',
        'abi',
      ]),
    )
    .addOption(new Option('--abi <name>', 'binary interface').choices(['x64', 'x86']).default('x64'))
    .addHelpText('after', examples)
    .action((names: readonly string[], { json, header, abi }: LayoutsOptions) => {
      if (header) {
        if (names.length > 0) throw new UsageError('--header prints everything and takes no names');
        cli.io.stdout.write(cHeader());
        return;
      }
      const selected = select(catalogue(abi), names);
      const text = names.length === 0 ? list : draw;
      cli.io.stdout.write(json ? `${JSON.stringify(selected, null, 2)}\n` : text(selected));
    });
}
