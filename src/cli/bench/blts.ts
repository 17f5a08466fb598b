import { createCipheriv } from 'node:crypto';
import type { Address } from '../../abi/index.js';
import type { HResource, HRTResource } from '../../ddi/index.js';
import {
  D3D10DDI_MIPINFO,
  D3D10DDIRESOURCE_TYPE,
  D3D11DDIARG_CREATERESOURCE,
  DXGI_FORMAT,
  pictureRows,
  S_OK,
} from '../../ddi/index.js';
import { NULL } from '../../abi/index.js';
import { D3D11_CRYPTO_TYPE_AES128_CTR, D3D11_KEY_EXCHANGE_RSAES_OAEP } from '../../runtime/d3d11/index.js';
import { createDevice } from '../../facade/index.js';
import { withStruct } from '../../host/index.js';
import { readCertificateChain, wrapSessionKey } from '../../player/index.js';
import type { BenchResult } from './measure.js';
import { interleaved, median, timed } from './measure.js';
import type { Subject } from './subject.js';
import { createSubject } from './subject.js';

const width = 1920;
const height = 1080;
const { rows, rowBytes } = pictureRows(DXGI_FORMAT.NV12, width, height)!;
const frameBytes = rows * rowBytes;
const pieceBytes = 32 * 1024;

interface BltSubject extends Subject {
  readonly source: HResource;
  readonly target: HResource;
  readonly pIV: Address;
  readonly session: ReturnType<Subject['createSession']>;
}

function nv12({ driver, device, functions }: Subject): HResource {
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
function createBltSubject(rowPitchBytes: number): BltSubject {
  const subject = createSubject({ profile: { rowPitchBytes } });
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
  return { ...subject, session, pIV, source: nv12(subject), target: nv12(subject) };
}

/** The faster of one createCipheriv over the frame and one fed with 32 KiB pieces; both leave the frame in `target`. */
function bareCipher(): { readonly run: () => void; readonly is: string } {
  const key = new Uint8Array(16).fill(7);
  const iv = new Uint8Array(16);
  const source = new Uint8Array(frameBytes).fill(3);
  const target = new Uint8Array(frameBytes);
  const whole = () => {
    createCipheriv('aes-128-ctr', key, iv).update(source);
  };
  const pieces = () => {
    const cipher = createCipheriv('aes-128-ctr', key, iv);
    for (let at = 0; at < frameBytes; at += pieceBytes)
      target.set(cipher.update(source.subarray(at, at + pieceBytes)), at);
  };
  const milliseconds = (body: () => void) => median(Array.from({ length: 15 }, () => timed(body)));
  whole();
  pieces();
  return milliseconds(whole) < milliseconds(pieces)
    ? { run: whole, is: 'one createCipheriv over the frame' }
    : { run: pieces, is: 'createCipheriv in pieces of 32 KiB' };
}

function bltResult(
  name: string,
  rounds: number,
  run: () => void,
  subject: BltSubject,
  aim: number | undefined,
): BenchResult {
  const bare = bareCipher();
  const { ours, theirs, ratio } = interleaved(rounds, run, bare.run);
  if (subject.device.takeErrors().length > 0) throw new Error(`${name}: the driver reported an error`);
  const megabytes = (milliseconds: number) => frameBytes / 1e6 / (milliseconds / 1000);
  const limit = megabytes(theirs);
  return {
    name,
    value: megabytes(ours),
    unit: 'MB/s',
    limit,
    limitIs: bare.is,
    ratio,
    ...(aim !== undefined && { aim }),
  };
}

/** DecryptionBlt of a 1080p NV12 surface. */
export function decryptionBlt(rounds: number): BenchResult {
  const subject = createBltSubject(64);
  const { device, video, session, source, target, pIV } = subject;
  const run = () => {
    video.pfnDecryptionBlt(device.hDevice, session, source, target, NULL, 0, NULL, 16, pIV);
  };
  return bltResult('decryption-blt-1080p-nv12', rounds, run, subject, 0.8);
}

/** The same with rows 2048 bytes apart: 1620 runs instead of one. */
export function decryptionBltPitched(rounds: number): BenchResult {
  const subject = createBltSubject(2048);
  const { device, video, session, source, target, pIV } = subject;
  const run = () => {
    video.pfnDecryptionBlt(device.hDevice, session, source, target, NULL, 0, NULL, 16, pIV);
  };
  return bltResult('decryption-blt-1080p-nv12-pitch-2048', rounds, run, subject, undefined);
}

/** EncryptionBlt of a 1080p NV12 surface. */
export function encryptionBlt(rounds: number): BenchResult {
  const subject = createBltSubject(64);
  const { device, video, session, source, target, pIV } = subject;
  const run = () => {
    video.pfnEncryptionBlt(device.hDevice, session, source, target, 16, pIV);
  };
  return bltResult('encryption-blt-1080p-nv12', rounds, run, subject, 0.8);
}
