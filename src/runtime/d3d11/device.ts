import type { Guid, Hresult } from '../../abi/index.js';
import { valuesByName } from '../../abi/index.js';
import type {
  D3D11_BUFFER_DESC,
  D3D11_QUERY_DESC,
  D3D11_SUBRESOURCE_DATA,
  D3D11_TEXTURE2D_DESC,
  MessageName,
} from '../../api/d3d11/index.js';
import {
  D3D11_QUERY,
  D3D11_RAISE_FLAG,
  D3D11_CREATE_DEVICE_FLAG,
  ID3D10Multithread,
  ID3D11Debug,
  ID3D11Device5,
  ID3D11InfoQueue,
  ID3D11VideoDevice2,
} from '../../api/d3d11/index.js';
import { IDXGIDevice4 } from '../../api/dxgi/index.js';
import type { Implementation, Implementor, Offer, Out } from '../../api/kit/index.js';
import { ComObject, offer } from '../../api/kit/index.js';
import { DXGI_ERROR_DEVICE_REMOVED, E_INVALIDARG, E_NOTIMPL, S_FALSE, S_OK } from '../../ddi/index.js';
import type { NotOfDxgiDevice } from '../dxgi/device.js';
import { DxgiDevice } from '../dxgi/device.js';
import { PrivateData } from '../private-data.js';
import { Debug, InfoQueue } from './debug-layer/index.js';
import { createBuffer, createTexture2D } from './create-resource.js';
import type { LiveDevice } from './debug-layer/index.js';
import { FormatQueries } from './format-queries.js';
import { ImmediateContext } from './immediate-context.js';
import { Multithread, ThreadProtection } from './multithread.js';
import { openSharedResource } from './open-shared-resource.js';
import { Query } from './query.js';
import { RegisteredEvents } from '../registered-events.js';
import type { RuntimeDevice } from './runtime-device.js';
import type { NotOfVideoDevice } from './video-device.js';
import { VideoDevice } from './video-device.js';

/** What D3D11CreateDevice was asked for, and chose. */
export interface DeviceCreation {
  readonly flags: number;
  readonly featureLevel: number;
  /** The adapter, as one enumeration gave it. */
  readonly adapter: Implementor;
}

/** Declared, and not emulated. */
type NotOfDevice = 'CreateDeferredContext' | 'CheckCounterInfo';

/**
 * ID3D11Device, and what is the same object: IDXGIDevice, ID3D11VideoDevice, ID3D10Multithread (REF-10). It ends with the
 * last reference, its own callers' or those of its children (REF-18).
 */
export class Device implements Implementation<ID3D11Device5, NotOfDevice> {
  readonly com: ComObject;
  readonly privateData = new PrivateData((what, text) => {
    const name = what === 'room' ? 'GETPRIVATEDATA_MOREDATA' : 'ARGUMENT';
    this.runtime.complain('ID3D11Device::GetPrivateData', name, text);
  });
  readonly protection = new ThreadProtection();
  private readonly context: ImmediateContext;
  private readonly formats: FormatQueries;
  private readonly removedEvents: RegisteredEvents;

  constructor(
    readonly runtime: RuntimeDevice,
    private readonly creation: DeviceCreation,
  ) {
    this.com = new ComObject(runtime, this.offers(), {
      last: () => {
        this.end();
      },
    });
    this.context = new ImmediateContext(this, runtime);
    this.formats = new FormatQueries(runtime);
    this.removedEvents = new RegisteredEvents((tell) => runtime.removal.onRemoved(tell));
    creation.adapter.com.AddRef();
  }

  private offers(): readonly Offer[] {
    return [
      offer<ID3D11Device5, NotOfDevice>(ID3D11Device5, this),
      offer<IDXGIDevice4, NotOfDxgiDevice>(IDXGIDevice4, new DxgiDevice(this)),
      {
        ...offer<ID3D11VideoDevice2, NotOfVideoDevice>(ID3D11VideoDevice2, new VideoDevice(this)),
        isThere: () => this.runtime.host.video !== null, // D-19
      },
      offer(ID3D10Multithread, new Multithread(this, this.protection)),
      { ...offer(ID3D11InfoQueue, new InfoQueue(this)), isThere: () => this.isDebugged },
      { ...offer(ID3D11Debug, new Debug(this)), isThere: () => this.isDebugged },
    ];
  }

  /** What is alive of it. */
  get life(): LiveDevice {
    const { live } = this.runtime;
    const stack = live.deviceStack;
    return {
      references: this.com.referenceCount,
      objects: live.list(),
      ...(stack !== undefined && { stack }),
    };
  }

  /** Whether it was made with D3D11_CREATE_DEVICE_DEBUG, whose interfaces it has then (REF-10). */
  private get isDebugged(): boolean {
    return (this.creation.flags & D3D11_CREATE_DEVICE_FLAG.DEBUG) !== 0;
  }

  /** As DXGI tells it: GetAdapter, GetParent. */
  get adapter(): Implementor {
    return this.creation.adapter;
  }

  CreateBuffer(
    desc: D3D11_BUFFER_DESC,
    pInitialData: D3D11_SUBRESOURCE_DATA | null,
    ppBuffer: Out<Implementor> | null,
  ): Hresult {
    return createBuffer(this, desc, pInitialData, ppBuffer);
  }

  CreateTexture2D(
    desc: D3D11_TEXTURE2D_DESC,
    pInitialData: readonly D3D11_SUBRESOURCE_DATA[] | null,
    ppTexture2D: Out<Implementor> | null,
  ): Hresult {
    return createTexture2D(this, desc, pInitialData, ppTexture2D);
  }

