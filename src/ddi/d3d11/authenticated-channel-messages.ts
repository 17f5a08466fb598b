/** What every message of an authenticated channel begins with, and what a channel is made with: d3d10umddi.h, clauses CAC, NAC, QAC, CFG. */
import { named, struct, bytes, HANDLE, UINT } from '../../abi/index.js';
import {
  D3D11_1DDI_AUTHENTICATED_CHANNEL_TYPE,
  D3D11_1DDI_AUTHENTICATED_PROTECTION_FLAG,
} from './enums-channel.js';
import { GUID } from '../guid.js';
import { HRESULT } from '../hresults.js';

/**
 * Which channels take a message, by D3D11_AUTHENTICATED_CHANNEL_TYPE: 1 is the runtime's own, 2 the driver's in software, 3
 * in hardware (ACH-28).
 */
export type ChannelTypes = readonly (1 | 2 | 3)[];

/** 16 bytes (x86 8). The driver writes hChannel, its own name for the channel (CAC-4, D-34). */
export const D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL = struct('D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL', {
  ChannelType: D3D11_1DDI_AUTHENTICATED_CHANNEL_TYPE,
  hChannel: HANDLE,
});

/** 16 bytes. AES-128 CMAC (QAC-10, CFG-11). */
export const D3D11_1DDI_OMAC = struct('D3D11_1DDI_OMAC', {
  Omac: bytes(16),
});

/** 32 bytes (x86 24). What every query starts with; no MAC (QAC-1). */
export const D3D11_1DDI_AUTHENTICATED_QUERY_INPUT = struct('D3D11_1DDI_AUTHENTICATED_QUERY_INPUT', {
  QueryType: GUID,
  hChannel: HANDLE,
  SequenceNumber: UINT,
});

/** 48 bytes (x86 44). What every answer starts with; the OMAC covers what follows it (QAC-10, D-30). */
export const D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT = struct('D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT', {
  omac: D3D11_1DDI_OMAC,
  QueryType: GUID,
  hChannel: HANDLE,
  SequenceNumber: UINT,
  ReturnCode: HRESULT,
});

/** 48 bytes (x86 40). What every command starts with (CFG-1, CFG-11). */
export const D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT = struct('D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT', {
  omac: D3D11_1DDI_OMAC,
  ConfigureType: GUID,
  hChannel: HANDLE,
  SequenceNumber: UINT,
});

/** 48 bytes (x86 44). The answer to every command (CFG-8…CFG-10). */
export const D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT = struct('D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT', {
  omac: D3D11_1DDI_OMAC,
  ConfigureType: GUID,
  hChannel: HANDLE,
  SequenceNumber: UINT,
  ReturnCode: HRESULT,
});

/** 4 bytes. ProtectionEnabled is bit 0, OverlayOrFullscreenRequired bit 1, the rest zero (CFG-19). */
export const D3D11_1DDI_AUTHENTICATED_PROTECTION_FLAGS = struct('D3D11_1DDI_AUTHENTICATED_PROTECTION_FLAGS', {
  Value: named(UINT, D3D11_1DDI_AUTHENTICATED_PROTECTION_FLAG),
});

/** 16 bytes. What NAC unwraps: the session key alone (NAC-4, D-02). */
export const AUTHCHANNEL_KEYEXCHANGE_PLAINTEXT = struct(
  'AUTHCHANNEL_KEYEXCHANGE_PLAINTEXT',
  {
    SessionKey: bytes(16),
  },
  { packing: 1 },
);
