/** The report of a vendor's driver under OPM semantics that a user published, line by line, from the profile `nvidia-opm`. */
import { constants, publicEncrypt } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createOutputs, type OpmVideoOutput } from 'softumd';
import * as ddi from 'softumd/ddi';
import { readCertificateChain } from 'softumd/player';
import { packageFile } from '../../src/package-files.js';
import { readFileSync } from 'node:fs';
import { openssl, opensslReason, withOpenssl } from '../crypto/openssl.js';
import { commandOf, KDI, levelData, requestOf, typeData } from '../emulator/opm/bench.js';
import { srmOf } from '../emulator/outputs/srm.js';
import { caught } from '../support/caught.js';

const { OPM_PROTECTION_TYPE: TYPE } = ddi;

/** Handshake and numbers of one video output; the key is that of the worked examples. */
class Player {
  private status = 0;
  private command = 0;
  readonly subject: string;

  constructor(readonly output: OpmVideoOutput) {
    const { random, certificate } = output.startInitialization();
    const { leaf } = readCertificateChain(certificate);
    this.subject = leaf.subject;
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    const message = new Uint8Array([...random, ...KDI, 0, 0, 0, 0, 0, 0, 0, 0]);
    const key = leaf.publicKey;
    output.finishInitialization(new Uint8Array(publicEncrypt({ key, padding, oaepHash: 'sha512' }, message)));
  }

  ask(guid: ddi.Guid, type?: number): Buffer {
    const data = type === undefined ? undefined : typeData(type);
    const reply = this.output.getInformation(requestOf(this.status, guid, data));
    this.status += 1;
    return Buffer.from(reply.subarray(20));
  }

  value(guid: ddi.Guid, type?: number): number {
    return this.ask(guid, type).readUInt32LE(20);
  }

  setSrm(srm: Uint8Array): void {
    this.output.configure(commandOf(this.command, typeData(1), ddi.OPM_SET_HDCP_SRM), srm);
    this.command += 1;
  }

  setLevel(type: number, level: number): void {
    this.output.configure(commandOf(this.command, levelData(type, level)));
    this.command += 1;
  }
}

const bits: Readonly<Record<string, number>> = {
  HDCP: TYPE.HDCP,
  ACP: TYPE.ACP,
  'CGMS-A': TYPE.CGMSA,
  DPCP: TYPE.DPCP,
  'type-enforcement HDCP': TYPE.TYPE_ENFORCEMENT_HDCP,
};
const buses: Readonly<Record<number, string>> = { 3: 'PCI Express' };
const connectors: Readonly<Record<number, string>> = { 5: 'HDMI' };
const scans: Readonly<Record<number, string>> = { 2: 'progressive' };
const formats: Readonly<Record<number, string>> = { 22: 'X8R8G8B8' };
const onOff = (level: number) => (level === 0 ? 'off' : 'on');

/** A report in the order of the record. */
function report(player: Player): readonly string[] {
  const types = player.value(ddi.OPM_GET_SUPPORTED_PROTECTION_TYPES);
  const has = (name: string) => (types & bits[name]!) !== 0;
  const srm = caught(() => player.value(ddi.OPM_GET_CURRENT_HDCP_SRM_VERSION));
  const format = player.ask(ddi.OPM_GET_ACTUAL_OUTPUT_FORMAT);
  const [width, height, scan, d3dFormat, numerator, denominator] = Array.from({ length: 6 }, (_, at) =>
    format.readUInt32LE(20 + 4 * at),
  );
  return [
    `output id: 0x${player.ask(ddi.OPM_GET_OUTPUT_ID).readBigUInt64LE(20).toString(16)}`,
    `bus: ${buses[player.value(ddi.OPM_GET_ADAPTER_BUS_TYPE)]}`,
    `connector: ${connectors[player.value(ddi.OPM_GET_CONNECTOR_TYPE)]}`,
    `types: ${Object.keys(bits).filter(has).join(', ')}`,
    `ACP: ${has('ACP') ? 'some' : 'none'}`,
    `CGMS-A: ${has('CGMS-A') ? 'some' : 'none'}`,
    `SRM version: 0x${((srm as { hresult?: number } | undefined)?.hresult ?? 0).toString(16)}`,
    `virtual HDCP: ${onOff(player.value(ddi.OPM_GET_VIRTUAL_PROTECTION_LEVEL, TYPE.HDCP))}`,
    `actual HDCP: ${onOff(player.value(ddi.OPM_GET_ACTUAL_PROTECTION_LEVEL, TYPE.HDCP))}`,
    `format: ${width}x${height} ${scans[scan!]} ${formats[d3dFormat!]} ${numerator}/${denominator}`,
  ];
}

/** The record, as it was published. */
const record = [
  'output id: 0x1165',
  'bus: PCI Express',
  'connector: HDMI',
  'types: HDCP, type-enforcement HDCP',
  'ACP: none',
  'CGMS-A: none',
  'SRM version: 0xc0262516',
  'virtual HDCP: off',
  'actual HDCP: off',
  'format: 1920x1080 progressive X8R8G8B8 60000/1000',
];

describe("a vendor's record", () => {
  it('is what the profile nvidia-opm reports', () => {
    const outputs = createOutputs({ profile: 'nvidia-opm' });
    expect(outputs.monitors).toHaveLength(1);
    const [output, ...more] = outputs.monitors[0]!.videoOutputs({ semantics: 'OPM' });
    expect(more).toEqual([]);
    const player = new Player(output!);
    expect(report(player)).toEqual(record);
    player.setSrm(srmOf({ version: 1 }));
    player.setLevel(TYPE.HDCP, 1);
    outputs.advanceTime(150);
    expect(report(player)).toEqual(
      record.map((line) =>
        line.replace(/^(virtual|actual) HDCP: off$/, '$1 HDCP: on').replace('0xc0262516', '0x0'),
      ),
    );
    outputs.release();
  });

  withOpenssl(
    `names the driver in the certificate's subject, where it has one of that name${opensslReason}`,
    () => {
      const key = readFileSync(packageFile('fixtures/certificates/leaf.key.pem'), 'utf8');
      const subject = '/CN=TEST ONLY NVIDIA OPM driver';
      const pem = openssl(
        ['req', '-x509', '-new', '-key', 'k.pem', '-subj', subject, '-days', '3650', '-sha256'],
        undefined,
        { 'k.pem': key },
      );
      const certificate = { privateKey: key, chain: Buffer.from(pem).toString() };
      const outputs = createOutputs({ profile: 'nvidia-opm', certificate });
      const player = new Player(outputs.monitors[0]!.videoOutputs({ semantics: 'OPM' })[0]!);
      expect(player.subject).toMatch(/NVIDIA.*OPM/);
      expect(report(player)).toEqual(record);
      outputs.release();
    },
  );
});
