import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { OPM_PROTECTION_TYPE } from '../../src/ddi/opm/index.js';
import { toHex } from '../crypto/fixtures.js';
import { caught } from '../support/caught.js';
import {
  coppClient,
  drawn,
  firstCommand,
  firstStatus,
  goldenClient,
  head,
  key,
  message,
  refusedBy,
  replyOf,
  scripted,
  watchedEngine,
} from './opm-golden.js';

const { HDCP } = OPM_PROTECTION_TYPE;
describe('secrets', () => {
  it('stand in nothing that is printed', () => {
    const client = goldenClient();
    const request = client.queryConnectorType();
    const error = refusedBy(() => client.readReply(request, message('', '')));
    const printed = [client, error].flatMap((what) => [
      inspect(what, { depth: 9, showHidden: true }),
      JSON.stringify(what),
    ]);
    const secrets = [toHex(key), [...key.subarray(0, 4)].join(','), [...key.subarray(0, 4)].join(', ')];
    for (const number of [firstStatus, firstCommand]) secrets.push(`${number}`, number.toString(16));
    for (const text of printed) for (const secret of secrets) expect(text).not.toContain(secret);
    expect(inspect(client)).toBe('OpmClient');
  });

  it('are overwritten: the key that was drawn, the one that was used, and what it was made of', () => {
    const given: Uint8Array[] = [];
    const source = scripted(drawn);
    const kept = { bytes: (count: number) => (given.push(source.bytes(count)), given.at(-1)!) };
    const { engine, keys, cleared } = watchedEngine();
    const client = goldenClient({ random: kept, engine });
    expect([given[0], keys[0]]).toEqual([new Uint8Array(16), new Uint8Array(16)]);
    expect(cleared).toEqual([]);
    client.close();
    expect(cleared).toEqual([1]);
  });

  it('are gone after close: nothing is signed and nothing verified', () => {
    const client = goldenClient();
    const request = client.queryConnectorType();
    const command = client.setProtectionLevel(HDCP, 1);
    client.close();
    client.close();
    for (const late of [
      () => client.setProtectionLevel(HDCP, 1),
      () => client.queryConnectorType(),
      () => client.readReply(request, replyOf(`${head(32)}01`)),
    ])
      expect(caught(late)).toEqual(new Error('OpmClient: expected a session, received a call after close()'));
    const unsigned = coppClient(); // its requests are not signed
    unsigned.close();
    expect(() => unsigned.queryConnectorType()).toThrow('after close()');
    expect(command.bytes).toHaveLength(4096);
  });
});
