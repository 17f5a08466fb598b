/** Whatever comes back that is not the driver's answer to this message is refused: on generated answers. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Guid } from '../../src/abi/index.js';
import { membersOfType } from '../../src/abi/index.js';
import {
  channelQueries,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION_GUID,
  D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE,
} from '../../src/ddi/d3d11/index.js';
import { toHex } from '../crypto/fixtures.js';
import { answersBy, cmac, FakeDriver, guidHex, S_OK } from './channel-driver.js';
import { openedClient, reasonOf } from './channel-golden.js';

const abis = fc.constantFrom('x64', 'x86');

/** Any query, with any data behind the head of its answer: what its declaration has room for. */
const conversations = abis.chain((abi) =>
  fc.constantFrom(...channelQueries).chain(([type, { request, answer }]) => {
    const [asked, answered] = [request, answer];
    const [inputHead, outputHead] = abi === 'x64' ? [32, 48] : [24, 44];
    const exactly = (bytes: number) => fc.uint8Array({ minLength: bytes, maxLength: bytes });
    return fc.record({
      abi: fc.constant(abi),
      type: fc.constant(type),
      answer: fc.constant(answered),
      question: exactly(asked.size(abi) - inputHead),
      data: exactly(answered.size(abi) - outputHead),
    });
  }),
);

describe('any query', () => {
  it('goes through as it was made, and its answer comes back as it was signed', () => {
    fc.assert(
      fc.property(conversations, ({ abi, type, answer, question, data }) => {
        const driver = new FakeDriver(abi, answersBy({ [type]: [toHex(data)] }));
        const client = openedClient(driver);
        const bytes = client.query(type, question, answer.size(abi));
        const sent = driver.received.at(-1)!;
        expect(sent.toString('hex', 0, 16)).toBe(guidHex(type));
        expect(sent.toString('hex', driver.inputHead)).toBe(toHex(question));
        expect(toHex(bytes.subarray(driver.outputHead))).toBe(toHex(data));
        const value = answer.fromBytes(bytes, abi) as Record<string, unknown>;
        const head = (value['Output'] ?? value) as { readonly ReturnCode: number };
        expect(head.ReturnCode).toBe(S_OK);
        client.close();
      }),
      { numRuns: 40 },
    );
  });

  it('with any bit of its answer flipped is refused, in each byte: its status is not verified', () => {
    fc.assert(
      fc.property(conversations, fc.integer({ min: 0, max: 7 }), ({ abi, type, answer, question }, bit) => {
        const driver = new FakeDriver(abi);
        const client = openedClient(driver);
        for (let at = 0; at < answer.size(abi); at += 1) {
          driver.afterSigning = (bytes) => {
            bytes[at]! ^= 1 << bit;
          };
          expect({ at, reason: reasonOf(() => client.query(type, question, answer.size(abi))) }).toEqual({
            at,
            reason: 'omac',
          });
        }
        client.close();
      }),
      { numRuns: 8 },
    );
  });

  it('with any member of its head changed before it was signed is refused', () => {
    const heads = conversations.chain((conversation) => {
      const [first] = membersOfType(conversation.answer, conversation.abi);
      const nested = first!.name === 'Output' ? membersOfType(first!.type, conversation.abi) : [];
      const members = nested.filter(({ name }) => name !== 'omac');
      return fc.record({
        conversation: fc.constant(conversation),
        member: fc.constantFrom(...members),
        at: fc.nat(),
        mask: fc.integer({ min: 1, max: 255 }),
      });
    });
    const reasons: Readonly<Record<string, string>> = {
      QueryType: 'type',
      hChannel: 'handle',
      SequenceNumber: 'number',
      ReturnCode: 'return-code',
    };
    fc.assert(
      fc.property(heads, ({ conversation: { abi, type, answer, question }, member, at, mask }) => {
        const driver = new FakeDriver(abi);
        const client = openedClient(driver);
        driver.beforeSigning = (bytes) => {
          bytes[member.offset + (at % member.size)]! ^= mask;
        };
        expect(reasonOf(() => client.query(type, question, answer.size(abi)))).toBe(reasons[member.name]);
        client.close();
      }),
      { numRuns: 40 },
    );
  });
});

describe('an answer', () => {
  it('of random bytes is refused', () => {
    fc.assert(
      fc.property(abis, fc.uint8Array({ minLength: 56, maxLength: 56 }), (abi, random) => {
        const driver = new FakeDriver(abi);
        const client = openedClient(driver);
        driver.afterSigning = (bytes) => {
          bytes.set(random.subarray(0, bytes.length));
        };
        expect(reasonOf(() => client.channelType())).toBe('omac');
        expect(
          reasonOf(() => {
            client.setProtection({ enabled: true });
          }),
        ).toBe('omac');
        client.close();
      }),
      { numRuns: 20 },
    );
  });

  it('of another message of the session is refused, and so is one of another session', () => {
    const driver = new FakeDriver('x64');
    const client = openedClient(driver);
    const answers: Buffer[] = [];
    driver.afterSigning = (bytes) => {
      answers.push(Buffer.from(bytes));
    };
    client.channelType();
    client.protection();
    const replay = (index: number) => {
      driver.afterSigning = (bytes) => {
        answers[index]!.copy(bytes);
      };
      return reasonOf(() => client.channelType());
    };
    expect([replay(0), replay(1)]).toEqual(['number', 'type']);
    driver.afterSigning = (bytes) => {
      cmac(Buffer.alloc(16, 1), bytes.subarray(16)).copy(bytes);
    };
    expect(reasonOf(() => client.channelType())).toBe('omac');
  });

  it('is read from what was verified, also when the driver writes on', () => {
    const driver = new FakeDriver('x64', answersBy({ [D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE]: [2] }));
    const outputs: Uint8Array[] = [];
    const query = driver.query.bind(driver);
    driver.query = (input, output) => {
      outputs.push(output);
      return query(input, output);
    };
    const client = openedClient(driver);
    const answer = client.query(D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE, new Uint8Array(0), 56);
    outputs[0]!.fill(0xff);
    expect(answer[48]).toBe(2);
  });
});

describe('any command', () => {
  it('is signed over all that follows its OMAC, whatever it holds', () => {
    const guids = fc.constantFrom<Guid>(
      D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION_GUID,
      '01020304-0506-0708-090a-0b0c0d0e0f10' as Guid,
    );
    fc.assert(
      fc.property(abis, guids, fc.uint8Array({ maxLength: 60 }), (abi, type, data) => {
        const driver = new FakeDriver(abi);
        const client = openedClient(driver);
        client.configure(type, data);
        const sent = driver.received.at(-1)!;
        expect(sent.toString('hex', 16, 32)).toBe(guidHex(type));
        expect(sent.toString('hex', abi === 'x64' ? 48 : 40)).toBe(toHex(data));
        expect(sent.toString('hex', 0, 16)).toBe(cmac(driver.key, sent.subarray(16)).toString('hex'));
        client.close();
      }),
      { numRuns: 30 },
    );
  });
});
