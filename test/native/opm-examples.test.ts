/** The worked examples of OPM on the small driver in C: nothing of ours computed them. */
import { describe, expect, it, jest } from '@jest/globals';
import { constants, publicEncrypt, X509Certificate } from 'node:crypto';
import * as ddi from 'softumd/ddi';
import { ProtectedOutput } from '../../src/host/index.js';
import { readPackageText } from '../../src/package-files.js';
import { driverKey } from '../emulator/copp/bench.js';
import {
  bytesOf,
  COMMAND_START,
  commandOf,
  coppRequestOf,
  examples,
  hexOf,
  issued,
  levelData,
  macOf,
  requestOf,
  STATUS_START,
  typeData,
} from '../emulator/opm/bench.js';
import type { Compiled, Missing } from '../support/c-compiler.js';
import { reasonOf } from '../support/c-compiler.js';
import { buildMinimalOpm, buildMinimalOpmWith } from './fixture-drivers.js';
import { created, hostOf, open, srmOf } from './opm-host.js';

jest.setTimeout(60_000);

const built = buildMinimalOpm();
const given = (library: Compiled | Missing) => ('missing' in library ? it.skip : it);
const whenBuilt = given(built);
const { NTSTATUSES: S, OPM_PROTECTION_TYPE: TYPE, OPM_VIDEO_OUTPUT_SEMANTICS: VOS } = ddi;
const { STATUS_SUCCESS } = ddi;

/** The bytes after the omac as an example shows them: its first ones, then zeros. */
function regionOf(example: string, first: string): string {
  const { region_len: bytes } = examples[example]! as unknown as { region_len: number };
  const region = new Uint8Array(bytes);
  region.set(bytesOf(examples[example]![first]!));
  return hexOf(region);
}

/** Whether a structure is what an example shows, omac and all. */
function expectExample(structure: Uint8Array, example: string, first: string): void {
  expect(hexOf(structure.subarray(16))).toBe(regionOf(example, first));
  expect(hexOf(structure.subarray(0, 16))).toBe(examples[example]!['omac']);
}

/** Gives an output the key and the first numbers of the worked examples. */
function withExampleKey(output: ProtectedOutput): ProtectedOutput {
  const { bytes: random } = output.getRandomNumber();
  const message = Buffer.concat([random!, bytesOf(examples['opm_handshake']!['plaintext']!).subarray(16)]);
  const key = new X509Certificate(readPackageText('fixtures/certificates/leaf.pem')).publicKey;
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  const encrypted = publicEncrypt({ key, padding, oaepHash: 'sha512' }, message);
  expect(output.setSigningKeyAndSequenceNumbers(encrypted)).toBe(STATUS_SUCCESS);
  return output;
}

