import type { Guid, Hresult, StructValue } from '../../src/abi/index.js';
import type {
  D3D11_1DDI_AUTHENTICATED_QUERY_ACCESSIBILITY_ENCRYPTION_GUID_COUNT_OUTPUT as ENCRYPTION_COUNT,
  D3D11_1DDI_AUTHENTICATED_QUERY_ACESSIBILITY_OUTPUT as ACCESSIBILITY,
  D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE_OUTPUT as CHANNEL_TYPE,
  D3D11_1DDI_AUTHENTICATED_QUERY_CRYPTO_SESSION_OUTPUT as CRYPTO_SESSION,
  D3D11_1DDI_AUTHENTICATED_QUERY_CURRENT_ACCESSIBILITY_ENCRYPTION_OUTPUT as CURRENT_ENCRYPTION,
  D3D11_1DDI_AUTHENTICATED_QUERY_DEVICE_HANDLE_OUTPUT as DEVICE_HANDLE,
  D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT_ID_COUNT_OUTPUT as OUTPUT_COUNT,
  D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT_ID_OUTPUT as OUTPUT,
  D3D11_1DDI_AUTHENTICATED_QUERY_PROTECTION_OUTPUT as PROTECTION,
  D3D11_1DDI_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_COUNT_OUTPUT as PROCESS_COUNT,
  D3D11_1DDI_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_OUTPUT as PROCESS,
  D3D11_1DDI_AUTHENTICATED_QUERY_UNRESTRICTED_PROTECTED_SHARED_RESOURCE_COUNT_OUTPUT as UNRESTRICTED_COUNT,
} from '../../src/ddi/index.js';
import {
  D3D11_1DDI_AUTHENTICATED_QUERY_ACCESSIBILITY_ATTRIBUTES,
  D3D11_1DDI_AUTHENTICATED_QUERY_ACCESSIBILITY_ENCRYPTION_GUID_INPUT as ENCRYPTION_INPUT,
  D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE,
  D3D11_1DDI_AUTHENTICATED_QUERY_CRYPTO_SESSION,
  D3D11_1DDI_AUTHENTICATED_QUERY_CRYPTO_SESSION_INPUT as SESSION_INPUT,
  D3D11_1DDI_AUTHENTICATED_QUERY_CURRENT_ENCRYPTION_WHEN_ACCESSIBLE,
  D3D11_1DDI_AUTHENTICATED_QUERY_DEVICE_HANDLE,
  D3D11_1DDI_AUTHENTICATED_QUERY_ENCRYPTION_WHEN_ACCESSIBLE_GUID,
  D3D11_1DDI_AUTHENTICATED_QUERY_ENCRYPTION_WHEN_ACCESSIBLE_GUID_COUNT,
  D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT_ID,
  D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT_ID_COUNT,
  D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT_ID_COUNT_INPUT as OUTPUT_COUNT_INPUT,
  D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT_ID_INPUT as OUTPUT_INPUT,
  D3D11_1DDI_AUTHENTICATED_QUERY_PROTECTION,
  D3D11_1DDI_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS,
  D3D11_1DDI_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_COUNT,
  D3D11_1DDI_AUTHENTICATED_QUERY_UNRESTRICTED_PROTECTED_SHARED_RESOURCE_COUNT,
  E_INVALIDARG,
  S_OK,
} from '../../src/ddi/index.js';
import type { Refuse } from '../core/refusal-recorder.js';
import type { Device } from '../d3d11/state.js';
import { sessionHandle } from '../d3d11/crypto-session.js';
import { noSuchIndex, unknownHandle } from './causes.js';
import type { ChannelCore } from './channel-core.js';
import { processAt, processCount, unrestrictedCount } from './shared-resources.js';
import type { AuthenticatedChannel } from './state.js';

/** A message that has passed every check that they all have. */
export interface Asked {
  readonly core: ChannelCore;
  readonly refuse: Refuse;
  readonly device: Device;
  readonly channel: AuthenticatedChannel;
  /** The whole structure of its type. */
  readonly bytes: Uint8Array;
}

/** The members behind the header, or the code that the query is refused with. */
type Reply<Members extends object = object> = (asked: Asked) => Partial<Members> | Hresult;

const reply = <S>(answer: Reply<Extract<StructValue<S>, object>>): Reply => answer;

const encryptionAt = ({ core, refuse, bytes }: Asked) => {
  const { EncryptionGuidIndex } = ENCRYPTION_INPUT.fromBytes(bytes);
  const { encryptions } = core.channelProfile.accessibility;
  const EncryptionGuid = core.channelPolicies.encryptionAt(core, EncryptionGuidIndex);
  return EncryptionGuid === undefined
    ? refuse(E_INVALIDARG, () => noSuchIndex('EncryptionGuidIndex', encryptions.length, EncryptionGuidIndex))
    : { EncryptionGuidIndex, EncryptionGuid };
};

const sessionOfDecoder = ({ core, refuse, device, bytes }: Asked) => {
  const { DecodeHandle } = SESSION_INPUT.fromBytes(bytes);
  const { channelPolicies } = core;
  const decoder = channelPolicies.decoderBehind(core, device, DecodeHandle);
  if (!decoder) return refuse(E_INVALIDARG, () => unknownHandle('DecodeHandle', DecodeHandle));
  const session = channelPolicies.boundSession(decoder);
  return {
    DecodeHandle,
    CryptoSessionHandle: session ? sessionHandle(session) : 0n,
    DeviceHandle: channelPolicies.deviceHandle(core, device),
  };
};

