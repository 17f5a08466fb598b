/** What channels refuse: the code, its cause, what lies at the output, and that nothing was changed or consumed (D-14, D-16, D-32). */
import { describe, expect, it } from '@jest/globals';
import type { Address } from 'softumd/ddi';
import * as ddi from 'softumd/ddi';
import { Bench } from '../d3d11/bench.js';
import type { Answered } from './channel-bench.js';
import { BenchChannel, cmac } from './channel-bench.js';

const { S_OK, E_FAIL, E_INVALIDARG } = ddi;
const untouched = (bytes: number) => new Uint8Array(bytes).fill(0xee);
const [TYPE_AT, CHANNEL_AT, NUMBER_AT] = [0, 16, 24];
const plainBytes = 48;

const started = () => new BenchChannel(new Bench().device).start();
const keyed = () => {
  const channel = new BenchChannel(new Bench().device);
  channel.negotiate();
  return channel;
};

/** A question about the channel's type as bytes. */
function question(channel: BenchChannel, change: (view: DataView) => void = () => undefined): Uint8Array {
  const QueryType = ddi.D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE;
  const { hChannel, queryNumber: SequenceNumber } = channel;
  const bytes = ddi.D3D11_1DDI_AUTHENTICATED_QUERY_INPUT.toBytes({ QueryType, hChannel, SequenceNumber });
  change(new DataView(bytes.buffer));
  return bytes;
}

/** PROTECTION with ProtectionEnabled as bytes, signed after the change. */
function command(channel: BenchChannel, change: (view: DataView) => void = () => undefined): Uint8Array {
  const bytes = channel.command(
    ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION,
    ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION_GUID,
    { Protections: { Value: 1 } },
    channel.commandNumber,
  );
  change(new DataView(bytes.buffer, 16));
  bytes.set(cmac(channel.key, bytes.subarray(16)));
  return bytes;
}

/** Demands the header of a message, the code and zeros, all of it signed (ACH-27). */
function expectSigned({ key }: BenchChannel, echo: Uint8Array, { code, bytes }: Answered, written: number) {
  const answer = bytes.subarray(0, written);
  expect(answer.subarray(0, 16)).toEqual(new Uint8Array(cmac(key, answer.subarray(16))));
  expect(answer.subarray(16, 44)).toEqual(echo);
  expect(new DataView(bytes.buffer, bytes.byteOffset).getUint32(44, true)).toBe(code);
  expect(answer.subarray(plainBytes)).toEqual(new Uint8Array(written - plainBytes));
  expect(bytes.subarray(written)).toEqual(untouched(bytes.length - written));
}

interface Row {
  readonly channel?: () => BenchChannel;
  readonly change?: (view: DataView) => void;
  readonly inputBytes?: number;
  readonly code: number;
  readonly clause: string;
}

const rows: Readonly<Record<string, Row>> = {
  'no key': { channel: () => new BenchChannel(new Bench().device), code: E_INVALIDARG, clause: 'D-10' },
  'no INITIALIZE': { channel: keyed, code: E_INVALIDARG, clause: 'QAC-2, CFG-5' },
  'another hChannel': {
    change: (view) => {
      view.setBigUint64(CHANNEL_AT, view.getBigUint64(CHANNEL_AT, true) + 1n, true);
    },
    code: E_INVALIDARG,
    clause: 'QAC-13, D-34',
  },
  'hChannel cut to 32 bits': {
    change: (view) => {
      view.setUint32(CHANNEL_AT + 4, 0);
    },
    code: E_INVALIDARG,
    clause: 'QAC-13, D-34',
  },
  'an unknown type': {
    change: (view) => {
      view.setUint32(TYPE_AT, 1);
    },
    code: E_FAIL,
    clause: 'QAC-5, CFG-7, ACH-28',
  },
  'number 0': {
    change: (view) => {
      view.setUint32(NUMBER_AT, 0);
    },
    code: E_INVALIDARG,
    clause: 'D-32',
  },
};

describe.each(Object.entries(rows))('%s', (_name, { channel = started, change, code, clause }) => {
  it('a query is refused', () => {
    const one = channel();
    one.bench.driver.control.refusals.keep(true);
    const query = question(one, change);
    const answered = one.ask(query, 56);
    expect(answered.code).toBe(code);
    expect(one.bench.driver.control.refusals.take('QueryAuthenticatedChannel')?.clause).toContain(clause);
    if (clause === 'D-10') expect(answered.bytes).toEqual(untouched(56));
    else expectSigned(one, query.subarray(0, 28), answered, code === E_FAIL ? plainBytes : 56);
    if (channel === started) expect(one.ask(question(one), 56).code).toBe(S_OK);
  });

  it('a command is refused, and changes nothing', () => {
    const one = channel();
    one.bench.driver.control.refusals.keep(true);
    const message = command(one, change);
    const answered = one.send(message);
    expect(answered.code).toBe(code);
    expect(one.bench.driver.control.refusals.take('ConfigureAuthenticatedChannel')?.clause).toContain(clause);
    if (clause === 'D-10') expect(answered.bytes).toEqual(untouched(48));
    else expectSigned(one, message.subarray(16, 44), answered, plainBytes);
    if (channel !== started) return;
    const protections = one.query(ddi.D3D11_1DDI_AUTHENTICATED_QUERY_PROTECTION);
    expect(new DataView(protections.bytes.buffer).getUint32(48, true)).toBe(0);
    expect(one.send(command(one)).code).toBe(S_OK);
  });
});

