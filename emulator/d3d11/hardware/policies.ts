import type { Address, Hresult, StructValue } from '../../../src/abi/index.js';
import type { D3D11DDIARG_CREATERESOURCE } from '../../../src/ddi/index.js';
import {
  D3D10_DDI_BIND as BIND,
  D3D10_DDI_RESOURCE_MISC as MISC,
  D3D10_DDI_RESOURCE_USAGE as USAGE,
  D3D11_1DDI_CONTENT_PROTECTION_CAPS as CAPS,
  D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS as STATUS,
  D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION as HW_PROTECTION,
  D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION_DATA as ENVELOPE,
  S_OK,
} from '../../../src/ddi/index.js';
import type { DrmCommand } from '../../../src/driver/index.js';
import { loseDecoded } from '../decoder/end-decoder.js';
import type { Offer } from '../offers.js';
import { GuidSet } from '../offers.js';
import type { CryptoSession, D3D11Base, Device, Resource, SessionKind } from '../state.js';
import type { DrmAnswer } from './drm-answer.js';
import { askDrm, askForNewKeyData } from './drm-answer.js';
import type {
  AnswerMembers,
  BlockSizes,
  ExchangePlaces,
  Payload,
  Stretch,
  WrittenAnswer,
} from './hw-protection.js';
import { writeAnswer } from './hw-protection.js';
import { wipeResource } from './protected-memory.js';

/** Which of HW_PROTECTION's two blocks. */
type Side = 'input' | 'output';

/** What a driver can get wrong about hardware protection. */
export interface HardwarePolicies {
  /** Where a new session's keys will come from (CCS-7, D-65). */
  readonly sessionKind: (
    core: D3D11Base,
    offer: Offer,
    pCryptoType: Address,
    pKeyExchangeType: Address,
  ) => SessionKind;
  /** What a session begins with: no key (D-10, D-41). */
  startSession(core: D3D11Base, session: CryptoSession): void;
  /** Whether a session has lost what it had, for good (D-44). */
  isLost(session: CryptoSession): boolean;
  /** Whether a crypto type has certificates (D-41). */
  hasCertificate(offer: Offer): boolean;

  /** Whether the data of HW_PROTECTION have this size (NCS-9). */
  isEnvelopeSize(bytes: number): boolean;
  /** Whether the caller has left the driver its own bytes, as many as it asks for (HWP-1, HWP-2). */
  isPrivateSize(core: D3D11Base, side: Side, bytes: number): boolean;
  /** Where the DRM component's bytes of a block lie (HWP-1, HWP-2, D-42). */
  payloadOf(core: D3D11Base, side: Side, sizes: BlockSizes): Payload;
  /** Whether those lie in the caller's memory (D-42). */
  fitsRoom(payload: Payload, roomBytes: number): boolean;
  /** Whether blocks lie apart. */
  areApart(blocks: readonly Stretch[]): boolean;
  /** Lets the DRM component do its work (HWP-4). */
  runCommand(core: D3D11Base, command: DrmCommand): DrmAnswer;
  /** What of a result is written: no more than there is room for (HWP-2). */
  cutResult(data: Uint8Array, maxBytes: number): Uint8Array;
  /** What the caller's structures tell of an answer (HWP-3, HWP-4). */
  answerMembers(answer: DrmAnswer, maxBytes: number): AnswerMembers;
  /** Writes an answer to where it belongs (HWP-2). */
  writeAnswer(core: D3D11Base, places: ExchangePlaces, answer: WrittenAnswer): void;
  /** What the function returns of a command that came to this (HWP-5). */
  exchangeCode(status: Hresult): Hresult;

  /** The sizes that GetCryptoSessionPrivateDataSize tells (GCPD-1). */
  privateDataSizes(core: D3D11Base): { readonly inputBytes: number; readonly outputBytes: number };
  /** What a session's status is (CCSS-1). */
  sessionStatus(session: CryptoSession): number;
  /** 64 bits for a new key (GDHK-1); undefined where the DRM component gives none. */
  newKeyData(core: D3D11Base, data: Uint8Array): bigint | undefined;

  /** What a tear-down does to a session (D-44). */
  loseKeys(core: D3D11Base, session: CryptoSession, status: number): void;
  /** What a tear-down of the whole adapter does to the trusted environment's keys (D-44). */
  loseHardwareKeys(core: D3D11Base): void;
  /** What a tear-down does to the content of protected memory (D-44). */
  loseContent(core: D3D11Base, device: Device): void;
  /** Tells of a tear-down, once (D-44). */
  tellTearDown(core: D3D11Base): void;

  /**
   * Whether a resource is to lie in protected memory: with HW_PROTECTED (RES-11), and where the caps say that single
   * resources are protected, with RESTRICTED_CONTENT (RES-10).
   */
  wantsProtection(core: D3D11Base, MiscFlags: number): boolean;
  /** Whether the driver can protect this resource (RES-11, RES-35). */
  protectsResource(core: D3D11Base, create: StructValue<typeof D3D11DDIARG_CREATERESOURCE>): boolean;
  /** Whether the CPU gets at a resource: by maps and updates (RES-11, GEN-5). */
  isOpenToCpu(device: Device, resource: Resource): boolean;
  /** Whether one resource may be copied to another (RES-11, GEN-5). */
  mayCopy(device: Device, source: Resource, target: Resource): boolean;
  /** Switches a resource; what it holds has to be drawn again (SHP-2). */
  switchProtection(core: D3D11Base, resource: Resource, isProtected: boolean): void;
}

