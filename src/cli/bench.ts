import { Command } from 'commander';
import { bltBenchmarks } from './bench/blts.js';
import { cliStart } from './bench/cli-start.js';
import { apiCall, deviceCycle, mapUnmap } from './bench/api.js';
import { capsCall, capsCallDebug, deviceCalls } from './bench/caps-call.js';
import { channelHandshake } from './bench/channel-handshake.js';
import { channelQuery } from './bench/channel-query.js';
import { coppHandshake } from './bench/copp-handshake.js';
import { driverRestart } from './bench/driver-restart.js';
import { keyExchange } from './bench/key-exchange.js';
import type { BenchResult } from './bench/measure.js';
import { nativeCall } from './bench/native-call.js';
import { nativeSuite } from './bench/native-suite.js';
import { opmEnumerate } from './bench/opm-enumerate.js';
import { opmHandshake } from './bench/opm-handshake.js';
import { opmStatus } from './bench/opm-status.js';
import { lookup10k, millionSessions, sessionCycle, sessionInKeptBlock } from './bench/sessions.js';
import type { Cli, CliIo } from './cli.js';
import { nearest } from '../options/nearest.js';
import { didYouMean, EXIT, progressLine, UsageError } from './cli.js';

const examples = `
A row is measured in turns with its limit, in the same run; driver-restart and sessions-1m have a fixed aim
instead.
The ratio says how much of the limit is reached. Machines are noisy: compare ratios, not values.

Examples:
  softumd bench                          a table
  softumd bench lookup-10k cli-start     these rows alone
  softumd bench --driver ./mydriver.so   and how long the suite takes on this driver
  softumd bench --json                   one object: results[] { name, value, unit, limit, limitIs, ratio }

Exit code: 0 every aim is met, 1 one is not.`;

type Benchmark = () => BenchResult | undefined | Promise<BenchResult>;

/** Every benchmark by its fixed name. One that cannot be run here gives nothing. */
const benchmarks = (driver: string | undefined): Readonly<Record<string, Benchmark>> => ({
  // First: a driver that cannot be loaded is said at once.
  ...(driver !== undefined && { 'native-suite': () => nativeSuite(driver, 5) }),
  // Early: what V8 learns of the driver's functions from other rows would slow these down.
  'session-in-kept-block': () => sessionInKeptBlock(61),
  'session-cycle': () => sessionCycle(61),
  'key-exchange': () => keyExchange(151),
  'copp-handshake': () => coppHandshake(31),
  'opm-handshake': () => opmHandshake(151),
  'opm-status': () => opmStatus(61),
  'opm-enumerate': () => opmEnumerate(15),
  'channel-handshake': () => channelHandshake(151),
  'channel-query': () => channelQuery(61),
  'api-call': () => apiCall(15),
  'caps-call': () => capsCall(15),
  'caps-call-debug': () => capsCallDebug(15),
  'device-calls': () => deviceCalls(15),
  'create-device': () => deviceCycle(15),
  'map-unmap-1080p-nv12': () => mapUnmap(15),
  'lookup-10k': () => lookup10k(31),
  ...bltBenchmarks(201),
  'native-call': () => nativeCall(31),
  'driver-restart': () => driverRestart(9),
  'cli-start': () => cliStart(11),
  // Last: what it leaves behind for the garbage collector would slow down the others.
  'sessions-1m': () => millionSessions(),
});

const amount = (value: number) => value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 1 : 0 });

function row({ name, value, unit, limit, limitIs, ratio, aim }: BenchResult): string {
  const verdict = aim === undefined ? 'reported' : ratio >= aim ? `meets ${aim}` : `BELOW ${aim}`;
  const measured = `${amount(value)} ${unit}`.padStart(22);
  return `${name.padEnd(38)}${measured}   ${ratio.toFixed(2)}  ${verdict.padEnd(11)} of ${amount(limit)}: ${limitIs}\n`;
}

const missesAim = ({ ratio, aim }: BenchResult) => aim !== undefined && ratio < aim;

/**
 * The benchmarks with these names, in their own order; all of them without a name.
 * @throws UsageError when there is none of a name
 */
function choose(rows: readonly string[], driver: string | undefined): [string, Benchmark][] {
  const known = Object.entries(benchmarks(driver));
  const names = known.map(([name]) => name);
  const stray = rows.find((row) => !names.includes(row));
  if (stray !== undefined)
    throw new UsageError(`no benchmark '${stray}'; ${didYouMean(nearest(names, stray), names.join(', '))}`);
  return rows.length === 0 ? known : known.filter(([name]) => rows.includes(name));
}

async function measure(
  io: CliIo,
  chosen: readonly [string, Benchmark][],
  onResult: (result: BenchResult) => void,
): Promise<BenchResult[]> {
  const progress = progressLine(io);
  const results: BenchResult[] = [];
  for (const [name, run] of chosen) {
    progress.show(name);
    const result = await run();
    progress.clear();
    if (!result) {
      io.stderr.write(`${name}: not measured, as it needs koffi, and a system other than Windows\n`);
      continue;
    }
    onResult(result);
    results.push(result);
  }
  return results;
}

/** `softumd bench`. */
export function benchCommand(cli: Cli): Command {
  return new Command('bench')
    .description('measure speed and memory against limits measured in the same run')
    .argument('[row...]', 'rows to measure; all without one')
    .option('--driver <path>', 'measure the suite on a native driver too')
    .option('--json', 'print one JSON object')
    .addHelpText('after', examples)
    .action(async (rows: string[], { json, driver }: { readonly json?: true; readonly driver?: string }) => {
      const results = await measure(cli.io, choose(rows, driver), (result) => {
        if (!json) cli.io.stdout.write(row(result));
      });
      if (json) cli.io.stdout.write(`${JSON.stringify({ results }, null, 2)}\n`);
      cli.exit(results.some(missesAim) ? EXIT.found : EXIT.ok);
    });
}
