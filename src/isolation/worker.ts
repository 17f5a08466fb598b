// By file: what is loaded here is waited for after every crash.
import { allCases } from '../conformance/all-cases.js';
import { caseRunner } from '../conformance/framework/runner.js';
import { callersOutcome } from '../conformance/framework/weighing.js';
import type { CaseResult, ConformanceCase } from '../conformance/index.js';
import { loadKoffi } from '../ffi/index.js';
import { DriverLoadError } from '../native/driver-load-error.js';
import { FlightRecorder } from '../native/flight-recorder.js';
import { RECORDING_BYTES } from '../native/recording-layout.js';
import { openSharedFile } from '../native/shared-file.js';
import type { ForeignCase, ForeignDriver } from './foreign-driver.js';
import { openForeignDriver, watched } from './foreign-driver.js';
import { probe } from './probe.js';
import type { Order, ResultMessage, WorkerMessage } from './protocol.js';
import { endWith } from './watchdog.js';

/**
 * The driver's process: loads the driver that the first argument names, writes its flight recording to the second,
 * runs the cases that it is told to by the process of the third, and dies with the driver or with that process.
 */

function send(message: WorkerMessage): void {
  process.send?.(message);
}

function openRecorder(path: string): FlightRecorder {
  const koffi = loadKoffi();
  return new FlightRecorder(
    openSharedFile(path, RECORDING_BYTES, koffi instanceof Error ? undefined : koffi),
  );
}

/** What a driver did in a case after its last call is found when the case is over. */
function withViolations(
  result: CaseResult,
  { hostile }: ConformanceCase,
  { driver, takeViolations }: ForeignCase,
): CaseResult {
  const violations = takeViolations();
  if (violations.length === 0) return result;
  const message = [...(result.message === undefined ? [] : [result.message]), ...violations].join('\n');
  return { ...result, outcome: callersOutcome({ hostile }, 'fail', driver.profile !== undefined), message };
}

/** Runs cases on the driver, each on a fresh one with everything watched. */
function createRunner(driver: ForeignDriver, recorder: FlightRecorder) {
  const current: { case: ForeignCase | undefined } = { case: undefined };
  const run = caseRunner(() => {
    current.case = undefined;
    current.case = driver.createCase();
    return watched(current.case, recorder);
  });
  return (candidate: ConformanceCase): ResultMessage => {
    const { result, functions } = run(candidate);
    const told = current.case ? withViolations(result, candidate, current.case) : result;
    current.case?.dispose();
    return { result: told, functions };
  };
}

/** Whether the driver declares a profile. */
function probeOnce(driver: ForeignDriver, recorder: FlightRecorder): boolean {
  const once = driver.createCase();
  try {
    probe(watched(once, recorder));
  } catch (error) {
    // Violations of the first call are the first case's to report, not a reason to run none.
    if (error instanceof DriverLoadError) throw error;
  } finally {
    once.dispose();
  }
  return once.driver.profile !== undefined;
}

async function serve([driverPath = '', recordingPath = '', parent]: readonly string[]): Promise<void> {
  endWith(Number(parent));
  const recorder = openRecorder(recordingPath);
  const driver = await openForeignDriver(driverPath, recorder);
  const hasProfile = probeOnce(driver, recorder);
  const run = createRunner(driver, recorder);
  const cases = new Map(allCases().map((one) => [one.id, one]));
  process.on('message', (order: Order) => {
    if ('farewell' in order) {
      // In the next turn, so that what the driver left to do by then is done.
      setImmediate(send, order);
      return;
    }
    recorder.beginChapter();
    send(run(cases.get(order.run)!));
  });
  send({ ready: driver.name, hasProfile });
}

process.once('disconnect', () => {
  process.exit();
});

serve(process.argv.slice(2)).catch((error: unknown) => {
  if (!(error instanceof DriverLoadError)) throw error;
  send({ refused: error.message });
});
