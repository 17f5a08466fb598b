import type { FunctionDeclaration, Hresult } from '../../abi/index.js';
import type { InterfaceVersion, InterfaceVersionName } from '../../ddi/index.js';
import type { D3D11Driver } from '../../driver/index.js';
import { hasEntry } from '../../driver/index.js';
import {
  CalcPrivateDeviceSize,
  CreateDevice,
  DDI_INTERFACE_VERSION,
  E_FAIL,
  E_INVALIDARG,
  INTERFACE_VERSIONS,
  interfaceVersion,
  OpenAdapter10_2,
  RetrieveSubObject,
} from '../../ddi/index.js';
import type { DeviceFunctions, HostDevice, VideoFunctions } from '../../host/index.js';
import { HostAdapter } from '../../host/index.js';
import { Case } from '../framework/case.js';
import type { Fixture } from '../framework/fixture.js';
import { codesText } from '../framework/judge.js';
import { CaseFailure } from '../framework/outcome.js';
import type { ClauseId } from '../rules/clauses/index.js';

type AdapterFunctions = HostAdapter['functions'];

const noEntry = 'the driver has no OpenAdapter10_2';

/** Why cases are skipped that want the video table of a driver without one (D-19). */
export const noVideoTable = 'the driver has no D3D11.1 video function table';

/**
 * A case on a driver of Direct3D 11: the adapter, its devices and what they report. The helpers take it first.
 * @example
 * function expectFlushed(t: D3D11Case): void {
 *   const device = t.device();
 *   t.expectSuccess(device, 'Flush', () => t.core(device, 'pfnFlush')(device.hDevice, 0));
 * }
 */
export class D3D11Case extends Case {
  private opened: HostAdapter | undefined;

  /** The driver with its entry, every call logged. */
  entered(): D3D11Driver {
    const { observed } = this;
    return hasEntry(observed, 'OpenAdapter10_2') ? observed : this.skip(noEntry);
  }

  /** Opens the driver, once a case. */
  adapter(): HostAdapter {
    this.opened ??= this.openAdapter();
    return this.opened;
  }

  /** Opens the driver anew (OPN-5). */
  openAdapter(): HostAdapter {
    const { hresult, adapter } = HostAdapter.open(this.entered());
    if (!adapter)
      throw new CaseFailure(`OpenAdapter10_2: expected success, received ${codesText([hresult])}`);
    this.atEnd(() => {
      adapter.close();
      const [stray] = adapter.takeStrayErrors();
      if (!stray) return;
      const text = `pfnSetErrorCb with ${codesText([stray.code])}: expected the hRTCoreLayer of a device, received 0x${stray.hRTCoreLayer.toString(16)}`;
      this.violated('DEV-18', text);
    });
    return adapter;
  }

  /** A new device of D3D11.1, its tables read. Each call makes another. */
  device(adapter = this.adapter()): HostDevice {
    return this.createDevice(adapter, interfaceVersion('D3D11_1'));
  }

  /** A new device of a version of the interface; skips the case where the driver does not list it (OPN-14). */
  deviceOf(name: InterfaceVersionName): HostDevice {
    const version = this.versions().find((one) => one.name === name);
    return this.createDevice(this.adapter(), version ?? this.skip(`the driver does not list ${name}`));
  }

  /** A new device of the newest version that the driver lists and the suite knows; skips before WDDM 2.0. */
  newestDevice(): HostDevice {
    const version = this.versions().at(-1);
    if (!version || version.Interface < DDI_INTERFACE_VERSION.D3DWDDM2_0)
      return this.skip('the driver lists no version of the interface from WDDM 2.0 on');
    return this.createDevice(this.adapter(), version);
  }

  /** The versions that the driver lists and the suite knows, oldest first, each with the build that is listed. */
  versions(): readonly InterfaceVersion[] {
    const adapter = this.adapter();
    this.ofAdapter(adapter, 'pfnGetSupportedVersions');
    const listed = adapter.supportedVersions();
    return INTERFACE_VERSIONS.flatMap((version) => {
      const supported = listed.findLast((one) => Number(one >> 32n) === version.Interface);
      return supported === undefined
        ? []
        : [{ ...version, supported, Version: Number(supported & 0xffff_ffffn) }];
    });
  }

