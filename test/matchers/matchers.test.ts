import { describe, expect, it } from '@jest/globals';
import { createDevice } from 'softumd';
import { E_FAIL, E_INVALIDARG, E_OUTOFMEMORY, S_FALSE, S_OK } from 'softumd/d3d11';
import * as matchers from 'softumd/matchers';

expect.extend(matchers);

/** What a runner gets of a matcher, and shows where the assertion fails. */
const succeed = (received: unknown) => matchers.toSucceed.call({}, received).message();
const failWith = (received: unknown, code: number) => matchers.toFailWith.call({}, received, code).message();

const noMemory = () => {
  const device = createDevice();
  device.driver.control.failAllocation(1);
  device.createBuffer('staging', 16);
};

describe('toSucceed', () => {
  it('takes every success, as a code, returned, or by not throwing', () => {
    expect(S_OK).toSucceed();
    expect(S_FALSE).toSucceed();
    expect(() => S_FALSE).toSucceed();
    expect(() => createDevice()).toSucceed();
    expect(() => undefined).toSucceed();
    expect(E_FAIL).not.toSucceed();
    expect(noMemory).not.toSucceed();
  });

  it('names the code, and tells what the error and the debug layer said', () => {
    expect(succeed(E_FAIL)).toBe('expected success, received E_FAIL (0x80004005)');
    expect(succeed(noMemory)).toMatch(
      /^expected success, received E_OUTOFMEMORY \(0x8007000E\)\n\nDevice\.createBuffer failed with[^]*CREATEBUFFER_OUTOFMEMORY_RETURN/,
    );
    expect(succeed(S_FALSE)).toBe('expected a failure, received S_FALSE (0x00000001)');
    expect(succeed(0xdeadbeef)).toBe('expected success, received 0xDEADBEEF');
  });

  it('passes on what is no result of a call', () => {
    const wrong = () => createDevice().createBuffer('staging', 'x' as never);
    expect(() => succeed(wrong)).toThrow("Device.createBuffer: content: expected a Uint8Array, received 'x'");
    expect(() => succeed(undefined)).toThrow(
      'toSucceed: expected an HRESULT, a function to call or an HResultError, received undefined',
    );
  });
});

describe('toFailWith', () => {
  it('takes the code, signed or unsigned, returned or thrown', () => {
    expect(E_OUTOFMEMORY).toFailWith(E_OUTOFMEMORY);
    expect(E_OUTOFMEMORY | 0).toFailWith(E_OUTOFMEMORY);
    expect(() => E_OUTOFMEMORY).toFailWith(E_OUTOFMEMORY | 0);
    expect(noMemory).toFailWith(E_OUTOFMEMORY);
    expect(noMemory).not.toFailWith(E_INVALIDARG);
    expect(S_OK).not.toFailWith(E_INVALIDARG);
  });

  it('names both codes, and tells what the error said', () => {
    expect(failWith(S_OK, E_OUTOFMEMORY)).toBe(
      'expected E_OUTOFMEMORY (0x8007000E), received S_OK (0x00000000)',
    );
    expect(failWith(() => undefined, E_OUTOFMEMORY)).toContain('received S_OK');
    expect(failWith(noMemory, E_FAIL)).toMatch(
      /^expected E_FAIL \(0x80004005\), received E_OUTOFMEMORY \(0x8007000E\)\n\nDevice\.createBuffer failed/,
    );
    expect(failWith(noMemory, E_OUTOFMEMORY)).toContain('expected anything but E_OUTOFMEMORY');
  });

  it('refuses to expect what is no failure', () => {
    expect(() => failWith(S_OK, S_FALSE)).toThrow(
      'toFailWith: S_FALSE (0x00000001) is a success; there is toSucceed()',
    );
    expect(() => failWith(S_OK, 'E_FAIL' as never)).toThrow(
      'toFailWith: expected an HRESULT, received E_FAIL',
    );
  });
});

describe('a promise', () => {
  it('is judged behind resolves and rejects', async () => {
    await expect(Promise.resolve()).resolves.toSucceed();
    await expect(Promise.resolve(E_FAIL)).resolves.toFailWith(E_FAIL);
    await expect(Promise.resolve(E_FAIL)).resolves.not.toSucceed();
    await expect(Promise.resolve().then(noMemory)).rejects.toFailWith(E_OUTOFMEMORY);
  });

  it('is refused elsewhere, with how to write it', () => {
    const advice = 'await expect(promise).rejects.toFailWith(code)';
    const promise = Promise.resolve();
    expect(() => succeed(promise)).toThrow(advice);
    expect(() => failWith(() => promise, E_FAIL)).toThrow(advice);
  });
});
