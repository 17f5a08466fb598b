/** The history of calls: what a test reads when a player did something else than it should. */
import { describe, expect, it } from '@jest/globals';
import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createAdapter, createDevice, createMachine, type Device } from 'softumd';
import {
  D3D11_CRYPTO_TYPE_AES128_CTR,
  D3D11_KEY_EXCHANGE_RSAES_OAEP,
  E_OUTOFMEMORY,
  ID3D11Device,
} from 'softumd/d3d11';
import { on } from 'softumd/ddi';
import { encryptForDecryptionBlt, readCertificateChain, wrapSessionKey } from 'softumd/player';
import { caught } from '../support/caught.js';
import { counted } from './counted.js';

const namesOf = ({ calls }: Pick<Device, 'calls'>) => calls.map(({ call }) => call);

/** A playback, and everything in it that is nobody's business. */
function playback(device: Device) {
  const session = device.videoDevice.createCryptoSession(
    D3D11_CRYPTO_TYPE_AES128_CTR,
    null,
    D3D11_KEY_EXCHANGE_RSAES_OAEP,
  );
  const [sessionKey, iv, clear] = [counted(16, 100), counted(16, 40), counted(64, 130)];
  const keyBuffer = wrapSessionKey(readCertificateChain(session.getCertificate()).leaf, sessionKey);
  device.videoContext.negotiateCryptoSessionKeyExchange(session, keyBuffer);
  const encrypted = encryptForDecryptionBlt({ sessionKey, iv, data: clear });
  const source = device.createBuffer('staging', encrypted);
  const [surface, copy] = [device.createBuffer('protected', clear), device.createBuffer('staging', 64)];
  device.videoContext.decryptionBlt(session, source, surface, { iv });
  device.updateResource(surface, clear);
  device.copyResource(copy, surface);
  expect(copy.read()).toEqual(clear);
  device.videoContext.encryptionBlt(session, surface, copy);
  session.api.SetPrivateData(D3D11_CRYPTO_TYPE_AES128_CTR, 16, sessionKey);
  // Keys where no key belongs, as a player with a mistake has them.
  const hex = Buffer.from(sessionKey).toString('hex');
  device.videoContext.api.NegotiateCryptoSessionKeyExchange(session.api, 256, hex as never);
  device.videoContext.api.NegotiateCryptoSessionKeyExchange(session.api, 256, [...sessionKey] as never);
  return { sessionKey, iv, clear, keyBuffer, encrypted };
}

/** A few bytes in the ways in which they are written down. */
function spellings(bytes: Uint8Array): string[] {
  const part = Buffer.from(bytes.subarray(0, 6));
  return [
    part.toString('hex'),
    part.toString('base64'),
    [...part].join(),
    [...part].join(', '),
    part.toString('latin1'),
  ];
}

