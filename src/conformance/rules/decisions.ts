import type { ProfileSwitches } from '../../driver/index.js';

/**
 * A profile's switches: the settings in which honest drivers may differ.
 * @example
 * const name: SwitchName = 'oaepHash';
 */
export type SwitchName = keyof ProfileSwitches;

/**
 * One point that the documents leave open: what SoftUMD does, and the profile switch that turns it.
 * @example
 * const { text, switch: turnedBy }: Decision = DECISIONS['D-04'];
 */
export interface Decision {
  readonly text: string;
  readonly switch?: SwitchName;
}

const does = (text: string): Decision => ({ text });
const turnedBy = (name: SwitchName, text: string): Decision => ({ text, switch: name });

const registry = {
  'D-01': turnedBy(
    'oaepHash',
    'OAEP has one hash for label and MGF1, an empty label, RSA-2048, big-endian bytes.',
  ),
  'D-02': does('A session key is exactly 16 bytes; another length is refused like bad padding.'),
  'D-03': does('Whatever is wrong with a key buffer, the answer is E_INVALIDARG.'),
  'D-04': turnedBy('renegotiation', 'A second negotiation replaces the key.'),
  'D-05': turnedBy('certificateContainer', 'Certificates come as a certificates-only PKCS#7, leaf last.'),
  'D-06': does('A certificate buffer that is too small stays untouched; of a larger one the rest does.'),
  'D-07': does('The COPP start message is raw RSA, little-endian, its padding ignored.'),
  'D-08': turnedBy(
    'voidFailure',
    'A VOID function that fails writes nothing and passes its code to pfnSetErrorCb.',
  ),
  'D-09': does('A handle that is foreign, dead or of another kind gets E_INVALIDARG.'),
  'D-10': does('Using a session before it has a key gets E_INVALIDARG.'),
  'D-11': does(
    'An unknown crypto type, or an exchange that is not enumerated, gets D3DDDIERR_UNSUPPORTEDCRYPTO.',
  ),
  'D-12': turnedBy('unsupportedCaps', 'Caps of an unsupported pair are an error and zeros.'),
  'D-13': does('NULL for a required pointer gets E_INVALIDARG; a wild address is an access violation.'),
  'D-14': does('A failed call changes no state and writes no output.'),
  'D-15': does(
    'On a removed device a call fails with DEVICEREMOVED where listed, else E_OUTOFMEMORY, else E_INVALIDARG.',
  ),
  'D-16': does(
    'A function fails with the codes that its page or a decision lists, in a fixed order of checks.',
  ),
  'D-17': does('The runtime translates DDI codes to API codes.'),
  'D-18': does('After removal the runtime answers by itself; only Destroy reaches the driver.'),
  'D-19': does('Without video functions there is no video device: E_NOINTERFACE.'),
  'D-20': does(
    'EncryptionBlt writes the IV: first random with the top bit clear, then one more each time, Count 0.',
  ),
  'D-21': does('DecryptionBlt needs an IV of 16 bytes and only reads it.'),
  'D-22': turnedBy('ctrCarry', 'Count wraps in its own 64 bits.'),
  'D-23': does('The key stream runs over the encrypted bytes only.'),
  'D-24': does('A blt moves the logical bytes, never the padding; they fill whole alignment blocks.'),
  'D-25': does('The read-back key has to be fetched before EncryptionBlt works, and outlives a refresh.'),
  'D-26': does('Of two refresh numbers the newer counts; Finish without Start fails.'),
  'D-27': does("DecryptionBlt's error side channel is off."),
  'D-28': does('A frame key of NULL is clear, all-zero is the session key, else it is wrapped.'),
  'D-30': does('A channel MAC covers what follows the MAC, raw bytes, padding included.'),
  'D-31': does('A channel input may be longer than its structure.'),
  'D-32': does('Sequence numbers rise, refused calls use none up.'),
  'D-33': does('A channel is initialised once, after its key.'),
  'D-34': does('A channel handle is chosen by the driver and is not zero.'),
  'D-35': does('Software and hardware channels both tie sessions to decoders.'),
  'D-36': does('Destroying a session ends its bindings.'),
  'D-40': does('The driver uses the DDI values of the caps bits.'),
  'D-41': does('On an HW_PROTECTION session the seven software calls fail.'),
  'D-42': does('HW_PROTECTION framing is checked; commands go to a handler.'),
  'D-43': does('Negotiation flags other than 0 are refused.'),
  'D-44': does('After a tear-down the session reports its key and content lost.'),
  'D-50': does('COPP checks sequence before MAC, OPM the other way round.'),
  'D-51': does('An unknown COPP query gets an empty, signed answer.'),
  'D-52': does('OPM_OUTPUT_ID_DATA has 28 bytes, the id at 20.'),
  'D-53': does('COPP certificates are XML without namespace, PSS-SHA-1, a self-signed test root.'),
  'D-54': does('OPM refuses ACP and CGMS-A.'),
  'D-55': does("Protection levels follow OPM's table for OPM, numbers for COPP."),
  'D-56': does('HDCP takes effect on the emulated clock, after a delay of the profile.'),
  'D-60': does('Time and randomness are injected: the same seed gives the same bytes.'),
  'D-61': does(
    "A handle is the address of private memory with the driver's header; another address or header is dead.",
  ),
  'D-62': does('64-bit values are exact.'),
  'D-63': does('Codes are unsigned, addresses are numbers, the DDI is synchronous.'),
  'D-64': does('Layouts are known for x64 and x86; everything runs x64.'),
  'D-65': does('Crypto and exchange types are those that the driver enumerates.'),
  'D-66': does('The default driver offers software decryption and encrypted read-back.'),
} as const satisfies Record<string, Decision>;

/**
 * The id of a decision: `D-09`.
 * @example
 * const id: DecisionId = 'D-09';
 */
export type DecisionId = keyof typeof registry;

/**
 * Every decision by its id.
 * @example
 * DECISIONS['D-04'].switch; // 'renegotiation'
 */
export const DECISIONS: Readonly<Record<DecisionId, Decision>> = registry;
