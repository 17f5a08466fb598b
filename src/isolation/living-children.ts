import type { ChildProcess } from 'node:child_process';

/** Processes that must not outlive this one. Kept together, since Node warns of more than ten listeners to one event. */
export class LivingChildren {
  private readonly children = new Set<ChildProcess>();

  /** Kills the child when this process exits, if it is still there. */
  add(child: ChildProcess): void {
    if (this.children.size === 0) process.on('exit', this.killAll);
    this.children.add(child);
  }

  /** The child has ended. */
  delete(child: ChildProcess): void {
    this.children.delete(child);
    if (this.children.size === 0) process.off('exit', this.killAll);
  }

  private readonly killAll = (): void => {
    for (const child of this.children) child.kill('SIGKILL');
  };
}
