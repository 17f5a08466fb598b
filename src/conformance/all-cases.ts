import type { CaseGroup, ConformanceCase } from './case.js';
import { rejectDuplicates } from './case.js';
import { adapterGroup } from './groups/adapter.js';
import { capsGroup } from './groups/caps.js';
import { certificateGroup } from './groups/certificate.js';
import { createGroup } from './groups/create.js';
import { decryptionBltGroup } from './groups/decryption-blt.js';
import { deviceGroup } from './groups/device.js';
import { encryptionBltGroup } from './groups/encryption-blt.js';
import { formatGroup } from './groups/format.js';
import { getHandleGroup } from './groups/get-handle.js';
import { keyExchangeTypeGroup } from './groups/key-exchange-type.js';
import { keyHygieneGroup } from './groups/key-hygiene.js';
import { negotiateGroup } from './groups/negotiate.js';
import { ownershipGroup } from './groups/ownership.js';
import { resourceGroup } from './groups/resource.js';
import { subObjectGroup } from './groups/sub-object.js';

/** Every group of the suite, in the order of a session's life. */
export function allGroups(): readonly CaseGroup[] {
  return [
    adapterGroup,
    deviceGroup,
    subObjectGroup,
    formatGroup,
    resourceGroup,
    capsGroup,
    keyExchangeTypeGroup,
    createGroup,
    ownershipGroup,
    getHandleGroup,
    certificateGroup,
    negotiateGroup,
    decryptionBltGroup,
    encryptionBltGroup,
    keyHygieneGroup,
  ];
}

/** Every case of the suite. */
export function allCases(): readonly ConformanceCase[] {
  const cases = allGroups().flatMap((group) => group.cases);
  rejectDuplicates(cases);
  return cases;
}
