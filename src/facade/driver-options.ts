import type { KeyObject } from 'node:crypto';
import * as v from 'valibot';
import type { EmulatedDriverOptions, Incident, Policies } from '../../emulator/index.js';
import { profileChangesSchema } from '../../emulator/index.js';
import type { CodeSpace, Interposer } from '../abi/index.js';
import type { ApiInterposer } from '../api/kit/index.js';
import type { CertificateInput } from '../certificate/index.js';
import type { CryptoEngine, RandomSource } from '../crypto/index.js';
import type { DrmComponent } from '../driver/index.js';
import type { ArenaMemory } from '../memory/index.js';
import type { DebugMessage } from '../runtime/d3d11/index.js';
import type { ApiFaultRule } from './api-watch.js';
import { isCount } from './arguments.js';
import { readProfile } from './load-profile.js';
import {
  anyMembers,
  checkOptions,
  given,
  hasMethods,
  listOf,
  members,
  oneOf,
  text,
  trueOrFalse,
  valueOf,
} from '../options/index.js';

type ProfileChanges = v.InferOutput<typeof profileChangesSchema>;

/** A profile of the package, by name; or any entries other than the default's. */
const profileSchema: v.GenericSchema<ProfileChanges | string, ProfileChanges> = v.lazy((given) =>
  typeof given === 'string'
    ? v.pipe(
        text(),
        v.transform((name): ProfileChanges => readProfile('profile', name).profile),
      )
    : profileChangesSchema,
);

const isObject = (value: unknown) => typeof value === 'object' && value !== null;
const isFunction = (value: unknown) => typeof value === 'function';
const isGiven = (value: unknown) => value !== undefined && value !== null;
const isSeed = (value: unknown) =>
  typeof value === 'string' || (typeof value === 'number' && !Number.isNaN(value));
const isRecordOfFunctions = (value: unknown) => isObject(value) && Object.values(value).every(isFunction);

const certificateSchema = members({
  /** RSA-2048: a KeyObject, PEM text, or PEM or DER bytes. */
  privateKey: valueOf<KeyObject | string | Uint8Array>('a private key as KeyObject, PEM or DER', isGiven),
  /** The leaf and what issued it, in any order: X509Certificates, PEM or DER. */
  chain: valueOf<CertificateInput | readonly CertificateInput[]>('X509Certificates, PEM or DER', isGiven),
});

/**
 * The key and chain that a driver proves itself with, in whatever form they come.
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { createDevice, type DriverCertificate } from 'softumd';
 *
 * const certificate: DriverCertificate = {
 *   privateKey: readFileSync('driver.key.pem'),
 *   chain: [readFileSync('driver.pem'), readFileSync('issuers.pem')],
 * };
 * const device = createDevice({ certificate });
 * ```
 */
export type DriverCertificate = Readonly<v.InferOutput<typeof certificateSchema>>;

const coppCertificateSchema = members({
  /** RSA-2048: a KeyObject, PEM text, or PEM or DER bytes. */
  privateKey: valueOf<KeyObject | string | Uint8Array>('a private key as KeyObject, PEM or DER', isGiven),
  /** The XML document that KeyExchange returns: three certificates, the driver's first. */
  chain: valueOf<string | Uint8Array>(
    'the XML document as text or bytes',
    (value) => typeof value === 'string' || value instanceof Uint8Array,
  ),
});

/**
 * The key and the XML chain that a driver of COPP proves itself with. The chain is passed on byte for byte.
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { type CoppDriverCertificate, createOutputs } from 'softumd';
 *
 * const coppCertificate: CoppDriverCertificate = {
 *   privateKey: readFileSync('copp.key.pem'),
 *   chain: readFileSync('copp.xml'),
 * };
 * const outputs = createOutputs({ coppCertificate });
 * ```
 */
export type CoppDriverCertificate = Readonly<v.InferOutput<typeof coppCertificateSchema>>;

