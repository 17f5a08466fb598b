/** Clauses of commands, status requests and levels: COPP. */
import { application, driver, runtime } from '../../clause.js';

export const messagesClauses = {
  'COPP-14': application.must(
    'macKDI is the OMAC of everything in the structure after macKDI: bytes 16..4095, i.e. 4080 bytes including the unused part of CommandData whatever it holds.',
  ),
  'COPP-15': driver.must(
    'dwSequence has to equal the number the driver expects (start value for the first command); the driver sample answers E_INVALIDARG otherwise.',
  ),
  'COPP-16': application.must(
    'The application adds 1 to its command number after each command; command and status numbers are independent counters.',
  ),
  'COPP-17': driver.implied(
    'The driver advances its stored command number only when the command has been carried out; after any error it stays.',
  ),
  'COPP-18': driver.implied(
    'Check order of the sample: state (E_UNEXPECTED), sequence (E_INVALIDARG), command GUID (E_INVALIDARG), cbSizeData < 16 for SetProtectionLevel (E_INVALIDARG), MAC (E_UNEXPECTED), level not in range for the type (E_INVALIDARG), then effect.',
  ),
  'COPP-19': application.must(
    'SetProtectionLevel names one protection type and a level of that type (type None, 0, and level -1 are listed too); the ExtendedInfo mask and data are carried but currently unused.',
  ),
  'COPP-20': driver.should(
    'A protection that the current output resolution cannot carry is refused when it is set (DDERR_TOOBIGSIZE), although the type stays listed as supported.',
  ),
  'COPP-21': application.implied(
    'A status request carries no MAC; its first 16 bytes are rApp. Only the reply is authenticated.',
  ),
  'COPP-22': application.should('A new 128-bit random rApp is made for every request.'),
  'COPP-23': driver.must(
    'Every reply payload begins with the same 16 bytes of rApp, then a 32-bit status flag word. (Exception: the empty reply to an unknown query, COPP-29.)',
  ),
  'COPP-24': driver.must(
    'Reply macKDI is the OMAC of cbSizeData and the whole COPPStatus array: bytes 16..4095 (4080 bytes).',
  ),
  'COPP-25': driver.implied(
    'The reply is zeroed before it is filled, so bytes past cbSizeData are zero and enter the MAC as zero.',
  ),
  'COPP-26': driver.must(
    'dwSequence equals the expected status number (sample: E_INVALIDARG if not); the application adds 1 after every request.',
  ),
  'COPP-27': driver.implied(
    'The stored status number advances at the end of every request that passed argument checks, also for an unknown query; not on an early error return.',
  ),
  'COPP-28': driver.implied(
    'Queries without input require cbSizeData = 0; the two level queries require cbSizeData = 4, a DWORD with one known, supported protection type and no bit outside 0x80000007; otherwise E_INVALIDARG.',
  ),
  'COPP-29': driver.implied(
    'Unknown query GUID: the sample returns success with cbSizeData 0, an all-zero payload (no rApp echo) and a valid MAC.',
  ),
  'COPP-30': application.should(
    'The application recomputes the reply MAC, compares 16 bytes, and checks the rApp echo.',
  ),
  'COPP-31': driver.must(
    'Status flags are per session and one-shot: an unplug sets LinkLost, a user reconfiguration of the connector sets RenegotiationRequired, in the next reply of each open session and not again until the event recurs.',
  ),
  'COPP-32': application.should(
    'Client: on RenegotiationRequired set the level again; on LinkLost stop and build a new renderer and full session; poll regularly.',
  ),
  'COPP-33': driver.should(
    'Local level is what this session asked for; global level is the strongest level any session on that connector currently asks for, protection set outside COPP (a display-settings call) included.',
  ),
  'COPP-34': driver.should(
    'Per connector and type one use counter per level: a session counts at level 0 when opened, a command moves its count, closing removes it. Global level = numerically highest level with a nonzero counter.',
  ),
  'COPP-35': driver.implied(
    'On open the local level of a supported type is 0 and of an unsupported type is 0xFFFFFFFF (COPP_NoProtectionLevelAvailable); both stored sequence numbers are preset to 0xFFFFFFFF.',
  ),
  'COPP-36': driver.should(
    'Closing a session (also abnormal end of the client) withdraws its requests from the global level; close can arrive while protection is on.',
  ),
  'COPP-37': driver.should(
    'All types the connector can do are reported, independent of the present display mode.',
  ),
  'COPP-38': driver.should(
    'BKey holds the 40-bit KSV of the attached receiver in its low 40 bits, dwHDCPFlags bit 0 tells a repeater, the two reserved GUIDs are zero.',
  ),
  'COPP-39': driver.should(
    'COPP driver functions confine themselves to E_UNEXPECTED, E_INVALIDARG and E_POINTER (plus documented display-mode codes); generic codes such as E_FAIL or DDERR_GENERIC are discouraged.',
  ),
  'COPP-40': runtime.implied(
    'All four methods can return VFW_E_NO_COPP_HW: device without COPP, or renderer not yet connected to a display device.',
  ),
  'COPP-41': runtime.implied(
    'KeyExchange can return ERROR_GRAPHICS_NO_MONITORS_CORRESPOND_TO_DISPLAY_DEVICE (mode change, monitor off or removed).',
  ),
  'COPP-42': driver.implied(
    'Function codes on the COPP device: 1 certificate length, 2 key exchange, 3 sequence start, 4 command, 5 query status; undersized buffers or an unknown code give E_INVALIDARG.',
  ),
  'COPP-43': application.implied(
    'Commands, requests and replies travel in clear; only their integrity is protected. Only the start message is encrypted.',
  ),
  'COPP-44': driver.implied(
    'Each session (one per renderer, per output) has its own random, KDI, counters and levels; nothing is shared but the connector state.',
  ),
} as const;
