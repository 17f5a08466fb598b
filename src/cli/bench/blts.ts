import type { Address, StructValue } from '../../abi/index.js';
import type { HResource, HRTResource } from '../../ddi/index.js';
import {
  D3D10_DDI_MAP,
  D3D10DDI_MAPPED_SUBRESOURCE,
  D3D10DDI_MIPINFO,
  D3D10DDIRESOURCE_TYPE,
  D3D11_1DDI_ENCRYPTED_BLOCK_INFO,
  D3D11DDIARG_CREATERESOURCE,
  DXGI_FORMAT,
  pictureRows,
  S_OK,
} from '../../ddi/index.js';
import { NULL } from '../../abi/index.js';
import { D3D11_CRYPTO_TYPE_AES128_CTR, D3D11_KEY_EXCHANGE_RSAES_OAEP } from '../../runtime/d3d11/index.js';
import { opensslEngine } from '../../crypto/index.js';
import type { DriverOptions } from '../../facade/index.js';
import { createDevice } from '../../facade/index.js';
import { withStruct } from '../../host/index.js';
import { readCertificateChain, wrapSessionKey } from '../../player/index.js';
import type { BenchResult } from './measure.js';
import { bareCipher, bareEvp } from './bare-ctr.js';
import { interleaved } from './measure.js';
import type { Subject } from './subject.js';
import { createSubject } from './subject.js';

const width = 1920;
const height = 1080;
const { rows, rowBytes } = pictureRows(DXGI_FORMAT.NV12, width, height)!;
const frameBytes = rows * rowBytes;
/** Small frames that go before: a minute of a player's, in which the engine compiles what it is going to. */
const framesBefore = 3600;
const smallPixels = 64;

interface BltSubject extends Subject {
  readonly source: HResource;
  readonly target: HResource;
  readonly pIV: Address;
  /** NULL where all is encrypted. */
  readonly pEncryptedBlockInfo: Address;
  readonly session: ReturnType<Subject['createSession']>;
}

function nv12({ driver, device, functions }: Subject, width: number, height: number): HResource {
  const { memory } = driver;
  const mip = { TexelWidth: width, TexelHeight: height, TexelDepth: 1 };
  return withStruct(memory, D3D10DDI_MIPINFO, mip, (pMipInfoList) => {
    const create = {
      pMipInfoList,
      ResourceDimension: D3D10DDIRESOURCE_TYPE.TEXTURE2D,
      Format: DXGI_FORMAT.NV12,
      SampleDesc: { Count: 1, Quality: 0 },
      MipLevels: 1,
      ArraySize: 1,
    };
    return withStruct(memory, D3D11DDIARG_CREATERESOURCE, create, (pCreate) => {
      const bytes = functions.pfnCalcPrivateResourceSize(device.hDevice, pCreate);
      const hResource = memory.allocate(bytes, 'bench: resource') as HResource;
      functions.pfnCreateResource(device.hDevice, pCreate, hResource, 0x4e50_0001 as HRTResource);
      return hResource;
    });
  });
}

/** A session with a key, and two 1080p surfaces. */
function createBltSubject(options: DriverOptions, blockInfo: BltRow['blockInfo']): BltSubject {
  const subject = createSubject(options);
  const { driver, device, video } = subject;
  const session = subject.createSession();
  const other = createDevice();
  const certificate = other.videoDevice
    .createCryptoSession(D3D11_CRYPTO_TYPE_AES128_CTR, null, D3D11_KEY_EXCHANGE_RSAES_OAEP)
    .getCertificate();
  const keyBuffer = wrapSessionKey(readCertificateChain(certificate).leaf, new Uint8Array(16).fill(7));
  const pData = driver.memory.allocate(keyBuffer.length, 'bench: key buffer');
  driver.memory.copyIn(pData, keyBuffer);
  const code = video.pfnNegotiateCryptoSessionKeyExchange(device.hDevice, session, keyBuffer.length, pData);
  if (code !== S_OK) throw new Error('the key buffer was refused');
  const pIV = driver.memory.allocate(16, 'bench: IV');
  let pEncryptedBlockInfo = NULL;
  if (blockInfo) {
    const struct = D3D11_1DDI_ENCRYPTED_BLOCK_INFO;
    pEncryptedBlockInfo = driver.memory.allocate(struct.bytes, struct.name);
    struct.encode(driver.memory, pEncryptedBlockInfo, blockInfo);
  }
  return {
    ...subject,
    session,
    pIV,
    pEncryptedBlockInfo,
    source: nv12(subject, width, height),
    target: nv12(subject, width, height),
  };
}

