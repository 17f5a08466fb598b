import type { Hresult } from '../abi/index.js';
import type { HCryptoSession, HDevice } from '../ddi/index.js';
import type { OutputsControl } from './outputs-control.js';
import type { RefusalsControl } from './refusals.js';

/** The states that a test asks for. Optional: a case that needs it skips where it is absent. */
export interface DriverControl {
  /**
   * Takes the adapter away, as a driver upgrade or an unplugged GPU does: every device is removed. With `hDevice` it is
   * that device alone, as after a hang of its own.
   * @throws RangeError for a device that is not there
   */
  removeDevice(which?: { readonly hDevice?: HDevice }): void;
  /**
   * Calls the listener at once for each device that is removed from now on, when all that go together are gone.
   * @returns what ends it
   */
  onRemoval?(listener: (hDevice: HDevice) => void): () => void;
  /** Lets the driver's nth allocation from now on fail (1 = the next); 0 takes the order back. */
  failAllocation(nth: number): void;
  /**
   * Lets the GPU draw for so long that the next `maps` maps with D3D10_DDI_MAP_FLAG_DONOTWAIT report
   * DXGI_DDI_ERR_WASSTILLDRAWING (RES-20); until then staging resources are busy (RES-33). A map that may wait does, and
   * the GPU is idle; 0 takes the order back.
   * @throws RangeError for what is no whole number from 0
   */
  stillDrawing?(maps: number): void;
  /**
   * Loses the keys of sessions and the content of protected memory, as a machine that sleeps or a changed display does
   * (D-44): of one session, of a device's, or of the whole adapter. Only sessions are concerned whose caps have
   * HARDWARE_TEARDOWN.
   * @throws RangeError for a device or session that is not there
   */
  tearDown?(which?: TearDown): void;
  /**
   * Calls the listener once for each tear-down from now on, when everything is gone that goes with it.
   * @returns what ends it
   */
  onTearDown?(listener: () => void): () => void;
  /**
   * Leaves no protected memory: resources with HW_PROTECTED report D3DDDIERR_OUTOFHWPROTECTEDMEMORY from now on, until
   * false takes the order back.
   */
  outOfProtectedMemory?(isOut: boolean): void;
  /**
   * Lets decoders be at work for so long that the next `frames` calls of VideoDecoderBeginFrame report a code that says
   * so (VDBF-8, D-17); 0 takes the order back.
   * @param code E_PENDING or D3DDDIERR_WASSTILLDRAWING, which is the default
   * @throws RangeError for what is no whole number from 0, or another code
   */
  stillDecoding?(frames: number, code?: Hresult): void;
  /**
   * Lets devices that are made from now on belong to a process: who may open a restricted resource depends on it (GEN-6).
   * The first process, whose handle is 1, is there from the beginning.
   */
  enterProcess?(process: ProcessIdentity): void;
  /** The driver's time, which stands still until it is told (D-60). */
  readonly clock?: ClockControl;
  /** Monitors and the connectors that they hang on. */
  readonly outputs?: OutputsControl;
  /** Why calls were refused. A driver that is not emulated has no causes. */
  readonly refusals?: RefusalsControl;
}

/** A process as drivers tell them apart: the desktop window manager, or another by its handle, 64 bits. */
export type ProcessIdentity = { readonly handle: bigint } | 'dwm';

/** What a tear-down takes: everything where nothing is said. */
export interface TearDown {
  readonly hDevice?: HDevice;
  /** A session of that device. */
  readonly hCryptoSession?: HCryptoSession;
  /** What CheckCryptoSessionStatus answers from then on; KEY_AND_CONTENT_LOST unless told (D-44). */
  readonly status?: number;
}

/** A clock that passes when it is told. */
export interface ClockControl {
  /** Milliseconds since the driver was made. */
  readonly now: number;
  /** @throws RangeError for what is no time */
  advance(ms: number): void;
}
