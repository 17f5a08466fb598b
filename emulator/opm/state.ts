import type { HMiniportDevice, HProtectedOutput } from '../../src/ddi/index.js';
import type { DriverCore } from '../core/driver-core.js';
import { SigningKeyRing } from '../core/signing-key-ring.js';
import type { CoppIdentity } from '../copp/identity.js';
import type { Output } from '../outputs/output.js';
import type { Outputs } from '../outputs/outputs.js';
import type { ProtectionRequest } from '../outputs/protection-requests.js';
import type { StatusEvents } from '../outputs/status-events.js';
import type { OpmProfile } from './profile-schema.js';

/** What a protected output speaks, from its creation to its end (OPM-1). */
export type Semantics = 'OPM' | 'COPP';

/** What OPM has of its own, but for its policies: what policies get to see. */
export interface OpmBase extends DriverCore {
  readonly opmProfile: OpmProfile;
  readonly outputs: Outputs;
  /** Without one there are no outputs with COPP semantics. */
  readonly coppIdentity: CoppIdentity | undefined;
  readonly adapter: OpmAdapter;
}

/** The adapter, with its protected outputs by their handles. */
export class OpmAdapter {
  /** MiniportDeviceContext: an address that names the adapter, where nothing lies. */
  readonly context = 0x4f50_4d43_0000 as HMiniportDevice;
  readonly protectedOutputs = new Map<HProtectedOutput, ProtectedOutput>();

  /** A handle that nobody had before: no address, and more than 32 bits (D-62). */
  newHandle(serial: number): HProtectedOutput {
    return 0x4f50_4d00_0000n + BigInt(serial) * 4n;
  }
}

/** A protected output: its key (the ring's session key signs), its numbers; but for the connector nothing is another's. */
export class ProtectedOutput extends SigningKeyRing {
  /** What GetRandomNumber gave out: 16 bytes. */
  issuedRandom: Uint8Array | undefined = undefined;
  /** The number that the next status request has to carry. */
  statusNumber = 0;
  /** The number that the next command has to carry. */
  commandNumber = 0;
  /** What it asks of its output. */
  readonly request: ProtectionRequest;
  /** What has happened to its output. */
  readonly events: StatusEvents;

  constructor(
    core: Pick<DriverCore, 'keys' | 'engine'>,
    readonly handle: HProtectedOutput,
    readonly semantics: Semantics,
    readonly output: Output,
  ) {
    super(core);
    this.request = output.requests.open();
    this.events = output.watch();
  }

  /** Whether the handshake is over: a signing key is there. */
  get isInitialized(): boolean {
    return this.has('session');
  }
}
