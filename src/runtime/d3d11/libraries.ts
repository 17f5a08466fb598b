/** What d3d11.dll, dxgi.dll and dxva2.dll export, for one machine. */
import type { Guid, Handle, Hresult } from '../../abi/index.js';
import * as d3d11 from '../../api/d3d11/functions.js';
import * as dxgi from '../../api/dxgi/functions.js';
import type { ApiInterposer, Implementor, Out } from '../../api/kit/index.js';
import { implementationOf, viewedObject } from '../../api/kit/index.js';
import type { IUnknown } from '../../api/kit/index.js';
import type { HDevice } from '../../ddi/index.js';
import { E_INVALIDARG, S_OK } from '../../ddi/index.js';
import type { KernelDevice } from '../../host/index.js';
import { Kernel } from '../../host/index.js';
import { checkOptions, given } from '../../options/index.js';
import type { Adapter } from '../dxgi/adapter.js';
import { creationStack } from '../creation-stack.js';
import { Factory } from '../dxgi/factory.js';
import { System } from '../dxgi/system.js';
import { exporter } from '../exports-of.js';
import type { Dxva2, OpmAdapterSetup } from '../opm/dxva2.js';
import { dxva2Of } from '../opm/dxva2.js';
import { DXGI_CREATE_FACTORY_DEBUG } from './constants.js';
import { CryptoSession } from './crypto-session.js';
import type { Device } from './device.js';
import { DriverChild } from './device-child.js';
import { createDevice, giveDevice } from './create-device.js';
import type { DebugMessage, DebugSettings, LiveDevice, LiveObject } from './debug-layer/index.js';
import { complaining, defaultDebugSettings, MessageStore } from './debug-layer/index.js';
import { machineSetupSchema } from './machine-setup.js';
import { skippedRules } from './rules/index.js';
import type { RuleSettings } from './runtime-device.js';
import { RuntimeDevice } from './runtime-device.js';

/** What stands in the machine, and what looks at its calls. */
export interface MachineSetup {
  readonly adapters: readonly OpmAdapterSetup[];
  /** What stands between callers and every method and function of the API. */
  readonly interposer?: ApiInterposer;
  /** Rules that are switched off, of those that no source is sure of: `['CT-6']`. */
  readonly skippedRules?: readonly string[];
  /** What the debug layer of its devices does beyond the real one. */
  readonly debug?: Partial<DebugSettings>;
}

/** The functions of one machine's libraries, and the machine itself. */
export interface Libraries extends Dxva2 {
  readonly D3D11CreateDevice: d3d11.D3D11CreateDevice;
  readonly CreateDXGIFactory: dxgi.CreateDXGIFactory;
  readonly CreateDXGIFactory1: dxgi.CreateDXGIFactory1;
  readonly CreateDXGIFactory2: dxgi.CreateDXGIFactory2;
  /** Adapters, events, and what removes a device. */
  readonly kernel: Kernel;
  /** Every device that was made here and not released yet, and what is alive of it. */
  liveDevices(): readonly LiveDevice[];
  /** Ends every device, whoever made it and whoever holds it: what no application can do ({@link endDevice}). */
  endDevices(): void;
  /** What was wrong with calls that belong to no device. */
  readonly messages: readonly DebugMessage[];
}

/** The functions as they are behind their checks. */
function bodies(
  system: System,
  settings: Pick<RuleSettings, 'skippedRules' | 'debug'>,
  made: (device: Device) => void,
) {
  const makeFactory = (ppFactory: Out<Implementor>, isOfDxgi10: boolean, flags: number): Hresult => {
    ppFactory.value = new Factory(system, isOfDxgi10, flags);
    return S_OK;
  };
  const refuse = (call: string, text: string, hresult: Hresult): Hresult => {
    system.complain(call, 'ARGUMENT', text, hresult);
    return hresult;
  };
  return {
    CreateDXGIFactory: (_riid: Guid, ppFactory: Out<Implementor>) => makeFactory(ppFactory, true, 0),
    CreateDXGIFactory1: (_riid: Guid, ppFactory: Out<Implementor>) => makeFactory(ppFactory, false, 0),
    CreateDXGIFactory2: (flags: number, _riid: Guid, ppFactory: Out<Implementor>) =>
      flags > DXGI_CREATE_FACTORY_DEBUG
        ? refuse('CreateDXGIFactory2', `Flags: ${flags} is none`, E_INVALIDARG)
        : makeFactory(ppFactory, false, flags),
    D3D11CreateDevice: (
      adapter: Adapter | null,
      driverType: number,
      software: bigint,
      flags: number,
      pFeatureLevels: readonly number[] | null,
      FeatureLevels: number,
      sdkVersion: number,
      ppDevice: Out<Implementor> | null,
      pFeatureLevel: Out<number> | null,
      ppImmediateContext: Out<Implementor> | null,
    ) => {
      const levels = pFeatureLevels && pFeatureLevels.slice(0, FeatureLevels);
      const asked = { adapter, driverType, software, flags, levels, sdkVersion };
      const created = createDevice(system, asked, settings);
      if (created.device) made(created.device);
      return giveDevice(created, { ppDevice, pFeatureLevel, ppImmediateContext });
    },
  };
}

