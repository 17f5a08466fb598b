import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { CaseResult } from '../conformance/index.js';
import type { RecordedCall } from '../native/index.js';
import { readRecording } from '../native/index.js';
import type { RunCase, WorkerMessage } from './protocol.js';

/** How a driver's process ended before its answer came. */
export interface Death {
  readonly cause:
    { readonly signal: NodeJS.Signals } | { readonly exitCode: number } | { readonly timeoutSeconds: number };
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

const mostPrinted = 2000;
const startSeconds = 10;

/** Our own tests run the sources, of which a child process can only run what was built. */
function workerFile(): string {
  const here = import.meta.url;
  return fileURLToPath(
    new URL(here.endsWith('.ts') ? '../../dist/src/isolation/worker.js' : 'worker.js', here),
  );
}

/** A child process with a driver in it: answers one question at a time, or dies. */
export class DriverProcess {
  private readonly child: ChildProcess;
  private printed = '';
  /** Set once the process has ended, which it may do between two questions. */
  private ended: Death['cause'] | undefined;
  private readonly killWithUs = () => this.child.kill('SIGKILL');

  constructor(private readonly options: DriverProcessOptions) {
    this.child = fork(workerFile(), [options.driver, options.recording], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: process.env, // in words: a test under jest has one of its own, which no child gets by itself
    });
    process.once('exit', this.killWithUs);
    this.child.once('close', (exitCode, signal) => {
      this.ended = signal ? { signal } : { exitCode: exitCode ?? 0 };
    });
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.printed = (this.printed + text).slice(-mostPrinted);
      });
    }
  }

  /** Waits until the driver is loaded, for which it has more time: the process has to start first. */
  started(): Promise<WorkerMessage | Death> {
    return this.answer(this.options.timeoutSeconds + startSeconds);
  }

  /** Runs a case. */
  async run(id: string): Promise<CaseResult | Death> {
    const message: RunCase = { run: id };
    this.printed = '';
    this.child.send(message, () => undefined);
    const answer = await this.answer(this.options.timeoutSeconds);
    return 'result' in answer ? answer.result : (answer as Death);
  }

  stop(): void {
    process.off('exit', this.killWithUs);
    this.child.kill('SIGKILL');
  }

  private answer(timeoutSeconds: number): Promise<WorkerMessage | Death> {
    const { child } = this;
    if (this.ended) return Promise.resolve(this.death(this.ended));
    return new Promise((resolve) => {
      const settle = (result: WorkerMessage | Death) => {
        clearTimeout(timer);
        child.off('message', onMessage).off('close', onClose);
        resolve(result);
      };
      const onMessage = (message: unknown) => {
        settle(message as WorkerMessage);
      };
      const onClose = () => {
        settle(this.death(this.ended!));
      };
      const timer = setTimeout(() => {
        settle(this.death({ timeoutSeconds }));
        this.stop();
      }, timeoutSeconds * 1000);
      child.once('message', onMessage).once('close', onClose);
    });
  }

  private death(cause: Death['cause']): Death {
    process.off('exit', this.killWithUs);
    return { cause, recording: this.readRecording(), printed: this.printed };
  }

  private readRecording(): readonly RecordedCall[] {
    try {
      return readRecording(readFileSync(this.options.recording));
    } catch {
      return [];
    }
  }
}
