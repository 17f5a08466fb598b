import type { Address, Memory } from '../../../abi/index.js';
import { NULL } from '../../../abi/index.js';
import { D3D10DDIARG_CALCPRIVATEDEVICESIZE, D3D10DDIARG_CREATEDEVICE } from '../../../ddi/index.js';
import type { DriverCall, Duty } from './duty.js';
import { hex, isDestroy, madeAt } from './duty.js';
import type { Lives } from './lives.js';

/** SIZE_T(-1), with which a size query stops the creation (DEV-3). */
const stopped = 2 ** 64;

interface Query {
  readonly owner: number;
  /** What it was asked with: the bytes of the create arguments, of a device the version that it is made for. */
  readonly asked: string;
  readonly bytes: number;
}

/** What a create function is given besides its block, as text to compare. */
function argumentsOf({ declaration, args, memory }: DriverCall): string {
  const at = declaration.parameters.findIndex(({ direction }) => direction === 'in');
  const address = args[at] as Address;
  const extent = declaration.parameters[at]?.extent;
  if (!extent || !('layout' in extent) || address === NULL) return '';
  return Buffer.from(memory.copyOut(address, extent.layout.size('x64'))).toString('hex');
}

const versionText = (version: { Interface: number; Version: number; Flags: number }) =>
  [version.Interface, version.Version, version.Flags].join(' ');

function areLive(memory: Memory, address: number, bytes: number): boolean {
  try {
    memory.range(address as Address, bytes);
    return true;
  } catch {
    return false;
  }
}

/**
 * The private memory of objects: a size query with the same arguments before each create, a block of that size, there
 * until the object is destroyed, and the driver's alone (DEV-1, DEV-4, DEV-19, CCS-1).
 */
export class PrivateMemoryDuty implements Duty {
  private readonly queries: Query[] = [];
  private readonly sizes = new Map<number, number>();
  private readonly contents = new Map<number, string>();

  constructor(private readonly lives: Lives) {}

  before(call: DriverCall): void {
    const { declaration, args, memory, breaks } = call;
    for (const { handle, kind } of this.lives.live()) {
      const held = this.contents.get(handle);
      if (held !== undefined && held !== this.content(memory, handle))
        breaks('CCS-1', `the private memory of ${kind} ${hex(handle)} was written to, or is no more`);
    }
    const made = madeAt(declaration);
    if (made > 0) this.expectBlock(call, args[made]!, argumentsOf(call));
    if (declaration.name !== 'CreateDevice' || args[1] === NULL) return;
    const create = D3D10DDIARG_CREATEDEVICE.decode(memory, args[1] as Address);
    this.expectBlock(call, create.hDrvDevice, versionText(create));
  }

  /** What a size query answered. */
  answered(call: DriverCall, bytes: number): void {
    const { declaration, args, memory } = call;
    if (!declaration.name.startsWith('CalcPrivate')) return;
    const asked =
      declaration.name === 'CalcPrivateDeviceSize' && args[1] !== NULL
        ? versionText(D3D10DDIARG_CALCPRIVATEDEVICESIZE.decode(memory, args[1] as Address))
        : argumentsOf(call);
    this.queries.push({ owner: args[0]!, asked, bytes });
  }

  after({ declaration, args, memory }: DriverCall): void {
    if (isDestroy(declaration)) this.contents.delete(args[1]!);
    for (const { handle } of this.lives.live())
      if (this.sizes.has(handle)) this.contents.set(handle, this.content(memory, handle));
  }

  private expectBlock({ args, memory, breaks }: DriverCall, handle: number, asked: string): void {
    const at = this.queries.findLastIndex((one) => one.owner === args[0] && one.asked === asked);
    const [query] = at < 0 ? [] : this.queries.splice(at, 1);
    if (!query) {
      breaks('DEV-1', 'no size query with the same arguments came before');
      return;
    }
    const { bytes } = query;
    this.sizes.set(handle, bytes);
    if (bytes >= stopped) breaks('DEV-4', 'the size query has stopped the creation');
    else if (handle !== NULL && !areLive(memory, handle, bytes))
      breaks('DEV-1', `the block at ${hex(handle)} is shorter than the ${bytes} bytes asked for`);
  }

  private content(memory: Memory, handle: number): string {
    const bytes = this.sizes.get(handle) ?? 0;
    if (!areLive(memory, handle, bytes)) return 'none';
    return Buffer.from(memory.copyOut(handle as Address, bytes)).toString('latin1');
  }
}
