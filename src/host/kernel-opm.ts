import type { DriverUnderTest } from '../driver/index.js';
import { hasEntry } from '../driver/index.js';
import { STATUS_NOT_SUPPORTED, STATUS_SUCCESS } from '../ddi/index.js';
import type { CreatedProtectedOutput, OpenedOpm } from './opm.js';
import { HostOpm } from './opm.js';
import type { ProtectedOutput } from './protected-output.js';

/**
 * OPM as the system keeps it for one adapter: the interface, opened with the first protected output and closed with the
 * adapter, and the protected outputs that there are.
 */
export class KernelOpm {
  private opened: HostOpm | null = null;
  private readonly live = new Set<ProtectedOutput>();
  private isClosed = false;

  constructor(private readonly driver: DriverUnderTest) {}

  /** The driver's targets among these that a display hangs on; all where the driver cannot be asked. */
  connected(targets: readonly number[]): readonly number[] {
    const outputs = this.driver.control?.outputs?.list();
    return targets.filter((target) => outputs?.[target]?.connected ?? true);
  }

  /**
   * DxgkDdiOPMCreateProtectedOutput.
   * @returns STATUS_NOT_SUPPORTED of a driver without OPM, and once the adapter is gone
   */
  create(VidPnTargetId: number, semantics: number): CreatedProtectedOutput {
    const { status, opm } = this.open();
    if (!opm) return { status, output: null };
    const created = opm.createProtectedOutput(VidPnTargetId, semantics);
    if (created.output) this.live.add(created.output);
    return created;
  }

  /** DxgkDdiOPMDestroyProtectedOutput, once. */
  destroy(output: ProtectedOutput): void {
    this.live.delete(output);
    output.destroy();
  }

  /** Destroys every protected output, whoever has it (OPM-40). */
  destroyAll(): void {
    for (const output of [...this.live]) this.destroy(output);
  }

  /** The end of the adapter. */
  close(): void {
    this.isClosed = true;
    this.destroyAll();
    this.opened?.close();
    this.opened = null;
  }

  private open(): OpenedOpm {
    if (this.isClosed || !hasEntry(this.driver, 'SoftUMDOpenOPM'))
      return { status: STATUS_NOT_SUPPORTED, opm: null };
    if (!this.opened) {
      const { status, opm } = HostOpm.open(this.driver);
      if (!opm) return { status, opm };
      this.opened = opm;
    }
    return { status: STATUS_SUCCESS, opm: this.opened };
  }
}
