import type { ProcessIdentity } from '../../../src/driver/index.js';

/** A process as CONFIGURE_SHARED_RESOURCE names it (CFG). */
export interface AllowedProcess {
  readonly type: 'DWM' | 'HANDLE';
  /** 0 of the desktop window manager. */
  readonly handle: bigint;
}

const sameProcess = (one: AllowedProcess, other: AllowedProcess) =>
  one.type === other.type && one.handle === other.handle;

/** A process of the control as an entry of the list. */
export const entryOf = (process: ProcessIdentity): AllowedProcess =>
  process === 'dwm' ? { type: 'DWM', handle: 0n } : { type: 'HANDLE', handle: process.handle };

/** The processes that may open a device's restricted resources, besides its own (GEN-6), each once, first come first. */
export class AllowedProcesses {
  private readonly entries: AllowedProcess[] = [];

  allow(process: AllowedProcess): void {
    if (!this.has(process)) this.entries.push(process);
  }

  deny(process: AllowedProcess): void {
    const index = this.entries.findIndex((entry) => sameProcess(entry, process));
    if (index >= 0) this.entries.splice(index, 1);
  }

  has(process: AllowedProcess): boolean {
    return this.entries.some((entry) => sameProcess(entry, process));
  }

  list(): readonly AllowedProcess[] {
    return [...this.entries];
  }
}
