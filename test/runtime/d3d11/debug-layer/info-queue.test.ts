/** ID3D11InfoQueue as a program calls it. */
import { describe, expect, it } from '@jest/globals';
import type { D3D11_MESSAGE, DebugSettings, ID3D11Device, Out } from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import { createDriver } from 'softumd';
import { adapterSetups } from '../../../../src/facade/machine.js';
import { contextOf, Machine, made, query, references } from '../machine.js';

const { D3D11_INFO_QUEUE_FILTER, D3D11_INFO_QUEUE_FILTER_DESC, D3D11_MESSAGE_ID, ID3D11InfoQueue } = d3d11;
const { D3D11_MESSAGE_CATEGORY: CATEGORY, D3D11_MESSAGE_SEVERITY: SEVERITY } = d3d11;
const { E_INVALIDARG, E_NOINTERFACE, out, S_OK } = d3d11;
const DEBUG = d3d11.D3D11_CREATE_DEVICE_FLAG.DEBUG;

/** A device with the debug layer, on a machine whose layer is set so. */
function debugged(debug: Partial<DebugSettings> = {}) {
  const libraries = d3d11.loadLibraries({ adapters: adapterSetups([createDriver()]), debug });
  const cell = out<ID3D11Device>();
  const device = made(libraries.D3D11CreateDevice(null, 1, 0n, DEBUG, null, 0, 7, cell, null, null), cell);
  return { device, queue: query(device, ID3D11InfoQueue) };
}

/** Mistakes of three kinds, each with one message. */
const mistakes = {
  NULLDESC: (device: ID3D11Device) => device.CreateBuffer(null as never, null, null),
  UNRECOGNIZEDFLAGS: (device: ID3D11Device) => device.SetExceptionMode(2), // and its _RETURN
  NO_INTERFACE: (device: ID3D11Device) => device.QueryInterface(d3d11.ID3D11Texture2D.iid, out()),
};

type Queue = ReturnType<typeof debugged>['queue'];

/** As the page of GetMessage does it: the length, then the message. */
function messageAt(queue: Queue, index: bigint): D3D11_MESSAGE {
  const length = out<number>();
  expect(queue.GetMessage(index, null, length)).toBe(S_OK);
  const message = out<D3D11_MESSAGE>();
  return made(queue.GetMessage(index, message, length), message);
}

const idsOf = (queue: Queue) =>
  Array.from(
    { length: Number(queue.GetNumStoredMessagesAllowedByRetrievalFilter()) },
    (_, at) => messageAt(queue, BigInt(at)).ID,
  );

const none = D3D11_INFO_QUEUE_FILTER_DESC.zero;
const denyingIds = (...ids: readonly number[]) => ({
  AllowList: none,
  DenyList: { ...none, NumIDs: ids.length, pIDList: ids },
});
const allowingSeverities = (...severities: readonly number[]) => ({
  AllowList: { ...none, NumSeverities: severities.length, pSeverityList: severities },
  DenyList: none,
});

describe('the interfaces of the debug layer', () => {
  it('are there with the flag alone (REF-10), and are the device (REF-7)', () => {
    const machine = new Machine();
    for (const wanted of [ID3D11InfoQueue, d3d11.ID3D11Debug]) {
      const cell = out<d3d11.IUnknown>();
      expect([machine.device().QueryInterface(wanted.iid, cell), cell.value]).toEqual([E_NOINTERFACE, null]);
      const device = machine.device(DEBUG);
      const layer = query<d3d11.IUnknown>(device, wanted as never);
      expect(query(layer, d3d11.IUnknown)).toBe(query(device, d3d11.IUnknown));
      expect(query(layer, d3d11.ID3D11Device)).toBe(device);
      expect(references(layer)).toBe(references(device));
    }
  });

  it('have messages that are gathered without the flag too', () => {
    const device = new Machine().device();
    mistakes.NULLDESC(device);
    expect(d3d11.infoQueueOf(device).messages()).toHaveLength(1);
  });
});

