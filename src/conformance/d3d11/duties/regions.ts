import type { Address } from '../../../abi/index.js';
import { NULL } from '../../../abi/index.js';
import { D3D10_DDI_BOX, D3D10DDI_MIPINFO, D3D11DDIARG_CREATERESOURCE } from '../../../ddi/index.js';
import type { DriverCall, Duty } from './duty.js';
import { hex } from './duty.js';

/** Texels, or bytes of a buffer, of each mip level (RES-4). */
type MipSizes = readonly { readonly width: number; readonly height: number }[];

function mipSizesOf({ args, memory }: DriverCall): MipSizes {
  const create = D3D11DDIARG_CREATERESOURCE.decode(memory, args[1] as Address);
  return Array.from({ length: create.MipLevels }, (_, level) => {
    const mip = (create.pMipInfoList + level * D3D10DDI_MIPINFO.bytes) as Address;
    const { TexelWidth, TexelHeight } = D3D10DDI_MIPINFO.decode(memory, mip);
    return { width: TexelWidth, height: TexelHeight };
  });
}

/** A region is copied into another subresource, and lies inside both (RES-31). */
export class Regions implements Duty {
  private readonly sizes = new Map<number, MipSizes>();

  before(call: DriverCall): void {
    const { declaration, args } = call;
    if (declaration.name === 'ResourceUpdateSubresourceUP')
      this.expectInside(call, [args[1]!, args[2]!], this.regionOf(call, args[3]!, [args[1]!, args[2]!]));
    if (declaration.name === 'ResourceCopyRegion') this.expectCopyable(call);
  }

  after(call: DriverCall, succeeded: boolean): void {
    const { declaration, args } = call;
    if (declaration.name === 'DestroyResource') this.sizes.delete(args[1]!);
    if (declaration.name === 'CreateResource' && succeeded) this.sizes.set(args[2]!, mipSizesOf(call));
  }

  private expectCopyable(call: DriverCall): void {
    const [, target, toSubresource, x, y, , source, fromSubresource, box] = call.args;
    const [to, from] = [
      [target!, toSubresource!],
      [source!, fromSubresource!],
    ] as const;
    const region = this.regionOf(call, box!, from);
    if (!region) return;
    this.expectInside(call, from, region);
    const { left, top, right, bottom } = region;
    const moved = { left: x!, top: y!, right: x! + right - left, bottom: y! + bottom - top };
    this.expectInside(call, to, moved);
    if (target === source && toSubresource === fromSubresource)
      call.breaks('RES-31', `${hex(target!)}: one subresource`);
  }

  private sizeOf([resource, subresource]: readonly [number, number]) {
    const mips = this.sizes.get(resource);
    return mips?.[subresource % mips.length];
  }

  /** What a box names; undefined where nothing is known, or nothing moved (RES-30). */
  private regionOf({ memory }: DriverCall, box: number, place: readonly [number, number]) {
    const size = this.sizeOf(place);
    if (!size) return undefined;
    if (box === NULL) return { left: 0, top: 0, right: size.width, bottom: size.height };
    const { left, top, right, bottom, front, back } = D3D10_DDI_BOX.decode(memory, box as Address);
    return left < right && top < bottom && front < back ? { left, top, right, bottom } : undefined;
  }

  private expectInside(
    { breaks }: DriverCall,
    place: readonly [number, number],
    region: { left: number; top: number; right: number; bottom: number } | undefined,
  ): void {
    const size = this.sizeOf(place);
    if (!size || !region) return;
    const isInside =
      region.left >= 0 && region.top >= 0 && region.right <= size.width && region.bottom <= size.height;
    if (!isInside) breaks('RES-31', `a box is not inside subresource ${place[1]} of ${hex(place[0])}`);
  }
}
