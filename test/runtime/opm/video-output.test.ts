/** IOPMVideoOutput: the system's own rules above the driver. */
import { describe, expect, it } from '@jest/globals';
import {
  E_INVALIDARG,
  E_OUTOFMEMORY,
  E_UNEXPECTED,
  ERROR_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS,
  ERROR_GRAPHICS_OPM_VIDEO_OUTPUT_NO_LONGER_EXISTS,
  type IOPMVideoOutput,
  out,
  S_OK,
} from 'softumd/opm';
import { firstHandle, pattern } from './stub-driver.js';
import { COPP, finished, second, start, world } from './world.js';

const [requestBytes, coppRequestBytes, replyBytes] = [4112, 4096, 4096];
const parameters = (bytes: number) => new Uint8Array(bytes);

/** Every method once, with arguments that can be. */
const methods: Readonly<Record<string, (output: IOPMVideoOutput) => number>> = {
  StartInitialization: (output) => start(output).code,
  FinishInitialization: (output) => output.FinishInitialization(parameters(256)),
  GetInformation: (output) => output.GetInformation(parameters(requestBytes), parameters(replyBytes)),
  COPPCompatibleGetInformation: (output) =>
    output.COPPCompatibleGetInformation(parameters(coppRequestBytes), parameters(replyBytes)),
  Configure: (output) => output.Configure(parameters(4096), 0, null),
};

const codes = (output: IOPMVideoOutput, ...names: readonly string[]) =>
  names.map((name) => methods[name]!(output));

const later = ['GetInformation', 'COPPCompatibleGetInformation', 'Configure'];

describe('the handshake', () => {
  it('gives random and certificate, of the type that goes with the semantics (OPM-2)', () => {
    const one = world();
    const { code, random, certificate, length } = start(one.open()[0]!);
    expect([code, random, length]).toEqual([S_OK, pattern(16, 0x40), 100]);
    expect(certificate).toEqual(pattern(100, 0x30));
    expect(one.given.get('DxgkDdiOPMGetCertificateSize')![0]).toBe(0);
    start(one.open(second, COPP)[0]!);
    expect(one.given.get('DxgkDdiOPMGetCertificate')!.slice(0, 2)).toEqual([1, 100]);
    expect(one.calls.slice(3, 6)).toEqual([
      'DxgkDdiOPMGetCertificateSize',
      'DxgkDdiOPMGetCertificate',
      'DxgkDdiOPMGetRandomNumber',
    ]);
  });

  it('gives every caller a certificate of its own', () => {
    const { open } = world();
    const [a, b] = [start(open()[0]!), start(open()[0]!)];
    a.certificate!.fill(0);
    expect(b.certificate).toEqual(pattern(100, 0x30));
  });

  it('comes first, in its order, and once (OPM-10): what is out of turn does not reach the driver', () => {
    const { open, calls, messages } = world();
    const output = open()[0]!;
    const ofDriver = () => calls.splice(0).filter((name) => name.startsWith('DxgkDdiOPM'));
    ofDriver();
    expect(codes(output, 'FinishInitialization', ...later)).toEqual(Array(4).fill(E_UNEXPECTED));
    expect(ofDriver()).toEqual([]);
    expect(codes(output, 'StartInitialization')).toEqual([S_OK]);
    ofDriver();
    expect(codes(output, 'StartInitialization', ...later)).toEqual(Array(4).fill(E_UNEXPECTED));
    expect(ofDriver()).toEqual([]);
    expect(codes(output, 'FinishInitialization')).toEqual([S_OK]);
    ofDriver();
    expect(codes(output, 'StartInitialization', 'FinishInitialization')).toEqual([
      E_UNEXPECTED,
      E_UNEXPECTED,
    ]);
    expect(ofDriver()).toEqual([]);
    expect(codes(output, ...later)).toEqual([S_OK, S_OK, S_OK]);
    expect(messages[0]).toMatch(/^IOPMVideoOutput::FinishInitialization: StartInitialization/);
  });

  it('stays where it is when the driver refuses the key, which may be handed over again (D-14)', () => {
    const { open, answers } = world({ answers: { DxgkDdiOPMSetSigningKeyAndSequenceNumbers: 0xc01e0503 } });
    const output = open()[0]!;
    expect(codes(output, 'StartInitialization', 'FinishInitialization')).toEqual([
      S_OK,
      ERROR_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS,
    ]);
    expect(codes(output, 'StartInitialization', ...later)).toEqual(Array(4).fill(E_UNEXPECTED));
    delete answers.DxgkDdiOPMSetSigningKeyAndSequenceNumbers;
    expect(codes(output, 'FinishInitialization', ...later)).toEqual(Array(4).fill(S_OK));
  });

  it('begins again where certificate or random number failed, and nothing was given', () => {
    const { open, answers } = world({ answers: { DxgkDdiOPMGetCertificate: 0xc01e0511 } });
    const output = open()[0]!;
    const { code, certificate, length, random } = start(output);
    expect([code, certificate, length, random]).toEqual([0xc0262511, undefined, undefined, parameters(16)]);
    delete answers.DxgkDdiOPMGetCertificate;
    answers.DxgkDdiOPMGetRandomNumber = 0xc01e051e;
    expect(start(output)).toMatchObject({ code: 0xc026251e, certificate: undefined });
    delete answers.DxgkDdiOPMGetRandomNumber;
    expect(start(output).code).toBe(S_OK);
  });
});

