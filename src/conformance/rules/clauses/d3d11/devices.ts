/** Clauses of devices and of reporting errors: DEV, ERR. */
import { application, driver, runtime } from '../../clause.js';

export const devicesClauses = {
  'DEV-1': runtime.must('Every object: size query, allocation, Create with the same arguments.'),
  'DEV-2': driver.should('Every CalcPrivate* returns at least sizeof(void*).'),
  'DEV-3': driver.may('Any CalcPrivate* returns SIZE_T(-1) to stop the creation.'),
  'DEV-4': runtime.must('After SIZE_T(-1) there is no Create; the application gets E_OUTOFMEMORY.'),
  'DEV-5': driver.must(
    'All CalcPrivate* are free-threaded, even without the THREADING cap, except this one.',
  ),
  'DEV-6': runtime.must(
    "hDrvDevice is an input: address of the block, unique and unchanged for the object's life (so with every driver handle).",
  ),
  'DEV-7': driver.must(
    'Fill the function table that the runtime supplies, of the type that Interface names.',
  ),
  'DEV-8': runtime.implied(
    'Tables grow with each version: a harness zeroes a larger block so that unwritten slots read NULL. DXGI base functions are filled too: 176 bytes or more.',
  ),
  'DEV-9': runtime.must('DXGI_STATUS_NO_REDIRECTION is a success (ROS and D3D11On12 return it).'),
  'DEV-10': driver.must('No built-in limit on the number of devices.'),
  'DEV-11': application.must('Resources of one device are unknown to another (shared ones excepted).'),
  'DEV-12': driver.must(
    'With DDI threading, Create*, Open*, Destroy*, CalcPrivate*, Check* entries stay as they are after CreateDevice; other entries may be swapped.',
  ),
  'DEV-13': runtime.must('SINGLETHREADED: no concurrent creates, no deferred contexts.'),
  'DEV-14': driver.implied(
    'Kernel callbacks (pKTCallbacks) serve allocation, contexts, submission, present; a driver with all its data in own memory calls none of the 62.',
  ),
  'DEV-15': runtime.implied(
    'A harness fills them with stubs that record the call and return E_NOTIMPL. A hardware driver needs working ones.',
  ),
  'DEV-16': driver.implied(
    'Handles are one-pointer structs by value: on both x64 ABIs passed like a pointer (x86: 4 stack bytes).',
  ),
  'DEV-17': driver.must(
    'Keep the pointer to the callback table, not its entries: the runtime may change them.',
  ),
  'DEV-18': driver.must('First argument hRTCoreLayer, not hRTDevice. Rules: ERR-1..4, §6.'),
  'DEV-19': runtime.must('All child objects are destroyed before; the block is freed after.'),
  'DEV-20': driver.must('Finish delayed destructions before returning; never touch the block again.'),
  'DEV-21': driver.must(
    'Submit what is queued; TRUE if flushed. UNLESS_NO_COMMANDS allows skipping an empty queue; an unknown flag means flush.',
  ),
  'DEV-22': driver.must('Work off delayed destructions, even with nothing queued.'),
  'DEV-23': driver.must(
    'Write the bits. E_FAIL for a format that does not exist, E_INVALIDARG for NULL; never DEVICEREMOVED. NOT_SUPPORTED stands alone and only for listed formats (P010, P016 are, NV12, YUY2 are not).',
  ),
  'DEV-24': driver.implied(
    'Multisample bit and CheckMultisampleQualityLevels agree, else creation ends as in OPN-16.',
  ),
  'DEV-25': driver.implied(
    'Undocumented; by its name a device-wide switch. Per resource: SetHardwareProtection 1312 (SHP).',
  ),
  'ERR-1': driver.must(
    'VOID functions report failure by calling pfnSetErrorCb with the core-layer handle; not calling it means success.',
  ),
  'ERR-2': driver.may('It may be called several times within one driver call.'),
  'ERR-3': runtime.must(
    'A code not allowed for the function (even S_OK, E_FAIL) is logged and the device is lost as with D3DDDIERR_DEVICEREMOVED.',
  ),
  'ERR-4': driver.should(
    'Call it when something goes wrong, near the detection point, rather than hide the error.',
  ),
  'ERR-5': driver.implied(
    'The content-protection VOID pages list no codes; D3DDDIERR_DEVICEREMOVED and E_OUTOFMEMORY are the least risky (AMB-5).',
  ),
} as const;
