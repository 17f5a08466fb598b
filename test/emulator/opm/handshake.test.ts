/** Certificate, random number, start message: under both semantics (OPM-1…OPM-10, OPM-38…OPM-40). */
import { constants, createPublicKey, generateKeyPairSync, publicEncrypt } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { NULL } from 'softumd/abi';
import * as ddi from 'softumd/ddi';
import { createEmulatedDriver } from 'softumd/emulator';
import { openssl, opensslReason, withOpenssl } from '../../crypto/openssl.js';
import { chain, driverKey } from '../copp/bench.js';
import {
  Bench,
  bytesOf,
  coppStartMessage,
  createOpmDriver,
  examples,
  everything,
  issued,
  KDI,
  requestOf,
  startMessage,
  STATUS_START,
  withOutputs,
} from './bench.js';
import { Client, COPP, OPM, TYPE } from './client.js';

const { NTSTATUSES: S, STATUS_NO_MEMORY, STATUS_SUCCESS } = ddi;
const invalid = S.STATUS_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS;
const publicKey = createPublicKey(driverKey);
/** The 40 bytes of the worked example: random, key, both numbers. */
const plain = bytesOf(examples['opm_handshake']!['plaintext']!);

const sealed = (message: Uint8Array, oaepHash = 'sha512', key = publicKey, oaepLabel?: Uint8Array) =>
  new Uint8Array(
    publicEncrypt(
      { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash, ...(oaepLabel && { oaepLabel }) },
      message,
    ),
  );
const bare = (block: Uint8Array) =>
  new Uint8Array(publicEncrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, block));

const longer = (bytes: number) => {
  const message = new Uint8Array(bytes).fill(0x5a);
  message.set(plain.subarray(0, bytes));
  return message;
};

/** An object whose random was fetched. */
function fetched(bench: Bench, semantics: number): ddi.HProtectedOutput {
  const { handle } = bench.create(semantics);
  expect(bench.random(handle).status).toBe(STATUS_SUCCESS);
  return handle;
}

const openObjects = ({ driver }: Bench) => driver.control.outputs.list().map(({ openObjects: open }) => open);

describe('a start message of OPM semantics', () => {
  it('has 40 bytes or more, of which those that follow mean nothing (OPM-7, OPM-8)', () => {
    expect(plain).toHaveLength(40);
    for (const bytes of [40, 41, 64, 126]) {
      const bench = new Bench();
      const handle = fetched(bench, OPM);
      expect([bytes, bench.start(handle, sealed(longer(bytes)))]).toEqual([bytes, STATUS_SUCCESS]);
      expect(bench.information(handle, requestOf(STATUS_START, ddi.OPM_GET_CONNECTOR_TYPE)).status).toBe(0);
    }
  });

  const bench = new Bench();
  const handle = fetched(bench, OPM);
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
  const wrongRandom = (at: number) => {
    const message = plain.slice();
    message[at]! ^= 1;
    return sealed(message);
  };
  it.each([
    ['too short by a byte', sealed(longer(39))],
    ['empty', sealed(new Uint8Array())],
    ['sealed with SHA-256', sealed(plain, 'sha256')],
    ['sealed with SHA-1', sealed(plain, 'sha1')],
    ['sealed with a label', sealed(plain, 'sha512', publicKey, Buffer.from('OPM'))],
    ['sealed for another certificate', sealed(plain, 'sha512', other)],
    ['reversed, as COPP has it', sealed(plain).reverse()],
    ["COPP's own", coppStartMessage],
    ['of bare RSA', bare(new Uint8Array([...new Uint8Array(216), ...plain]))],
    ['with the first byte of the random wrong', wrongRandom(0)],
    ['with the last byte of the random wrong', wrongRandom(15)],
    ['of zeros', new Uint8Array(256)],
    ['above the modulus', new Uint8Array(256).fill(0xff)],
  ])('is refused where it is %s, and the right one is taken afterwards (OPM-9)', (_what, message) => {
    expect(bench.start(handle, message)).toBe(invalid);
    expect(bench.driver.oracle.remembers(KDI)).toBe(false);
    const again = new Bench();
    const one = fetched(again, OPM);
    expect(again.start(one, message)).toBe(invalid);
    expect(again.start(one, startMessage)).toBe(STATUS_SUCCESS);
  });

  it('that is damaged is refused where zeros would be the right random, too', () => {
    const zeros = new Bench(createOpmDriver({ random: { bytes: (bytes) => new Uint8Array(bytes) } }));
    const one = fetched(zeros, OPM);
    for (const message of [new Uint8Array(256), sealed(plain, 'sha1'), sealed(new Uint8Array(39))])
      expect(zeros.start(one, message)).toBe(invalid);
    expect(zeros.start(one, sealed(new Uint8Array(40)))).toBe(STATUS_SUCCESS);
  });

  it('is refused where any byte of it is damaged', () => {
    for (let at = 0; at < 256; at += 1) {
      const damaged = startMessage.slice();
      damaged[at]! ^= 1 << (at & 7);
      expect([at, bench.start(handle, damaged)]).toEqual([at, invalid]);
    }
    expect(bench.start(handle, startMessage)).toBe(STATUS_SUCCESS);
  });
});