describe('GetMessage', () => {
  it('tells the length, 32 bytes and the text with its 0, then the message (IQ-2, IQ-3)', () => {
    const { device, queue } = debugged();
    mistakes.NULLDESC(device);
    const length = out<number>();
    expect(queue.GetMessage(0n, null, length)).toBe(S_OK);
    const message = messageAt(queue, 0n);
    expect(message).toEqual({
      Category: CATEGORY.STATE_CREATION,
      Severity: SEVERITY.ERROR,
      ID: 0x47,
      pDescription: 'ID3D11Device::CreateBuffer: pDesc is null',
      DescriptionByteLength: 42,
    });
    expect(length.value).toBe(32 + 42);
    expect(queue.GetNumStoredMessages()).toBe(1n);
  });

  it('counts text in UTF-8', () => {
    const { queue } = debugged();
    expect(queue.AddApplicationMessage(SEVERITY.INFO, 'größer 日')).toBe(S_OK);
    const { pDescription, DescriptionByteLength } = messageAt(queue, 0n);
    expect([pDescription, DescriptionByteLength]).toEqual(['größer 日', 8 + 1 + 1 + 2 + 1]);
  });

  it('refuses an index past the end and too little room, and says how much is needed', () => {
    const { device, queue } = debugged();
    mistakes.NULLDESC(device);
    const message: Out<D3D11_MESSAGE> = {};
    const length = { value: 73 };
    expect(queue.GetMessage(0n, message, length)).toBe(E_INVALIDARG);
    expect([message, length]).toEqual([{}, { value: 74 }]);
    const count = queue.GetNumStoredMessages();
    expect(queue.GetMessage(count, null, length)).toBe(E_INVALIDARG);
    expect(queue.GetMessage(2n ** 64n - 1n, null, length)).toBe(E_INVALIDARG);
    expect(length).toEqual({ value: 74 });
  });
});

describe('the storage filter', () => {
  it('lets no creation through at first; an empty one on top does', () => {
    const { device, queue } = debugged();
    expect(queue.GetStorageFilterStackSize()).toBe(1);
    const add = () =>
      queue.AddMessage(CATEGORY.STATE_CREATION, SEVERITY.INFO, D3D11_MESSAGE_ID.CREATE_BUFFER, '');
    add();
    expect([queue.GetNumMessagesDeniedByStorageFilter(), idsOf(queue)]).toEqual([2n, []]); // the context's too
    expect([queue.PushEmptyStorageFilter(), queue.GetStorageFilterStackSize()]).toEqual([S_OK, 2]);
    add();
    expect(idsOf(queue)).toEqual([0x20004c]);
    queue.PopStorageFilter();
    add();
    mistakes.NULLDESC(device);
    expect(idsOf(queue)).toEqual([0x20004c, 0x47]);
    expect([
      queue.GetNumMessagesAllowedByStorageFilter(),
      queue.GetNumMessagesDeniedByStorageFilter(),
    ]).toEqual([2n, 3n]);
  });

  it('is extended, cleared and copied', () => {
    const { device, queue } = debugged();
    const tell = () => mistakes.NULLDESC(device);
    expect(queue.AddStorageFilterEntries(denyingIds(0x47))).toBe(S_OK);
    tell();
    expect([queue.PushCopyOfStorageFilter(), queue.GetStorageFilterStackSize()]).toEqual([S_OK, 2]);
    tell();
    expect(idsOf(queue)).toEqual([]);
    queue.ClearStorageFilter();
    tell();
    expect(idsOf(queue)).toEqual([0x47]);
    queue.PopStorageFilter();
    tell();
    expect([idsOf(queue), queue.GetStorageFilterStackSize()]).toEqual([[0x47], 1]);
  });

  it('comes back as it was given, with the bytes of C', () => {
    const { queue } = debugged();
    const filter = {
      ...denyingIds(1, 2),
      AllowList: { ...none, NumCategories: 1, pCategoryList: [CATEGORY.SHADER] },
    };
    expect(queue.PushStorageFilter(filter)).toBe(S_OK);
    const length = out<number>();
    expect([queue.GetStorageFilter(null, length), length.value]).toEqual([S_OK, 96 + 3 * 4]);
    const short = { value: 107 };
    const cell = out<d3d11.D3D11_INFO_QUEUE_FILTER>();
    expect([queue.GetStorageFilter(cell, short), cell, short]).toEqual([E_INVALIDARG, {}, { value: 108 }]);
    expect([queue.GetStorageFilter(cell, length), cell.value]).toEqual([S_OK, filter]);
  });

  it('has at least as many entries as it says', () => {
    const { queue } = debugged();
    const { count } = d3d11.infoQueueOf(queue);
    const short = { AllowList: none, DenyList: { ...none, NumIDs: 2, pIDList: [1] } };
    for (const filter of [short, { AllowList: { ...none, NumSeverities: 1 }, DenyList: none }])
      expect(queue.PushStorageFilter(filter)).toBe(E_INVALIDARG);
    expect([queue.GetStorageFilterStackSize(), d3d11.infoQueueOf(queue).count]).toEqual([1, count + 2]);
    const long = { AllowList: none, DenyList: { ...none, NumIDs: 1, pIDList: [1, 0x47] } };
    expect(queue.PushStorageFilter(long)).toBe(S_OK); // what is past the count is not there
    const cell = out<d3d11.D3D11_INFO_QUEUE_FILTER>();
    expect([queue.GetStorageFilter(cell, { value: 1000 }), cell.value!.DenyList.pIDList]).toEqual([
      S_OK,
      [1],
    ]);
  });
});

