/** Two small interfaces, with everything that a guard has to look at. */
import {
  bytesOut,
  comInterface,
  evenWhenRemoved,
  hresult,
  IUnknown,
  nothing,
  object,
  objectOut,
  objects,
  offer,
  opaque,
  optional,
  returning,
  uint,
  valueIn,
  valueOut,
  valuesIn,
  bytesInOut,
  ComObject,
  Vtables,
} from '../../src/api/kit/index.js';
import type {
  ComInterface,
  Environment,
  Implementation,
  Implementor,
  Opaque,
  Out,
} from '../../src/api/kit/index.js';
import type { Guid, Hresult } from '../../src/abi/index.js';
import { UINT } from '../../src/abi/index.js';
import { DXGI_ERROR_DEVICE_REMOVED, GUID, S_OK } from '../../src/ddi/index.js';

declare module '../../src/api/kit/interfaces.js' {
  interface Interfaces {
    Lamp: Lamp;
    Lantern: Lantern;
  }
}

export interface Lamp extends IUnknown {
  GetName(NameSize: number, pName: Uint8Array): Hresult;
  Shine(pOther: Lamp | null, Level: number, IVSize: number, pIV: Uint8Array | null): void;
  GetLevel(): number;
  GetKind(pKind: Out<Guid>): void;
  Twin(Kind: Guid | null, ppLamp: Out<Lamp>): Hresult;
  Paint: Opaque;
}

export const Lamp: ComInterface<Lamp> = comInterface<Lamp, IUnknown>(
  'Lamp',
  '11111111-2222-3333-4444-555555555555',
  IUnknown,
  {
    GetName: hresult(
      [uint('NameSize', 'GETNAME_WRONGSIZE'), bytesOut('pName', 'NameSize')],
      'GETNAME_NULLPARAM',
    ),
    Shine: nothing(
      [
        optional(object('pOther', 'Lamp', 'SHINE_WRONGDEVICE')),
        uint('Level'),
        uint('IVSize'),
        optional(bytesInOut('pIV', 'IVSize')),
      ],
      'SHINE_NULLPARAM',
    ),
    GetLevel: evenWhenRemoved(returning(UINT, [])),
    GetKind: evenWhenRemoved(nothing([valueOut('pKind', GUID)])),
    Twin: hresult([optional(valueIn('Kind', GUID)), objectOut('ppLamp', 'Lamp')], 'TWIN_NULLPARAM'),
    Paint: opaque.hresult,
  },
);

/** A lamp that can be carried. */
export interface Lantern extends Lamp {
  Carry(Lamps: number, ppLamps: readonly (Lamp | null)[] | null, Steps: readonly number[]): Hresult;
  Forget(): Hresult;
}

export const Lantern: ComInterface<Lantern> = comInterface<Lantern, Lamp>(
  'Lantern',
  '66666666-2222-3333-4444-555555555555',
  Lamp,
  {
    Carry: hresult([
      uint('Lamps', 'CARRY_WRONGCOUNT'),
      optional(objects('ppLamps', 'Lamp', 'Lamps')),
      valuesIn('Steps', UINT, 'Lamps'),
    ]),
    Forget: hresult([], { outOfMemory: 'FORGET_OUTOFMEMORY' }),
  },
);

export class World implements Environment {
  isRemoved = false;
  readonly removedCode = DXGI_ERROR_DEVICE_REMOVED;
  readonly said: { call: string; message: string; text: string }[] = [];
  constructor(readonly vtables = new Vtables()) {}
  complain(call: string, message: string, text: string): void {
    this.said.push({ call, message, text });
  }
}

export class ToyLamp implements Implementation<Lamp> {
  readonly com: ComObject;
  level = 0;
  constructor(readonly world: World) {
    this.com = new ComObject(world, [offer(Lamp, this)], {
      last: () => {
        this.com.end();
      },
    });
  }
  GetName(NameSize: number, pName: Uint8Array): Hresult {
    pName.fill(0x61, 0, NameSize);
    return S_OK;
  }
  Shine(other: ToyLamp | null, Level: number, _IVSize: number, pIV: Uint8Array | null): void {
    (other ?? this).level += Level;
    if (pIV) pIV[0] = 1;
  }
  GetLevel(): number {
    return this.level;
  }
  GetKind(pKind: Out<Guid>): void {
    pKind.value = Lamp.iid;
  }
  Twin(_kind: Guid | null, ppLamp: Out<Implementor>): Hresult {
    ppLamp.value = new ToyLamp(this.world);
    return S_OK;
  }
}

/** A lantern, which leaves Forget out. */
export class ToyLantern extends ToyLamp implements Implementation<Lantern, 'Forget'> {
  override readonly com: ComObject = new ComObject(this.world, [offer<Lantern, 'Forget'>(Lantern, this)]);
  carried: readonly (ToyLamp | null)[] = [];
  Carry(_lamps: number, ppLamps: readonly (ToyLamp | null)[] | null): Hresult {
    this.carried = ppLamps ?? [];
    return S_OK;
  }
}

/** A view of a new lamp, with its implementation. */
export function lampOf(world: World) {
  const lamp = new ToyLamp(world);
  return { lamp, view: lamp.com.take('Lamp') as Lamp };
}
