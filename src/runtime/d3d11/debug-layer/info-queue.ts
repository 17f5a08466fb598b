import type { Hresult } from '../../../abi/index.js';
import { UINT, valuesByName } from '../../../abi/index.js';
import type { D3D11_INFO_QUEUE_FILTER_DESC, ID3D11InfoQueue } from '../../../api/d3d11/index.js';
import {
  D3D11_INFO_QUEUE_FILTER,
  D3D11_MESSAGE,
  D3D11_MESSAGE_CATEGORY,
  D3D11_MESSAGE_ID,
  D3D11_MESSAGE_SEVERITY,
} from '../../../api/d3d11/index.js';
import type { Implementation, Implementor, Out } from '../../../api/kit/index.js';
import { E_INVALIDARG, S_OK } from '../../../ddi/index.js';
import type { CallerCheckName } from './caller-checks.js';
import { callerCheckOf } from './caller-checks.js';
import type { Category, DebugMessage, Severity } from './message.js';
import type { FilterEntries, FilterLists, FilterStack } from './message-filter.js';
import { emptyFilter } from './message-filter.js';
import type { MessageStore } from './message-store.js';
import { messageNameOf } from './message-table.js';

type Entries = D3D11_INFO_QUEUE_FILTER_DESC;

const knownCategories: ReadonlySet<number> = new Set(Object.values(valuesByName(D3D11_MESSAGE_CATEGORY)));
const knownSeverities: ReadonlySet<number> = new Set(Object.values(valuesByName(D3D11_MESSAGE_SEVERITY)));

/** Bytes of a text in C: UTF-8 and the 0 that ends it. */
const cBytes = (text: string) => new TextEncoder().encode(text).length + 1;

const textOf = ({ call, text }: DebugMessage) => (call === '' ? text : `${call}: ${text}`);

/** Bytes of the lists behind the structure in C. */
const listBytes = ({ categories, severities, ids }: FilterEntries) =>
  (categories.length + severities.length + ids.length) * UINT.size('x64');

const listOrNull = (values: readonly number[]) => (values.length === 0 ? null : [...values]);

function apiEntries({ categories, severities, ids }: FilterEntries): Entries {
  return {
    NumCategories: categories.length,
    pCategoryList: listOrNull(categories),
    NumSeverities: severities.length,
    pSeverityList: listOrNull(severities),
    NumIDs: ids.length,
    pIDList: listOrNull(ids),
  };
}

/** Half a filter as a caller gives it; undefined where a list is shorter than the number before it says. */
function givenEntries(entries: Entries): FilterEntries | undefined {
  const { NumCategories, NumSeverities, NumIDs } = entries;
  const categories = entries.pCategoryList?.slice(0, NumCategories) ?? [];
  const severities = entries.pSeverityList?.slice(0, NumSeverities) ?? [];
  const ids = entries.pIDList?.slice(0, NumIDs) ?? [];
  const isWhole =
    categories.length === NumCategories && severities.length === NumSeverities && ids.length === NumIDs;
  return isWhole ? { categories, severities, ids } : undefined;
}

/** What an information queue belongs to: the device. */
export interface InfoQueueOwner extends Implementor {
  readonly runtime: {
    readonly messages: MessageStore;
    complain(call: string, name: CallerCheckName, text: string, hresult?: Hresult): void;
  };
}

/** ID3D11InfoQueue: the messages of a device, in the API's shape. The same object as the device. */
export class InfoQueue implements Implementation<ID3D11InfoQueue> {
  private readonly messages: MessageStore;

  constructor(private readonly owner: InfoQueueOwner) {
    this.messages = owner.runtime.messages;
  }

  get com() {
    return this.owner.com;
  }

  SetMessageCountLimit(MessageCountLimit: bigint): Hresult {
    this.messages.countLimit = MessageCountLimit;
    return S_OK;
  }

  GetMessageCountLimit(): bigint {
    return this.messages.countLimit;
  }

  ClearStoredMessages(): void {
    this.messages.clearStored();
  }