const optionEntries = {
  /** Shown in reports; made of the profile's name by default. */
  name: text(),
  /** The driver's certificate. By default the test chain that is shipped with the package. */
  certificate: certificateSchema as v.GenericSchema<DriverCertificate>,
  /** COPP's certificate, likewise; null for a driver without COPP. */
  coppCertificate: v.nullable(coppCertificateSchema as v.GenericSchema<CoppDriverCertificate>),
  /**
   * What the driver offers and how it decides open points: any entries other than the default profile's; or the name of
   * a profile of the package, or the path of a JSON file, as {@link loadProfile} takes them.
   */
  profile: profileSchema,
  /** Makes every byte of the driver's random numbers repeat (D-60). Ignored where `random` is given. */
  seed: valueOf<string | number>('text or a number', isSeed),
  /** Where random bytes come from; the system's by default (D-60). */
  random: valueOf<RandomSource>('a RandomSource', (value) => hasMethods(value, 'bytes')),
  /** OpenSSL's by default. */
  engine: valueOf<CryptoEngine>('a CryptoEngine such as opensslEngine()', (value) =>
    hasMethods(value, 'ctr', 'rsaPrivate'),
  ),
  /** The process to live in. By default one of its own. */
  memory: valueOf<ArenaMemory>('an ArenaMemory', (value) => hasMethods(value, 'allocate', 'free', 'live')),
  code: valueOf<CodeSpace>('a CodeSegment', (value) => hasMethods(value, 'addressOf', 'functionAt')),
  /** Policies other than the honest ones: what faulty drivers are made of. */
  policies: valueOf<Partial<Policies>>('an object of functions', isRecordOfFunctions),
  /** What stands for the trusted environment behind HW_PROTECTION, instead of what the profile lists (D-42). */
  drm: valueOf<DrmComponent>('a DrmComponent', (value) => hasMethods(value, 'execute')),
  /** Put between every table function of the driver and its caller: traces, faults. */
  interposer: valueOf<Interposer>('a function such as createFaults().interposer', isFunction),
  /** Told of private memory that somebody overwrote (D-61). */
  onIncident: valueOf<(incident: Incident) => void>('a function', isFunction),
} satisfies Record<
  keyof Omit<EmulatedDriverOptions, 'identity' | 'coppIdentity'> | 'certificate' | 'coppCertificate' | 'seed',
  v.GenericSchema
>;
const driverOptionsSchema = anyMembers(optionEntries);

/**
 * What an emulated driver is made of; everything has a default.
 *
 * @example
 * ```ts
 * import { createDevice, type DriverOptions } from 'softumd';
 * import { createFaults, E_OUTOFMEMORY } from 'softumd/ddi';
 *
 * const faults = createFaults([{ call: 'CreateCryptoSession', nth: 2, answer: E_OUTOFMEMORY }]);
 * const options: DriverOptions = { seed: 1, profile: { oaepHash: 'sha256' }, interposer: faults.interposer };
 * const device = createDevice(options);
 * ```
 */
export type DriverOptions = Readonly<v.InferInput<typeof driverOptionsSchema>>;

/** Options that are checked: a profile's name has become what it stands for. */
export type CheckedDriverOptions = Readonly<v.InferOutput<typeof driverOptionsSchema>>;

const machineEntries = {
  /** Put between every method and function of the API and its caller: call logs, faults, hooks. */
  apiInterposer: valueOf<ApiInterposer>('a function such as createCallLog().interposer', isFunction),
  /** Rules that calls of the API are answered by; `[]` makes room for those that a test adds. */
  faults: listOf(
    valueOf<ApiFaultRule>(
      "a rule such as { call: 'ID3D11Device::CreateBuffer', answer: E_OUTOFMEMORY }",
      isObject,
    ),
  ),
  /** How many calls of the API are kept, the newest, for the property `calls`. None by default. */
  calls: valueOf<number>('a whole number above 0', isCount),
  /**
   * What a device does whose driver refuses a call that returns nothing (D-08): `diagnose`, the default, drops the call,
   * says why and keeps the device; `remove` ends it, as the real runtime does.
   */
  criticalVoid: oneOf('diagnose', 'remove'),
  /** Makes errors of warnings to callers: a counter used twice, a key never negotiated, objects left at the end. */
  strict: trueOrFalse(),
  /** Keeps where each object was made, for `assertNoLeaks` and live reports. */
  creationStacks: trueOrFalse(),
  /** Hears every message that is stored, at once. */
  onMessage: valueOf<(message: DebugMessage) => void>('a function', isFunction),
  /** Called where the real debug layer would stop in a debugger: SetBreakOnSeverity and its like. What it throws comes out of the call. */
  onBreak: valueOf<(message: DebugMessage) => void>('a function', isFunction),
  /** Tells (INFO) where a key is negotiated and the certificate was never read. */
  certificateChecks: trueOrFalse(),
};
const machineOptionsSchema = anyMembers(machineEntries);

