import { describe, expect, it } from '@jest/globals';
import { InfoQueue } from 'softumd/d3d11';
import type { MessageTable } from '../../src/runtime/message-queue.js';
import { MessageQueue } from '../../src/runtime/message-queue.js';

const table: MessageTable<'WRONG' | 'ODD'> = {
  ids: { WRONG: 0x101, ODD: 0x102 },
  severityOf: (name) => (name === 'ODD' ? 'INFO' : 'ERROR'),
};

describe('a message queue', () => {
  it('has the ids and severities of the table that it is given', () => {
    const queue = new MessageQueue(table);
    queue.add('Api::Call', 'WRONG', 'one');
    queue.add('Api::Call', 'ODD', 'two');
    queue.addCallerCheck('Api::Other', 'three');
    queue.addCallerCheck('Api::Other', 'four', 'CORRUPTION');
    expect(queue.messages()).toEqual([
      { severity: 'ERROR', name: 'WRONG', id: 0x101, call: 'Api::Call', text: 'one' },
      { severity: 'INFO', name: 'ODD', id: 0x102, call: 'Api::Call', text: 'two' },
      { severity: 'ERROR', name: null, id: null, call: 'Api::Other', text: 'three' },
      { severity: 'CORRUPTION', name: null, id: null, call: 'Api::Other', text: 'four' },
    ]);
  });

  it('keeps the newest 1024, and counts all: what came after a moment is found as long as it is kept', () => {
    const queue = new MessageQueue(table);
    for (let index = 0; index < 1030; index += 1) queue.add('Api::Call', 'WRONG', String(index));
    expect([queue.count, queue.messages().length, queue.messages()[0]!.text]).toEqual([1030, 1024, '6']);
    expect(queue.since(1028).map(({ text }) => text)).toEqual(['1028', '1029']);
    expect([queue.since(1030), queue.since(0)]).toEqual([[], queue.messages()]);
    queue.clear();
    expect([queue.messages(), queue.count, queue.since(0)]).toEqual([[], 1030, []]);
  });
});

describe('the debug layer of Direct3D 11', () => {
  it('warns of what is no mistake of the caller’s, under the ids of d3d11sdklayers.h', () => {
    const queue = new InfoQueue();
    queue.add('ID3D11VideoDevice::CreateCryptoSession', 'CREATECRYPTOSESSION_OUTOFMEMORY_RETURN', '');
    queue.add('ID3D11VideoContext::EncryptionBlt', 'ENCRYPTIONBLT_SRC_CONTENT_UNDEFINED', '');
    queue.add('ID3D11VideoContext::EncryptionBlt', 'ENCRYPTIONBLT_NULLPARAM', '');
    expect(queue.messages().map(({ severity, id }) => [severity, id])).toEqual([
      ['WARNING', 0x3000e0],
      ['WARNING', 0x3000f4],
      ['ERROR', 0x3000e9],
    ]);
  });
});
