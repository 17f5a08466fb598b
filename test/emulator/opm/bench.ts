import type { Address } from 'softumd/abi';
import { NULL } from 'softumd/abi';
import * as ddi from 'softumd/ddi';
import type { EmulatedDriver, EmulatedDriverOptions, OutputProfile } from 'softumd/emulator';
import { createEmulatedDriver } from 'softumd/emulator';
import { nobleEngine } from 'softumd/crypto';
import { HostOpm } from '../../../src/host/index.js';
import {
  bytesOf,
  chain,
  driverKey,
  everyProtection,
  examples,
  hexOf,
  issued,
  KDI,
  withOutputs,
} from '../copp/bench.js';

export { bytesOf, examples, hexOf, issued, KDI, withOutputs };
export { COMMAND_START, startMessage as coppStartMessage, STATUS_START } from '../copp/bench.js';

/** The start message of the worked example, under OPM semantics. */
export const startMessage = bytesOf(examples['opm_handshake']!['ciphertext_be']!);

/** An output with everything that OPM and COPP know, on HDMI as the examples' is. */
export const everything: OutputProfile = {
  ...everyProtection,
  connector: 'HDMI',
  protections: [...everyProtection.protections, { type: 'DPCP' }, { type: 'TYPE_ENFORCEMENT_HDCP' }],
};

/** A driver with the key and the random of the worked examples. */
export function createOpmDriver(options: Partial<EmulatedDriverOptions> = {}): EmulatedDriver {
  return createEmulatedDriver({
    identity: { privateKey: driverKey, certificateChain: new Uint8Array([1, 2, 3]) },
    coppIdentity: { privateKey: driverKey, certificate: chain },
    random: { bytes: (count) => issued.slice(0, count) },
    profile: withOutputs(everything),
    ...options,
  });
}

const engine = nobleEngine();

/** OMAC-1 of a structure's bytes after the first 16. */
export const macOf = (structure: Uint8Array, key = KDI) => engine.omac1(key, structure.subarray(16));

const filled = (data: Uint8Array): Uint8Array => {
  const abParameters = new Uint8Array(4056);
  abParameters.set(data.subarray(0, 4056));
  return abParameters;
};

/** The random that the examples' requests carry. */
export const rn = bytesOf('202122232425262728292a2b2c2d2e2f');

/** A signed request: 4112 bytes. */
export function requestOf(
  number: number,
  guid: ddi.Guid,
  data: Uint8Array = new Uint8Array(),
  cbParametersSize = data.length,
): Uint8Array {
  const bytes = ddi.OPM_GET_INFO_PARAMETERS.toBytes({
    rnRandomNumber: { abRandomNumber: rn },
    guidInformation: guid,
    ulSequenceNumber: number,
    cbParametersSize,
    abParameters: filled(data),
  });
  bytes.set(macOf(bytes));
  return bytes;
}

/** The same of COPP semantics, unsigned: 4096 bytes. */
export const coppRequestOf = (...args: Parameters<typeof requestOf>): Uint8Array =>
  requestOf(...args).slice(16);

/** A signed command: 4096 bytes. */
export function commandOf(
  number: number,
  data: Uint8Array,
  guid: ddi.Guid = ddi.OPM_SET_PROTECTION_LEVEL,
  cbParametersSize = data.length,
): Uint8Array {
  const bytes = ddi.OPM_CONFIGURE_PARAMETERS.toBytes({
    guidSetting: guid,
    ulSequenceNumber: number,
    cbParametersSize,
    abParameters: filled(data),
  });
  bytes.set(macOf(bytes));
  return bytes;
}

export const levelData = (ulProtectionType: number, ulProtectionLevel: number) =>
  ddi.OPM_SET_PROTECTION_LEVEL_PARAMETERS.toBytes({ ulProtectionType, ulProtectionLevel });

export const typeData = (type: number) => new Uint8Array(new Uint32Array([type]).buffer);

/** A driver, opened, whose functions are called with bytes. */
export class Bench {
  readonly host: HostOpm;

  constructor(
    readonly driver: EmulatedDriver = createOpmDriver(),
    versions?: readonly (1 | 4)[],
  ) {
    this.host = HostOpm.open(driver, versions).opm!;
  }

  get functions() {
    return this.host.functions;
  }

  /** The bytes at an address of their own during a call. */
  private at<T>(bytes: Uint8Array, call: (address: Address) => T): T {
    const { memory } = this.driver;
    const address = memory.allocate(Math.max(bytes.length, 1), 'test');
    memory.copyIn(address, bytes);
    try {
      return call(address);
    } finally {
      bytes.set(memory.copyOut(address, bytes.length));
      memory.free(address);
    }
  }

  create(vos: number = ddi.OPM_VIDEO_OUTPUT_SEMANTICS.OPM, target = 0) {
    const handle = new Uint8Array(8);
    const status = this.at(handle, (p) =>
      this.functions.DxgkDdiOPMCreateProtectedOutput!(this.host.context, target, vos, p),
    );
    return { status, handle: new DataView(handle.buffer).getBigUint64(0, true) as ddi.HProtectedOutput };
  }

  random(handle: ddi.HProtectedOutput) {
    const random = new Uint8Array(16);
    const status = this.at(random, (p) =>
      this.functions.DxgkDdiOPMGetRandomNumber!(this.host.context, handle, p),
    );
    return { status, random };
  }

  start(handle: ddi.HProtectedOutput, message: Uint8Array) {
    return this.at(message.slice(), (p) =>
      this.functions.DxgkDdiOPMSetSigningKeyAndSequenceNumbers!(this.host.context, handle, p),
    );
  }

  /** An object after the handshake of the worked examples. */
  started(
    vos: number = ddi.OPM_VIDEO_OUTPUT_SEMANTICS.OPM,
    target = 0,
    message?: Uint8Array,
  ): ddi.HProtectedOutput {
    const { handle } = this.create(vos, target);
    this.random(handle);
    const isOpm = vos === ddi.OPM_VIDEO_OUTPUT_SEMANTICS.OPM;
    const code = this.start(handle, message ?? (isOpm ? startMessage : coppStart));
    if (code !== ddi.STATUS_SUCCESS) throw new Error(ddi.ntstatusName(code));
    return handle;
  }

  information(handle: ddi.HProtectedOutput, request: Uint8Array) {
    const reply = new Uint8Array(4096).fill(0xee);
    const status = this.at(request.slice(), (p) =>
      this.at(reply, (q) =>
        request.length === 4112
          ? this.functions.DxgkDdiOPMGetInformation!(this.host.context, handle, p, q)
          : this.functions.DxgkDdiOPMGetCOPPCompatibleInformation!(this.host.context, handle, p, q),
      ),
    );
    return { status, reply };
  }

  configure(handle: ddi.HProtectedOutput, command: Uint8Array, more: Uint8Array | null = null) {
    const { DxgkDdiOPMConfigureProtectedOutput: configure } = this.functions;
    return this.at(command.slice(), (p) =>
      more
        ? this.at(more.slice(), (q) => configure!(this.host.context, handle, p, more.length, q))
        : configure!(this.host.context, handle, p, 0, NULL),
    );
  }

  destroy(handle: ddi.HProtectedOutput) {
    return this.functions.DxgkDdiOPMDestroyProtectedOutput!(this.host.context, handle);
  }
}

const coppStart = bytesOf(examples['copp_handshake']!['ciphertext_rawzero_le']!);
