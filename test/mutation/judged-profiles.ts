import type { CryptoTypeSupport, EmulatedProfile } from '../../emulator/index.js';

/** A crypto type of a vendor's own, which works as the emulated one does (D-65). */
const vendorsOwn = '0586e681-4e14-4133-85e5-a1041f599e26' as CryptoTypeSupport['cryptoType'];

/** The profiles of the drivers that a mutant is in. */
export const judgedProfiles = ['usual', 'otherwise', 'without video'] as const;

/** HDCP takes its time (D-56), and the first monitor has a second connector, on which nothing hangs. */
const otherOutputs = ({ monitors, ...rest }: EmulatedProfile['outputs']): EmulatedProfile['outputs'] => ({
  ...rest,
  hdcpDelayMs: 1500,
  monitors: monitors.map(({ name, outputs }, index) => ({
    name,
    outputs: index > 0 ? outputs : [...outputs, ...outputs.map((one) => ({ ...one, connected: false }))],
  })),
});

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
  ctrCarry: 'block',
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
