import type { Address, Hresult } from '../../../abi/index.js';
import { failed, NULL } from '../../../abi/index.js';
import {
  D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION_DATA as ENVELOPE,
  D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION_INPUT_DATA as INPUT,
  D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION_OUTPUT_DATA as OUTPUT,
  E_INVALIDARG,
} from '../../../ddi/index.js';
import type { GuardedBytes } from '../../framework/case.js';
import { askTwice, expectSame } from '../../framework/output.js';
import type { Rule } from '../../rules/rule.js';
import type { D3D11Case } from '../fixture.js';
import { placeGuid } from './caps.js';
import type { TestSession } from './sessions.js';

const at = (address: number) => address as Address;

/** Bytes of the driver's own in front of the command and of its result (GCPD-1). */
export interface PrivateSizes {
  readonly input: number;
  readonly output: number;
}

/** More than any driver needs: a size beyond would use up the memory of the case. */
const mostPrivateBytes = 0x1_0000;

/**
 * GetCryptoSessionPrivateDataSize of the session's kind, which writes both sizes, and always the same (GCPD-1).
 * @param without NULL for the decode profile (GCPD-2)
 */
export function privateSizes(
  t: D3D11Case,
  { device, kind }: Pick<TestSession, 'device' | 'kind'>,
  without?: 'profile',
): PrivateSizes {
  const ask = t.video(device, 'pfnGetCryptoSessionPrivateDataSize');
  const [type, exchange] = [placeGuid(t, kind.cryptoType), placeGuid(t, kind.exchange)];
  const profile = without ? NULL : placeGuid(t, kind.profile);
  const sizes = askTwice(t, 8, 'UINT: pPrivateInputSize, pPrivateOutputSize', (target) => {
    t.expectSuccess(device, 'GetCryptoSessionPrivateDataSize', () => {
      ask(device.hDevice, type, profile, exchange, target, at(target + 4));
    });
  });
  expectSame(t, sizes, 'GCPD-1', 'GetCryptoSessionPrivateDataSize');
  const [input, output] = [t.memory.readU32(sizes.address), t.memory.readU32(at(sizes.address + 4))];
  if (Math.max(input, output) > mostPrivateBytes)
    t.violated('GCPD-1', `GetCryptoSessionPrivateDataSize: received ${input} and ${output} bytes`);
  return { input, output };
}

/** The sizes as the blocks tell them. */
export interface ToldSizes {
  /** PrivateDataSize of the input. */
  readonly inputPrivate: number;
  /** HWProtectionDataSize of the input. */
  readonly command: number;
  /** PrivateDataSize of the output. */
  readonly outputPrivate: number;
  /** MaxHWProtectionDataSize. */
  readonly max: number;
}

/** A message before it lies in memory. */
export interface MessageParts {
  readonly functionId: number;
  readonly data: Uint8Array;
  /** Room for a result, in bytes. */
  readonly max: number;
  readonly sizes: PrivateSizes;
  /** What the blocks say otherwise than is so. */
  readonly told?: Partial<ToldSizes>;
}

/** The bytes of a message's three blocks; pointers are those of the blocks. */
export interface MessageImages {
  readonly input: Uint8Array;
  readonly output: Uint8Array;
  readonly envelope: (pInputData: Address, pOutputData: Address) => Uint8Array;
}

/** What lies in everything that the driver is to write, and in its own bytes. */
const unwritten = 0xc7;
const unwrittenWord = 0xc7c7c7c7;

/** Where the DRM component's bytes lie behind the sizes of a block: behind the driver's own, or by D-42 in front. */
const payloadAt = (t: D3D11Case, privateBytes: number) =>
  t.setting('hwProtectionLayout') === 'documented' ? privateBytes : 0;

/** The three blocks of a message, byte by byte. */
export function messageImages(t: D3D11Case, parts: MessageParts): MessageImages {
  const { functionId, data, max, sizes, told = {} } = parts;
  const input = new Uint8Array(INPUT.offset.pbInput + sizes.input + data.length).fill(unwritten);
  const output = new Uint8Array(OUTPUT.offset.pbOutput + sizes.output + max).fill(unwritten);
  const [inputView, outputView] = [new DataView(input.buffer), new DataView(output.buffer)];
  inputView.setUint32(INPUT.offset.PrivateDataSize, told.inputPrivate ?? sizes.input, true);
  inputView.setUint32(INPUT.offset.HWProtectionDataSize, told.command ?? data.length, true);
  input.set(data, INPUT.offset.pbInput + payloadAt(t, sizes.input));
  outputView.setUint32(OUTPUT.offset.PrivateDataSize, told.outputPrivate ?? sizes.output, true);
  outputView.setUint32(OUTPUT.offset.MaxHWProtectionDataSize, told.max ?? max, true);
  const envelope = (pInputData: Address, pOutputData: Address) => {
    const bytes = new Uint8Array(ENVELOPE.bytes).fill(unwritten);
    const view = new DataView(bytes.buffer);
    view.setUint32(ENVELOPE.offset.HWProtectionFunctionID, functionId, true);
    view.setBigUint64(ENVELOPE.offset.pInputData, BigInt(pInputData), true);
    view.setBigUint64(ENVELOPE.offset.pOutputData, BigInt(pOutputData), true);
    return bytes;
  };
  return { input, output, envelope };
}

