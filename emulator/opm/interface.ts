import type { DdiFunction } from '../../src/abi/index.js';
import { fillTable, NULL } from '../../src/abi/index.js';
import {
  DXGK_OPM_INTERFACE,
  DXGK_OPM_INTERFACE_3,
  DxgkDdiQueryInterface,
  GUID,
  INTERFACE_HEAD as HEAD,
  NTSTATUSES as S,
  OPM_INTERFACES,
  QUERY_INTERFACE,
  SOFTUMDARG_OPENOPM as OPEN,
  SoftUMDOpenOPM,
  STATUS_NOT_SUPPORTED,
  STATUS_SUCCESS,
} from '../../src/ddi/index.js';
import { nullPointer } from '../core/causes.js';
import type { DriverInterface, Surroundings } from '../core/driver-interface.js';
import { tableFunctions } from '../core/function-tables.js';
import type { CoppIdentity } from '../copp/identity.js';
import { noInterface, scanFailed } from './causes.js';
import { certificateFunctions } from './certificate.js';
import { configureFunctions } from './configure.js';
import { informationFunctions } from './information.js';
import { nonLocalFunctions } from './non-local-display.js';
import type { OpmCore } from './opm-core.js';
import { createOpmCore } from './opm-core.js';
import type { OpmPolicies } from './policies.js';
import { opmPolicies } from './policies.js';
import type { OpmProfile } from './profile-schema.js';
import { protectedOutputFunctions } from './protected-output.js';
import { signingKeyFunctions } from './signing-key.js';
import { srmListFunctions } from './srm-list.js';

const versions = [1, 4] as const;

/** DxgkDdiQueryInterface: an interface by its GUID, into no more bytes than the caller has (OPM-49, DDI-N4). */
function queryInterface(core: OpmCore, { table }: Pick<Surroundings<object, unknown>, 'table'>) {
  const { memory, opmProfile } = core;
  const refuse = core.refusals.of(DxgkDdiQueryInterface);
  return core.ofAdapter.single(DxgkDdiQueryInterface, (_adapter, pQuery) => {
    const { InterfaceType, Size, Version, Interface } = QUERY_INTERFACE.decode(memory, pQuery);
    if (InterfaceType === NULL || Interface === NULL)
      return refuse(S.STATUS_GRAPHICS_INVALID_POINTER, () => nullPointer('QueryInterface', 'a member'));
    const guid = GUID.read(memory, InterfaceType, 'x64');
    const version = versions.find(
      (one) => one <= opmProfile.opm.interfaceVersion && OPM_INTERFACES[one].guid === guid,
    );
    if (version === undefined || Version !== version || Size < OPM_INTERFACES[version].table.bytes)
      return refuse(STATUS_NOT_SUPPORTED, () => noInterface(guid, Version, Size));
    const declaration = OPM_INTERFACES[version].table;
    memory.range(Interface, declaration.bytes);
    HEAD.encode(memory, Interface, { Size: declaration.bytes, Version: version, Context: NULL });
    fillTable(memory, Interface, table(declaration));
    return STATUS_SUCCESS;
  });
}

/** The entry: the adapter and its targets. */
function open(
  core: OpmCore,
  query: DdiFunction<typeof DxgkDdiQueryInterface>,
): DdiFunction<typeof SoftUMDOpenOPM> {
  const { memory, code, adapter, outputs, opmProfile } = core;
  const refuse = core.refusals.of(SoftUMDOpenOPM);
  return (pOpenData) => {
    if (pOpenData === NULL) return refuse(S.STATUS_GRAPHICS_INVALID_POINTER, () => nullPointer('pOpenData'));
    if (opmProfile.opm.hardwareScan === 'device-failed') return refuse(S.STATUS_UNSUCCESSFUL, scanFailed);
    OPEN.encode(memory, pOpenData, {
      MiniportDeviceContext: adapter.context,
      pfnQueryInterface: code.addressOf(DxgkDdiQueryInterface, query),
      Targets: outputs.all.reduce((bits, { index }) => bits + 2 ** index, 0),
    });
    return STATUS_SUCCESS;
  };
}

/** The nine functions of version 1, and the references of the interface, which end nothing here. */
function functionsOf(core: OpmCore) {
  return {
    InterfaceReference: () => undefined,
    InterfaceDereference: () => undefined,
    ...certificateFunctions(core),
    ...protectedOutputFunctions(core),
    ...signingKeyFunctions(core),
    ...informationFunctions(core),
    ...configureFunctions(core),
  };
}

/**
 * OPM's half of a display miniport, entered by SoftUMDOpenOPM.
 * @param coppIdentity without one there are no outputs with COPP semantics (OPM-38)
 */
export function createOpmInterface(
  coppIdentity: CoppIdentity | undefined,
): DriverInterface<OpmPolicies, OpmProfile, OpmCore> {
  return {
    name: 'OPM',
    policies: opmPolicies,
    install: (surroundings) => {
      const opm = createOpmCore(surroundings, coppIdentity);
      const nine = functionsOf(opm);
      const query = opm.intercept(DxgkDdiQueryInterface, queryInterface(opm, surroundings));
      return {
        state: opm,
        tables: [
          tableFunctions(DXGK_OPM_INTERFACE, nine),
          tableFunctions(DXGK_OPM_INTERFACE_3, {
            ...nine,
            ...nonLocalFunctions(opm),
            ...srmListFunctions(opm),
          }),
        ],
        entries: { SoftUMDOpenOPM: opm.intercept(SoftUMDOpenOPM, open(opm, query)) },
      };
    },
  };
}
