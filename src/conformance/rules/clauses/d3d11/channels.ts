/** Clauses of authenticated channels: CPAC, CAC, DAC, NAC, QAC, CFG, and of ACH what these do not say of the driver. */
import { application, driver, runtime } from '../../clause.js';

export const channelsClauses = {
  'CPAC-1': driver.must('Answer the private bytes that a channel of this type needs.'),
  'CPAC-2': driver.must('The size query is not expected to fail.'),
  'CAC-1': runtime.must(
    'The size query comes first; the runtime allocates the private block that hAuthChannel points to.',
  ),
  'CAC-2': driver.must('Remember the device that creates the channel.'),
  'CAC-3': driver.should('Later calls with the channel fail through another device.'),
  'CAC-4': driver.implied(
    "hChannel of the create structure, which is not const, returns the driver's own handle of the channel; every query and command carries it.",
  ),
  'CAC-5': application.must(
    'DRIVER_SOFTWARE is asked for with cap SOFTWARE, DRIVER_HARDWARE with cap HARDWARE.',
  ),
  'CAC-6': runtime.implied('Channels of type D3D11 (1) are the runtime’s own and never reach the driver.'),
  'CAC-7': driver.implied(
    'A channel type that is not supported is refused; D3D9 answered D3DDDIERR_NOTAVAILABLE.',
  ),
  'DAC-1': driver.must('Release what CreateAuthenticatedChannel made.'),
  'DAC-2': driver.implied(
    'With a channel go the protections that it set by PROTECTION and ENCRYPTION_WHEN_ACCESSIBLE; what SHARED_RESOURCE set stays.',
  ),
  'NAC-1': application.must(
    'pData has 256 bytes: the session key under RSAES-OAEP with the public key of the channel’s certificate.',
  ),
  'NAC-2': driver.must('The exchange is that of OPM without what OPM sends beside the key.'),
  'NAC-3': driver.may('The certificate may be the one of OPM.'),
  'NAC-4': driver.implied('The key, of 128 bits, is what OMACs of commands and answers are computed with.'),
  'NAC-5': driver.must('Wrong parameters get E_INVALIDARG, missing memory E_OUTOFMEMORY.'),
  'NAC-6': runtime.must('The exchange fails for the runtime’s own channel, which has no authentication.'),
  'QAC-1': application.must('A query begins with QUERY_INPUT: type, hChannel and number; it carries no MAC.'),
  'QAC-2': driver.must('E_INVALIDARG where the sequence number of queries was never initialised.'),
  'QAC-3': driver.must('E_INVALIDARG unless the number is above that of the query before.'),
  'QAC-4': driver.must(
    'E_INVALIDARG where OutputDataSize is less than the structure that answers this type.',
  ),
  'QAC-5': driver.must('A query that is not supported gets E_FAIL.'),
  'QAC-6': driver.must('QueryType, hChannel and SequenceNumber come back in the output.'),
  'QAC-7': driver.must('ReturnCode of the output is what the function returns.'),
  'QAC-8': driver.must('The members behind the common header are filled as the type says.'),
  'QAC-9': driver.must(
    'The output is signed as with OPM: omac zeroed, the OMAC of the output computed, stored in omac.',
  ),
  'QAC-10': driver.must('The OMAC, AES-128 CMAC, covers what follows the omac member, from offset 16 on.'),
  'QAC-11': driver.should(
    'The return code gets into the output always, but where the output is too small (D3D9).',
  ),
  'QAC-12': driver.implied(
    'Sizes other than the defined ones are refused (D3D9); here it is those below (D-31).',
  ),
  'QAC-13': driver.implied('E_INVALIDARG where hChannel is not the value that the creation returned.'),
  'QAC-14': application.must('Numbers start from a random number of 32 bits and rise by 1 with each query.'),
  'QAC-15': application.must('Queries and commands have counters of their own, which INITIALIZE starts.'),
  'CFG-1': application.must('A command begins with CONFIGURE_INPUT; ConfigureType says what follows.'),
  'CFG-2': driver.must('Compute an OMAC of the input data.'),
  'CFG-3': driver.must('E_INVALIDARG where it is not the one that the command carries.'),
  'CFG-4': driver.must('E_INVALIDARG unless the number is above those of earlier commands.'),
  'CFG-5': driver.must('E_INVALIDARG where the sequence number of commands is not initialised yet.'),
  'CFG-6': driver.must('E_INVALIDARG where InputDataSize is less than the command needs.'),
  'CFG-7': driver.must('A command that is not supported gets E_FAIL.'),
  'CFG-8': driver.must('The header of the input comes back in the output.'),
  'CFG-9': driver.must('ReturnCode of the output is what the function returns.'),
  'CFG-10': driver.must('The output is signed: omac zeroed, its OMAC computed and stored.'),
  'CFG-11': driver.must('The OMAC is the AES one-key CBC MAC of the block that follows the omac member.'),
  'CFG-12': application.must('INITIALIZE is sent once for a channel, at its start.'),
  'CFG-13': driver.implied(
    'The own number of INITIALIZE is not looked at; it carries the start numbers of queries and of commands.',
  ),
  'CFG-14': application.must('The number grows with each command.'),
  'CFG-15': driver.must('CRYPTO_SESSION binds a decoder, a session and a device by their handles.'),
  'CFG-16': driver.implied(
    'CRYPTO_SESSION fails where DeviceHandle is not the device of channel, session and decoder (D3D9 text).',
  ),
  'CFG-17': driver.must(
    'SHARED_RESOURCE with AllowAccess gives a process access; ProcessHandle is read only where ProcessType is HANDLE (2).',
  ),
  'CFG-18': driver.implied(
    'Protection that one channel has switched on, another one cannot switch off (D3D9 text).',
  ),
  'CFG-19': application.must('Bits 2 to 31 of the flags of PROTECTION are zero.'),
  'ACH-12': driver.implied(
    'The first number of a kind may be the start number itself: it is not said that it has to be above.',
  ),
  'ACH-18': driver.implied('Padding lies under the OMAC, so that both sides write it as zeros.'),
  'ACH-24': driver.implied(
    'OutputID is the 64-bit id that OPM tells of the same output, so that an application can match them.',
  ),
  'ACH-25': driver.implied('Bus types have the numbers of OPM, with the modifiers of how the bus is built.'),
  'ACH-27': driver.should(
    'A message that fails is answered and signed too, the return code in it, but where the output is too small.',
  ),
  'ACH-28': driver.implied(
    'Each type of channel takes the queries and commands that the table has for it, and no others.',
  ),
} as const;
