import type { CaseResult, ConformanceCase, RunReport } from '../conformance/index.js';
import { allCases, FunctionUse, summarize } from '../conformance/index.js';
import { worse } from '../conformance/framework/weighing.js';
import { DriverLoadError } from '../native/index.js';
import { deathResult } from './death-report.js';
import type { Death } from './driver-process.js';
import { DriverProcess, insideVariable } from './driver-process.js';
import { LivingChildren } from './living-children.js';

export interface IsolatedRunOptions {
  /** The driver's file: a library that exports an entry of a driver, or a JavaScript module that exports openAdapter. */
  readonly driver: string;
  /** Cases of `allCases()`. */
  readonly cases: readonly ConformanceCase[];
  /** How long a case may take before its driver counts as hanging, a long one six times as much. Default 10. */
  readonly timeoutSeconds?: number;
  /** How many processes run cases side by side. Default 1. */
  readonly jobs?: number;
  /** A case may still fail after it was told of: when its driver dies before the next one begins. */
  readonly onProgress?: (result: CaseResult, done: number, of: number) => void;
}

/** After so many ends of the process in a row before a case could begin, the rest of the cases need not try. */
const mostFailedStarts = 2;

/** One line of work: its process, when there is one, and the case that it answered last. */
interface Job {
  driver: DriverProcess | undefined;
  last: number;
  /** Whether that case's caller was hostile. */
  lastHostile: boolean;
}

/** What the processes of one run share: the queue, the results, and how starting goes. */
class Run {
  readonly results: CaseResult[];
  /** What the driver has and what was called of it, in all processes. */
  readonly use = new FunctionUse();
  private readonly running = new Set<DriverProcess>();
  private readonly children = new LivingChildren();
  /** The cases by their index, as they are run: those of hostile callers last, so that the others share a process. */
  private readonly order: readonly number[];
  private next = 0;
  private done = 0;
  private failedStarts = 0;
  private hopeless: Death | undefined;
  private stopped = false;
  private hasProfile = false;

  constructor(private readonly options: IsolatedRunOptions) {
    const { cases } = options;
    this.results = new Array<CaseResult>(cases.length);
    const last = (index: number) => Number(cases[index]!.hostile);
    this.order = [...cases.keys()].sort((one, other) => last(one) - last(other) || one - other);
  }

  /** Works off cases, in one process after the other, until none is left. */
  async work(): Promise<void> {
    const job: Job = { driver: undefined, last: 0, lastHostile: false };
    for (let index = this.take(); index !== undefined; index = this.take()) {
      const candidate = this.options.cases[index]!;
      // Not where other cases ran, and one that may have spoiled something is the last: nobody else is to be blamed (D-67).
      if (candidate.hostile && !this.isUnspoiled(job)) await this.partFrom(job);
      const begun = performance.now();
      const answer = await this.answer(job, candidate);
      if (this.stopped) return;
      this.keep(index, 'cause' in answer ? this.death(index, answer, performance.now() - begun) : answer);
      job.last = index;
      job.lastHostile = candidate.hostile;
    }
    await this.partFrom(job);
  }

  /** Whether the process has had hostile callers alone, and refused each as it should. */
  private isUnspoiled({ last, lastHostile }: Job): boolean {
    return lastHostile && ['pass', 'skip'].includes(this.results[last]!.outcome);
  }

  /** Ends the job's process, where it has one, once it has said that it still lives. */
  private async partFrom(job: Job): Promise<void> {
    const { driver } = job;
    if (!driver) return;
    job.driver = undefined;
    const death = await driver.farewell();
    if (death && !this.stopped) this.blame(job.last, death);
    await this.drop(driver);
  }

  private death(index: number, death: Death, milliseconds: number): CaseResult {
    return deathResult(this.options.cases[index]!, death, milliseconds, this.hasProfile);
  }

  /** Ends all processes, and with them all work. */
  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all([...this.running].map((driver) => driver.stop()));
  }

  /** Puts a case to the job's process, or to a new one. */
  private async answer(job: Job, candidate: ConformanceCase): Promise<CaseResult | Death> {
    const isFresh = job.driver === undefined;
    const driver = job.driver ?? this.hopeless ?? (await this.start());
    if (!(driver instanceof DriverProcess)) return driver;
    job.driver = driver;
    const answer = await driver.run(candidate);
    if (!('cause' in answer)) return answer;
    job.driver = undefined;
    await this.drop(driver);
    if (answer.begun || isFresh || this.stopped) return answer;
    this.blame(job.last, answer);
    return this.answer(job, candidate);
  }

  /** The process ended between two cases, and the one before it is the nearest that can have done that. */
  private blame(index: number, death: Death): void {
    const { message, milliseconds, printed, outcome } = this.results[index]!;
    const blamed = this.death(index, death, milliseconds);
    this.results[index] = {
      ...(printed !== undefined && { printed }),
      ...blamed,
      outcome: worse(outcome, blamed.outcome),
      ...(message !== undefined && { message: `${message}\n${blamed.message}` }),
    };
  }

  private take(): number | undefined {
    if (this.stopped) return undefined;
    const index = this.order[this.next];
    this.next += 1;
    return index;
  }

  private async start(): Promise<DriverProcess | Death> {
    const { driver, timeoutSeconds = 10 } = this.options;
    const started = new DriverProcess({ driver, timeoutSeconds, children: this.children, use: this.use });
    this.running.add(started);
    const answer = await started.started();
    if ('refused' in answer) throw new DriverLoadError(answer.refused);
    if ('ready' in answer) {
      this.hasProfile = answer.hasProfile;
      this.failedStarts = 0;
      return started;
    }
    await this.drop(started);
    this.failedStarts += 1;
    if (this.failedStarts >= mostFailedStarts) this.hopeless = answer;
    return answer;
  }

  private async drop(driver: DriverProcess): Promise<void> {
    this.running.delete(driver);
    await driver.stop();
  }

  private keep(index: number, result: CaseResult): void {
    this.results[index] = result;
    this.done += 1;
    this.options.onProgress?.(result, this.done, this.options.cases.length);
  }
}

/** What a process of its own can run, within limits that are some. */
function check({ cases, timeoutSeconds = 10, jobs = 1 }: IsolatedRunOptions): void {
  if (process.env[insideVariable] !== undefined) {
    throw new Error('runIsolated: called in the process of a driver that runIsolated started');
  }
  const known = new Set(allCases().map(({ id }) => id));
  const unknown = cases.find(({ id }) => !known.has(id));
  if (unknown) throw new RangeError(`cases: expected cases of allCases(), received '${unknown.id}'`);
  if (!(timeoutSeconds > 0))
    throw new RangeError(`timeoutSeconds: expected above 0, received ${timeoutSeconds}`);
  if (!(jobs >= 1)) throw new RangeError(`jobs: expected at least 1, received ${jobs}`);
}

/**
 * Runs the suite against somebody else's driver, in processes of its own: a crash, an exit or a hang is a failed case
 * that names the function, and the next case goes on in a new process.
 * @throws DriverLoadError when the driver cannot be tested as it is: one line on what to do
 */
export async function runIsolated(options: IsolatedRunOptions): Promise<RunReport> {
  check(options);
  const run = new Run(options);
  const jobs = Math.min(options.jobs ?? 1, options.cases.length);
  const work = Array.from({ length: jobs }, () => run.work());
  try {
    await Promise.all(work);
    const { results, use } = run;
    return { driver: options.driver, summary: summarize(results), cases: results, uncalled: use.uncalled() };
  } finally {
    await run.stop();
    await Promise.allSettled(work);
  }
}
