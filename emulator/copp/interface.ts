import type { DdiFunction } from '../../src/abi/index.js';
import { fillTable, NULL } from '../../src/abi/index.js';
import {
  COPP_DDI,
  E_INVALIDARG,
  E_POINTER,
  S_OK,
  SOFTUMDARG_OPENCOPP as OPEN,
  SoftUMDOpenCOPP,
} from '../../src/ddi/index.js';
import { nullPointer } from '../core/causes.js';
import type { DriverInterface } from '../core/driver-interface.js';
import type { ExportedTable } from '../core/function-tables.js';
import { tableFunctions } from '../core/function-tables.js';
import { HANDLE_HEADER_BYTES } from '../core/handle-table.js';
import { commandFunctions } from './command.js';
import type { CoppCore } from './copp-core.js';
import { createCoppCore } from './copp-core.js';
import { handshakeFunctions } from './handshake.js';
import type { CoppIdentity } from './identity.js';
import { checkCoppIdentity } from './identity.js';
import type { CoppPolicies } from './policies.js';
import { coppPolicies } from './policies.js';
import type { CoppProfile } from './profile-schema.js';
import { sessionFunctions } from './session.js';
import { statusFunctions } from './status.js';

/** One bit for each output that has a COPP device. */
const devicesOf = ({ outputs }: CoppCore): number =>
  outputs.all.filter(({ profile }) => profile.copp).reduce((bits, { index }) => bits + 2 ** index, 0);

function open(core: CoppCore, table: () => ExportedTable): DdiFunction<typeof SoftUMDOpenCOPP> {
  const { memory } = core;
  const refuse = core.refusals.of(SoftUMDOpenCOPP);
  return (pOpenData) => {
    if (pOpenData === NULL) return refuse(E_POINTER, () => nullPointer('pOpenData'));
    const { pCOPPFuncs } = OPEN.decode(memory, pOpenData);
    if (pCOPPFuncs === NULL) return refuse(E_INVALIDARG, () => nullPointer('pOpenData', 'pCOPPFuncs'));
    fillTable(memory, pCOPPFuncs, table());
    const told = { PrivateSessionSize: HANDLE_HEADER_BYTES, Devices: devicesOf(core) };
    OPEN.encode(memory, pOpenData, { pCOPPFuncs, ...told });
    return S_OK;
  };
}

/**
 * The COPP device, entered by SoftUMDOpenCOPP.
 * @param identity without one the driver has no COPP: policies and profile are there, and no entry
 */
export function createCoppInterface(
  identity: CoppIdentity | undefined,
): DriverInterface<CoppPolicies, CoppProfile, CoppCore | undefined> {
  return {
    name: 'COPP',
    policies: coppPolicies,
    install: (surroundings) => {
      if (!identity) return { state: undefined };
      const copp = createCoppCore(surroundings, checkCoppIdentity(identity));
      const entry = open(copp, () => surroundings.table(COPP_DDI));
      return {
        state: copp,
        tables: [
          tableFunctions(COPP_DDI, {
            ...sessionFunctions(copp),
            ...handshakeFunctions(copp),
            ...commandFunctions(copp),
            ...statusFunctions(copp),
          }),
        ],
        entries: { SoftUMDOpenCOPP: copp.intercept(SoftUMDOpenCOPP, entry) },
      };
    },
  };
}
