import { randomUUID } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * The file that a driver's process writes its flight recording to, and this one reads. It has a name only until both
 * have it open: nothing stays behind, however either of them ends.
 */
export class RecordingFile {
  readonly path = join(tmpdir(), `softumd-${randomUUID()}`);
  private readonly descriptor = openSync(this.path, 'wx+', 0o600);
  private isOpen = true;

  /** Takes the name away; who has the file open goes on with it. */
  unlink(): void {
    rmSync(this.path, { force: true });
  }

  /** What was written so far; empty once the file is closed. */
  read(): Uint8Array {
    if (!this.isOpen) return new Uint8Array(0);
    const bytes = new Uint8Array(fstatSync(this.descriptor).size);
    readSync(this.descriptor, bytes, 0, bytes.length, 0);
    return bytes;
  }

  close(): void {
    if (this.isOpen) closeSync(this.descriptor);
    this.isOpen = false;
    this.unlink();
  }
}
