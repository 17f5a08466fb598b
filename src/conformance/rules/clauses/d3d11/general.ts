/** Clauses of content protection as a whole: GEN. */
import { application, driver } from '../../clause.js';

export const generalClauses = {
  'GEN-1': application.must(
    'Order: caps -> create channel -> certificate -> negotiate channel -> INITIALIZE -> query channel type -> create session -> certificate -> negotiate session -> QUERY_DEVICE_HANDLE -> CONFIGURE_CRYPTO_SESSION -> encrypted buffers.',
  ),
  'GEN-2': application.must('Channel key and session key are separate keys.'),
  'GEN-3': driver.implied('All entries use the APIENTRY convention (stdcall on x86).'),
  'GEN-4': driver.implied(
    'Report protection caps only if create/negotiate/query/configure/destroy channel and create/negotiate/destroy session exist; blts, refresh, read-back key are optional (D3D9 list).',
  ),
  'GEN-5': driver.implied(
    'Lock/map of a protected surface fails while protection is enabled (D3D9 resource rule).',
  ),
  'GEN-6': driver.implied(
    'D3D9: protected resources may be made lockable, but Lock fails while protection is on; a shared one opens only in the same process or one that the channel has been told to allow.',
  ),
} as const;
