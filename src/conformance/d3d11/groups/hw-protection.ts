import type { Address } from '../../../abi/index.js';
import { failed } from '../../../abi/index.js';
import {
  D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP,
  D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION as HW_PROTECTION,
  D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION_DATA as ENVELOPE,
  E_INVALIDARG,
  E_NOTIMPL,
  E_OUTOFMEMORY,
  S_OK,
} from '../../../ddi/index.js';
import { group } from '../../framework/group.js';
import { askTwice, expectUntouched, expectWritten } from '../../framework/output.js';
import type { TestDefinition } from '../../framework/test.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11 } from '../fixture.js';
import { placeGuid } from '../helpers/caps.js';
import { everyPair, messageSession } from '../helpers/hardware-sessions.js';
import type { MessageParts, PrivateSizes } from '../helpers/hw-messages.js';
import {
  echoFunction,
  expectMessageRefused,
  messageImages,
  placeMessage,
  privateSizes,
  sendBytes,
  sendMessage,
  unknownFunction,
} from '../helpers/hw-messages.js';
import { certificateInfo } from '../helpers/key-exchange.js';
import { strangeGuid } from '../helpers/known.js';
import { sessionFunction } from './session-functions.js';

/** A session that carries messages, and a message of random bytes for it that the driver can answer. */
function ground(t: D3D11Case, functionId: number, bytes = 64) {
  const session = messageSession(t);
  const sizes = privateSizes(t, session);
  const parts: MessageParts = { functionId, data: t.random.bytes(bytes), max: bytes, sizes };
  return { session, parts };
}

/** Sends a command that answers with its data, and demands that it does: behind the driver's own bytes (HWP-2). */
function expectEcho(t: D3D11Case, { session, parts }: ReturnType<typeof ground>, what: string) {
  const answer = sendMessage(t, session, parts);
  t.expectCode(answer.code, [S_OK], 'HWP-5', what);
  t.expect(answer.Status === S_OK, 'HWP-4', `${what}: expected S_OK in Status, received ${answer.Status}`);
  const size = `${what}: expected HWProtectionDataSize ${parts.data.length}, received ${answer.HWProtectionDataSize}`;
  t.expect(answer.HWProtectionDataSize === parts.data.length, 'HWP-3', size);
  t.expectBytes(answer.result, parts.data, 'HWP-2', `${what}: the result`);
  return answer;
}

