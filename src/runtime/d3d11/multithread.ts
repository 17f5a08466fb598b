import type { ID3D10Multithread, ID3D11Multithread } from '../../api/d3d11/index.js';
import type { ComObject, Implementation, Implementor } from '../../api/kit/index.js';

/** Whether a device's context is protected; both interfaces that tell show the same. */
export class ThreadProtection {
  isProtected = false;
}

/**
 * ID3D10Multithread of a device, ID3D11Multithread of its context (REF-10, REF-12, REF-14). There is one thread here, so
 * that the lock is always had.
 */
export class Multithread implements Implementation<ID3D11Multithread>, Implementation<ID3D10Multithread> {
  constructor(
    private readonly owner: Implementor,
    private readonly protection: ThreadProtection,
  ) {}

  get com(): ComObject {
    return this.owner.com;
  }

  Enter(): void {
    // Nobody else is there.
  }

  Leave(): void {
    // Nobody else is there.
  }

  /** @returns what it was before */
  SetMultithreadProtected(bMTProtect: number): number {
    const before = this.GetMultithreadProtected();
    this.protection.isProtected = bMTProtect !== 0;
    return before;
  }

  GetMultithreadProtected(): number {
    return this.protection.isProtected ? 1 : 0;
  }
}
