/** RC-12: HDCPEnabler. Its steps, as real-clients lists them, through the API; the driver is made by a profile alone. */
import { describe, expect, it } from '@jest/globals';
import { constants, createPublicKey, publicEncrypt } from 'node:crypto';
import { createDriver } from 'softumd';
import { CoppAdapter, E_INVALIDARG, out, S_OK, type IAMCertifiedOutputProtection } from 'softumd/copp';
import { defaultOutputs, defaultProfile, hdmiOutput } from 'softumd/emulator';
import { omac1 } from './omac.js';

const profile = {
  ...defaultProfile,
  outputs: { ...defaultOutputs, monitors: [{ name: 'desktop', outputs: [hdmiOutput] }] },
};

const HDCP = 1;
const LOCAL_LEVEL = '575807b2da3e5d4d88db748f8c1a0549';
const GLOBAL_LEVEL = '0a21571966772a45b99ad27aed54f03a';
const SET_LEVEL = '7c32b99bb54e27479f00b42b0919c0da';

class HdcpEnabler {
  private readonly key = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
  private statusSequence = 7;
  private commandSequence = 0xffff_ffff;

  constructor(private readonly copp: IAMCertifiedOutputProtection) {}

  /** Steps 2 to 4: the first Modulus of the certificate, exponent 65537; PKCS#1 v1.5, bytes reversed both times. */
  start(): void {
    const [random, certificate] = [out<Uint8Array>(), out<Uint8Array>()];
    expect(this.copp.KeyExchange(random, certificate, out())).toBe(S_OK);
    const [, modulus] = /<Modulus>([^<]*)</.exec(Buffer.from(certificate.value!).toString())!;
    const n = Buffer.from(modulus!, 'base64').toString('base64url');
    const publicKey = createPublicKey({ key: { kty: 'RSA', n, e: 'AQAB' }, format: 'jwk' });
    const numbers = Buffer.alloc(8);
    numbers.writeUInt32LE(this.statusSequence, 0);
    numbers.writeUInt32LE(this.commandSequence, 4);
    const record = Buffer.concat([random.value!, this.key, numbers]).reverse();
    const cipherText = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, record);
    expect(this.copp.SessionSequenceStart(new Uint8Array(cipherText.reverse()))).toBe(S_OK);
  }

  /** Step 5: an all-zero nonce; the MAC of the reply is not looked at. */
  request(guid: string, sequence: number) {
    const input = Buffer.alloc(4096);
    Buffer.from(guid, 'hex').copy(input, 16);
    input.writeUInt32LE(sequence, 32);
    input.writeUInt32LE(4, 36);
    input.writeUInt32LE(HDCP, 40);
    const output = Buffer.alloc(4096);
    const code = this.copp.ProtectionStatus(input, output);
    return { code, level: output.readUInt32LE(40) };
  }

  level(guid: string): number {
    const { code, level } = this.request(guid, this.statusSequence++);
    expect(code).toBe(S_OK);
    return level;
  }

  /** Step 6. */
  setLevel(level: number): number {
    const command = Buffer.alloc(4096);
    Buffer.from(SET_LEVEL, 'hex').copy(command, 16);
    command.writeUInt32LE(this.commandSequence, 32);
    command.writeUInt32LE(16, 36);
    command.writeUInt32LE(HDCP, 40);
    command.writeUInt32LE(level, 44);
    omac1(this.key, command.subarray(16)).copy(command, 0);
    this.commandSequence = (this.commandSequence + 1) >>> 0;
    return this.copp.ProtectionCommand(command);
  }

  get lastRequest(): number {
    return this.statusSequence - 1;
  }
}

function client(): HdcpEnabler {
  const adapter = out<CoppAdapter>();
  expect(CoppAdapter.open(createDriver({ profile }), adapter)).toBe(S_OK);
  return new HdcpEnabler(adapter.value!.CertifiedOutputProtection(0));
}

describe('RC-12, HDCPEnabler', () => {
  it('finds level 0, sends the command, finds level 1', () => {
    const enabler = client();
    enabler.start();
    expect(enabler.level(LOCAL_LEVEL)).toBe(0);
    expect(enabler.setLevel(1)).toBe(S_OK);
    expect([enabler.level(LOCAL_LEVEL), enabler.level(GLOBAL_LEVEL)]).toEqual([1, 1]);
    for (let poll = 0; poll < 20; poll += 1) expect(enabler.level(LOCAL_LEVEL)).toBe(1);
    expect(enabler.setLevel(0)).toBe(S_OK); // its number has wrapped
    expect(enabler.level(GLOBAL_LEVEL)).toBe(0);
  });

  it('is refused a repeated sequence number', () => {
    const enabler = client();
    enabler.start();
    enabler.level(LOCAL_LEVEL);
    expect(enabler.request(LOCAL_LEVEL, enabler.lastRequest).code).toBe(E_INVALIDARG);
    expect(enabler.level(LOCAL_LEVEL)).toBe(0);
  });
});
