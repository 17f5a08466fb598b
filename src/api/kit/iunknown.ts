import type { Guid, Hresult } from '../../abi/index.js';
import { ULONG } from '../../abi/index.js';
import { E_POINTER, GUID } from '../../ddi/index.js';
import type { ComInterface } from './com-interface.js';
import { comInterface } from './com-interface.js';
import { evenWhenRemoved, hresult, returning } from './methods.js';
import type { Out } from './out.js';
import { objectOutBy, valueIn } from './parameters.js';

/** What every object has. Its three methods are the kit's own: no implementation sees them. */
export interface IUnknown {
  /**
   * Another interface of the same object, with a reference of the caller's.
   * @returns S_OK; E_NOINTERFACE, and null, where the object has it not (REF-8); E_POINTER without a place for it (REF-9)
   */
  QueryInterface(riid: Guid, ppvObject: Out<IUnknown>): Hresult;
  /** @returns how many references callers have now */
  AddRef(): number;
  /** Gives one reference back. @returns how many are left */
  Release(): number;
}

export const IUnknown: ComInterface<IUnknown> = comInterface<IUnknown, object>(
  'IUnknown',
  '00000000-0000-0000-c000-000000000046',
  null,
  {
    QueryInterface: evenWhenRemoved(
      hresult([valueIn('riid', GUID), objectOutBy('ppvObject', 'riid')], { nullCode: E_POINTER }),
    ),
    AddRef: evenWhenRemoved(returning(ULONG, [])),
    Release: evenWhenRemoved(returning(ULONG, [])),
  },
);