  private createDevice(adapter: HostAdapter, version: InterfaceVersion): HostDevice {
    for (const slot of ['pfnCalcPrivateDeviceSize', 'pfnCreateDevice'] as const)
      this.ofAdapter(adapter, slot);
    const { hresult, device } = adapter.createDevice(version);
    if (!device) throw new CaseFailure(`CreateDevice: expected success, received ${codesText([hresult])}`);
    this.atEnd(() => {
      device.destroy();
    });
    return device;
  }

  /** DestroyDevice, now instead of at the end of the case. What was made on the device is not destroyed any more. */
  destroyDevice(device: HostDevice): void {
    device.destroy();
  }

  /** A function of the adapter's table; skips the case where the slot is empty. */
  ofAdapter<Slot extends keyof AdapterFunctions>(
    { functions }: HostAdapter,
    slot: Slot,
  ): NonNullable<AdapterFunctions[Slot]> {
    return this.filled(slot, functions[slot]);
  }

  /** A function of the device table; skips the case where the slot is empty. */
  core<Slot extends keyof DeviceFunctions>(
    { functions }: HostDevice,
    slot: Slot,
  ): NonNullable<DeviceFunctions[Slot]> {
    return this.filled(slot, functions[slot]);
  }

  /** A function of the video table; skips the case where the slot is empty, or the driver has no such table. */
  video<Slot extends keyof VideoFunctions>(
    { video }: HostDevice,
    slot: Slot,
  ): NonNullable<VideoFunctions[Slot]> {
    if (!video) return this.skip(noVideoTable);
    return this.filled(slot, video[slot]);
  }

  /** What a function answered that was given NULL for a pointer that it needs (D-13). */
  expectNullRefused(code: Hresult, { codes }: FunctionDeclaration, what: string): void {
    this.expectCode(code, [codes.includes(E_INVALIDARG) ? E_INVALIDARG : E_FAIL], 'D-13', what);
  }

  /** What a call passes to pfnSetErrorCb; empty means that it succeeded (ERR-1). */
  errorsOf(device: HostDevice, call: () => void): readonly Hresult[] {
    device.takeErrors();
    call();
    return device.takeErrors();
  }

  /** A VOID function that must succeed, which is to report nothing. */
  expectSuccess(device: HostDevice, what: string, call: () => void): void {
    const errors = this.errorsOf(device, call);
    this.expect(errors.length === 0, 'ERR-1', `${what}: expected no error, received ${codesText(errors)}`);
  }

  /** How a VOID function failed, where its page says which code it reports; none means that it must succeed. */
  expectErrors(errors: readonly Hresult[], codes: readonly Hresult[], clause: ClauseId, what: string): void {
    const right = errors.every((error) => codes.includes(error)) && errors.length > 0 === codes.length > 0;
    const text = `${what}: expected ${codesText(codes)} through pfnSetErrorCb, received ${codesText(errors)}`;
    this.expect(right, clause, text);
  }

  /** How a VOID function failed: as the profile's switch says (D-08), with one of these codes. */
  decidedErrors(errors: readonly Hresult[], codes: readonly Hresult[], what: string): void {
    const silent = this.setting('voidFailure') === 'silent';
    const right = silent ? errors.length === 0 : errors.length > 0 && errors.every((e) => codes.includes(e));
    const expected = silent ? 'no call' : codesText(codes);
    this.decided(
      'D-08',
      right,
      `${what}: expected ${expected} through pfnSetErrorCb, received ${codesText(errors)}`,
    );
  }
}

/**
 * The fixture of Direct3D 11: its cases open the driver by OpenAdapter10_2, and are skipped where it has none.
 * @example
 * const flushing = group('flushing', 'Flush on a fresh device', d3d11, [
 *   test('no-flags', { clauses: ['DEV-21'] }).run((t) => {
 *     const device = t.device();
 *     t.expect(t.core(device, 'pfnFlush')(device.hDevice, 0) !== 0, 'DEV-21', 'expected TRUE, received FALSE');
 *   }),
 * ]);
 */
export const d3d11: Fixture<D3D11Case> = {
  name: 'd3d11',
  opening: [OpenAdapter10_2, CalcPrivateDeviceSize, CreateDevice, RetrieveSubObject],
  requires: (driver) => (hasEntry(driver, 'OpenAdapter10_2') ? undefined : noEntry),
  create: (setup) => new D3D11Case(setup),
};
