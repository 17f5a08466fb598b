import type { DriverCall, Duty } from './duty.js';
import { hex, isDestroy } from './duty.js';
import type { Lives } from './lives.js';

const RESOURCE = 'D3D10DDI_HRESOURCE';
const isMap = ({ declaration }: DriverCall) => declaration.typedef === 'PFND3D10DDI_RESOURCEMAP';
const isUnmap = ({ declaration }: DriverCall) => declaration.typedef === 'PFND3D10DDI_RESOURCEUNMAP';

/**
 * Maps and unmaps come in pairs, a subresource once at a time, and what is mapped is neither copied nor destroyed
 * (RES-21, RES-26, RES-29).
 */
export class Mappings implements Duty {
  /** Which subresources of a resource are mapped. */
  private readonly mapped = new Map<number, Set<number>>();

  constructor(private readonly lives: Lives) {}

  before(call: DriverCall): void {
    const { declaration, args, breaks } = call;
    if (isMap(call)) {
      if (this.isMapped(args[1]!, args[2])) breaks('RES-26', `${this.text(args[1]!)} is mapped already`);
    } else if (isUnmap(call)) {
      if (!this.isMapped(args[1]!, args[2])) breaks('RES-26', `${this.text(args[1]!)} is not mapped`);
    } else if (declaration.name === 'DestroyDevice') {
      const own = this.lives.live(args[0]).filter(({ handle }) => this.isMapped(handle));
      for (const { handle } of own) breaks('RES-21', `${this.text(handle)} is still mapped`);
    } else if (declaration.name !== 'ResourceIsStagingBusy') this.expectUnmapped(call);
  }

  after(call: DriverCall, succeeded: boolean): void {
    const { declaration, args } = call;
    const [, resource = 0, subresource = 0] = args;
    if (isMap(call) && succeeded)
      this.mapped.set(resource, (this.mapped.get(resource) ?? new Set()).add(subresource));
    if (isUnmap(call)) this.mapped.get(resource)?.delete(subresource);
    if (isDestroy(declaration)) this.mapped.delete(resource);
  }

  private expectUnmapped({ declaration, args, breaks }: DriverCall): void {
    const clause = isDestroy(declaration) ? 'RES-21' : 'RES-29';
    declaration.parameters.forEach(({ type, made }, at) => {
      if (type.name === RESOURCE && !made && this.isMapped(args[at]!))
        breaks(clause, `${this.text(args[at]!)} is mapped`);
    });
  }

  /** Whether a subresource is mapped, or, where none is named, any. */
  private isMapped(resource: number, subresource?: number): boolean {
    const places = this.mapped.get(resource);
    return subresource === undefined ? (places?.size ?? 0) > 0 : places?.has(subresource) === true;
  }

  private text(resource: number): string {
    return `the resource ${hex(resource)}`;
  }
}
