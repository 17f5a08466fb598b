import type { HCOPPSession } from '../../src/ddi/index.js';
import { COPP_DeviceState } from '../../src/ddi/index.js';
import type { DriverCore } from '../core/driver-core.js';
import type { HandleKind, HandleTable } from '../core/handle-table.js';
import { KeyRing } from '../core/key-ring.js';
import type { Output } from '../outputs/output.js';
import type { Outputs } from '../outputs/outputs.js';
import type { ProtectionRequest } from '../outputs/protection-requests.js';
import type { StatusEvents } from '../outputs/status-events.js';
import type { CoppIdentity } from './identity.js';
import type { CoppProfile } from './profile-schema.js';

/** COPP sessions, with the signature that each carries in its private memory. */
export const coppSessionKind = {
  name: 'COPP session',
  signature: 0x70706f63,
  handleType: 'COPP_DeviceData*',
} as const satisfies HandleKind;

/** What COPP has of its own, but for its policies: what policies get to see. */
export interface CoppBase extends DriverCore {
  readonly profile: CoppProfile;
  readonly outputs: Outputs;
  readonly coppIdentity: CoppIdentity;
  readonly coppSessions: HandleTable<HCOPPSession, CoppSession>;
}

/** What both stored numbers are before a session has started (COPP-35). */
const noNumber = 0xffff_ffff;

/** A COPP session: its state, its key (the ring's session key is KDI), its numbers; nothing is another's (COPP-44). */
export class CoppSession extends KeyRing {
  state: number = COPP_DeviceState.OPENED;
  /** What COPPKeyExchange gave out: 16 bytes. */
  issuedRandom: Uint8Array | undefined = undefined;
  /** The number that the next status request has to carry. */
  statusNumber = noNumber;
  /** The number that the next command has to carry. */
  commandNumber = noNumber;
  /** What it asks of its output. */
  readonly request: ProtectionRequest;
  /** What has happened to its output. */
  readonly events: StatusEvents;

  constructor(
    { keys }: Pick<DriverCore, 'keys'>,
    readonly pThis: HCOPPSession,
    readonly output: Output,
  ) {
    super(keys);
    this.request = output.requests.open();
    this.events = output.watch();
  }
}
