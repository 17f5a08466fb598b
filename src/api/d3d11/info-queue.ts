import type { Hresult } from '../../abi/index.js';
import { BOOL, UINT64 } from '../../abi/index.js';
import type { ComInterface, Opaque } from '../kit/index.js';
import {
  comInterface,
  evenWhenRemoved,
  hresult,
  nothing,
  opaque,
  returning,
  value,
  IUnknown,
} from '../kit/index.js';
import { D3D11_MESSAGE_SEVERITY } from './debug-values.js';

/** ID3D11InfoQueue: the debug layer's messages. Reading and filtering them are slots that are not emulated yet. */
export interface ID3D11InfoQueue extends IUnknown {
  /** How many messages are kept; the oldest go first (api IQ-4). @returns S_OK */
  SetMessageCountLimit(MessageCountLimit: bigint): Hresult;
  /** Forgets them all. */
  ClearStoredMessages(): void;
  GetMessage: Opaque;
  GetNumMessagesAllowedByStorageFilter: Opaque<bigint>;
  GetNumMessagesDeniedByStorageFilter: Opaque<bigint>;
  /** How many there are. */
  GetNumStoredMessages(): bigint;
  GetNumStoredMessagesAllowedByRetrievalFilter: Opaque<bigint>;
  GetNumMessagesDiscardedByMessageCountLimit: Opaque<bigint>;
  GetMessageCountLimit: Opaque<bigint>;
  AddStorageFilterEntries: Opaque;
  GetStorageFilter: Opaque;
  ClearStorageFilter: Opaque<undefined>;
  /** From now on every message is stored. @returns S_OK; E_OUTOFMEMORY */
  PushEmptyStorageFilter(): Hresult;
  PushCopyOfStorageFilter: Opaque;
  PushStorageFilter: Opaque;
  PopStorageFilter: Opaque<undefined>;
  GetStorageFilterStackSize: Opaque<number>;
  AddRetrievalFilterEntries: Opaque;
  GetRetrievalFilter: Opaque;
  ClearRetrievalFilter: Opaque<undefined>;
  PushEmptyRetrievalFilter: Opaque;
  PushCopyOfRetrievalFilter: Opaque;
  PushRetrievalFilter: Opaque;
  PopRetrievalFilter: Opaque<undefined>;
  GetRetrievalFilterStackSize: Opaque<number>;
  AddMessage: Opaque;
  AddApplicationMessage: Opaque;
  SetBreakOnCategory: Opaque;
  /** Whether a message of that severity stops in the debugger: TRUE or FALSE. @returns S_OK; E_INVALIDARG */
  SetBreakOnSeverity(Severity: number, bEnable: number): Hresult;
  SetBreakOnID: Opaque;
  GetBreakOnCategory: Opaque<number>;
  GetBreakOnSeverity: Opaque<number>;
  GetBreakOnID: Opaque<number>;
  /** Whether messages are kept from the debugger: TRUE or FALSE. */
  SetMuteDebugOutput(bMute: number): void;
  GetMuteDebugOutput: Opaque<number>;
}

export const ID3D11InfoQueue: ComInterface<ID3D11InfoQueue> = comInterface<ID3D11InfoQueue, IUnknown>(
  'ID3D11InfoQueue',
  '6543dbb6-1b48-42f5-ab82-e97ec74326f6',
  IUnknown,
  {
    SetMessageCountLimit: evenWhenRemoved(hresult([value('MessageCountLimit', UINT64)])),
    ClearStoredMessages: evenWhenRemoved(nothing([])),
    GetMessage: opaque.hresult,
    GetNumMessagesAllowedByStorageFilter: opaque.uint64,
    GetNumMessagesDeniedByStorageFilter: opaque.uint64,
    GetNumStoredMessages: evenWhenRemoved(returning(UINT64, [])),
    GetNumStoredMessagesAllowedByRetrievalFilter: opaque.uint64,
    GetNumMessagesDiscardedByMessageCountLimit: opaque.uint64,
    GetMessageCountLimit: opaque.uint64,
    AddStorageFilterEntries: opaque.hresult,
    GetStorageFilter: opaque.hresult,
    ClearStorageFilter: opaque.nothing,
    PushEmptyStorageFilter: evenWhenRemoved(hresult([])),
    PushCopyOfStorageFilter: opaque.hresult,
    PushStorageFilter: opaque.hresult,
    PopStorageFilter: opaque.nothing,
    GetStorageFilterStackSize: opaque.uint,
    AddRetrievalFilterEntries: opaque.hresult,
    GetRetrievalFilter: opaque.hresult,
    ClearRetrievalFilter: opaque.nothing,
    PushEmptyRetrievalFilter: opaque.hresult,
    PushCopyOfRetrievalFilter: opaque.hresult,
    PushRetrievalFilter: opaque.hresult,
    PopRetrievalFilter: opaque.nothing,
    GetRetrievalFilterStackSize: opaque.uint,
    AddMessage: opaque.hresult,
    AddApplicationMessage: opaque.hresult,
    SetBreakOnCategory: opaque.hresult,
    SetBreakOnSeverity: evenWhenRemoved(
      hresult([value('Severity', D3D11_MESSAGE_SEVERITY), value('bEnable', BOOL)]),
    ),
    SetBreakOnID: opaque.hresult,
    GetBreakOnCategory: opaque.bool,
    GetBreakOnSeverity: opaque.bool,
    GetBreakOnID: opaque.bool,
    SetMuteDebugOutput: evenWhenRemoved(nothing([value('bMute', BOOL)])),
    GetMuteDebugOutput: opaque.bool,
  },
);
