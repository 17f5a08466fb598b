import { describe, expect, it } from '@jest/globals';
import type { Address, HRTDevice, HRTResource } from 'softumd/ddi';
import * as ddi from 'softumd/ddi';
import { ArenaMemory } from 'softumd/memory';
import { KernelResources, openArguments, SharedHandles } from '../../src/host/index.js';

const { E_INVALIDARG, S_OK } = ddi;
const [device, other] = [0xde1_0001 as HRTDevice, 0xde1_0002 as HRTDevice];
const resource = 0x4e51_0001 as HRTResource;

function setup() {
  const memory = new ArenaMemory();
  const place = (bytes: Uint8Array) => {
    const address = memory.allocate(bytes.length, 'test');
    memory.copyIn(address, bytes);
    return address;
  };
  const kernel = new KernelResources(memory);
  const allocate = (hResource: HRTResource, datas: readonly Uint8Array[]) => {
    const infos = datas.map((data) =>
      ddi.D3DDDI_ALLOCATIONINFO.toBytes({
        pPrivateDriverData: place(data),
        PrivateDriverDataSize: data.length,
      }),
    );
    const pAllocationInfo = datas.length === 0 ? ddi.NULL : place(Buffer.concat(infos));
    const arguments_ = { hResource: BigInt(hResource), NumAllocations: datas.length, pAllocationInfo };
    const pData = place(ddi.D3DDDICB_ALLOCATE.toBytes(arguments_));
    return { code: kernel.allocate(device, pData), pData, pAllocationInfo };
  };
  const deallocate = (from: HRTDevice, given: { hResource?: bigint; handles?: readonly number[] }) => {
    const { hResource = 0n, handles = [] } = given;
    const HandleList =
      handles.length === 0 ? ddi.NULL : place(new Uint8Array(Uint32Array.from(handles).buffer));
    const arguments_ = { hResource, NumAllocations: handles.length, HandleList };
    return kernel.deallocate(from, place(ddi.D3DDDICB_DEALLOCATE.toBytes(arguments_)));
  };
  return { memory, place, kernel, allocate, deallocate };
}

const datas = [Uint8Array.of(1, 2, 3), Uint8Array.of(4)];

describe('pfnAllocateCb', () => {
  it('keeps what the driver says of a resource, and gives it handles', () => {
    const { memory, kernel, allocate } = setup();
    const { code, pData, pAllocationInfo } = allocate(resource, datas);
    expect(code).toBe(S_OK);
    const known = kernel.find(resource)!;
    expect(known.allocations.map(({ privateDriverData }) => privateDriverData)).toEqual(datas);
    expect(ddi.D3DDDICB_ALLOCATE.decode(memory, pData).hKMResource).toBe(known.hKMResource);
    const told = datas.map(
      (_, index) =>
        ddi.D3DDDI_ALLOCATIONINFO.decode(
          memory,
          (pAllocationInfo + index * ddi.D3DDDI_ALLOCATIONINFO.bytes) as Address,
        ).hAllocation,
    );
    expect(told).toEqual(known.allocations.map(({ hAllocation }) => hAllocation));
    expect(new Set([0, known.hKMResource, ...told]).size).toBe(4);
  });

  it('refuses no allocations, and a resource that it has already', () => {
    const { allocate } = setup();
    expect(allocate(resource, []).code).toBe(E_INVALIDARG);
    expect(allocate(resource, datas).code).toBe(S_OK);
    expect(allocate(resource, datas).code).toBe(E_INVALIDARG);
  });
});

describe('pfnDeallocateCb', () => {
  it('ends a resource for the device that has it, and for no other', () => {
    const { kernel, allocate, deallocate } = setup();
    allocate(resource, datas);
    const known = kernel.find(resource)!;
    const opened = kernel.newRuntimeHandle();
    kernel.open(other, opened, known);
    expect(deallocate(other, { hResource: BigInt(resource) })).toBe(E_INVALIDARG);
    expect(deallocate(device, { hResource: BigInt(resource) })).toBe(S_OK);
    expect([kernel.find(resource), kernel.isHeld(known)]).toEqual([undefined, true]);
    kernel.endDevice(other);
    expect(kernel.isHeld(known)).toBe(false);
  });

  it('ends allocations without a resource by their handles', () => {
    const { memory, allocate, deallocate } = setup();
    const { pAllocationInfo } = allocate(0 as HRTResource, [datas[0]!]);
    const handles = [ddi.D3DDDI_ALLOCATIONINFO.decode(memory, pAllocationInfo).hAllocation];
    expect(deallocate(other, { handles })).toBe(E_INVALIDARG);
    expect(deallocate(device, { handles })).toBe(S_OK);
    expect(deallocate(device, { handles })).toBe(E_INVALIDARG);
  });
});

describe('what OpenResource is told', () => {
  it('is what was announced', () => {
    const { memory, place, kernel, allocate } = setup();
    allocate(resource, datas);
    const known = kernel.find(resource)!;
    const told = openArguments(known, place);
    expect(told).toMatchObject({ NumAllocations: 2, hKMResource: { handle: known.hKMResource } });
    const last = (told.pOpenAllocationInfo! + ddi.D3DDDI_OPENALLOCATIONINFO.bytes) as Address;
    const info = ddi.D3DDDI_OPENALLOCATIONINFO.decode(memory, last);
    expect(info.hAllocation).toBe(known.allocations[1]!.hAllocation);
    expect(memory.copyOut(info.pPrivateDriverData, info.PrivateDriverDataSize)).toEqual(datas[1]);
  });
});

describe('shared handles', () => {
  it('are one for each resource, and dead when nobody has it', () => {
    const { kernel, allocate } = setup();
    allocate(resource, datas);
    const known = kernel.find(resource)!;
    const handles = new SharedHandles();
    const shared = { resource: known, runtimeData: new Uint8Array(), isHeld: () => kernel.isHeld(known) };
    const handle = handles.of(shared);
    expect(handles.of({ ...shared })).toBe(handle);
    expect(handles.find(handle)).toBe(shared);
    kernel.close(resource);
    expect(handles.find(handle)).toBeUndefined();
  });
});
