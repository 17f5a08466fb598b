import type { Address, Hresult, Memory } from '../../../src/abi/index.js';
import { NULL } from '../../../src/abi/index.js';
import {
  D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION_DATA as ENVELOPE,
  D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION_INPUT_DATA as INPUT,
  D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION_OUTPUT_DATA as OUTPUT,
  E_INVALIDARG,
  E_OUTOFMEMORY,
} from '../../../src/ddi/index.js';
import { noMemory, nullPointer } from '../../core/causes.js';
import type { Cause, Refuse } from '../../core/refusal-recorder.js';
import type { D3D11Core } from '../d3d11-core.js';
import type { BlockPointer } from './causes.js';
import { blocksOverlap, blockTooShort, envelopeSize, privateSize } from './causes.js';

const at = (address: number) => address as Address;

/** Bytes of the DRM component's in a block, counted from where the block's sizes end. */
export interface Payload {
  readonly offset: number;
  readonly bytes: number;
}

/** A block of the caller's: its sizes, as they are told, and what there is room for behind them. */
export interface BlockSizes {
  readonly privateBytes: number;
  /** HWProtectionDataSize of the input, MaxHWProtectionDataSize of the output. */
  readonly dataBytes: number;
  readonly roomBytes: number;
}

/** Where something of the caller's lies. */
export interface Stretch {
  readonly address: Address;
  readonly bytes: number;
}

/** Where the parts of one exchange lie, each of them checked. */
export interface ExchangePlaces {
  /** D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION_DATA. */
  readonly pData: Address;
  readonly pOutputData: Address;
  readonly command: Stretch;
  /** As many bytes as the result may have. */
  readonly result: Stretch;
}

/** One of the two blocks: where its sizes and its bytes stand. */
interface BlockForm {
  readonly pointer: BlockPointer;
  readonly side: 'input' | 'output';
  /** Of PrivateDataSize, of the size of the data, and of pbInput or pbOutput: bytes from the block's beginning. */
  readonly privateSizeAt: number;
  readonly dataSizeAt: number;
  readonly headBytes: number;
}

const inputForm: BlockForm = {
  pointer: 'pInputData',
  side: 'input',
  privateSizeAt: INPUT.offset.PrivateDataSize,
  dataSizeAt: INPUT.offset.HWProtectionDataSize,
  headBytes: INPUT.offset.pbInput,
};
const outputForm: BlockForm = {
  pointer: 'pOutputData',
  side: 'output',
  privateSizeAt: OUTPUT.offset.PrivateDataSize,
  dataSizeAt: OUTPUT.offset.MaxHWProtectionDataSize,
  headBytes: OUTPUT.offset.pbOutput,
};

/** The sizes of a block, each read once. Its head has to be live: what lies behind it is held against the room there is. */
function sizesOf(memory: Memory, form: BlockForm, address: Address): BlockSizes {
  memory.range(address, form.headBytes);
  const room = memory.roomAt?.(address) ?? form.headBytes; // who cannot know, has no more
  return {
    privateBytes: memory.readU32(at(address + form.privateSizeAt)),
    dataBytes: memory.readU32(at(address + form.dataSizeAt)),
    roomBytes: room - form.headBytes,
  };
}

/** Where the DRM component's bytes of a block lie, or what is wrong with its sizes (HWP-1, HWP-2). */
function findPayload(core: D3D11Core, form: BlockForm, address: Address): Payload | (() => Cause) {
  const { memory, policies, profile } = core;
  const sizes = sizesOf(memory, form, address);
  if (!policies.isPrivateSize(core, form.side, sizes.privateBytes)) {
    const { privateInputBytes, privateOutputBytes } = profile.hwProtection;
    const expected = form.side === 'input' ? privateInputBytes : privateOutputBytes;
    return () => privateSize(form.pointer, expected, sizes.privateBytes);
  }
  const payload = policies.payloadOf(core, form.side, sizes);
  if (policies.fitsRoom(payload, sizes.roomBytes)) return payload;
  return () => blockTooShort(form.pointer, sizes.roomBytes, payload.offset + payload.bytes);
}

