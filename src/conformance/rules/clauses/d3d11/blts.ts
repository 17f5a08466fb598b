/** Clauses of the blts, their block pattern and their counter: EB, DB, EBI, IV. */
import { application, driver, runtime } from '../../clause.js';

export const bltsClauses = {
  'EB-1': driver.must('Read the protected source surface, write it encrypted to the destination.'),
  'EB-2': application.must('No sub-rectangles and no partially encrypted surfaces or buffers.'),
  'EB-3': application.must('Source: off-screen plain surface or render target, not multisampled.'),
  'EB-4': application.must(
    'Destination: system-memory surface with proper alignment (API: D3D11_USAGE_STAGING).',
  ),
  'EB-5': driver.must('No stretching, no colour conversion.'),
  'EB-6': driver.must(
    'AES-CTR: pIV is an AES_CTR_IV allocated by the app and filled by driver or GPU (though declared const, AMB-10).',
  ),
  'EB-7': driver.must(
    'The first IV member is random; later ones always increase so the app can check that no (key, IV) pair repeats.',
  ),
  'EB-8': driver.must('pIV = NULL: no separate IV is needed (crypto types that use one: see D-20).'),
  'EB-9': driver.may('Other crypto types may use another IV struct or none.'),
  'EB-10': driver.must('Predication is ignored.'),
  'EB-11': application.must(
    'Needs cap ENCRYPTED_READ_BACK; with ENCRYPTED_READ_BACK_KEY fetch the key by GetEncryptionBltKey, else the session key applies.',
  ),
  'EB-12': driver.implied('D3D9: driver should check buffer alignment and size and fail if wrong.'),
  'EB-13': driver.implied('D3D9: the random first IV should not be too large (room to increment).'),
  'EB-14': runtime.must(
    'Event/timestamp queries may miss the call below feature level 11; pipeline statistics never count it.',
  ),
  'EB-15': runtime.implied(
    'Runtime checks (debug ids): cap, NULL, same device, equal format and size, source not multisampled, destination staging, neither mapped nor offered, source defined.',
  ),
  'DB-1': runtime.must('Called only if DECRYPTION_BLT is in the caps.'),
  'DB-2': driver.must('Decrypt data from the source and write it to the protected destination.'),
  'DB-3': application.should('Whole buffer encrypted: pEncryptedBlockInfo should be NULL.'),
  'DB-4': application.must(
    'Block info may be given only with PARTIAL_DECRYPTION; without that cap pass NULL.',
  ),
  'DB-5': driver.must(
    'pContentKey not NULL: the data are encrypted with that content key, which is itself AES-ECB-encrypted under the session key.',
  ),
  'DB-6': driver.must('pContentKey NULL: the session key decrypts the data.'),
  'DB-7': application.must('Without cap CONTENT_KEY pass no content key.'),
  'DB-8': application.must(
    'AES-CTR: the caller makes the IV (random first, then incremented, always larger) so the driver can check for reuse.',
  ),
  'DB-9': driver.implied(
    'The DDI page says the driver fills the IV (text carried over from EncryptionBlt); treat pIV as input.',
  ),
  'DB-10': driver.must('pIV = NULL: no separate IV is needed (crypto types that use one: see D-21).'),
  'DB-11': driver.must('Writing sub-rectangles is not supported.'),
  'DB-12': driver.must('Predication is ignored.'),
  'DB-13': driver.implied(
    'D3D9: should fail when the IV was already used with the same content (or session) key; may fail when IV <= previous IV.',
  ),
  'DB-14': driver.implied(
    'D3D9: runtime ensures system-memory source without stretch/conversion; driver should check alignment and size.',
  ),
  'DB-15': runtime.implied(
    'Runtime checks (debug ids): cap, NULL, same device, equal format and size, destination a render target and not multisampled, source staging, neither mapped nor offered, source defined.',
  ),
  'EBI-1': driver.must('The first NumEncryptedBytesAtBeginning bytes are encrypted.'),
  'EBI-2': driver.must(
    'Then, repeated to the end of the buffer: NumBytesInSkipPattern clear bytes, NumBytesInEncryptPattern encrypted bytes.',
  ),
  'EBI-3': driver.must('(100,0,0): only the first 100 bytes are encrypted, the rest is clear.'),
  'EBI-4': driver.must('(100,20,2): 100 encrypted, then 20 clear + 2 encrypted over and over.'),
  'EBI-5': application.must(
    "Counts are bytes; encrypted runs must fit the GPU crypto-block alignment (the page's own example does not; AMB-14).",
  ),
  'IV-1': driver.must('IV and Count are 64-bit big-endian numbers; Count counts blocks.'),
  'IV-2': driver.implied(
    'The 16 bytes in memory order form the initial counter block: IV in bytes 0..7, Count in bytes 8..15.',
  ),
  'IV-3': application.must('With cap SEQUENTIAL_CTR_IV the application uses a sequential Count.'),
  'IV-4': application.implied(
    'SEQUENTIAL_CTR_IV (DXVA2 page): all buffers of one frame should keep the same IV and Count continues where the last one stopped.',
  ),
  'IV-5': application.implied(
    'SEQUENTIAL_CTR_IV (DXVA2): Count of a frame starts at 1; three buffers of three blocks use 1, 4, 7.',
  ),
  'IV-6': application.implied('SEQUENTIAL_CTR_IV (DXVA2): better submit whole 128-bit blocks.'),
  'IV-7': application.must('Each compressed buffer has its own IV (pIV of the buffer descriptor).'),
} as const;
