import { Command } from 'commander';
import { D3D11_1DDI_CRYPTO_TYPE_AES128_CTR } from '../ddi/index.js';
import { engineChoice } from '../crypto/index.js';
import { profileToJson } from '../../emulator/index.js';
import { profileNames } from '../facade/index.js';
import { capsText, labelled } from './caps-table.js';
import { surveyCaps } from './caps-survey.js';
import type { Cli } from './cli.js';
import { readProfileArgument } from './profile-argument.js';

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
  softumd caps --json             one JSON object: what is offered, and the profile itself, whole

The member 'profile' of --json is a profile as files have it. It can be changed and loaded again:
  softumd caps --json | node -p 'JSON.stringify(JSON.parse(fs.readFileSync(0)).profile)' > ./our-gpu.json
  softumd conformance --profile ./our-gpu.json

Exit code: 0, or 2 where a profile is not known or not right.`;

const described = () =>
  profileNames().map((name) => ({ name, description: readProfileArgument(name).description }));

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
      const found = readProfileArgument(name);
      // Asked for in any case: what a driver says of it is what players see first.
      const pairs = surveyCaps(found.profile, [D3D11_1DDI_CRYPTO_TYPE_AES128_CTR]);
      const engine = engineChoice();
      cli.io.stdout.write(
        options.json
          ? json({
              profile: profileToJson(found),
              engine,
              videoDevice: pairs !== undefined,
              pairs: pairs ?? [],
            })
          : capsText(found, pairs, engine),
      );
    });
}
