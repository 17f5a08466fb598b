import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import type { Hresult } from '../../src/abi/index.js';
import { seededRandom } from '../../src/crypto/index.js';
import { OPM_GUIDS, OPM_PROTECTION_TYPE } from '../../src/ddi/opm/index.js';
import {
  CertificateChainError,
  opmOutputOfApi,
  OpmSession,
  type OpmVideoOutput,
} from '../../src/player/index.js';
import { pem } from '../certificate/test-chain.js';
import { hex, toHex } from '../crypto/fixtures.js';
import { caught } from '../support/caught.js';
import { guidHex } from './channel-driver.js';
import {
  copp,
  coppChain,
  drawn,
  driverRandom,
  key,
  opm,
  pkcs7,
  reasonOf,
  refusedBy,
  scripted,
  watchedEngine,
} from './opm-golden.js';
import { FakeOutput } from './opm-output.js';

const { HDCP } = OPM_PROTECTION_TYPE;
const connector = guidHex(OPM_GUIDS.OPM_GET_CONNECTOR_TYPE);
const level = guidHex(OPM_GUIDS.OPM_GET_VIRTUAL_PROTECTION_LEVEL);
/** Flags, then ulInformation. */
const told = (flags: string, value: string) => `${flags}000000${value}000000${'00'.repeat(8)}`;
const answers = { [connector]: told('00', '05'), [level]: told('00', '01') };
const open = (output: FakeOutput, seed = 'session'): OpmSession =>
  OpmSession.open(output, { ...(output.semantics === 'OPM' ? opm : copp), random: seededRandom(seed) });

