import type { Severity } from './message.js';

/** One check that the real debug layer does not have, or has no id for. */
interface CallerCheck {
  readonly number: number;
  readonly severity: Severity;
  /** What a device that was made with `strict` makes an error of. */
  readonly isStrict?: true;
}

/** Above the numbers of every header: 0x5355 is 'SU'. */
const firstId = 0x5355_0000;

const check = (number: number, severity: Severity = 'ERROR'): CallerCheck => ({ number, severity });
const advice = (number: number): CallerCheck => ({ number, severity: 'WARNING', isStrict: true });

/** The checks of SoftUMD's own, by name. Numbers stay as they are once they are given. */
export const CALLER_CHECKS = {
  /** An argument has another type or value than the call takes; the real layer has no id for it. */
  ARGUMENT: check(1),
  /** A call on an object, or with one, whose last reference was released. */
  RELEASED_OBJECT: check(2),
  /** A call on a device that was released, though somebody holds it or its objects. */
  DEVICE_RELEASED: check(14),
  /** Release without a reference. */
  OVER_RELEASED: check(3),
  OTHER_DEVICE: check(4),
  /** Fewer bytes or elements than a parameter says. */
  SHORT_BUFFER: check(5),
  NOT_EMULATED: check(6),
  /** A fault rule of the test dropped a call that returns nothing. */
  FAULT_RULE: check(7),
  /** A fault rule of the test answered a call that returns a code. */
  FAULT_RULE_ANSWERED: check(15, 'INFO'),
  /** The driver refused a call that returns a code, which the caller has. */
  DRIVER_REFUSED: check(8, 'INFO'),
  /** The driver refused a call that returns nothing. */
  DRIVER_REFUSED_VOID: check(9),
  /** The driver answered, or reported, what it may not (ERR-3). */
  DRIVER_BROKE_RULE: check(10, 'CORRUPTION'),
  /** There was no memory, where the real layer has no id for it. */
  OUT_OF_MEMORY: check(11),
  /** An object was asked for an interface that it does not have (REF-8): how programs find out what there is. */
  NO_INTERFACE: check(12, 'INFO'),
  /** A crypto session was asked for with a type or a key exchange that the driver does not enumerate (D-11, D-65). */
  NOT_ENUMERATED: check(13),
  /** A range of the counter was used twice under one key (D-21). */
  COUNTER_REUSED: advice(16),
  /** So many ranges that the oldest are forgotten: reuse of those is no longer found. */
  COUNTERS_FORGOTTEN: check(17, 'INFO'),
  /** A blt, a key refresh or a read-back key of a session, or a message of a channel, whose key was never negotiated (D-10). */
  KEY_NOT_NEGOTIATED: advice(18),
  /** An object, or a map, that is still there when its device ends. */
  ALIVE_AT_END: advice(20),
  /** A resource was released while it was mapped. */
  RELEASED_WHILE_MAPPED: advice(21),
  /** A key was negotiated and the certificate never read: players that keep it from an earlier run do so. */
  CERTIFICATE_NOT_READ: check(22, 'INFO'),
  /** A call that goes with a bit of the caps which the driver has not, where the real layer has no id for it. */
  NOT_IN_CAPS: check(23),
  /** FinishSessionKeyRefresh without StartSessionKeyRefresh before it (FSKR-3, D-26). */
  REFRESH_NOT_STARTED: check(24),
  /** EncryptionBlt before GetEncryptionBltKey, where the caps have ENCRYPTED_READ_BACK_KEY (EB-11, D-25). */
  READ_BACK_KEY_NOT_FETCHED: advice(25),
  /** A call that does not go with HW_PROTECTION, on a session of it (D-41). */
  NOT_FOR_HW_PROTECTION: check(26),
  /** Sizes in the heads of HW_PROTECTION's blocks do not fit the blocks (HWP-1, HWP-2). */
  HW_PROTECTION_SIZES: advice(27),
  /** A key was used after a tear-down had taken it (D-44). */
  KEY_LOST: advice(28),
  /** The driver's tables have no function for the call: their version is older, or the slot is empty. */
  NOT_IN_DRIVER: check(29),
  /** Content would leave a resource with HW_PROTECTED, or the CPU write it, or none can be made so (RES-11, RES-35). */
  HW_PROTECTED: check(30),
  /** Buffers, or the end of a frame, without a frame that had begun (VDEC-15). */
  NO_FRAME: check(31),
  /** A frame began in another, or its decoder was released before it ended (VDBF-4). */
  FRAME_NOT_ENDED: advice(32),
  /** Sub-samples that are not as long as the buffer they describe. */
  SUB_SAMPLE_SUM: advice(33),
  /** A buffer was handed over before ReleaseDecoderBuffer: what was written last is not in it. */
  DECODER_BUFFER_LOCKED: advice(34),
  /** A message of a channel before INITIALIZE, which starts its counters (QAC-2, CFG-5). */
  CHANNEL_NOT_INITIALIZED: advice(35),
  /** INITIALIZE of a channel that was initialised before (CFG-12, D-33). */
  ALREADY_INITIALIZED: advice(36),
  /** A message of a channel has another number than the next (QAC-14, CFG-14, D-32). */
  SEQUENCE_SLIPPED: advice(37),
  /** The OMAC of a command cannot be that of its bytes (CFG-11, D-30). */
  OMAC_NOT_OF_COMMAND: advice(38),
  /** A command was refused, and the player went on as if it had been done. */
  STATUS_NOT_VERIFIED: advice(39),
} as const satisfies Record<string, CallerCheck>;

export type CallerCheckName = keyof typeof CALLER_CHECKS;

/** The number of a check in messages. */
export function callerCheckId(name: CallerCheckName): number {
  return firstId + CALLER_CHECKS[name].number;
}

/** How grave a check is. */
export function callerCheckSeverity(name: CallerCheckName, isStrict: boolean): Severity {
  const found: CallerCheck = CALLER_CHECKS[name];
  return isStrict && found.isStrict ? 'ERROR' : found.severity;
}

export function isCallerCheck(name: string): name is CallerCheckName {
  return Object.hasOwn(CALLER_CHECKS, name);
}

const namesById: ReadonlyMap<number, CallerCheckName> = new Map(
  (Object.keys(CALLER_CHECKS) as CallerCheckName[]).map((name) => [callerCheckId(name), name]),
);

/** The check that has this number in messages; null where none has. */
export function callerCheckOf(id: number): CallerCheckName | null {
  return namesById.get(id) ?? null;
}
