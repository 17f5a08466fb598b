import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CaseResult, ConformanceCase, RunReport } from '../conformance/index.js';
import { summarize } from '../conformance/index.js';
import { DriverLoadError } from '../native/index.js';
import { deathResult } from './death-report.js';
import type { Death } from './driver-process.js';
import { DriverProcess } from './driver-process.js';

export interface IsolatedRunOptions {
  /** The driver's file: a library that exports OpenAdapter10_2, or a JavaScript module that exports openAdapter. */
  readonly driver: string;
  /** Cases of `allCases()`. */
  readonly cases: readonly ConformanceCase[];
  /** How long a case may take before its driver counts as hanging. Default 10. */
  readonly timeoutSeconds?: number;
  /** How many processes run cases side by side. Default 1. */
  readonly jobs?: number;
  readonly onProgress?: (result: CaseResult, done: number, of: number) => void;
}

/** After so many ends of the process before a case could begin, the rest of the cases need not try. */
const mostFailedStarts = 2;

/** What the processes of one run share: the queue, the results, and how starting goes. */
class Run {
  readonly results: CaseResult[];
  private next = 0;
  private done = 0;
  private failedStarts = 0;
  private hopeless: Death | undefined;

  constructor(
    private readonly options: IsolatedRunOptions,
    private readonly folder: string,
  ) {
    this.results = new Array<CaseResult>(options.cases.length);
  }

  /** Works off cases, in one process after the other, until none is left. */
  async work(job: number): Promise<void> {
    let process: DriverProcess | undefined;
    try {
      for (let index = this.take(); index !== undefined; index = this.take()) {
        const candidate = this.options.cases[index]!;
        const begun = performance.now();
        const started: DriverProcess | Death = process ?? this.hopeless ?? (await this.start(job));
        const answer = started instanceof DriverProcess ? await started.run(candidate.id) : started;
        const dead = 'cause' in answer;
        process = started instanceof DriverProcess && !dead ? started : undefined;
        this.keep(index, dead ? deathResult(candidate, answer, performance.now() - begun) : answer);
      }
    } finally {
      process?.stop();
    }
  }

  private take(): number | undefined {
    if (this.next >= this.options.cases.length) return undefined;
    this.next += 1;
    return this.next - 1;
  }

  private async start(job: number): Promise<DriverProcess | Death> {
    const { driver, timeoutSeconds = 10 } = this.options;
    const started = new DriverProcess({ driver, timeoutSeconds, recording: join(this.folder, String(job)) });
    const answer = await started.started();
    if ('ready' in answer) return started;
    started.stop();
    if ('refused' in answer) throw new DriverLoadError(answer.refused);
    const death = answer as Death;
    this.failedStarts += 1;
    if (this.failedStarts >= mostFailedStarts) this.hopeless = death;
    return death;
  }

  private keep(index: number, result: CaseResult): void {
    this.results[index] = result;
    this.done += 1;
    this.options.onProgress?.(result, this.done, this.options.cases.length);
  }
}

/**
 * Runs the suite against somebody else's driver, in processes of its own: a crash, an exit or a hang is a failed case
 * that names the function, and the next case goes on in a new process.
 * @throws DriverLoadError when the driver cannot be tested as it is: one line on what to do
 */
export async function runIsolated(options: IsolatedRunOptions): Promise<RunReport> {
  const folder = mkdtempSync(join(tmpdir(), 'softumd-'));
  try {
    const run = new Run(options, folder);
    const jobs = Math.max(1, Math.min(options.jobs ?? 1, options.cases.length));
    await Promise.all(Array.from({ length: jobs }, (_, job) => run.work(job)));
    return { driver: options.driver, summary: summarize(run.results), cases: run.results };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
