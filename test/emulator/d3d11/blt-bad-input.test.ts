/**
 * The blts given anything that their declarations can be read as: block infos that do not add up, sizes that lie, pointers
 * into the surfaces and out of memory. A decided code by D-08, or an access violation, and nothing has changed (D-14).
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Address, FunctionDeclaration } from 'softumd/ddi';
import {
  D3D11_1DDI_ENCRYPTED_BLOCK_INFO,
  DecryptionBlt,
  E_INVALIDARG,
  EncryptionBlt,
  NULL,
  S_OK,
} from 'softumd/ddi';
import { AccessViolation } from 'softumd/memory';
import { caught } from '../../support/caught.js';
import type { AnyArguments, WhichHandle } from './any-arguments.js';
import { anyArgumentsOf, placed } from './any-arguments.js';
import { Bench } from './bench.js';
import { applyPartly } from './partial-model.js';
import { runs } from '../../support/runs.js';

const key = new Uint8Array(16).fill(0x6b);
const resourceBytes = 64;

/** A bench with handles of every kind, right ones and wrong ones, and a function that makes any call. */
function world(declaration: FunctionDeclaration, slot: 'pfnDecryptionBlt' | 'pfnEncryptionBlt') {
  const bench = new Bench();
  const { device, other, memory } = bench;
  const dead = device.session();
  device.video.pfnDestroyCryptoSession(device.hDevice, dead);
  const contents = [new Uint8Array(resourceBytes).fill(1), new Uint8Array(resourceBytes).fill(2)] as const;
  const [source, target] = contents.map((content) => device.buffer(content)) as [never, never];
  const good: Readonly<Record<string, number>> = {
    hDevice: device.hDevice,
    hCryptoSession: device.keyedSession(key),
    hSrcResource: source,
    hDstResource: target,
  };
  const foreign: Readonly<Record<string, number>> = {
    hDevice: bench.bytes(16), // of no device: nobody hears of it (ERR-1)
    hCryptoSession: other.keyedSession(key),
    hSrcResource: other.buffer(resourceBytes),
    hDstResource: other.buffer(resourceBytes),
  };
  const data: Readonly<Record<string, Address>> = {
    hSrcResource: device.mapped(source, 0).pData,
    hDstResource: device.mapped(target, 0).pData,
  };
  const wrong = { null: NULL, dead, forged: bench.forged(good['hCryptoSession']!) };
  const around = {
    resourceBytes,
    handle: (parameter: string, which: WhichHandle) =>
      which === 'good' ? good[parameter]! : which === 'other device' ? foreign[parameter]! : wrong[which],
    dataOf: (resource: string) => data[resource]!,
  };
  const isReadable = (address: number, bytes: number) =>
    caught(() => memory.range(address as Address, bytes)) === undefined;

  /** Makes the call; what came of it, with everything as it was before it. */
  const call = (given: AnyArguments) => {
    for (const [index, name] of ['hSrcResource', 'hDstResource'].entries())
      memory.copyIn(data[name]!, contents[index]!);
    const { args, blocks } = placed(bench, declaration, given, around);
    const by = Object.fromEntries(declaration.parameters.map(({ name }, at) => [name, args[at]!]));
    const areHandlesGood = Object.values(given).every((one) => one.as !== 'handle' || one.which === 'good');
    const read = (name: string, bytes: number) =>
      by[name] !== undefined && by[name] !== NULL && isReadable(by[name], bytes)
        ? memory.copyOut(by[name] as Address, bytes)
        : undefined;
    const before = {
      all: bench.snapshot(),
      source: device.content(source),
      iv: read('pIV', 16),
      contentKey: read('pContentKey', 16),
      info: read('pEncryptedBlockInfo', D3D11_1DDI_ENCRYPTED_BLOCK_INFO.bytes),
    };
    const error = caught(() => {
      (device.video[slot] as (...args: readonly number[]) => void)(...args);
    });
    const after = { all: bench.snapshot(), target: device.content(target), iv: read('pIV', 16) };
    for (const block of blocks) memory.free(block);
    return { by, error, code: bench.reported(), areHandlesGood, before, after };
  };
  return call;
}