/**
 * What a machine has besides its adapters.
 *
 * @example
 * ```ts
 * import { createMachine, type MachineOptions } from 'softumd';
 * import { DXGI_ERROR_UNSUPPORTED } from 'softumd/d3d11';
 *
 * const options: MachineOptions = {
 *   faults: [{ call: 'D3D11CreateDevice', nth: 2, answer: DXGI_ERROR_UNSUPPORTED }],
 *   calls: 100,
 * };
 * const machine = createMachine([{}, {}], options);
 * machine.adapters[1]?.createDevice();
 * console.log(machine.calls.at(-1)?.text);
 * ```
 */
export type MachineOptions = Readonly<v.InferOutput<typeof machineOptionsSchema>>;

const deviceOptionsSchema = anyMembers({ ...optionEntries, ...machineEntries });

/**
 * What a device is made of: its driver, and what looks at the calls of its API.
 *
 * @example
 * ```ts
 * import { createDevice, type DeviceOptions } from 'softumd';
 * import { createCallLog } from 'softumd/ddi';
 *
 * const log = createCallLog();
 * const options: DeviceOptions = { interposer: log.interposer, apiInterposer: log.interposer };
 * createDevice(options).createBuffer('staging', 4096);
 * console.log(log.lines().join('\n')); // ID3D11Device::CreateBuffer(…) = S_OK; …, the driver's calls further in
 * ```
 */
export type DeviceOptions = Readonly<v.InferInput<typeof deviceOptionsSchema>>;

/** Options as a caller gave them: what is undefined counts as left out. */
function withoutUndefined(options: unknown): unknown {
  const named = given(options);
  const isNested = typeof named === 'object' && named !== null && 'profile' in named;
  return isNested ? { ...named, profile: given(named.profile) } : named;
}

/** {@link checkOptions}; what is wrong with a profile that is read from a file is said in the name of the call as well. */
function checked<const Schema extends v.GenericSchema>(
  call: string,
  schema: Schema,
  options: unknown,
): v.InferOutput<Schema> {
  try {
    return checkOptions(call, schema, options);
  } catch (error) {
    if (!(error instanceof TypeError) || !error.message.startsWith('profile: ')) throw error;
    throw new TypeError(`${call}: ${error.message}`, { cause: error });
  }
}

/**
 * Options as a caller gave them, checked. What is undefined counts as left out.
 * @param call the function of the facade that they were passed to
 * @throws TypeError naming an unknown option and the nearest known, or the wrong value and what was expected
 */
export function checkDriverOptions(call: string, options: unknown): CheckedDriverOptions {
  return checked(call, driverOptionsSchema, withoutUndefined(options));
}

/** The same for what makes devices, and not a driver alone: what is the machine's, and what the driver's. */
export function checkDeviceOptions(
  call: string,
  options: unknown,
): { readonly ofMachine: MachineOptions; readonly ofDriver: CheckedDriverOptions } {
  const entries = Object.entries(checked(call, deviceOptionsSchema, withoutUndefined(options)));
  const part = (isOfMachine: boolean) =>
    Object.fromEntries(entries.filter(([name]) => name in machineEntries === isOfMachine));
  return { ofMachine: part(true), ofDriver: part(false) };
}

/** The same for what a machine has besides its adapters. */
export function checkMachineOptions(call: string, options: unknown): MachineOptions {
  return checkOptions(call, machineOptionsSchema, given(options));
}
