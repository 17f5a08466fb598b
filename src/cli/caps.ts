import { Command } from 'commander';
import { D3D11_1DDI_CRYPTO_TYPE_AES128_CTR } from '../ddi/index.js';
import { engineChoice } from '../crypto/index.js';
import { profileNames } from '../facade/index.js';
import { readProfile } from '../facade/load-profile.js';
import { capsText, labelled } from './caps-table.js';
import { surveyCaps } from './caps-survey.js';
import type { Cli } from './cli.js';
import { UsageError } from './cli.js';

interface CapsOptions {
  readonly json?: true;
  readonly list?: true;
}

const examples = `
A profile is the name of one that comes with the package, or the path of a JSON file.

Examples:
  softumd caps                    what the default driver offers
  softumd caps whcp-2016          a profile by its name
  softumd caps ./our-gpu.json     a profile of your own; tells what is wrong with it
  softumd caps --list             the names, and what each is good for
  softumd caps --json             one JSON object

Exit code: 0, or 2 where a profile is not known or not right.`;

/** @throws UsageError for a name that there is not, and for a file that is no profile */
function read(name: string) {
  try {
    return readProfile('caps', name);
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message.replace(/^caps: /, ''));
    throw error;
  }
}

const described = () =>
  profileNames().map((name) => ({ name, description: readProfile('caps', name).description }));

const json = (value: unknown) =>
  `${JSON.stringify(value, (_name, member: unknown) => (typeof member === 'bigint' ? `0x${member.toString(16)}` : member), 2)}\n`;

/** `softumd caps`. */
export function capsCommand(cli: Cli): Command {
  return new Command('caps')
    .description(
      'what a driver of a profile offers, asked of it through the API; which crypto engine is in use',
    )
    .argument('[profile]', 'a name or a path', 'default')
    .option('--json', 'print one JSON object')
    .option('--list', 'list the profiles of the package')
    .addHelpText('after', examples)
    .action((name: string, options: CapsOptions) => {
      if (options.list) {
        const all = described();
        const text = () => all.map((one) => labelled(one.name, one.description, 20)).join('');
        cli.io.stdout.write(options.json ? json(all) : text());
        return;
      }
      const found = read(name);
      // Asked for in any case: what a driver says of it is what players see first.
      const pairs = surveyCaps(found.profile, [D3D11_1DDI_CRYPTO_TYPE_AES128_CTR]);
      const engine = engineChoice();
      cli.io.stdout.write(
        options.json
          ? json({ ...found, engine, videoDevice: pairs !== undefined, pairs: pairs ?? [] })
          : capsText(found, pairs, engine),
      );
    });
}