const hwProtection = new GuidSet([HW_PROTECTION]);
const isHwProtectionAlone = ({ keyExchangeTypes: { guids } }: Offer) =>
  guids.length > 0 && guids.every((guid) => guid === HW_PROTECTION);

const protectsSingle = ({ offers }: D3D11Base) =>
  (offers.union.caps & CAPS.HARDWARE_PROTECT_UNCOMPRESSED) !== 0;

/** The devices whose ProtectionEnabled keeps a resource: the one that uses it, and the one that made it (GEN-5, GEN-6). */
const keepersOf = (device: Device, { miscFlags, sharing }: Resource): readonly Device[] =>
  (miscFlags & MISC.RESTRICTED_CONTENT) === 0
    ? []
    : [device, sharing?.creator ?? device].filter(({ protectionEnabled }) => protectionEnabled);

/** The honest driver. */
export const hardwarePolicies: HardwarePolicies = {
  sessionKind: ({ memory, offers }, { caps, acceptsHwProtection }, pCryptoType, pKeyExchangeType) => {
    if (acceptsHwProtection && hwProtection.has(memory, pKeyExchangeType)) return 'HW_PROTECTION';
    if ((caps & CAPS.HARDWARE_DRM_COMMUNICATION) === 0) return 'RSAES_OAEP';
    const isOwnExchange =
      offers.cryptoTypes.indexAt(memory, pCryptoType) ===
      offers.cryptoTypes.indexAt(memory, pKeyExchangeType);
    return isOwnExchange ? 'hardware key' : 'RSAES_OAEP';
  },
  startSession: () => undefined,
  isLost: ({ status }) => status !== STATUS.OK,
  hasCertificate: (offer) => !(offer.parts.length > 0 ? offer.parts : [offer]).every(isHwProtectionAlone),

  isEnvelopeSize: (bytes) => bytes === ENVELOPE.bytes,
  isPrivateSize: (core, side, bytes) => {
    const { privateInputBytes, privateOutputBytes } = core.profile.hwProtection;
    return bytes === (side === 'input' ? privateInputBytes : privateOutputBytes);
  },
  payloadOf: ({ profile }, side, { privateBytes, dataBytes, roomBytes }) => {
    if (profile.hwProtectionLayout === 'documented') return { offset: privateBytes, bytes: dataBytes };
    // One client tells no size of its data and means all of them (D-42).
    const isAll = side === 'input' && dataBytes === 0;
    return { offset: 0, bytes: isAll ? roomBytes : dataBytes };
  },
  fitsRoom: ({ offset, bytes }, roomBytes) => offset + bytes <= roomBytes,
  areApart: (blocks) => {
    const inOrder = [...blocks].sort((one, other) => one.address - other.address);
    return inOrder.every(({ address }, index) => {
      const before = inOrder[index - 1];
      return !before || before.address + before.bytes <= address;
    });
  },
  runCommand: ({ drm }, command) => askDrm(drm, command),
  cutResult: (data, maxBytes) => data.subarray(0, maxBytes),
  answerMembers: ({ status, data, transportTime, executionTime }, maxBytes) => ({
    Status: status,
    HWProtectionDataSize: Math.min(data.length, maxBytes),
    TransportTime: transportTime,
    ExecutionTime: executionTime,
  }),
  writeAnswer: ({ memory }, places, answer) => {
    writeAnswer(memory, places, answer);
  },
  exchangeCode: () => S_OK,

  privateDataSizes: ({
    profile: {
      hwProtection: { privateInputBytes, privateOutputBytes },
    },
  }) => ({
    inputBytes: privateInputBytes,
    outputBytes: privateOutputBytes,
  }),
  sessionStatus: ({ status }) => status,
  newKeyData: ({ drm, random, hardwareKeys }, data) => {
    if (drm.dataForNewKey) return askForNewKeyData(() => drm.dataForNewKey!(data, hardwareKeys));
    const bytes = random.bytes(8);
    return new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0);
  },

  loseKeys: (_core, session, status) => {
    session.clear();
    session.status = status;
  },
  loseHardwareKeys: ({ hardwareKeys }) => {
    hardwareKeys.clear();
  },
  loseContent: ({ memory }, device) => {
    for (const { object } of device.resources.entries()) if (object.isProtected) wipeResource(memory, object);
    loseDecoded(device);
  },
  tellTearDown: ({ tearDowns }) => {
    tearDowns.tell();
  },

  wantsProtection: (core, MiscFlags) =>
    (MiscFlags & (protectsSingle(core) ? MISC.HW_PROTECTED | MISC.RESTRICTED_CONTENT : MISC.HW_PROTECTED)) !==
    0,
  protectsResource: (core, { Usage, MapFlags, BindFlags }) =>
    protectsSingle(core) &&
    Usage !== USAGE.DYNAMIC &&
    Usage !== USAGE.STAGING &&
    MapFlags === 0 &&
    (BindFlags & (BIND.VERTEX_BUFFER | BIND.INDEX_BUFFER)) === 0,
  isOpenToCpu: (device, resource) => !resource.isProtected && keepersOf(device, resource).length === 0,
  mayCopy: (device, source, target) => {
    if (target.isProtected) return true;
    // Not to one that merely is restricted now: that opens again as soon as protection is switched off.
    if (source.isProtected) return false;
    const keepers = keepersOf(device, target);
    return keepersOf(device, source).every((keeper) => keepers.includes(keeper));
  },
  switchProtection: ({ memory }, resource, isProtected) => {
    if (resource.isProtected === isProtected) return;
    wipeResource(memory, resource);
    resource.isProtected = isProtected;
  },
};
