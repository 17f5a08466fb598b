/** Authenticated channels of d3d10umddi.h: clauses CPAC, CAC, DAC, NAC, QAC, CFG. */
import {
  SIZE_T,
  VOID,
  behind,
  declare,
  value,
  struct,
  bytes,
  enumeration,
  HANDLE,
  pointer,
  UINT,
  made,
} from '../../abi/index.js';
import { hDevice } from './device.js';
import { D3D11_1DDI_HAUTHCHANNEL, D3D11_1DDI_HRTAUTHCHANNEL } from './handles.js';
import { D3DDDIERR_DEVICEREMOVED, E_FAIL, E_INVALIDARG, E_OUTOFMEMORY, S_OK, HRESULT } from '../hresults.js';
import { GUID } from '../guid.js';

/** 16 bytes (x86 8). The driver writes hChannel, its own name for the channel (CAC-4, D-34). */
export const D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL = struct('D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL', {
  ChannelType: enumeration('D3D11_1DDI_AUTHENTICATED_CHANNEL_TYPE'),
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
  Value: UINT,
});

/** 16 bytes. What NAC unwraps: the session key alone (NAC-4, D-02). */
export const AUTHCHANNEL_KEYEXCHANGE_PLAINTEXT = struct(
  'AUTHCHANNEL_KEYEXCHANGE_PLAINTEXT',
  {
    SessionKey: bytes(16),
  },
  { packing: 1 },
);

const hAuthChannel = value('hAuthChannel', D3D11_1DDI_HAUTHCHANNEL);
const hCAuthChannel = value('hCAuthChannel', D3D11_1DDI_HAUTHCHANNEL);

/** CPAC-1, CPAC-2: private bytes that a channel needs. Never fails. */
export const CalcPrivateAuthenticatedChannelSize = declare({
  name: 'CalcPrivateAuthenticatedChannelSize',
  typedef: 'PFND3D11_1DDI_CALCPRIVATEAUTHENTICATEDCHANNELSIZE',
  clauses: 'CPAC',
  returns: SIZE_T,
  parameters: [
    hDevice,
    behind('pCreateData', pointer('const D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL*'), 'in', {
      layout: D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL,
    }),
  ],
});

/** CAC-1…CAC-7. The create structure is not const: hChannel comes back in it (CAC-4). */
export const CreateAuthenticatedChannel = declare({
  name: 'CreateAuthenticatedChannel',
  typedef: 'PFND3D11_1DDI_CREATEAUTHENTICATEDCHANNEL',
  clauses: 'CAC',
  returns: HRESULT,
  codes: [S_OK, D3DDDIERR_DEVICEREMOVED, E_OUTOFMEMORY],
  decidedCodes: [E_INVALIDARG],
  parameters: [
    hDevice,
    behind('pCreateData', pointer('D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL*'), 'inout', {
      layout: D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL,
    }),
    made('hAuthChannel', D3D11_1DDI_HAUTHCHANNEL),
    value('hRTAuthChannel', D3D11_1DDI_HRTAUTHCHANNEL),
  ],
});

/** DAC-1, DAC-2, D-36. */
export const DestroyAuthenticatedChannel = declare({
  name: 'DestroyAuthenticatedChannel',
  typedef: 'PFND3D11_1DDI_DESTROYAUTHENTICATEDCHANNEL',
  clauses: 'DAC',
  returns: VOID,
  decidedCodes: [E_INVALIDARG],
  parameters: [hDevice, hAuthChannel],
});

/** NAC-1…NAC-6: 256 bytes, the wrapped 16-byte session key. */
export const NegotiateAuthenticatedChannelKeyExchange = declare({
  name: 'NegotiateAuthenticatedChannelKeyExchange',
  typedef: 'PFND3D11_1DDI_NEGOTIATEAUTHENTICATEDCHANNELKEYEXCHANGE',
  clauses: 'NAC',
  returns: HRESULT,
  codes: [S_OK, E_INVALIDARG, E_OUTOFMEMORY],
  parameters: [
    hDevice,
    hCAuthChannel,
    value('DataSize', UINT),
    behind('pData', pointer('VOID*'), 'inout', { bytesIn: 'DataSize' }),
  ],
});

/** QAC-1…QAC-15. The query's type decides what lies behind both pointers. */
export const QueryAuthenticatedChannel = declare({
  name: 'QueryAuthenticatedChannel',
  typedef: 'PFND3D11_1DDI_QUERYAUTHENTICATEDCHANNEL',
  clauses: 'QAC',
  returns: HRESULT,
  codes: [S_OK, E_FAIL, E_INVALIDARG, E_OUTOFMEMORY],
  parameters: [
    hDevice,
    hCAuthChannel,
    value('InputDataSize', UINT),
    behind('pInputData', pointer('const VOID*'), 'in', { bytesIn: 'InputDataSize' }),
    value('OutputDataSize', UINT),
    behind('pOutputData', pointer('VOID*'), 'out', { bytesIn: 'OutputDataSize' }),
  ],
});

/** CFG-1…CFG-19. */
export const ConfigureAuthenticatedChannel = declare({
  name: 'ConfigureAuthenticatedChannel',
  typedef: 'PFND3D11_1DDI_CONFIGUREAUTHENTICATEDCHANNEL',
  clauses: 'CFG',
  returns: HRESULT,
  codes: [S_OK, E_FAIL, E_INVALIDARG, E_OUTOFMEMORY],
  parameters: [
    hDevice,
    hCAuthChannel,
    value('InputDataSize', UINT),
    behind('pInputData', pointer('const VOID*'), 'in', { bytesIn: 'InputDataSize' }),
    behind('pOutputData', pointer('D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT*'), 'out', {
      layout: D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT,
    }),
  ],
});
