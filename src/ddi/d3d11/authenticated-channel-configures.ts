/** The commands of an authenticated channel by type: d3d10umddi.h, clauses CFG. Each answers with CONFIGURE_OUTPUT. */
import type { ChannelTypes } from './authenticated-channel-messages.js';
import {
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT,
  D3D11_1DDI_AUTHENTICATED_PROTECTION_FLAGS,
} from './authenticated-channel-messages.js';
import { D3D11_1DDI_AUTHENTICATED_PROCESS_IDENTIFIER_TYPE } from './enums-channel.js';
import type { Guid, Struct } from '../../abi/index.js';
import { struct, BOOL, HANDLE, UINT } from '../../abi/index.js';
import { GUID } from '../guid.js';
import {
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_INITIALIZE_GUID,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION_GUID,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_CRYPTO_SESSION_GUID,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_SHARED_RESOURCE_GUID,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_ENCRYPTION_WHEN_ACCESSIBLE_GUID,
} from './guids.js';

/** 56 bytes (x86 48). Starts both counters, once a channel (CFG-12, CFG-13, D-33). */
export const D3D11_1DDI_AUTHENTICATED_CONFIGURE_INITIALIZE = struct(
  'D3D11_1DDI_AUTHENTICATED_CONFIGURE_INITIALIZE',
  {
    Parameters: D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT,
    StartSequenceQuery: UINT,
    StartSequenceConfigure: UINT,
  },
);

/** 56 bytes (x86 44). CFG-18, CFG-19. */
export const D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION = struct(
  'D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION',
  {
    Parameters: D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT,
    Protections: D3D11_1DDI_AUTHENTICATED_PROTECTION_FLAGS,
  },
);

/** 72 bytes (x86 52). Binds decoder, session and device (CFG-15, CFG-16, D-35). */
export const D3D11_1DDI_AUTHENTICATED_CONFIGURE_CRYPTO_SESSION = struct(
  'D3D11_1DDI_AUTHENTICATED_CONFIGURE_CRYPTO_SESSION',
  {
    Parameters: D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT,
    DecodeHandle: HANDLE,
    CryptoSessionHandle: HANDLE,
    DeviceHandle: HANDLE,
  },
);

/** 72 bytes (x86 52). ProcessHandle is read only with ProcessType HANDLE (CFG-17). */
export const D3D11_1DDI_AUTHENTICATED_CONFIGURE_SHARED_RESOURCE = struct(
  'D3D11_1DDI_AUTHENTICATED_CONFIGURE_SHARED_RESOURCE',
  {
    Parameters: D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT,
    ProcessType: D3D11_1DDI_AUTHENTICATED_PROCESS_IDENTIFIER_TYPE,
    ProcessHandle: HANDLE,
    AllowAccess: BOOL,
  },
);

/** 64 bytes (x86 56). NULL_GUID: none. */
export const D3D11_1DDI_AUTHENTICATED_CONFIGURE_ACCESSIBLE_ENCRYPTION = struct(
  'D3D11_1DDI_AUTHENTICATED_CONFIGURE_ACCESSIBLE_ENCRYPTION',
  {
    Parameters: D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT,
    EncryptionGuid: GUID,
  },
);

/** What a command looks like, and which channels take it. */
export interface ChannelCommand {
  readonly request: Struct;
  readonly channels: ChannelTypes;
}

/** By ConfigureType what a command looks like (CFG); CRYPTO_SESSION on every channel (D-35). */
export const channelConfigures: ReadonlyMap<Guid, ChannelCommand> = new Map<Guid, ChannelCommand>([
  [
    D3D11_1DDI_AUTHENTICATED_CONFIGURE_INITIALIZE_GUID,
    { request: D3D11_1DDI_AUTHENTICATED_CONFIGURE_INITIALIZE, channels: [2, 3] },
  ],
  [
    D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION_GUID,
    { request: D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION, channels: [1, 2, 3] },
  ],
  [
    D3D11_1DDI_AUTHENTICATED_CONFIGURE_CRYPTO_SESSION_GUID,
    { request: D3D11_1DDI_AUTHENTICATED_CONFIGURE_CRYPTO_SESSION, channels: [1, 2, 3] },
  ],
  [
    D3D11_1DDI_AUTHENTICATED_CONFIGURE_SHARED_RESOURCE_GUID,
    { request: D3D11_1DDI_AUTHENTICATED_CONFIGURE_SHARED_RESOURCE, channels: [1, 2] },
  ],
  [
    D3D11_1DDI_AUTHENTICATED_CONFIGURE_ENCRYPTION_WHEN_ACCESSIBLE_GUID,
    { request: D3D11_1DDI_AUTHENTICATED_CONFIGURE_ACCESSIBLE_ENCRYPTION, channels: [2, 3] },
  ],
]);
