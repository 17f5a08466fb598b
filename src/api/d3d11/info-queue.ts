import type { Hresult } from '../../abi/index.js';
import { BOOL, SIZE_T, UINT, UINT64 } from '../../abi/index.js';
import type { ComInterface, Out } from '../kit/index.js';
import {
  blockOut,
  comInterface,
  evenWhenRemoved,
  hresult,
  nothing,
  optional,
  returning,
  structIn,
  textIn,
  value,
  valueInOut,
  IUnknown,
} from '../kit/index.js';
import { D3D11_MESSAGE_CATEGORY, D3D11_MESSAGE_SEVERITY } from './debug-values.js';
import { D3D11_INFO_QUEUE_FILTER, D3D11_MESSAGE } from './info-queue-structs.js';
import { D3D11_MESSAGE_ID } from './message-ids.js';

/**
 * ID3D11InfoQueue: the debug layer's messages; there with D3D11_CREATE_DEVICE_DEBUG alone (api REF-10). What the filter on
 * top of the storage stack lets through is stored; what the one on top of the retrieval stack lets through is there to be
 * read. Without a filter all pass.
 */
export interface ID3D11InfoQueue extends IUnknown {
  /** How many messages are kept, 2^64 - 1 for all; the oldest go first (api IQ-4). @returns S_OK */
  SetMessageCountLimit(MessageCountLimit: bigint): Hresult;
  /** Forgets them all. */
  ClearStoredMessages(): void;
  /**
   * A copy of a message, which stays stored.
   * @param MessageIndex among those that the retrieval filter lets through, 0 the oldest
   * @param pMessage null to ask for the length alone (api IQ-2)
   * @param pMessageByteLength bytes: in, the room at pMessage; out, of the structure with its text (api IQ-3)
   * @returns S_OK; E_INVALIDARG past the last message, and where the room is too small: the length is told then too
   */
  GetMessage(
    MessageIndex: bigint,
    pMessage: Out<D3D11_MESSAGE> | null,
    pMessageByteLength: Out<number>,
  ): Hresult;
  /** How many messages passed the storage filter since the device was made. */
  GetNumMessagesAllowedByStorageFilter(): bigint;
  /** How many did not. */
  GetNumMessagesDeniedByStorageFilter(): bigint;
  /** How many there are. */
  GetNumStoredMessages(): bigint;
  /** How many of them the retrieval filter lets through. */
  GetNumStoredMessagesAllowedByRetrievalFilter(): bigint;
  /** How many were dropped as there were too many. */
  GetNumMessagesDiscardedByMessageCountLimit(): bigint;
  /** How many are kept. */
  GetMessageCountLimit(): bigint;
  /** Adds to the lists of the filter on top; without one it pushes one first. @returns S_OK; E_INVALIDARG for a short list */
  AddStorageFilterEntries(pFilter: D3D11_INFO_QUEUE_FILTER): Hresult;
  /**
   * A copy of the filter on top; without one an empty one.
   * @param pFilter null to ask for the length alone
   * @param pFilterByteLength bytes: in, the room at pFilter; out, of the structure with its lists
   * @returns S_OK; E_INVALIDARG where the room is too small: the length is told then too
   */
  GetStorageFilter(pFilter: Out<D3D11_INFO_QUEUE_FILTER> | null, pFilterByteLength: Out<number>): Hresult;
  /** Empties the lists of the filter on top: all messages pass it. */
  ClearStorageFilter(): void;
  /** From now on every message is stored. @returns S_OK; E_OUTOFMEMORY */
  PushEmptyStorageFilter(): Hresult;
  /** Puts a copy of the filter on top over it. @returns S_OK */
  PushCopyOfStorageFilter(): Hresult;
  /** Puts a filter on top. @returns S_OK; E_INVALIDARG for a short list */
  PushStorageFilter(pFilter: D3D11_INFO_QUEUE_FILTER): Hresult;
  /** Takes the filter on top away: the one below counts again. */
  PopStorageFilter(): void;
  /** How many filters there are. */
  GetStorageFilterStackSize(): number;
  /** As AddStorageFilterEntries. */
  AddRetrievalFilterEntries(pFilter: D3D11_INFO_QUEUE_FILTER): Hresult;
  /** As GetStorageFilter. */
  GetRetrievalFilter(pFilter: Out<D3D11_INFO_QUEUE_FILTER> | null, pFilterByteLength: Out<number>): Hresult;
  /** As ClearStorageFilter. */
  ClearRetrievalFilter(): void;
  /** As PushEmptyStorageFilter. */
  PushEmptyRetrievalFilter(): Hresult;
  /** As PushCopyOfStorageFilter. */
  PushCopyOfRetrievalFilter(): Hresult;
  /** As PushStorageFilter. */
  PushRetrievalFilter(pFilter: D3D11_INFO_QUEUE_FILTER): Hresult;
  /** As PopStorageFilter. */
  PopRetrievalFilter(): void;
  /** How many filters there are. */
  GetRetrievalFilterStackSize(): number;
  /** Adds a message, as the runtime does. @returns S_OK; E_INVALIDARG for a category or severity that is none */
  AddMessage(Category: number, Severity: number, ID: number, pDescription: string): Hresult;
  /** Adds a message of the application's own, STRING_FROM_APPLICATION. @returns as AddMessage */
  AddApplicationMessage(Severity: number, pDescription: string): Hresult;
  /** Whether a message of that category stops in the debugger: TRUE or FALSE. @returns S_OK; E_INVALIDARG */
  SetBreakOnCategory(Category: number, bEnable: number): Hresult;
  /** Whether a message of that severity does. @returns S_OK; E_INVALIDARG */
  SetBreakOnSeverity(Severity: number, bEnable: number): Hresult;
  /** Whether a message with that id does. @returns S_OK */
  SetBreakOnID(ID: number, bEnable: number): Hresult;
  /** Whether it does. */
  GetBreakOnCategory(Category: number): number;
  /** Whether it does. */
  GetBreakOnSeverity(Severity: number): number;
  /** Whether it does. */
  GetBreakOnID(ID: number): number;
  /** Whether messages are kept from the debugger: TRUE or FALSE. */
  SetMuteDebugOutput(bMute: number): void;
  /** Whether they are. */
  GetMuteDebugOutput(): number;
}

