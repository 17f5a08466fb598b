import { loadProfile } from 'softumd';
import type { Guid, ID3D11CryptoSession } from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import { contextOf, made, query } from '../../machine.js';
import { target } from '../../player.js';
import type { MessageCases, Scene } from './message-case.js';

const { D3D11_KEY_EXCHANGE_HW_PROTECTION: HW_PROTECTION, out, S_OK } = d3d11;
const vendor = '0586e681-4e14-4133-85e5-a1041f599e26' as Guid;
const h264 = d3d11.D3D11_DECODER_PROFILE_H264_VLD_NOFGT;
const envelopeBytes = 32;
const driver = { profile: 'hardware-drm' };

function hardwareSession({ player }: Scene): ID3D11CryptoSession {
  const session = out<ID3D11CryptoSession>();
  return made(player.video.CreateCryptoSession(vendor, h264, HW_PROTECTION, session), session);
}

/** A command with room for the driver's 16 and 24 bytes, and nothing of its own. */
function command(inputBytes = 8 + 16) {
  const [pInputData, pOutputData] = [new Uint8Array(inputBytes), new Uint8Array(32 + 24)];
  new DataView(pInputData.buffer).setUint32(0, 16, true);
  new DataView(pOutputData.buffer).setUint32(0, 24, true);
  return { HWProtectionFunctionID: 0x90000001, pInputData, pOutputData, Status: S_OK };
}

const videoDevice2 = ({ device }: Scene) => query(device, d3d11.ID3D11VideoDevice2);

/** Hardware protection: its sessions, and resources that the hardware protects. */
export const hardwareCases: MessageCases = {
  GETCRYPTOSESSIONPRIVATEDATASIZE_INVALID_KEY_EXCHANGE_TYPE: {
    when: 'pKeyExchangeType is not HW_PROTECTION, or the driver does not enumerate it',
    prepare: (scene) => {
      const device = videoDevice2(scene);
      return () => device.GetCryptoSessionPrivateDataSize(vendor, h264, vendor, out(), out());
    },
    driver,
  },
  NEGOTIATECRYPTOSESSIONKEYEXCHANGEMT_INVALIDKEYEXCHANGETYPE: {
    when: 'the session is none of hardware protection',
    prepare: (scene) => {
      const [device, session] = [videoDevice2(scene), scene.player.session()];
      return () => device.NegotiateCryptoSessionKeyExchangeMT(session, 0, envelopeBytes, command());
    },
    driver,
  },
  NEGOTIATECRYPTOSESSIONKEYEXCHANGEMT_NOT_SUPPORTED: {
    when: 'the driver has no free-threaded form: it is older than WDDM 2.4',
    prepare: (scene) => {
      const [device, session] = [videoDevice2(scene), hardwareSession(scene)];
      return () => device.NegotiateCryptoSessionKeyExchangeMT(session, 0, envelopeBytes, command());
    },
    driver: { profile: { ...loadProfile('hardware-drm'), interfaceVersions: ['D3DWDDM2_1'] } },
  },
  NOT_FOR_HW_PROTECTION: {
    when: 'a blt, a key refresh, a read-back key or a certificate of a session of hardware protection (D-41)',
    prepare: (scene) => {
      const session = hardwareSession(scene);
      return () => session.GetCertificateSize(out());
    },
    driver,
  },
  HW_PROTECTION_SIZES: {
    when: "the sizes in the heads of HW_PROTECTION's blocks do not fit the blocks (HWP-1, HWP-2)",
    prepare: (scene) => {
      const session = hardwareSession(scene);
      const data = command(8 + 16 + 5); // no data told, and five bytes of them there (RC-01)
      return () => scene.player.videoContext.NegotiateCryptoSessionKeyExchange(session, envelopeBytes, data);
    },
    driver,
  },
  KEY_LOST: {
    when: 'a key is used after a tear-down has taken it (D-44)',
    also: ['DRIVER_REFUSED'],
    prepare: (scene) => {
      const session = hardwareSession(scene);
      d3d11.tearDown(session);
      return () =>
        scene.player.videoContext.NegotiateCryptoSessionKeyExchange(session, envelopeBytes, command());
    },
    driver,
  },
  NOT_IN_DRIVER: {
    when: 'the driver is older than WDDM 2.0, or leaves the slot of the call empty',
    prepare: (scene) => {
      const context = query(contextOf(scene.device), d3d11.ID3D11VideoContext1);
      const session = scene.player.session();
      return () => context.CheckCryptoSessionStatus(session, out());
    },
  },
  HW_PROTECTED: {
    when: 'a copy out of a resource with HW_PROTECTED, an update of one, or a buffer that cannot be one',
    prepare: (scene) => {
      const [from, to] = [
        scene.player.texture({ ...target, MiscFlags: d3d11.D3D11_RESOURCE_MISC_FLAG.HW_PROTECTED }),
        scene.player.texture(target),
      ];
      return () => {
        scene.context.CopyResource(to, from);
      };
    },
    driver,
  },
};