/** Where the bytes of a surface lie. */
function bytesOf({ driver, device, functions }: Subject, hResource: HResource, bytes: number): Uint8Array {
  const { memory } = driver;
  const pMapped = memory.allocate(D3D10DDI_MAPPED_SUBRESOURCE.bytes, D3D10DDI_MAPPED_SUBRESOURCE.name);
  functions.pfnResourceMap(device.hDevice, hResource, 0, D3D10_DDI_MAP.READ, 0, pMapped);
  const { pData } = D3D10DDI_MAPPED_SUBRESOURCE.decode(memory, pMapped);
  functions.pfnResourceUnmap(device.hDevice, hResource, 0);
  return memory.range(pData, bytes);
}

interface BltRow {
  readonly name: string;
  readonly rowPitchBytes: number;
  /** None where the row is only reported. */
  readonly aim?: number;
  /** Measured without koffi's help, and against what there is without it. */
  readonly nodeAlone?: true;
  /** Which bytes are encrypted; all of them without it. */
  readonly blockInfo?: StructValue<typeof D3D11_1DDI_ENCRYPTED_BLOCK_INFO>;
  readonly blt: (subject: BltSubject) => void;
}

/** The aim where the limit is a cipher of Node's. */
const aimOfNode = 0.8;

function measureBlt(
  { name, rowPitchBytes, aim, nodeAlone, blockInfo, blt }: BltRow,
  rounds: number,
): BenchResult | undefined {
  const engine = opensslEngine({ inPlace: !nodeAlone });
  const subject = createBltSubject({ engine, profile: { rowPitchBytes } }, blockInfo);
  const [source, target] = [subject.source, subject.target].map((one) => bytesOf(subject, one, frameBytes));
  const evp = bareEvp(source!, target!);
  if (nodeAlone && !evp) return undefined; // the row without this in its name has it
  const bare = nodeAlone || !evp ? bareCipher(source!, target!) : evp;
  const [from, to] = [nv12(subject, smallPixels, smallPixels), nv12(subject, smallPixels, smallPixels)];
  for (let frame = 0; frame < framesBefore; frame += 1) blt({ ...subject, source: from, target: to });
  const run = () => {
    blt(subject);
  };
  const { ours, theirs, ratio } = interleaved(rounds, run, bare.run);
  if (subject.device.takeErrors().length > 0) throw new Error(`${name}: the driver reported an error`);
  const megabytes = (milliseconds: number) => frameBytes / 1e6 / (milliseconds / 1000);
  return {
    name,
    value: megabytes(ours),
    unit: 'MB/s',
    limit: megabytes(theirs),
    limitIs: bare.is,
    ratio,
    ...(aim !== undefined && { aim: bare === evp ? aim : Math.min(aim, aimOfNode) }),
  };
}

function decrypt({ device, video, session, source, target, pEncryptedBlockInfo, pIV }: BltSubject): void {
  video.pfnDecryptionBlt(device.hDevice, session, source, target, pEncryptedBlockInfo, 0, NULL, 16, pIV);
}

function encrypt({ device, video, session, source, target, pIV }: BltSubject): void {
  video.pfnEncryptionBlt(device.hDevice, session, source, target, 16, pIV);
}

const [decryption, encryption] = ['decryption-blt-1080p-nv12', 'encryption-blt-1080p-nv12'];

const block = (atBeginning: number, skip: number, encrypt: number): NonNullable<BltRow['blockInfo']> => ({
  NumEncryptedBytesAtBeginning: atBeginning,
  NumBytesInSkipPattern: skip,
  NumBytesInEncryptPattern: encrypt,
});

/**
 * Blts of a 1080p NV12 surface: in one run, with rows 2048 bytes apart (1620 runs), encrypted in parts as the documents'
 * example is (EBI-4) and as samples of Common Encryption are (clear headers, the rest encrypted), and without koffi.
 */
const rowsOfBlts: readonly BltRow[] = [
  { name: decryption, rowPitchBytes: 64, aim: 0.9, blt: decrypt },
  { name: `${decryption}-pitch-2048`, rowPitchBytes: 2048, aim: 0.6, blt: decrypt },
  { name: `${decryption}-partial`, rowPitchBytes: 64, blockInfo: block(100, 20, 2), blt: decrypt },
  { name: `${decryption}-cenc`, rowPitchBytes: 64, blockInfo: block(0, 112, 1936), blt: decrypt },
  { name: `${decryption}-node`, rowPitchBytes: 64, aim: aimOfNode, nodeAlone: true, blt: decrypt },
  { name: encryption, rowPitchBytes: 64, aim: 0.9, blt: encrypt },
  { name: `${encryption}-node`, rowPitchBytes: 64, aim: aimOfNode, nodeAlone: true, blt: encrypt },
];

/** The benchmarks of blts, by their names. */
export function bltBenchmarks(rounds: number): Readonly<Record<string, () => BenchResult | undefined>> {
  return Object.fromEntries(rowsOfBlts.map((one) => [one.name, () => measureBlt(one, rounds)]));
}
