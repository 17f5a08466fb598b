import {
  DXVA_COPPQueryBusData,
  DXVA_COPPStatusInput as REQUEST,
  DXVA_COPPStatusOutput as REPLY,
  E_INVALIDARG,
  E_UNEXPECTED,
  NULL_GUID,
  S_OK,
} from '../../../ddi/index.js';
import { group } from '../../framework/group.js';
import { expectUntouched } from '../../framework/output.js';
import { test } from '../../framework/test.js';
import type { Rule } from '../../rules/rule.js';
import type { CoppCase } from '../fixture.js';
import { copp } from '../fixture.js';
import type { ActiveSession } from '../helpers/handshake.js';
import { activeSession } from '../helpers/handshake.js';
import { anyType, expectUnchanged } from '../helpers/levels.js';
import {
  noTypes,
  protectionTypes,
  queries,
  queryNames,
  strangeGuid,
  typeNames,
  word,
} from '../helpers/known.js';
import type { Request } from '../helpers/messages.js';
import { sendRequest, statusRequest } from '../helpers/messages.js';
import { ask, expectReply, expectSigned, inputOf } from '../helpers/replies.js';

/** A session, and a type that its output has. */
function asking(t: CoppCase): { readonly session: ActiveSession; readonly bit: number } {
  const { session, type } = anyType(t);
  return { session, bit: protectionTypes[type].bit };
}

/** Sends requests that must be refused, made when their turn comes: nothing is written, and no number is used. */
function expectRefused(
  t: CoppCase,
  session: ActiveSession,
  requests: readonly { readonly make: () => Request; readonly what: string }[],
  [must, exactly]: readonly [Rule, Rule],
): void {
  expectUnchanged(t, session, 'COPP-27', requests[0]!.what, () => {
    for (const { make, what } of requests) {
      const { code, output } = sendRequest(t, session, make().bytes);
      t.expectFailed(code, must, what);
      t.expectCode(code, [E_INVALIDARG], exactly, what);
      expectUntouched(t, output, 'D-14', what);
    }
  });
}

const otherNumbers = {
  before: (number: number) => number - 1,
  skipped: (number: number) => number + 1,
  'high-bit': (number: number) => number ^ 0x8000_0000,
  'low-half': (number: number) => number & 0xffff,
  zero: () => 0,
  last: () => 0xffff_ffff,
  complement: (number: number) => ~number,
} as const;
type OtherNumber = keyof typeof otherNumbers;

