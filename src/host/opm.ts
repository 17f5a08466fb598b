import type { Address, FunctionTable, Memory } from '../abi/index.js';
import { HANDLE, NULL, readTable } from '../abi/index.js';
import type { HMiniportDevice, HProtectedOutput, Ntstatus, DXGK_OPM_INTERFACE_3 } from '../ddi/index.js';
import {
  DxgkDdiQueryInterface,
  GUID,
  INTERFACE_HEAD,
  NTSTATUSES,
  OPM_INTERFACES,
  QUERY_INTERFACE,
  SOFTUMDARG_OPENOPM,
  STATUS_NO_MEMORY,
  STATUS_NOT_SUPPORTED,
  STATUS_SUCCESS,
} from '../ddi/index.js';
import type { OpmDriver } from '../driver/index.js';
import { ProtectedOutput } from './protected-output.js';
import { orOutOfMemory, withBytes, withStruct } from './scratch.js';

/** The versions of the interface that are known here, by the number in the table. */
export type OpmVersion = keyof typeof OPM_INTERFACES;

/** The functions of version 4; of a driver of version 1 the last three are null. */
export type OpmFunctions = FunctionTable<typeof DXGK_OPM_INTERFACE_3>;

/** What an opened OPM interface is, or why there is none. */
export type OpenedOpm = { readonly status: Ntstatus; readonly opm: HostOpm | null };

/** Bytes that a driver wrote; null where it failed. */
export type OpmBytes = { readonly status: Ntstatus; readonly bytes: Uint8Array | null };

/** The size of a driver's certificate in bytes; null where it failed. */
export type MeasuredCertificate = { readonly status: Ntstatus; readonly size: number | null };

/** A protected output of a driver's, or why there is none. */
export type CreatedProtectedOutput = { readonly status: Ntstatus; readonly output: ProtectedOutput | null };

/** What SoftUMDOpenOPM told. */
interface Miniport {
  readonly context: HMiniportDevice;
  readonly queryInterface: Address;
  readonly targets: number;
}

/** The newest first (OPM-49). */
const newestFirst: readonly OpmVersion[] = [4, 1];

const noLaterFunctions = {
  DxgkDdiOPMCreateProtectedOutputNonLocalDisplay: null,
  DxgkDdiOPMSetSrmList: null,
  DxgkDdiOPMGetSrmListVersion: null,
};

const noMemory = (): OpenedOpm => ({ status: STATUS_NO_MEMORY, opm: null });

const { STATUS_GRAPHICS_OPM_DRIVER_INTERNAL_ERROR } = NTSTATUSES;

/**
 * A display miniport's OPM interface, as the system holds it: the functions, the adapter's context that each of them gets
 * first, and the targets that there are. Opening is: entry, DxgkDdiQueryInterface, InterfaceReference.
 */
export class HostOpm {
  private isClosed = false;

  private constructor(
    readonly driver: OpmDriver,
    readonly context: HMiniportDevice,
    /** The number in the driver's table. */
    readonly version: OpmVersion,
    readonly functions: OpmFunctions,
    private readonly targetBits: number,
    /** The table's Context, NULL for OPM (DDI-N4): what InterfaceReference and InterfaceDereference get. */
    private readonly interfaceContext: Address,
  ) {}

  get memory(): Memory {
    return this.driver.memory;
  }

  /** The VidPnTargetIds that the driver has, from low to high. */
  get targets(): readonly number[] {
    return Array.from({ length: 32 }, (_, id) => id).filter((id) => this.hasTarget(id));
  }

  hasTarget(VidPnTargetId: number): boolean {
    return VidPnTargetId < 32 && ((this.targetBits >>> VidPnTargetId) & 1) === 1;
  }

  /**
   * Calls the driver's entry and asks it for the interface, in the versions of `versions` until it has one.
   * @returns STATUS_SUCCESS; what the entry answered; what DxgkDdiQueryInterface answered to the last version;
   *   STATUS_GRAPHICS_OPM_DRIVER_INTERNAL_ERROR where it says success and the table is not the one asked for;
   *   STATUS_NO_MEMORY where there is none for what the driver is given
   */
  static open(driver: OpmDriver, versions: readonly OpmVersion[] = newestFirst): OpenedOpm {
    return orOutOfMemory(() => {
      const { memory } = driver;
      return withBytes(memory, SOFTUMDARG_OPENOPM.bytes, SOFTUMDARG_OPENOPM.name, (pOpenData): OpenedOpm => {
        const status = driver.SoftUMDOpenOPM(pOpenData);
        if (status !== STATUS_SUCCESS) return { status, opm: null };
        const { MiniportDeviceContext, pfnQueryInterface, Targets } = SOFTUMDARG_OPENOPM.decode(
          memory,
          pOpenData,
        );
        const miniport = {
          context: MiniportDeviceContext,
          queryInterface: pfnQueryInterface,
          targets: Targets,
        };
        return HostOpm.negotiate(driver, miniport, versions);
      });
    }, noMemory);
  }