/**
 * The libraries of a machine with these adapters, as a program finds them that was linked with d3d11.dll, dxgi.dll and
 * dxva2.dll.
 * Machines share nothing.
 * @throws TypeError for a member that is unknown or of a wrong type, and a rule that cannot be switched off
 */
export function loadLibraries(setup: MachineSetup): Libraries {
  const {
    adapters,
    interposer,
    skippedRules: skipped = [],
    debug = {},
  } = checkOptions('loadLibraries', machineSetupSchema, given(setup)) as MachineSetup;
  const kernel = new Kernel(adapters);
  const settings = { ...defaultDebugSettings, ...debug };
  const messages = new MessageStore(settings);
  const system = new System(kernel, complaining(messages), interposer);
  const devices = new WeakMap<KernelDevice, Device>();
  const made = (device: Device) => void devices.set(device.runtime.kernel, device);
  const rules = { skippedRules: skippedRules(skipped), debug: settings };
  const implementation = bodies(system, rules, made);
  const exported = exporter(system, interposer);
  return {
    D3D11CreateDevice: exported(d3d11.D3D11CreateDevice, implementation),
    CreateDXGIFactory: exported(dxgi.CreateDXGIFactory, implementation),
    CreateDXGIFactory1: exported(dxgi.CreateDXGIFactory1, implementation),
    CreateDXGIFactory2: exported(dxgi.CreateDXGIFactory2, implementation),
    ...dxva2Of(system, adapters, exported, settings.creationStacks ? creationStack : undefined),
    kernel,
    liveDevices: () => kernel.devices.flatMap((device) => devices.get(device)?.life ?? []),
    endDevices: () => {
      for (const device of kernel.devices) devices.get(device)?.runtime.destroy();
    },
    messages: messages.messages(),
  };
}

/** The device behind an object of its API. */
export function runtimeDeviceOf(view: IUnknown): RuntimeDevice {
  const { environment } = viewedObject('device', view);
  if (environment instanceof RuntimeDevice) return environment;
  throw new TypeError('expected an object of a device, received one of DXGI alone');
}

/** What a driver knows an object by. */
export interface DriverHandles<H extends Handle> {
  readonly hDevice: HDevice;
  /** hResource, hCryptoSession, … */
  readonly handle: H;
}

/**
 * The driver's handles of a resource or session: what its oracle is asked with, and what stands in traces. No application
 * has them.
 */
export function driverHandlesOf<H extends Handle = Handle>(view: IUnknown): DriverHandles<H> {
  const implementation = implementationOf(view);
  if (!(implementation instanceof DriverChild))
    throw new TypeError('expected a resource or session, received an object that the driver does not have');
  return { hDevice: runtimeDeviceOf(view).host.hDevice, handle: implementation.driverHandle as H };
}

/** What the debug layer said of a device, which any of its objects leads to. */
export function infoQueueOf(view: IUnknown): MessageStore {
  return runtimeDeviceOf(view).messages;
}

/** What is alive of a device, which any of its objects leads to: what callers hold, or have left mapped. */
export function liveObjectsOf(view: IUnknown): readonly LiveObject[] {
  return runtimeDeviceOf(view).live.list();
}

/**
 * Removes one device, as the system does: at once, for everybody who holds it or its children.
 * @param reason what GetDeviceRemovedReason answers from now on
 */
export function removeDevice(view: IUnknown, reason: Hresult): void {
  runtimeDeviceOf(view).kernel.remove(reason);
}

/**
 * Loses the keys of a session, or of all sessions of a device, and what lies in protected memory, as a display that
 * changes does (D-44). Sessions are concerned whose caps have HARDWARE_TEARDOWN.
 * @param status what CheckCryptoSessionStatus answers from then on, unless it is KEY_AND_CONTENT_LOST
 */
export function tearDown(view: IUnknown, status?: number): void {
  const implementation = implementationOf(view);
  runtimeDeviceOf(view).kernel.tearDown({
    ...(implementation instanceof CryptoSession && { hCryptoSession: implementation.hCryptoSession }),
    ...(status !== undefined && { status }),
  });
}

/**
 * Ends a device, whoever still holds it or its children: what no application can do, and a test does when it is done. To
 * those who still hold something the device is removed; what they hold they may still release.
 */
export function endDevice(view: IUnknown): void {
  runtimeDeviceOf(view).destroy();
}
