import { existsSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CaseFailure } from '../conformance/index.js';
import type { DriverUnderTest, Interposer, OpenAdapter10_2, DdiFunction, Process } from '../ddi/index.js';
import { interposeDriver } from '../ddi/index.js';
import { ArenaMemory, CodeSegment, damageText } from '../memory/index.js';
import type { Damage, Inspectable } from '../memory/index.js';
import type { FlightRecorder, StrayCallback } from '../native/index.js';
import { DriverLoadError, loadDriverLibrary } from '../native/index.js';

/** The process that a driver in JavaScript lives in: memory with red zones, and addresses for its functions. */
export interface ForeignProcess extends Process {
  readonly memory: ArenaMemory;
}

/**
 * What a driver in JavaScript exports as `openAdapter`: called once for each case with the process to live in, it gives
 * the entry, or a whole driver whose memory, profile, control and oracle are its own.
 */
export type OpenAdapterExport = (
  process: ForeignProcess,
) =>
  DdiFunction<typeof OpenAdapter10_2> | (Partial<DriverUnderTest> & Pick<DriverUnderTest, 'OpenAdapter10_2'>);

/** A driver made for one case, and what there is to know about it that no function returns. */
export interface ForeignCase {
  readonly driver: DriverUnderTest;
  /** What the driver did that no call shows: writes outside its memory, callbacks on other threads. */
  readonly takeCrimes: () => readonly string[];
  readonly dispose: () => void;
}

/** A driver that somebody else wrote. */
export interface ForeignDriver {
  readonly name: string;
  createCase(): ForeignCase;
}

const scriptExtensions = ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts'];

function strayText({ functionName, times, late }: StrayCallback): string {
  const often = times === 1 ? 'once' : `${times} times`;
  if (late) return `${functionName} was called ${often} on another thread by an earlier case, which was over`;
  return `${functionName} was called ${often} on another thread than the one that called the driver`;
}

const crimesOf = (damage: readonly Damage[], strays: readonly StrayCallback[]) => [
  ...damage.map(damageText),
  ...strays.map(strayText),
];

function openLibrary(path: string, recorder: FlightRecorder): ForeignDriver {
  const library = loadDriverLibrary(path);
  const reading = (address: number, bytes: number) =>
    recorder.watch("reading memory at the driver's word", [address, bytes]);
  const createCase = (): ForeignCase => {
    const driver = library.createDriver(reading);
    return {
      driver: { ...driver, name: path },
      takeCrimes: () => crimesOf(driver.damage(), driver.takeStrays()),
      dispose: () => {
        driver.dispose();
      },
    };
  };
  return { name: path, createCase };
}

async function importModule(path: string): Promise<Record<string, unknown>> {
  try {
    return (await import(pathToFileURL(resolve(path)).href)) as Record<string, unknown>;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const hint =
      code === 'ERR_UNKNOWN_FILE_EXTENSION'
        ? 'this Node reads no TypeScript: compile it, or start node with a loader (node --import tsx …)'
        : (message.split('\n')[0] ?? 'no reason given');
    throw new DriverLoadError(`'${path}' cannot be loaded: ${hint}`);
  }
}

async function openModule(path: string): Promise<ForeignDriver> {
  if (!existsSync(path)) throw new DriverLoadError(`there is no file '${path}'`);
  const { openAdapter } = await importModule(path);
  if (typeof openAdapter !== 'function') {
    throw new DriverLoadError(
      `'${path}' does not export openAdapter: export a function that is given { memory, code } and returns OpenAdapter10_2`,
    );
  }
  const make = openAdapter as OpenAdapterExport;
  const createCase = (): ForeignCase => {
    const memory = new ArenaMemory({ redZones: true });
    const code = new CodeSegment();
    const made = make({ memory, code });
    const driver = {
      memory,
      code,
      name: path,
      ...(typeof made === 'function' ? { OpenAdapter10_2: made } : made),
    };
    const inspected: Partial<Inspectable> & DriverUnderTest['memory'] = driver.memory;
    return { driver, takeCrimes: () => crimesOf(inspected.damage?.() ?? [], []), dispose: () => undefined };
  };
  return { name: path, createCase };
}

/**
 * Opens a driver by its file: a library, or a module of JavaScript.
 * @throws DriverLoadError one line on what to do
 */
export async function openForeignDriver(path: string, recorder: FlightRecorder): Promise<ForeignDriver> {
  return scriptExtensions.includes(extname(path)) ? openModule(path) : openLibrary(path, recorder);
}

/** Fails the case in the function that did it: after each call it looks for what the call did besides returning. */
function watchful(takeCrimes: () => readonly string[]): Interposer {
  return ({ name }, inner) =>
    (...args) => {
      const answer = inner(...args);
      const crimes = takeCrimes();
      if (crimes.length > 0) throw new CaseFailure(crimes.map((crime) => `${name}: ${crime}`).join('\n'));
      return answer;
    };
}

/** The driver of one case with all that watches it. */
export function watched({ driver, takeCrimes }: ForeignCase, recorder: FlightRecorder): DriverUnderTest {
  const recorded = interposeDriver(driver, { calls: recorder.interposer, callbacks: recorder.interposer });
  return interposeDriver(recorded, { calls: watchful(takeCrimes) });
}
