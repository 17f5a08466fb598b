import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import type { Mutant } from './mutant.js';
import type { Verdict } from './suite-judge.js';
import { SuiteJudge } from './suite-judge.js';

/** What the process says: that it goes on, or what it found. The first `alive` is that it is ready. */
type Answer = 'alive' | Verdict | { readonly unfit: string };

/** The argument that makes a script this process. */
export const JUDGE = '--judge-process';

/** Runs in a process of its own: answers each `{ file, text }` with a verdict. */
export async function serveVerdicts(root: string): Promise<void> {
  const say = (answer: Answer) =>
    new Promise<void>((said) =>
      process.send!(answer, () => {
        said();
      }),
    );
  try {
    const judge = new SuiteJudge(root);
    process.on('message', ({ file, text }: Pick<Mutant, 'file' | 'text'>) => {
      void judge.judge(file, text, () => say('alive')).then(say);
    });
    await say('alive');
  } catch (error) {
    await say({ unfit: String(error) });
    process.disconnect();
  }
}

/** A {@link SuiteJudge} in a process of its own, which may hang or die of a mutant: the next gets a new one. */
export class JudgeProcess {
  private child: ChildProcess | undefined;

  /**
   * @param script this program, which calls {@link serveVerdicts} when it is started with {@link JUDGE}
   * @param timeoutSeconds how long one case may take
   */
  constructor(
    private readonly script: string,
    private readonly timeoutSeconds: number,
  ) {}

  /** @throws TypeError when the suite does not pass without a mutant */
  async judge({ file, text }: Pick<Mutant, 'file' | 'text'>): Promise<Verdict> {
    if (this.child?.connected === false) this.close(); // it may die of a mutant after its verdict
    this.child ??= await this.started();
    const child = this.child;
    child.send({ file, text });
    const verdict = await this.answer(child, this.timeoutSeconds, (answer) => answer !== 'alive');
    if (verdict === 'late' || verdict === 'dead') this.close();
    if (verdict === 'late') return { status: 'late' };
    return verdict === 'dead' ? { status: 'killed', by: 'the process died' } : (verdict as Verdict);
  }

  close(): void {
    this.child?.kill('SIGKILL');
    this.child = undefined;
  }

  private async started(): Promise<ChildProcess> {
    const child = fork(this.script, [JUDGE], { execArgv: ['--max-old-space-size=1024'], stdio: 'ignore' });
    const first = await this.answer(child, 600, () => true);
    if (first === 'alive') return child;
    child.kill('SIGKILL');
    throw new TypeError(
      typeof first === 'object' && 'unfit' in first ? first.unfit : 'the judge does not start',
    );
  }

  /** The next answer that is meant; `late` when none of any kind came in time, `dead` when none can come. */
  private answer(
    child: ChildProcess,
    seconds: number,
    isMeant: (answer: Answer) => boolean,
  ): Promise<Answer | 'late' | 'dead'> {
    return new Promise((resolve) => {
      const end = (answer: Answer | 'late' | 'dead') => {
        clearTimeout(timer);
        child.off('message', onMessage).off('exit', onExit);
        resolve(answer);
      };
      const timer = setTimeout(() => {
        end('late');
      }, seconds * 1000);
      const onMessage = (answer: unknown) => {
        if (isMeant(answer as Answer)) end(answer as Answer);
        else timer.refresh();
      };
      const onExit = () => {
        end('dead');
      };
      child.on('message', onMessage).on('exit', onExit);
    });
  }
}
