import type { Address, Memory } from '../../../abi/index.js';
import { NULL } from '../../../abi/index.js';
import { D3D10DDIARG_CALCPRIVATEDEVICESIZE, D3D10DDIARG_CREATEDEVICE } from '../../../ddi/index.js';
import type { DriverCall, Duty } from './duty.js';
import { hex, madeAt } from './duty.js';
import type { Lives } from './lives.js';

/** SIZE_T(-1), with which a size query stops the creation (DEV-3). */
const stopped = 2 ** 64;

/** How many blocks are compared around each call: each of thousands would take longer than the call. */
const comparedBlocks = 64;

/** What a create function is given besides its block, as text to compare. */
function argumentsOf({ declaration, args, memory }: DriverCall): string {
  const at = declaration.parameters.findIndex(({ direction }) => direction === 'in' || direction === 'inout');
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
  /** Bytes that were answered, by what was asked: the owner, and the arguments or the version of the device. */
  private readonly queries = new Map<string, number[]>();
  private readonly sizes = new Map<number, number>();
  private readonly contents = new Map<number, string>();
  /** The block that the call at hand makes an object in. */
  private made: number | undefined;

  constructor(private readonly lives: Lives) {}

  before(call: DriverCall): void {
    const { declaration, args, memory, breaks } = call;
    for (const [handle, held] of this.contents) {
      const object = this.lives.find(handle);
      if (object?.isLive && held !== this.content(memory, handle))
        breaks('CCS-1', `the private memory of ${object.kind} ${hex(handle)} was written to, or is no more`);
    }
    this.made = undefined;
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
    const key = `${args[0]!} ${asked}`;
    this.queries.set(key, [...(this.queries.get(key) ?? []), bytes]);
  }

  after({ memory }: DriverCall): void {
    for (const handle of this.contents.keys())
      if (this.lives.find(handle)?.isLive) this.contents.set(handle, this.content(memory, handle));
      else this.contents.delete(handle);
    if (this.made === undefined || this.contents.size >= comparedBlocks) return;
    if (this.lives.find(this.made)?.isLive) this.contents.set(this.made, this.content(memory, this.made));
    this.made = undefined;
  }

  private expectBlock({ args, memory, breaks }: DriverCall, handle: number, asked: string): void {
    const bytes = this.queries.get(`${args[0]!} ${asked}`)?.pop();
    if (bytes === undefined) {
      breaks('DEV-1', 'no size query with the same arguments came before');
      return;
    }
    this.sizes.set(handle, bytes);
    this.made = handle;
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
