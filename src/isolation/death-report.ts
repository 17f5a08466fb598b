import type { CaseResult, ConformanceCase } from '../conformance/index.js';
import { failedCalls } from '../conformance/index.js';
import { crashOutcome } from '../conformance/framework/weighing.js';
import { callText } from '../trace/index.js';
import { UINT, hex, hresult } from '../abi/index.js';
import { hresultName } from '../ddi/index.js';
import type { RecordedCall } from '../native/index.js';
import { declaredFunction } from './declared-functions.js';
import type { Death } from './driver-process.js';

function endOf({ ended, threw, result, returns }: RecordedCall) {
  if (!ended) return undefined;
  return threw ? { threw: '' } : { result: returns === 'HRESULT' ? hresult(result) : result };
}

/** A call of a function that is not declared: with names and numbers, all that there is. */
function undeclaredText(call: RecordedCall): string {
  const { functionName, parameters, args, returns, ended, threw, result, depth } = call;
  const words = args.map((value, index) => {
    const name = parameters[index] ?? '';
    const text = typeof value === 'bigint' ? hex(value) : UINT.text(value);
    return name === '' ? text : `${name}: ${text}`;
  });
  const value = returns === 'HRESULT' ? hresultName(hresult(result)) : UINT.text(result);
  const answer = returns === 'VOID' ? '' : ` = ${value}`;
  const end = ended ? (threw ? ' threw' : answer) : ' …';
  return `${'  '.repeat(depth)}${functionName}(${words.join(', ')})${end}`;
}

/** A recorded call as a person reads it, in the words of those calls that nobody died of. */
export function recordedCallText(call: RecordedCall): string {
  const declaration = declaredFunction(call.functionName, call.typedef);
  if (!declaration) return undeclaredText(call);
  const { args, before, after, depth } = call;
  return callText({ declaration, args, before, after, depth, end: endOf(call) });
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

/** One line on how the driver's process ended, and in which function. */
export function deathText(death: Death): string {
  return `${causeText(death)}${'notStarted' in death.cause ? '' : placeText(death.recording)}`;
}

const mostCalls = 20;

/** The result of a case in which the driver's process ended: it weighs what the case was checking, if that began. */
export function deathResult(
  candidate: ConformanceCase,
  death: Death,
  milliseconds: number,
  hasProfile: boolean,
): CaseResult {
  const { id, clauses, decisions, hostile } = candidate;
  const outcome = death.whileLoading ? 'fail' : crashOutcome(candidate, hasProfile);
  const { printed } = death;
  const calls = death.recording.slice(-mostCalls).map(recordedCallText);
  return {
    ...{ id, outcome, clauses, decisions, milliseconds, message: deathText(death) },
    ...(hostile && { hostile }),
    ...(!('notStarted' in death.cause) && { crashed: true as const }),
    ...(printed !== '' && { printed }),
    ...failedCalls(candidate, calls),
  };
}
