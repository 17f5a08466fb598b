import { describe, expect, it } from '@jest/globals';
import { createAdapter, createDevice, createDriver, type DriverOptions } from 'softumd';
import { nobleEngine, seededRandom } from 'softumd/crypto';
import { createFaults, onEvery } from 'softumd/ddi';
import { ArenaMemory, CodeSegment } from 'softumd/memory';
import { caught } from '../support/caught.js';

const refusal = (options: unknown) => caught(() => createDriver(options as DriverOptions));

describe('options of a driver', () => {
  it.each<[unknown, string]>([
    [{ sead: 1 }, 'sead: unknown option; did you mean seed?'],
    [{ seed: 1, Certificate: {} }, 'Certificate: unknown option; did you mean certificate?'],
    [{ profile: { oaephash: 'sha1' } }, 'profile.oaephash: unknown option; did you mean oaepHash?'],
    [
      { certificate: { privateKey: 'x', chain: 'y', password: 'z' } },
      'certificate.password: unknown option; there are privateKey, chain',
    ],
    [
      { profile: { oaepHash: 'sha-256' } },
      "profile.oaepHash: expected 'sha512', 'sha256' or 'sha1', received 'sha-256'",
    ],
    [{ profile: 'whcp' }, "profile: no profile 'whcp'; did you mean whcp-2016?"],
    [{ profile: null }, 'profile: expected an object, received null'],
    [{ seed: {} }, 'seed: expected text or a number, received an object'],
    [{ name: 1 }, 'name: expected text, received 1'],
    [{ certificate: 'x' }, "certificate: expected an object, received 'x'"],
    [
      { certificate: { chain: 'y' } },
      'certificate.privateKey: expected a private key as KeyObject, PEM or DER, received undefined',
    ],
    [{ random: Math.random }, 'random: expected a RandomSource, received a function'],
    [{ engine: 'noble' }, "engine: expected a CryptoEngine such as opensslEngine(), received 'noble'"],
    [{ memory: new ArrayBuffer(8) }, 'memory: expected an ArenaMemory, received ArrayBuffer'],
    [{ code: [] }, 'code: expected a CodeSegment, received an array of 0'],
    [{ policies: { findSession: true } }, 'policies: expected an object of functions, received an object'],
    [
      { interposer: createFaults() },
      'interposer: expected a function such as createFaults().interposer, received an object',
    ],
    [{ onIncident: 1n }, 'onIncident: expected a function, received 1n'],
    [null, 'expected an object, received null'],
    ['default', "expected an object, received 'default'"],
  ])('%j is refused', (options, text) => {
    expect(refusal(options)).toEqual(new TypeError(`createDriver: ${text}`));
  });

  it('are refused in the name of the function that they were passed to', () => {
    const options = { sead: 1 } as DriverOptions;
    expect(() => createDevice(options)).toThrow(
      new TypeError('createDevice: sead: unknown option; did you mean seed?'),
    );
    expect(() => createAdapter(options)).toThrow(
      new TypeError('createAdapter: sead: unknown option; did you mean seed?'),
    );
  });

  it('of a device are those of a driver, and what hangs on the API', () => {
    const names: string[] = [];
    const apiInterposer = onEvery<[]>({ before: ({ declaration: { name } }) => void names.push(name) });
    createDevice({ apiInterposer, seed: 1 }).release();
    expect(names).toContain('D3D11CreateDevice');
    const adapter = createAdapter({ apiInterposer });
    names.length = 0;
    adapter.createDevice().createBuffer('staging', 16);
    expect(names).toContain('ID3D11Device::CreateBuffer');
    const text = 'apiInterposer: expected a function such as createCallLog().interposer, received an object';
    expect(caught(() => createDevice({ apiInterposer: createFaults() as never }))).toEqual(
      new TypeError(`createDevice: ${text}`),
    );
    // A driver alone has no API.
    expect(String(refusal({ apiInterposer }))).toMatch(/apiInterposer: unknown option/);
  });

  it('never show a key', () => {
    const pem = `-----BEGIN PRIVATE KEY-----\n${'A'.repeat(1600)}`;
    for (const options of [{ certificate: pem }, { profile: pem }, { engine: pem }])
      expect((refusal(options) as Error).message).toMatch(/(received|no profile) text of 1628 characters/);
  });

  it('count as left out where they are undefined', () => {
    const options = { seed: undefined, memory: undefined, profile: { oaepHash: undefined, name: 'mine' } };
    expect(createDriver(options as never).profile).toMatchObject({ oaepHash: 'sha512', name: 'mine' });
  });

  it('are taken as they are where they are right', () => {
    const [memory, code, faults] = [new ArenaMemory(), new CodeSegment(), createFaults()];
    const driver = createDriver({
      memory,
      code,
      name: 'mine',
      seed: 'ignored',
      random: seededRandom('mine'),
      engine: nobleEngine(),
      interposer: faults.interposer,
      onIncident: () => undefined,
    });
    expect([driver.memory, driver.code, driver.name]).toEqual([memory, code, 'mine']);
    expect(driver.memory).toBe(memory);
    expect(driver.code).toBe(code);
  });
});
