import type { Address } from '../../../abi/index.js';
import { NULL } from '../../../abi/index.js';
import {
  D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION_DATA as ENVELOPE,
  D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION_INPUT_DATA as INPUT,
  D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION_OUTPUT_DATA as OUTPUT,
} from '../../../ddi/index.js';
import type { DriverCall, Duty } from './duty.js';

/** A block of a message, as long as its own sizes say. */
interface Block {
  readonly name: string;
  readonly address: Address;
  readonly bytes: number;
}

const isApart = (one: Block, other: Block) =>
  one.address + one.bytes <= other.address || other.address + other.bytes <= one.address;

/** The blocks of a message of HW_PROTECTION are there, as long as they say, and none lies in another (HWP-1, HWP-2). */
export const messageBlocks: Duty = {
  before: ({ declaration: { name, parameters }, args, memory, breaks }: DriverCall) => {
    if (!name.startsWith('NegotiateCryptoSessionKeyExchange')) return;
    const valueOf = (wanted: string) => args[parameters.findIndex((parameter) => parameter.name === wanted)]!;
    const pData = valueOf('pData') as Address;
    if (valueOf('DataSize') !== ENVELOPE.bytes || pData === NULL) return;
    const { pInputData, pOutputData } = ENVELOPE.decode(memory, pData);
    if (pInputData === NULL) breaks('XLT-18', 'pInputData is NULL');
    if (pOutputData === NULL) breaks('XLT-18', 'pOutputData is NULL');
    if (pInputData === NULL || pOutputData === NULL) return;
    const input = INPUT.decode(memory, pInputData);
    const output = OUTPUT.decode(memory, pOutputData);
    const inputBytes = INPUT.offset.pbInput + input.PrivateDataSize + input.HWProtectionDataSize;
    const outputBytes = OUTPUT.offset.pbOutput + output.PrivateDataSize + output.MaxHWProtectionDataSize;
    const blocks: readonly Block[] = [
      { name: 'pData', address: pData, bytes: ENVELOPE.bytes },
      { name: 'pInputData', address: pInputData, bytes: inputBytes },
      { name: 'pOutputData', address: pOutputData, bytes: outputBytes },
    ];
    for (const block of blocks) {
      const room = memory.roomAt?.(block.address) ?? Infinity; // of memory that cannot tell, nothing is known
      if (block.bytes > room) breaks('HWP-1', `${block.name}: ${block.bytes} bytes, and room for ${room}`);
    }
    const [data, ...others] = blocks;
    const pairs = [...others.map((other) => [data!, other] as const), [others[0]!, others[1]!] as const];
    for (const [one, other] of pairs)
      if (!isApart(one, other)) breaks('HWP-1', `${other.name} lies in ${one.name}`);
  },
};