type Outcome = ReturnType<ReturnType<typeof world>>;
const isGiven = ({ by }: Outcome, name: string) => by[name] !== undefined && by[name] !== NULL;

/** Whether the sizes that the caller names are those that D-20, D-21 and DB-5 ask for. */
const isSized = (one: Outcome) =>
  one.by['IVSize'] === 16 && (!isGiven(one, 'pContentKey') || one.by['ContentKeySize'] === 16);

/** A pointer that leads where there is less memory than it needs. */
const hasWildPointer = (one: Outcome) =>
  (isGiven(one, 'pIV') && !one.before.iv) ||
  (isGiven(one, 'pContentKey') && !one.before.contentKey) ||
  (isGiven(one, 'pEncryptedBlockInfo') && !one.before.info);

/** What has to have come of a call, and how often each came. */
function judge(declaration: FunctionDeclaration, one: Outcome): 'refused' | 'violation' | 'done' {
  const { error, code, before, after, areHandlesGood } = one;
  expect([S_OK, ...declaration.decidedCodes]).toContain(code);
  const isRight = areHandlesGood && isGiven(one, 'pIV') && isSized(one);
  if (error !== undefined) {
    expect(error).toBeInstanceOf(AccessViolation);
    expect((error as AccessViolation).culprit).toMatchObject({ functionName: declaration.name });
    expect([code, hasWildPointer(one) || !areHandlesGood]).toEqual([S_OK, true]);
  } else if (isRight) expect([code, hasWildPointer(one)]).toEqual([S_OK, false]);
  const isDone = error === undefined && isRight;
  if (!isDone) expect(after.all).toEqual(before.all);
  if (error === undefined && areHandlesGood && !isRight) expect(code).toBe(E_INVALIDARG);
  return isDone ? 'done' : error === undefined ? 'refused' : 'violation';
}

describe('a blt with anything for its arguments, from its declaration', () => {
  it('DecryptionBlt decrypts as the block info says, or changes nothing', () => {
    const call = world(DecryptionBlt, 'pfnDecryptionBlt');
    const seen = { refused: 0, violation: 0, done: 0 };
    fc.assert(
      fc.property(anyArgumentsOf(DecryptionBlt, resourceBytes), (given) => {
        const one = call(given);
        const outcome = judge(DecryptionBlt, one);
        seen[outcome] += 1;
        if (outcome !== 'done') return;
        const { info, contentKey, iv, source } = one.before;
        const unwrap = createDecipheriv('aes-128-ecb', key, null).setAutoPadding(false);
        const used = contentKey ? new Uint8Array(unwrap.update(contentKey)) : key;
        const counts = info ? ([...new Uint32Array(info.buffer)] as [number, number, number]) : undefined;
        const model = { key: used, iv: iv!, info: counts ?? ([resourceBytes, 0, 0] as const) };
        expect(one.after.target).toEqual(applyPartly(source, model));
      }),
      { numRuns: runs(500) },
    );
    expect(Object.values(seen).every((count) => count > 0)).toBe(true);
  });

  it('EncryptionBlt encrypts under the IV that it writes, or changes nothing', () => {
    const call = world(EncryptionBlt, 'pfnEncryptionBlt');
    const seen = { refused: 0, violation: 0, done: 0 };
    fc.assert(
      fc.property(anyArgumentsOf(EncryptionBlt, resourceBytes), (given) => {
        const one = call(given);
        const outcome = judge(EncryptionBlt, one);
        seen[outcome] += 1;
        // An IV in the target overwrites what was encrypted.
        const { pIV } = given;
        if (outcome !== 'done' || (pIV!.as === 'pointer' && pIV!.place.in === 'resource')) return;
        const encrypted = createCipheriv('aes-128-ctr', key, one.after.iv!).update(one.before.source);
        expect(one.after.target).toEqual(new Uint8Array(encrypted));
      }),
      { numRuns: runs(300) },
    );
    expect(Object.values(seen).every((count) => count > 0)).toBe(true);
  });
});
