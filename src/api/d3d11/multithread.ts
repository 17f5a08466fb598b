import { BOOL } from '../../abi/index.js';
import type { ComInterface } from '../kit/index.js';
import { comInterface, evenWhenRemoved, nothing, returning, value, IUnknown } from '../kit/index.js';

/** ID3D11Multithread: the lock of a device. With one thread, as here, nobody ever waits. */
export interface ID3D11Multithread extends IUnknown {
  /** Waits for the lock and takes it. */
  Enter(): void;
  /** Gives the lock back. */
  Leave(): void;
  /** Switches the lock around every call on or off. @returns what it was, TRUE or FALSE */
  SetMultithreadProtected(bMTProtect: number): number;
  /** Whether calls are locked: FALSE at first (api REF-14). */
  GetMultithreadProtected(): number;
}

export const ID3D11Multithread: ComInterface<ID3D11Multithread> = comInterface<ID3D11Multithread, IUnknown>(
  'ID3D11Multithread',
  '9b7e4e00-342c-4106-a19f-4f2704f689f0',
  IUnknown,
  {
    Enter: evenWhenRemoved(nothing([])),
    Leave: evenWhenRemoved(nothing([])),
    SetMultithreadProtected: evenWhenRemoved(returning(BOOL, [value('bMTProtect', BOOL)])),
    GetMultithreadProtected: evenWhenRemoved(returning(BOOL, [])),
  },
);

/** ID3D10Multithread: the same interface under the name and IID of Direct3D 10. */
export interface ID3D10Multithread extends IUnknown {
  /** Waits for the lock and takes it. */
  Enter(): void;
  /** Gives the lock back. */
  Leave(): void;
  /** Switches the lock around every call on or off. @returns what it was, TRUE or FALSE */
  SetMultithreadProtected(bMTProtect: number): number;
  /** Whether calls are locked: FALSE at first (api REF-14). */
  GetMultithreadProtected(): number;
}

export const ID3D10Multithread: ComInterface<ID3D10Multithread> = comInterface<ID3D10Multithread, IUnknown>(
  'ID3D10Multithread',
  '9b7e4e00-342c-4106-a19f-4f2704f689f0',
  IUnknown,
  {
    Enter: evenWhenRemoved(nothing([])),
    Leave: evenWhenRemoved(nothing([])),
    SetMultithreadProtected: evenWhenRemoved(returning(BOOL, [value('bMTProtect', BOOL)])),
    GetMultithreadProtected: evenWhenRemoved(returning(BOOL, [])),
  },
);
