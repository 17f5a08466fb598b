import {
  OPM_GET_CONNECTOR_TYPE,
  OPM_GET_INFO_PARAMETERS,
  OPM_OMAC,
  OPM_REQUESTED_INFORMATION,
} from '../../ddi/index.js';
import type { BenchResult } from './measure.js';
import { interleaved } from './measure.js';
import { createOpmSubject } from './opm-subject.js';

const callsARound = 200;
const roundsBefore = 150;

/** A signed status request and its signed reply, as a player asks every 2 seconds, against OMACs of the two. */
export function opmStatus(rounds: number): BenchResult {
  const { omacKey, create, start, destroy, place, ask } = createOpmSubject();
  // Numbers begin anew with each object, so that the same requests, signed once, serve every round.
  const requests = Array.from({ length: callsARound }, (_, number) => place(number, OPM_GET_CONNECTOR_TYPE));
  let handle = create();
  start(handle);
  const begin = () => {
    destroy(handle);
    handle = create();
    start(handle);
  };
  const askAll = () => {
    for (const pParameters of requests) ask(handle, pParameters);
  };
  const signed = [OPM_GET_INFO_PARAMETERS, OPM_REQUESTED_INFORMATION].map(
    ({ bytes }) => new Uint8Array(bytes - OPM_OMAC.bytes),
  );
  const sign = () => {
    for (let call = 0; call < callsARound; call += 1) for (const bytes of signed) omacKey.mac(bytes);
  };
  for (let round = 0; round < roundsBefore; round += 1) {
    begin();
    askAll();
    sign();
  }
  const { ours, theirs, ratio } = interleaved(rounds, askAll, sign, begin);
  const perSecond = (milliseconds: number) => (1000 * callsARound) / milliseconds;
  return {
    name: 'opm-status',
    value: perSecond(ours),
    unit: 'requests/s',
    limit: perSecond(theirs),
    limitIs: 'OMACs of request and reply, the key set up already',
    ratio,
    aim: 0.6,
  };
}
