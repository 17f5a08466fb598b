import { Command, Option } from 'commander';
import { nearest } from '../conformance/index.js';
import { cHeader } from '../c-header/index.js';
import type { Cli } from './cli.js';
import { didYouMean, UsageError } from './cli.js';
import type { Catalogue, LayoutEnum, LayoutFunction, LayoutStruct } from './layouts-catalogue.js';
import { catalogue } from './layouts-catalogue.js';
import { byteMap, valueList } from './layouts-map.js';
import { signature } from './layouts-signature.js';

interface LayoutsOptions {
  readonly json?: true;
  readonly header?: true;
  readonly abi: 'x64' | 'x86';
}

const examples = `
Without a name every structure, function, enum and set of flags is listed. A name is one of theirs or a function's
typedef's, in any case; * stands for any text.

Examples:
  softumd layouts                                           what there is
  softumd layouts D3D11_1DDI_CERTIFICATE_INFO               one structure, byte by byte
  softumd layouts --abi x86 D3D10DDIARG_CREATEDEVICE        as 32-bit code sees it
  softumd layouts CreateCryptoSession                       a function, with directions, extents and codes
  softumd layouts DXGI_FORMAT                               an enum, value by value
  softumd layouts 'OPM_*'                                   all of OPM
  softumd layouts --json                                    enums[], structs[], functions[], guids, hresults
  softumd layouts --header > softumd_ddi.h                  a C header for drivers, with compile-time checks

Exit code: 0, or 2 where a name is not known.`;

function pattern(query: string): RegExp {
  const parts = query.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i');
}

type Declaration = LayoutEnum | LayoutStruct | LayoutFunction;

const namesOf = (declaration: Declaration) =>
  'typedef' in declaration ? [declaration.name, declaration.typedef] : [declaration.name];

/**
 * The declarations that the names ask for.
 * @throws UsageError when a name is nobody's, with those that are somebody's and look like it
 */
function select(all: Catalogue, names: readonly string[]): Catalogue {
  if (names.length === 0) return all;
  const patterns = names.map(pattern);
  const known = [...all.structs, ...all.functions, ...all.enums].flatMap(namesOf);
  const stray = names.find((_, index) => !known.some((name) => patterns[index]!.test(name)));
  if (stray !== undefined) {
    const help = didYouMean(nearest(known, stray), 'softumd layouts lists them all');
    throw new UsageError(`no structure, function or enum '${stray}'; ${help}`);
  }
  const isWanted = (declaration: Declaration) =>
    namesOf(declaration).some((name) => patterns.some((one) => one.test(name)));
  return {
    ...all,
    enums: all.enums.filter(isWanted),
    structs: all.structs.filter(isWanted),
    functions: all.functions.filter(isWanted),
    guids: {},
    hresults: {},
  };
}

function list({ enums, structs, functions, abi }: Catalogue): string {
  const sizes = structs.map(({ name, size }) => `${String(size).padStart(6)}  ${name}\n`).join('');
  const types = functions.map(({ name, clauses }) => `${clauses.padStart(6)}  ${name}\n`).join('');
  const names = enums.map(({ name, isFlags }) => `${isFlags ? ' flags' : '  enum'}  ${name}\n`).join('');
  return (
    `structures, bytes (${abi}):\n${sizes}\nfunctions, clauses:\n${types}\nenums and flags:\n${names}\n` +
    `${structs.length} structures, ${functions.length} functions, ${enums.length} enums and sets of flags; ` +
    'softumd layouts NAME shows one\n'
  );
}

function draw({ enums, structs, functions, abi }: Catalogue): string {
  return [
    ...enums.map(valueList),
    ...structs.map((struct) => byteMap(struct, abi)),
    ...functions.map(signature),
  ].join('\n');
}

/** `softumd layouts`. */
export function layoutsCommand(cli: Cli): Command {
  return new Command('layouts')
    .description('every structure: size, members, offsets; every function: parameters, codes; every enum')
    .argument('[name...]', 'structures, functions and enums to show; all of them are listed without one')
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