  OpenSharedResource(
    hResource: bigint,
    ReturnedInterface: Guid,
    ppResource: Out<Implementor> | null,
  ): Hresult {
    return openSharedResource(this, hResource, ReturnedInterface, ppResource);
  }

  /** Of events; other queries need what is not emulated. */
  CreateQuery(desc: D3D11_QUERY_DESC, ppQuery: Out<Implementor> | null): Hresult {
    const call = 'ID3D11Device::CreateQuery';
    const refuse = (name: MessageName, text: string) => {
      this.runtime.complain(call, name, `pQueryDesc: ${text}`, E_INVALIDARG);
      return E_INVALIDARG;
    };
    const isKnown = Object.values<number>(valuesByName(D3D11_QUERY)).includes(desc.Query);
    if (!isKnown) return refuse('CREATEQUERYORPREDICATE_INVALIDQUERY', `${desc.Query} is no D3D11_QUERY`);
    if (desc.MiscFlags !== 0)
      return refuse(
        'CREATEQUERYORPREDICATE_INVALIDMISCFLAGS',
        `expected no flags, received ${desc.MiscFlags}`,
      );
    if (desc.Query !== D3D11_QUERY.EVENT) {
      this.runtime.complain(
        call,
        'NOT_EMULATED',
        `SoftUMD does not emulate ${D3D11_QUERY.text(desc.Query)}, only EVENT`,
      );
      return E_NOTIMPL;
    }
    if (!ppQuery) return S_FALSE;
    ppQuery.value = new Query(this, this.runtime, desc);
    return S_OK;
  }

  CheckFormatSupport(Format: number, pFormatSupport: Out<number>): Hresult {
    return this.formats.support(Format, pFormatSupport);
  }

  CheckMultisampleQualityLevels(Format: number, SampleCount: number, pLevels: Out<number>): Hresult {
    return this.formats.multisampleQualityLevels(Format, SampleCount, pLevels);
  }

  CheckFeatureSupport(Feature: number, pFeatureSupportData: Uint8Array, Size: number): Hresult {
    return this.formats.featureSupport(Feature, pFeatureSupportData, Size);
  }

  GetPrivateData(guid: Guid, pDataSize: Out<number>, pData: Uint8Array | Out<unknown> | null): Hresult {
    return this.privateData.get(guid, pDataSize, pData);
  }

  SetPrivateData(guid: Guid, DataSize: number, pData: Uint8Array | null): Hresult {
    return this.privateData.set(guid, DataSize, pData);
  }

  SetPrivateDataInterface(guid: Guid, pData: Implementor | null): Hresult {
    return this.privateData.setInterface(guid, pData);
  }

  GetFeatureLevel(): number {
    return this.creation.featureLevel;
  }

  GetCreationFlags(): number {
    return this.creation.flags;
  }

  /** S_OK while the device lives, then why it does not, from the moment on that anybody knows (DR-1, D-18). */
  GetDeviceRemovedReason(): Hresult {
    return this.runtime.removal.reason;
  }

  GetImmediateContext(ppImmediateContext: Out<Implementor>): void {
    ppImmediateContext.value = this.context;
  }

  GetImmediateContext1(ppImmediateContext: Out<Implementor>): void {
    ppImmediateContext.value = this.context;
  }

  GetImmediateContext2(ppImmediateContext: Out<Implementor>): void {
    ppImmediateContext.value = this.context;
  }

  GetImmediateContext3(ppImmediateContext: Out<Implementor>): void {
    ppImmediateContext.value = this.context;
  }

  SetExceptionMode(RaiseFlags: number): Hresult {
    const call = 'ID3D11Device::SetExceptionMode';
    if (RaiseFlags & ~D3D11_RAISE_FLAG.DRIVER_INTERNAL_ERROR) {
      this.runtime.complain(call, 'SETEXCEPTIONMODE_UNRECOGNIZEDFLAGS', 'RaiseFlags: an unknown bit');
      this.runtime.complain(call, 'SETEXCEPTIONMODE_INVALIDARG_RETURN', 'the call returns E_INVALIDARG');
      return E_INVALIDARG;
    }
    if (this.runtime.isRemoved) {
      this.runtime.complain(call, 'SETEXCEPTIONMODE_DEVICEREMOVED_RETURN', 'the device is removed');
      return DXGI_ERROR_DEVICE_REMOVED;
    }
    this.runtime.exceptions.flags = RaiseFlags;
    return S_OK;
  }

  GetExceptionMode(): number {
    return this.runtime.exceptions.flags;
  }

  RegisterDeviceRemovedEvent(hEvent: bigint, pdwCookie: Out<number>): Hresult {
    const event = this.runtime.events.find(hEvent);
    if (!event) {
      const call = 'ID3D11Device4::RegisterDeviceRemovedEvent';
      this.runtime.complain(call, 'ARGUMENT', `hEvent: ${hEvent} is no event's handle`);
      return E_INVALIDARG;
    }
    pdwCookie.value = this.removedEvents.register(event);
    return S_OK;
  }

  UnregisterDeviceRemoved(dwCookie: number): void {
    this.removedEvents.unregister(dwCookie);
  }

  /** Ends a device that nobody was given. */
  discard(): void {
    this.end();
  }

  private end(): void {
    this.privateData.clear();
    this.removedEvents.clear();
    this.runtime.live.remove(this.context);
    this.context.com.end();
    this.com.end();
    this.runtime.destroy();
    this.creation.adapter.com.Release();
  }
}
