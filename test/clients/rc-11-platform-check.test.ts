/** RC-11: a Rust program's OPM platform check. Its steps, as real-clients lists them; the driver is made by a profile alone. */
import { describe, expect, it } from '@jest/globals';
import { createHash, X509Certificate } from 'node:crypto';
import { createMachine, testRoot, type Machine } from 'softumd';
import { defaultOutputs, defaultProfile, hdmiOutput } from 'softumd/emulator';
import * as d3d11 from 'softumd/d3d11';
import type { IOPMVideoOutput } from 'softumd/opm';
import * as opm from 'softumd/opm';
import { OpmSession, verifiedRoot } from './opm-session.js';

/** Software and virtual GPUs, which the check turns down before it asks OPM. */
const virtualGpus = ['1414:008c', '15ad:0405', '80ee:beef', '1ab8:4005', '1af4:1050', '1414:5353'];

/** The beginning and the end of the pin that the client is shipped with: what SHA-256 of the real root's key is. */
const shippedPin = /^d397f5c1.*20556d$/;

const outputs = { ...defaultOutputs, monitors: [{ name: 'desktop', outputs: [hdmiOutput] }] };
const gpu = { vendorId: 0x10de, deviceId: 0x2684 };

const machineWith = (
  adapter: { vendorId: number; deviceId: number },
  certificateContainer: 'pkcs7' | 'pkcs7-leaf-first' = 'pkcs7',
) =>
  createMachine([
    { profile: { outputs, adapter: { ...defaultProfile.adapter, ...adapter }, certificateContainer } },
  ]);

const hex = (value: number) => value.toString(16).padStart(4, '0');

/** Step 1. */
function identityOf({ api }: Machine): string {
  const factory = d3d11.out<d3d11.IDXGIFactory1>();
  expect(api.CreateDXGIFactory1(d3d11.IDXGIFactory1.iid, factory)).toBe(d3d11.S_OK);
  const [adapter, desc] = [d3d11.out<d3d11.IDXGIAdapter1>(), d3d11.out<d3d11.DXGI_ADAPTER_DESC1>()];
  expect(factory.value!.EnumAdapters1(0, adapter)).toBe(d3d11.S_OK);
  expect(adapter.value!.GetDesc1(desc)).toBe(d3d11.S_OK);
  return `${hex(desc.value!.VendorId)}:${hex(desc.value!.DeviceId)}`;
}

const digestOf = (certificate: X509Certificate) =>
  createHash('sha256')
    .update(certificate.publicKey.export({ format: 'der', type: 'spki' }))
    .digest('hex');

/** The check as a whole. @param pin whether a root's key, by its digest, is the one that is trusted */
function check(machine: Machine, pin: (digest: string) => boolean): string {
  if (virtualGpus.includes(identityOf(machine))) return 'a virtual GPU';
  const [count, found] = [opm.out<number>(), opm.out<readonly IOPMVideoOutput[]>()];
  const vos = opm.OPM_VIDEO_OUTPUT_SEMANTICS.OPM;
  expect(machine.api.OPMGetVideoOutputsFromHMONITOR(0x10001n, vos, count, found)).toBe(opm.S_OK);
  for (const output of found.value!) {
    const session = new OpmSession(output);
    const certificates = session.certificates();
    // Step 3: the leaf issues no other.
    const leaf = certificates.find(
      (one) => !certificates.some((other) => other !== one && other.checkIssued(one)),
    )!;
    expect(leaf.publicKey.asymmetricKeyType).toBe('rsa');
    if (!pin(digestOf(verifiedRoot(certificates, leaf)))) return 'another root';
    expect(session.finish(leaf)).toBe(opm.S_OK);
    const { flags, data } = session.ask(opm.OPM_GET_CONNECTOR_TYPE);
    expect([flags, data.readUInt32LE(20)]).toEqual([0, opm.OPM_CONNECTOR_TYPE.HDMI]);
  }
  return 'passed';
}

const testPin = (digest: string) => digest === digestOf(new X509Certificate(testRoot));

describe("RC-11: a Rust program's platform check", () => {
  it('fails by the pin that it is shipped with: no test root is the real one', () => {
    expect(check(machineWith(gpu), (digest) => shippedPin.test(digest))).toBe('another root');
  });

  it.each(['pkcs7', 'pkcs7-leaf-first'] as const)(
    'passes with its pin overridden, by a chain in %s',
    (container) => {
      expect(check(machineWith(gpu, container), testPin)).toBe('passed');
    },
  );

  it.each(virtualGpus)('turns down %s before it asks for an output', (identity) => {
    const [vendorId, deviceId] = identity.split(':').map((part) => parseInt(part, 16)) as [number, number];
    expect(check(machineWith({ vendorId, deviceId }), testPin)).toBe('a virtual GPU');
  });
});
