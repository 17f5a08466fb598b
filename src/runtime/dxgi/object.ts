import type { Guid, Hresult } from '../../abi/index.js';
import type { IDXGIObject } from '../../api/dxgi/index.js';
import type { Implementation, Implementor, KitCheck, Offer, Out } from '../../api/kit/index.js';
import { ComObject } from '../../api/kit/index.js';
import { E_NOINTERFACE, S_OK } from '../../ddi/index.js';
import { PrivateData } from '../private-data.js';
import type { System } from './system.js';

/** IDXGIObject: private data, and what the object hangs on. */
export abstract class DxgiObject implements Implementation<IDXGIObject> {
  abstract readonly com: ComObject;
  /** One store, whichever of the object's interfaces callers use (PD-9). */
  abstract readonly privateData: PrivateData;
  /** What GetParent tells; null where there is none. */
  protected abstract readonly parent: Implementor | null;

  SetPrivateData(Name: Guid, DataSize: number, pData: Uint8Array | null): Hresult {
    return this.privateData.set(Name, DataSize, pData);
  }

  SetPrivateDataInterface(Name: Guid, pUnknown: Implementor | null): Hresult {
    return this.privateData.setInterface(Name, pUnknown);
  }

  GetPrivateData(Name: Guid, pDataSize: Out<number>, pData: Uint8Array | Out<unknown> | null): Hresult {
    return this.privateData.get(Name, pDataSize, pData);
  }

  GetParent(_riid: Guid, ppParent: Out<Implementor>): Hresult {
    if (!this.parent) {
      const check: KitCheck = 'NO_INTERFACE';
      this.com.environment.complain(
        'IDXGIObject::GetParent',
        check,
        'the object has no parent',
        E_NOINTERFACE,
      );
      return E_NOINTERFACE;
    }
    ppParent.value = this.parent;
    return S_OK;
  }
}

/** An object of DXGI's own. It holds its parent while callers hold it (api §4.5). */
export abstract class OwnDxgiObject extends DxgiObject {
  readonly com: ComObject;
  readonly privateData = new PrivateData((what, text) => {
    const check = what === 'room' ? 'SHORT_BUFFER' : 'ARGUMENT';
    this.system.complain('IDXGIObject::GetPrivateData', check, text);
  });

  constructor(
    protected readonly system: System,
    protected readonly parent: Implementor | null,
  ) {
    super();
    this.com = new ComObject(system, this.offers(), {
      first: () => {
        parent?.com.AddRef();
      },
      last: () => {
        this.privateData.clear();
        this.ended();
        this.com.end();
        parent?.com.Release();
      },
    });
  }

  /** What else ends with it. */
  protected ended(): void {
    // Most have nothing.
  }

  /** Its interfaces. */
  protected abstract offers(): readonly Offer[];
}