describe('sizes', () => {
  it.each([0, 1, 31])('of %i bytes are too few for a query, which is not answered', (inputBytes) => {
    const one = started();
    expect(one.ask(question(one), 56, inputBytes)).toEqual({ code: E_INVALIDARG, bytes: untouched(56) });
    expect(one.ask(question(one), 56).code).toBe(S_OK);
  });

  it.each([0, 47, 55])('of %i bytes are too few for an answer, which is not written', (outputBytes) => {
    const one = started();
    expect(one.ask(question(one), outputBytes)).toEqual({
      code: E_INVALIDARG,
      bytes: untouched(outputBytes),
    });
    expect(one.ask(question(one), 56).code).toBe(S_OK);
  });

  it.each([47, 48, 55])('of %i bytes are too few for a command', (inputBytes) => {
    const one = started();
    const answered = one.send(command(one), inputBytes);
    expect(answered.code).toBe(E_INVALIDARG);
    if (inputBytes < 48) expect(answered.bytes).toEqual(untouched(48));
    else expectSigned(one, command(one).subarray(16, 44), answered, plainBytes);
    expect(one.send(command(one)).code).toBe(S_OK);
  });

  it('may be more than needed, of which nothing is read (D-31)', () => {
    const one = started();
    expect(one.ask(question(one), 56, 2 ** 32 - 1).code).toBe(S_OK);
    expect(one.send(command(one), 2 ** 32 - 1).code).toBe(S_OK);
  });
});

describe('an OMAC', () => {
  it('that is off by one bit, in any byte of message or tag, is none', () => {
    const one = started();
    const right = command(one);
    for (let byte = 0; byte < right.length; byte += 1) {
      const wrong = right.slice();
      wrong[byte]! ^= 1 << (byte % 8);
      expect([byte, one.send(wrong).code === S_OK]).toEqual([byte, false]);
    }
    const { bytes } = one.query(ddi.D3D11_1DDI_AUTHENTICATED_QUERY_PROTECTION);
    expect(new DataView(bytes.buffer).getUint32(48, true)).toBe(0);
    expect(one.send(right).code).toBe(S_OK);
  });
});

describe('sequence numbers', () => {
  const at = (number: number) => (view: DataView) => {
    view.setUint32(NUMBER_AT, number, true);
  };

  it('grow, each kind by itself, with gaps, up to the last, after which there is none', () => {
    const one = started();
    const asked = (number: number) => one.ask(question(one, at(number)), 56).code;
    const sent = (number: number) => one.send(command(one, at(number))).code;
    expect([asked(99), asked(100), asked(100), asked(5000), asked(4999)]).toEqual([
      ...[E_INVALIDARG, S_OK, E_INVALIDARG, S_OK, E_INVALIDARG],
    ]);
    expect([sent(4999), sent(5000), sent(5000), sent(5002), sent(5001)]).toEqual([
      ...[E_INVALIDARG, S_OK, E_INVALIDARG, S_OK, E_INVALIDARG],
    ]);
    expect([asked(2 ** 32 - 1), asked(2 ** 32 - 1), asked(0)]).toEqual([S_OK, E_INVALIDARG, E_INVALIDARG]);
    expect([sent(5003), sent(2 ** 32 - 1), sent(0)]).toEqual([S_OK, S_OK, E_INVALIDARG]);
  });
});

describe('an address outside memory', () => {
  it('at the output is an access violation before anything changes', () => {
    const one = started();
    const { hDevice, video } = one.device;
    const outside = 0x10 as Address;
    const [pQuery, pCommand] = [one.bench.bytes(question(one)), one.bench.bytes(command(one))];
    const before = one.bench.snapshot();
    expect(() => video.pfnQueryAuthenticatedChannel(hDevice, one.handle, 32, pQuery, 56, outside)).toThrow();
    expect(() =>
      video.pfnConfigureAuthenticatedChannel(hDevice, one.handle, 56, pCommand, outside),
    ).toThrow();
    expect(one.bench.snapshot()).toEqual(before);
    expect([one.ask(question(one), 56).code, one.send(command(one)).code]).toEqual([S_OK, S_OK]);
  });
});