describe('device.calls', () => {
  it('has the newest calls as data and as lines', () => {
    const device = createDevice({ calls: 3 });
    for (let count = 0; count < 5; count += 1) device.createBuffer('staging', 16);
    device.flush();
    expect(namesOf(device)).toEqual([
      'ID3D11Device::CreateBuffer',
      'ID3D11Device::CreateBuffer',
      'ID3D11DeviceContext::Flush',
    ]);
    const [, made, flushed] = device.calls;
    expect(made).toMatchObject({ on: 'ID3D11Device #3', result: { name: 'S_OK', value: 0 }, depth: 0 });
    expect(made!.wrote).toEqual({ ppBuffer: expect.stringMatching(/^ID3D11Buffer #\d+$/) });
    expect(flushed).toMatchObject({ result: null, arguments: {}, index: made!.index + 1 });
    expect(flushed!.text).toBe('ID3D11DeviceContext::Flush(This: ID3D11DeviceContext #4)');
  });

  it('has what the facade calls for its caller, and not what it asks to look after itself', () => {
    const device = createDevice({ calls: 100 });
    expect(namesOf(device)).toEqual([
      'CreateDXGIFactory1',
      'IDXGIFactory1::EnumAdapters1',
      'IDXGIFactory1::EnumAdapters1',
      'IUnknown::Release',
      'D3D11CreateDevice',
      'ID3D11Device::GetImmediateContext',
      'IUnknown::Release',
    ]);
    const from = device.calls.length;
    expect(device.videoDevice).toBeDefined();
    device.createBuffer('staging', 16).write(new Uint8Array(16));
    expect(namesOf(device).slice(from)).toEqual([
      'IUnknown::QueryInterface',
      'ID3D11Device::CreateBuffer',
      'ID3D11Buffer::GetDesc',
      'ID3D11DeviceContext::Map',
      'ID3D11Buffer::GetDesc',
      'ID3D11DeviceContext::Unmap',
    ]);
  });

  it('shows no key, no content and no IV, in whatever form they were passed', () => {
    const device = createDevice({ calls: 1000, seed: 'calls' });
    const secrets = playback(device);
    const json = JSON.stringify(device.calls);
    expect(JSON.parse(json)).toEqual(device.calls);
    expect(json).toContain('"pData":"256 bytes"');
    for (const bytes of Object.values(secrets))
      for (const text of spellings(bytes)) expect(json).not.toContain(text);
  });

  it('stays as it was: frozen, whatever is called or changed later', () => {
    const device = createDevice({ calls: 4 });
    const desc = {
      ByteWidth: 64,
      Usage: 3,
      BindFlags: 0,
      CPUAccessFlags: 0x20000,
      MiscFlags: 0,
      StructureByteStride: 0,
    };
    device.api.CreateBuffer(desc, null, null);
    const { calls } = device;
    const before = JSON.stringify(calls);
    desc.ByteWidth = 1;
    for (let count = 0; count < 10; count += 1) device.flush();
    expect(JSON.stringify(calls)).toBe(before);
    expect(Object.isFrozen(calls)).toBe(true);
    expect(device.calls).toHaveLength(4);
  });

  it('keeps nothing alive that was passed', async () => {
    const device = createDevice({ calls: 100 });
    const weak = (() => {
      const data = counted(64);
      device.updateResource(device.createBuffer('protected', data), data);
      return new WeakRef(data);
    })();
    await setTimeout(0); // a WeakRef that was made in a turn holds to its end
    setFlagsFromString('--expose-gc');
    (runInNewContext('gc') as () => void)();
    expect(weak.deref()).toBeUndefined();
    expect(device.calls.at(-1)!.arguments).toMatchObject({ pSrcData: '64 bytes' });
  });

  it('is the history of the machine: of all devices, whoever is asked', () => {
    const machine = createMachine([{}, {}], { calls: 100 });
    const [one, two] = machine.adapters.map((adapter) => adapter.createDevice());
    one!.flush();
    two!.flush();
    const on = machine.calls.slice(-2).map((call) => call.on);
    expect(new Set(on).size).toBe(2); // each has a context of its own, with a number of its own
    expect([one!.calls, machine.adapters[1]!.calls]).toEqual([machine.calls, machine.calls]);
    expect(createAdapter({ calls: 100 }).calls.at(-1)?.call).toBe('IUnknown::Release');
    expect(createDevice({ calls: 100 }).calls.length).toBeLessThan(machine.calls.length);
  });

  it('sees what the caller gets: the interposer stands below it, and the rules below that', () => {
    const seen: number[] = [];
    const apiInterposer = on(ID3D11Device, 'CreateBuffer', {
      after: (_, code) => {
        seen.push(code);
        return { answer: 0 as typeof code };
      },
    });
    const faults = [{ call: 'ID3D11Device::CreateBuffer', answer: E_OUTOFMEMORY }] as const;
    const device = createDevice({ calls: 1, apiInterposer, faults });
    const desc = {
      ByteWidth: 64,
      Usage: 3,
      BindFlags: 0,
      CPUAccessFlags: 0x20000,
      MiscFlags: 0,
      StructureByteStride: 0,
    };
    expect(device.api.CreateBuffer(desc, null, {})).toBe(0);
    expect(seen).toEqual([E_OUTOFMEMORY]);
    expect(device.calls[0]).toMatchObject({ result: { name: 'S_OK' }, wrote: { ppBuffer: 'NULL' } });
    device.faults.verify();
  });

  it('is there when it was asked for', () => {
    const error = new TypeError('calls: none are kept; the option calls: 1000 keeps the newest thousand');
    expect(caught(() => createDevice({ faults: [] }).calls)).toEqual(error);
    expect(caught(() => createMachine([{}]).calls)).toEqual(error);
    for (const calls of [0, -1, 1.5, '5'])
      expect(String(caught(() => createDevice({ calls: calls as never })))).toContain(
        'createDevice: calls: expected a whole number above 0, received',
      );
  });
});
