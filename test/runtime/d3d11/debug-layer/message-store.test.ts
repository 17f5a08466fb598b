import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { DebugMessage } from 'softumd/d3d11';
import { callerCheckId } from 'softumd/d3d11';
import { hresult } from '../../../../src/abi/index.js';
import { MessageStore } from '../../../../src/runtime/d3d11/debug-layer/index.js';

const E_FAIL = hresult(0x80004005);
const newStore = (settings: Partial<ConstructorParameters<typeof MessageStore>[0]> = {}) =>
  new MessageStore({ strict: false, ...settings });

/** As many errors as there are texts. */
const fill = (store: MessageStore, texts: readonly string[]) => {
  for (const text of texts) store.add('Api::Call', 'CREATEBUFFER_NULLDESC', text);
};
const numbers = (count: number) => Array.from({ length: count }, (_, at) => String(at));
const texts = (messages: readonly DebugMessage[]) => messages.map(({ text }) => text);

describe('a message store', () => {
  it('has ids, severities and categories of the real layer’s names and of checks of our own', () => {
    const store = newStore();
    store.add('Api::Call', 'CREATEBUFFER_NULLDESC', 'one', { hresult: E_FAIL });
    store.add('Api::Other', 'DRIVER_BROKE_RULE', 'two');
    expect(store.messages()).toEqual([
      {
        severity: 'ERROR',
        category: 'STATE_CREATION',
        name: 'CREATEBUFFER_NULLDESC',
        check: null,
        id: 0x47,
        call: 'Api::Call',
        text: 'one',
        hresult: E_FAIL,
      },
      {
        severity: 'CORRUPTION',
        category: 'MISCELLANEOUS',
        name: null,
        check: 'DRIVER_BROKE_RULE',
        id: callerCheckId('DRIVER_BROKE_RULE'),
        call: 'Api::Other',
        text: 'two',
      },
    ]);
  });

  it('warns of what is no mistake of the caller’s', () => {
    const store = newStore();
    store.add('', 'CREATECRYPTOSESSION_OUTOFMEMORY_RETURN', '');
    store.add('', 'ENCRYPTIONBLT_SRC_CONTENT_UNDEFINED', '');
    store.add('', 'ENCRYPTIONBLT_NULLPARAM', '');
    store.add('', 'COPYSUBRESOURCEREGION_EMPTYSOURCEBOX', '');
    expect(store.messages().map(({ severity, id }) => [severity, id])).toEqual([
      ['WARNING', 0x3000e0],
      ['WARNING', 0x3000f4],
      ['ERROR', 0x3000e9],
      ['INFO', 0x30015e],
    ]);
  });

  it('makes errors of advice where it is strict', () => {
    for (const [strict, severity] of [
      [false, 'WARNING'],
      [true, 'ERROR'],
    ] as const) {
      const store = newStore({ strict });
      store.add('', 'COUNTER_REUSED', '');
      expect(store.messages()[0]!.severity).toBe(severity);
    }
  });

  it('keeps the newest 1024, and counts all: what came after a moment is found as long as it is kept', () => {
    const store = newStore();
    fill(store, numbers(1030));
    expect([store.count, store.messages().length, store.messages()[0]!.text]).toEqual([1030, 1024, '6']);
    expect(texts(store.since(1028))).toEqual(['1028', '1029']);
    expect([store.since(1030), store.since(0)]).toEqual([[], store.messages()]);
    store.clear();
    expect([store.messages(), store.count, store.since(0)]).toEqual([[], 1030, []]);
    expect(store.counts).toEqual({ allowed: 1030, denied: 0, discarded: 6 });
  });

  it('has for a test what a player keeps from its queue, by a filter, a limit, or by clearing it', () => {
    const store = newStore();
    fill(store, ['cleared']);
    store.clearStored();
    const nothing = { categories: [], severities: [], ids: [] };
    store.storageFilters.push({ allow: nothing, deny: { ...nothing, ids: [0x47] } });
    fill(store, ['filtered']);
    store.storageFilters.pop();
    store.countLimit = 0n;
    fill(store, ['too many']);
    expect(store.storedMessages).toEqual([]);
    expect(texts(store.messages())).toEqual(['cleared', 'filtered', 'too many']);
    expect(texts(store.since(1))).toEqual(['filtered', 'too many']);
  });

  it('drops the oldest at once where its limit is lowered, and counts them', () => {
    const store = newStore();
    fill(store, numbers(10));
    store.countLimit = 3n;
    expect([texts(store.storedMessages), store.counts.discarded]).toEqual([['7', '8', '9'], 7]);
    store.countLimit = 0n;
    fill(store, ['x']);
    expect([store.storedMessages, store.counts.discarded]).toEqual([[], 11]);
    store.countLimit = 2n ** 64n - 1n;
    fill(store, numbers(2000));
    expect(store.storedMessages).toHaveLength(2000);
  });

  it('keeps no creation and no destruction, unless a filter without them is pushed', () => {
    const store = newStore();
    const tell = () => {
      store.add('', 'CREATE_BUFFER', () => 'made');
      store.add('', 'DESTROY_CRYPTOSESSION', 'gone');
    };
    tell();
    expect([store.wants('CREATE_BUFFER'), store.messages(), store.counts]).toEqual([
      false,
      [],
      { allowed: 0, denied: 2, discarded: 0 },
    ]);
    store.storageFilters.push({
      allow: { categories: [], severities: [], ids: [] },
      deny: { categories: [], severities: [], ids: [] },
    });
    tell();
    expect([store.wants('CREATE_BUFFER'), texts(store.messages())]).toEqual([true, ['made', 'gone']]);
    store.storageFilters.pop();
    expect(store.wants('CREATE_BUFFER')).toBe(false);
  });

  it('makes no text that nobody keeps', () => {
    const store = newStore();
    store.add('', 'CREATE_BUFFER', () => {
      throw new Error('made');
    });
    expect(store.counts.denied).toBe(1);
  });

  it('tells a listener each message that it keeps, until it is muted', () => {
    const heard: string[] = [];
    const store = newStore({ onMessage: ({ text }) => void heard.push(text) });
    fill(store, ['one']);
    store.add('', 'CREATE_BUFFER', 'denied');
    store.isMuted = true;
    fill(store, ['two']);
    store.isMuted = false;
    fill(store, ['three']);
    expect([heard, texts(store.messages())]).toEqual([
      ['one', 'three'],
      ['one', 'two', 'three'],
    ]);
  });

  it('breaks by category, severity and id, once a message is kept', () => {
    const breaks: string[] = [];
    const store = newStore({ onBreak: ({ text }) => void breaks.push(text) });
    const tell = (round: string) => {
      store.add('', 'CREATEBUFFER_NULLDESC', `category ${round}`);
      store.add('', 'DRIVER_BROKE_RULE', `severity ${round}`);
      store.add('', 'ENCRYPTIONBLT_NULLPARAM', `id ${round}`);
      store.add('', 'CREATE_BUFFER', `denied ${round}`);
    };
    tell('before');
    store.breaks.categories.add(5);
    store.breaks.severities.add(0);
    store.breaks.ids.add(0x3000e9);
    tell('after');
    expect(breaks).toEqual(['category after', 'severity after', 'id after']);
  });

  it('lets what a listener throws out of the call, with the message kept', () => {
    const store = newStore({
      onBreak: ({ text }) => {
        throw new Error(text);
      },
    });
    store.breaks.severities.add(1);
    expect(() => {
      fill(store, ['stop']);
    }).toThrow('stop');
    expect(texts(store.messages())).toEqual(['stop']);
  });
});

describe('the counts of a store', () => {
  /** What can be done with it. */
  const step = fc.oneof(
    fc.constant('add' as const),
    fc.constant('deny' as const),
    fc.constant('clear' as const),
    fc.bigInt({ min: 0n, max: 8n }),
  );

  it('go by a list with an end (property)', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const store = newStore();
        let [kept, limit, allowed, denied, discarded]: [string[], number, number, number, number] = [
          [],
          1024,
          0,
          0,
          0,
        ];
        for (const [at, one] of steps.entries()) {
          if (one === 'clear') {
            store.clear();
            kept = [];
          } else if (one === 'deny') {
            store.add('', 'CREATE_QUERY', 'never');
            denied += 1;
          } else {
            if (one === 'add') {
              fill(store, [String(at)]);
              kept.push(String(at));
              allowed += 1;
            } else {
              store.countLimit = one;
              limit = Number(one);
            }
            const gone = Math.max(0, kept.length - limit);
            kept.splice(0, gone);
            discarded += gone;
          }
          expect([texts(store.storedMessages), store.counts]).toEqual([kept, { allowed, denied, discarded }]);
        }
      }),
    );
  });
});
