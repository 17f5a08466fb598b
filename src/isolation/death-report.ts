import type { CaseResult, ConformanceCase } from '../conformance/index.js';
import { hresult, hresultName } from '../ddi/index.js';
import type { RecordedCall } from '../native/index.js';
import type { Death } from './driver-process.js';

const hex = (value: number) => (value < 10 ? String(value) : `0x${value.toString(16)}`);

function resultText({ returns, result, ended, threw }: RecordedCall): string {
  if (!ended) return ' …';
  if (threw) return ' threw';
  if (returns === 'VOID') return '';
  return ` = ${returns === 'HRESULT' ? hresultName(hresult(result)) : hex(result)}`;
}

/** A recorded call as a person reads it. What lay behind its pointers died with the process. */
export function recordedCallText(call: RecordedCall): string {
  const args = call.args.map((value, index) => {
    const name = call.parameters[index] ?? '';
    return name === '' ? hex(value) : `${name}: ${hex(value)}`;
  });
  return `${call.functionName}(${args.join(', ')})${resultText(call)}`;
}

/** Windows ends a process that crashes with the exception's code, whose top bits say that it is an error. */
const isException = (exitCode: number) => exitCode >= 0xc0000000;

function causeText({ cause }: Death): string {
  if ('timeoutSeconds' in cause) {
    const seconds = cause.timeoutSeconds;
    return `the driver hangs: no answer within ${seconds} ${seconds === 1 ? 'second' : 'seconds'}`;
  }
  if ('notStarted' in cause) return `no process could be started for the driver (${cause.notStarted})`;
  if ('signal' in cause) return `the driver crashed (${cause.signal})`;
  if (isException(cause.exitCode)) return `the driver crashed (exception ${hex(cause.exitCode)})`;
  return `the driver ended the process (exit code ${cause.exitCode})`;
}

function placeText(recording: readonly RecordedCall[]): string {
  const open = recording.filter(({ ended }) => !ended).reverse();
  const last = recording.findLast(({ ended }) => ended);
  // What is not a function of the driver, a read of its memory, follows from one that is.
  const isCall = open[0]?.parameters.every((name) => name !== '') ?? true;
  const names = open.map(({ functionName }) => functionName).join(', called in ');
  if (names !== '') return ` in ${names}${!isCall && last ? `, after ${last.functionName}` : ''}`;
  return last ? ` between calls, after ${last.functionName}` : ' while it was loaded';
}

/** Without what a terminal would act on: control characters, and the rest of a colour with the first of it. */
const plain = (text: string) => text.replace(/(?![\t\n])\p{Cc}(?:\[[0-9;?]*[A-Za-z])?/gu, '');

/** One line on how the driver's process ended, and in which function. */
export function deathText(death: Death): string {
  const printed = plain(death.printed).trim();
  const place = 'notStarted' in death.cause ? '' : placeText(death.recording);
  const head = `${causeText(death)}${place}`;
  return printed === '' ? head : `${head}\nit printed:\n${printed.replace(/^/gm, '  ')}`;
}

const mostCalls = 20;

/** The result of a case in which the driver's process ended. */
export function deathResult(candidate: ConformanceCase, death: Death, milliseconds: number): CaseResult {
  const { id, clauses, decisions } = candidate;
  const calls = death.recording.slice(-mostCalls).map(recordedCallText);
  return { id, outcome: 'fail', clauses, decisions, milliseconds, message: deathText(death), calls };
}
