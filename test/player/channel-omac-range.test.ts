/** D-30: a driver that takes the OMAC with zeros in its own place, and clients of both kinds. */
import { describe, expect, it } from '@jest/globals';
import { createDevice } from 'softumd';
import { D3D11_AUTHENTICATED_CHANNEL_TYPE as TYPE } from 'softumd/d3d11';
import { AuthenticatedChannelClient, readCertificateChain } from 'softumd/player';

const ranges = ['after-omac', 'zeroed-omac'] as const;

describe('what the OMAC of a message covers (D-30)', () => {
  it.each(ranges.flatMap((driver) => ranges.map((client) => [driver, client] as const)))(
    'driver: %s, client: %s',
    (channelOmac, omacRange) => {
      const { videoDevice } = createDevice({ profile: { channelOmac } });
      const channel = videoDevice.createAuthenticatedChannel(TYPE.DRIVER_SOFTWARE);
      const { leaf } = readCertificateChain(channel.getCertificate());
      const { transport, handle: hChannel } = channel;
      const client = new AuthenticatedChannelClient({ transport, hChannel, leaf, omacRange });
      const open = () => {
        client.open(TYPE.DRIVER_SOFTWARE);
      };
      if (channelOmac === omacRange) expect(open).not.toThrow();
      else expect(open).toThrow('INITIALIZE');
    },
  );
});
