import type {
  CryptoTypeSupport,
  EmulatedProfile,
  OutputProfile,
  OutputsProfile,
} from '../../emulator/index.js';

/** A crypto type of a vendor's own, which works as the emulated one does (D-65). */
const vendorsOwn = '0586e681-4e14-4133-85e5-a1041f599e26' as CryptoTypeSupport['cryptoType'];

/** The profiles of the drivers that a mutant is in. */
export const judgedProfiles = ['usual', 'otherwise', 'without video'] as const;

/** Connectors besides those of the usual driver; COPP has no number for the last. */
const connectors = ['VGA', 'SVIDEO', 'COMPOSITE_VIDEO', 'DVI', 'LVDS', 'TMDS', 'D_JPN', 'SDI'] as const;

/**
 * An output without COPP before all others, a connector on which nothing hangs beside the first display, a panel behind a
 * repeater, and every connector that there is; HDCP takes its time (D-56).
 */
function otherOutputs({ monitors, ...rest }: OutputsProfile): OutputsProfile {
  const { hdcpReceiver, ...usual } = monitors[0]!.outputs[0]!;
  const plain: OutputProfile = { ...usual, hdcpReceiver: null, protections: [] };
  const panel = {
    ...plain,
    internal: true,
    integrated: true,
    hdcpReceiver: { ...hdcpReceiver!, repeater: true },
  };
  const others = connectors.map((connector) => ({ ...plain, connector }));
  return {
    ...rest,
    hdcpDelayMs: 1500,
    monitors: [
      { name: 'without COPP', outputs: [{ ...plain, copp: false }] },
      ...monitors.map(({ name, outputs }, index) => ({
        name,
        outputs: index > 0 ? outputs : [...outputs, ...outputs.map((one) => ({ ...one, connected: false }))],
      })),
      { name: 'others', outputs: [panel, ...others] },
    ],
  };
}

/**
 * Of a driver that settles otherwise what honest drivers may settle as they like, with sizes and types that no suite may
 * take for granted: some mutants show there alone.
 */
const otherwise = (usual: EmulatedProfile): EmulatedProfile => ({
  ...usual,
  name: 'otherwise',
  oaepHash: 'sha256',
  renegotiation: 'refuse',
  certificateContainer: 'der-chain',
  voidFailure: 'silent',
  unsupportedCaps: 'zeros',
  ivReuse: 'refuse',
  ctrCarry: 'block',
  partialKeystream: 'whole-buffer',
  blockInfoStatus: 'encrypt-pattern-field',
  channelOmac: 'zeroed-omac',
  channelSizes: 'exact',
  coppUnknownQuery: 'refuse',
  outputs: otherOutputs(usual.outputs),
  cryptoTypes: usual.cryptoTypes.flatMap((type) => [
    type,
    { ...type, cryptoType: vendorsOwn, decodeProfiles: type.decodeProfiles.slice(1) },
  ]),
  blockAlignmentBytes: 0,
  rowPitchBytes: 24,
});

/** The profile of that name, made of the default of the driver that is judged. */
export function judgedProfile(
  name: (typeof judgedProfiles)[number],
  usual: EmulatedProfile,
): EmulatedProfile {
  switch (name) {
    case 'usual':
      return usual;
    case 'otherwise':
      return otherwise(usual);
    case 'without video':
      return { ...usual, name, videoFunctions: false, rowPitchBytes: 1 }; // D-19; and no row is padded
  }
}