describe('the retrieval filter', () => {
  it('chooses what is read, not what is stored', () => {
    const { device, queue } = debugged();
    mistakes.NULLDESC(device);
    mistakes.UNRECOGNIZEDFLAGS(device);
    expect([queue.GetRetrievalFilterStackSize(), idsOf(queue)]).toEqual([0, [0x47, 0x143, 0x144]]);
    expect(queue.AddRetrievalFilterEntries(allowingSeverities(SEVERITY.WARNING))).toBe(S_OK);
    expect([queue.GetRetrievalFilterStackSize(), idsOf(queue)]).toEqual([1, [0x144]]);
    expect([queue.GetNumStoredMessages(), queue.GetMessage(1n, null, out())]).toEqual([3n, E_INVALIDARG]);
    queue.ClearStoredMessages();
    mistakes.NULLDESC(device);
    mistakes.UNRECOGNIZEDFLAGS(device);
    expect(queue.PushRetrievalFilter(denyingIds(0x47))).toBe(S_OK);
    expect(idsOf(queue)).toEqual([0x143, 0x144]);
    expect([queue.PushCopyOfRetrievalFilter(), queue.GetRetrievalFilterStackSize()]).toEqual([S_OK, 3]);
    queue.ClearRetrievalFilter();
    expect(idsOf(queue)).toEqual([0x47, 0x143, 0x144]);
    const cell = out<d3d11.D3D11_INFO_QUEUE_FILTER>();
    expect([queue.GetRetrievalFilter(cell, { value: 96 }), cell.value]).toEqual([
      S_OK,
      D3D11_INFO_QUEUE_FILTER.zero,
    ]);
    expect(queue.PushEmptyRetrievalFilter()).toBe(S_OK);
    for (const size of [3, 2, 1, 0, 0]) {
      queue.PopRetrievalFilter();
      expect(queue.GetRetrievalFilterStackSize()).toBe(size);
    }
  });
});

