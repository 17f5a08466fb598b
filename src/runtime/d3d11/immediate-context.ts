import type { Hresult } from '../../abi/index.js';
import type { D3D11_BOX, D3D11_MAPPED_SUBRESOURCE, MessageName } from '../../api/d3d11/index.js';
import {
  D3D11_DEVICE_CONTEXT_TYPE,
  ID3D11DeviceContext4,
  ID3D11Multithread,
  ID3D11VideoContext3,
} from '../../api/d3d11/index.js';
import type { Implementation, Implementor, Offer, Out } from '../../api/kit/index.js';
import { offer } from '../../api/kit/index.js';
import { DXGI_ERROR_INVALID_CALL, E_INVALIDARG, Flush, S_OK } from '../../ddi/index.js';
import { copyResource, copySubresourceRegion } from './copy.js';
import { DeviceChild } from './device-child.js';
import { map, unmap } from './map.js';
import { HardwareProtectionState } from './hardware-protection-state.js';
import type { ThreadProtection } from './multithread.js';
import { Multithread } from './multithread.js';
import type { Query } from './query.js';
import type { AnyResource } from './resource.js';
import { updateSubresource } from './update-subresource.js';
import { VideoContext } from './video-context.js';

/** The device that a context belongs to. */
export interface DeviceOfContext extends Implementor {
  readonly protection: ThreadProtection;
}

/**
 * ID3D11DeviceContext, the immediate one: maps, copies, queries. The device owns it: callers' references may come to 0
 * and rise again, and while there are any they hold the device (REF-4, REF-5).
 */
export class ImmediateContext extends DeviceChild implements Implementation<ID3D11DeviceContext4> {
  // Only what it is made for: a device that says whether threads are kept apart.
  declare readonly device: DeviceOfContext;
  private readonly hardwareProtection = new HardwareProtectionState(this.runtime);

  get liveKind() {
    return 'CONTEXT' as const;
  }

  protected override offers(): readonly Offer[] {
    const { protection } = this.device;
    return [
      offer(ID3D11DeviceContext4, this),
      {
        ...offer(ID3D11VideoContext3, new VideoContext(this)),
        isThere: () => this.runtime.host.video !== null, // D-19
      },
      offer(ID3D11Multithread, new Multithread(this, protection)),
    ];
  }

  protected override unreferenced(): void {
    // The device still has it.
  }

  Map(
    resource: AnyResource,
    Subresource: number,
    MapType: number,
    MapFlags: number,
    pMappedResource: Out<D3D11_MAPPED_SUBRESOURCE> | null,
  ): Hresult {
    return map(this.runtime, resource, { Subresource, MapType, MapFlags, pMappedResource });
  }

  Unmap(resource: AnyResource, Subresource: number): void {
    unmap(this.runtime, resource, Subresource);
  }

  CopyResource(target: AnyResource, source: AnyResource): void {
    copyResource(this.runtime, target, source);
  }

  CopySubresourceRegion(
    target: AnyResource,
    DstSubresource: number,
    DstX: number,
    DstY: number,
    DstZ: number,
    source: AnyResource,
    SrcSubresource: number,
    pSrcBox: D3D11_BOX | null,
  ): void {
    const to = { resource: target, subresource: DstSubresource, x: DstX, y: DstY, z: DstZ };
    copySubresourceRegion(this.runtime, to, { resource: source, subresource: SrcSubresource, box: pSrcBox });
  }

  UpdateSubresource(
    target: AnyResource,
    DstSubresource: number,
    pDstBox: D3D11_BOX | null,
    pSrcData: Uint8Array,
    SrcRowPitch: number,
    SrcDepthPitch: number,
  ): void {
    const to = { resource: target, subresource: DstSubresource, box: pDstBox };
    updateSubresource(this.runtime, to, { pSrcData, SrcRowPitch, SrcDepthPitch });
  }

  /** Of queries of events only the end counts. */
  Begin(query: Query): void {
    const text = `pAsync: a query of kind ${query.desc.Query} has no begin`;
    this.runtime.complain('ID3D11DeviceContext::Begin', 'QUERY_BEGIN_UNSUPPORTED', text);
  }

  End(query: Query): void {
    query.isIssued = true;
  }

  /** S_OK, and TRUE in 4 bytes: what was asked before End is done. S_FALSE never comes, as nothing is left to wait for. */
  GetData(query: Query, pData: Uint8Array | null, DataSize: number, GetDataFlags: number): Hresult {
    const needed = query.GetDataSize();
    if (GetDataFlags > 1)
      return this.refuseData('FLAGS', `GetDataFlags: ${GetDataFlags} is none`, E_INVALIDARG);
    if (DataSize !== (pData === null ? 0 : needed))
      return this.refuseData('DATASIZE', `DataSize: expected ${needed}, or 0 and no pData`, E_INVALIDARG);
    if (!query.isIssued)
      return this.refuseData('CALL', 'pAsync: there was no End of this query', DXGI_ERROR_INVALID_CALL);
    pData?.set([1, 0, 0, 0]);
    return S_OK;
  }

  /** Crypto sessions are no state of a context. */
  ClearState(): void {
    // There is no other state here.
  }

  Flush(): void {
    const { host } = this.runtime;
    host.functions.pfnFlush?.(host.hDevice, 0);
    this.runtime.judgeVoid(Flush, 'ID3D11DeviceContext::Flush');
  }

  /** The event is set once the GPU is done, which it is at once. */
  Flush1(_ContextType: number, hEvent: bigint | null): void {
    this.Flush();
    if (hEvent !== null) this.runtime.events.find(hEvent)?.signal();
  }

  SetHardwareProtectionState(HwProtectionEnable: number): void {
    this.hardwareProtection.set(HwProtectionEnable !== 0);
  }

  GetHardwareProtectionState(pHwProtectionEnable: Out<number>): void {
    pHwProtectionEnable.value = this.hardwareProtection.isOn ? 1 : 0;
  }

  GetType(): number {
    return D3D11_DEVICE_CONTEXT_TYPE.IMMEDIATE;
  }

  GetContextFlags(): number {
    return 0;
  }

  /** Only deferred contexts record commands. */
  FinishCommandList(): Hresult {
    const call = 'ID3D11DeviceContext::FinishCommandList';
    this.runtime.complain(
      call,
      'FINISHDISPLAYLIST_ONIMMEDIATECONTEXT',
      'an immediate context records nothing',
    );
    const name = 'FINISHDISPLAYLIST_INVALID_CALL_RETURN';
    this.runtime.complain(call, name, 'the call returns DXGI_ERROR_INVALID_CALL', DXGI_ERROR_INVALID_CALL);
    return DXGI_ERROR_INVALID_CALL;
  }

  private refuseData(what: 'CALL' | 'DATASIZE' | 'FLAGS', text: string, hresult: Hresult): Hresult {
    const name: MessageName = `QUERY_GETDATA_INVALID_${what}`;
    this.runtime.complain('ID3D11DeviceContext::GetData', name, text, hresult);
    return hresult;
  }
}
