import { describe, expect, it } from '@jest/globals';
import { inspect, stripVTControlCharacters } from 'node:util';
import { deepCyclicCopy } from 'jest-util';
import { format } from 'pretty-format';
import * as softumd from 'softumd';
import { createDevice, createMachine, createOutputs, testCoppRoot } from 'softumd';
import {
  D3D11_CRYPTO_TYPE_AES128_CTR,
  D3D11_DECODER_PROFILE_H264_VLD_NOFGT,
  D3D11_KEY_EXCHANGE_RSAES_OAEP,
  E_FAIL,
  S_OK,
} from 'softumd/d3d11';
import { CoppClient } from 'softumd/player';
import { caught } from '../support/caught.js';

/** The classes of the package, but for what is thrown: an error prints as an error. */
const classes = Object.entries(softumd).filter(
  ([, value]) =>
    typeof value === 'function' &&
    /^class\b/.test(String(value)) &&
    !((value.prototype as unknown) instanceof Error),
);

/** One object of each kind that a test can hold, with the line that shows it. */
function objects(): Readonly<Record<string, readonly [object: object, line: string]>> {
  const machine = createMachine([{}, { profile: { name: 'other' } }]);
  const device = machine.adapters[0]!.createDevice();
  const { videoDevice, videoContext } = device;
  const session = videoDevice.createCryptoSession(
    D3D11_CRYPTO_TYPE_AES128_CTR,
    D3D11_DECODER_PROFILE_H264_VLD_NOFGT,
    D3D11_KEY_EXCHANGE_RSAES_OAEP,
  );
  const texture = device.createNv12Texture('protected', { width: 64, height: 32 });
  const buffer = device.createBuffer('staging', 48);
  const size = { width: 64, height: 32 };
  const decoder = videoDevice.createVideoDecoder({ profile: D3D11_DECODER_PROFILE_H264_VLD_NOFGT, ...size });
  const outputs = createOutputs();
  const monitor = outputs.monitors[0]!;
  const output = monitor.outputs[0]!;
  const copp = output.certifiedOutputProtection();
  const opm = monitor.videoOutputs({ semantics: 'OPM' })[0]!;
  const { random: driverRandom, certificate } = copp.keyExchange();
  const client = new CoppClient({ driverRandom, certificate, trustedRoot: testCoppRoot });
  return {
    Machine: [machine, 'Machine (adapters: 2)'],
    Libraries: [machine.api, 'Libraries (adapters: 2)'],
    AdapterMonitor: [machine.adapters[0]!.monitors[0]!, 'AdapterMonitor (\\\\.\\DISPLAY1)'],
    Adapter: [machine.adapters[1]!, 'Adapter (emulated (other), devices: 0)'],
    Device: [device, 'Device (emulated (default), alive)'],
    EmulatedDriver: [device.driver, 'EmulatedDriver (emulated (default))'],
    ID3D11Device: [device.api, 'ID3D11Device (alive)'],
    VideoDevice: [videoDevice, 'VideoDevice (alive)'],
    VideoContext: [videoContext, 'VideoContext (alive)'],
    AuthenticatedChannel: [videoDevice.createAuthenticatedChannel(2), 'AuthenticatedChannel (alive)'],
    CryptoSession: [session, 'CryptoSession (alive)'],
    ID3D11CryptoSession: [session.api, 'ID3D11CryptoSession (alive)'],
    VideoDecoder: [decoder, 'VideoDecoder (alive)'],
    DecoderOutputView: [
      decoder.createOutputView(device.createNv12Texture('decoded', size)),
      'DecoderOutputView (alive)',
    ],
    Resource: [texture, 'Resource (texture, NV12, 64x32, alive)'],
    Mapping: [buffer.map(), 'Mapping (bytes: 48, rowPitch: 48)'],
    Outputs: [outputs, 'Outputs (emulated (default), monitors: 2)'],
    Monitor: [monitor, 'Monitor (display, outputs: 1)'],
    VideoOutput: [output, 'VideoOutput (HDMI, connected)'],
    CertifiedOutputProtection: [copp, 'CertifiedOutputProtection'],
    OpmVideoOutput: [opm, 'OpmVideoOutput (OPM)'],
    IOPMVideoOutput: [opm.api, 'IOPMVideoOutput (alive)'],
    CoppClient: [client, 'CoppClient'],
    IAMCertifiedOutputProtection: [copp.api, 'IAMCertifiedOutputProtection'],
  };
}

