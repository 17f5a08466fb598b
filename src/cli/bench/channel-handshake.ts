import { constants, createPrivateKey, privateDecrypt } from 'node:crypto';
import { testCertificate } from '../../facade/create-driver.js';
import { createChannelSubject } from './channel-subject.js';
import type { BenchResult } from './measure.js';
import { interleaved } from './measure.js';

const callsARound = 8;
/** Channels that end without a key, whose exchange is what takes long. */
const warmUpChannels = 5000;
const callsBefore = 1500;

/** A channel from its creation over key exchange and INITIALIZE to its end, against OpenSSL's bare RSA-2048 private operation. */
export function channelHandshake(rounds: number): BenchResult {
  const { keyBuffer, create, initialize, start, destroy } = createChannelSubject();
  const key = createPrivateKey(testCertificate().privateKey as string);
  let hChannel = 0n;
  for (let call = 0; call < warmUpChannels; call += 1) {
    hChannel = create();
    destroy();
  }
  // What the application signs is signed beforehand, as this driver's names of channels count up: another is refused.
  const messages = Array.from({ length: callsBefore + (rounds + 1) * callsARound }, () => {
    hChannel += 1n;
    return initialize(hChannel);
  }).values();
  const handshakes = (count: number) => () => {
    for (let call = 0; call < count; call += 1) {
      create();
      start(messages.next().value!);
      destroy();
    }
  };
  handshakes(callsBefore)();
  const { ours, theirs, ratio } = interleaved(rounds, handshakes(callsARound), () => {
    for (let call = 0; call < callsARound; call += 1)
      privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, keyBuffer);
  });
  const perSecond = (milliseconds: number) => (1000 * callsARound) / milliseconds;
  return {
    name: 'channel-handshake',
    value: perSecond(ours),
    unit: 'channels/s',
    limit: perSecond(theirs),
    limitIs: 'the bare RSA-2048 private operation',
    ratio,
    aim: 0.9,
  };
}
