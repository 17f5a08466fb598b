import type { Address } from '../../../abi/index.js';
import {
  D3D10_DDI_RESOURCE_USAGE,
  D3D10DDI_MIPINFO,
  D3D11DDIARG_CREATERESOURCE,
} from '../../../ddi/index.js';
import type { DriverCall, Duty } from './duty.js';
import { hex } from './duty.js';

interface ResourceShape {
  /** Type and dimensions, which the two resources of a copy have in common, as text to compare. */
  readonly text: string;
  readonly subresources: number;
  readonly isImmutable: boolean;
}

function shapeOf({ args, memory }: DriverCall): ResourceShape {
  const create = D3D11DDIARG_CREATERESOURCE.decode(memory, args[1] as Address);
  const { pMipInfoList, ResourceDimension, Usage, MipLevels, ArraySize } = create;
  // One entry per mip level, shared by the array (RES-4).
  const mips = Buffer.from(memory.copyOut(pMipInfoList, MipLevels * D3D10DDI_MIPINFO.bytes));
  return {
    text: [ResourceDimension, ArraySize, mips.toString('hex')].join(' '),
    subresources: MipLevels * ArraySize,
    isImmutable: Usage === D3D10_DDI_RESOURCE_USAGE.IMMUTABLE,
  };
}

/**
 * What is copied is of one type and of equal dimensions, into another resource that may be written; and a subresource
 * that is named is there (RES-25, RES-28).
 */
export class ResourceShapes implements Duty {
  private readonly shapes = new Map<number, ResourceShape>();

  before(call: DriverCall): void {
    this.expectSubresources(call);
    if (call.declaration.name === 'ResourceCopy') this.expectCopyable(call);
  }

  after(call: DriverCall, succeeded: boolean): void {
    const { declaration, args } = call;
    if (declaration.name === 'DestroyResource') this.shapes.delete(args[1]!);
    if (declaration.name === 'CreateResource' && succeeded) this.shapes.set(args[2]!, shapeOf(call));
  }

  private expectSubresources({ declaration, args, breaks }: DriverCall): void {
    declaration.parameters.forEach(({ name }, at) => {
      if (!name.endsWith('Subresource')) return;
      const whose = `h${name.replace('Subresource', 'Resource')}`;
      const resource = args[declaration.parameters.findIndex((one) => one.name === whose)]!;
      const count = this.shapes.get(resource)?.subresources;
      if (count !== undefined && args[at]! >= count)
        breaks('RES-25', `${name} ${args[at]!}: the resource ${hex(resource)} has ${count}`);
    });
  }

  private expectCopyable({ args, breaks }: DriverCall): void {
    const [, target = 0, source = 0] = args;
    const [to, from] = [this.shapes.get(target), this.shapes.get(source)];
    if (!to || !from) return;
    const said = `${hex(source)} to ${hex(target)}`;
    if (source === target) breaks('RES-28', `${said}: one resource`);
    if (to.text !== from.text) breaks('RES-28', `${said}: not of the same type and dimensions`);
    if (to.isImmutable) breaks('RES-28', `${said}: the destination is immutable`);
  }
}
