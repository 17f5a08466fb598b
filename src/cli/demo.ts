import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Command, Option } from 'commander';
import { packageFile } from '../package-files.js';
import type { ChannelProof } from './channel-playback.js';
import { ChannelPlayback } from './channel-playback.js';
import type { Cli } from './cli.js';
import { EXIT, UsageError } from './cli.js';
import type { HardwareProof } from './hardware-playback.js';
import { HardwarePlayback } from './hardware-playback.js';
import type { StreamFacts } from './h264.js';
import { h264Facts } from './h264.js';
import type { ProtectionProof } from './output-protection.js';
import { OutputProtection } from './output-protection.js';
import type { OpmProof } from './opm-protection.js';
import { OpmProtection } from './opm-protection.js';
import type { PlaybackProof } from './playback.js';
import { Playback } from './playback.js';
import type { Step } from './step.js';
import { DemoFailed, stepLine } from './step.js';

const shippedClip = 'fixtures/clips/testsrc2-320x180.h264';

const examples = `
Examples:
  softumd demo                          the clip that is shipped with the package
  softumd demo --input trailer.h264     a stream of yours (H.264, Annex B)
  softumd demo --hardware               keys in hardware: the machine sleeps in the middle of a playback
  softumd demo --channel                an authenticated channel: what the player sees when protection is lost
  softumd demo --outputs                OPM: HDCP is switched on, the cable pulled out, and what the player has to do
  softumd demo --copp                   the same protection by COPP: output protection: HDCP is switched on, then the cable pulled out
  softumd demo --seed 7 --json          the same bytes on every run, as one JSON object`;