/** Finds everything, and touches nothing but the sizes. */
function findPlaces(
  core: D3D11Core,
  pData: Address,
  pInputData: Address,
  pOutputData: Address,
): ExchangePlaces | (() => Cause) {
  const input = findPayload(core, inputForm, pInputData);
  if (typeof input === 'function') return input;
  const output = findPayload(core, outputForm, pOutputData);
  if (typeof output === 'function') return output;
  const blocks = [
    { address: pData, bytes: ENVELOPE.bytes },
    { address: pInputData, bytes: inputForm.headBytes + input.offset + input.bytes },
    { address: pOutputData, bytes: outputForm.headBytes + output.offset + output.bytes },
  ];
  if (!core.policies.areApart(blocks)) return blocksOverlap;
  const stretch = ({ headBytes }: BlockForm, address: Address, { offset, bytes }: Payload) => ({
    address: at(address + headBytes + offset),
    bytes,
  });
  return {
    pData,
    pOutputData,
    command: stretch(inputForm, pInputData, input),
    result: stretch(outputForm, pOutputData, output),
  };
}

// Where a block ends with its sizes nothing is live, and nothing to be read.
const copyOf = (memory: Memory, { address, bytes }: Stretch) =>
  bytes === 0 ? new Uint8Array() : memory.copyOut(address, bytes);

/**
 * One message to the DRM component (HWP-1…HWP-6, NCS-9, D-42). The function succeeds whatever the command comes to, which
 * is in Status (HWP-5). Nothing of the caller's is kept: the command gets a copy of its data.
 */
export function exchangeMessage(core: D3D11Core, refuse: Refuse, DataSize: number, pData: Address): Hresult {
  const { memory, policies, allocations, hardwareKeys } = core;
  if (!policies.isEnvelopeSize(DataSize))
    return refuse(E_INVALIDARG, () => envelopeSize(ENVELOPE.bytes, DataSize));
  memory.range(pData, ENVELOPE.bytes); // decoding leaves out the padding
  const { HWProtectionFunctionID, pInputData, pOutputData } = ENVELOPE.decode(memory, pData);
  if (pInputData === NULL) return refuse(E_INVALIDARG, () => nullPointer('pData', 'pInputData'));
  if (pOutputData === NULL) return refuse(E_INVALIDARG, () => nullPointer('pData', 'pOutputData'));
  const places = findPlaces(core, pData, pInputData, pOutputData);
  if (typeof places === 'function') return refuse(E_INVALIDARG, places);
  if (!allocations.take()) return refuse(E_OUTOFMEMORY, () => noMemory('NCS-7'));
  const answer = policies.runCommand(core, {
    functionId: HWProtectionFunctionID,
    data: copyOf(memory, places.command),
    maxResultBytes: places.result.bytes,
    keys: hardwareKeys,
  });
  policies.writeAnswer(core, places, {
    ...policies.answerMembers(answer, places.result.bytes),
    result: policies.cutResult(answer.data, places.result.bytes),
  });
  return policies.exchangeCode(answer.status);
}

/** What is written of an answer. */
export interface WrittenAnswer extends AnswerMembers {
  readonly result: Uint8Array;
}

/** The members of the caller's structures that an answer fills in, by their names (HWP-3, HWP-4). */
export interface AnswerMembers {
  readonly Status: Hresult;
  readonly HWProtectionDataSize: number;
  readonly TransportTime: bigint;
  readonly ExecutionTime: bigint;
}

/** Writes an answer: all of it, or nothing where the command has freed the caller's memory meanwhile. */
export function writeAnswer(
  memory: Memory,
  { pData, pOutputData, result }: ExchangePlaces,
  answer: WrittenAnswer,
): void {
  const resultAt = result.address - pOutputData;
  memory.range(pData, ENVELOPE.bytes);
  memory.range(pOutputData, resultAt + answer.result.length).set(answer.result, resultAt);
  const { HWProtectionDataSize, TransportTime, ExecutionTime } = OUTPUT.offset;
  memory.writeU32(at(pOutputData + HWProtectionDataSize), answer.HWProtectionDataSize);
  memory.writeU64(at(pOutputData + TransportTime), answer.TransportTime);
  memory.writeU64(at(pOutputData + ExecutionTime), answer.ExecutionTime);
  memory.writeU32(at(pData + ENVELOPE.offset.Status), answer.Status);
}
