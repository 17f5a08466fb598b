import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import type { CaseResult, ConformanceCase, FunctionUse } from '../conformance/index.js';
import type { RecordedCall } from '../native/index.js';
import { chapterOf, readRecording } from '../native/index.js';
import { packageFile } from '../package-files.js';
import { loaderOptions } from './loader-options.js';
import { DriverOutput } from './driver-output.js';
import type { LivingChildren } from './living-children.js';
import type { Order, StartMessage } from './protocol.js';
import { isFarewell, isResultOf, isStartMessage } from './protocol.js';
import { RecordingFile } from './recording-file.js';

type Cause =
  | { readonly signal: NodeJS.Signals }
  | { readonly exitCode: number }
  | { readonly timeoutSeconds: number }
  /** There was no process: the system's reason. */
  | { readonly notStarted: string };

/** How a driver's process ended before its answer came. */
export interface Death {
  readonly cause: Cause;
  /** False when it ended before it came to what it was asked last: an earlier case is to blame. */
  readonly begun: boolean;
  /** True when it ended before it was asked for any case: no caller is to blame. */
  readonly whileLoading: boolean;
  /** The last calls, oldest first. */
  readonly recording: readonly RecordedCall[];
  /** The last that the driver printed; empty when that is nothing. */
  readonly printed: string;
}

export interface DriverProcessOptions {
  /** The driver's file. */
  readonly driver: string;
  readonly timeoutSeconds: number;
  /** Told of the process, so that it ends with this one. */
  readonly children: LivingChildren;
  /** Told which functions the driver has, and which were called. */
  readonly use?: FunctionUse;
}

/** How many times as long as another case a long one may take. */
const longCaseFactor = 6;

/** Set in a driver's process, which must not start others: a program that did so at its start would never end. */
export const insideVariable = 'SOFTUMD_DRIVER_PROCESS';

const startSeconds = 10;
/** How long an ended process's pipes may stay open: what the driver started may hold them as long as it likes. */
const graceMilliseconds = 300;
/** Node's timers count milliseconds in 31 bits, and take more for none at all. */
const mostMilliseconds = 2 ** 31 - 1;

/** Out of the build, whoever asks: a process of Node cannot run the sources. */
const workerFile = 'dist/src/isolation/worker.js';

/** Settles when the process has ended and all that it said was heard. */
async function endOf(child: ChildProcess): Promise<Cause> {
  const cause = await new Promise<Cause>((resolve) => {
    const patiently = (ended: Cause) => {
      const patience = setTimeout(resolve, graceMilliseconds, ended);
      child.once('close', () => {
        clearTimeout(patience);
        resolve(ended);
      });
    };
    child.on('error', ({ message }) => {
      if (child.pid === undefined) resolve({ notStarted: message });
    });
    child.once('exit', (exitCode, signal) => {
      patiently(signal ? { signal } : { exitCode: exitCode ?? 0 });
    });
  });
  // Open pipes would keep this process alive.
  child.stdout?.destroy();
  child.stderr?.destroy();
  if (child.connected) child.disconnect();
  return cause;
}

/** A child process with a driver in it: answers one question at a time, or dies. */
export class DriverProcess {
  private readonly child: ChildProcess;
  private readonly end: Promise<Cause>;
  private readonly recording = new RecordingFile();
  private readonly output = new DriverOutput();
  private casesAsked = 0;
  private overdue: Cause | undefined;

  constructor(private readonly options: DriverProcessOptions) {
    const { driver, children } = options;
    this.child = fork(packageFile(workerFile), [driver, this.recording.path, String(process.pid)], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: loaderOptions(process.execArgv),
      // By hand: where `process.env` is a copy, as in jest, what was set in it reaches children only so.
      env: { ...process.env, [insideVariable]: '1' },
    });
    children.add(this.child);
    this.end = endOf(this.child).finally(() => {
      children.delete(this.child);
    });
    this.output.hear(this.child.stdout);
    this.output.hear(this.child.stderr);
  }

  /** Waits until the driver is loaded, for which it has more time: the process has to start first. */
  async started(): Promise<StartMessage | Death> {
    const answer = await this.answer(this.options.timeoutSeconds + startSeconds, isStartMessage);
    this.recording.unlink();
    return answer;
  }

  /** Runs a case, a long one with more time. What the driver printed in it belongs to a failure, or a crash that is none. */
  async run({ id, long }: Pick<ConformanceCase, 'id' | 'long'>): Promise<CaseResult | Death> {
    const { timeoutSeconds } = this.options;
    await this.output.forget();
    this.casesAsked += 1;
    this.order({ run: id });
    const patience = long ? longCaseFactor * timeoutSeconds : timeoutSeconds;
    const answer = await this.answer(patience, (said) => isResultOf(id, said));
    if (!('result' in answer)) return answer;
    this.options.use?.add(answer.functions);
    const { outcome, calls } = answer.result;
    if (outcome !== 'fail' && calls === undefined) return answer.result;
    await this.output.arrived();
    const printed = this.output.text();
    return printed === '' ? answer.result : { ...answer.result, printed };
  }

  /** Hears whether the process still lives; nothing when it does. */
  async farewell(): Promise<Death | undefined> {
    this.order({ farewell: true });
    const answer = await this.answer(this.options.timeoutSeconds, isFarewell);
    return 'cause' in answer ? { ...answer, begun: false } : undefined;
  }

  /** Ends the process, and settles when it has ended. */
  async stop(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.end;
    this.recording.close();
  }

  private order(order: Order): void {
    this.child.send(order, () => undefined);
  }

  private answer<A>(
    timeoutSeconds: number,
    isAnswer: (message: unknown) => message is A,
  ): Promise<A | Death> {
    const { child } = this;
    return new Promise((resolve) => {
      let isOpen = true;
      const settle = (answer: A | Death) => {
        isOpen = false;
        clearTimeout(timer);
        child.off('message', onMessage);
        resolve(answer);
      };
      const onEnd = (cause: Cause) => {
        if (isOpen) settle(this.death(cause));
      };
      const onMessage = (message: unknown) => {
        if (isAnswer(message)) settle(message);
      };
      const onTimeout = () => {
        // From here on an answer is too late, and what was written down is read when the process writes no more.
        child.off('message', onMessage);
        this.overdue = { timeoutSeconds };
        this.child.kill('SIGKILL');
        // A process that waits for hardware cannot even be killed.
        timer = setTimeout(onEnd, 3 * graceMilliseconds, this.overdue);
      };
      let timer = setTimeout(onTimeout, Math.min(timeoutSeconds * 1000, mostMilliseconds));
      child.on('message', onMessage);
      void this.end.then((cause) => {
        onEnd(this.overdue ?? cause);
      });
    });
  }

  private death(cause: Cause): Death {
    const bytes = this.recording.read();
    const begun = chapterOf(bytes) === this.casesAsked;
    const whileLoading = this.casesAsked === 0;
    const recording = readRecording(bytes);
    this.options.use?.add({ filled: [], called: recording.map(({ functionName }) => functionName) });
    return { cause, printed: this.output.text(), begun, whileLoading, recording };
  }
}
