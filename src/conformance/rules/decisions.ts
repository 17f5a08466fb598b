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
  /** Nothing obliges a driver here: one that differs is warned, with a profile or without. Absent where a profile obliges. */
  readonly level?: 'ADVISORY';
}

const does = (text: string): Decision => ({ text });
const advises = (text: string): Decision => ({ text, level: 'ADVISORY' });
const turnedBy = (name: SwitchName, text: string): Decision => ({ text, switch: name });

const registry = {
  'D-01': turnedBy(
    'oaepHash',
    'OAEP has one hash, SHA-512, for label and MGF1, an empty label, RSA-2048, big-endian bytes: for sessions, channels and OPM alike.',
  ),
  'D-02': does('A session key is exactly 16 bytes; another length is refused like bad padding.'),
  'D-03': does(
    'Whatever is wrong with a key buffer, sessions and channels answer E_INVALIDARG, after the same work for each cause; OPM and COPP have codes of their own.',
  ),
  'D-04': turnedBy(
    'renegotiation',
    'A second negotiation, of a session or a channel, replaces the key; a pending refresh and the read-back key go with the old one.',
  ),
  'D-05': turnedBy(
    'certificateContainer',
    'Certificates come as a certificates-only PKCS#7 in DER, leaf last; DER sorts the set, so the lengths rise from root to leaf.',
  ),
  'D-06': does(
    'A certificate buffer that is too small stays untouched and the call fails; of a larger one the rest stays untouched.',
  ),
  'D-07': does('The COPP start message is raw RSA, little-endian, its padding ignored.'),
  'D-08': turnedBy(
    'voidFailure',
    'A VOID function that fails writes nothing and passes to pfnSetErrorCb the code that it would have returned; the runtime drops a call that it can prove wrong before the driver sees it.',
  ),
  'D-09': does(
    'A handle that is foreign, dead or of another kind gets E_INVALIDARG; the object itself is untouched.',
  ),
  'D-10': does('Using a session before it has a key gets E_INVALIDARG.'),
  'D-11': does(
    'An unknown crypto type, or an exchange that is not enumerated, gets D3DDDIERR_UNSUPPORTEDCRYPTO.',
  ),
  'D-12': turnedBy(
    'unsupportedCaps',
    'Caps of an unsupported pair are an error and zeros; NULL_GUID as crypto type asks for all of them, as profile for use without decoding.',
  ),
  'D-13': does(
    "NULL for a required pointer, which no runtime sends, gets E_INVALIDARG where the function's page lists it, else E_FAIL, of a VOID function what D-08 says; a wild address is an access violation.",
  ),
  'D-14': does(
    'A failed call changes no state, writes no output and uses no sequence number; outputs that are always written, signed return codes, are the exception.',
  ),
  'D-15': does(
    'On a removed device a call fails with DEVICEREMOVED where listed, else E_OUTOFMEMORY where listed, else E_INVALIDARG; Destroy works.',
  ),
  'D-16': does(
    'A function fails with the codes that its page or a decision lists, in a fixed order of checks: pointers, handles, removal, caps, key, sizes, content.',
  ),
  'D-17': does(
    'The runtime translates DDI codes to API codes: removed and still drawing have other numbers there, the rest pass.',
  ),
  'D-18': does('After removal the runtime answers by itself; only Destroy reaches the driver.'),
  'D-19': does('Without video functions there is no video device: E_NOINTERFACE.'),
  'D-20': does(
    'EncryptionBlt writes the IV: first random with the top bit clear, then one more each time, Count 0.',
  ),
  'D-21': turnedBy(
    'ivReuse',
    'DecryptionBlt needs an IV of 16 bytes and only reads it; one may be used twice under a key, which the runtime watches.',
  ),
  'D-22': turnedBy('ctrCarry', 'Count wraps in its own 64 bits.'),
  'D-23': turnedBy(
    'partialKeystream',
    'The key stream runs over the encrypted bytes only, as one; nothing to encrypt leaves the rest clear, nothing to skip encrypts it.',
  ),
  'D-24': does('A blt moves the logical bytes, never the padding; they fill whole alignment blocks.'),
  'D-25': does(
    'The read-back key has to be fetched before EncryptionBlt works, has IVs of its own, and outlives a refresh.',
  ),
  'D-26': advises(
    'Of two refresh numbers the newer counts; Finish without Start, and a number that is not 16 bytes, fail and leave the key. No page obliges a driver: one that differs is only warned.',
  ),
  'D-27': turnedBy('blockInfoStatus', "DecryptionBlt's error side channel is off."),
  'D-28': turnedBy(
    'beginFrameKey',
    'A frame key of NULL is clear, all-zero is the session key, else it is wrapped.',
  ),
  'D-30': turnedBy(
    'channelOmac',
    'A channel MAC covers what follows the MAC up to the end of its structure, raw bytes, padding included; the driver writes padding as zeros.',
  ),
  'D-31': turnedBy(
    'channelSizes',
    'A channel input may be longer than its structure; what is more is not looked at.',
  ),
  'D-32': does(
    'Sequence numbers rise from their start, one counter for queries and one for commands; refused calls use none up, and none follows the last.',
  ),
  'D-33': does('A channel is initialised once, after its key.'),
  'D-34': does('A channel handle is chosen by the driver and is not zero; any other value is refused.'),
  'D-35': does('Software and hardware channels both tie sessions to decoders.'),
  'D-36': does(
    'Destroying a session ends its bindings; destroying a channel drops its protection and encryption, and leaves shared resources as they are.',
  ),
  'D-40': does(
    'The driver uses the DDI values of the caps bits, the runtime translates: it drops TRANSITION, and the table of WDDM 2.4 stands for MULTI_THREADED.',
  ),
  'D-41': does(
    'On an HW_PROTECTION session the five software calls that name it fail; a crypto type with no other exchange has a certificate of size 0.',
  ),
  'D-42': turnedBy(
    'hwProtectionLayout',
    'HW_PROTECTION framing is checked against the real allocation; commands go to a handler, and without one answer E_NOTIMPL.',
  ),
  'D-43': does(
    'Both negotiate slots of the WDDM 2.4 table, id 7, take flags, and flags other than 0 are refused; RS4_0, id 6, takes none.',
  ),
  'D-44': does('After a tear-down the session reports its key and content lost until it is destroyed.'),
  'D-50': does('COPP checks sequence before MAC, OPM the other way round.'),
  'D-51': turnedBy(
    'coppUnknownQuery',
    'An unknown COPP query gets an empty, signed answer, and its number counts.',
  ),
  'D-52': does('OPM_OUTPUT_ID_DATA has 28 bytes, the id at 20.'),
  'D-53': does('COPP certificates are XML without namespace, PSS-SHA-1, a self-signed test root.'),
  'D-54': turnedBy('opmAnalog', 'OPM refuses ACP and CGMS-A.'),
  'D-55': does("Protection levels follow OPM's table for OPM, numbers for COPP."),
  'D-56': does('HDCP takes effect on the emulated clock, after a delay of the profile.'),
  'D-57': does(
    'A driver without codec merit answers GET_CODEC_INFO as any unknown information: INVALID_INFORMATION_REQUEST. A status without a public value is never given.',
  ),
  'D-60': does('Time and randomness are injected: the same seed gives the same bytes.'),
  'D-61': does(
    "A handle is the address of private memory with the driver's header; another address or header is dead.",
  ),
  'D-62': does('64-bit values are exact.'),
  'D-63': does('Codes are unsigned, addresses are numbers, the DDI is synchronous.'),
  'D-64': does('Layouts are known for x64 and x86; everything runs x64.'),
  'D-65': does(
    "Crypto and exchange types are those that the driver enumerates, vendors' own too, and those that a profile accepts beside them; what a crypto type's ProtectedMemorySize means is its own.",
  ),
  'D-66': does(
    'The default driver offers software decryption and encrypted read-back; what would change the flow of a player that works today is a profile of its own.',
  ),
  'D-67': does(
    "A caller that breaks the runtime's contract (NULL that it validates, handles that it never made, overwritten private memory) obliges no foreign driver to anything: such a case warns at most. The emulator answers as decided.",
  ),
  'D-68': does(
    'A size query may answer 0 where the create slot is empty or refuses: DEV-2 is asked where a create succeeds.',
  ),
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
