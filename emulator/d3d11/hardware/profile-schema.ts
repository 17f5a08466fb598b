import type * as v from 'valibot';
import { listOf, members, oneOf, wholeNumber } from '../../../src/options/index.js';

/** What a profile's own trusted environment does with a command: it answers with what it got, or keeps keys. */
const commandSchema = members({
  /** HWProtectionFunctionID: any number, the DRM component's own (HWP-4). */
  functionId: wholeNumber(0, 0xffff_ffff),
  /**
   * `echo` answers with its data. `install-key` takes 32 bytes, a key's GUID as it lies in memory and the key, a test
   * key, in clear; `forget-key` takes the GUID alone. Both answer with nothing.
   */
  does: oneOf('echo', 'install-key', 'forget-key'),
});

/** This part of the profile: HW_PROTECTION and what lies behind it. */
export const hardwareProfileEntries = {
  /** HW_PROTECTION. Commands that are not listed have E_NOTIMPL in Status (D-42). */
  hwProtection: members({
    /** Bytes of the driver's own in front of input and output (GCPD-1). */
    privateInputBytes: wholeNumber(0, 0xffff),
    privateOutputBytes: wholeNumber(0, 0xffff),
    commands: listOf(commandSchema),
  }),
  /** D-42: where the DRM component's bytes lie in the blocks of HW_PROTECTION. */
  hwProtectionLayout: oneOf('documented', 'payload-first'),
};

export type HardwareProfile = Readonly<
  v.InferOutput<ReturnType<typeof members<typeof hardwareProfileEntries>>>
>;

/** Nothing of it. */
export const defaultHardware: Pick<HardwareProfile, 'hwProtection'> = {
  hwProtection: { privateInputBytes: 0, privateOutputBytes: 0, commands: [] },
};
