import type { Readable } from 'node:stream';
import { setImmediate, setTimeout } from 'node:timers/promises';

const mostCharacters = 2000;
/** When nothing comes for so long, nothing more is on its way; and nobody waits longer than that for the last of it. */
const quietMilliseconds = 3;
const mostMilliseconds = 100;

/** Without what a terminal would act on: control characters, and the rest of a colour with the first of it. */
const plain = (text: string) => text.replace(/(?![\t\n])\p{Cc}(?:\[[0-9;?]*[A-Za-z])?/gu, '');

/** The last that a driver's process printed. It comes through pipes of its own, perhaps after what was sent later. */
export class DriverOutput {
  private last = '';
  private pieces = 0;

  /** Hears a stream, and keeps the end of it. */
  hear(stream: Readable | null): void {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      this.last = (this.last + text).slice(-mostCharacters);
      this.pieces += 1;
    });
  }

  /** Forgets what was printed, that also which has arrived and was not read yet. */
  async forget(): Promise<void> {
    await setImmediate();
    this.last = '';
  }

  /** Waits a little for what may still be on its way. */
  async arrived(): Promise<void> {
    const latest = performance.now() + mostMilliseconds;
    for (let heard = -1; heard !== this.pieces && performance.now() < latest;) {
      heard = this.pieces;
      await setTimeout(quietMilliseconds);
    }
  }

  /** What was printed, as it can be shown; empty when that is nothing. */
  text(): string {
    return plain(this.last).trim();
  }
}
