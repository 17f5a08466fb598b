/** What a channel of the runtime's own answers and does: the messages of the tables of d3d11-ddi that have it. */
import type { Guid } from '../../../abi/index.js';
import type { MessageName } from '../../../api/d3d11/index.js';
import type { Out } from '../../../api/kit/index.js';
import * as ddi from '../../../ddi/index.js';
import {
  D3D11_1DDI_AUTHENTICATED_PROCESS_IDENTIFIER_TYPE as PROCESS_TYPE,
  D3D11_1DDI_AUTHENTICATED_PROTECTION_FLAG as FLAG,
} from '../../../ddi/index.js';
import { D3D11_AUTHENTICATED_CHANNEL_TYPE } from '../constants.js';
import { CryptoSession } from '../crypto-session.js';
import type { CallerCheckName } from '../debug-layer/index.js';
import { VideoDecoder } from '../decoder/index.js';
import type { RuntimeDevice } from '../runtime-device.js';

/** Why a message is not done. */
export interface Refusal {
  readonly name: MessageName | CallerCheckName;
  readonly text: string;
}

/** Whose channel it is, and what stands for it among those of the device. */
export interface ChannelSide {
  readonly runtime: RuntimeDevice;
  readonly channel: object;
}

/** The bytes of an answer, or why there is none. */
type Answer = (side: ChannelSide, bytes: Uint8Array) => Uint8Array | Refusal;
/** Does a command; what it comes to where it cannot. */
type Command = (side: ChannelSide, bytes: Uint8Array) => Refusal | undefined;

/** The head of an answer to a query: without a key the omac is zeros. */
function headOf(bytes: Uint8Array) {
  const { QueryType, hChannel, SequenceNumber } = ddi.D3D11_1DDI_AUTHENTICATED_QUERY_INPUT.fromBytes(bytes);
  const { zero } = ddi.D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT;
  return { ...zero, QueryType, hChannel, SequenceNumber }; // ReturnCode is S_OK
}

/** The number that the runtime answers DEVICE_HANDLE with: the driver's own handle of the device. */
const deviceHandle = ({ host }: RuntimeDevice) => BigInt(host.hDevice);

/** By QueryType. */
export const runtimeAnswers: ReadonlyMap<Guid, Answer> = new Map<Guid, Answer>([
  [
    ddi.D3D11_1DDI_AUTHENTICATED_QUERY_PROTECTION,
    ({ runtime }, bytes) =>
      ddi.D3D11_1DDI_AUTHENTICATED_QUERY_PROTECTION_OUTPUT.toBytes({
        Output: headOf(bytes),
        ProtectionFlags: { Value: runtime.protection.protectionFlags },
      }),
  ],
  [
    ddi.D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE,
    (_side, bytes) =>
      ddi.D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE_OUTPUT.toBytes({
        Output: headOf(bytes),
        ChannelType: D3D11_AUTHENTICATED_CHANNEL_TYPE.D3D11,
      }),
  ],
  [
    ddi.D3D11_1DDI_AUTHENTICATED_QUERY_DEVICE_HANDLE,
    ({ runtime }, bytes) =>
      ddi.D3D11_1DDI_AUTHENTICATED_QUERY_DEVICE_HANDLE_OUTPUT.toBytes({
        Output: headOf(bytes),
        DeviceHandle: deviceHandle(runtime),
      }),
  ],
  [
    ddi.D3D11_1DDI_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_COUNT,
    ({ runtime }, bytes) =>
      ddi.D3D11_1DDI_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_COUNT_OUTPUT.toBytes({
        Output: headOf(bytes),
        RestrictedSharedResourceProcessCount: runtime.protection.processes.length,
      }),
  ],
  [
    ddi.D3D11_1DDI_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS,
    ({ runtime }, bytes) => {
      const { processes } = runtime.protection;
      const { ProcessIndex } =
        ddi.D3D11_1DDI_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_INPUT.fromBytes(bytes);
      const process = processes[ProcessIndex];
      if (!process) {
        const text = `ProcessIndex: expected below the count (${processes.length}), received ${ProcessIndex}`;
        return { name: 'QUERYAUTHENTICATEDCHANNEL_INVALIDPROCESSINDEX', text };
      }
      return ddi.D3D11_1DDI_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_OUTPUT.toBytes({
        Output: headOf(bytes),
        ProcessIndex,
        ProcessIdentifier: process.type,
        ProcessHandle: process.handle,
      });
    },
  ],
]);

const wrongHandle = (member: string, of: string): Refusal => ({
  name: 'ARGUMENT',
  text: `${member}: expected the handle of ${of} (CFG-16)`,
});

/** Compares what is to be bound with what the device has. Where the driver is not told it binds nothing. */
function bind({ runtime }: ChannelSide, bytes: Uint8Array): Refusal | undefined {
  const { DecodeHandle, CryptoSessionHandle, DeviceHandle } =
    ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_CRYPTO_SESSION.fromBytes(bytes);
  const { children } = runtime.live;
  const isDecoder = children.some((one) => one instanceof VideoDecoder && one.handle === DecodeHandle);
  if (!isDecoder) return wrongHandle('DecoderHandle', 'a decoder of the device');
  const isSession = children.some((one) => {
    const handle: Out<bigint> = {};
    if (one instanceof CryptoSession) one.GetCryptoSessionHandle(handle);
    return handle.value === CryptoSessionHandle;
  });
  if (!isSession) return wrongHandle('CryptoSessionHandle', 'a session of the device');
  return DeviceHandle === deviceHandle(runtime) ? undefined : wrongHandle('DeviceHandle', 'the device');
}

function protect({ runtime, channel }: ChannelSide, bytes: Uint8Array): Refusal | undefined {
  const { Protections } = ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION.fromBytes(bytes);
  const { Value } = Protections;
  if ((Value & FLAG.Reserved) !== 0)
    return {
      name: 'ARGUMENT',
      text: `Protections: reserved bits are not zero: ${FLAG.text(Value)} (CFG-19)`,
    };
  runtime.protection.protect(channel, Value);
  return undefined;
}

function share({ runtime }: ChannelSide, bytes: Uint8Array): undefined {
  const { ProcessType, ProcessHandle, AllowAccess } =
    ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_SHARED_RESOURCE.fromBytes(bytes);
  const process = { type: ProcessType, handle: ProcessType === PROCESS_TYPE.HANDLE ? ProcessHandle : 0n };
  if (AllowAccess !== 0) runtime.protection.allow(process);
  else runtime.protection.deny(process);
}

/** By ConfigureType. */
export const runtimeCommands: ReadonlyMap<Guid, Command> = new Map<Guid, Command>([
  [ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION_GUID, protect],
  [ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_CRYPTO_SESSION_GUID, bind],
  [ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_SHARED_RESOURCE_GUID, share],
]);