describe('messages of the application', () => {
  it('are STRING_FROM_APPLICATION, in their own words', () => {
    const { queue } = debugged();
    expect(queue.AddApplicationMessage(SEVERITY.MESSAGE, 'frame 7')).toBe(S_OK);
    expect(messageAt(queue, 0n)).toEqual({
      Category: CATEGORY.APPLICATION_DEFINED,
      Severity: SEVERITY.MESSAGE,
      ID: 11,
      pDescription: 'frame 7',
      DescriptionByteLength: 8,
    });
    expect(d3d11.infoQueueOf(queue).messages()[0]).toMatchObject({
      severity: 'MESSAGE',
      category: 'APPLICATION_DEFINED',
      name: 'STRING_FROM_APPLICATION',
      check: null,
    });
  });

  it('may have any id', () => {
    const { queue } = debugged();
    queue.AddMessage(CATEGORY.SHADER, SEVERITY.CORRUPTION, 0x123456, 'unknown');
    queue.AddMessage(CATEGORY.SHADER, SEVERITY.INFO, d3d11.callerCheckId('COUNTER_REUSED'), 'ours');
    expect(d3d11.infoQueueOf(queue).messages()).toMatchObject([
      { severity: 'CORRUPTION', category: 'SHADER', name: null, check: null, id: 0x123456 },
      { name: null, check: 'COUNTER_REUSED' },
    ]);
  });

  it('have a category and a severity that there are', () => {
    const { queue } = debugged();
    expect(queue.AddMessage(11, SEVERITY.INFO, 1, '')).toBe(E_INVALIDARG);
    expect(queue.AddMessage(CATEGORY.SHADER, 5, 1, '')).toBe(E_INVALIDARG);
    expect(queue.AddApplicationMessage(5, '')).toBe(E_INVALIDARG);
    expect(
      d3d11
        .infoQueueOf(queue)
        .messages()
        .map(({ check }) => check),
    ).toEqual(['ARGUMENT', 'ARGUMENT', 'ARGUMENT']);
  });
});

describe('the count limit', () => {
  it('is 1024 at first (IQ-4), and what goes is counted', () => {
    const { device, queue } = debugged();
    expect(queue.GetMessageCountLimit()).toBe(1024n);
    mistakes.UNRECOGNIZEDFLAGS(device);
    expect([queue.SetMessageCountLimit(1n), idsOf(queue)]).toEqual([S_OK, [0x144]]);
    mistakes.NULLDESC(device);
    expect([idsOf(queue), queue.GetNumMessagesDiscardedByMessageCountLimit()]).toEqual([[0x47], 2n]);
    queue.ClearStoredMessages();
    expect([queue.GetNumStoredMessages(), queue.GetNumMessagesDiscardedByMessageCountLimit()]).toEqual([
      0n,
      2n,
    ]);
    queue.SetMessageCountLimit(2n ** 64n - 1n);
    expect(queue.GetMessageCountLimit()).toBe(0xffff_ffff_ffff_ffffn);
  });
});

describe('breaks and debug output', () => {
  it('are off at first', () => {
    const { queue } = debugged();
    expect([
      queue.GetBreakOnCategory(CATEGORY.EXECUTION),
      queue.GetBreakOnSeverity(SEVERITY.CORRUPTION),
      queue.GetBreakOnID(0x47),
      queue.GetMuteDebugOutput(),
    ]).toEqual([0, 0, 0, 0]);
  });

  it('go to listeners of the machine', () => {
    const [heard, stopped]: [number[], number[]] = [[], []];
    const { device, queue } = debugged({
      onMessage: ({ id }) => void heard.push(id),
      onBreak: ({ id }) => void stopped.push(id),
    });
    expect(queue.SetBreakOnID(0x47, 1)).toBe(S_OK);
    expect(queue.SetBreakOnSeverity(SEVERITY.WARNING, 7)).toBe(S_OK);
    expect(queue.SetBreakOnCategory(CATEGORY.SHADER, 1)).toBe(S_OK);
    expect([queue.GetBreakOnID(0x47), queue.GetBreakOnSeverity(2), queue.GetBreakOnCategory(10)]).toEqual([
      1, 1, 1,
    ]);
    mistakes.NULLDESC(device);
    mistakes.UNRECOGNIZEDFLAGS(device);
    queue.SetMuteDebugOutput(1);
    queue.AddMessage(CATEGORY.SHADER, SEVERITY.INFO, 9, '');
    expect([heard, stopped, queue.GetMuteDebugOutput()]).toEqual([[0x47, 0x143, 0x144], [0x47, 0x144, 9], 1]);
    queue.SetBreakOnID(0x47, 0);
    queue.SetMuteDebugOutput(0);
    mistakes.NULLDESC(device);
    expect([heard.length, stopped.length, queue.GetBreakOnID(0x47)]).toEqual([4, 3, 0]);
  });

  it('know no category and no severity that there is not', () => {
    const { queue } = debugged();
    expect([queue.SetBreakOnCategory(11, 1), queue.SetBreakOnSeverity(5, 1)]).toEqual([
      E_INVALIDARG,
      E_INVALIDARG,
    ]);
    expect([queue.GetBreakOnCategory(11), queue.GetBreakOnSeverity(5)]).toEqual([0, 0]);
  });
});

