import type { Address, Guid, Memory } from '../../../abi/index.js';
import { D3D11_1DDI_VIDEO_DECODER_DESC as DESC, GUID } from '../../../ddi/index.js';
import type { DriverCall, Duty } from './duty.js';

/** The query that counts what each of these lists. */
const counterOf: Readonly<Record<string, string>> = {
  GetVideoDecoderProfile: 'GetVideoDecoderProfileCount',
  GetVideoDecoderConfig: 'GetVideoDecoderConfigCount',
  GetVideoDecoderBufferInfo: 'GetVideoDecoderBufferTypeCount',
};
const counters = Object.values(counterOf);

/** Device and description that a query is asked with, as text to compare; profiles have no description. */
const askedOf = (counter: string, { args, memory }: Pick<DriverCall, 'args' | 'memory'>): string =>
  counter === 'GetVideoDecoderProfileCount'
    ? `${counter} ${args[0]!}`
    : `${counter} ${args[0]!} ${Buffer.from(memory.copyOut(args[1] as Address, DESC.bytes)).toString('hex')}`;

const profileAt = (memory: Memory, pDesc: Address): Guid => DESC.decode(memory, pDesc).Guid;

/**
 * Profiles, configurations and buffers of decoders are asked for as many as there are, and with a profile that is listed
 * (VDEC-9). Nothing is judged before somebody has counted.
 */
export class DecoderIndexes implements Duty {
  private readonly counts = new Map<string, number>();
  private readonly listed = new Set<Guid>();

  before(call: DriverCall): void {
    const { declaration, args, memory, breaks } = call;
    const counter = counterOf[declaration.name];
    const pointers = args.filter((_, at) => declaration.parameters[at]?.extent !== undefined);
    if (counter === undefined || pointers.includes(0)) return;
    if (declaration.name === 'GetVideoDecoderProfile') this.expectCounted(call, counter, args[1]!);
    else if (!this.listed.has(profileAt(memory, args[1] as Address)))
      breaks('VDEC-9', 'pDecodeDesc: no profile that the driver has listed');
    else this.expectCounted(call, counter, args[2]!);
  }

  after(call: DriverCall, succeeded: boolean): void {
    const { declaration, args, memory } = call;
    if (!succeeded) return;
    if (declaration.name === 'GetVideoDecoderProfile')
      this.listed.add(GUID.read(memory, args[2] as Address, 'x64'));
    if (!counters.includes(declaration.name)) return;
    const pCount = args[declaration.name === 'GetVideoDecoderProfileCount' ? 1 : 2] as Address;
    this.counts.set(askedOf(declaration.name, call), memory.readU32(pCount));
  }

  private expectCounted(call: DriverCall, counter: string, Index: number): void {
    const count = this.counts.get(askedOf(counter, call));
    if (count !== undefined && Index >= count) call.breaks('VDEC-9', `Index ${Index}: there are ${count}`);
  }
}
