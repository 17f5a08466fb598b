import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Command } from 'commander';
import { packageFile } from '../package-files.js';
import type { Cli } from './cli.js';
import { EXIT, UsageError } from './cli.js';
import type { StreamFacts } from './h264.js';
import { h264Facts } from './h264.js';
import type { PlaybackProof, Step } from './playback.js';
import { Playback, PlaybackFailed } from './playback.js';

const shippedClip = 'fixtures/clips/testsrc2-320x180.h264';

const examples = `
Examples:
  softumd demo                          the clip that is shipped with the package
  softumd demo --input trailer.h264     a stream of yours (H.264, Annex B)
  softumd demo --seed 7 --json          the same bytes on every run, as one JSON object`;

interface DemoOptions {
  /** An H.264 elementary stream; the shipped clip where there is none. */
  readonly input?: string;
  /** Makes every byte of the run repeat (D-60). */
  readonly seed?: string;
  /** One JSON object instead of text. */
  readonly json?: boolean;
}

function readStream(file: string): { readonly stream: Uint8Array; readonly facts: StreamFacts } {
  let stream: Uint8Array;
  try {
    stream = readFileSync(file);
  } catch (error) {
    throw new UsageError(
      `--input: cannot read '${file}': ${(error as NodeJS.ErrnoException).code ?? String(error)}`,
    );
  }
  const facts = h264Facts(stream);
  if (facts) return { stream, facts };
  throw new UsageError(
    `--input: '${file}' is not an H.264 elementary stream (Annex B begins with 00 00 01): make one with ffmpeg -i ${basename(file)} -c:v copy -bsf:v h264_mp4toannexb -f h264 out.h264`,
  );
}

function stepLine(step: Step, number: number): string {
  const result = step.result === undefined ? '' : ` → ${step.result}`;
  const note = step.note === undefined ? '' : `   ${step.note}`;
  return `${String(number).padStart(3)}  ${step.who.padEnd(6)}  ${step.what}${result}${note}\n`;
}

function conclusion({ ok, bytes, buffers }: PlaybackProof): string {
  if (!ok) return '\nNOT proven: the bytes above differ.\n';
  return [
    '',
    `Proven: all ${bytes.toLocaleString('en')} bytes, in ${buffers} buffers, reached protected memory only encrypted,`,
    'the driver decrypted them to exactly the clear stream with a key that it took out of a 256-byte',
    'RSAES-OAEP buffer, the encrypted read-back decrypts to the same bytes, and the key was overwritten.',
    '',
  ].join('\n');
}

/**
 * Plays one protected stream and explains it.
 * @returns whether everything was as it should be
 * @throws UsageError when the input is no stream
 */
export function runDemo(options: DemoOptions, write: (text: string) => unknown): boolean {
  const file = options.input ?? packageFile(shippedClip);
  const { stream, facts } = readStream(file);
  const steps: Step[] = [];
  const size = `${stream.length.toLocaleString('en')} bytes, ${facts.frames} frames, ${facts.nalUnits} NAL units`;
  if (!options.json) write(`One protected playback of ${basename(file)}: ${size}\n\n`);
  const playback = new Playback((step) => {
    steps.push(step);
    if (!options.json) write(stepLine(step, steps.length));
  }, options.seed);
  const proof = proofOf(playback, stream);
  if (options.json) write(`${JSON.stringify({ input: basename(file), ...facts, steps, proof }, null, 2)}\n`);
  else write(proof ? conclusion(proof) : '\nStopped: the last call failed.\n');
  return proof?.ok ?? false;
}

function proofOf(playback: Playback, stream: Uint8Array): PlaybackProof | null {
  try {
    return playback.play(stream);
  } catch (error) {
    if (error instanceof PlaybackFailed) return null;
    throw error;
  }
}

/** `softumd demo`. */
export function demoCommand(cli: Cli): Command {
  return new Command('demo')
    .description('play one protected stream, explained step by step')
    .option('--input <file>', 'an H.264 elementary stream; the shipped clip by default')
    .option('--seed <text>', 'make every byte of the run repeat')
    .option('--json', 'print one JSON object instead of text')
    .addHelpText('after', examples)
    .action((options: DemoOptions) => {
      const proven = runDemo(options, (text) => cli.io.stdout.write(text));
      cli.exit(proven ? EXIT.ok : EXIT.found);
    });
}
