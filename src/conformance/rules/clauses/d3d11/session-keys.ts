/** Clauses of a session's keys after the first exchange: SSKR, FSKR, GEBK. */
import { application, driver, runtime } from '../../clause.js';

export const sessionKeysClauses = {
  'SSKR-1': driver.may('Support is optional for every crypto type.'),
  'SSKR-2': driver.must('Generate a random number, keep it, and return it in pRandomNumber.'),
  'SSKR-3': application.should('RandomNumberSize should equal the session-key size (16 for AES-128).'),
  'SSKR-4': driver.must('The new key has no effect until FinishSessionKeyRefresh.'),
  'SSKR-5': application.must('Supported only with cap FRESHEN_SESSION_KEY.'),
  'SSKR-6': runtime.implied(
    'A debug id for a wrong size shows that the runtime checks RandomNumberSize, so the driver should not see another than 16 with AES128_CTR (D-26).',
  ),
  'SSKR-7': driver.must(
    'Between Start and Finish, EncryptionBlt, DecryptionBlt, GetEncryptionBltKey and decode still use the old key: Start alone changes no result (follows from SSKR-4).',
  ),
  'FSKR-1': driver.must('Session key becomes (session key XOR saved random number).'),
  'FSKR-2': driver.must('All buffers from this point on use the new key.'),
  'FSKR-3': application.must('StartSessionKeyRefresh must come before.'),
  'GEBK-1': driver.should('Make a new read-back key on every call.'),
  'GEBK-2': driver.should('AES128_CTR: return it AES-ECB-encrypted under the session key.'),
  'GEBK-3': application.should('KeySize should equal the session-key size.'),
  'GEBK-4': application.must('Only meaningful if the driver needs a separate read-back key.'),
  'GEBK-5': driver.must('The key is the one that decrypts what EncryptionBlt returns.'),
} as const;
