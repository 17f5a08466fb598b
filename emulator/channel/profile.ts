import type { ProfileSwitches } from '../../src/driver/index.js';
import { D3D11_1DDI_BUS_TYPE as BUS, D3D11_1DDI_CRYPTO_TYPE_AES128_CTR } from '../../src/ddi/index.js';
import type { ChannelProfile } from './profile-schema.js';

/** The default: an adapter on PCI Express whose memory the CPU sees piece by piece, and can have encrypted. */
export const defaultChannels: Omit<ChannelProfile, keyof ProfileSwitches> = {
  accessibility: {
    busType: BUS.PCIEXPRESS,
    contiguousBlocks: false,
    nonContiguousBlocks: true,
    encryptions: [D3D11_1DDI_CRYPTO_TYPE_AES128_CTR],
  },
};
