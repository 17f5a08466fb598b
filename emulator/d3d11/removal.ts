import type { HDevice } from '../../src/ddi/index.js';
import type { Device } from './state.js';

type Listener = (hDevice: HDevice) => void;

/** How devices are removed (D-15), and who is told of it at once. */
export class Removal {
  private readonly listeners = new Set<{ readonly tell: Listener }>();

  /** Removes devices. Those that are removed already are not told of again. */
  remove(devices: readonly Device[]): void {
    const gone = devices.filter(({ removed }) => !removed);
    for (const device of gone) device.removed = true;
    for (const { hDevice } of gone) for (const { tell } of [...this.listeners]) tell(hDevice);
  }

  /** Tells a listener from now on; returns what ends it. */
  listen(tell: Listener): () => void {
    const listener = { tell };
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }
}
