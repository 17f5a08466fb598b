import { constants, createPrivateKey, privateDecrypt } from 'node:crypto';
import { testCertificate } from '../../facade/create-driver.js';
import type { BenchResult } from './measure.js';
import { interleaved } from './measure.js';
import { createOpmSubject } from './opm-subject.js';

const callsARound = 8;
/** Objects that end before their start message, which is what takes long. */
const warmUpObjects = 5000;
const callsBefore = 1500;

/** A protected output from certificate and creation over its start message to its end, against OpenSSL's bare private operation. */
export function opmHandshake(rounds: number): BenchResult {
  const { startMessage, create, start, destroy } = createOpmSubject();
  const key = createPrivateKey(testCertificate().privateKey as string);
  for (let call = 0; call < warmUpObjects; call += 1) destroy(create());
  const handshakes = (count: number) => () => {
    for (let call = 0; call < count; call += 1) {
      const handle = create();
      start(handle);
      destroy(handle);
    }
  };
  handshakes(callsBefore)();
  const { ours, theirs, ratio } = interleaved(rounds, handshakes(callsARound), () => {
    for (let call = 0; call < callsARound; call += 1)
      privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, startMessage);
  });
  const perSecond = (milliseconds: number) => (1000 * callsARound) / milliseconds;
  return {
    name: 'opm-handshake',
    value: perSecond(ours),
    unit: 'outputs/s',
    limit: perSecond(theirs),
    limitIs: 'the bare RSA-2048 private operation',
    ratio,
    aim: 0.9,
  };
}
