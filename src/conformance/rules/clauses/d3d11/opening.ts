/** Clauses of opening a driver and fetching its tables: OPN, SUB. */
import { driver, runtime } from '../../clause.js';

export const openingClauses = {
  'OPN-1': driver.must(
    'A D3D11 driver DLL exports OpenAdapter10_2; OpenAdapter10 (same type) may stand beside it.',
  ),
  'OPN-2': driver.may(
    'Ignore Interface and Version of the open struct; the list of GetSupportedVersions decides.',
  ),
  'OPN-3': driver.must('Set hAdapter, unique to this open. hRTAdapter is only for pfnQueryAdapterInfoCb.'),
  'OPN-4': driver.implied(
    'Fill the 40 bytes behind pAdapterFuncs_2: they are the caller\'s. Four public drivers do so; the page says only "out" (DV-AMB-1).',
  ),
  'OPN-5': runtime.must('One adapter may be opened several times at once.'),
  'OPN-6': driver.should('Query the miniport through pfnQueryAdapterInfoCb before a device is made.'),
  'OPN-7': driver.implied(
    'A software driver can ignore both adapter callbacks (D3D11On12 and ROS need none to open).',
  ),
  'OPN-8': driver.must(
    'Fail for a DDI version not supported; a newer runtime build alone is no reason to fail.',
  ),
  'OPN-9': runtime.must('Called after all devices of this hAdapter are destroyed.'),
  'OPN-10': runtime.implied('Two calls: array NULL for the count, then an array of that many.'),
  'OPN-11': driver.must('Set *puEntries to the number of versions, with or without an array.'),
  'OPN-12': driver.implied(
    'Array too short: 0x8007007A (ERROR_INSUFFICIENT_BUFFER), nothing written. From a page sample; not in the list of codes, and two public drivers never read the input count.',
  ),
  'OPN-13': driver.must('Entry = Interface << 32 | build << 16; Interface = major << 16 | minor.'),
  'OPN-14': runtime.must(
    'Interface and Version of CreateDevice and CalcPrivateDeviceSize are the halves of the chosen entry; they can differ from the open struct.',
  ),
  'OPN-15': driver.may(
    "Not validate them in CreateDevice (the struct page still wants a build below the driver's own refused).",
  ),
  'OPN-16': runtime.implied(
    'The highest common version is used. Slots of its table that the runtime needs and finds NULL end device creation with DXGI_ERROR_DRIVER_INTERNAL_ERROR.',
  ),
  'OPN-17': driver.must(
    'Write the struct of that Type to pData. pInfo is an index for the swizzle types, else NULL.',
  ),
  'OPN-18': runtime.must('THREADING is asked before a DDI device exists.'),
  'OPN-19': driver.must('COMMANDLISTS_BUILD_2 only with FREETHREADED.'),
  'OPN-20': driver.must(
    'Level 11_0 and up reports SHADER bit 2; 11_1 reports OutputMergerLogicOp TRUE (9_x FALSE).',
  ),
  'OPN-21': driver.implied(
    'Bad DataSize or pData: fail (D3D11On12 E_INVALIDARG, ROS E_UNEXPECTED). Unknown Type: fail (E_INVALIDARG; ROS E_NOTIMPL; VirtualBox S_OK, nothing written).',
  ),
  'OPN-22': driver.implied(
    'Least answer: THREADING 0 or 1, SHADER 2, pipeline bits of all levels to 11_1, logic op TRUE, other types zero, MARKER refused.',
  ),
  'SUB-1': driver.must('Write the entry to *ppfnRetrieveSubObject in CreateDevice (D3D11.1 and up).'),
  'SUB-2': driver.must('S_OK or a fitting error; free-threaded.'),
  'SUB-3': driver.must('Sub-objects belong to the device and end with DestroyDevice.'),
  'SUB-4': runtime.must('The id carries the version; each table is fetched on its own from the root device.'),
  'SUB-5': driver.implied(
    'Fill the table behind the pointer at offset 8 of *pParams. The page names the output buffer as table; three drivers and the header say otherwise (DV-AMB-2).',
  ),
  'SUB-6': driver.implied(
    'ParamSize below 16 or pParams NULL: E_INVALIDARG. D3D11On12 wants exactly 16, and 1 byte of non-NULL output; VirtualBox ignores the output.',
  ),
  'SUB-7': runtime.implied('So (id, 16, &input, 1, &byte) with a zeroed table suits all known drivers.'),
  'SUB-8': driver.implied(
    'Unknown id: fail (D3D11On12 E_INVALIDARG, VirtualBox E_FAIL, a Rust driver E_NOTIMPL).',
  ),
  'SUB-9': driver.implied(
    'Relocate ("can be relocated") is ignored by all three. A second call fills the table it names.',
  ),
  'SUB-10': runtime.implied(
    'When the runtime calls is undocumented. Failure or a NULL entry: no ID3D11VideoDevice.',
  ),
  'SUB-11': driver.implied(
    'Create entries of missing features may be NULL, CalcPrivateCryptoSessionSize not: D3D11On12 fills it without offering sessions.',
  ),
  'SUB-12': runtime.implied(
    'Ask the id of the interface in use: 11.1 and 1.3 2, 2.0 3, 2.1 to 2.3 5, 2.4 and later 7. A suite offers 2, 3, 5, 7 so; it asks 6 (RS4_0) only to report.',
  ),
} as const;