  GetMessage(
    MessageIndex: bigint,
    pMessage: Out<D3D11_MESSAGE> | null,
    pMessageByteLength: Out<number>,
  ): Hresult {
    const call = 'GetMessage';
    const readable = this.messages.readable();
    const message = MessageIndex < readable.length ? readable[Number(MessageIndex)] : undefined;
    if (!message) return this.refuse(call, `MessageIndex: expected below ${readable.length}`);
    const pDescription = textOf(message);
    const DescriptionByteLength = cBytes(pDescription);
    const room = pMessageByteLength.value ?? 0;
    const bytes = D3D11_MESSAGE.bytes + DescriptionByteLength;
    pMessageByteLength.value = bytes;
    if (!pMessage) return S_OK;
    if (room < bytes) return this.refuse(call, `pMessageByteLength: expected ${bytes}, received ${room}`);
    pMessage.value = {
      Category: D3D11_MESSAGE_CATEGORY[message.category],
      Severity: D3D11_MESSAGE_SEVERITY[message.severity],
      ID: message.id,
      pDescription,
      DescriptionByteLength,
    };
    return S_OK;
  }

  GetNumMessagesAllowedByStorageFilter(): bigint {
    return BigInt(this.messages.counts.allowed);
  }

  GetNumMessagesDeniedByStorageFilter(): bigint {
    return BigInt(this.messages.counts.denied);
  }

  GetNumStoredMessages(): bigint {
    return BigInt(this.messages.storedMessages.length);
  }

  GetNumStoredMessagesAllowedByRetrievalFilter(): bigint {
    return BigInt(this.messages.readable().length);
  }

  GetNumMessagesDiscardedByMessageCountLimit(): bigint {
    return BigInt(this.messages.counts.discarded);
  }

  AddStorageFilterEntries(filter: D3D11_INFO_QUEUE_FILTER): Hresult {
    return this.withFilter('AddStorageFilterEntries', filter, (lists) => {
      this.messages.storageFilters.add(lists);
    });
  }

  GetStorageFilter(pFilter: Out<D3D11_INFO_QUEUE_FILTER> | null, pFilterByteLength: Out<number>): Hresult {
    return this.giveFilter('GetStorageFilter', this.messages.storageFilters, pFilter, pFilterByteLength);
  }

  ClearStorageFilter(): void {
    this.messages.storageFilters.clear();
  }

  PushEmptyStorageFilter(): Hresult {
    return pushed(this.messages.storageFilters, emptyFilter);
  }

  PushCopyOfStorageFilter(): Hresult {
    const { storageFilters } = this.messages;
    return pushed(storageFilters, storageFilters.top);
  }

  PushStorageFilter(filter: D3D11_INFO_QUEUE_FILTER): Hresult {
    return this.withFilter('PushStorageFilter', filter, (lists) => {
      this.messages.storageFilters.push(lists);
    });
  }

  PopStorageFilter(): void {
    this.messages.storageFilters.pop();
  }

  GetStorageFilterStackSize(): number {
    return this.messages.storageFilters.size;
  }

  AddRetrievalFilterEntries(filter: D3D11_INFO_QUEUE_FILTER): Hresult {
    return this.withFilter('AddRetrievalFilterEntries', filter, (lists) => {
      this.messages.retrievalFilters.add(lists);
    });
  }

  GetRetrievalFilter(pFilter: Out<D3D11_INFO_QUEUE_FILTER> | null, pFilterByteLength: Out<number>): Hresult {
    return this.giveFilter('GetRetrievalFilter', this.messages.retrievalFilters, pFilter, pFilterByteLength);
  }

  ClearRetrievalFilter(): void {
    this.messages.retrievalFilters.clear();
  }

  PushEmptyRetrievalFilter(): Hresult {
    return pushed(this.messages.retrievalFilters, emptyFilter);
  }

  PushCopyOfRetrievalFilter(): Hresult {
    const { retrievalFilters } = this.messages;
    return pushed(retrievalFilters, retrievalFilters.top);
  }

  PushRetrievalFilter(filter: D3D11_INFO_QUEUE_FILTER): Hresult {
    return this.withFilter('PushRetrievalFilter', filter, (lists) => {
      this.messages.retrievalFilters.push(lists);
    });
  }

