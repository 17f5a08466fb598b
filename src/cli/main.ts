import { Command, CommanderError } from 'commander';
import { readPackageText } from '../package-files.js';
import type { Cli, CliIo } from './cli.js';
import { EXIT, UsageError } from './cli.js';

export type { CliIo, CliStream } from './cli.js';

type MakeCommand = (cli: Cli) => Command;

/** Every command, in the order of --help. Loaded when it is needed: none needs what all of them need together. */
const commands: Readonly<Record<string, () => Promise<MakeCommand>>> = {
  conformance: async () => (await import('./conformance.js')).conformanceCommand,
  mutants: async () => (await import('./mutants.js')).mutantsCommand,
  demo: async () => (await import('./demo.js')).demoCommand,
  cert: async () => (await import('./cert.js')).certCommand,
  caps: async () => (await import('./caps.js')).capsCommand,
  layouts: async () => (await import('./layouts.js')).layoutsCommand,
  bench: async () => (await import('./bench.js')).benchCommand,
};

/** The commands that this command line can need: the one it names, or all of them to choose from. */
async function needed([first = '']: readonly string[]): Promise<MakeCommand[]> {
  if (['-V', '--version'].includes(first)) return [];
  const chosen = Object.hasOwn(commands, first) ? [commands[first]!] : Object.values(commands);
  return Promise.all(chosen.map((load) => load()));
}

const examples = `
Examples:
  softumd conformance             run the suite against the embedded driver
  softumd conformance negotiate   one group of it
  softumd mutants                 see that the suite catches every faulty driver
  softumd demo                    one protected playback, explained step by step
  softumd demo --copp             one session of output protection, likewise
  softumd cert                    show the driver's certificate chain
  softumd caps                    what the driver offers, and on which crypto engine

Exit codes: 0 all well, 1 something was found wrong, 2 usage.`;

function version(): string {
  return (JSON.parse(readPackageText('package.json')) as { version: string }).version;
}

/** One line, whatever commander makes of it: its suggestions stand on a second one. */
function errorLine(text: string): string {
  return `softumd: ${text
    .replace(/^error: /, '')
    .trim()
    .replace(/\s*\n\s*/g, ' ')}\n`;
}

function adopt(command: Command, io: CliIo): Command {
  const help = command.name() === 'softumd' ? 'softumd' : `softumd ${command.name()}`;
  return command
    .exitOverride()
    .helpOption('-h, --help', 'show this help')
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => {
        const helped = text.includes('Did you mean');
        write(errorLine(helped ? text : `${text.trim()}; see ${help} --help`));
      },
    });
}

function createProgram(cli: Cli, chosen: readonly MakeCommand[]): Command {
  const program = adopt(new Command('softumd'), cli.io)
    .description("A Windows display driver's content protection, emulated in software.")
    .version(version(), '-V, --version', 'show the version')
    .helpCommand(false)
    .addHelpText('after', examples);
  for (const make of chosen) program.addCommand(adopt(make(cli), cli.io));
  return program;
}

/** What is said about an error, and the exit code. Anything unforeseen is a fault of ours and shows its stack. */
function report(error: unknown, io: CliIo): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (!(error instanceof UsageError)) throw error;
  io.stderr.write(errorLine(error.message));
  return EXIT.usage;
}

/**
 * Runs the command line.
 * @param argv the arguments, without node and script
 * @returns the exit code
 */
export async function main(argv: readonly string[], io: CliIo): Promise<number> {
  let code: number = EXIT.ok;
  const cli: Cli = {
    io,
    exit: (value) => {
      code = value;
    },
  };
  try {
    await createProgram(cli, await needed(argv)).parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    return report(error, io);
  }
}
