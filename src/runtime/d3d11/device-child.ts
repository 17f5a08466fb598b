import type { FunctionDeclaration, Handle } from '../../abi/index.js';
import type { DriverObject } from '../../host/index.js';
import { ChildObject } from '../objects.js';
import type { RuntimeDevice } from './runtime-device.js';

/** How an object of a device ends: the driver's function, and the API's method that calls it. */
export interface ObjectEnd {
  readonly declaration: FunctionDeclaration;
  readonly call: string;
}

/** ID3D11DeviceChild: an object of a device with one of the driver's behind it. */
export abstract class DeviceChild<H extends Handle> extends ChildObject<RuntimeDevice> {
  constructor(
    readonly device: RuntimeDevice,
    private readonly object: DriverObject<H>,
    private readonly destruction: ObjectEnd,
  ) {
    super(device);
  }

  /** The driver's handle of it. */
  protected get handle(): H {
    return this.object.handle;
  }

  /** Destroys the driver's object, also on a removed device (D-15), and frees its private memory. */
  protected override end(): void {
    this.object.destroy();
    this.device.judgeVoid(this.destruction.declaration, this.destruction.call);
  }
}
