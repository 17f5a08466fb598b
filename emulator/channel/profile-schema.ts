import type * as v from 'valibot';
import { listOf, members, oneOf, trueOrFalse, valueOf, wholeNumber } from '../../src/options/index.js';
import { isGuid } from '../../src/abi/index.js';
import type { Guid } from '../../src/abi/index.js';

const word = wholeNumber(0, 0xffff_ffff);

/** What ACCESSIBILITY_ATTRIBUTES answers, and what accessible memory can be encrypted with. */
const accessibility = members({
  /** D3D11_1DDI_BUS_TYPE, with its modifiers (ACH-25). */
  busType: word,
  contiguousBlocks: trueOrFalse(),
  nonContiguousBlocks: trueOrFalse(),
  /** What ENCRYPTION_WHEN_ACCESSIBLE takes, in the order of its index. */
  encryptions: listOf(valueOf<Guid>('a GUID', isGuid)),
});

/** The channels' part of the profile. */
export const channelProfileEntries = {
  accessibility,
  /** D-30: what the OMAC of a message covers. */
  channelOmac: oneOf('after-omac', 'zeroed-omac'),
  /** D-31: whether a message may be longer than its structure. */
  channelSizes: oneOf('at-least', 'exact'),
};

/** What one driver's channels answer, and how they take the points that the documents leave open. */
export type ChannelProfile = Readonly<
  v.InferOutput<ReturnType<typeof members<typeof channelProfileEntries>>>
>;
