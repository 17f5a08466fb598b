/** What travels through an authenticated channel, by the GUID of its header, under the API's names: clauses QAC, CFG. */
import type { FieldType } from '../../abi/index.js';
import * as api from '../../ddi/api/index.js';
import type { Message } from '../kit/index.js';

const { API_GUIDS: GUIDS, D3D11_AUTHENTICATED_QUERY_INPUT: plain } = api;
type Layouts = ReadonlyMap<unknown, FieldType<unknown>>;

const queries: readonly (readonly [type: string, request: FieldType<unknown>, answer: FieldType<unknown>])[] =
  [
    [GUIDS.D3D11_AUTHENTICATED_QUERY_PROTECTION, plain, api.D3D11_AUTHENTICATED_QUERY_PROTECTION_OUTPUT],
    [GUIDS.D3D11_AUTHENTICATED_QUERY_CHANNEL_TYPE, plain, api.D3D11_AUTHENTICATED_QUERY_CHANNEL_TYPE_OUTPUT],
    [
      GUIDS.D3D11_AUTHENTICATED_QUERY_DEVICE_HANDLE,
      plain,
      api.D3D11_AUTHENTICATED_QUERY_DEVICE_HANDLE_OUTPUT,
    ],
    [
      GUIDS.D3D11_AUTHENTICATED_QUERY_CRYPTO_SESSION,
      api.D3D11_AUTHENTICATED_QUERY_CRYPTO_SESSION_INPUT,
      api.D3D11_AUTHENTICATED_QUERY_CRYPTO_SESSION_OUTPUT,
    ],
    [
      GUIDS.D3D11_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_COUNT,
      plain,
      api.D3D11_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_COUNT_OUTPUT,
    ],
    [
      GUIDS.D3D11_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS,
      api.D3D11_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_INPUT,
      api.D3D11_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_OUTPUT,
    ],
    [
      GUIDS.D3D11_AUTHENTICATED_QUERY_UNRESTRICTED_PROTECTED_SHARED_RESOURCE_COUNT,
      plain,
      api.D3D11_AUTHENTICATED_QUERY_UNRESTRICTED_PROTECTED_SHARED_RESOURCE_COUNT_OUTPUT,
    ],
    [
      GUIDS.D3D11_AUTHENTICATED_QUERY_OUTPUT_ID_COUNT,
      api.D3D11_AUTHENTICATED_QUERY_OUTPUT_ID_COUNT_INPUT,
      api.D3D11_AUTHENTICATED_QUERY_OUTPUT_ID_COUNT_OUTPUT,
    ],
    [
      GUIDS.D3D11_AUTHENTICATED_QUERY_OUTPUT_ID,
      api.D3D11_AUTHENTICATED_QUERY_OUTPUT_ID_INPUT,
      api.D3D11_AUTHENTICATED_QUERY_OUTPUT_ID_OUTPUT,
    ],
    [
      GUIDS.D3D11_AUTHENTICATED_QUERY_ACCESSIBILITY_ATTRIBUTES,
      plain,
      api.D3D11_AUTHENTICATED_QUERY_ACCESSIBILITY_OUTPUT,
    ],
    [
      GUIDS.D3D11_AUTHENTICATED_QUERY_ENCRYPTION_WHEN_ACCESSIBLE_GUID_COUNT,
      plain,
      api.D3D11_AUTHENTICATED_QUERY_ACCESSIBILITY_ENCRYPTION_GUID_COUNT_OUTPUT,
    ],
    [
      GUIDS.D3D11_AUTHENTICATED_QUERY_ENCRYPTION_WHEN_ACCESSIBLE_GUID,
      api.D3D11_AUTHENTICATED_QUERY_ACCESSIBILITY_ENCRYPTION_GUID_INPUT,
      api.D3D11_AUTHENTICATED_QUERY_ACCESSIBILITY_ENCRYPTION_GUID_OUTPUT,
    ],
    [
      GUIDS.D3D11_AUTHENTICATED_QUERY_CURRENT_ENCRYPTION_WHEN_ACCESSIBLE,
      plain,
      api.D3D11_AUTHENTICATED_QUERY_CURRENT_ACCESSIBILITY_ENCRYPTION_OUTPUT,
    ],
  ];

const commands: Layouts = new Map<unknown, FieldType<unknown>>([
  [GUIDS.D3D11_AUTHENTICATED_CONFIGURE_INITIALIZE, api.D3D11_AUTHENTICATED_CONFIGURE_INITIALIZE_INPUT],
  [GUIDS.D3D11_AUTHENTICATED_CONFIGURE_PROTECTION, api.D3D11_AUTHENTICATED_CONFIGURE_PROTECTION_INPUT],
  [
    GUIDS.D3D11_AUTHENTICATED_CONFIGURE_CRYPTO_SESSION,
    api.D3D11_AUTHENTICATED_CONFIGURE_CRYPTO_SESSION_INPUT,
  ],
  [
    GUIDS.D3D11_AUTHENTICATED_CONFIGURE_SHARED_RESOURCE,
    api.D3D11_AUTHENTICATED_CONFIGURE_SHARED_RESOURCE_INPUT,
  ],
  [
    GUIDS.D3D11_AUTHENTICATED_CONFIGURE_ENCRYPTION_WHEN_ACCESSIBLE,
    api.D3D11_AUTHENTICATED_CONFIGURE_ACCESSIBLE_ENCRYPTION_INPUT,
  ],
]);

const queryType = { at: 'pInput', member: 'QueryType' } as const;
const configureType = { at: 'pInput', member: 'ConfigureType' } as const;

/** pInput of QueryAuthenticatedChannel. */
export const channelRequest: Message = {
  ...queryType,
  head: plain,
  layouts: new Map(queries.map(([type, request]) => [type, request])),
};

/** pOutput of QueryAuthenticatedChannel. */
export const channelAnswer: Message = {
  ...queryType,
  head: api.D3D11_AUTHENTICATED_QUERY_OUTPUT,
  layouts: new Map(queries.map(([type, , answer]) => [type, answer])),
};

/** pInput of ConfigureAuthenticatedChannel. */
export const channelCommand: Message = {
  ...configureType,
  head: api.D3D11_AUTHENTICATED_CONFIGURE_INPUT,
  layouts: commands,
};

/** pOutput of ConfigureAuthenticatedChannel, the same for every command. */
export const channelAcknowledgement: Message = {
  ...configureType,
  head: api.D3D11_AUTHENTICATED_CONFIGURE_OUTPUT,
  layouts: new Map(),
};
