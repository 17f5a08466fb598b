/** The side channel of DecryptionBlt that one client reads (D-27, RC-03). */
import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import type { DriverOptions } from 'softumd';
import type { Address } from 'softumd/ddi';
import { D3DDDIERR_DEVICEREMOVED, E_INVALIDARG, NULL, S_OK } from 'softumd/ddi';
import { AccessViolation } from 'softumd/memory';
import { caught } from '../../support/caught.js';
import { Bench, blockInfoBytes } from './bench.js';
import { applyPartly } from './partial-model.js';

const bytes = (count: number) => new Uint8Array(randomBytes(count));
const [key, iv] = [bytes(16), bytes(16)];
const info = [16, 32, 0x1234_5678] as const;
const statusOffset = 8;

/** A DecryptionBlt that is right; each test changes what it likes. */
function world(profile: Exclude<DriverOptions['profile'], string | undefined> = {}) {
  const bench = new Bench({ profile: { blockInfoStatus: 'encrypt-pattern-field', ...profile } });
  const { device, memory } = bench;
  const clear = bytes(64);
  const content = applyPartly(clear, { key, iv, info });
  const good = {
    hDevice: device.hDevice as number,
    session: device.keyedSession(key) as number,
    source: device.buffer(content) as number,
    target: device.buffer(64) as number,
    pInfo: bench.bytes(blockInfoBytes(info)) as number,
    IVSize: 16,
    pIV: bench.bytes(iv) as number,
  };
  /** What pfnSetErrorCb was told, and what the block info is afterwards. */
  const call = (changes: Partial<typeof good> = {}) => {
    const { hDevice, session, source, target, pInfo, IVSize, pIV } = { ...good, ...changes };
    const args = [hDevice, session, source, target, pInfo, 0, NULL, IVSize, pIV];
    (device.video.pfnDecryptionBlt as (...args: readonly number[]) => void)(...args);
    const after = new Uint32Array(memory.copyOut(good.pInfo as Address, 12).buffer);
    return { reported: bench.reported(), info: [...after] };
  };
  return { bench, device, clear, good, call };
}

describe('the status in the block info (D-27)', () => {
  it('is S_OK where all went well, and the content is there', () => {
    const { call, clear, device, good } = world();
    expect(call()).toEqual({ reported: S_OK, info: [16, 32, S_OK] });
    expect(device.content(good.target as never)).toEqual(clear);
  });

  it('is off unless the profile has it', () => {
    const { call } = world({ blockInfoStatus: 'none' });
    expect(call()).toEqual({ reported: S_OK, info: [...info] });
    expect(call({ IVSize: 8 })).toEqual({ reported: E_INVALIDARG, info: [...info] });
  });

  const refusals: readonly (readonly [string, (w: ReturnType<typeof world>) => object])[] = [
    ['an IV of 8 bytes', () => ({ IVSize: 8 })],
    ['no IV', () => ({ pIV: NULL })],
    ['no session key', ({ device }) => ({ session: device.session() })],
    ['a dead session', ({ bench }) => ({ session: bench.bytes(16) })],
    ['a target of another size', ({ device }) => ({ target: device.buffer(32) })],
    ['a source of another device', ({ bench }) => ({ source: bench.other.buffer(64) })],
  ];

  it.each(refusals)('is the code of a refusal, and pfnSetErrorCb is not called: %s', (_what, changes) => {
    const made = world();
    const changed = changes(made);
    const before = made.device.content(made.good.target as never);
    expect(made.call(changed)).toEqual({ reported: S_OK, info: [16, 32, E_INVALIDARG] });
    expect(made.device.content(made.good.target as never)).toEqual(before);
  });

  it('is the code of a removed device', () => {
    const { call, bench } = world();
    bench.driver.control.removeDevice();
    expect(call()).toEqual({ reported: S_OK, info: [16, 32, D3DDDIERR_DEVICEREMOVED] });
  });

  it('is written where the caps refuse the block info, too (DB-4)', () => {
    const { call } = world({ caps: 0x401 });
    expect(call()).toEqual({ reported: S_OK, info: [16, 32, E_INVALIDARG] });
  });

  it('goes where it is written, whatever D-08 has', () => {
    const { call } = world({ voidFailure: 'silent' });
    expect(call({ IVSize: 8 })).toEqual({ reported: S_OK, info: [16, 32, E_INVALIDARG] });
  });

  it('is nowhere without a block info: pfnSetErrorCb it is', () => {
    const { call } = world();
    expect(call({ pInfo: NULL, IVSize: 8 })).toEqual({ reported: E_INVALIDARG, info: [...info] });
    expect(call({ pInfo: NULL })).toEqual({ reported: S_OK, info: [...info] });
  });

  it('is nowhere where there is no live device', () => {
    const { call, bench } = world();
    expect(call({ hDevice: bench.bytes(16) })).toEqual({ reported: S_OK, info: [...info] });
    expect(call()).toEqual({ reported: S_OK, info: [16, 32, S_OK] });
  });

  it('is each call’s own: one that was an access violation leaves nothing for the next', () => {
    const { call, bench } = world();
    expect(caught(() => call({ pIV: 0x10 }))).toBeInstanceOf(AccessViolation);
    expect(call({ hDevice: bench.bytes(16) })).toEqual({ reported: S_OK, info: [...info] });
  });

  it('is written into the target where the block info lies there, which was read before', () => {
    const { bench, device, good, call, clear } = world();
    const { pData } = device.mapped(good.target as never, 0);
    const pInfo = (pData + 48) as Address;
    bench.memory.copyIn(pInfo, blockInfoBytes(info));
    call({ pInfo });
    const expected = clear.slice();
    expected.set(new Uint8Array(4), 48 + statusOffset);
    expect(device.content(good.target as never)).toEqual(expected);
  });
});