  private static negotiate(
    driver: OpmDriver,
    miniport: Miniport,
    versions: readonly OpmVersion[],
  ): OpenedOpm {
    let opened: OpenedOpm = { status: STATUS_NOT_SUPPORTED, opm: null };
    for (const version of versions) {
      opened = HostOpm.query(driver, miniport, version);
      if (opened.opm) return opened;
    }
    return opened;
  }

  /** DxgkDdiQueryInterface for one version: the driver writes no more than Size bytes. */
  private static query(
    driver: OpmDriver,
    { context, queryInterface, targets }: Miniport,
    version: OpmVersion,
  ): OpenedOpm {
    const { memory, code } = driver;
    const { guid, table } = OPM_INTERFACES[version];
    if (queryInterface === NULL) return { status: STATUS_NOT_SUPPORTED, opm: null };
    return withBytes(memory, GUID.size('x64'), 'InterfaceType', (InterfaceType) =>
      withBytes(memory, table.bytes, table.name, (Interface) => {
        GUID.write(memory, InterfaceType, guid, 'x64');
        const query = { InterfaceType, Size: table.bytes, Version: version, Interface };
        return withStruct(memory, QUERY_INTERFACE, query, (pQueryInterface): OpenedOpm => {
          const status = code.functionAt(DxgkDdiQueryInterface, queryInterface)(context, pQueryInterface);
          if (status !== STATUS_SUCCESS) return { status, opm: null };
          const { Size, Version, Context } = INTERFACE_HEAD.decode(memory, Interface);
          if (Size !== table.bytes || Version !== version)
            return { status: STATUS_GRAPHICS_OPM_DRIVER_INTERNAL_ERROR, opm: null };
          const functions = { ...noLaterFunctions, ...readTable(memory, code, table, Interface) };
          const opm = new HostOpm(driver, context, version, functions, targets, Context);
          functions.InterfaceReference?.(opm.interfaceContext);
          return { status, opm };
        });
      }),
    );
  }

  /** DxgkDdiOPMGetCertificateSize (OPM-39). */
  certificateSize(CertificateType: number): MeasuredCertificate {
    const { functions, memory, context } = this;
    return withBytes(memory, 4, 'CertificateSize', (pCertificateSize): MeasuredCertificate => {
      const measure = functions.DxgkDdiOPMGetCertificateSize;
      const status = measure?.(context, CertificateType, pCertificateSize) ?? STATUS_NOT_SUPPORTED;
      return { status, size: status === STATUS_SUCCESS ? memory.readU32(pCertificateSize) : null };
    });
  }

  /** DxgkDdiOPMGetCertificate; of the size that DxgkDdiOPMGetCertificateSize tells, where none is given. */
  certificate(CertificateType: number, size?: number): OpmBytes {
    const { functions, memory, context } = this;
    const measured = size === undefined ? this.certificateSize(CertificateType) : { size };
    if ('status' in measured && measured.size === null) return { status: measured.status, bytes: null };
    const bytes = measured.size!;
    return withBytes(memory, bytes, 'CertificateBuffer', (pCertificate): OpmBytes => {
      const get = functions.DxgkDdiOPMGetCertificate;
      const status = get?.(context, CertificateType, bytes, pCertificate) ?? STATUS_NOT_SUPPORTED;
      return { status, bytes: status === STATUS_SUCCESS ? memory.copyOut(pCertificate, bytes) : null };
    });
  }

  /** DxgkDdiOPMCreateProtectedOutput. The output is to be destroyed by the caller. */
  createProtectedOutput(VidPnTargetId: number, semantics: number): CreatedProtectedOutput {
    const { functions, memory, context } = this;
    return withBytes(memory, 8, 'NewProtectedOutputHandle', (pHandle): CreatedProtectedOutput => {
      const create = functions.DxgkDdiOPMCreateProtectedOutput;
      const status = create?.(context, VidPnTargetId, semantics, pHandle) ?? STATUS_NOT_SUPPORTED;
      if (status !== STATUS_SUCCESS) return { status, output: null };
      const handle = HANDLE.read(memory, pHandle, 'x64') as HProtectedOutput;
      return { status, output: new ProtectedOutput(this, handle, semantics) };
    });
  }

  /** InterfaceDereference, once. Outputs are destroyed before. */
  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.functions.InterfaceDereference?.(this.interfaceContext);
  }
}
