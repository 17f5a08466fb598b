import type { ChildProcess } from 'node:child_process';

/** Processes that must not outlive this one. Together, since more than ten listeners to one event make Node warn. */
const children = new Set<ChildProcess>();

const killAll = () => {
  for (const child of children) child.kill('SIGKILL');
};

/** Kills the child when this process exits, if it is still there. */
export function endsWithUs(child: ChildProcess): void {
  if (children.size === 0) process.on('exit', killAll);
  children.add(child);
}

/** The child has ended. */
export function hasEnded(child: ChildProcess): void {
  children.delete(child);
  if (children.size === 0) process.off('exit', killAll);
}
