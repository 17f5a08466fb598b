import type { Address } from '../../../abi/index.js';
import { NULL } from '../../../abi/index.js';
import { D3D10DDIARG_CREATEDEVICE, D3D10DDIARG_OPENADAPTER } from '../../../ddi/index.js';
import type { DriverCall, Duty } from './duty.js';
import { hex, isDestroy, madeAt } from './duty.js';

const ADAPTER = 'D3D10DDI_HADAPTER';
const DEVICE = 'D3D10DDI_HDEVICE';

/** An object whose handle the runtime has, or had. */
export interface KnownObject {
  readonly handle: number;
  /** The C name of its handle's type. */
  readonly kind: string;
  /** The handle of the device it was made on, of a device that of its adapter. */
  readonly owner: number | undefined;
  isLive: boolean;
}

/** Every object of a driver, from its creation on: what handles may be passed, and in which order things end. */
export class Lives implements Duty {
  private readonly known = new Map<number, KnownObject>();
  private readonly living = new Set<KnownObject>();
  private readonly children = new Map<number | undefined, Set<KnownObject>>();

  /** The object with this handle, live or dead. */
  find(handle: number): KnownObject | undefined {
    return this.known.get(handle);
  }

  /** Those that were made on the owner and not destroyed; all without one. */
  live(owner?: number): KnownObject[] {
    return [...(owner === undefined ? this.living : (this.children.get(owner) ?? []))];
  }

  before(call: DriverCall): void {
    const { declaration, args } = call;
    declaration.parameters.forEach(({ name, type, made }, at) => {
      const handle = args[at]!;
      if (made) this.expectVacant(call, name, handle);
      // The handles of the runtime's own side (HRT) are not the driver's.
      if (!made && /_H(?!RT)[A-Z]+$/.test(type.name)) this.expectLive(call, at);
    });
    if (declaration.name === 'CreateDevice' && args[1] !== NULL) {
      const { hDrvDevice } = D3D10DDIARG_CREATEDEVICE.decode(call.memory, args[1] as Address);
      this.expectVacant(call, 'hDrvDevice', hDrvDevice);
    }
    if (declaration.name === 'DestroyDevice') this.expectChildless(call, 'DEV-19');
    if (declaration.name === 'CloseAdapter') this.expectChildless(call, 'OPN-9');
  }

  after({ declaration, args, memory }: DriverCall, succeeded: boolean): void {
    const [first = 0, second = 0] = args;
    const { name } = declaration;
    if (name === 'DestroyDevice' || name === 'CloseAdapter') this.end(first);
    // One that is another device's lives on, whatever its own device is told (CCS-3).
    else if (isDestroy(declaration) && this.find(second)?.owner === first) this.end(second);
    if (!succeeded) return;
    const made = madeAt(declaration);
    if (made > 0) this.add(args[made]!, declaration.parameters[made]!.type.name, first);
    if (name === 'OpenAdapter10_2') {
      const { hAdapter } = D3D10DDIARG_OPENADAPTER.decode(memory, first as Address);
      this.add(hAdapter, ADAPTER);
    }
    if (name === 'CreateDevice') {
      const { hDrvDevice } = D3D10DDIARG_CREATEDEVICE.decode(memory, second as Address);
      this.add(hDrvDevice, DEVICE, first);
    }
  }

  private add(handle: number, kind: string, owner?: number): void {
    const before = this.find(handle);
    if (before) this.bury(before);
    const object = { handle, kind, owner, isLive: true };
    this.known.set(handle, object);
    this.living.add(object);
    const siblings = this.children.get(owner) ?? new Set();
    this.children.set(owner, siblings.add(object));
  }

  private end(handle: number): void {
    const object = this.find(handle);
    if (!object) return;
    this.bury(object);
    for (const child of this.live(handle)) this.bury(child);
  }

  private bury(object: KnownObject): void {
    object.isLive = false;
    this.living.delete(object);
    this.children.get(object.owner)?.delete(object);
  }

  private expectVacant({ breaks }: DriverCall, name: string, block: number): void {
    if (this.find(block)?.isLive)
      breaks('DEV-6', `${name} ${hex(block)}: the block of an object that is live`);
  }

  private expectLive({ declaration, args, breaks }: DriverCall, at: number): void {
    const { name, type } = declaration.parameters[at]!;
    const object = this.find(args[at]!);
    const said = `${name} ${hex(args[at]!)}`;
    if (object?.kind !== type.name) breaks('DEV-6', `${said}: no ${type.name} was ever made there`);
    else if (!object.isLive) breaks('DEV-6', `${said}: its object is destroyed`);
    else if (at > 0 && object.owner !== args[0]) breaks('DEV-11', `${said}: an object of another device`);
  }

  private expectChildless({ args, breaks }: DriverCall, clause: 'DEV-19' | 'OPN-9'): void {
    for (const { kind, handle } of this.live(args[0]))
      breaks(clause, `${kind} ${hex(handle)} is not destroyed before`);
  }
}
