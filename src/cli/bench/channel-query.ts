import type { Address } from '../../abi/index.js';
import {
  channelQueries,
  D3D11_1DDI_AUTHENTICATED_QUERY_INPUT as INPUT,
  D3D11_1DDI_AUTHENTICATED_QUERY_PROTECTION as PROTECTION,
  S_OK,
} from '../../ddi/index.js';
import { createChannelSubject } from './channel-subject.js';
import type { BenchResult } from './measure.js';
import { interleaved } from './measure.js';

const callsARound = 2000;
const callsBefore = 40_000;

/** A query that is asked again and again, and the bytes that are signed of its answer. */
function question() {
  const { driver, device, video, omacKey, handle, create, initialize, start } = createChannelSubject();
  const { memory } = driver;
  const hChannel = create();
  start(initialize(hChannel));
  const input = INPUT.toBytes({ QueryType: PROTECTION, hChannel });
  const answerBytes = channelQueries.get(PROTECTION)!.answer.bytes;
  const pInput = memory.allocate(input.length, 'bench: query');
  const pOutput = memory.allocate(answerBytes, 'bench: answer');
  memory.copyIn(pInput, input);
  const pNumber = (pInput + INPUT.offset.SequenceNumber) as Address;
  const { pfnQueryAuthenticatedChannel: query } = video;
  let number = 0;
  const ask = (calls: number) => () => {
    for (let call = 0; call < calls; call += 1) {
      number += 1;
      memory.writeU32(pNumber, number);
      const code = query(device.hDevice, handle, input.length, pInput, answerBytes, pOutput);
      if (code !== S_OK) throw new Error('the query was refused');
    }
  };
  return { omacKey, input, signed: new Uint8Array(answerBytes - 16), ask };
}

/** QueryAuthenticatedChannel with PROTECTION, as a player asks before each picture, against OMACs of question and answer. */
export function channelQuery(rounds: number): BenchResult {
  const { omacKey, input, signed, ask } = question();
  const sign = (calls: number) => () => {
    for (let call = 0; call < calls; call += 1) {
      omacKey.mac(input);
      omacKey.mac(signed);
    }
  };
  ask(callsBefore)();
  sign(callsBefore)();
  const { ours, theirs, ratio } = interleaved(rounds, ask(callsARound), sign(callsARound));
  const perSecond = (milliseconds: number) => (1000 * callsARound) / milliseconds;
  return {
    name: 'channel-query',
    value: perSecond(ours),
    unit: 'queries/s',
    limit: perSecond(theirs),
    limitIs: 'OMACs of question and answer, the key set up already',
    ratio,
    aim: 0.5,
  };
}
