/** Clauses of authenticated channels: CPAC, CAC, DAC, NAC, QAC, CFG, ACH. */
import { application, driver, runtime } from '../../clause.js';

export const channelsClauses = {
  'CPAC-1': driver.must('Return the private bytes needed for a channel of this type.'),
  'CPAC-2': driver.must('Not expected to fail.'),
  'CAC-1': runtime.must(
    'Calc... first; the runtime allocates the private block and hAuthChannel points to it.',
  ),
  'CAC-2': driver.must('Remember the creating hDevice.'),
  'CAC-3': driver.should('Fail later calls on the channel through another hDevice.'),
  'CAC-4': driver.implied(
    'The non-const create struct returns the driver channel handle in hChannel (out in D3D9; no AuthenticatedChannelGetHandle exists); the app puts it in every query/configure header.',
  ),
  'CAC-5': application.must('DRIVER_SOFTWARE goes with cap SOFTWARE, DRIVER_HARDWARE with cap HARDWARE.'),
  'CAC-6': runtime.implied(
    'The API-only channel type D3D11 (1) never reaches the driver: the DDI enum starts at 2.',
  ),
  'CAC-7': driver.implied('Unsupported channel type: no code here; D3D9 used D3DDDIERR_NOTAVAILABLE.'),
  'DAC-1': driver.must('Release what CreateAuthenticatedChannel made.'),
  'DAC-2': driver.implied(
    'D3D9: should also drop protections this channel set by PROTECTION and ENCRYPTION_WHEN_ACCESSIBLE, but keep SHARED_RESOURCE settings.',
  ),
  'NAC-1': application.must(
    'pData holds 256 bytes: the session key under RSAES-OAEP with the public key of the channel certificate.',
  ),
  'NAC-2': driver.must('Same as OPM apart from the extra OPM payload.'),
  'NAC-3': driver.may('The OPM certificate may be reused.'),
  'NAC-4': driver.implied('The key (128-bit AES) serves to compute OMACs of queries and commands.'),
  'NAC-5': driver.must('Bad parameters: E_INVALIDARG; no memory: E_OUTOFMEMORY.'),
  'NAC-6': runtime.must('Fails for the runtime-owned D3D11 channel, which has no authentication.'),
  'QAC-1': application.must(
    'Input starts with QUERY_INPUT (channel handle, sequence number, query GUID); there is no MAC on the input.',
  ),
  'QAC-2': driver.must('E_INVALIDARG if the query sequence number was never initialised.'),
  'QAC-3': driver.must('E_INVALIDARG unless the sequence number exceeds the one of the previous query.'),
  'QAC-4': driver.must('E_INVALIDARG if OutputDataSize is less than the output struct of the query type.'),
  'QAC-5': driver.must('Unsupported query: E_FAIL.'),
  'QAC-6': driver.must('Copy QueryType, hChannel and SequenceNumber from input to output.'),
  'QAC-7': driver.must("ReturnCode in the output equals the function's return value."),
  'QAC-8': driver.must('Fill the query-specific members after the common header.'),
  'QAC-9': driver.must(
    'Sign as for OPM: set omac to zero, compute the OMAC of the output, store it in omac.',
  ),
  'QAC-10': driver.must(
    'The OMAC covers the bytes after the omac member (offset 16 to the end), AES-128 CMAC.',
  ),
  'QAC-11': driver.should(
    'D3D9: the return code goes into the output always, except when the output buffer is too small.',
  ),
  'QAC-12': driver.implied(
    'D3D9: fail when input/output sizes differ from the defined ones (here: only "less than").',
  ),
  'QAC-13': driver.implied('hChannel not the value returned at creation: E_INVALIDARG.'),
  'QAC-14': application.must('Start from a cryptographically random 32-bit number, add 1 per query.'),
  'QAC-15': application.must('Queries and commands have separate counters, started by INITIALIZE.'),
  'CFG-1': application.must('Input starts with CONFIGURE_INPUT; what follows depends on ConfigureType.'),
  'CFG-2': driver.must('Compute an own OMAC over the input data.'),
  'CFG-3': driver.must('E_INVALIDARG if it differs from the omac member.'),
  'CFG-4': driver.must('E_INVALIDARG unless the sequence number exceeds those of earlier configure calls.'),
  'CFG-5': driver.must('E_INVALIDARG if the sequence number was not initialised yet.'),
  'CFG-6': driver.must(
    'E_INVALIDARG if InputDataSize is smaller than required (page: CONFIGURE_INPUT plus command struct, AMB-16).',
  ),
  'CFG-7': driver.must('Unsupported command: E_FAIL.'),
  'CFG-8': driver.must('Copy the input header fields to the output.'),
  'CFG-9': driver.must("ReturnCode in the output equals the function's return value."),
  'CFG-10': driver.must('Zero the output omac, compute the OMAC of the output, store it.'),
  'CFG-11': driver.must('OMAC = AES one-key CBC MAC of the block that follows the omac member.'),
  'CFG-12': application.must(
    'INITIALIZE is sent once per channel, at the start; no repeat (D3D9-named page).',
  ),
  'CFG-13': driver.implied(
    'INITIALIZE: its own SequenceNumber is ignored (D3D9-named page); it carries StartSequenceQuery and StartSequenceConfigure.',
  ),
  'CFG-14': application.must('The sequence number must grow with each configure call.'),
  'CFG-15': driver.must('CRYPTO_SESSION binds decoder handle, session handle and device handle.'),
  'CFG-16': driver.implied(
    'CRYPTO_SESSION: fail if DeviceHandle is not the device of channel, session and decoder (D3D9 text).',
  ),
  'CFG-17': driver.must(
    'SHARED_RESOURCE: AllowAccess TRUE gives the process access; ProcessHandle is read only if ProcessType is HANDLE (2).',
  ),
  'CFG-18': driver.implied(
    'Protection switched on through one channel cannot be switched off through another (D3D9 text).',
  ),
  'CFG-19': application.must('PROTECTION: reserved bits 2..31 are zero.'),
  'ACH-1': application.must(
    'Order: read capabilities; create channel of type DRIVER_SOFTWARE (2) or DRIVER_HARDWARE (3); certificate size; certificate; verify Microsoft signature and revocation; key exchange; INITIALIZE; query CHANNEL_TYPE and compare.',
  ),
  'ACH-2': driver.may(
    'Certificate is X.509, root-signed by Microsoft; the channel (and an OAEP crypto session) can use the same certificate as OPM.',
  ),
  'ACH-3': application.must(
    'Payload is the 128-bit AES session key only (16 bytes): no driver random, no sequence numbers; encrypted with RSAES-OAEP under the certificate key; 256-byte ciphertext.',
  ),
  'ACH-4': application.implied(
    "OAEP parameters are those of OPM (SHA-512, MGF1-SHA-512, empty label): the DDI calls the exchange identical to OPM's except for OPM's extra data, naming no hash.",
  ),
  'ACH-5': runtime.must(
    'A channel of type D3D (1, runtime) has neither certificate nor key exchange; those calls fail.',
  ),
  'ACH-6': application.must(
    'Input omac = OMAC-1 of every byte after omac to the end of the command structure (header remainder, padding and command fields), key = session key.',
  ),
  'ACH-7': driver.must(
    'The driver computes its own OMAC over the data and refuses a mismatch (D3D11: E_INVALIDARG).',
  ),
  'ACH-8': application.must(
    'Sent once, first, on driver channels; carries random start numbers for queries (first) and commands (second).',
  ),
  'ACH-9': driver.implied(
    'The header sequence number of INITIALIZE itself is ignored, and the "must be initialised" rule does not apply to it.',
  ),
  'ACH-10': application.must(
    "Client: one counter for commands, one for queries, starting from INITIALIZE's values, plus 1 per message.",
  ),
  'ACH-11': driver.must(
    'Driver: accept only a number greater than the previous one of that kind; else, or if not initialised, E_INVALIDARG (D3D11) / failure (D3D9). Gaps are therefore legal.',
  ),
  'ACH-12': driver.implied(
    'Not said whether the first message carries the start number or start + 1; a tolerant driver accepts >= start first, strictly greater afterwards.',
  ),
  'ACH-13': driver.must(
    'Output repeats ConfigureType, hChannel and SequenceNumber, carries in ReturnCode the same HRESULT the call returns, and is signed.',
  ),
  'ACH-14': driver.must(
    'Query input has no omac; output repeats QueryType, hChannel, SequenceNumber, adds ReturnCode, query data and an omac.',
  ),
  'ACH-15': driver.must(
    'OMAC-1 over the bytes after omac up to the end of the output structure (application view). The DDI says: clear omac, then compute over the data in the buffer; read as the same region.',
  ),
  'ACH-16': application.must(
    'Client verifies omac, then type, handle and number against its own values, then advances its counter.',
  ),
  'ACH-17': driver.must(
    'Input (configure) or output (query) size below the structure of the named type: E_INVALIDARG (D3D11); the D3D9 DDI asks for exact sizes. Command or query not supported: E_FAIL.',
  ),
  'ACH-18': driver.implied(
    "Layout is natural alignment of the caller's ABI: hChannel and other handles are 8 bytes on x64 and 4 on x86; padding bytes inside the region are MACed, so both sides must zero them.",
  ),
  'ACH-19': driver.must(
    'Binds decoder handle, crypto session handle and device handle; the device handle is obtained by the DEVICE_HANDLE query on the same channel.',
  ),
  'ACH-20': driver.must(
    "Has its own certificate, its own session key and its own key exchange, separate from the channel's; OAEP type KEY_EXCHANGE_RSAES_OAEP; alternatives are listed as GUIDs.",
  ),
  'ACH-21': driver.must('AES-128-CTR IV: 8 bytes IV then 8 bytes block count, each big-endian.'),
  'ACH-22': driver.implied(
    'Flags: bit 0 ProtectionEnabled, bit 1 OverlayOrFullscreenRequired, bits 2..31 reserved; valid on every channel type.',
  ),
  'ACH-23': driver.implied(
    'Process identifier type 0 unknown, 1 desktop window manager, 2 handle; handle plus BOOL AllowAccess.',
  ),
  'ACH-24': driver.implied(
    'OutputID is the 64-bit id that OPM_GET_OUTPUT_ID also returns, so a client can match protected surfaces with outputs.',
  ),
  'ACH-25': driver.implied(
    'Bus type uses the same numbering as OPM bus types (0..4 plus implementation modifiers 0x10000..0x50000 and 0x80000000).',
  ),
  'ACH-26': application.should('Session key, content key and start numbers are cryptographically random.'),
  'ACH-27': driver.should(
    'Also on failure the driver fills and signs the output with the return code, unless the output buffer is too small for it.',
  ),
  'ACH-28': driver.implied(
    'Command and query support per channel type as in table 4.5 (runtime 1, software 2, hardware 3).',
  ),
} as const;
