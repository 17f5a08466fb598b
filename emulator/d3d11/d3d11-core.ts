import type { FunctionDeclaration, Hresult } from '../../src/abi/index.js';
import { VOID } from '../../src/abi/index.js';
import type { HAdapter, HDevice } from '../../src/ddi/index.js';
import { INTERFACE_VERSIONS } from '../../src/ddi/index.js';
import { D3DDDIERR_DEVICEREMOVED, E_FAIL, E_INVALIDARG, E_OUTOFMEMORY } from '../../src/ddi/index.js';
import type { DrmComponent } from '../../src/driver/index.js';
import { AllowedProcesses } from './sharing/processes.js';
import type { Surroundings } from '../core/driver-interface.js';
import type { Checks, Prologue } from '../core/prologue.js';
import { createPrologue } from '../core/prologue.js';
import type { RefusalCodes } from '../core/prologue-refusals.js';
import { Slices } from '../core/slices.js';
import { createOffers } from './offers.js';
import type { D3D11Policies } from './policies.js';
import { StillDecoding } from './decoder/still-decoding.js';
import type { Decoder, OutputView } from './decoder/state.js';
import { profileDrm } from './hardware/drm-of-profile.js';
import { HardwareKeyStore } from './hardware/hardware-keys.js';
import { ProtectedMemory } from './hardware/protected-memory.js';
import { TearDownListeners } from './hardware/tear-down.js';
import type { EmulatedProfile } from './profile.js';
import { Removal } from './removal.js';
import { SharedResources } from './sharing/shared-resources.js';
import type { Adapter, CryptoSession, D3D11Base, Device, Resource } from './state.js';
import { handleKinds } from './state.js';
import { StillDrawing } from './still-drawing.js';
import { UsedIvs } from './used-ivs.js';

/** The objects that functions of this interface get for handles. */
export interface D3D11Objects {
  readonly D3D10DDI_HADAPTER: Adapter;
  readonly D3D10DDI_HDEVICE: Device;
  readonly D3D10DDI_HRESOURCE: Resource;
  readonly D3D11_1DDI_HCRYPTOSESSION: CryptoSession;
  readonly D3D11_1DDI_HDECODE: Decoder;
  readonly D3D11_1DDI_HVIDEODECODEROUTPUTVIEW: OutputView;
}

/** The Direct3D 11 interface of one driver. */
export interface D3D11Core extends D3D11Base {
  readonly policies: D3D11Policies;
  /** For functions of an adapter. */
  readonly ofAdapter: Prologue<D3D11Objects>;
  /** For functions of a device. */
  readonly ofDevice: Prologue<D3D11Objects>;
  /** The checks of a device's functions, for interfaces that add handles of their own to them. */
  readonly deviceChecks: Checks<Device, D3D11Base>;
}

/** The codes of D-13, D-09 and D-15, as far as the function lists them. */
function codesOf({ codes, returns }: FunctionDeclaration): RefusalCodes {
  const invalid = returns === VOID || codes.includes(E_INVALIDARG) ? E_INVALIDARG : E_FAIL;
  const gone = codes.includes(E_OUTOFMEMORY) ? E_OUTOFMEMORY : E_INVALIDARG;
  return {
    nullPointer: invalid,
    deadHandle: E_INVALIDARG,
    removed: returns === VOID || codes.includes(D3DDDIERR_DEVICEREMOVED) ? D3DDDIERR_DEVICEREMOVED : gone,
  };
}

/** What is looked into for adapters as for devices. */
function checksOfAll(
  core: D3D11Base,
): Pick<Checks<never, D3D11Base>, 'core' | 'isVacant' | 'codes' | 'refusals' | 'handles'> {
  const { handles, refusals } = core;
  return { core, isVacant: (block) => handles.isVacant(block), codes: codesOf, refusals, handles };
}

function adapterChecks(core: D3D11Base): Checks<Adapter, D3D11Base> {
  return {
    ...checksOfAll(core),
    owners: core.adapters,
    objects: {},
    isGone: () => false,
    reporter: () => () => undefined, // no function of an adapter is VOID
  };
}

function deviceChecks(core: D3D11Base, policies: D3D11Policies): Checks<Device, D3D11Base> {
  return {
    ...checksOfAll(core),
    owners: core.devices,
    objects: {
      D3D11_1DDI_HCRYPTOSESSION: policies.findSession,
      D3D10DDI_HRESOURCE: policies.findResource,
      D3D11_1DDI_HDECODE: policies.findDecoder,
      D3D11_1DDI_HVIDEODECODEROUTPUTVIEW: policies.findOutputView,
    },
    isGone: policies.refusesWhenRemoved,
    // Functions whose page lists codes report in any case (RES-2, RES-27); for the others D-08 has a switch.
    reporter: ({ codes }) => {
      if (codes.length > 0)
        return (device, code) => {
          policies.reportResourceFailure(core, device, code as Hresult);
        };
      return (device, code) => {
        policies.reportFailure(core, device, code as Hresult);
      };
    },
  };
}

/** Puts the interface's state together. */
export function createD3D11Core(
  { core, policies, profile }: Surroundings<D3D11Policies, EmulatedProfile>,
  drm?: DrmComponent,
): D3D11Core {
  const deviceSlices = new Slices<Device>();
  const base: D3D11Base = {
    ...core,
    profile,
    versions: INTERFACE_VERSIONS.filter(({ name }) => profile.interfaceVersions.includes(name)),
    offers: createOffers(profile),
    adapters: core.handles.create<HAdapter, Adapter>(handleKinds.adapter),
    devices: core.handles.create<HDevice, Device>(handleKinds.device),
    deviceSlices,
    stillDrawing: new StillDrawing(),
    removal: new Removal(),
    usedIvs: new UsedIvs(),
    drm: drm ?? profileDrm(profile.hwProtection.commands),
    hardwareKeys: new HardwareKeyStore(core.keys),
    tearDowns: new TearDownListeners(),
    protectedMemory: new ProtectedMemory(),
    stillDecoding: new StillDecoding(),
    sharedResources: new SharedResources(),
    allowedProcesses: deviceSlices.add(
      () => new AllowedProcesses(),
      () => undefined,
    ),
  };
  const checks = deviceChecks(base, policies);
  return {
    ...base,
    policies,
    ofAdapter: createPrologue(adapterChecks(base)),
    ofDevice: createPrologue(checks),
    deviceChecks: checks,
  };
}
