/** OPM of createOutputs and createMachine: what people write tests with. */
import { describe, expect, it } from '@jest/globals';
import { constants, createPrivateKey, createPublicKey, publicEncrypt } from 'node:crypto';
import {
  createMachine,
  createOutputs,
  type DriverOptions,
  HResultError,
  LeakError,
  type OpmVideoOutput,
} from 'softumd';
import {
  type DXGI_OUTPUT_DESC,
  type IDXGIAdapter1,
  type IDXGIFactory1,
  type IDXGIOutput,
} from 'softumd/d3d11';
import { IDXGIFactory1 as Factory1 } from 'softumd/d3d11';
import * as ddi from 'softumd/ddi';
import { browserSandbox, defaultOutputs, hdmiOutput } from 'softumd/emulator';
import { E_OUTOFMEMORY, failed, type IOPMVideoOutput, OPM_VIDEO_OUTPUT_SEMANTICS, out } from 'softumd/opm';
import { testCertificate, testCoppCertificate } from '../../src/facade/create-driver.js';
import { commandOf, coppRequestOf, KDI, levelData, requestOf, typeData } from '../emulator/opm/bench.js';
import { caught } from '../support/caught.js';

const publicKey = (pem: unknown) => createPublicKey(createPrivateKey(pem as string));

/** What an application hands over (3.4 of the dossier): RSAES-OAEP with SHA-512 of 40 bytes; numbers begin at 0. */
function startMessage(random: Uint8Array): Uint8Array {
  const key = publicKey(testCertificate().privateKey);
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  return new Uint8Array(
    publicEncrypt({ key, padding, oaepHash: 'sha512' }, Buffer.concat([random, KDI, Buffer.alloc(8)])),
  );
}

/** The same under COPP semantics: the reversed payload, PKCS#1 v1.5, the ciphertext reversed. */
function coppStartMessage(random: Uint8Array): Uint8Array {
  const payload = Buffer.concat([random, KDI, Buffer.alloc(8)]).reverse();
  const key = { key: publicKey(testCoppCertificate().privateKey), padding: constants.RSA_PKCS1_PADDING };
  return new Uint8Array(publicEncrypt(key, payload).reverse());
}

function started(output: OpmVideoOutput): OpmVideoOutput {
  const { random } = output.startInitialization();
  output.finishInitialization(output.semantics === 'OPM' ? startMessage(random) : coppStartMessage(random));
  return output;
}

const [HDCP, COPP_HDCP] = [8, 1];
const flagsIn = (reply: Uint8Array) => Buffer.from(reply).readUInt32LE(36);
const levelIn = (reply: Uint8Array) => Buffer.from(reply).readUInt32LE(40);
const virtualLevel = (number: number) =>
  requestOf(number, ddi.OPM_GET_VIRTUAL_PROTECTION_LEVEL, typeData(HDCP));
function codeOf(body: () => unknown): string {
  const error = caught(body);
  if (error instanceof HResultError) return error.name;
  throw error;
}

const display = (options?: DriverOptions) => createOutputs(options).monitors[0]!;