describe('requests and commands', () => {
  it('reach the driver byte for byte, under the output’s handle, and the answer comes back', () => {
    const seen: Uint8Array[] = [];
    const { open, given, memory } = world();
    const output = finished(open()[0]!);
    const reply = parameters(replyBytes);
    expect(output.GetInformation(pattern(requestBytes, 3), reply)).toBe(S_OK);
    expect(reply).toEqual(pattern(replyBytes, 0x50));
    expect(given.get('DxgkDdiOPMGetInformation')![0]).toBe(firstHandle);
    expect(output.COPPCompatibleGetInformation(pattern(coppRequestBytes, 4), reply)).toBe(S_OK);
    expect(reply).toEqual(pattern(replyBytes, 0x60));
    const copyOf = memory.copyIn.bind(memory);
    memory.copyIn = (address, bytes) => {
      seen.push(bytes.slice());
      copyOf(address, bytes);
    };
    expect(output.Configure(pattern(4096, 5), 3, pattern(8, 6))).toBe(S_OK);
    expect(seen).toEqual([pattern(4096, 5), pattern(3, 6)]);
    expect(given.get('DxgkDdiOPMConfigureProtectedOutput')![2]).toBe(3);
    expect(memory.live()).toEqual([]);
  });

  it('leave the caller’s buffer as it is when the driver refuses (OPM-20)', () => {
    const { open } = world({ answers: { DxgkDdiOPMGetInformation: 0xc01e051d } });
    const reply = pattern(replyBytes, 9);
    expect(finished(open()[0]!).GetInformation(parameters(requestBytes), reply)).toBe(0xc026251d);
    expect(reply).toEqual(pattern(replyBytes, 9));
  });

  it('are refused without the driver: null pointers, other sizes, counts that lie', () => {
    const { open, calls } = world();
    const output = finished(open()[0]!);
    calls.length = 0;
    const reply = parameters(replyBytes);
    const none = null as never;
    const refused = [
      output.StartInitialization(none, out(), out()),
      output.StartInitialization(parameters(16), none, out()),
      output.StartInitialization(parameters(16), out(), none),
      output.StartInitialization(parameters(15), out(), out()),
      output.FinishInitialization(none),
      output.FinishInitialization(parameters(255)),
      output.GetInformation(none, reply),
      output.GetInformation(parameters(requestBytes), none),
      output.GetInformation(parameters(4096), reply),
      output.GetInformation(parameters(requestBytes), parameters(4095)),
      output.COPPCompatibleGetInformation(parameters(requestBytes), reply),
      output.Configure(none, 0, null),
      output.Configure(parameters(4095), 0, null),
      output.Configure(parameters(4096), 5, parameters(4)),
      output.Configure(parameters(4096), 5, null),
      output.Configure(parameters(4096), -1, null),
      output.Configure(parameters(4096), 0, 'text' as never),
    ];
    expect(refused).toEqual(Array(refused.length).fill(E_INVALIDARG));
    expect(calls).toEqual([]);
  });

  it('answer E_OUTOFMEMORY where there is none for the call, and work again afterwards', () => {
    let left = Infinity;
    const one = world({
      change: (driver) => {
        const memory = new Proxy(driver.memory, {
          get: (target, name) => {
            const member = Reflect.get(target, name, target) as (...args: unknown[]) => unknown;
            if (name !== 'allocate') return member;
            return (...args: unknown[]) => (left-- > 0 ? member.apply(target, args) : 0);
          },
        });
        return { ...driver, memory };
      },
    });
    const output = one.open()[0]!;
    const inTurn = ['StartInitialization', 'FinishInitialization', ...later];
    for (const name of inTurn) {
      left = 0;
      expect([name, ...codes(output, name)]).toEqual([name, E_OUTOFMEMORY]);
      left = Infinity;
      expect([name, ...codes(output, name)]).toEqual([name, S_OK]);
    }
    expect(one.memory.live()).toEqual([]);
  });
});

describe('an output that the system took away (OPM-40)', () => {
  it('answers that it no longer exists, whatever it is asked, and is no more in the driver', () => {
    const one = world();
    const [fresh, ready] = [one.open()[0]!, finished(one.open()[0]!)];
    one.dxva2.kernel.switchSession();
    expect(one.live.size).toBe(0);
    one.calls.length = 0;
    const gone = Array(5).fill(ERROR_GRAPHICS_OPM_VIDEO_OUTPUT_NO_LONGER_EXISTS);
    expect(codes(fresh, ...Object.keys(methods))).toEqual(gone);
    expect(codes(ready, ...Object.keys(methods))).toEqual(gone);
    expect([fresh.Release(), ready.Release()]).toEqual([0, 0]);
    expect(one.calls).toEqual([]);
    finished(one.open()[0]!);
  });
});
