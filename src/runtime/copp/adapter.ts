import type { Hresult } from '../../abi/index.js';
import { S_OK } from '../../ddi/index.js';
import type { DriverUnderTest } from '../../driver/index.js';
import { hasEntry } from '../../driver/index.js';
import { HostCopp } from '../../host/index.js';
import type { Parent } from '../objects.js';
import { Children } from '../objects.js';
import type { Out } from '../out.js';
import { IAMCertifiedOutputProtection } from './certified-output-protection.js';

/** What the operating system knows of monitors, and no driver's function tells. */
export interface Displays {
  /** Whether a monitor hangs on a graphics device now (COPP-41). */
  isConnected(DevID: number): boolean;
}

const alwaysConnected: Displays = { isConnected: () => true };

/** A driver's outputs for whoever renders to them: the renderer's part of COPP. */
export class CoppAdapter {
  private readonly owner: Parent = { children: new Children() };

  private constructor(
    private readonly host: HostCopp | null,
    private readonly displays: Displays,
  ) {}

  /**
   * Opens a driver. One without COPP can be opened as well: its objects answer VFW_E_NO_COPP_HW (COPP-40).
   * @returns S_OK, or what the driver's entry answered
   */
  static open(
    driver: DriverUnderTest,
    ppAdapter: Out<CoppAdapter>,
    displays: Displays = alwaysConnected,
  ): Hresult {
    if (!hasEntry(driver, 'SoftUMDOpenCOPP')) {
      ppAdapter.value = new CoppAdapter(null, displays);
      return S_OK;
    }
    const { hresult, copp } = HostCopp.open(driver);
    if (copp) ppAdapter.value = new CoppAdapter(copp, displays);
    return hresult;
  }

  /** What a renderer answers to QueryInterface: one object a renderer, each with a session of its own (COPP-44). */
  CertifiedOutputProtection(DevID: number): IAMCertifiedOutputProtection {
    const { host, displays, owner } = this;
    return new IAMCertifiedOutputProtection({ host, displays, owner }, DevID);
  }

  /** Ends every object that is left, whatever its references. */
  Release(): void {
    this.owner.children.release();
  }
}
