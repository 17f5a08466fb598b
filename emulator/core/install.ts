import type { CodeSpace, Interposer, TableDeclaration } from '../../src/abi/index.js';
import type { CryptoEngine, RandomSource } from '../../src/crypto/index.js';
import { opensslEngine, systemRandom } from '../../src/crypto/index.js';
import type { DriverControl, DriverEntries, DriverOracle } from '../../src/driver/index.js';
import type { ArenaMemory } from '../../src/memory/index.js';
import { CodeSegment, nameCulprit } from '../../src/memory/index.js';
import { chain } from '../../src/trace/index.js';
import { AllocationGate } from './allocation-gate.js';
import { EmulatedClock } from './clock.js';
import type { CorePolicies } from './core-policies.js';
import { corePolicies } from './core-policies.js';
import type { DriverCore } from './driver-core.js';
import type { DriverInterface, Installation, Surroundings } from './driver-interface.js';
import { FunctionTables } from './function-tables.js';
import type { Incident } from './handle-table.js';
import { HandleTables } from './handle-tables.js';
import type { DriverIdentity } from './identity.js';
import { checkIdentity } from './identity.js';
import { KeySlab } from './key-slab.js';
import { RefusalRecorder } from './refusal-recorder.js';

/** What a driver is made of besides its interfaces and its profile. */
export interface CoreOptions {
  /** The certificate's private key (RSA-2048) and the chain's bytes as GetCertificate returns them (D-05). */
  readonly identity: DriverIdentity;
  readonly engine?: CryptoEngine;
  /** Where random bytes come from; the system's by default (D-60). */
  readonly random?: RandomSource;
  readonly code?: CodeSpace;
  /** Put between every function and its caller: traces, faults. */
  readonly interposer?: Interposer;
  /** Told of private memory that somebody overwrote (D-61). */
  readonly onIncident?: (incident: Incident) => void;
}

/** Any interface: which policies, profile and state it has, it alone knows. */
type AnyInterface = DriverInterface<object, unknown, unknown>;

/** What the interfaces have come to, together. */
export interface Installed {
  readonly code: CodeSpace;
  readonly entries: DriverEntries;
  readonly control: DriverControl;
  readonly oracle: DriverOracle;
}

/** The honest policies with the entries that are changed. No two interfaces have a policy of one name. */
function policiesOf(interfaces: readonly AnyInterface[], changes: object): object {
  const all: object = { ...corePolicies };
  for (const { name, policies } of interfaces) {
    const twice = Object.keys(policies).find((policy) => policy in all);
    if (twice !== undefined) throw new TypeError(`${name}: there is a policy '${twice}' already`);
    Object.assign(all, policies);
  }
  const unknown = Object.keys(changes).find((policy) => !(policy in all));
  if (unknown !== undefined) throw new TypeError(`policies: expected a policy, received '${unknown}'`);
  // Made at once: of an object that grew by this much V8 finds each property in a hash table, at every call.
  return { ...all, ...changes };
}

function createCore(
  options: CoreOptions,
  memory: ArenaMemory,
  policies: CorePolicies,
): { readonly core: DriverCore; readonly tables: FunctionTables } {
  const code = options.code ?? new CodeSegment();
  const { interposer, onIncident = () => undefined } = options;
  // The faulty or tracing interposer inside, the one that names culprits outside.
  const between: Interposer = interposer ? chain(nameCulprit, interposer) : nameCulprit;
  const tables = new FunctionTables({ memory, code }, between);
  let serial = 0;
  const core: DriverCore = {
    memory,
    code,
    engine: options.engine ?? opensslEngine(),
    random: options.random ?? systemRandom(),
    identity: checkIdentity(options.identity),
    allocations: new AllocationGate(),
    clock: new EmulatedClock(),
    keys: new KeySlab((key) => {
      policies.wipeKey(key);
    }),
    handles: new HandleTables(memory),
    refusals: new RefusalRecorder(),
    report: onIncident,
    nextSerial: () => (serial += 1),
    intercept: (declaration, implementation) => tables.single(declaration, implementation),
  };
  return { core, tables };
}

/**
 * Installs interfaces, one after another, over a core of their own.
 * @throws TypeError when there is no identity, a policy is not known, or two interfaces want the same slot or policy
 */
export function installInterfaces(
  interfaces: readonly AnyInterface[],
  options: CoreOptions,
  memory: ArenaMemory,
  profile: object,
  changedPolicies: object = {},
): Installed {
  const policies = policiesOf(interfaces, changedPolicies);
  const { core, tables } = createCore(options, memory, policies as CorePolicies);
  const states = new Map<AnyInterface, unknown>();
  const of: Surroundings<object, unknown>['of'] = (other) => {
    if (!states.has(other)) throw new TypeError(`interfaces: '${other.name}' has to be installed before`);
    return states.get(other) as never;
  };
  const surroundings = { core, policies, profile, of, table: (one: TableDeclaration) => tables.of(one) };
  const installations = interfaces.map((one): Installation<unknown> => {
    // Policies and profile hold what every interface wants of them: the caller's types see to it.
    const installation = one.install(surroundings);
    states.set(one, installation.state);
    installation.tables?.forEach((functions) => {
      tables.add(functions);
    });
    return installation;
  });
  const coreControl = {
    failAllocation: (nth: number) => {
      core.allocations.failAt(nth);
    },
    clock: core.clock,
    refusals: core.refusals,
  };
  const coreOracle = { remembers: (secret: Uint8Array) => core.keys.contains(secret) };
  return {
    code: core.code,
    entries: Object.assign({}, ...installations.map(({ entries }) => entries)) as DriverEntries,
    control: Object.assign(coreControl, ...installations.map(({ control }) => control)) as DriverControl,
    oracle: Object.assign(coreOracle, ...installations.map(({ oracle }) => oracle)) as DriverOracle,
  };
}