describe('a device that is removed', () => {
  it('still has its messages, the removal among them', () => {
    const { device, queue } = debugged();
    d3d11.removeDevice(device, d3d11.DXGI_ERROR_DEVICE_HUNG);
    expect(idsOf(queue)).toEqual([0x17a]);
    queue.ClearStoredMessages();
    expect([queue.AddApplicationMessage(SEVERITY.INFO, 'x'), idsOf(queue)]).toEqual([S_OK, [11]]);
  });
});

describe('ID3D11Debug', () => {
  it('reports what is alive: the device, and each object with its name, references and maps', () => {
    const { device } = debugged();
    const debug = query(device, d3d11.ID3D11Debug);
    const [buffer, mapped] = [out<d3d11.ID3D11Buffer>(), out<d3d11.D3D11_MAPPED_SUBRESOURCE>()];
    const CPUAccessFlags = d3d11.D3D11_CPU_ACCESS.READ;
    const desc = { ByteWidth: 16, Usage: d3d11.D3D11_USAGE.STAGING, BindFlags: 0, CPUAccessFlags };
    device.CreateBuffer({ ...desc, MiscFlags: 0, StructureByteStride: 0 }, null, buffer);
    const name = new TextEncoder().encode('frame');
    buffer.value!.SetPrivateData(d3d11.WKPDID_D3DDebugObjectName, name.length, name);
    buffer.value!.AddRef();
    contextOf(device).Map(buffer.value!, 0, d3d11.D3D11_MAP.READ, 0, mapped);
    const { DETAIL, IGNORE_INTERNAL, SUMMARY } = d3d11.D3D11_RLDO_FLAGS;
    expect(debug.ReportLiveDeviceObjects(DETAIL | SUMMARY | IGNORE_INTERNAL)).toBe(S_OK);
    const said = d3d11
      .infoQueueOf(device)
      .messages()
      .map((one) => [one.name, one.text]);
    expect(said).toContainEqual([
      'LIVE_BUFFER',
      "ID3D11Buffer 2 'frame': 2 references, mapped: subresource 0",
    ]);
    expect(said.at(-1)).toEqual(['LIVE_OBJECT_SUMMARY', '1 CONTEXT, 1 BUFFER']);
    expect(d3d11.liveObjectsOf(device).find(({ kind }) => kind === 'BUFFER')).toEqual({
      kind: 'BUFFER',
      number: 2,
      name: 'frame',
      references: 2,
      mappedSubresources: [0],
    });
  });

  it('keeps what it is told, and validates everything', () => {
    const { device } = debugged();
    const debug = query(device, d3d11.ID3D11Debug);
    expect([debug.GetFeatureMask(), debug.GetPresentPerRenderOpDelay()]).toEqual([0, 0]);
    expect([debug.SetFeatureMask(7), debug.SetPresentPerRenderOpDelay(16)]).toEqual([S_OK, S_OK]);
    expect([debug.GetFeatureMask(), debug.GetPresentPerRenderOpDelay()]).toEqual([7, 16]);
    const swapChain = out<d3d11.IDXGISwapChain>();
    expect([debug.SetSwapChain(null), debug.GetSwapChain(swapChain), swapChain.value]).toEqual([
      S_OK,
      S_OK,
      null,
    ]);
    const context = contextOf(device);
    expect([debug.ValidateContext(context), debug.ValidateContextForDispatch(context)]).toEqual([S_OK, S_OK]);
    expect(d3d11.infoQueueOf(device).messages()).toEqual([]);
  });
});
