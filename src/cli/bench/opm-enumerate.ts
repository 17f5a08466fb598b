import { constants, createPrivateKey, privateDecrypt } from 'node:crypto';
import { defaultProfile, hdmiOutput } from '../../../emulator/index.js';
import { OPM_GET_SUPPORTED_PROTECTION_TYPES } from '../../ddi/index.js';
import { testCertificate } from '../../facade/create-driver.js';
import type { BenchResult } from './measure.js';
import { interleaved } from './measure.js';
import { createOpmSubject } from './opm-subject.js';

const monitors = 8;
const outputsEach = 4;
const outputs = monitors * outputsEach;

/** Every output of 8 monitors with 4 each: an object, its handshake, one status, its end; against as many private operations. */
export function opmEnumerate(rounds: number): BenchResult {
  const section = {
    ...defaultProfile.outputs,
    monitors: Array.from({ length: monitors }, (_, monitor) => ({
      name: `monitor ${monitor}`,
      outputs: Array.from({ length: outputsEach }, () => hdmiOutput),
    })),
  };
  const subject = createOpmSubject({ profile: { outputs: section } });
  const { opm, startMessage, create, start, ask, destroy } = subject;
  const pParameters = subject.place(0, OPM_GET_SUPPORTED_PROTECTION_TYPES);
  const key = createPrivateKey(testCertificate().privateKey as string);
  const enumerate = () => {
    const handles = opm.targets.map((target) => create(target));
    for (const handle of handles) {
      start(handle);
      ask(handle, pParameters);
    }
    for (const handle of handles) destroy(handle);
  };
  for (let round = 0; round < 30; round += 1) enumerate();
  const { ours, theirs, ratio } = interleaved(rounds, enumerate, () => {
    for (let call = 0; call < outputs; call += 1)
      privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, startMessage);
  });
  return {
    name: 'opm-enumerate',
    value: ours,
    unit: 'ms',
    limit: theirs,
    limitIs: `${outputs} bare RSA-2048 private operations`,
    ratio,
  };
}
