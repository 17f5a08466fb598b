/** What stands between OPM and a process in a sandbox: the policy of whoever calls for it (RC-06). */
import type { Address, Guid } from '../../abi/index.js';
import { bytesAccess } from '../../abi/index.js';
import {
  GUID,
  OPM_CONFIGURE_PARAMETERS,
  OPM_COPP_COMPATIBLE_GET_INFO_PARAMETERS,
  OPM_GET_INFO_PARAMETERS,
  OPM_GUIDS,
  OPM_PROTECTION_TYPE,
  OPM_SET_PROTECTION_LEVEL,
  OPM_SET_PROTECTION_LEVEL_PARAMETERS,
  OPM_VIDEO_OUTPUT_SEMANTICS,
} from '../../ddi/index.js';

type RequestOf<Name> = Name extends `OPM_${infer Request extends `GET_${string}`}` ? Request : never;

/** A request for information, by its name without OPM_. */
export type OpmRequestName = RequestOf<keyof typeof OPM_GUIDS>;

/** A kind of protection; HDCP has a number of its own under each semantics. */
export type SandboxedProtection = 'HDCP' | 'TYPE_ENFORCEMENT_HDCP' | 'ACP' | 'CGMSA' | 'DPCP';

/** What a sandbox lets through; all else is refused before the driver hears of it. */
export interface OpmSandboxPolicy {
  /** The largest certificate chain that it has room for. */
  readonly maxCertificateBytes: number;
  /** Levels that OPM_SET_PROTECTION_LEVEL may set, the only command; of these types alone a level may be asked for. */
  readonly protectionLevels: readonly {
    readonly type: SandboxedProtection;
    readonly levels: readonly number[];
  }[];
  readonly requests: readonly OpmRequestName[];
}

const start = 0 as Address;

/** A message's GUID, and its parameters as long as it says they are. */
interface Message {
  readonly guid: Guid;
  readonly parameters: Uint8Array;
}

function messageIn(
  bytes: Uint8Array,
  at: { readonly cbParametersSize: number; readonly abParameters: number },
  guidAt: number,
): Message {
  const memory = bytesAccess(bytes);
  const size = memory.readU32((start + at.cbParametersSize) as Address);
  const parameters = bytes.subarray(at.abParameters, at.abParameters + size);
  return { guid: GUID.read(memory, (start + guidAt) as Address, 'x64'), parameters };
}

const wordAt = (bytes: Uint8Array, at: number) => bytesAccess(bytes).readU32((start + at) as Address);

const levelRequests: readonly Guid[] = [
  OPM_GUIDS.OPM_GET_VIRTUAL_PROTECTION_LEVEL,
  OPM_GUIDS.OPM_GET_ACTUAL_PROTECTION_LEVEL,
];

/** A policy, for objects of one semantics. */
export class OpmSandbox {
  /** By the number that messages have: the levels that may be set. */
  private readonly levels: ReadonlyMap<number, readonly number[]>;
  private readonly requests: ReadonlySet<Guid>;
  private readonly isOpm: boolean;

  constructor(
    private readonly policy: OpmSandboxPolicy,
    semantics: number,
  ) {
    this.isOpm = semantics === OPM_VIDEO_OUTPUT_SEMANTICS.OPM;
    const hdcp = this.isOpm ? OPM_PROTECTION_TYPE.HDCP : OPM_PROTECTION_TYPE.COPP_COMPATIBLE_HDCP;
    const numberOf = (type: SandboxedProtection) => (type === 'HDCP' ? hdcp : OPM_PROTECTION_TYPE[type]);
    this.levels = new Map(policy.protectionLevels.map(({ type, levels }) => [numberOf(type), levels]));
    this.requests = new Set(policy.requests.map((name) => OPM_GUIDS[`OPM_${name}`]));
  }

  /** Whether there is room for a certificate chain of so many bytes. */
  takesCertificate(bytes: number): boolean {
    return bytes <= this.policy.maxCertificateBytes;
  }

  /** Whether a request passes: one of the list, with exactly the parameters that it has (OPM-23). */
  takesRequest(parameters: Uint8Array): boolean {
    const { offset } = this.isOpm ? OPM_GET_INFO_PARAMETERS : OPM_COPP_COMPATIBLE_GET_INFO_PARAMETERS;
    const message = messageIn(parameters, offset, offset.guidInformation);
    if (!this.requests.has(message.guid)) return false;
    if (!levelRequests.includes(message.guid)) return message.parameters.length === 0;
    return message.parameters.length === 4 && this.levels.has(wordAt(message.parameters, 0));
  }

  /** Whether a command passes: OPM_SET_PROTECTION_LEVEL with a type and a level of the list, and nothing besides. */
  takesCommand(parameters: Uint8Array, additionalBytes: number): boolean {
    const { offset } = OPM_CONFIGURE_PARAMETERS;
    const message = messageIn(parameters, offset, offset.guidSetting);
    const data = OPM_SET_PROTECTION_LEVEL_PARAMETERS;
    if (message.guid !== OPM_SET_PROTECTION_LEVEL || additionalBytes !== 0) return false;
    if (message.parameters.length !== data.bytes) return false;
    const { ulProtectionType, ulProtectionLevel } = data.fromBytes(message.parameters);
    return this.levels.get(ulProtectionType)?.includes(ulProtectionLevel) ?? false;
  }
}
