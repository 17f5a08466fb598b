/** Clauses of hardware protection: NCX, GDHK, CCSS, GCPD, HWP, SHP. */
import { application, driver, runtime } from '../../clause.js';

export const hardwareClauses = {
  'NCX-1': driver.must('Same contract as NCS with one more parameter, flags, before DataSize.'),
  'NCX-2': runtime.must('The only flag value is NONE = 0.'),
  'NCX-3': driver.must(
    'WDDM 2.4 table (id 7): slots 520 and 768 (MT) both have this type; RS4_0 table (id 6): old type at 520, no MT slot.',
  ),
  'NCX-4': runtime.implied(
    'The MT slot serves the free-threaded ID3D11VideoDevice2::NegotiateCryptoSessionKeyExchangeMT, meant for HW_PROTECTION sessions (debug ids ..._INVALIDKEYEXCHANGETYPE, ..._NOT_SUPPORTED).',
  ),
  'GDHK-1': driver.must(
    'Return one vendor-specific UINT64 that the secure DRM component may use to initialise a new hardware key.',
  ),
  'GDHK-2': application.must(
    'Private input data of PrivateInputSize bytes go to the driver (parameter is spelled pPrivatInputData).',
  ),
  'CCSS-1': driver.must('Write OK, KEY_LOST or KEY_AND_CONTENT_LOST to *pStatus.'),
  'CCSS-2': application.may('Called after a hardware tear-down notification to learn what was lost.'),
  'CCSS-3': driver.implied('D3D11On12 maps any invalid protected session to KEY_AND_CONTENT_LOST.'),
  'GCPD-1': driver.must(
    'Return the sizes of the driver-private head of HW_PROTECTION input (N) and output (M) buffers; 0 is possible.',
  ),
  'GCPD-2': runtime.implied('pDecoderProfile may be NULL (annotated optional).'),
  'HWP-1': runtime.must(
    'pbInput[0..N-1] belongs to the driver (N = PrivateDataSize = pPrivateInputSize); the DRM command is pbInput[N..N+HWProtectionDataSize-1].',
  ),
  'HWP-2': driver.must(
    'pbOutput[0..M-1] belongs to the driver; results start at pbOutput[M] and end at most at pbOutput[M+MaxHWProtectionDataSize-1].',
  ),
  'HWP-3': driver.must(
    'Output HWProtectionDataSize = bytes written; TransportTime and ExecutionTime in 100 ns units.',
  ),
  'HWP-4': driver.must(
    'Status returns the DRM command result; HWProtectionFunctionID and data formats are defined by the DRM component.',
  ),
  'HWP-5': driver.implied(
    'The function can return S_OK while Status holds a failure: transport and command results are separate.',
  ),
  'HWP-6': driver.implied(
    "All three blocks are the caller's memory and the DDI has no call to free them: keep no pointer after the call. Under WOW64 the pointers are those of the 32-bit process and its own driver.",
  ),
  'SHP-1': runtime.must('Called only with the TRANSITION cap, on swap-chain buffers not on screen.'),
  'SHP-2': driver.must(
    'Switch the resource between protected and unprotected without re-creation; DWM redraws it wholly afterwards.',
  ),
  'SHP-3': driver.implied(
    'A related, undocumented device entry pfnSetHardwareProtectionState(hDevice, BOOL) exists from minor header version 9.',
  ),
} as const;