describe.each([
  ['OPM', OPM, startMessage],
  ['COPP', COPP, coppStartMessage],
])('the handshake of %s semantics', (_name, semantics, message) => {
  it('comes once, after the random (OPM-10)', () => {
    const bench = new Bench();
    const { handle } = bench.create(semantics);
    expect(bench.start(handle, message)).toBe(invalid);
    expect(bench.driver.oracle.remembers(KDI)).toBe(false);
    expect(bench.random(handle)).toEqual({ status: STATUS_SUCCESS, random: issued });
    expect(bench.start(handle, message)).toBe(STATUS_SUCCESS);
    expect(bench.start(handle, message)).toBe(invalid);
    expect(bench.driver.oracle.remembers(KDI)).toBe(true);
  });

  it('gives the random once, before and after the key (OPM-3)', () => {
    const bench = new Bench();
    const handle = fetched(bench, semantics);
    const again = S.STATUS_GRAPHICS_OPM_DRIVER_INTERNAL_ERROR;
    expect(bench.random(handle)).toEqual({ status: again, random: new Uint8Array(16) });
    expect(bench.start(handle, message)).toBe(STATUS_SUCCESS);
    expect(bench.random(handle).status).toBe(again);
  });

  it('leaves no key where the object is gone (OPM-40)', () => {
    const bench = new Bench();
    const handle = bench.started(semantics);
    expect(openObjects(bench)).toEqual([1]);
    expect(bench.driver.oracle.remembers(KDI)).toBe(true);
    expect(bench.destroy(handle)).toBe(STATUS_SUCCESS);
    expect(bench.driver.oracle.remembers(KDI)).toBe(false);
    expect(openObjects(bench)).toEqual([0]);
    expect(bench.destroy(handle)).toBe(S.STATUS_GRAPHICS_OPM_INVALID_HANDLE);
  });

  it('is of one object: another of the same connector has a random and a key of its own', () => {
    let count = 0;
    const random = { bytes: (bytes: number) => new Uint8Array(bytes).fill((count += 1)) };
    const bench = new Bench(createOpmDriver({ random }));
    const [one, two] = [bench.create(semantics).handle, bench.create(semantics).handle];
    expect(one).not.toBe(two);
    expect(bench.random(one).random).not.toEqual(bench.random(two).random);
    expect(bench.start(one, message)).toBe(invalid); // the random of neither
    expect(bench.driver.oracle.remembers(KDI)).toBe(false);
  });
});

describe('a certificate', () => {
  it('is the chain of its type, in as many bytes as its size says (OPM-2, OPM-39, D-06)', () => {
    const { host } = new Bench();
    expect(host.certificateSize(0)).toEqual({ status: STATUS_SUCCESS, size: 3 });
    expect(host.certificate(0).bytes).toEqual(new Uint8Array([1, 2, 3]));
    expect(host.certificateSize(1).size).toBe(chain.length);
    expect(host.certificate(1).bytes).toEqual(chain);
    for (const size of [0, 1, 2, 4, 4096])
      expect(host.certificate(0, size).status).toBe(S.STATUS_GRAPHICS_PVP_INVALID_CERTIFICATE_LENGTH);
  });

  it('is refused of other types, of COPP where there is none, and after a failed scan', () => {
    const { host } = new Bench(createEmulatedDriver({ identity }));
    const codes = (opened: typeof host) =>
      [0, 1, 2, 3, 0xffff_ffff].flatMap((type) => [
        opened.certificateSize(type).status,
        opened.certificate(type, 3).status,
      ]);
    const twice = <T>(...values: readonly T[]) => values.flatMap((one) => [one, one]);
    const { STATUS_GRAPHICS_COPP_NOT_SUPPORTED: noCopp, STATUS_GRAPHICS_UAB_NOT_SUPPORTED: noUab } = S;
    const none = S.STATUS_GRAPHICS_OPM_NOT_SUPPORTED;
    expect(codes(host)).toEqual(twice<number>(STATUS_SUCCESS, noCopp, noUab, none, none));
    const profile = {
      ...withOutputs(everything),
      opm: { interfaceVersion: 4, hardwareScan: 'failed' },
    } as const;
    const failed = S.STATUS_GRAPHICS_PVP_HFS_FAILED;
    expect(codes(new Bench(createOpmDriver({ profile })).host)).toEqual(codes(host).map(() => failed));
  });

  it('writes nothing where it is refused, and nothing beyond its size', () => {
    const { driver, functions, host } = new Bench();
    const pBuffer = driver.memory.allocate(8, 'test: certificate');
    driver.memory.writeU64(pBuffer, 0xeeee_eeee_eeee_eeeen);
    functions.DxgkDdiOPMGetCertificate!(host.context, 0, 2, pBuffer);
    functions.DxgkDdiOPMGetCertificate!(host.context, 2, 3, pBuffer);
    expect(driver.memory.readU64(pBuffer)).toBe(0xeeee_eeee_eeee_eeeen);
    functions.DxgkDdiOPMGetCertificate!(host.context, 0, 3, pBuffer);
    expect(driver.memory.readU64(pBuffer)).toBe(0xeeee_eeee_ee03_0201n);
  });
});

