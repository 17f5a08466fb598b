import type { CaseGroup } from '../../framework/group.js';
import { adapterGroup } from './adapter.js';
import { capsGroup } from './caps.js';
import { certificateGroup } from './certificate.js';
import { channelAnswersGroup } from './channel-answers.js';
import { channelCertificateGroup } from './channel-certificate.js';
import { channelCreateGroup } from './channel-create.js';
import { channelInitializeGroup } from './channel-initialize.js';
import { channelKeyExchangeGroup } from './channel-key-exchange.js';
import { channelSequenceGroup } from './channel-sequence.js';
import { channelSignatureGroup } from './channel-signature.js';
import { channelSizesGroup } from './channel-sizes.js';
import { contentKeyGroup } from './content-key.js';
import { channelAccessibilityGroup } from './channel-accessibility.js';
import { channelBindingGroup } from './channel-binding.js';
import { channelOutputsGroup } from './channel-outputs.js';
import { channelProtectionGroup } from './channel-protection.js';
import { channelQueriesGroup } from './channel-queries.js';
import { createGroup } from './create.js';
import { crossProcessGroup } from './cross-process.js';
import { decoderBuffersGroup } from './decoder-buffers.js';
import { decoderFramesGroup } from './decoder-frames.js';
import { decodersGroup } from './decoders.js';
import { decryptionBltGroup } from './decryption-blt.js';
import { deviceGroup } from './device.js';
import { driverProtectionsGroup } from './driver-protections.js';
import { encryptionBltGroup } from './encryption-blt.js';
import { formatGroup } from './format.js';
import { getHandleGroup } from './get-handle.js';
import { hwProtectionGroup } from './hw-protection.js';
import { keyExchangeTypeGroup } from './key-exchange-type.js';
import { keyHygieneGroup } from './key-hygiene.js';
import { keyRefreshGroup } from './key-refresh.js';
import { negotiateGroup } from './negotiate.js';
import { ownershipGroup } from './ownership.js';
import { partialDecryptionGroup } from './partial-decryption.js';
import { protectedResourcesGroup } from './protected-resources.js';
import { readBackKeyGroup } from './read-back-key.js';
import { resourceGroup } from './resource.js';
import { sessionStatusGroup } from './session-status.js';
import { subObjectGroup } from './sub-object.js';
import { videoTablesGroup } from './video-tables.js';

/** The groups of Direct3D 11, in the order of a session's life. */
export const d3d11Groups: readonly CaseGroup[] = [
  adapterGroup,
  deviceGroup,
  subObjectGroup,
  videoTablesGroup,
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
  partialDecryptionGroup,
  contentKeyGroup,
  encryptionBltGroup,
  readBackKeyGroup,
  keyRefreshGroup,
  driverProtectionsGroup,
  keyHygieneGroup,
  hwProtectionGroup,
  sessionStatusGroup,
  protectedResourcesGroup,
  crossProcessGroup,
  decodersGroup,
  decoderFramesGroup,
  decoderBuffersGroup,
  channelCreateGroup,
  channelCertificateGroup,
  channelKeyExchangeGroup,
  channelInitializeGroup,
  channelSequenceGroup,
  channelSignatureGroup,
  channelSizesGroup,
  channelAnswersGroup,
  channelQueriesGroup,
  channelBindingGroup,
  channelProtectionGroup,
  channelAccessibilityGroup,
  channelOutputsGroup,
];
