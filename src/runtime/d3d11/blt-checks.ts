import { D3D11_BIND, D3D11_USAGE } from './constants.js';
import type { D3D11CryptoSession } from './crypto-session.js';
import type { MessageName } from '../../api/d3d11/message-ids.js';
import type { AnyResource } from './resource.js';
import type { RuntimeDevice } from './runtime-device.js';

/** A mistake that the runtime can prove: the debug layer's name for it where there is one, and what is wrong. */
export interface BltMistake {
  readonly name?: MessageName;
  readonly text: string;
}

/** The objects that a blt is given. */
export interface BltObjects {
  readonly session: D3D11CryptoSession | null;
  readonly source: AnyResource | null;
  readonly target: AnyResource | null;
}

/** A rule that a debug-layer id stands for: broken when the test is true. */
type Rule = readonly [name: MessageName, broken: boolean, text: string];

function firstBroken(rules: readonly Rule[]): BltMistake | undefined {
  const rule = rules.find(([, broken]) => broken);
  return rule && { name: rule[0], text: rule[2] };
}

function objectMistake(
  device: RuntimeDevice,
  { session, source, target }: BltObjects,
  nullName: MessageName,
): BltMistake | undefined {
  if (!session) return { name: nullName, text: 'pCryptoSession is null' };
  if (!source) return { name: nullName, text: 'pSrcSurface is null' };
  if (!target) return { name: nullName, text: 'pDstSurface is null' };
  if (session.device !== device) return { text: 'the session belongs to another device' };
  if (session.isReleased) return { text: 'the session has been released' };
  return source.isReleased || target.isReleased ? { text: 'a resource has been released' } : undefined;
}

const differ = (a: readonly number[], b: readonly number[]) => a.join() !== b.join();

/** What the debug layer checks before EncryptionBlt (EB-15). */
export function encryptionBltMistake(device: RuntimeDevice, objects: BltObjects): BltMistake | undefined {
  const mistake = objectMistake(device, objects, 'ENCRYPTIONBLT_NULLPARAM');
  if (mistake) return mistake;
  const source = objects.source!;
  const target = objects.target!;
  const { Usage } = target.GetDesc();
  return firstBroken([
    ['ENCRYPTIONBLT_SRC_WRONGDEVICE', source.device !== device, 'the source belongs to another device'],
    ['ENCRYPTIONBLT_DST_WRONGDEVICE', target.device !== device, 'the destination belongs to another device'],
    [
      'ENCRYPTIONBLT_FORMAT_MISMATCH',
      source.shape()[0] !== target.shape()[0],
      'source and destination formats differ',
    ],
    [
      'ENCRYPTIONBLT_SIZE_MISMATCH',
      differ(source.shape(), target.shape()),
      'source and destination sizes differ',
    ],
    ['ENCRYPTIONBLT_SRC_MULTISAMPLED', source.sampleCount() > 1, 'the source is multisampled'],
    [
      'ENCRYPTIONBLT_DST_NOT_STAGING',
      Usage !== D3D11_USAGE.STAGING,
      'the destination is not a STAGING resource',
    ],
    ['ENCRYPTIONBLT_SRC_MAPPED', source.state.mapped.size > 0, 'the source is mapped'],
    ['ENCRYPTIONBLT_DST_MAPPED', target.state.mapped.size > 0, 'the destination is mapped'],
  ]);
}

/** What the debug layer checks before DecryptionBlt (DB-15). */
export function decryptionBltMistake(device: RuntimeDevice, objects: BltObjects): BltMistake | undefined {
  const mistake = objectMistake(device, objects, 'DECRYPTIONBLT_NULLPARAM');
  if (mistake) return mistake;
  const source = objects.source!;
  const target = objects.target!;
  const { BindFlags } = target.GetDesc();
  return firstBroken([
    ['DECRYPTIONBLT_SRC_WRONGDEVICE', source.device !== device, 'the source belongs to another device'],
    ['DECRYPTIONBLT_DST_WRONGDEVICE', target.device !== device, 'the destination belongs to another device'],
    [
      'DECRYPTIONBLT_FORMAT_MISMATCH',
      source.shape()[0] !== target.shape()[0],
      'source and destination formats differ',
    ],
    [
      'DECRYPTIONBLT_SIZE_MISMATCH',
      differ(source.shape(), target.shape()),
      'source and destination sizes differ',
    ],
    ['DECRYPTIONBLT_DST_MULTISAMPLED', target.sampleCount() > 1, 'the destination is multisampled'],
    [
      'DECRYPTIONBLT_SRC_NOT_STAGING',
      source.GetDesc().Usage !== D3D11_USAGE.STAGING,
      'the source is not a STAGING resource',
    ],
    [
      'DECRYPTIONBLT_DST_NOT_RENDER_TARGET',
      (BindFlags & D3D11_BIND.RENDER_TARGET) === 0,
      'the destination is not a render target',
    ],
    ['DECRYPTIONBLT_SRC_MAPPED', source.state.mapped.size > 0, 'the source is mapped'],
    ['DECRYPTIONBLT_DST_MAPPED', target.state.mapped.size > 0, 'the destination is mapped'],
  ]);
}