const identity = { privateKey: driverKey, certificateChain: new Uint8Array([1, 2, 3]) };

describe('creation', () => {
  it('has the semantics of the output, and a target (OPM-38)', () => {
    const bench = new Bench(
      createOpmDriver({
        profile: withOutputs({ ...everything, opm: false }, { ...everything, copp: false }),
      }),
    );
    const code = (semantics: number, target: number) => bench.create(semantics, target).status;
    const { STATUS_GRAPHICS_OPM_NOT_SUPPORTED: noOpm, STATUS_GRAPHICS_COPP_NOT_SUPPORTED: noCopp } = S;
    expect([code(OPM, 0), code(COPP, 0), code(OPM, 1), code(COPP, 1)]).toEqual([noOpm, 0, 0, noCopp]);
    for (const semantics of [2, 3, 0xffff_ffff]) expect(code(semantics, 1)).toBe(noOpm);
    for (const target of [2, 31, 32, 0xffff_ffff])
      expect(code(OPM, target)).toBe(S.STATUS_GRAPHICS_OPM_NO_PROTECTED_OUTPUTS_EXIST);
    expect(openObjects(bench)).toEqual([1, 1]);
    const withoutCopp = new Bench(createEmulatedDriver({ identity }));
    expect(withoutCopp.create(COPP).status).toBe(noCopp);
  });

  it.each([
    ['clone', S.STATUS_GRAPHICS_OPM_THEATER_MODE_ENABLED],
    ['span', S.STATUS_GRAPHICS_OPM_SPANNING_MODE_ENABLED],
  ] as const)('is refused while the desktop is spread: %s', (mode, expected) => {
    const profile = withOutputs(everything);
    const monitors = [...profile.outputs.monitors, ...profile.outputs.monitors];
    const bench = new Bench(
      createOpmDriver({ profile: { ...profile, outputs: { ...profile.outputs, monitors } } }),
    );
    bench.driver.control.outputs.spread(mode);
    expect(bench.create()).toEqual({ status: expected, handle: 0n });
    expect(openObjects(bench)).toEqual([0, 0]);
    bench.driver.control.outputs.spread('dual-view');
    expect(bench.create().status).toBe(STATUS_SUCCESS);
  });

  it('that gets no memory leaves no object, and the handle as it was', () => {
    const bench = new Bench();
    bench.driver.control.failAllocation(1);
    expect(bench.create()).toEqual({ status: STATUS_NO_MEMORY, handle: 0n });
    expect(openObjects(bench)).toEqual([0]);
    expect(bench.create().status).toBe(STATUS_SUCCESS);
  });

  it('gives handles above 32 bits, and none a second time (D-62)', () => {
    const bench = new Bench();
    const seen = new Set<bigint>();
    for (let count = 0; count < 50; count += 1) {
      const { handle } = bench.create();
      expect(handle > 0xffff_ffffn).toBe(true);
      seen.add(handle);
      if (count % 2) bench.destroy(handle);
    }
    expect(seen.size).toBe(50);
  });
});

describe('two drivers', () => {
  it('share nothing: objects, keys, levels, SRMs', () => {
    const [one, two] = [new Bench(), new Bench()];
    const client = new Client(one);
    expect(two.driver.oracle.remembers(KDI)).toBe(false);
    client.set(TYPE.HDCP, 1);
    expect(openObjects(two)).toEqual([0]);
    // The same number may name an object of either; the other driver's has no key then.
    const { handle } = two.create();
    expect(two.information(handle, requestOf(STATUS_START, ddi.OPM_GET_CONNECTOR_TYPE)).status).toBe(
      S.STATUS_GRAPHICS_OPM_INVALID_INFORMATION_REQUEST,
    );
    two.destroy(handle);
    expect(new Client(two).actual(TYPE.HDCP)).toBe(0);
    expect(client.virtual(TYPE.HDCP)).toBe(1);
  });
});

