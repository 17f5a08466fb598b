/** What is wrong with the calls of hardware protection that are refused: a cause each, for the test that asks. */
import { D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS as STATUS } from '../../../src/ddi/index.js';
import type { Cause } from '../../core/refusal-recorder.js';
import type { CryptoSession, Resource } from '../state.js';

/** The pointers of HW_PROTECTION's structure. */
export type BlockPointer = 'pInputData' | 'pOutputData';

export const keysLost = ({ status }: CryptoSession): Cause => ({
  rule: 'a tear-down took the keys of this session',
  clause: 'D-44',
  argument: 'hCryptoSession',
  expected: 'a session whose status is OK',
  received: STATUS.text(status),
});

export const noKeyBuffer = (): Cause => ({
  rule: 'the keys of this session are the trusted environment’s, and it takes none',
  clause: 'D-65',
  argument: 'hCryptoSession',
  expected: 'a session with RSAES_OAEP or HW_PROTECTION',
});

export const noSessionWithMessages = (): Cause => ({
  rule: 'nothing of this session talks to a DRM component',
  clause: 'GDHK-1',
  argument: 'hCryptoSession',
  expected: 'a session with HW_PROTECTION, or caps with HARDWARE_DRM_COMMUNICATION',
});

export const envelopeSize = (expected: number, received: number): Cause => ({
  rule: 'the data of HW_PROTECTION have the size of their structure',
  clause: 'NCS-9',
  argument: 'DataSize',
  expected: String(expected),
  received: String(received),
});

export const privateSize = (block: BlockPointer, expected: number, received: number): Cause => ({
  rule: `PrivateDataSize of ${block} is not the driver’s`,
  clause: block === 'pInputData' ? 'HWP-1, GCPD-1' : 'HWP-2, GCPD-1',
  argument: 'pData',
  expected: String(expected),
  received: String(received),
});

/** @param roomBytes what the caller's memory has behind the block's head */
export const blockTooShort = (block: BlockPointer, roomBytes: number, neededBytes: number): Cause => ({
  rule: `the sizes of ${block} say more than lies there`,
  clause: block === 'pInputData' ? 'HWP-1, D-42' : 'HWP-2, D-42',
  argument: 'pData',
  expected: `at most ${roomBytes} bytes`,
  received: String(neededBytes),
});

export const blocksOverlap = (): Cause => ({
  rule: 'the blocks lie into each other',
  clause: 'HWP-1, HWP-2, D-42',
  argument: 'pData',
  expected: 'three blocks apart',
});

export const noCertificate = (): Cause => ({
  rule: 'the crypto type has no other exchange than HW_PROTECTION, which knows no certificate',
  clause: 'D-41, CCS-8',
  argument: 'pCertificateInfo',
});

export const noPrivateData = (): Cause => ({
  rule: 'no other exchange than HW_PROTECTION has bytes of the driver’s',
  clause: 'GCPD-1, D-42',
  argument: 'pKeyExchangeType',
  expected: 'D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION',
});

export const noNewKeyData = (): Cause => ({
  rule: 'the DRM component gave no 64 bits for a new key',
  clause: 'GDHK-1',
  argument: 'pPrivatInputData',
});

export const protectedFromCpu = (argument: string, { isProtected }: Resource): Cause =>
  isProtected
    ? {
        rule: 'the resource lies in protected memory',
        clause: 'RES-11, RES-35',
        argument,
        expected: 'a resource without HW_PROTECTED',
      }
    : {
        rule: 'the resource has RESTRICTED_CONTENT, and ProtectionEnabled is in effect',
        clause: 'GEN-5, CFG-18',
        argument,
        expected: 'a resource without RESTRICTED_CONTENT, or protection switched off',
      };

export const protectedFromCopy = ({ isProtected }: Resource): Cause =>
  isProtected
    ? {
        rule: 'what lies in protected memory is copied there alone',
        clause: 'RES-11, RES-35',
        argument: 'hDstResource',
        expected: 'a resource with HW_PROTECTED',
      }
    : {
        rule: 'RESTRICTED_CONTENT is copied to its like alone as long as ProtectionEnabled is in effect',
        clause: 'GEN-5, CFG-18',
        argument: 'hDstResource',
        expected: 'a resource with RESTRICTED_CONTENT or HW_PROTECTED',
      };

export const outOfProtectedMemory = (): Cause => ({
  rule: 'there is no protected memory left',
  clause: 'RES-11',
});
