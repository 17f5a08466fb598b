import type { OaepHash } from '../../crypto/index.js';
import type { Guid, Hresult } from '../../abi/index.js';
import { failed } from '../../abi/index.js';
import type { HostDevice } from '../../host/index.js';
import type { CertificateChain } from '../../player/index.js';
import type { BltArguments, BltPair, BltResult } from './helpers/blts.js';
import * as blts from './helpers/blts.js';
import type { ClauseId } from '../rules/clauses/index.js';
import type { DecisionId } from '../rules/decisions.js';
import { codesText } from '../framework/judge.js';
import type { LivingSession } from './helpers/living-session.js';
import * as living from './helpers/living-session.js';
import type { Shape, TestResource, Usage } from './helpers/resources.js';
import * as resources from './helpers/resources.js';
import type { Caps, SessionKind, TestSession } from './helpers/sessions.js';
import * as sessions from './helpers/sessions.js';
import { Stage } from './stage.js';

/** What a case's body gets: everything that can be done to a driver, in the words of the DDI, and the assertions. */
export class CaseContext extends Stage {
  /** Caps of a pair; for AES-128-CTR and no decoding unless told otherwise. Skips where that is not offered. */
  caps(device: HostDevice, kind: Partial<SessionKind> = {}): Caps {
    const { cryptoType, profile } = { ...sessions.usualKind, ...kind };
    const { code, caps } = sessions.queryCaps(this, device, cryptoType, profile);
    if (failed(code)) this.skip(`the driver has no caps for this pair: ${codesText([code])}`);
    return caps;
  }

  createSession(device: HostDevice, kind: Partial<SessionKind> = {}): TestSession {
    return sessions.createSession(this, device, kind);
  }

  destroySession(session: TestSession): void {
    sessions.destroySession(this, session);
  }

  /** The chain behind the session key exchange. */
  certificate(device: HostDevice, cryptoType: Guid = sessions.usualKind.cryptoType): CertificateChain {
    return sessions.certificateChain(this, device, cryptoType);
  }

  /** Installs a key as a player does and returns it. */
  negotiate(session: TestSession, key?: Uint8Array): Uint8Array {
    return sessions.negotiate(this, session, key);
  }

  /** Installs a key where the driver has the functions for that; for cases that judge other things too. */
  negotiateWhereOffered(session: TestSession): Uint8Array | undefined {
    return living.negotiateWhereOffered(this, session);
  }

  /** Negotiates again; undefined where the driver refuses that, as D-04 lets it. */
  renegotiate(session: TestSession): Uint8Array | undefined {
    return sessions.renegotiate(this, session);
  }

  /** A key buffer with everything right about it. */
  wrapKey(session: TestSession, key: Uint8Array): Uint8Array {
    return sessions.wrapKey(this, session, key);
  }

  /** The hash that this target wants in key buffers. */
  oaepHash(session: TestSession): OaepHash {
    return sessions.acceptedHash(this, session);
  }

  /** Sends a key buffer as it is. */
  negotiateBytes(session: TestSession, data: Uint8Array): Hresult {
    return sessions.negotiateBytes(this, session, data);
  }

  /** A session on a device of its own, with its key; skips where the driver has no keys, or not this blt. */
  keyedSession(blt?: 'DECRYPTION_BLT' | 'ENCRYPTED_READ_BACK'): {
    device: HostDevice;
    session: TestSession;
    key: Uint8Array;
  } {
    const device = this.device();
    if (blt) blts.requireBlt(this, device, blt);
    for (const slot of sessions.keyExchangeSlots) this.video(device, slot);
    const session = this.createSession(device);
    return { device, session, key: this.negotiate(session) };
  }

  /** A session that must outlive what the case does beside it, with its key where the driver exchanges keys. */
  living(device = this.device()): LivingSession {
    return living.livingSession(this, device);
  }

  /** Demands that such a session is one still, by all that the driver lets be seen, and ends it. */
  expectLives(one: LivingSession, rule: ClauseId | DecisionId, what: string): void {
    living.expectLives(this, one, { rule, what });
  }

  buffer(device: HostDevice, bytes: number, usage: Usage): TestResource {
    return resources.createResource(this, device, { bytes }, usage);
  }

  nv12(device: HostDevice, width: number, height: number, usage: Usage): TestResource {
    return resources.createResource(this, device, { width, height }, usage);
  }

  upload(resource: TestResource, picture: Uint8Array): void {
    resources.upload(this, resource, picture);
  }

  readBack(resource: TestResource): Uint8Array {
    return resources.readBack(this, resource);
  }

  decryptionBlt(session: TestSession, pair: BltPair, blt: BltArguments = {}): BltResult {
    return blts.decryptionBlt(this, session, pair, blt);
  }

  encryptionBlt(session: TestSession, pair: BltPair, blt: BltArguments = {}): BltResult {
    return blts.encryptionBlt(this, session, pair, blt);
  }

  /** Staging source and default destination, the destination with a picture that must not survive a success. */
  decryptionPair(device: HostDevice, shape: Shape): BltPair & { before: Uint8Array } {
    blts.requireBlt(this, device, 'DECRYPTION_BLT');
    return blts.decryptionPair(this, device, shape);
  }

  /** Default source with a picture, staging destination. */
  encryptionPair(device: HostDevice, shape: Shape): BltPair & { picture: Uint8Array; before: Uint8Array } {
    blts.requireBlt(this, device, 'ENCRYPTED_READ_BACK');
    return blts.encryptionPair(this, device, shape);
  }

  /** The least size from `atLeast` on that blts take. */
  size(device: HostDevice, atLeast: number): number {
    return blts.alignedBytes(this, device, atLeast);
  }

  /** An NV12 picture of this width that blts take. */
  picture(device: HostDevice, width: number): Shape {
    return blts.alignedPicture(this, device, width);
  }

  /** True when the session works with this key; skips where the driver has no blt to see that by. */
  keyWorks(session: TestSession, key: Uint8Array): boolean {
    return blts.keyWorks(this, session, key);
  }

  /** The session decrypts (or encrypts) with this key. A step that is left out where the driver does neither. */
  expectKey(
    session: TestSession,
    key: Uint8Array | undefined,
    rule: ClauseId | DecisionId,
    what: string,
  ): void {
    living.expectKey(this, session, key, { rule, what });
  }

  /** The session does not work with this key. A step that is left out where the driver has no blt to see it by. */
  expectNoKey(
    session: TestSession,
    key: Uint8Array | undefined,
    rule: ClauseId | DecisionId,
    what: string,
  ): void {
    if (living.seesKey(this, session, key) === true)
      this.violated(rule, `${what}: expected the key not to be in use, received data made with it`);
  }
}
