import type { Hresult } from '../../../abi/index.js';
import { S_OK } from '../../../ddi/index.js';
import type { HostDevice } from '../../../host/index.js';
import { keyWorks } from './blts.js';
import type { ClauseId } from '../../rules/clauses/index.js';
import type { DecisionId } from '../../rules/decisions.js';
import { codesText } from '../../framework/judge.js';
import type { TestSession } from './sessions.js';
import { createSession, destroying, negotiate } from './sessions.js';
import type { Stage } from '../stage.js';

/**
 * A session that must outlive what a case does beside it, with all that this driver lets be seen of its life. A driver
 * without certificate, key exchange and blts is still asked whether it takes the handle for a session's.
 */
export interface LivingSession {
  readonly device: HostDevice;
  readonly session: TestSession;
  /** Its key, where the driver exchanges keys. */
  readonly key: Uint8Array | undefined;
  /** True when CryptoSessionGetHandle takes it, so that it has to go on doing so. */
  readonly handedOut: boolean;
}

/** Installs a key and returns it; undefined where the driver has no functions to exchange one. */
export function negotiateWhereOffered(stage: Stage, session: TestSession): Uint8Array | undefined {
  return stage.whereOffered(() => negotiate(stage, session));
}

/** CryptoSessionGetHandle's code; undefined where the driver has no such function. */
function getHandleCode(stage: Stage, { device, handle }: TestSession): Hresult | undefined {
  return stage.whereOffered(() => {
    const call = stage.video(device, 'pfnCryptoSessionGetHandle');
    return call(device.hDevice, handle, stage.allocate(8, 'HANDLE: pHandle'));
  });
}

/** Makes one, with its key where the driver exchanges keys. */
export function livingSession(stage: Stage, device: HostDevice): LivingSession {
  const session = createSession(stage, device);
  const key = negotiateWhereOffered(stage, session);
  return { device, session, key, handedOut: getHandleCode(stage, session) === S_OK };
}

/** True or false for a key that is or is not in use; undefined where there is no key, or no blt to see it by. */
export function seesKey(
  stage: Stage,
  session: TestSession,
  key: Uint8Array | undefined,
): boolean | undefined {
  return key && stage.whereOffered(() => keyWorks(stage, session, key));
}

/** By which clause or decision something is demanded, and of what. */
export interface Demand {
  readonly rule: ClauseId | DecisionId;
  readonly what: string;
}

/** Demands that a key is in use; a step that is left out where there is none, or no blt to see it by. */
export function expectKey(
  stage: Stage,
  session: TestSession,
  key: Uint8Array | undefined,
  { rule, what }: Demand,
): void {
  if (seesKey(stage, session, key) === false)
    stage.violated(rule, `${what}: expected the key to be in use, received data of another key or none`);
}

/**
 * Demands that a session is one still, and ends it: CryptoSessionGetHandle takes it if it did before, its key is in
 * use, DestroyCryptoSession reports nothing.
 */
export function expectLives(
  stage: Stage,
  { device, session, key, handedOut }: LivingSession,
  { rule, what }: Demand,
): void {
  const code = handedOut ? getHandleCode(stage, session) : undefined;
  if (code !== undefined) stage.expectCode(code, [S_OK], rule, `${what}: CryptoSessionGetHandle`);
  expectKey(stage, session, key, { rule, what });
  const errors = stage.errorsOf(device, destroying(stage, session));
  const text = `${what}: DestroyCryptoSession: expected a session that is live, received ${codesText(errors)}`;
  if (errors.length > 0) stage.violated(rule, text);
}