/** Messages that are right. */
const messageTests: readonly TestDefinition<D3D11Case>[] = [
  test('answers', { clauses: ['HWP-2', 'HWP-3', 'HWP-4', 'HWP-5', 'CCS-9', 'NCS-10'] })
    .params({ bytes: [0, 1, 64, 5000] })
    .run((t, { bytes }) => {
      expectEcho(t, ground(t, echoFunction(t), bytes), `a command of ${bytes} bytes`);
    }),
  test('framing', { clauses: ['HWP-2', 'HWP-3', 'HWP-4', 'HWP-5', 'HWP-6', 'NCS-10'] })
    .params({ slot: ['usual', 'MT'], bytes: [0, 48] })
    .run((t, { slot, bytes }) => {
      const { session, parts } = ground(t, unknownFunction(t), bytes);
      sendMessage(t, session, parts, slot);
    }),
  test('unknown-command', { clauses: ['HWP-4', 'HWP-5'], decisions: ['D-42'] }).run((t) => {
    const { session, parts } = ground(t, unknownFunction(t));
    const { code, Status } = sendMessage(t, session, parts);
    t.expectCode(code, [S_OK], 'HWP-5', 'a command that nobody knows');
    const text = `a command that nobody knows: expected E_NOTIMPL in Status, received 0x${Status.toString(16)}`;
    t.decided('D-42', Status === E_NOTIMPL, text);
  }),
  test('result-cut', { clauses: ['HWP-2', 'HWP-3'] })
    .params({ max: [0, 1, 40] })
    .run((t, { max }) => {
      const { session, parts } = ground(t, echoFunction(t));
      const { code, result } = sendMessage(t, session, { ...parts, max });
      t.expectCode(code, [S_OK], 'HWP-5', `room for ${max} of 64 bytes`);
      t.expectBytes(result, parts.data.subarray(0, result.length), 'HWP-2', `room for ${max} of 64 bytes`);
    }),
  test('room-left', { clauses: ['HWP-2', 'HWP-3'] }).run((t) => {
    const { session, parts } = ground(t, echoFunction(t));
    const { HWProtectionDataSize, result } = sendMessage(t, session, { ...parts, max: 200 });
    const text = `expected the 64 bytes that were written, received ${HWProtectionDataSize}`;
    t.expect(HWProtectionDataSize === 64, 'HWP-3', `room for 200 bytes: ${text}`);
    t.expectBytes(result, parts.data, 'HWP-2', 'room for 200 bytes: the result');
  }),
  test('messages-apart', { clauses: ['HWP-6', 'HWP-2'] }).run((t) => {
    const first = ground(t, echoFunction(t));
    const sent = expectEcho(t, first, 'the first message');
    sent.reuse();
    const next = { ...first, parts: { ...first.parts, data: t.random.bytes(64) } };
    expectEcho(t, next, 'the second message');
    sent.expectLeft('after the second message');
    expectEcho(t, ground(t, echoFunction(t), 24), 'a message of another session');
    sent.expectLeft('after a message of another session');
  }),
  test('nothing-kept', { clauses: ['HWP-6'] }).run((t) => {
    const { session, parts } = ground(t, unknownFunction(t));
    const sent = sendMessage(t, session, parts);
    sent.reuse();
    sendMessage(t, session, { ...parts, data: t.random.bytes(64) });
    sent.expectLeft('after the second message');
  }),
  test('no-memory', { clauses: ['NCS-7'], decisions: ['D-14'], needs: ['control'] })
    .params({ slot: ['usual', 'MT'] })
    .run((t, { slot }) => {
      const { session, parts } = ground(t, unknownFunction(t));
      const { pData, places } = placeMessage(t, parts);
      const read = () => places.map(({ address, bytes }) => t.memory.copyOut(address, bytes));
      const before = read();
      t.driver.control.failAllocation(1);
      const code = sendBytes(t, session, pData, { slot });
      t.driver.control.failAllocation(0);
      if (code === S_OK) t.skip('the driver takes no memory for a message');
      t.expectCode(code, [E_OUTOFMEMORY], 'NCS-7', 'a message without memory');
      read().forEach((bytes, index) => {
        t.expectBytes(bytes, before[index]!, 'D-14', `a message without memory: block ${index + 1} of three`);
      });
      t.expectCode(sendBytes(t, session, pData, { slot }), [S_OK], 'D-14', 'the message, with memory');
    }),
  test('removed', { clauses: ['NCS-7'], decisions: ['D-14', 'D-15'], needs: ['control'] }).run((t) => {
    const { session, parts } = ground(t, unknownFunction(t));
    const { pData, places } = placeMessage(t, parts);
    t.driver.control.removeDevice();
    t.expectFailed(sendBytes(t, session, pData), 'D-15', 'a message on a removed device');
    const before = messageImages(t, parts).output;
    const output = t.memory.copyOut(places[1]!.address, places[1]!.bytes);
    t.expectBytes(output, before, 'D-14', 'a message on a removed device: the output');
  }),
];

/** Bytes behind the data of each block that are the driver's: none, or by D-42 those that are elsewhere in front. */
const behindData = (t: D3D11Case, { input, output }: PrivateSizes): PrivateSizes =>
  t.setting('hwProtectionLayout') === 'documented' ? { input: 0, output: 0 } : { input, output };

/** In which way a size is not so (D-42): of which block, and by how much. */
const lies = {
  'command-by-one': ({ data }: MessageParts, { input }: PrivateSizes) => ({
    command: data.length + input + 1,
  }),
  'command-by-a-page': (real: MessageParts) => ({ command: real.data.length + 4096 }),
  'command-by-all': () => ({ command: 0xffff_ffff }),
  'result-by-one': ({ max }: MessageParts, { output }: PrivateSizes) => ({ max: max + output + 1 }),
  'result-by-a-page': (real: MessageParts) => ({ max: real.max + 4096 }),
  'result-by-all': () => ({ max: 0xffff_ffff }),
} as const;