/** COPPQueryStatus: requests and what every reply has. What the answers say is copp-connector’s. */
export const statusGroup = group('copp-status', 'status requests, and the form of their replies', copp, [
  test('reply', { clauses: ['COPP-23', 'COPP-24', 'COPP-25', 'COPP-13', 'COPP-31'] })
    .params({ query: queryNames })
    .run((t, { query }) => {
      const { session, bit } = asking(t);
      // Over two patterns: what the driver leaves of the caller's output enters the reply, and the MAC or not.
      const replies = [0xa5, 0x5a].map((fill) => ask(t, session, query, bit, { fill }));
      const [first, second] = replies.map(({ payload }) => payload.subarray(16));
      t.expectBytes(second!, first!, 'COPP-25', `${query} twice, behind rApp`);
      t.expect(
        replies[0]!.flags === 0,
        'COPP-31',
        `${query}: expected no flag, received ${replies[0]!.flags}`,
      );
    }),
  test('in-turn', { clauses: ['COPP-26', 'COPP-27'] }).run((t) => {
    const { session, bit } = asking(t);
    for (let round = 0; round < 3; round += 1) for (const name of queryNames) ask(t, session, name, bit);
  }),
  test('echo', { clauses: ['COPP-23', 'COPP-24'] })
    .params({ rApp: ['zeros', 'ones', 'counting'] })
    .run((t, { rApp }) => {
      const { session, bit } = asking(t);
      const edit = (bytes: Uint8Array) => {
        if (rApp === 'zeros') bytes.fill(0, 0, 16);
        if (rApp === 'ones') bytes.fill(0xff, 0, 16);
        if (rApp === 'counting') bytes.set(Array.from({ length: 16 }, (_, index) => index));
      };
      for (const name of queryNames) ask(t, session, name, bit, { edit });
    }),
  test('same-echo-twice', { clauses: ['COPP-23', 'COPP-22'] }).run((t) => {
    // An application should make another each time; a driver has no say in it.
    const session = activeSession(t);
    const edit = (bytes: Uint8Array) => {
      bytes.fill(0x17, 0, 16);
    };
    for (let count = 0; count < 3; count += 1) ask(t, session, 'BusData', 0, { edit, rule: 'COPP-23' });
  }),
  test('replayed', { clauses: ['COPP-26', 'COPP-27'] }).run((t) => {
    const session = activeSession(t);
    const request = statusRequest(t, session, DXVA_COPPQueryBusData);
    t.expectCode(sendRequest(t, session, request.bytes).code, [S_OK], 'COPP-26', 'a request');
    session.statusNumber += 1;
    expectRefused(
      t,
      session,
      [{ make: () => request, what: 'a request a second time' }],
      ['COPP-26', 'COPP-26'],
    );
  }),
  test('number', { clauses: ['COPP-26', 'COPP-27'], decisions: ['D-14'] })
    .params({ of: Object.keys(otherNumbers) as OtherNumber[] })
    .run((t, { of }) => {
      const session = activeSession(t);
      const make = () => {
        const number = otherNumbers[of](session.statusNumber) >>> 0;
        return statusRequest(t, session, DXVA_COPPQueryBusData, undefined, { number });
      };
      expectRefused(t, session, [{ make, what: `another number: ${of}` }], ['COPP-26', 'COPP-26']);
    }),
  test('number-of-commands', { clauses: ['COPP-26', 'COPP-27'] }).run((t) => {
    const session = activeSession(t);
    const number = session.commandNumber;
    const make = () => statusRequest(t, session, DXVA_COPPQueryBusData, undefined, { number });
    const what = 'the number of the next command';
    expectRefused(t, session, [{ make, what }], ['COPP-26', 'COPP-26']);
  }),
  test('size', { clauses: ['COPP-28', 'COPP-27'], decisions: ['D-14'] })
    .params({ query: queryNames })
    .run((t, { query: name }) => {
      const { session, bit } = asking(t);
      const query = queries[name];
      const data = inputOf(query, bit);
      const sizes = [0, 1, 3, 4, 5, 16, 4056, 4057, 0x8000_0000, 0xffff_ffff];
      const wrong = sizes
        .filter((size) => size !== data.length)
        .map((size) => ({
          make: () => statusRequest(t, session, query.guid, word(bit), { size }),
          what: `${name}, cbSizeData ${size}`,
        }));
      expectRefused(t, session, wrong, ['COPP-28', 'COPP-28']);
    }),
  test('type', { clauses: ['COPP-28', 'COPP-27'], decisions: ['D-14'] })
    .params({
      query: ['LocalProtectionLevel', 'GlobalProtectionLevel'],
      type: Object.keys(noTypes) as (keyof typeof noTypes)[],
    })
    .run((t, { query, type }) => {
      const session = activeSession(t);
      const make = () => statusRequest(t, session, queries[query].guid, word(noTypes[type]));
      expectRefused(t, session, [{ make, what: `${query} of ${type}` }], ['COPP-28', 'COPP-28']);
    }),
  test('unsupported-type', { clauses: ['COPP-28', 'COPP-27'] })
    .params({ query: ['LocalProtectionLevel', 'GlobalProtectionLevel'] })
    .run((t, { query }) => {
      const tried = t.devices().map((DevID) => {
        const session = activeSession(t, DevID);
        const types = ask(t, session, 'ProtectionType').data;
        const wrong = typeNames
          .filter((name) => (types & protectionTypes[name].bit) === 0)
          .map((name) => ({
            make: () => statusRequest(t, session, queries[query].guid, word(protectionTypes[name].bit)),
            what: `${query} of ${name} on an output without it`,
          }));
        if (wrong.length > 0) expectRefused(t, session, wrong, ['COPP-28', 'COPP-28']);
        return wrong.length;
      });
      if (tried.every((count) => count === 0)) t.skip('the driver has every type on every output with COPP');
    }),
  test('noise-behind-input', { clauses: ['COPP-28', 'COPP-23'] }).run((t) => {
    // Nothing is signed of a request (COPP-21), so that what its size leaves out is nobody's.
    const { session, bit } = asking(t);
    const noise = t.random.bytes(REQUEST.bytes);
    for (const name of queryNames) {
      const used = REQUEST.offset.StatusData + inputOf(queries[name], bit).length;
      const edit = (bytes: Uint8Array) => {
        bytes.set(noise.subarray(used), used);
      };
      ask(t, session, name, bit, { edit, rule: 'COPP-28' });
    }
  }),
  test('unknown', { clauses: ['COPP-29', 'COPP-27', 'COPP-24', 'COPP-25'], decisions: ['D-51'] })
    .params({ query: ['strange', 'none', 'near-miss', 'all-bits'], bytes: [0, 4] })
    .run((t, { query: name, bytes: size }) => {
      const session = activeSession(t);
      const guid = {
        strange: strangeGuid,
        none: NULL_GUID,
        'near-miss': DXVA_COPPQueryBusData,
        'all-bits': NULL_GUID,
      }[name];
      const edit = (bytes: Uint8Array) => {
        if (name === 'near-miss') bytes[16 + 15]! ^= 1;
        if (name === 'all-bits') bytes.fill(0xff, 16, 32);
      };
      const what = `an unknown query: ${name}`;
      const { bytes } = statusRequest(t, session, guid, new Uint8Array(size), { edit });
      const { code, output } = sendRequest(t, session, bytes);
      const answers = t.setting('coppUnknownQuery') === 'empty';
      t.expectCode(code, [answers ? S_OK : E_INVALIDARG], 'D-51', what);
      if (code === S_OK) {
        const reply = output.read();
        t.expectBytes(reply.subarray(16), new Uint8Array(REPLY.bytes - 16), 'COPP-29', `${what}: the reply`);
        expectSigned(t, session, reply, what);
        session.statusNumber += 1;
      } else expectUntouched(t, output, 'D-14', what);
      ask(t, session, 'BusData', 0, { rule: 'COPP-27', what: `after ${what}` });
    }),
  test('random-blocks', { clauses: ['COPP-26', 'COPP-27', 'COPP-39'], decisions: ['D-14'] }).run((t) => {
    const session = activeSession(t);
    const blocks = Array.from({ length: 16 }, () => t.random.bytes(REQUEST.bytes));
    const edges = [0, 0xff].map((byte) => new Uint8Array(REQUEST.bytes).fill(byte));
    expectUnchanged(t, session, 'COPP-27', '4096 bytes that are no request', () => {
      for (const bytes of [...blocks, ...edges]) {
        const { code, output } = sendRequest(t, session, bytes);
        t.expectFailed(code, 'COPP-26', '4096 bytes that are no request');
        t.expectCode(code, [E_INVALIDARG, E_UNEXPECTED], 'COPP-39', '4096 bytes that are no request');
        expectUntouched(t, output, 'D-14', '4096 bytes that are no request');
      }
    });
  }),
  test('signed-by-each-session', { clauses: ['COPP-44', 'COPP-24', 'COPP-13'] }).run((t) => {
    const sessions = Array.from({ length: 4 }, () => activeSession(t));
    for (let round = 0; round < 2; round += 1) for (const session of sessions) ask(t, session, 'BusData');
  }),
  test('input-stays', { clauses: ['COPP-23'] }).run((t) => {
    const session = activeSession(t);
    const request = statusRequest(t, session, DXVA_COPPQueryBusData);
    const input = t.place(request.bytes, 'DXVA_COPPStatusInput');
    const output = t.guarded(REPLY.bytes, 'DXVA_COPPStatusOutput');
    const code = t.copp('COPPQueryStatus')(session.pThis, input, output.address);
    t.expectCode(code, [S_OK], 'COPP-26', 'a request');
    t.expectBytes(t.memory.copyOut(input, REQUEST.bytes), request.bytes, 'COPP-23', 'the caller’s request');
    expectReply(t, session, request, output.read(), queries.BusData.reply, 'its reply');
  }),
]);