const count = evenWhenRemoved(returning(UINT64, []));
const stackSize = evenWhenRemoved(returning(UINT, []));
const filterIn = evenWhenRemoved(hresult([structIn('pFilter', D3D11_INFO_QUEUE_FILTER)]));
const filterOut = evenWhenRemoved(
  hresult([
    optional(blockOut('pFilter', D3D11_INFO_QUEUE_FILTER, 'pFilterByteLength')),
    valueInOut('pFilterByteLength', SIZE_T),
  ]),
);
const plain = evenWhenRemoved(hresult([]));
const silent = evenWhenRemoved(nothing([]));

const category = value('Category', D3D11_MESSAGE_CATEGORY);
const severity = value('Severity', D3D11_MESSAGE_SEVERITY);
const id = value('ID', D3D11_MESSAGE_ID);
const description = textIn('pDescription');
const bEnable = value('bEnable', BOOL);

export const ID3D11InfoQueue: ComInterface<ID3D11InfoQueue> = comInterface<ID3D11InfoQueue, IUnknown>(
  'ID3D11InfoQueue',
  '6543dbb6-1b48-42f5-ab82-e97ec74326f6',
  IUnknown,
  {
    SetMessageCountLimit: evenWhenRemoved(hresult([value('MessageCountLimit', UINT64)])),
    ClearStoredMessages: silent,
    GetMessage: evenWhenRemoved(
      hresult([
        value('MessageIndex', UINT64),
        optional(blockOut('pMessage', D3D11_MESSAGE, 'pMessageByteLength')),
        valueInOut('pMessageByteLength', SIZE_T),
      ]),
    ),
    GetNumMessagesAllowedByStorageFilter: count,
    GetNumMessagesDeniedByStorageFilter: count,
    GetNumStoredMessages: count,
    GetNumStoredMessagesAllowedByRetrievalFilter: count,
    GetNumMessagesDiscardedByMessageCountLimit: count,
    GetMessageCountLimit: count,
    AddStorageFilterEntries: filterIn,
    GetStorageFilter: filterOut,
    ClearStorageFilter: silent,
    PushEmptyStorageFilter: plain,
    PushCopyOfStorageFilter: plain,
    PushStorageFilter: filterIn,
    PopStorageFilter: silent,
    GetStorageFilterStackSize: stackSize,
    AddRetrievalFilterEntries: filterIn,
    GetRetrievalFilter: filterOut,
    ClearRetrievalFilter: silent,
    PushEmptyRetrievalFilter: plain,
    PushCopyOfRetrievalFilter: plain,
    PushRetrievalFilter: filterIn,
    PopRetrievalFilter: silent,
    GetRetrievalFilterStackSize: stackSize,
    AddMessage: evenWhenRemoved(hresult([category, severity, id, description])),
    AddApplicationMessage: evenWhenRemoved(hresult([severity, description])),
    SetBreakOnCategory: evenWhenRemoved(hresult([category, bEnable])),
    SetBreakOnSeverity: evenWhenRemoved(hresult([severity, bEnable])),
    SetBreakOnID: evenWhenRemoved(hresult([id, bEnable])),
    GetBreakOnCategory: evenWhenRemoved(returning(BOOL, [category])),
    GetBreakOnSeverity: evenWhenRemoved(returning(BOOL, [severity])),
    GetBreakOnID: evenWhenRemoved(returning(BOOL, [id])),
    SetMuteDebugOutput: evenWhenRemoved(nothing([value('bMute', BOOL)])),
    GetMuteDebugOutput: evenWhenRemoved(returning(BOOL, [])),
  },
);
