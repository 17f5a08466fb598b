import type { Address } from '../../src/abi/index.js';
import { NULL } from '../../src/abi/index.js';
import type { Cause } from '../core/refusal-recorder.js';
import { notOffered } from './causes.js';
import type { D3D11Core } from './d3d11-core.js';
import type { Offer } from './offers.js';
import { isNullGuid, offerAt, offerWith } from './offers.js';

/** Where the three GUIDs lie that a session is made of. */
export interface SessionTypes {
  readonly CryptoType: Address;
  /** NULL, or NULL_GUID there, is without decoding (CCS-4, GCPD-2). */
  readonly DecodeProfile: Address;
  readonly KeyExchangeType: Address;
}

/** What of a session may not be offered. */
export type Unoffered = keyof SessionTypes;

const clauses: Readonly<Record<Unoffered, string>> = {
  CryptoType: 'CCS-10, D-11',
  DecodeProfile: 'CCS-5, D-11',
  KeyExchangeType: 'CCS-7, D-11',
};

/** What a session gets, or which of the three is not offered (CCS-5, CCS-7, CCS-10, D-11). */
export function findSessionOffer(core: D3D11Core, types: SessionTypes): Offer | Unoffered {
  const { memory, policies } = core;
  const { CryptoType, DecodeProfile, KeyExchangeType } = types;
  const offer = policies.findCryptoType(core, CryptoType);
  if (!offer) return 'CryptoType';
  const withoutDecoding = DecodeProfile === NULL || isNullGuid(memory, DecodeProfile); // CCS-4
  if (!withoutDecoding && !policies.supportsDecodeProfile(core, offer, DecodeProfile)) return 'DecodeProfile';
  const ofPair = offerWith(memory, offer, DecodeProfile);
  return policies.supportsKeyExchange(core, ofPair, KeyExchangeType) ? ofPair : 'KeyExchangeType';
}

/** Why there is no offer. @param argument of the function: what points to that GUID, or to the structure that has it */
export function notOfferedToSession(
  core: D3D11Core,
  types: SessionTypes,
  member: Unoffered,
  argument: string,
): Cause {
  const { memory, offers } = core;
  const ofType = offerAt(memory, offers, types.CryptoType) ?? offers.union;
  const offered = {
    CryptoType: () => offers.cryptoTypes,
    DecodeProfile: () => ofType.decodeProfiles,
    KeyExchangeType: () => offerWith(memory, ofType, types.DecodeProfile).acceptedExchanges,
  }[member]();
  return notOffered(core, { member, argument, clause: clauses[member] }, offered, types[member]);
}