const privateLies = {
  'input-longer': ({ sizes }: MessageParts) => ({ inputPrivate: sizes.input + 4 }),
  'input-shorter': ({ sizes }: MessageParts) => ({ inputPrivate: sizes.input - 1 }),
  'output-longer': ({ sizes }: MessageParts) => ({ outputPrivate: sizes.output + 4 }),
  'output-shorter': ({ sizes }: MessageParts) => ({ outputPrivate: sizes.output - 1 }),
} as const;

/** Where blocks lie that reach eight bytes into each other: each of the three by its place in one allocation. */
const overlapping: Readonly<
  Record<string, (bytes: Readonly<Record<'input' | 'output' | 'envelope', number>>) => Places>
> = {
  'output-in-input': ({ input, output }) => ({ input: 0, output: input - 8, envelope: input + output }),
  'input-in-output': ({ input, output }) => ({ output: 0, input: output - 8, envelope: input + output }),
  'envelope-in-input': ({ input, envelope }) => ({
    input: 0,
    envelope: input - 8,
    output: input + envelope,
  }),
  'envelope-in-output': ({ output, envelope }) => ({
    output: 0,
    envelope: output - 8,
    input: output + envelope,
  }),
};

type Places = Readonly<Record<'input' | 'output' | 'envelope', number>>;

const blockNames = ['input', 'output', 'envelope'] as const;

/** Messages that are not right, of which nothing may be carried out. */
const refusedTests: readonly TestDefinition<D3D11Case>[] = [
  test('envelope-size', { clauses: ['NCS-9', 'NCS-7'], decisions: ['D-14'] })
    .params({ bytes: [0, 16, 31, 33, 256] })
    .run((t, { bytes }) => {
      const { session, parts } = ground(t, unknownFunction(t));
      const placed = placeMessage(t, parts);
      const long = t.place(new Uint8Array(256), 'BYTE: pData');
      t.memory.copyIn(long, t.memory.copyOut(placed.pData, ENVELOPE.bytes));
      const what = `DataSize ${bytes}`;
      const message = { pData: long, places: [{ address: long, bytes: 256 }, ...placed.places.slice(0, 2)] };
      expectMessageRefused(t, session, message, { rule: 'NCS-7', what, DataSize: bytes });
    }),
  test('private-head', { clauses: ['GCPD-1'], decisions: ['D-42', 'D-14'] })
    .params({ how: Object.keys(privateLies) as (keyof typeof privateLies)[] })
    .run((t, { how }) => {
      const { session, parts } = ground(t, unknownFunction(t));
      const told = privateLies[how](parts);
      if (Object.values(told).some((bytes) => bytes < 0)) t.skip('the driver has no bytes of its own there');
      const what = `PrivateDataSize that is not the driver's: ${how}`;
      expectMessageRefused(t, session, placeMessage(t, { ...parts, told }), { rule: 'D-42', what });
    }),
  test('sizes-lie', { clauses: ['HWP-1'], decisions: ['D-42', 'D-14'], hostile: true })
    .params({ how: Object.keys(lies) as (keyof typeof lies)[] })
    .run((t, { how }) => {
      const { session, parts } = ground(t, unknownFunction(t));
      const placed = placeMessage(t, { ...parts, told: lies[how](parts, behindData(t, parts.sizes)) });
      expectMessageRefused(t, session, placed, { rule: 'D-42', what: `a size that is not so: ${how}` });
    }),
  test('overlap', { clauses: ['HWP-1', 'HWP-2'], decisions: ['D-42', 'D-14'], hostile: true })
    .params({ how: Object.keys(overlapping) })
    .run((t, { how }) => {
      const { session, parts } = ground(t, unknownFunction(t));
      const { input, output, envelope } = messageImages(t, parts);
      const bytes = { input: input.length, output: output.length, envelope: ENVELOPE.bytes };
      const all = bytes.input + bytes.output + bytes.envelope;
      const block = t.allocate(all, 'three blocks that overlap');
      const behind = behindData(t, parts.sizes);
      const used = { input: bytes.input - behind.input, output: bytes.output - behind.output };
      const places = overlapping[how]!({ ...bytes, ...used });
      const placeOf = (one: keyof Places) => (block + places[one]) as Address;
      const images = { input, output, envelope: envelope(placeOf('input'), placeOf('output')) };
      const inOrder = [...blockNames].sort((one, other) => places[one] - places[other]);
      // Of two blocks the latter is whole: its sizes or pointers come first, and the former ends with data.
      for (const one of inOrder) t.memory.copyIn(placeOf(one), images[one]);
      const pData = placeOf('envelope');
      const what = `blocks that overlap: ${how}`;
      const message = { pData, places: [{ address: block, bytes: all }] };
      expectMessageRefused(t, session, message, { rule: 'D-42', what });
    }),
  test('null-block', { clauses: ['HWP-1', 'HWP-2'], decisions: ['D-13', 'D-14'], hostile: true })
    .params({ block: ['pInputData', 'pOutputData'] })
    .run((t, { block }) => {
      const { session, parts } = ground(t, unknownFunction(t));
      const placed = placeMessage(t, parts);
      const { offset } = ENVELOPE;
      t.memory.writeU64((placed.pData + offset[block]) as Address, 0n);
      expectMessageRefused(t, session, placed, { rule: 'D-13', what: `${block} NULL` });
    }),
];

