/** A driver of OPM in TypeScript that answers what a test says: for codes that the emulated driver does not give. */
import type { Address, DdiFunction, FunctionDeclaration, TableDeclaration } from 'softumd/abi';
import { exportTable, fillTable, NULL } from 'softumd/abi';
import type { Guid } from 'softumd/abi';
import * as ddi from 'softumd/ddi';
import type { Ntstatus } from 'softumd/ddi';
import type { DriverUnderTest } from 'softumd/driver';
import { ArenaMemory, CodeSegment } from 'softumd/memory';

const { STATUS_SUCCESS, STATUS_NOT_SUPPORTED } = ddi;

type Slot = keyof typeof ddi.DXGK_OPM_INTERFACE_3.functions;

export interface StubOptions {
  /** Versions of the interface that it has; 1 and 4 where left out. */
  readonly versions?: readonly number[];
  /** What its table says of itself, where that is not the truth. */
  readonly head?: { readonly Size?: number; readonly Version?: number };
  /** Codes that functions answer by their names, in the place of their work. */
  readonly answers?: Readonly<Record<string, number>>;
  /** Slots that stay empty. */
  readonly empty?: readonly Slot[];
  readonly certificate?: Uint8Array;
  /** No DxgkDdiQueryInterface at all. */
  readonly queryInterface?: false;
}

/** What the stub's first output is called: 64 bits and no address. */
export const firstHandle = 0xfedc_ba98_7654_0001n;
export const context = 0xada_0000 as ddi.HMiniportDevice;
export const targets = 0b101;

export interface Stub {
  readonly driver: DriverUnderTest & { SoftUMDOpenOPM: DdiFunction<typeof ddi.SoftUMDOpenOPM> };
  readonly memory: ArenaMemory;
  /** The functions that were called, in their order; `take` forgets them. */
  readonly calls: string[];
  /** What the last call of each function was given after the context. */
  readonly given: Map<string, readonly unknown[]>;
  /** Handles that live. */
  readonly live: Set<bigint>;
  readonly references: { count: number };
  answers: Record<string, number>;
}

/** Bytes of a pattern that a test recognizes. */
export const pattern = (bytes: number, first: number) =>
  Uint8Array.from({ length: bytes }, (_, index) => (first + index) & 0xff);

export function stubDriver(options: StubOptions = {}): Stub {
  const { versions = [1, 4], head = {}, empty = [], certificate = pattern(100, 0x30) } = options;
  const [memory, code] = [new ArenaMemory(), new CodeSegment()];
  const stub = {
    memory,
    calls: [] as string[],
    given: new Map<string, readonly unknown[]>(),
    live: new Set<bigint>(),
    references: { count: 0 },
    answers: { ...options.answers },
  };
  let made = 0n;
  const work: Readonly<Record<string, (...args: never[]) => void>> = {
    InterfaceReference: () => void (stub.references.count += 1),
    InterfaceDereference: () => void (stub.references.count -= 1),
    DxgkDdiOPMGetCertificateSize: (_context: unknown, _type: number, pSize: Address) => {
      memory.writeU32(pSize, certificate.length);
    },
    DxgkDdiOPMGetCertificate: (_context: unknown, _type: number, _size: number, pBuffer: Address) => {
      memory.copyIn(pBuffer, certificate);
    },
    DxgkDdiOPMCreateProtectedOutput: (_context: unknown, _target: number, _vos: number, pHandle: Address) => {
      const handle = firstHandle + made++;
      stub.live.add(handle);
      memory.writeU64(pHandle, handle);
    },
    DxgkDdiOPMGetRandomNumber: (_context: unknown, _handle: bigint, pRandom: Address) => {
      memory.copyIn(pRandom, pattern(16, 0x40));
    },
    DxgkDdiOPMGetInformation: (_context: unknown, _handle: bigint, _in: Address, pOut: Address) => {
      memory.copyIn(pOut, pattern(4096, 0x50));
    },
    DxgkDdiOPMGetCOPPCompatibleInformation: (_c: unknown, _handle: bigint, _in: Address, pOut: Address) => {
      memory.copyIn(pOut, pattern(4096, 0x60));
    },
    DxgkDdiOPMDestroyProtectedOutput: (_context: unknown, handle: bigint) => void stub.live.delete(handle),
  };
  const entry = (name: string) =>
    ((...args: never[]) => {
      stub.calls.push(name);
      stub.given.set(name, args.slice(1));
      const answer = stub.answers[name];
      if (answer === undefined) work[name]?.(...args);
      return name.startsWith('Interface') ? undefined : (answer ?? STATUS_SUCCESS);
    }) as unknown as DdiFunction<FunctionDeclaration>;
  const fill = (table: TableDeclaration, Interface: Address, Version: number) => {
    const names = Object.keys(table.functions).filter((name) => !(empty as readonly string[]).includes(name));
    const entries = Object.fromEntries(names.map((name) => [name, entry(name)]));
    fillTable(memory, Interface, exportTable(code, table, entries as never));
    ddi.INTERFACE_HEAD.encode(memory, Interface, { Size: table.bytes, Version, Context: NULL, ...head });
  };
  const queryInterface = code.addressOf(ddi.DxgkDdiQueryInterface, (_context, pQueryInterface) => {
    const query = ddi.QUERY_INTERFACE.decode(memory, pQueryInterface);
    stub.calls.push(`DxgkDdiQueryInterface ${query.Version}`);
    const wanted = query.Version as 1 | 4;
    const guid: Guid = ddi.GUID.read(memory, query.InterfaceType, 'x64');
    if (!versions.includes(wanted) || ddi.OPM_INTERFACES[wanted].guid !== guid) return STATUS_NOT_SUPPORTED;
    const { table } = ddi.OPM_INTERFACES[wanted];
    if (query.Size >= table.bytes) fill(table, query.Interface, wanted);
    return STATUS_SUCCESS;
  });
  const driver = {
    name: 'stub',
    memory,
    code,
    SoftUMDOpenOPM: (pOpenData: Address): Ntstatus => {
      const answer = stub.answers.SoftUMDOpenOPM;
      if (answer !== undefined) return answer as Ntstatus;
      const pfnQueryInterface = options.queryInterface === false ? NULL : queryInterface;
      const open = { MiniportDeviceContext: context, pfnQueryInterface, Targets: targets };
      ddi.SOFTUMDARG_OPENOPM.encode(memory, pOpenData, open);
      return STATUS_SUCCESS;
    },
  };
  return { ...stub, driver };
}
