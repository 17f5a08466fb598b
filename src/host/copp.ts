import type { FunctionTable, Handle, Hresult, Memory } from '../abi/index.js';
import { failed, NULL, readTable } from '../abi/index.js';
import type { HCOPPSession } from '../ddi/index.js';
import { COPP_DDI, E_INVALIDARG, E_OUTOFMEMORY, SOFTUMDARG_OPENCOPP } from '../ddi/index.js';
import type { CoppDriver } from '../driver/index.js';
import type { ObjectKind, ObjectOwner } from './objects.js';
import { DriverObject } from './objects.js';
import type { PrivateMemory } from './private-memory.js';
import { orOutOfMemory, withBytes, withStruct } from './scratch.js';

/** What an opened COPP device is, or why there is none. */
export type OpenedCopp = { readonly hresult: Hresult; readonly copp: HostCopp | null };

/** COPP sessions with one graphics device; there is no structure behind pCreate. */
const sessionKind = (DevID: number): ObjectKind<HCOPPSession, Handle, HostCopp> => ({
  handleName: 'pThis',
  privateBytes: ({ privateSessionBytes }) => privateSessionBytes,
  create: ({ functions }, _pCreate, pThis) => functions.COPPOpenVideoSession?.(pThis, DevID) ?? E_INVALIDARG,
  destroy: ({ functions }, pThis) => {
    functions.COPPCloseVideoSession?.(pThis);
  },
});

/** A driver's COPP device, as whoever renders holds it: the seven functions, and what the entry said. */
export class HostCopp implements ObjectOwner {
  /** COPP reports nothing besides what it returns. */
  readonly pendingErrors: readonly Hresult[] = [];
  readonly isDestroyed = false;

  private constructor(
    readonly driver: CoppDriver,
    readonly functions: FunctionTable<typeof COPP_DDI>,
    /** Bytes of a session's block. */
    readonly privateSessionBytes: number,
    private readonly devices: number,
  ) {}

  get memory(): Memory {
    return this.driver.memory;
  }

  /** Calls the driver's entry. E_OUTOFMEMORY also where there is no memory for what it is given. */
  static open(driver: CoppDriver): OpenedCopp {
    return orOutOfMemory(
      () => HostCopp.callEntry(driver),
      () => ({ hresult: E_OUTOFMEMORY, copp: null }),
    );
  }

  private static callEntry(driver: CoppDriver): OpenedCopp {
    const { memory, code } = driver;
    return withBytes(memory, COPP_DDI.bytes, 'COPP_DDI', (pCOPPFuncs) =>
      withStruct(memory, SOFTUMDARG_OPENCOPP, { pCOPPFuncs }, (pOpenData): OpenedCopp => {
        const hresult = driver.SoftUMDOpenCOPP(pOpenData);
        if (failed(hresult)) return { hresult, copp: null };
        const { PrivateSessionSize, Devices } = SOFTUMDARG_OPENCOPP.decode(memory, pOpenData);
        const functions = readTable(memory, code, COPP_DDI, pCOPPFuncs);
        return { hresult, copp: new HostCopp(driver, functions, PrivateSessionSize, Devices) };
      }),
    );
  }

  /** Whether the graphics device lists DXVA_COPPDevice (COPP-40). */
  hasDevice(DevID: number): boolean {
    return DevID < 32 && ((this.devices >>> DevID) & 1) === 1;
  }

  /** COPPOpenVideoSession, in a block of its own. */
  openSession(DevID: number, memory?: PrivateMemory): DriverObject<HCOPPSession, HostCopp> {
    const request = { pCreate: NULL, runtimeHandle: NULL as Handle };
    return DriverObject.create(this, sessionKind(DevID), request, memory);
  }
}