describe('what openssl computes', () => {
  withOpenssl(`is what the driver takes and answers${opensslReason}`, () => {
    const pem = publicKey.export({ format: 'pem', type: 'spki' });
    const options = ['rsa_padding_mode:oaep', 'rsa_oaep_md:sha512', 'rsa_mgf1_md:sha512'];
    const start = openssl(
      [
        ...['pkeyutl', '-encrypt', '-pubin', '-inkey', 'p.pem'],
        ...options.flatMap((one) => ['-pkeyopt', one]),
      ],
      plain,
      { 'p.pem': pem },
    );
    const cmac = (bytes: Uint8Array) => {
      const hexKey = `hexkey:${Buffer.from(KDI).toString('hex')}`;
      const args = ['mac', '-cipher', 'AES-128-CBC', '-macopt', hexKey, '-in', 'm.bin', 'CMAC'];
      return Buffer.from(openssl(args, undefined, { 'm.bin': bytes }))
        .toString()
        .trim()
        .toLowerCase();
    };
    const bench = new Bench();
    const handle = bench.started(OPM, 0, start);
    const request = requestOf(STATUS_START, ddi.OPM_GET_CONNECTOR_TYPE);
    request.set(bytesOf(cmac(request.subarray(16))));
    const { status, reply } = bench.information(handle, request);
    expect(status).toBe(STATUS_SUCCESS);
    expect(Buffer.from(reply.subarray(0, 16)).toString('hex')).toBe(cmac(reply.subarray(16)));
  });
});

describe('null pointers and dead handles', () => {
  it('are refused before anything else, by every function (OPM-40)', () => {
    const bench = new Bench();
    const { functions, host } = bench;
    const handle = fetched(bench, OPM);
    const at = bench.driver.memory.allocate(8192, 'test');
    const dead = (handle + 4n) as ddi.HProtectedOutput;
    const noPointer = S.STATUS_GRAPHICS_INVALID_POINTER;
    const noHandle = S.STATUS_GRAPHICS_OPM_INVALID_HANDLE;
    const context = host.context;
    const elsewhere = (context + 1) as typeof context;
    const f = functions as { [K in keyof typeof functions]-?: NonNullable<(typeof functions)[K]> };
    expect([
      f.DxgkDdiOPMGetCertificateSize(context, 0, NULL),
      f.DxgkDdiOPMGetCertificate(context, 0, 3, NULL),
      f.DxgkDdiOPMCreateProtectedOutput(context, 0, 1, NULL),
      f.DxgkDdiOPMGetRandomNumber(context, handle, NULL),
      f.DxgkDdiOPMSetSigningKeyAndSequenceNumbers(context, dead, NULL),
      f.DxgkDdiOPMGetInformation(context, handle, NULL, at),
      f.DxgkDdiOPMGetInformation(context, dead, at, NULL),
      f.DxgkDdiOPMGetCOPPCompatibleInformation(context, handle, at, NULL),
      f.DxgkDdiOPMConfigureProtectedOutput(context, handle, NULL, 0, NULL),
    ]).toEqual(Array(9).fill(noPointer));
    expect([
      f.DxgkDdiOPMGetCertificateSize(elsewhere, 0, at),
      f.DxgkDdiOPMCreateProtectedOutput(elsewhere, 0, 1, at),
      f.DxgkDdiOPMGetRandomNumber(context, dead, at),
      f.DxgkDdiOPMSetSigningKeyAndSequenceNumbers(context, dead, at),
      f.DxgkDdiOPMGetInformation(context, dead, at, at),
      f.DxgkDdiOPMGetInformation(context, 0n, at, at),
      f.DxgkDdiOPMGetCOPPCompatibleInformation(context, dead, at, at),
      f.DxgkDdiOPMConfigureProtectedOutput(context, dead, at, 0, NULL),
      f.DxgkDdiOPMDestroyProtectedOutput(context, dead),
      f.DxgkDdiOPMDestroyProtectedOutput(elsewhere, handle),
    ]).toEqual(Array(10).fill(noHandle));
    expect(openObjects(bench)).toEqual([1]);
    expect(bench.start(handle, startMessage)).toBe(STATUS_SUCCESS);
  });
});