interface DemoOptions {
  /** An H.264 elementary stream; the shipped clip where there is none. */
  readonly input?: string;
  /** A playback whose keys the hardware has, and loses. */
  readonly hardware?: boolean;
  /** A playback beside an authenticated channel. */
  readonly channel?: boolean;
  /** A film under OPM instead of a playback. */
  readonly outputs?: boolean;
  /** A session of COPP instead of a playback. */
  readonly copp?: boolean;
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

function conclusion({ ok, bytes, buffers }: PlaybackProof): string {
  if (!ok) return '\nNOT proven: the bytes above differ.\n';
  return [
    '',
    `Proven: all ${bytes.toLocaleString('en')} bytes, in ${buffers} buffers, reached protected memory only encrypted,`,
    'the driver decrypted them to exactly the clear stream with a key that it took out of a 256-byte',
    'RSAES-OAEP buffer and, from the second buffer on, with that key refreshed; the encrypted read-back decrypts',
    'to the same bytes. A buffer with one encrypted block in ten, under a content key, came out clear, too.',
    'Every key was overwritten.',
    '',
  ].join('\n');
}

const protectionConclusion = ({ ok }: ProtectionProof): string =>
  ok
    ? [
        '',
        'Proven: the driver showed who it is by a chain of certificates, took a key that only it could read, switched',
        'HDCP on at a command signed with that key, and refused one that came twice and one that was changed on the way.',
        'Every answer was signed, and for the request that it answers; the first after the cable was pulled out said so.',
        '',
      ].join('\n')
    : '\nNOT proven: an answer above is not what it should be.\n';

const opmConclusion = ({ ok }: OpmProof): string =>
  ok
    ? [
        '',
        'Proven: the driver showed who it is by a chain of certificates, took a key that only it could read, switched',
        'HDCP on at a signed command, told it only when it held, kept it when another player wanted none, and refused a',
        'command that came twice and one that was changed on the way. The first answer after the cable was pulled out',
        'said so; with the cable back a new session went on. Every key was overwritten.',
        '',
      ].join('\n')
    : '\nNOT proven: an answer above is not what it should be.\n';

function hardwareConclusion({ ok, frames, lostAt, resumedAt }: HardwareProof): string {
  if (!ok) return '\nNOT proven: an answer or the bytes above are not what they should be.\n';
  return [
    '',
    `Proven: all ${frames} frames reached the decoder encrypted and lay in protected memory as the clear stream, under a`,
    'key that the player sent to the trusted environment and no function of the driver gives back. When the machine',
    `slept before frame ${lostAt}, the driver overwrote the key, set the player's event, told KEY_AND_CONTENT_LOST and`,
    'refused the next frame. The device lived on: with new sessions and the key sent again the player went on from',
    `frame ${resumedAt}.`,
    '',
  ].join('\n');
}

function channelConclusion({ ok, frames, lostAt, believed }: ChannelProof): string {
  if (!ok) return '\nNOT proven: an answer or the bytes above are not what they should be.\n';
  return [
    '',
    `Proven: all ${frames} frames reached the decoder encrypted and lay in protected memory as the clear stream, under a`,
    `session that a signed command had bound to it. Before each picture the player asked: ${believed} answers, which only`,
    `the driver can sign, said that protection was on and the binding there. When both were lost before frame ${lostAt}`,
    'the next answers said so, and the decoder refused the frame; bound anew, the player went on. An answer with one',
    'bit flipped on the way was not believed.',
    'Every key was overwritten.',
    '',
  ].join('\n');
}

/** What a demo shows, told as text or as one JSON object. */
interface Demo<Proof> {
  readonly title: string;
  /** What the JSON object has besides the steps and the proof. */
  readonly facts: object;
  readonly play: (report: (step: Step) => void) => Proof;
  readonly conclude: (proof: Proof) => string;
}

/** Runs a demo; null where a call failed that should not. */
function tell<Proof>(
  { title, facts, play, conclude }: Demo<Proof>,
  asJson: boolean,
  write: (text: string) => unknown,
): Proof | null {
  const steps: Step[] = [];
  if (!asJson) write(`${title}\n\n`);
  const report = (step: Step) => {
    steps.push(step);
    if (!asJson) write(stepLine(step, steps.length));
  };
  const proof = proofOf(() => play(report));
  if (asJson) write(`${JSON.stringify({ ...facts, steps, proof }, null, 2)}\n`);
  else write(proof ? conclude(proof) : '\nStopped: the last call failed.\n');
  return proof;
}

function proofOf<Proof>(play: () => Proof): Proof | null {
  try {
    return play();
  } catch (error) {
    if (error instanceof DemoFailed) return null;
    throw error;
  }
}

/** The stream that a demo plays, and what is told of it in front. */
function inputOf({ input }: DemoOptions) {
  const file = input ?? packageFile(shippedClip);
  const { stream, facts } = readStream(file);
  const size = `${stream.length.toLocaleString('en')} bytes, ${facts.frames} frames, ${facts.nalUnits} NAL units`;
  return { stream, name: basename(file), size, facts: { input: basename(file), ...facts } };
}

/** The same, where a stream without a frame is none. */
function framesOf(options: DemoOptions) {
  const input = inputOf(options);
  if (input.facts.frames === 0) throw new UsageError(`--input: '${input.name}' has no frame`);
  return input;
}

function playbackDemo(options: DemoOptions): Demo<PlaybackProof> {
  const { stream, name, size, facts } = inputOf(options);
  return {
    title: `One protected playback of ${name}: ${size}`,
    facts,
    play: (report) => new Playback(report, options.seed).play(stream),
    conclude: conclusion,
  };
}

function hardwareDemo(options: DemoOptions): Demo<HardwareProof> {
  const { stream, name, size, facts } = framesOf(options);
  return {
    title: `A playback of ${name} with keys in hardware, which it loses: ${size}`,
    facts,
    play: (report) => new HardwarePlayback(report, options.seed).play(stream),
    conclude: hardwareConclusion,
  };
}

function channelDemo(options: DemoOptions): Demo<ChannelProof> {
  const { stream, name, size, facts } = framesOf(options);
  return {
    title: `A playback of ${name} beside an authenticated channel: ${size}`,
    facts,
    play: (report) => new ChannelPlayback(report, options.seed).play(stream),
    conclude: channelConclusion,
  };
}

const protectionDemo = ({ seed }: DemoOptions): Demo<ProtectionProof> => ({
  title: 'One session of COPP: a player has the cable to the display protected',
  facts: {},
  play: (report) => new OutputProtection(report, seed).play(),
  conclude: protectionConclusion,
});

const opmDemo = ({ seed }: DemoOptions): Demo<OpmProof> => ({
  title: 'A film under OPM: a player has the cable to the display protected, and watches it',
  facts: {},
  play: (report) => new OpmProtection(report, seed).play(),
  conclude: opmConclusion,
});

/**
 * Shows a protected playback, or a session of OPM or COPP, and explains it.
 * @returns whether everything was as it should be
 * @throws UsageError when the input is no stream
 */
export function runDemo(options: DemoOptions, write: (text: string) => unknown): boolean {
  const asJson = options.json ?? false;
  if (options.outputs) return tell(opmDemo(options), asJson, write)?.ok ?? false;
  if (options.copp) return tell(protectionDemo(options), asJson, write)?.ok ?? false;
  if (options.channel) return tell(channelDemo(options), asJson, write)?.ok ?? false;
  if (options.hardware) return tell(hardwareDemo(options), asJson, write)?.ok ?? false;
  return tell(playbackDemo(options), asJson, write)?.ok ?? false;
}

/** `softumd demo`. */
export function demoCommand(cli: Cli): Command {
  return new Command('demo')
    .description(
      'play one protected stream, with keys in hardware or a channel too, or one session of output protection, explained step by step',
    )
    .option('--input <file>', 'an H.264 elementary stream; the shipped clip by default')
    .option('--hardware', 'keys in hardware, and a tear-down in the middle of the playback')
    .addOption(
      new Option(
        '--channel',
        'an authenticated channel, and protection lost in the middle of the playback',
      ).conflicts(['hardware']),
    )
    .addOption(
      new Option('--outputs', 'a film under OPM: HDCP switched on, the link lost and found again').conflicts([
        ...['input', 'hardware', 'channel', 'copp'],
      ]),
    )
    .addOption(
      new Option('--copp', 'a session of COPP: HDCP switched on, then the link lost').conflicts([
        'input',
        'hardware',
        'channel',
      ]),
    )
    .option('--seed <text>', 'make every byte of the run repeat')
    .option('--json', 'print one JSON object instead of text')
    .addHelpText('after', examples)
    .action((options: DemoOptions) => {
      const proven = runDemo(options, (text) => cli.io.stdout.write(text));
      cli.exit(proven ? EXIT.ok : EXIT.found);
    });
}