  PopRetrievalFilter(): void {
    this.messages.retrievalFilters.pop();
  }

  GetRetrievalFilterStackSize(): number {
    return this.messages.retrievalFilters.size;
  }

  AddMessage(category: number, severity: number, id: number, text: string): Hresult {
    const call = 'AddMessage';
    if (!knownCategories.has(category)) return this.refuse(call, `Category: ${category} is none`);
    if (!knownSeverities.has(severity)) return this.refuse(call, `Severity: ${severity} is none`);
    const name = messageNameOf(id) ?? null;
    this.messages.put({
      category: D3D11_MESSAGE_CATEGORY.text(category) as Category,
      severity: D3D11_MESSAGE_SEVERITY.text(severity) as Severity,
      name,
      check: name === null ? callerCheckOf(id) : null,
      id,
      call: '', // the text is the caller's, and says everything
      text,
    });
    return S_OK;
  }

  AddApplicationMessage(severity: number, text: string): Hresult {
    const { STRING_FROM_APPLICATION } = D3D11_MESSAGE_ID;
    return this.AddMessage(
      D3D11_MESSAGE_CATEGORY.APPLICATION_DEFINED,
      severity,
      STRING_FROM_APPLICATION,
      text,
    );
  }

  SetBreakOnCategory(category: number, enable: number): Hresult {
    if (!knownCategories.has(category))
      return this.refuse('SetBreakOnCategory', `Category: ${category} is none`);
    return switched(this.messages.breaks.categories, category, enable);
  }

  SetBreakOnSeverity(severity: number, enable: number): Hresult {
    if (!knownSeverities.has(severity))
      return this.refuse('SetBreakOnSeverity', `Severity: ${severity} is none`);
    return switched(this.messages.breaks.severities, severity, enable);
  }

  SetBreakOnID(id: number, enable: number): Hresult {
    return switched(this.messages.breaks.ids, id, enable);
  }

  GetBreakOnCategory(category: number): number {
    return Number(this.messages.breaks.categories.has(category));
  }

  GetBreakOnSeverity(severity: number): number {
    return Number(this.messages.breaks.severities.has(severity));
  }

  GetBreakOnID(id: number): number {
    return Number(this.messages.breaks.ids.has(id));
  }

  SetMuteDebugOutput(mute: number): void {
    this.messages.isMuted = mute !== 0;
  }

  GetMuteDebugOutput(): number {
    return Number(this.messages.isMuted);
  }

  private withFilter(
    method: string,
    filter: D3D11_INFO_QUEUE_FILTER,
    use: (lists: FilterLists) => void,
  ): Hresult {
    const allow = givenEntries(filter.AllowList);
    const deny = givenEntries(filter.DenyList);
    if (!allow || !deny)
      return this.refuse(method, 'pFilter: a list has fewer entries than the number before it says');
    use({ allow, deny });
    return S_OK;
  }

  private giveFilter(
    method: string,
    { top: { allow, deny } }: FilterStack,
    pFilter: Out<D3D11_INFO_QUEUE_FILTER> | null,
    pFilterByteLength: Out<number>,
  ): Hresult {
    const room = pFilterByteLength.value ?? 0;
    const bytes = D3D11_INFO_QUEUE_FILTER.bytes + listBytes(allow) + listBytes(deny);
    pFilterByteLength.value = bytes;
    if (!pFilter) return S_OK;
    if (room < bytes) return this.refuse(method, `pFilterByteLength: expected ${bytes}, received ${room}`);
    pFilter.value = { AllowList: apiEntries(allow), DenyList: apiEntries(deny) };
    return S_OK;
  }

  private refuse(method: string, text: string): Hresult {
    this.owner.runtime.complain(`ID3D11InfoQueue::${method}`, 'ARGUMENT', text, E_INVALIDARG);
    return E_INVALIDARG;
  }
}

function pushed(stack: FilterStack, lists: FilterLists): Hresult {
  stack.push(lists);
  return S_OK;
}

function switched(conditions: Set<number>, value: number, enable: number): Hresult {
  if (enable === 0) conditions.delete(value);
  else conditions.add(value);
  return S_OK;
}