/** How a message goes to the driver: by the slot that every table has, or by that of WDDM 2.4 (NCX-4). */
export type MessageSlot = 'usual' | 'MT';

/** NegotiateCryptoSessionKeyExchange with what lies at pData. */
export function sendBytes(
  t: D3D11Case,
  { device, handle }: TestSession,
  pData: Address,
  { slot = 'usual', DataSize = ENVELOPE.bytes }: { slot?: MessageSlot; DataSize?: number } = {},
): Hresult {
  if (slot === 'usual')
    return t.video(device, 'pfnNegotiateCryptoSessionKeyExchange')(device.hDevice, handle, DataSize, pData);
  const call = t.video(device, 'pfnNegotiateCryptoSessionKeyExchangeMT');
  return call(device.hDevice, handle, 0, DataSize, pData);
}

/** What came of a message. */
export interface MessageAnswer {
  readonly code: Hresult;
  readonly Status: number;
  readonly HWProtectionDataSize: number;
  /** Bytes of the result, as many as the driver says. */
  readonly result: Uint8Array;
  /** Fills the three blocks with a pattern, as a caller does who uses its memory for something else. */
  reuse(): void;
  /** Demands that nobody wrote there since (HWP-6). */
  expectLeft(what: string): void;
}

/**
 * Sends a message whose sizes are right, guards around each block, and demands what goes for any command: the function
 * succeeds or fails, the result has a size that there is room for (HWP-2, HWP-3), Status is told (HWP-4), and nothing
 * else of the caller's is changed (HWP-6).
 */
export function sendMessage(
  t: D3D11Case,
  session: TestSession,
  parts: MessageParts,
  slot: MessageSlot = 'usual',
): MessageAnswer {
  const images = messageImages(t, parts);
  const place = (bytes: Uint8Array, label: string) => {
    const block = t.guarded(bytes.length, label);
    t.memory.copyIn(block.address, bytes);
    return block;
  };
  const [input, output] = [place(images.input, INPUT.name), place(images.output, OUTPUT.name)];
  const before = images.envelope(input.address, output.address);
  const envelope = place(before, ENVELOPE.name);
  const code = sendBytes(t, session, envelope.address, { slot });
  const what = `function 0x${parts.functionId.toString(16)} with ${parts.data.length} bytes`;
  const [told, answered] = [envelope.read(), output.read()];
  const view = new DataView(answered.buffer, answered.byteOffset);
  const size = view.getUint32(OUTPUT.offset.HWProtectionDataSize, true);
  const Status = new DataView(told.buffer, told.byteOffset).getUint32(ENVELOPE.offset.Status, true);
  const resultAt = OUTPUT.offset.pbOutput + payloadAt(t, parts.sizes.output);
  const left = { input: images.input, output: images.output, envelope: before };
  expectFrame(t, left, { input: input.read(), output: answered, envelope: told }, parts, what);
  if (!failed(code)) expectAnswered(t, view, Status, parts.max, what);
  return {
    ...{ code, Status, HWProtectionDataSize: size },
    result: answered.slice(resultAt, resultAt + Math.min(size, parts.max)),
    ...reused(t, [input, output, envelope], what),
  };
}

/** Blocks that the caller uses for something else after the call. */
function reused(t: D3D11Case, blocks: readonly GuardedBytes[], what: string) {
  const patterns = blocks.map((block) => t.random.bytes(block.read().length));
  return {
    reuse: () => {
      blocks.forEach(({ address }, index) => {
        t.memory.copyIn(address, patterns[index]!);
      });
    },
    expectLeft: (when: string) => {
      blocks.forEach((block, index) => {
        t.expectBytes(block.read(), patterns[index]!, 'HWP-6', `${when}: the blocks of ${what}`);
      });
    },
  };
}