describe('videoOutputs of a monitor of createOutputs', () => {
  it('plays a session under OPM semantics: handshake, HDCP on, level, link lost', () => {
    const outputs = createOutputs({ seed: 1 });
    const [monitor] = outputs.monitors;
    const [output, ...others] = monitor!.videoOutputs({ semantics: 'OPM' });
    expect([others, output!.semantics]).toEqual([[], 'OPM']);
    started(output!);
    output!.configure(commandOf(0, levelData(HDCP, 1)));
    const reply = output!.getInformation(virtualLevel(0));
    expect([flagsIn(reply), levelIn(reply)]).toEqual([0, 1]);
    monitor!.outputs[0]!.unplug();
    expect(flagsIn(output!.getInformation(virtualLevel(1)))).toBe(1);
    expect(codeOf(() => monitor!.videoOutputs({ semantics: 'OPM' }))).toBe(
      'ERROR_GRAPHICS_NO_MONITORS_CORRESPOND_TO_DISPLAY_DEVICE',
    );
    output!.release();
    expect(monitor!.outputs[0]!.state.openObjects).toBe(0);
    outputs.release();
  });

  it('plays one under COPP semantics, with the certificate that goes with them', () => {
    const [output] = display({ seed: 2 }).videoOutputs({ semantics: 'COPP' });
    const { random, certificate } = output!.startInitialization();
    expect(new TextDecoder().decode(certificate)).toBe(testCoppCertificate().chain);
    output!.finishInitialization(coppStartMessage(random));
    output!.configure(commandOf(0, levelData(COPP_HDCP, 1)));
    const request = coppRequestOf(0, ddi.OPM_GET_VIRTUAL_PROTECTION_LEVEL, typeData(COPP_HDCP));
    expect(levelIn(output!.coppCompatibleGetInformation(request))).toBe(1);
  });

  it('throws what the object answers, with clause and the driver’s cause', () => {
    const [output] = display().videoOutputs({ semantics: 'OPM' });
    const early = caught(() => output!.getInformation(virtualLevel(0))) as HResultError;
    expect([early.name, early.call, early.clause]).toEqual([
      'E_UNEXPECTED',
      'OpmVideoOutput.getInformation',
      'OPM-10',
    ]);
    expect(early.message).toContain('StartInitialization has not been called');
    started(output!);
    const wrong = caught(() => output!.getInformation(virtualLevel(5))) as HResultError;
    expect([wrong.name, wrong.clause]).toEqual([
      'ERROR_GRAPHICS_OPM_INVALID_INFORMATION_REQUEST',
      'OPM-15, OPM-16',
    ]);
    expect(wrong.cause?.function).toBe('DxgkDdiOPMGetInformation');
    expect(wrong.message).toContain(wrong.cause!.rule);
    const [other] = display().videoOutputs({ semantics: 'OPM' });
    other!.startInitialization();
    const key = caught(() => {
      other!.finishInitialization(new Uint8Array(256).fill(1));
    }) as HResultError;
    expect([key.name, key.clause]).toEqual(['ERROR_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS', 'OPM-9']);
    expect(key.cause?.function).toBe('DxgkDdiOPMSetSigningKeyAndSequenceNumbers');
    const copp = caught(() => output!.coppCompatibleGetInformation(new Uint8Array(4096))) as HResultError;
    expect(copp.clause).toBe('OPM-18, OPM-21');
  });

  it('says what is no argument', () => {
    const monitor = display();
    const [output] = monitor.videoOutputs({ semantics: 'OPM' });
    expect(() => monitor.videoOutputs({ semantics: 'opm' as never })).toThrow(
      /semantics: expected 'OPM' or 'COPP'/,
    );
    expect(() => monitor.videoOutputs(undefined as never)).toThrow(TypeError);
    expect(() => {
      output!.finishInitialization(new Uint8Array(255));
    }).toThrow('OpmVideoOutput.finishInitialization: parameters: expected 256 bytes, received 255');
    expect(() => output!.getInformation(new Uint8Array(4096))).toThrow('expected 4112 bytes');
    expect(() => {
      output!.configure(new Uint8Array(4096), 7 as never);
    }).toThrow('additionalParameters');
  });

  it('opens every output that leads to the monitor; an output without these semantics refuses all', () => {
    const twice = { name: 'wall', outputs: [hdmiOutput, { ...hdmiOutput, connector: 'DVI' as const }] };
    const profile = { outputs: { ...defaultOutputs, monitors: [...defaultOutputs.monitors, twice] } };
    const outputs = createOutputs({ profile });
    const wall = outputs.monitors[2]!;
    expect(wall.videoOutputs({ semantics: 'OPM' })).toHaveLength(2);
    expect(wall.outputs.map(({ state }) => state.openObjects)).toEqual([1, 1]);
    wall.outputs[0]!.unplug();
    expect(wall.videoOutputs({ semantics: 'OPM' })).toHaveLength(1);
    expect(wall.outputs[1]!.state.openObjects).toBe(2);
    const one = { name: 'half', outputs: [hdmiOutput, { ...hdmiOutput, opm: false }] };
    const half = createOutputs({ profile: { outputs: { ...defaultOutputs, monitors: [one] } } }).monitors[0]!;
    expect(codeOf(() => half.videoOutputs({ semantics: 'OPM' }))).toBe('ERROR_GRAPHICS_OPM_NOT_SUPPORTED');
    expect(half.outputs.map(({ state }) => state.openObjects)).toEqual([0, 0]);
  });

  it('stands behind the sandbox of the profile', () => {
    const { code, message } = (() => {
      const [output] = display({ profile: { opmSandbox: browserSandbox } }).videoOutputs({
        semantics: 'OPM',
      });
      started(output!);
      expect(levelIn(output!.getInformation(virtualLevel(0)))).toBe(0);
      const error = caught(() => output!.getInformation(requestOf(1, ddi.OPM_GET_OUTPUT_ID))) as HResultError;
      output!.getInformation(virtualLevel(1)); // the driver never saw the number
      return { code: error.name, message: error.message };
    })();
    expect(code).toBe('ERROR_GRAPHICS_OPM_INVALID_INFORMATION_REQUEST');
    expect(message).toContain('sandbox');
  });

  it('loses its objects when the session is switched, and gives new ones (OPM-40)', () => {
    const outputs = createOutputs();
    const [monitor] = outputs.monitors;
    const [output] = monitor!.videoOutputs({ semantics: 'OPM' });
    started(output!).configure(commandOf(0, levelData(HDCP, 1)));
    outputs.switchSession();
    const gone = caught(() => output!.getInformation(virtualLevel(0))) as HResultError;
    expect([gone.name, gone.clause]).toEqual(['ERROR_GRAPHICS_OPM_VIDEO_OUTPUT_NO_LONGER_EXISTS', 'OPM-40']);
    const [again] = monitor!.videoOutputs({ semantics: 'OPM' });
    const actual = requestOf(0, ddi.OPM_GET_ACTUAL_PROTECTION_LEVEL, typeData(HDCP));
    expect(levelIn(started(again!).getInformation(actual))).toBe(0);
  });

  it('ends with the outputs', () => {
    const outputs = createOutputs();
    const before = outputs.driver.memory.live().length;
    const [output] = outputs.monitors[0]!.videoOutputs({ semantics: 'OPM' });
    outputs.release();
    expect(outputs.monitors[0]!.outputs[0]!.state.openObjects).toBe(0);
    expect(outputs.driver.memory.live()).toHaveLength(before);
    expect(codeOf(() => output!.startInitialization())).toBe('E_INVALIDARG');
  });

  it('prints as a line', () => {
    const [output] = display().videoOutputs({ semantics: 'COPP' });
    expect(JSON.stringify(output)).toBe('{"object":"OpmVideoOutput","semantics":"COPP"}');
  });
});

