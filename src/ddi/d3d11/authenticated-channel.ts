/** Authenticated channels of d3d10umddi.h: clauses CPAC, CAC, DAC, NAC, QAC, CFG. */
import type { FieldType } from '../../abi/index.js';
import { SIZE_T, VOID, behind, declare, made, value, pointer, UINT } from '../../abi/index.js';
import { channelConfigures } from './authenticated-channel-configures.js';
import {
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT,
  D3D11_1DDI_AUTHENTICATED_QUERY_INPUT,
  D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT,
  D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL,
} from './authenticated-channel-messages.js';
import { channelQueries } from './authenticated-channel-queries.js';
import { hDevice } from './device.js';
import { D3D11_1DDI_HAUTHCHANNEL, D3D11_1DDI_HRTAUTHCHANNEL } from './handles.js';
import {
  D3DDDIERR_DEVICEREMOVED,
  D3DDDIERR_NOTAVAILABLE,
  E_FAIL,
  E_INVALIDARG,
  E_OUTOFMEMORY,
  S_OK,
  HRESULT,
} from '../hresults.js';

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
  decidedCodes: [E_INVALIDARG, D3DDDIERR_NOTAVAILABLE],
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

const queryType = { at: 'pInputData', member: 'QueryType' };
const queries = (way: 'request' | 'answer'): ReadonlyMap<unknown, FieldType<unknown>> =>
  new Map([...channelQueries].map(([type, query]) => [type, query[way]]));
const commands: ReadonlyMap<unknown, FieldType<unknown>> = new Map(
  [...channelConfigures].map(([type, { request }]) => [type, request]),
);

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
    behind('pInputData', pointer('const VOID*'), 'in', {
      chosenBy: queryType,
      layouts: queries('request'),
      head: D3D11_1DDI_AUTHENTICATED_QUERY_INPUT,
      bytesIn: 'InputDataSize',
    }),
    value('OutputDataSize', UINT),
    behind('pOutputData', pointer('VOID*'), 'out', {
      chosenBy: queryType,
      layouts: queries('answer'),
      head: D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT,
      bytesIn: 'OutputDataSize',
    }),
  ],
});

/** CFG-1…CFG-19. The command's type decides what lies behind pInputData. */
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
    behind('pInputData', pointer('const VOID*'), 'in', {
      chosenBy: { at: 'pInputData', member: 'ConfigureType' },
      layouts: commands,
      head: D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT,
      bytesIn: 'InputDataSize',
    }),
    behind('pOutputData', pointer('D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT*'), 'out', {
      layout: D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT,
    }),
  ],
});
