import type { Address, Memory } from '../../../abi/index.js';
import { D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS, GUID } from '../../../ddi/index.js';
import type { DriverCall, Duty } from './duty.js';

/** Device, crypto type and profile, which caps and key-exchange types are asked for with, as text to compare. */
function askedWith(memory: Memory, [hDevice, pCryptoType, pDecodeProfile]: readonly Address[]): string {
  const read = (at: Address) => GUID.read(memory, at, 'x64');
  return [hDevice, read(pCryptoType!), read(pDecodeProfile!)].join(' ');
}

/** Key-exchange types are asked for as many as the caps count (GCKE-2). */
export class KeyExchangeIndexes implements Duty {
  private readonly counts = new Map<string, number>();

  before({ declaration, args, memory, breaks }: DriverCall): void {
    const [, pCryptoType, pDecodeProfile, index = 0] = args;
    if (declaration.name !== 'GetCryptoKeyExchangeType' || !pCryptoType || !pDecodeProfile) return;
    const count = this.counts.get(askedWith(memory, args as Address[]));
    if (count !== undefined && index >= count) breaks('GCKE-2', `Index ${index}: the caps count ${count}`);
  }

  after({ declaration, args, memory }: DriverCall, succeeded: boolean): void {
    if (declaration.name !== 'GetContentProtectionCaps' || !succeeded) return;
    const caps = D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS.decode(memory, args[3] as Address);
    this.counts.set(askedWith(memory, args as Address[]), caps.KeyExchangeTypeCount);
  }
}