const each = Object.entries(objects());

describe('an object in what a failing test prints', () => {
  it('is of a kind that is looked at below, for every class of the package', () => {
    expect(classes.length).toBeGreaterThan(8);
    expect(Object.keys(objects())).toEqual(expect.arrayContaining(classes.map(([name]) => name)));
  });

  it.each(each)('is a line: %s', (_name, [object, line]) => {
    expect(inspect(object)).toBe(line);
    expect(inspect({ held: [object] })).toBe(`{ held: [ ${line} ] }`);
  });

  it.each(each)('is a small plain object as JSON, and in a diff of jest: %s', (name, [object]) => {
    const data = JSON.parse(JSON.stringify({ held: object })) as { readonly held: object };
    expect(data.held).toMatchObject({ object: name });
    for (const fact of Object.values(data.held)) expect(['string', 'number']).toContain(typeof fact);
    expect(format(object)).toBe(format(data.held));
    expect(format(object).length).toBeLessThan(200);
  });

  it.each(each)('is not much where jest sends it to another process: %s', (_name, [object]) => {
    const copy = deepCyclicCopy({ held: object }, { keepPrototype: false });
    expect(JSON.stringify(copy).length).toBeLessThan(100_000); // of a device most is the table of message ids
    const everything = { customInspect: false, depth: Infinity, maxArrayLength: Infinity };
    expect(inspect(copy, everything).length).toBeLessThan(100_000);
  });

  it('shows nothing more where a test holds the object against another', () => {
    expect(Object.keys(createDevice())).not.toContain('toJSON');
    expect(() => {
      expect(createDevice().createBuffer('staging', 16)).toEqual({ bytes: 16 });
    }).toThrow(/^(?![^]*infoQueue)[^]*"kind": "buffer"/);
  });

  it('has its members where a test asks for them', () => {
    const device = createDevice();
    expect(device).toMatchObject({ removedReason: S_OK });
    const failing = caught(() => {
      expect(device).toMatchObject({ removedReason: E_FAIL });
    });
    const plain = stripVTControlCharacters(String(failing)); // a CI may take colours
    expect(plain).toMatch(/- +"removedReason": 2147500037,\n[^]*"state": "alive"/);
  });

  it('tells what became of it', () => {
    const device = createDevice();
    const buffer = device.createBuffer('staging', 16);
    buffer.release();
    expect(inspect(buffer)).toBe('Resource (buffer, bytes: 16, released)');
    device.remove();
    expect(inspect(device)).toBe('Device (emulated (default), removed)');
    expect(inspect(device.api)).toBe('ID3D11Device (removed)');
  });

  it('is not asked through the API: nothing between callers and it hears of that', () => {
    const heard: string[] = [];
    const device = createDevice({
      apiInterposer: (declaration, call) => {
        return (...args) => {
          heard.push(declaration.name);
          return call(...args);
        };
      },
    });
    const buffer = device.createBuffer('staging', 16);
    const before = heard.length;
    inspect([device, buffer]);
    JSON.stringify([device, buffer]);
    // jest looks at all that two objects hold, and copies it, before it prints them.
    const failing = caught(() => {
      expect(device).toBe(createDevice());
    });
    expect(stripVTControlCharacters(String(failing))).toContain(
      'Expected: {"driver": "emulated (default)", "object": "Device", "state": "alive"}',
    );
    expect(heard.length).toBe(before);
    expect(before).toBeGreaterThan(0);
  });

  it('has no facts where it cannot tell any', () => {
    expect(inspect(Object.create(softumd.Device.prototype))).toBe('Device');
  });
});
