import type { Address } from '../../../abi/index.js';
import { NULL } from '../../../abi/index.js';
import { D3D10DDIARG_CALCPRIVATEDEVICESIZE, D3D10DDIARG_CREATEDEVICE } from '../../../ddi/index.js';
import type { DriverCall, Duty } from './duty.js';

/** Interface << 32 | Version, as the driver lists them (OPN-13). */
const entryOf = ({ Interface, Version }: { Interface: number; Version: number }) =>
  (BigInt(Interface) << 32n) | BigInt(Version);

/** What a call states of the device that it is about; nothing of any other call. */
function statedBy({ declaration, args, memory }: DriverCall): bigint | undefined {
  const at = args[1] as Address;
  if (at === NULL) return undefined;
  if (declaration.name === 'CreateDevice') return entryOf(D3D10DDIARG_CREATEDEVICE.decode(memory, at));
  if (declaration.name !== 'CalcPrivateDeviceSize') return undefined;
  return entryOf(D3D10DDIARG_CALCPRIVATEDEVICESIZE.decode(memory, at));
}

/**
 * A device is asked for by an entry of the driver's own list (OPN-14). Nothing is judged before some adapter has listed:
 * a caller that knows the driver need not ask.
 */
export class ListedInterfaces implements Duty {
  private listed: ReadonlySet<bigint> | undefined;

  before(call: DriverCall): void {
    const stated = statedBy(call);
    if (stated === undefined || this.listed?.has(stated) !== false) return;
    call.breaks('OPN-14', `0x${stated.toString(16)}: no version that the driver has listed`);
  }

  after({ declaration, args, memory }: DriverCall, succeeded: boolean): void {
    const [, puEntries, list] = args as Address[];
    if (declaration.name !== 'GetSupportedVersions' || !succeeded || list === NULL) return;
    const bytes = memory.copyOut(list!, 8 * memory.readU32(puEntries!));
    this.listed = new Set(new BigUint64Array(bytes.buffer));
  }
}