/** What a message that went well has to tell: Status, a size that there is room for, times. */
function expectAnswered(t: D3D11Case, output: DataView, Status: number, max: number, what: string): void {
  const { offset } = OUTPUT;
  const size = output.getUint32(offset.HWProtectionDataSize, true);
  t.expect(size !== unwrittenWord, 'HWP-3', `${what}: expected HWProtectionDataSize, received nothing`);
  const room = `at most the ${max} bytes of MaxHWProtectionDataSize`;
  t.expect(size <= max, 'HWP-2', `${what}: expected ${room}, received ${size}`);
  t.expect(Status !== unwrittenWord, 'HWP-4', `${what}: expected Status, received nothing`);
  for (const member of ['TransportTime', 'ExecutionTime'] as const) {
    const isWritten = output.getUint32(offset[member] + 4, true) !== unwrittenWord;
    t.expect(isWritten, 'HWP-3', `${what}: expected ${member}, received nothing or half of it`);
  }
}

type Blocks = Readonly<Record<'input' | 'output' | 'envelope', Uint8Array>>;

/** What of the blocks is the caller's whatever the command does: the command, the sizes and pointers that it told. */
function expectFrame(t: D3D11Case, before: Blocks, after: Blocks, parts: MessageParts, what: string): void {
  const command = INPUT.offset.pbInput + payloadAt(t, parts.sizes.input);
  const stretches = [
    ['input', 0, INPUT.offset.pbInput],
    ['input', command, command + parts.data.length],
    ['output', 0, OUTPUT.offset.HWProtectionDataSize],
    ['envelope', 0, 4],
    ['envelope', ENVELOPE.offset.pInputData, ENVELOPE.offset.Status],
  ] as const;
  for (const [block, from, to] of stretches) {
    const told = `${what}: the caller's bytes ${from} to ${to} of the ${block}`;
    t.expectBytes(after[block].subarray(from, to), before[block].subarray(from, to), 'HWP-6', told);
  }
}

/** What commands can do that a profile lists, as a reason to skip has it. */
const commandTexts = {
  echo: 'answers with its data',
  'install-key': 'installs a key in the trusted environment',
  'forget-key': 'takes a key out of the trusted environment',
} as const;

/** A command of which the target's profile says what it does; skips where there is none. */
export function commandThat(t: D3D11Case, wanted: keyof typeof commandTexts): number {
  const command = t.driver.profile?.hwProtection?.commands.find(({ does }) => does === wanted);
  return command?.functionId ?? t.skip(`the driver declares no command that ${commandTexts[wanted]}`);
}

/** A command that the target's profile says of that it answers with its data; skips where there is none. */
export const echoFunction = (t: D3D11Case): number => commandThat(t, 'echo');

/** The number of a command that no profile lists. */
export function unknownFunction(t: D3D11Case): number {
  const known = t.driver.profile?.hwProtection?.commands.map(({ functionId }) => functionId) ?? [];
  let functionId = 0xffff_fff0;
  while (known.includes(functionId)) functionId -= 1;
  return functionId;
}

/** Blocks where a case has put them, and what lies there. */
export interface PlacedMessage {
  readonly pData: Address;
  readonly places: readonly { readonly address: Address; readonly bytes: number }[];
}

/** A message in blocks of exactly the sizes that they have. */
export function placeMessage(t: D3D11Case, parts: MessageParts): PlacedMessage {
  const images = messageImages(t, parts);
  const [input, output] = [t.place(images.input, INPUT.name), t.place(images.output, OUTPUT.name)];
  const pData = t.place(images.envelope(input, output), ENVELOPE.name);
  return {
    pData,
    places: [
      { address: input, bytes: images.input.length },
      { address: output, bytes: images.output.length },
      { address: pData, bytes: ENVELOPE.bytes },
    ],
  };
}

/** Demands that a message is refused with E_INVALIDARG, and none of its bytes changed. */
export function expectMessageRefused(
  t: D3D11Case,
  session: TestSession,
  { pData, places }: PlacedMessage,
  { rule, what, DataSize }: { readonly rule: Rule; readonly what: string; readonly DataSize?: number },
): void {
  const read = () => places.map(({ address, bytes }) => t.memory.copyOut(address, bytes));
  const before = read();
  const code = sendBytes(t, session, pData, DataSize === undefined ? {} : { DataSize });
  t.expectCode(code, [E_INVALIDARG], rule, what);
  read().forEach((bytes, index) => {
    t.expectBytes(bytes, before[index]!, 'D-14', `${what}: block ${index + 1} of three`);
  });
}