describe('OpmSession', () => {
  it.each(['OPM', 'COPP'] as const)(
    'opens, asks and sets under %s semantics, each in one call',
    (semantics) => {
      const output = new FakeOutput(semantics, answers);
      const session = open(output);
      expect(session.connectorType()).toMatchObject({ value: 5, linkLost: false });
      session.setProtectionLevel(HDCP, 1);
      expect(session.virtualProtectionLevel(HDCP).value).toBe(1);
      const get = semantics === 'OPM' ? 'get' : 'copp-get';
      expect(output.calls).toEqual([
        'start',
        'finish',
        `${get} ${connector}`,
        `configure ${guidHex(OPM_GUIDS.OPM_SET_PROTECTION_LEVEL)}`,
        `${get} ${level}`,
      ]);
      expect(output.beside).toEqual([null]);
    },
  );

  it('counts as the driver does, past 2^32 - 1 (OPM-15, OPM-27)', () => {
    const output = new FakeOutput('OPM', answers);
    const start = Buffer.concat([key, hex('feffffffffffffff'), drawn.subarray(24)]);
    const session = OpmSession.open(output, { ...opm, random: scripted(start) });
    for (let i = 0; i < 4; i += 1) session.connectorType();
    for (let i = 0; i < 3; i += 1) session.setProtectionLevel(HDCP, 1);
    expect(output.numbers).toEqual({ status: 2, command: 2 });
  });

  it('passes on what a call throws, and says the same message again with the same number (OPM-46)', () => {
    const output = new FakeOutput('OPM', answers);
    const session = open(output);
    const refusal = new Error('refused');
    output.refusals.push(refusal);
    expect(caught(() => session.connectorType())).toBe(refusal);
    expect(session.connectorType().value).toBe(5);
    output.refusals.push(refusal);
    const set = () => {
      session.setProtectionLevel(HDCP, 1);
    };
    expect(caught(set)).toBe(refusal);
    set();
    const [first, again] = output.received.slice(-2);
    expect(first!.equals(again!)).toBe(true);
  });

  it('tells what a player has to act on, and goes on (OPM-34)', () => {
    for (const [flags, event] of [
      ['01', 'linkLost'],
      ['02', 'renegotiationRequired'],
      ['04', 'tamperingDetected'],
      ['08', 'revokedDeviceAttached'],
    ] as const) {
      const session = open(new FakeOutput('OPM', { ...answers, [level]: told(flags, '00') }));
      expect(session.virtualProtectionLevel(HDCP)).toMatchObject({ value: 0, [event]: true });
      expect(session.connectorType()).toMatchObject({ value: 5, [event]: false });
    }
  });

  it('believes nobody but the driver, and keeps in step with it', () => {
    const output = new FakeOutput('OPM', answers);
    const session = open(output);
    output.afterSigning = (answer) => (answer[40]! ^= 1);
    expect(reasonOf(() => session.connectorType())).toBe('omac');
    output.afterSigning = () => undefined;
    expect(session.connectorType().value).toBe(5);
  });

  it('keeps sessions of one driver apart', () => {
    const outputs = [new FakeOutput('OPM', answers), new FakeOutput('OPM', answers)] as const;
    const [a, b] = [open(outputs[0], 'a'), open(outputs[1], 'b')];
    expect(outputs[0].key.equals(outputs[1].key)).toBe(false);
    const request = a.client.queryConnectorType();
    expect(
      reasonOf(() =>
        a.client.readReply(request, outputs[1].getInformation(b.client.queryConnectorType().bytes)),
      ),
    ).toBe('omac');
  });

  it('does not finish with a chain that it does not trust, and ends a session that the driver refuses', () => {
    const output = new FakeOutput();
    const roots = [pem.root];
    expect(() => OpmSession.open(output, { semantics: 'OPM', roots })).toThrow(CertificateChainError);
    expect(output.calls).toEqual(['start']);
    const refusal = new Error('no start');
    const finish = {
      finishInitialization: () => {
        throw refusal;
      },
    };
    const refusing = Object.assign(new FakeOutput(), finish);
    const { engine, cleared } = watchedEngine();
    expect(caught(() => OpmSession.open(refusing, { ...opm, engine }))).toBe(refusal);
    expect(cleared).toEqual([1]);
  });

  it('has a method for each request and each command', () => {
    const sizes: readonly [keyof OpmSession, keyof typeof OPM_GUIDS, number, ...unknown[]][] = [
      ['connectorType', 'OPM_GET_CONNECTOR_TYPE', 32],
      ['supportedProtectionTypes', 'OPM_GET_SUPPORTED_PROTECTION_TYPES', 32],
      ['virtualProtectionLevel', 'OPM_GET_VIRTUAL_PROTECTION_LEVEL', 32, HDCP],
      ['actualProtectionLevel', 'OPM_GET_ACTUAL_PROTECTION_LEVEL', 32, HDCP],
      ['actualOutputFormat', 'OPM_GET_ACTUAL_OUTPUT_FORMAT', 44],
      ['connectedHdcpDevice', 'OPM_GET_CONNECTED_HDCP_DEVICE_INFORMATION', 72],
      ['adapterBusType', 'OPM_GET_ADAPTER_BUS_TYPE', 32],
      ['acpAndCgmsaSignaling', 'OPM_GET_ACP_AND_CGMSA_SIGNALING', 88],
      ['currentHdcpSrmVersion', 'OPM_GET_CURRENT_HDCP_SRM_VERSION', 32],
      ['outputId', 'OPM_GET_OUTPUT_ID', 28],
      ['dviCharacteristics', 'OPM_GET_DVI_CHARACTERISTICS', 32],
      ['outputHardwareProtectionSupport', 'OPM_GET_OUTPUT_HARDWARE_PROTECTION_SUPPORT', 32],
      ['codecInfo', 'OPM_GET_CODEC_INFO', 20, hex('0102')],
    ];
    const all = sizes.map(([, name, bytes]) => [guidHex(OPM_GUIDS[name]), '00'.repeat(bytes - 16)]);
    const output = new FakeOutput('OPM', Object.fromEntries(all) as Record<string, string>);
    const session = open(output);
    for (const [method, name, , ...rest] of sizes) {
      (session[method] as (...args: unknown[]) => unknown)(...rest);
      expect(output.calls.at(-1)).toBe(`get ${guidHex(OPM_GUIDS[name])}`);
    }
    const srm = hex('80000001');
    const commands: readonly [keyof typeof OPM_GUIDS, Uint8Array | null, () => void][] = [
      [
        'OPM_SET_PROTECTION_LEVEL',
        null,
        () => {
          session.setProtectionLevel(HDCP, 1);
        },
      ],
      [
        'OPM_SET_PROTECTION_LEVEL_ACCORDING_TO_CSS_DVD',
        null,
        () => {
          session.setProtectionLevelAccordingToCssDvd(HDCP, 1);
        },
      ],
      [
        'OPM_SET_ACP_AND_CGMSA_SIGNALING',
        null,
        () => {
          session.setAcpAndCgmsaSignaling({});
        },
      ],
      [
        'OPM_SET_HDCP_SRM',
        srm,
        () => {
          session.setHdcpSrm(srm);
        },
      ],
    ];
    for (const [name, beside, command] of commands) {
      command();
      expect(output.calls.at(-1)).toBe(`configure ${guidHex(OPM_GUIDS[name])}`);
      expect(output.beside.at(-1)).toEqual(beside);
    }
    session.setHdcpSrm(srm, 7);
    expect(output.received.at(-1)!.readUInt32LE(40)).toBe(7);
  });

  it('says nothing after close, and shows nothing of its session', () => {
    const output = new FakeOutput('OPM', answers);
    const session = open(output);
    expect(inspect(session, { depth: 9, showHidden: true })).toBe('OpmSession');
    session.close();
    const calls = output.calls.length;
    expect(() => session.connectorType()).toThrow('after close()');
    expect(() => {
      session.setProtectionLevel(HDCP, 1);
    }).toThrow('after close()');
    expect(output.calls).toHaveLength(calls);
  });
});

