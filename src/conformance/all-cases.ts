import type { CaseGroup, ConformanceCase } from './framework/case.js';
import { rejectDuplicates } from './framework/case.js';
import { adapterGroup } from './d3d11/groups/adapter.js';
import { capsGroup } from './d3d11/groups/caps.js';
import { certificateGroup } from './d3d11/groups/certificate.js';
import { createGroup } from './d3d11/groups/create.js';
import { decryptionBltGroup } from './d3d11/groups/decryption-blt.js';
import { deviceGroup } from './d3d11/groups/device.js';
import { encryptionBltGroup } from './d3d11/groups/encryption-blt.js';
import { formatGroup } from './d3d11/groups/format.js';
import { getHandleGroup } from './d3d11/groups/get-handle.js';
import { keyExchangeTypeGroup } from './d3d11/groups/key-exchange-type.js';
import { keyHygieneGroup } from './d3d11/groups/key-hygiene.js';
import { negotiateGroup } from './d3d11/groups/negotiate.js';
import { ownershipGroup } from './d3d11/groups/ownership.js';
import { resourceGroup } from './d3d11/groups/resource.js';
import { subObjectGroup } from './d3d11/groups/sub-object.js';

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
