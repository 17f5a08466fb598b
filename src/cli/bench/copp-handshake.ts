import { constants, createPrivateKey, privateDecrypt } from 'node:crypto';
import type { Address } from '../../abi/index.js';
import type { HCOPPSession } from '../../ddi/index.js';
import { DXVA_COPPSignature, hresultName, S_OK } from '../../ddi/index.js';
import { hasEntry } from '../../driver/index.js';
import { createDriver, testCoppCertificate } from '../../facade/create-driver.js';
import { HostCopp } from '../../host/index.js';
import { readPackageText } from '../../package-files.js';
import { CoppClient } from '../../player/index.js';
import type { BenchResult } from './measure.js';
import { interleaved } from './measure.js';

const callsARound = 40;
/** Sessions that end before their start message, which is what takes long. */
const warmUpSessions = 10_000;
const randomBytes = 16;

type Filled<T> = { readonly [K in keyof T]: NonNullable<T[K]> };

/** A COPP device, a block for its sessions, and a buffer for what a key exchange returns. */
interface Subject {
  readonly copp: HostCopp;
  readonly pThis: HCOPPSession;
  readonly buffer: Address;
}

function openDevice(): Subject {
  // The same random each time, so that one start message starts every session.
  const random = { bytes: (count: number) => new Uint8Array(count).fill(7) };
  const driver = createDriver({ random });
  const copp = hasEntry(driver, 'SoftUMDOpenCOPP') ? HostCopp.open(driver).copp : null;
  if (!copp) throw new Error('the driver has no COPP');
  const { memory, privateSessionBytes } = copp;
  const pThis = memory.allocate(privateSessionBytes, 'bench: session') as HCOPPSession;
  return { copp, pThis, buffer: memory.allocate(64 * 1024, 'bench: key exchange') };
}

/**
 * One session from its opening to its end, by the driver's functions.
 * @param start gives the start message's address, or null where the session ends before it
 */
function handshake(
  { copp, pThis, buffer }: Subject,
  start: (certificateBytes: number) => Address | null,
): void {
  const functions = copp.functions as Filled<HostCopp['functions']>;
  const pCertificate = (buffer + randomBytes) as Address;
  functions.COPPOpenVideoSession(pThis, 0);
  functions.COPPGetCertificateLength(pThis, buffer);
  const bytes = copp.memory.readU32(buffer);
  functions.COPPKeyExchange(pThis, buffer, pCertificate);
  const pSeqStartInfo = start(bytes);
  const code = pSeqStartInfo === null ? S_OK : functions.COPPSequenceStart(pThis, pSeqStartInfo);
  if (code !== S_OK) throw new Error(`the start message was answered with ${hresultName(code)}`);
  functions.COPPCloseVideoSession(pThis);
}

/** The start message of every session, in the driver's memory. */
function startMessage(subject: Subject): Address {
  const { copp, buffer } = subject;
  const { memory } = copp;
  const pSeqStartInfo = memory.allocate(DXVA_COPPSignature.bytes, 'bench: start message');
  handshake(subject, (bytes) => {
    const client = new CoppClient({
      driverRandom: memory.copyOut(buffer, randomBytes),
      certificate: memory.copyOut((buffer + randomBytes) as Address, bytes),
      trustedRoot: readPackageText('fixtures/certificates/copp.root.pem'),
    });
    memory.copyIn(pSeqStartInfo, client.startMessage());
    return pSeqStartInfo;
  });
  return pSeqStartInfo;
}

/** A session of COPP, opened, started and closed, against the bare RSA-2048 private operation of OpenSSL. */
export function coppHandshake(rounds: number): BenchResult {
  const subject = openDevice();
  const pSeqStartInfo = startMessage(subject);
  const block = subject.copp.memory.copyOut(pSeqStartInfo, DXVA_COPPSignature.bytes).reverse();
  const key = createPrivateKey(testCoppCertificate().privateKey as string);
  // A session is five functions and what is around them, and a round too little for the engine to have compiled them.
  for (let call = 0; call < warmUpSessions; call += 1) handshake(subject, () => null);
  for (let call = 0; call < 5 * callsARound; call += 1) handshake(subject, () => pSeqStartInfo);
  const { ours, theirs, ratio } = interleaved(
    rounds,
    () => {
      for (let call = 0; call < callsARound; call += 1) handshake(subject, () => pSeqStartInfo);
    },
    () => {
      for (let call = 0; call < callsARound; call += 1) {
        privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, block);
      }
    },
  );
  const perSecond = (milliseconds: number) => (1000 * callsARound) / milliseconds;
  return {
    name: 'copp-handshake',
    value: perSecond(ours),
    unit: 'sessions/s',
    limit: perSecond(theirs),
    limitIs: 'the bare RSA-2048 private operation',
    ratio,
    aim: 0.9,
  };
}
