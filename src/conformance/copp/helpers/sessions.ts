import type { Hresult } from '../../../abi/index.js';
import type { HCOPPSession } from '../../../ddi/index.js';
import { S_OK } from '../../../ddi/index.js';
import type { DriverObject, HostCopp, PrivateMemory } from '../../../host/index.js';
import type { Rule } from '../../rules/rule.js';
import type { CoppCase } from '../fixture.js';

/**
 * An open session. Spread it with another handle to call through the wrong one.
 * @example
 * function wrongSession(t: CoppCase): OpenedSession {
 *   return { ...openSession(t), pThis: openSession(t).pThis };
 * }
 */
export interface OpenedSession {
  readonly pThis: HCOPPSession;
  readonly DevID: number;
  /** Bytes of its block. */
  readonly bytes: number;
  /** What the host holds of it: live until the case, or its end, has called COPPCloseVideoSession. */
  readonly object: DriverObject<HCOPPSession, HostCopp>;
}

/**
 * COPPOpenVideoSession in a block of its own, whatever comes of it. The block stays until the end of the case, so that a
 * dead handle can be used; a session that comes of it is closed then.
 * @example
 * const { code, session } = tryOpenSession(t, 31);
 */
export function tryOpenSession(
  t: CoppCase,
  DevID: number,
  host = t.host(),
): { readonly code: Hresult; readonly session: OpenedSession } {
  t.copp('COPPOpenVideoSession', host);
  const memory: PrivateMemory = {
    allocate: (bytes, label) => t.allocate(bytes, label),
    free: () => undefined,
  };
  const object = host.openSession(DevID, memory);
  t.atEnd(() => {
    object.destroy();
  });
  const { code, handle: pThis } = object;
  return { code, session: { pThis, DevID, bytes: host.privateSessionBytes, object } };
}

/**
 * A session in its first state, on the first output that has COPP unless told otherwise.
 * @example
 * const two = (t: CoppCase) => [openSession(t), openSession(t)];
 */
export function openSession(t: CoppCase, DevID = t.devices()[0]!, host = t.host()): OpenedSession {
  const { code, session } = tryOpenSession(t, DevID, host);
  t.expectCode(code, [S_OK], 'COPP-12', `COPPOpenVideoSession, DevID ${DevID}`);
  return session;
}

/** COPPCloseVideoSession. Once it was called the case does not close the session again, whatever it answered. */
export function closeCode(t: CoppCase, { pThis, object }: OpenedSession): Hresult {
  const close = t.copp('COPPCloseVideoSession');
  object.discard();
  return close(pThis);
}

/**
 * Closes a session, which must succeed. The block stays until the end of the case.
 * @example
 * const comeAndGo = (t: CoppCase) => {
 *   closeSession(t, openSession(t));
 * };
 */
export function closeSession(t: CoppCase, session: OpenedSession, rule: Rule = 'COPP-36'): void {
  t.expectCode(closeCode(t, session), [S_OK], rule, 'COPPCloseVideoSession');
}
