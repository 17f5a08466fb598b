import type { Hresult } from '../../abi/index.js';
import { D3D11_RAISE_FLAG } from '../../api/d3d11/index.js';
import { DXGI_ERROR_DRIVER_INTERNAL_ERROR } from '../../ddi/index.js';
import type { Removal } from '../../host/index.js';

/**
 * What ends a real process as a non-continuable exception (DR-15): the driver answered what it may not, and the application
 * has asked for it with SetExceptionMode. The one error that a method throws. The call is not finished; what is left to do
 * with the device is to let it go.
 */
export class DriverInternalErrorException extends Error {
  override readonly name = 'DriverInternalErrorException';
  readonly reason: Hresult = DXGI_ERROR_DRIVER_INTERNAL_ERROR;

  /** @param call the method that lost the device */
  constructor(readonly call: string) {
    super(`${call}: the driver failed, and D3D11_RAISE_FLAG_DRIVER_INTERNAL_ERROR is set (DR-15)`);
  }
}

/** SetExceptionMode of one device. */
export class ExceptionMode {
  /** D3D11_RAISE_FLAG. */
  flags = 0;
  private isRaised = false;

  constructor(private readonly removal: Removal) {}

  /**
   * Asked after each answer of the driver.
   * @throws DriverInternalErrorException once, in the call that lost the device; a removal from outside raises nothing
   */
  raiseIfLost(call: string): void {
    if ((this.flags & D3D11_RAISE_FLAG.DRIVER_INTERNAL_ERROR) === 0 || this.isRaised) return;
    if (this.removal.reason !== DXGI_ERROR_DRIVER_INTERNAL_ERROR) return;
    this.isRaised = true;
    throw new DriverInternalErrorException(call);
  }
}