/** Whether a query about outputs names the device of its channel and a session of it; else the code. */
function askedAboutOutputs(
  { core, refuse, device }: Asked,
  {
    DeviceHandle,
    CryptoSessionHandle,
  }: { readonly DeviceHandle: bigint; readonly CryptoSessionHandle: bigint },
): Hresult {
  if (!core.channelPolicies.isDeviceHandle(core, device, DeviceHandle))
    return refuse(E_INVALIDARG, () => unknownHandle('DeviceHandle', DeviceHandle));
  if (!core.channelPolicies.sessionBehind(core, device, CryptoSessionHandle))
    return refuse(E_INVALIDARG, () => unknownHandle('CryptoSessionHandle', CryptoSessionHandle));
  return S_OK;
}

const outputCount = (asked: Asked) => {
  const named = OUTPUT_COUNT_INPUT.fromBytes(asked.bytes);
  const code = askedAboutOutputs(asked, named);
  if (code !== S_OK) return code;
  const { DeviceHandle, CryptoSessionHandle } = named;
  return {
    DeviceHandle,
    CryptoSessionHandle,
    OutputIDCount: asked.core.channelPolicies.shownOutputs(asked.core).length,
  };
};

const outputAt = (asked: Asked) => {
  const named = OUTPUT_INPUT.fromBytes(asked.bytes);
  const code = askedAboutOutputs(asked, named);
  if (code !== S_OK) return code;
  const { DeviceHandle, CryptoSessionHandle, OutputIDIndex } = named;
  const outputs = asked.core.channelPolicies.shownOutputs(asked.core);
  const output = outputs[OutputIDIndex];
  return output === undefined
    ? asked.refuse(E_INVALIDARG, () => noSuchIndex('OutputIDIndex', outputs.length, OutputIDIndex))
    : {
        DeviceHandle,
        CryptoSessionHandle,
        OutputIDIndex,
        OutputID: asked.core.channelPolicies.outputId(output),
      };
};

/** By QueryType what is answered (QAC-8). */
export const replies: ReadonlyMap<Guid, Reply> = new Map<Guid, Reply>([
  [
    D3D11_1DDI_AUTHENTICATED_QUERY_PROTECTION,
    reply<typeof PROTECTION>(({ core, device, channel }) => ({
      ProtectionFlags: { Value: core.channelPolicies.protectionsOf(core, device, channel) },
    })),
  ],
  [
    D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE,
    reply<typeof CHANNEL_TYPE>(({ channel }) => ({ ChannelType: channel.type })),
  ],
  [
    D3D11_1DDI_AUTHENTICATED_QUERY_DEVICE_HANDLE,
    reply<typeof DEVICE_HANDLE>(({ core, device }) => ({
      DeviceHandle: core.channelPolicies.deviceHandle(core, device),
    })),
  ],
  [D3D11_1DDI_AUTHENTICATED_QUERY_CRYPTO_SESSION, reply<typeof CRYPTO_SESSION>(sessionOfDecoder)],
  [
    D3D11_1DDI_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_COUNT,
    reply<typeof PROCESS_COUNT>(processCount),
  ],
  [D3D11_1DDI_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS, reply<typeof PROCESS>(processAt)],
  [
    D3D11_1DDI_AUTHENTICATED_QUERY_UNRESTRICTED_PROTECTED_SHARED_RESOURCE_COUNT,
    reply<typeof UNRESTRICTED_COUNT>(unrestrictedCount),
  ],
  [D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT_ID_COUNT, reply<typeof OUTPUT_COUNT>(outputCount)],
  [D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT_ID, reply<typeof OUTPUT>(outputAt)],
  [
    D3D11_1DDI_AUTHENTICATED_QUERY_ACCESSIBILITY_ATTRIBUTES,
    reply<typeof ACCESSIBILITY>(({ core }) => {
      const { busType, contiguousBlocks, nonContiguousBlocks } = core.channelProfile.accessibility;
      return {
        BusType: busType,
        AccessibleInContiguousBlocks: Number(contiguousBlocks),
        AccessibleInNonContiguousBlocks: Number(nonContiguousBlocks),
      };
    }),
  ],
  [
    D3D11_1DDI_AUTHENTICATED_QUERY_ENCRYPTION_WHEN_ACCESSIBLE_GUID_COUNT,
    reply<typeof ENCRYPTION_COUNT>(({ core }) => ({
      EncryptionGuidCount: core.channelProfile.accessibility.encryptions.length,
    })),
  ],
  [D3D11_1DDI_AUTHENTICATED_QUERY_ENCRYPTION_WHEN_ACCESSIBLE_GUID, encryptionAt],
  [
    D3D11_1DDI_AUTHENTICATED_QUERY_CURRENT_ENCRYPTION_WHEN_ACCESSIBLE,
    reply<typeof CURRENT_ENCRYPTION>(({ core, device, channel }) => ({
      EncryptionGuid: core.channelPolicies.encryptionOf(core, device, channel),
    })),
  ],
]);