describe('opmOutputOfApi', () => {
  const [S_OK, NEVER_SET] = [0, 0xc0262516] as Hresult[] as [Hresult, Hresult];

  /** An IOPMVideoOutput over a fake one: codes instead of exceptions, answers into what is given. */
  function apiOver(output: FakeOutput, code: () => Hresult = () => S_OK) {
    const sizes: number[] = [];
    const into = (answer: Uint8Array, out: Uint8Array): Hresult => {
      out.set(answer);
      return S_OK;
    };
    const refuses = () => code() !== S_OK;
    const api = {
      StartInitialization(
        random: Uint8Array,
        certificate: { value?: Uint8Array | null },
        length: { value?: number | null },
      ): Hresult {
        if (refuses()) return code();
        const started = output.startInitialization();
        random.set(started.random);
        certificate.value = new Uint8Array([...started.certificate, 1, 2, 3]);
        length.value = started.certificate.length;
        return S_OK;
      },
      FinishInitialization(parameters: Uint8Array): Hresult {
        if (refuses()) return code();
        output.finishInitialization(parameters);
        return S_OK;
      },
      GetInformation: (parameters: Uint8Array, out: Uint8Array): Hresult =>
        refuses() ? code() : into(output.getInformation(parameters), out),
      COPPCompatibleGetInformation: (parameters: Uint8Array, out: Uint8Array): Hresult =>
        refuses() ? code() : into(output.coppCompatibleGetInformation(parameters), out),
      Configure(parameters: Uint8Array, size: number, additional: Uint8Array | null): Hresult {
        if (refuses()) return code();
        sizes.push(size);
        output.configure(parameters, additional);
        return S_OK;
      },
    };
    return { api, sizes };
  }

  it.each(['OPM', 'COPP'] as const)('carries a session under %s semantics', (semantics) => {
    const output = new FakeOutput(semantics, answers);
    const { api, sizes } = apiOver(output);
    const video: OpmVideoOutput = opmOutputOfApi(api);
    const { random, certificate } = video.startInitialization();
    expect(toHex(random)).toBe(toHex(driverRandom));
    expect(toHex(certificate)).toBe(toHex(semantics === 'OPM' ? pkcs7 : coppChain));
    const session = OpmSession.open(video, semantics === 'OPM' ? opm : copp);
    expect(session.connectorType().value).toBe(5);
    session.setProtectionLevel(HDCP, 1);
    session.setHdcpSrm(hex('800000010000002b'));
    expect(sizes).toEqual([0, 8]);
    expect(output.beside).toEqual([null, hex('800000010000002b')]);
  });

  it('makes of a failure an error with the code, and leaves the number to the next message', () => {
    const output = new FakeOutput('OPM', answers);
    let code = S_OK;
    const session = OpmSession.open(opmOutputOfApi(apiOver(output, () => code).api), opm);
    code = NEVER_SET;
    expect(refusedBy(() => session.currentHdcpSrmVersion())).toMatchObject({
      name: 'OpmError',
      reason: 'refused',
      subject: 'GetInformation',
      hresult: NEVER_SET,
      message:
        'GetInformation: expected success, received ERROR_GRAPHICS_OPM_HDCP_SRM_NEVER_SET (0xC0262516)',
    });
    const { api } = apiOver(output, () => code);
    const video = opmOutputOfApi(api);
    for (const [subject, call] of [
      ['StartInitialization', () => video.startInitialization()],
      [
        'FinishInitialization',
        () => {
          video.finishInitialization(hex(''));
        },
      ],
      ['COPPCompatibleGetInformation', () => video.coppCompatibleGetInformation(hex(''))],
      [
        'Configure',
        () => {
          video.configure(hex(''), null);
        },
      ],
    ] as const)
      expect(refusedBy(call)).toMatchObject({ reason: 'refused', subject, hresult: NEVER_SET });
    code = S_OK;
    expect(session.connectorType().value).toBe(5);
  });
});
