import type { DriverCall, Duty } from './duty.js';
import { hex, isDestroy } from './duty.js';
import type { Lives } from './lives.js';

const RESOURCE = 'D3D10DDI_HRESOURCE';
const isMap = ({ declaration }: DriverCall) => declaration.typedef === 'PFND3D10DDI_RESOURCEMAP';
const isUnmap = ({ declaration }: DriverCall) => declaration.typedef === 'PFND3D10DDI_RESOURCEUNMAP';
const place = ([, resource, subresource]: readonly number[]) => `${resource!}/${subresource!}`;

/**
 * Maps and unmaps come in pairs, a subresource once at a time, and what is mapped is neither copied nor destroyed
 * (RES-21, RES-26, RES-29).
 */
export class Mappings implements Duty {
  private readonly mapped = new Map<string, number>();

  constructor(private readonly lives: Lives) {}

  before(call: DriverCall): void {
    const { declaration, args, breaks } = call;
    if (isMap(call)) {
      if (this.mapped.has(place(args))) breaks('RES-26', `${this.text(args[1]!)} is mapped already`);
    } else if (isUnmap(call)) {
      if (!this.mapped.has(place(args))) breaks('RES-26', `${this.text(args[1]!)} is not mapped`);
    } else if (declaration.name === 'DestroyDevice') {
      const own = this.lives.live(args[0]).filter(({ handle }) => this.isMapped(handle));
      for (const { handle } of own) breaks('RES-21', `${this.text(handle)} is still mapped`);
    } else if (declaration.name !== 'ResourceIsStagingBusy') this.expectUnmapped(call);
  }

  after(call: DriverCall, succeeded: boolean): void {
    const { declaration, args } = call;
    if (isMap(call) && succeeded) this.mapped.set(place(args), args[1]!);
    if (isUnmap(call)) this.mapped.delete(place(args));
    if (!isDestroy(declaration)) return;
    for (const [key, resource] of this.mapped) if (resource === args[1]) this.mapped.delete(key);
  }

  private expectUnmapped({ declaration, args, breaks }: DriverCall): void {
    const clause = isDestroy(declaration) ? 'RES-21' : 'RES-29';
    declaration.parameters.forEach(({ type, made }, at) => {
      if (type.name === RESOURCE && !made && this.isMapped(args[at]!))
        breaks(clause, `${this.text(args[at]!)} is mapped`);
    });
  }

  private isMapped(resource: number): boolean {
    return [...this.mapped.values()].includes(resource);
  }

  private text(resource: number): string {
    return `the resource ${hex(resource)}`;
  }
}
