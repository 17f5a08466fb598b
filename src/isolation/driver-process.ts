import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { CaseResult } from '../conformance/index.js';
import type { RecordedCall } from '../native/index.js';
import { chapterOf, readRecording } from '../native/index.js';
import { loaderOptions } from './loader-options.js';
import { endsWithUs, hasEnded } from './living-children.js';
import type { RunCase, StartMessage } from './protocol.js';
import { isResultOf, isStartMessage } from './protocol.js';

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
  /** The last calls, oldest first. */
  readonly recording: readonly RecordedCall[];
  /** The last that the driver printed. */
  readonly printed: string;
}

export interface DriverProcessOptions {
  /** The driver's file. */
  readonly driver: string;
  /** Where the process writes its flight recording. */
  readonly recording: string;
  readonly timeoutSeconds: number;
}

/** Set in a driver's process, which must not start others: a program that did so at its start would never end. */
export const insideVariable = 'SOFTUMD_DRIVER_PROCESS';

const mostPrinted = 2000;
const startSeconds = 10;
/** How long an ended process's pipes may stay open: what the driver started may hold them as long as it likes. */
const graceMilliseconds = 300;
/** Node's timers count milliseconds in 31 bits, and take more for none at all. */
const mostMilliseconds = 2 ** 31 - 1;

/** Our own tests run the sources, of which a child process can only run what was built. */
function workerFile(): string {
  const here = import.meta.url;
  return fileURLToPath(
    new URL(here.endsWith('.ts') ? '../../dist/src/isolation/worker.js' : 'worker.js', here),
  );
}

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
  hasEnded(child);
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
  private printed = '';
  private casesAsked = 0;
  private overdue: Cause | undefined;

  constructor(private readonly options: DriverProcessOptions) {
    const { driver, recording } = options;
    this.child = fork(workerFile(), [driver, recording, String(process.pid)], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: loaderOptions(process.execArgv),
      // By hand: where `process.env` is a copy, as in jest, what was set in it reaches children only so.
      env: { ...process.env, [insideVariable]: '1' },
    });
    endsWithUs(this.child);
    this.end = endOf(this.child);
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.printed = (this.printed + text).slice(-mostPrinted);
      });
    }
  }

  /** Waits until the driver is loaded, for which it has more time: the process has to start first. */
  started(): Promise<StartMessage | Death> {
    return this.answer(this.options.timeoutSeconds + startSeconds, isStartMessage);
  }

  /** Runs a case. */
  async run(id: string): Promise<CaseResult | Death> {
    const message: RunCase = { run: id };
    this.printed = '';
    this.casesAsked += 1;
    this.child.send(message, () => undefined);
    const answer = await this.answer(this.options.timeoutSeconds, (said) => isResultOf(id, said));
    return 'result' in answer ? answer.result : answer;
  }

  /** Ends the process, and settles when it has ended. */
  stop(): Promise<unknown> {
    this.child.kill('SIGKILL');
    return this.end;
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
        void this.stop();
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
    const { printed } = this;
    try {
      const bytes = readFileSync(this.options.recording);
      return { cause, printed, begun: chapterOf(bytes) === this.casesAsked, recording: readRecording(bytes) };
    } catch {
      return { cause, printed, begun: true, recording: [] };
    }
  }
}
