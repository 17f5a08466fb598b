import type { Guid, Hresult } from '../../src/abi/index.js';
import {
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_ACCESSIBLE_ENCRYPTION as ENCRYPTION,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_CRYPTO_SESSION as CRYPTO_SESSION,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_CRYPTO_SESSION_GUID,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_ENCRYPTION_WHEN_ACCESSIBLE_GUID,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION as PROTECTION,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION_GUID,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_SHARED_RESOURCE_GUID,
  E_INVALIDARG,
  S_OK,
} from '../../src/ddi/index.js';
import { reservedFlags, unknownEncryption, unknownHandle } from './causes.js';
import type { Asked } from './replies.js';
import { setAccess } from './shared-resources.js';

/** Looks into the content of a command and carries it out, or changes nothing. */
type Effect = (asked: Asked) => Hresult;

/** CFG-18, CFG-19. */
function setProtections({ core, refuse, device, channel, bytes }: Asked): Hresult {
  const { Value } = PROTECTION.fromBytes(bytes).Protections;
  if (!core.channelPolicies.isProtectionFlags(Value)) return refuse(E_INVALIDARG, () => reservedFlags(Value));
  core.channelPolicies.setProtections(core, device, channel, Value);
  core.channelPolicies.enforceProtections(core, device);
  return S_OK;
}

/** CFG-15, CFG-16: all three are of the device of the channel. */
function bind({ core, refuse, device, bytes }: Asked): Hresult {
  const { DecodeHandle, CryptoSessionHandle, DeviceHandle } = CRYPTO_SESSION.fromBytes(bytes);
  const { channelPolicies } = core;
  if (!channelPolicies.isDeviceHandle(core, device, DeviceHandle))
    return refuse(E_INVALIDARG, () => unknownHandle('DeviceHandle', DeviceHandle));
  const decoder = channelPolicies.decoderBehind(core, device, DecodeHandle);
  if (!decoder) return refuse(E_INVALIDARG, () => unknownHandle('DecodeHandle', DecodeHandle));
  const session = channelPolicies.sessionBehind(core, device, CryptoSessionHandle);
  if (!session) return refuse(E_INVALIDARG, () => unknownHandle('CryptoSessionHandle', CryptoSessionHandle));
  channelPolicies.bind(decoder, session);
  return S_OK;
}

function setEncryption({ core, refuse, channel, bytes }: Asked): Hresult {
  const { EncryptionGuid } = ENCRYPTION.fromBytes(bytes);
  const { channelPolicies, channelProfile } = core;
  if (!channelPolicies.isEncryption(core, EncryptionGuid))
    return refuse(E_INVALIDARG, () =>
      unknownEncryption(EncryptionGuid, channelProfile.accessibility.encryptions),
    );
  channelPolicies.setEncryption(channel, EncryptionGuid);
  return S_OK;
}

/** By ConfigureType what a command does; INITIALIZE, which comes before there are numbers, is not among them. */
export const effects: ReadonlyMap<Guid, Effect> = new Map<Guid, Effect>([
  [D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION_GUID, setProtections],
  [D3D11_1DDI_AUTHENTICATED_CONFIGURE_CRYPTO_SESSION_GUID, bind],
  [D3D11_1DDI_AUTHENTICATED_CONFIGURE_ENCRYPTION_WHEN_ACCESSIBLE_GUID, setEncryption],
  [D3D11_1DDI_AUTHENTICATED_CONFIGURE_SHARED_RESOURCE_GUID, setAccess],
]);
