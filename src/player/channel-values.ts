import {
  D3D11_1DDI_AUTHENTICATED_PROCESS_IDENTIFIER_TYPE as PROCESS_TYPE,
  D3D11_1DDI_AUTHENTICATED_PROTECTION_FLAG as FLAG,
} from '../ddi/d3d11/index.js';

/**
 * What D3D11_AUTHENTICATED_PROTECTION_FLAGS say.
 *
 * @example
 * ```ts
 * import type { ChannelProtection } from 'softumd/player';
 *
 * const mayShow = ({ enabled }: ChannelProtection) => enabled;
 * ```
 */
export interface ChannelProtection {
  /** ProtectionEnabled. */
  readonly enabled: boolean;
  /** OverlayOrFullscreenRequired. */
  readonly overlayOrFullscreenRequired: boolean;
}

/**
 * Which decoder decodes for which session, on which device: the driver's handles.
 *
 * @example
 * ```ts
 * import type { AuthenticatedChannelClient, ChannelBinding } from 'softumd/player';
 *
 * function holds(channel: AuthenticatedChannelClient, { decoder, session, device }: ChannelBinding): boolean {
 *   const bound = channel.cryptoSession(decoder);
 *   return bound.session === session && bound.device === device;
 * }
 * ```
 */
export interface ChannelBinding {
  readonly decoder: bigint;
  readonly session: bigint;
  readonly device: bigint;
}

/**
 * A process that shared resources can be restricted to: the desktop window manager, or one by its handle (CFG-17).
 *
 * @example
 * ```ts
 * import type { AuthenticatedChannelClient, ChannelProcess } from 'softumd/player';
 *
 * function shareWith(channel: AuthenticatedChannelClient, processes: readonly ChannelProcess[]): void {
 *   for (const process of ['dwm', ...processes] as const) channel.allowProcess(process);
 * }
 * ```
 */
export type ChannelProcess = 'dwm' | { readonly handle: bigint };

/**
 * How content can be reached in memory.
 *
 * @example
 * ```ts
 * import type { ChannelAccessibility } from 'softumd/player';
 *
 * const isReachable = ({ contiguous, nonContiguous }: ChannelAccessibility) => contiguous || nonContiguous;
 * ```
 */
export interface ChannelAccessibility {
  /** D3D11_1DDI_BUS_TYPE, of the bus between graphics hardware and system memory (ACH-25). */
  readonly busType: number;
  /** AccessibleInContiguousBlocks. */
  readonly contiguous: boolean;
  /** AccessibleInNonContiguousBlocks. */
  readonly nonContiguous: boolean;
}

/** D3D11_1DDI_AUTHENTICATED_PROTECTION_FLAGS.Value. */
export function protectionFlags(protection: Partial<ChannelProtection>): number {
  const { enabled = false, overlayOrFullscreenRequired = false } = protection;
  return (
    (enabled ? FLAG.ProtectionEnabled : 0) |
    (overlayOrFullscreenRequired ? FLAG.OverlayOrFullscreenRequired : 0)
  );
}

export function protectionFromFlags(value: number): ChannelProtection {
  return {
    enabled: (value & FLAG.ProtectionEnabled) !== 0,
    overlayOrFullscreenRequired: (value & FLAG.OverlayOrFullscreenRequired) !== 0,
  };
}

/** The members of a command that name a process. */
export function processIdentifier(process: ChannelProcess): { ProcessType: number; ProcessHandle: bigint } {
  return process === 'dwm'
    ? { ProcessType: PROCESS_TYPE.DWM, ProcessHandle: 0n }
    : { ProcessType: PROCESS_TYPE.HANDLE, ProcessHandle: process.handle };
}

/** The process that an answer names; undefined for an identifier that names none. */
export function processFromIdentifier(type: number, handle: bigint): ChannelProcess | undefined {
  if (type === PROCESS_TYPE.DWM) return 'dwm';
  return type === PROCESS_TYPE.HANDLE ? { handle } : undefined;
}
