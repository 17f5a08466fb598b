import { Worker } from 'node:worker_threads';

const everyMilliseconds = 500;

/**
 * Ends this process when the one that started it is gone. In a thread of its own: a driver that hangs hears nothing of
 * it, and would keep a processor busy for good. Windows does this by itself: Node puts its children into a job.
 */
export function endWith(parent: number): void {
  if (process.platform === 'win32') return;
  const watch = `
    const { workerData } = require('node:worker_threads');
    setInterval(() => {
      if (process.ppid !== workerData) process.kill(process.pid, 'SIGKILL');
    }, ${everyMilliseconds});
  `;
  // No flags of ours: the thread needs no loader, which takes its time to start.
  new Worker(watch, { eval: true, workerData: parent, execArgv: [] }).unref();
}