describe('a machine', () => {
  const twoMonitors = {
    ...defaultOutputs,
    monitors: defaultOutputs.monitors.map((monitor, index) => ({
      ...monitor,
      hMonitor: 0x1111 * (index + 1),
    })),
  };

  it('leads a client from adapters to outputs, monitors and objects of OPM (RC-09)', () => {
    const machine = createMachine([{ seed: 1 }, { seed: 2, profile: { outputs: twoMonitors } }]);
    const factory = out<IDXGIFactory1>();
    expect(failed(machine.api.CreateDXGIFactory1(Factory1.iid, factory as never))).toBe(false);
    const handles: bigint[] = [];
    for (let index = 0; ; index += 1) {
      const adapter = out<IDXGIAdapter1>();
      if (failed(factory.value!.EnumAdapters1(index, adapter))) break;
      for (let at = 0; ; at += 1) {
        const output = out<IDXGIOutput>();
        if (failed(adapter.value!.EnumOutputs(at, output))) break;
        const described = out<DXGI_OUTPUT_DESC>();
        output.value!.GetDesc(described);
        handles.push(described.value!.Monitor);
      }
    }
    expect(handles).toEqual([0x10001n, 0x10002n, 0x1111n, 0x2222n]);
    const counts = handles.map((handle) => {
      const [count, array] = [out<number>(), out<readonly IOPMVideoOutput[]>()];
      const { OPM } = OPM_VIDEO_OUTPUT_SEMANTICS;
      expect(machine.api.OPMGetVideoOutputsFromHMONITOR(handle, OPM, count, array)).toBe(0);
      array.value!.forEach((output) => output.Release());
      return count.value;
    });
    expect(counts).toEqual([1, 1, 1, 1]);
    machine.release();
  });

  it('has the same of its monitors, each with its own driver', () => {
    const machine = createMachine([{ seed: 1 }, { seed: 2 }], { faults: [], calls: 20 });
    const [, second] = machine.adapters;
    const [output] = second!.monitors[0]!.videoOutputs({ semantics: 'OPM' });
    expect(second!.driver.control.outputs.list()[0]!.openObjects).toBe(1);
    machine.faults.add({ call: 'IOPMVideoOutput::StartInitialization', answer: E_OUTOFMEMORY });
    expect(codeOf(() => output!.startInitialization())).toBe('E_OUTOFMEMORY');
    expect(levelIn(started(output!).getInformation(virtualLevel(0)))).toBe(0);
    expect(machine.calls.at(-1)!.text).toMatch(/^IOPMVideoOutput::GetInformation\(.*\) = S_OK/);
    machine.switchSession();
    expect(codeOf(() => output!.getInformation(virtualLevel(1)))).toBe(
      'ERROR_GRAPHICS_OPM_VIDEO_OUTPUT_NO_LONGER_EXISTS',
    );
    second!.remove();
    expect(codeOf(() => second!.monitors[0]!.videoOutputs({ semantics: 'OPM' }))).toBe(
      'ERROR_GRAPHICS_NO_MONITORS_CORRESPOND_TO_DISPLAY_DEVICE',
    );
  });

  it('tells of objects that a test left behind', () => {
    const machine = createMachine([{}], { creationStacks: true });
    const [output] = machine.adapters[0]!.monitors[0]!.videoOutputs({ semantics: 'OPM' });
    const leak = caught(() => {
      machine.assertNoLeaks();
    }) as LeakError;
    expect(leak).toBeInstanceOf(LeakError);
    expect(leak.videoOutputs).toHaveLength(1);
    expect(leak.message).toMatch(
      /IOPMVideoOutput 1 \(target 0, OPM semantics\): 1 reference\n.*video-outputs\.test/,
    );
    output!.release();
    machine.assertNoLeaks();
  });

  it('that is strict ends with an error for them, after the end', () => {
    const machine = createMachine([{}], { strict: true });
    const [output] = machine.adapters[0]!.monitors[0]!.videoOutputs({ semantics: 'OPM' });
    expect(
      caught(() => {
        machine.release();
      }),
    ).toBeInstanceOf(LeakError);
    expect(codeOf(() => output!.startInitialization())).toBe('E_INVALIDARG');
  });
});