describe('the worked examples on the small OPM driver', () => {
  whenBuilt(`take requests and commands, and give the replies, byte for byte${reasonOf(built)}`, () => {
    const host = hostOf(open(built));
    const output = withExampleKey(created(host, 0, 'OPM'));
    const connector = requestOf(STATUS_START, ddi.OPM_GET_CONNECTOR_TYPE);
    expectExample(connector, 'opm_getinfo_connector', 'first_40');
    expectExample(output.getInformation(connector).bytes!, 'opm_getinfo_connector_reply_hdmi', 'first_36');

    const command = commandOf(COMMAND_START, levelData(TYPE.HDCP, 1));
    expectExample(command, 'opm_configure_hdcp_on', 'first_40');
    expect(output.configure(command)).toBe(STATUS_SUCCESS);
    const level = requestOf(STATUS_START + 1, ddi.OPM_GET_VIRTUAL_PROTECTION_LEVEL, typeData(TYPE.HDCP));
    expectExample(level, 'opm_getinfo_virtual_level_hdcp', 'first_44');
    expectExample(output.getInformation(level).bytes!, 'opm_getinfo_virtual_level_reply_on', 'first_36');

    const srm = commandOf(COMMAND_START + 1, typeData(1), ddi.OPM_SET_HDCP_SRM);
    expectExample(srm, 'opm_configure_srm_version1', 'first_28');
    expect(output.configure(srm, srmOf(1))).toBe(STATUS_SUCCESS);
    host.close();
  });

  whenBuilt(`sign the reply of 28 bytes, whose id is not aligned${reasonOf(built)}`, () => {
    const host = hostOf(open(built));
    const { memory, context, functions } = host;
    const [pFormat, pHandle] = [memory.allocate(44, 'format'), memory.allocate(8, 'handle')];
    // The caller says which id a display of another machine has: here that of the example.
    const create = functions.DxgkDdiOPMCreateProtectedOutputNonLocalDisplay!;
    const { HDMI } = ddi.OPM_CONNECTOR_TYPE;
    expect(create(context, VOS.OPM, 0n, pFormat, 0x0102_0304_0506_0708n, HDMI, pHandle)).toBe(STATUS_SUCCESS);
    const handle = memory.readU64(pHandle) as ddi.HProtectedOutput;
    const output = withExampleKey(new ProtectedOutput(host, handle, VOS.OPM));
    const { bytes } = output.getInformation(requestOf(STATUS_START, ddi.OPM_GET_OUTPUT_ID));
    expectExample(bytes!, 'opm_output_id_reply_packed28', 'first_32');
    host.close();
  });
});

const arrayOf = (name: string, bytes: Uint8Array) =>
  `static const unsigned char ${name}[] = {${Array.from(bytes).join(', ')}};\n`;

/** The driver's libcrypto half with the key and the random of the worked examples in place of its own. */
const known = buildMinimalOpmWith(`
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <string.h>
${arrayOf('example_key', driverKey.export({ type: 'pkcs8', format: 'der' }))}
${arrayOf('example_random', issued)}
static EVP_PKEY *example(void) {
  const unsigned char *der = example_key;
  return d2i_AutoPrivateKey(NULL, &der, sizeof example_key);
}
static int example_bytes(unsigned char *target, int bytes) {
  memcpy(target, example_random, (size_t)bytes);
  return 1;
}
#define d2i_AutoPrivateKey(type, der, bytes) ((void)(der), example())
#define RAND_bytes example_bytes
#include "minimal-copp-crypto.c"
#define open_private_key open_oaep_key
#include "minimal-opm-crypto.c"
`);

describe("the worked examples' handshakes on the small OPM driver", () => {
  given(known).each([
    ['OPM', 'opm_handshake', 'ciphertext_be', 'opm_getinfo_connector_reply_hdmi'],
    ['COPP', 'copp_handshake', 'ciphertext_rawzero_le', undefined],
  ] as const)(`open under %s semantics${reasonOf(known)}`, (semantics, example, ciphertext, reply) => {
    const host = hostOf(open(known));
    const output = created(host, 0, semantics);
    expect(hexOf(output.getRandomNumber().bytes!)).toBe(hexOf(issued));
    const message = bytesOf(examples[example]![ciphertext]!);
    const damaged = message.slice();
    damaged[100]! ^= 1;
    const refused = S.STATUS_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS;
    expect(output.setSigningKeyAndSequenceNumbers(damaged)).toBe(refused);
    expect(output.setSigningKeyAndSequenceNumbers(message)).toBe(STATUS_SUCCESS);
    expect(output.setSigningKeyAndSequenceNumbers(message)).toBe(refused);
    if (reply !== undefined) {
      const { bytes } = output.getInformation(requestOf(STATUS_START, ddi.OPM_GET_CONNECTOR_TYPE));
      expectExample(bytes!, reply, 'first_36');
    } else {
      const { bytes } = output.getCOPPCompatibleInformation(
        coppRequestOf(STATUS_START, ddi.OPM_GET_CONNECTOR_TYPE),
      );
      expect(hexOf(bytes!.subarray(0, 16))).toBe(hexOf(macOf(bytes!)));
    }
    host.close();
  });
});
