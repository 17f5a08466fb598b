import { X509Certificate } from 'node:crypto';
import type { Address, Hresult } from '../../abi/index.js';
import type { OmacKey } from '../../crypto/index.js';
import { opensslEngine } from '../../crypto/index.js';
import type { HAuthChannel, HRTAuthChannel } from '../../ddi/index.js';
import {
  D3D11_1DDI_AUTHENTICATED_CHANNEL_TYPE as TYPE,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_INITIALIZE as INITIALIZE,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_INITIALIZE_GUID as INITIALIZE_GUID,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT as HEADER,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT as OUTPUT,
  D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL as CREATE,
  hresultName,
  S_OK,
} from '../../ddi/index.js';
import { readPackageText } from '../../package-files.js';
import { wrapSessionKey } from '../../player/index.js';
import { createSubject, type Subject } from './subject.js';

const hRTAuthChannel = 0x5e55_0002 as HRTAuthChannel;
const macBytes = 16;

/** One channel after the other, in one block, with the application's structures in the driver's memory. */
export interface ChannelSubject extends Subject {
  /** What the application signs with. */
  readonly omacKey: OmacKey;
  /** The wrapped session key, which every channel gets. */
  readonly keyBuffer: Uint8Array;
  readonly handle: HAuthChannel;
  /** Creates the channel; its hChannel. */
  readonly create: () => bigint;
  /** INITIALIZE as the application signs it for a channel, in the driver's memory. */
  readonly initialize: (hChannel: bigint) => Address;
  /** Key exchange and INITIALIZE, with which both counters start at 1. */
  readonly start: (pInitialize: Address) => void;
  readonly destroy: () => void;
}

function demand(what: string, code: Hresult): void {
  if (code !== S_OK) throw new Error(`${what}: ${hresultName(code)}`);
}

function signedInitialize(omacKey: OmacKey, hChannel: bigint): Uint8Array {
  const Parameters = HEADER.fromBytes(new Uint8Array(HEADER.bytes));
  const command = INITIALIZE.toBytes({
    Parameters: { ...Parameters, ConfigureType: INITIALIZE_GUID, hChannel },
    ...{ StartSequenceQuery: 1, StartSequenceConfigure: 1 },
  });
  command.set(omacKey.mac(command.subarray(macBytes)));
  return command;
}

/** An emulated driver with one device and room for a channel. */
export function createChannelSubject(): ChannelSubject {
  const subject = createSubject();
  const { memory } = subject.driver;
  const { video } = subject;
  const { hDevice } = subject.device;
  const key = new Uint8Array(macBytes).fill(7);
  const leaf = new X509Certificate(readPackageText('fixtures/certificates/leaf.pem'));
  const keyBuffer = wrapSessionKey(leaf, key);
  const omacKey = opensslEngine().omacKey(key);
  const room = (bytes: number) => memory.allocate(bytes, 'bench: channel');
  const [pCreateData, pData] = [room(CREATE.bytes), room(keyBuffer.length)];
  const pOutput = room(OUTPUT.bytes);
  CREATE.encode(memory, pCreateData, { ChannelType: TYPE.DRIVER_SOFTWARE });
  memory.copyIn(pData, keyBuffer);
  const handle = room(video.pfnCalcPrivateAuthenticatedChannelSize(hDevice, pCreateData)) as HAuthChannel;
  const create = () => {
    const code = video.pfnCreateAuthenticatedChannel(hDevice, pCreateData, handle, hRTAuthChannel);
    demand('CreateAuthenticatedChannel', code);
    return memory.readU64((pCreateData + CREATE.offset.hChannel) as Address);
  };
  const initialize = (hChannel: bigint) => {
    const pInitialize = room(INITIALIZE.bytes);
    memory.copyIn(pInitialize, signedInitialize(omacKey, hChannel));
    return pInitialize;
  };
  const start = (pInitialize: Address) => {
    const { pfnNegotiateAuthenticatedChannelKeyExchange: negotiate } = video;
    demand('the key exchange', negotiate(hDevice, handle, keyBuffer.length, pData));
    const { pfnConfigureAuthenticatedChannel: configure } = video;
    demand('INITIALIZE', configure(hDevice, handle, INITIALIZE.bytes, pInitialize, pOutput));
  };
  const destroy = () => {
    video.pfnDestroyAuthenticatedChannel(hDevice, handle);
  };
  return { ...subject, omacKey, keyBuffer, handle, create, initialize, start, destroy };
}