/** What goes with software keys alone (CCS-8). */
const softwareFunctions = [
  'encryption-blt',
  'decryption-blt',
  'start-refresh',
  'finish-refresh',
  'get-read-back-key',
] as const;

/** What the interface has around the messages. */
const besideTests: readonly TestDefinition<D3D11Case>[] = [
  test('private-sizes', { clauses: ['GCPD-1'] }).run((t) => {
    privateSizes(t, messageSession(t));
  }),
  test('private-sizes-without-profile', { clauses: ['GCPD-1', 'GCPD-2'] }).run((t) => {
    const session = messageSession(t);
    const sizes = privateSizes(t, session, 'profile');
    const parts = { functionId: unknownFunction(t), data: t.random.bytes(64), max: 64, sizes };
    const { code } = sendMessage(t, session, parts);
    t.expectCode(code, [S_OK], 'GCPD-1', 'a message by sizes that were told without a decode profile');
  }),
  test('private-sizes-refused', { clauses: ['GCPD-1'], decisions: ['D-08', 'D-14', 'D-42'] })
    .params({ of: ['unknown-type', 'unknown-exchange', 'software-exchange'] })
    .run((t, { of }) => {
      const { device, kind } = messageSession(t);
      const software = everyPair(t, device).find(({ exchanges }) =>
        exchanges.includes(D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP),
      );
      if (of === 'software-exchange' && !software) t.skip('the driver lists no RSAES_OAEP');
      const asked = {
        'unknown-type': { ...kind, cryptoType: strangeGuid },
        'unknown-exchange': { ...kind, exchange: strangeGuid },
        'software-exchange': { ...(software ?? kind), exchange: D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP },
      }[of];
      const sizes = t.guarded(8, 'UINT: pPrivateInputSize, pPrivateOutputSize');
      const ask = t.video(device, 'pfnGetCryptoSessionPrivateDataSize');
      const errors = t.errorsOf(device, () => {
        const guids = [asked.cryptoType, asked.profile, asked.exchange].map((guid) => placeGuid(t, guid));
        const [type, profile, exchange] = guids as [Address, Address, Address];
        ask(device.hDevice, type, profile, exchange, sizes.address, (sizes.address + 4) as Address);
      });
      expectUntouched(t, sizes, 'D-14', `GetCryptoSessionPrivateDataSize, ${of}`);
      const silent = t.setting('voidFailure') === 'silent';
      const text = `GetCryptoSessionPrivateDataSize, ${of}: expected a failure through pfnSetErrorCb, received none`;
      t.decided('D-08', errors.length > 0 || silent, text);
    }),
  test('software-calls', { clauses: ['CCS-8'], decisions: ['D-41', 'D-08', 'D-14'] })
    .params({ through: softwareFunctions })
    .run((t, { through }) => {
      const session = messageSession(t);
      const { require, refuses } = sessionFunction(through);
      require(t, session.device);
      const what = `${through} on a session with HW_PROTECTION`;
      refuses(t, session, { key: t.random.bytes(16), rule: 'D-41', what });
    }),
  test('certificate', { clauses: ['CCS-8', 'GCS-1'], decisions: ['D-41', 'D-08'] }).run((t) => {
    const device = t.newestDevice();
    const pairs = everyPair(t, device);
    const isHardware = (type: string) =>
      pairs
        .filter(({ cryptoType }) => cryptoType === type)
        .every(({ exchanges }) => exchanges.every((guid) => guid === HW_PROTECTION));
    const alone = pairs.find(({ cryptoType }) => isHardware(cryptoType));
    if (!alone) return t.skip('the driver has no crypto type with HW_PROTECTION alone');
    const info = certificateInfo(t, alone.cryptoType);
    const size = t.place(new Uint8Array(4).fill(0xa5), 'UINT: pCertificateSize');
    t.video(device, 'pfnGetCertificateSize')(device.hDevice, info, size);
    const bytes = t.memory.readU32(size);
    t.decided('D-41', bytes === 0, `GetCertificateSize: expected 0, received ${bytes}`);
    const target = t.guarded(4096, 'BYTE: pCertificate');
    device.takeErrors();
    const errors = t.errorsOf(device, () => {
      t.video(device, 'pfnGetCertificate')(device.hDevice, info, 4096, target.address);
    });
    expectUntouched(t, target, 'D-41', 'GetCertificate of a type with HW_PROTECTION alone');
    t.decidedErrors(errors, [E_INVALIDARG], 'GetCertificate of a type with HW_PROTECTION alone');
  }),
  test('new-key-data', { clauses: ['GDHK-1'] })
    .params({ bytes: [1, 16, 500] })
    .run((t, { bytes }) => {
      const { device, handle } = messageSession(t);
      const call = t.video(device, 'pfnGetDataForNewHardwareKey');
      const data = t.random.bytes(bytes);
      const input = t.place(data, 'VOID: pPrivatInputData');
      const output = askTwice(t, 8, 'UINT64: pPrivateOutputData', (target) =>
        call(device.hDevice, handle, bytes, input, target),
      );
      const what = `GetDataForNewHardwareKey with ${bytes} bytes`;
      // What a component makes of bytes that are none of its own is its matter: it may refuse them (HWP-4).
      for (const code of output.answers)
        t.expectCode(code, [S_OK, E_INVALIDARG, E_OUTOFMEMORY], 'GDHK-1', what);
      if (!output.answers.some(failed)) expectWritten(t, output, 'GDHK-1', what);
      t.expectBytes(t.memory.copyOut(input, bytes), data, 'GDHK-1', `${what}: what it was given`);
    }),
  test('new-key-data-no-memory', { clauses: ['GDHK-1'], decisions: ['D-14'], needs: ['control'] }).run(
    (t) => {
      const { device, handle } = messageSession(t);
      const call = t.video(device, 'pfnGetDataForNewHardwareKey');
      const input = t.place(t.random.bytes(16), 'VOID: pPrivatInputData');
      const target = t.guarded(8, 'UINT64: pPrivateOutputData');
      t.driver.control.failAllocation(1);
      const code = call(device.hDevice, handle, 16, input, target.address);
      t.driver.control.failAllocation(0);
      if (code === S_OK) t.skip('the driver takes no memory for the data of a new key');
      t.expectCode(code, [E_OUTOFMEMORY], 'GDHK-1', 'GetDataForNewHardwareKey without memory');
      expectUntouched(t, target, 'D-14', 'GetDataForNewHardwareKey without memory');
    },
  ),
  test('new-key-data-guards', { clauses: ['GDHK-1'] }).run((t) => {
    const { device, handle } = messageSession(t);
    const call = t.video(device, 'pfnGetDataForNewHardwareKey');
    const target = t.guarded(8, 'UINT64: pPrivateOutputData');
    call(device.hDevice, handle, 16, t.place(t.random.bytes(16), 'VOID: pPrivatInputData'), target.address);
    const text = 'expected 8 bytes written, received more';
    t.expect(target.guardsIntact(), 'GDHK-1', `GetDataForNewHardwareKey: ${text}`);
  }),
];

/** Sessions with HW_PROTECTION: what carries the messages of a DRM component, whatever those say. */
export const hwProtectionGroup = group(
  'hw-protection',
  'messages of a DRM component by HW_PROTECTION, and what such sessions refuse',
  d3d11,
  [...messageTests, ...refusedTests, ...besideTests],
);
