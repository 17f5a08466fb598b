import type { Address } from '../abi/index.js';
import type { CFunction, Koffi } from '../ffi/index.js';

/** A callback that came on a thread which the runtime does not know, or through a pointer that was taken back. */
export interface StrayCallback {
  readonly functionName: string;
  readonly times: number;
  /** Set when the pointer had been taken back already. */
  readonly late?: true;
}

/**
 * Stands before every callback and turns away whoever comes on another thread than the runtime's own. JavaScript
 * cannot do that: on another thread there is none, and koffi waits for the event loop, which a driver that waits for
 * its thread never lets run.
 */
export interface CallbackGate {
  /** The address to give to the driver instead of `target`. */
  guard(functionName: string, target: Address): Address;
  /** Takes the address back: nobody passes any more. */
  release(gate: Address): void;
  /** Who was turned away since the last time this was asked. */
  takeStrays(): readonly StrayCallback[];
}

/** Where no gate can be had: callbacks go straight through, and a wrong thread shows as a driver that hangs. */
export const openGate: CallbackGate = {
  guard: (_functionName, target) => target,
  release: () => undefined,
  takeStrays: () => [],
};

const pageBytes = 64 * 1024;
const gateBytes = 64;
const countOffset = 56;
/** How many gates stay closed after their release before the oldest is used again. */
const lingering = 64;
const E_UNEXPECTED = 0x8000ffff;

/** Bytes of a little-endian number. */
function little(value: number, bytes: number): number[] {
  const word = BigInt.asUintN(8 * bytes, BigInt(value));
  return Array.from({ length: bytes }, (_, index) => Number((word >> BigInt(8 * index)) & 0xffn));
}

/** `mov rax, fs:[0]`: the thread's own block, at a different address in each thread (System V ABI, x64). */
const loadThread = [0x64, 0x48, 0x8b, 0x04, 0x25, 0, 0, 0, 0];

/** Where the branch to the refusal is, which passes the thread's own calls, and the branch that passes none. */
const branchOffset = loadThread.length + 7;
const jumpAlways = 0xeb;

/** The machine code of one gate; the first 8 bytes of the page hold the thread that may pass. */
function gateCode(offset: number, target: Address): number[] {
  // Both distances count from the end of their instruction.
  const toThread = little(-(offset + loadThread.length + 7), 4);
  const pass = [0x48, 0xb8, ...little(target, 8), 0xff, 0xe0];
  const head = [...loadThread, 0x48, 0x3b, 0x05, ...toThread, 0x75, pass.length, ...pass];
  const toCount = little(countOffset - (head.length + 8), 4);
  const refuse = [0xf0, 0x48, 0xff, 0x05, ...toCount, 0xb8, ...little(E_UNEXPECTED, 4), 0xc3];
  return [...head, ...refuse];
}

/** One page of gates, each 64 bytes: code, then how often it turned somebody away. */
class MachineCodeGate implements CallbackGate {
  private readonly view: DataView;
  /** Gates in use, and those that linger. */
  private readonly names = new Map<number, string>();
  /** Released gates, oldest first: a thread of the driver's may still be on its way to one. */
  private readonly released = new Set<number>();
  private readonly missed: StrayCallback[] = [];
  private next = gateBytes;

  constructor(
    private readonly page: Address,
    private readonly bytes: Uint8Array,
    thread: bigint,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.view.setBigUint64(0, thread, true);
  }

  guard(functionName: string, target: Address): Address {
    const offset = this.place();
    if (offset === undefined) return target;
    this.bytes.fill(0, offset, offset + gateBytes);
    this.bytes.set(gateCode(offset, target), offset);
    this.names.set(offset, functionName);
    return (this.page + offset) as Address;
  }

  release(gate: Address): void {
    const offset = gate - this.page;
    if (!this.names.has(offset)) return;
    this.released.add(offset);
    // Nobody passes any more: what stands behind the gate may be somebody else's callback by now.
    this.bytes[offset + branchOffset] = jumpAlways;
  }

  takeStrays(): StrayCallback[] {
    return [...this.missed.splice(0), ...[...this.names.keys()].flatMap((offset) => this.straysAt(offset))];
  }

  /** Room for a gate: new, or the oldest that was released; none when the page is full. */
  private place(): number | undefined {
    const [oldest] = this.released;
    const isFull = this.next + gateBytes > pageBytes;
    if (oldest === undefined || (!isFull && this.released.size <= lingering)) {
      if (isFull) return undefined;
      this.next += gateBytes;
      return this.next - gateBytes;
    }
    this.missed.push(...this.straysAt(oldest));
    this.released.delete(oldest);
    return oldest;
  }

  private straysAt(offset: number): StrayCallback[] {
    const times = this.view.getUint32(offset + countOffset, true);
    if (times === 0) return [];
    this.view.setUint32(offset + countOffset, 0, true);
    const functionName = this.names.get(offset) ?? '';
    return [{ functionName, times, ...(this.released.has(offset) && { late: true }) }];
  }
}

const PROT_READ_WRITE_EXEC = 7;
const MAP_PRIVATE_ANONYMOUS = 0x22;

/**
 * A gate of machine code, where it is known how: Linux on x64. Elsewhere, and where the system forbids writable code,
 * {@link openGate}.
 */
export function createCallbackGate(koffi: Koffi): CallbackGate {
  if (process.platform !== 'linux' || process.arch !== 'x64') return openGate;
  const parameters = ['uint64_t', 'uint64_t', 'int', 'int', 'int', 'int64_t'];
  const mmap = koffi.load(null).func('mmap', 'int64_t', parameters);
  const page = Number(mmap(0, pageBytes, PROT_READ_WRITE_EXEC, MAP_PRIVATE_ANONYMOUS, -1, 0));
  if (page <= 0) return openGate;
  const bytes = new Uint8Array(koffi.view(BigInt(page), pageBytes));
  bytes.set([...loadThread, 0xc3], gateBytes);
  const thread = koffi.decode(BigInt(page + gateBytes), koffi.proto('uint64_t', [])) as CFunction;
  return new MachineCodeGate(page as Address, bytes, BigInt(thread() as number | bigint));
}
