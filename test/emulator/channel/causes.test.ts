/** Why a channel refused a message, as the driver's control tells a test that asks: where, and what was expected of what. */
import { describe, expect, it } from '@jest/globals';
import { loadProfile } from 'softumd';
import * as ddi from 'softumd/ddi';
import type { EmulatedProfile } from 'softumd/emulator';
import { Bench } from '../d3d11/bench.js';
import { BenchChannel } from './channel-bench.js';

const { E_FAIL, E_INVALIDARG } = ddi;
const hex = (value: bigint) => `0x${value.toString(16)}`;

const made = (profile: Partial<EmulatedProfile> = {}, type?: number) => {
  const bench = new Bench({ profile: { ...loadProfile('default'), ...profile } });
  return new BenchChannel(bench.device, type);
};
const keyed = () => {
  const one = made();
  one.negotiate();
  return one;
};

const QUERY = 'QueryAuthenticatedChannel';
const CONFIGURE = 'ConfigureAuthenticatedChannel';
const NEGOTIATE = 'NegotiateAuthenticatedChannelKeyExchange';
const TYPE = ddi.D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE;

const protect = (one: BenchChannel, Value: number) =>
  one.configure(
    ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION,
    ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION_GUID,
    { Protections: { Value } },
  ).code;

/** A good PROTECTION as bytes, of which so many are said to be there. */
const cut = (one: BenchChannel, inputBytes: number) => {
  const bytes = one.command(
    ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION,
    ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION_GUID,
    { Protections: { Value: 1 } },
    one.commandNumber,
  );
  return one.send(bytes, inputBytes).code;
};

const question = (one: BenchChannel, changes: object = {}) =>
  ddi.D3D11_1DDI_AUTHENTICATED_QUERY_INPUT.toBytes({
    ...{ QueryType: TYPE, hChannel: one.hChannel, SequenceNumber: one.queryNumber, ...changes },
  });

const bind = (one: BenchChannel, members: object) =>
  one.configure(
    ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_CRYPTO_SESSION,
    ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_CRYPTO_SESSION_GUID,
    members,
  ).code;

interface Row {
  /** The channel of the call; one whose counters are started unless told otherwise. */
  readonly of?: () => BenchChannel;
  readonly call: (one: BenchChannel) => number;
  readonly code?: number;
  readonly told: (one: BenchChannel) => object;
}

const rows: Readonly<Record<string, Row>> = {
  'another key where the profile has one only': {
    of: () => made({ renegotiation: 'refuse' }).start(),
    call: (one) => one.negotiate(),
    told: () => ({ function: NEGOTIATE, clause: 'D-04', argument: 'hCAuthChannel' }),
  },
  'a key buffer of 255 bytes': {
    of: made,
    call: (one) => one.negotiate(new Uint8Array(255)),
    told: () => ({
      ...{ function: NEGOTIATE, clause: 'NAC-1, NAC-5', argument: 'DataSize' },
      ...{ expected: '256', received: '255' },
    }),
  },
  'a query without a key': {
    of: made,
    call: (one) => one.query(TYPE).code,
    told: () => ({
      ...{ function: QUERY, clause: 'D-10', argument: 'hCAuthChannel' },
      expected: 'a channel whose key was negotiated',
    }),
  },
  'a query of 31 bytes': {
    call: (one) => one.ask(question(one), 56, 31).code,
    told: () => ({
      ...{ function: QUERY, clause: 'QAC-1', argument: 'InputDataSize', expected: '32', received: '31' },
    }),
  },
  'a query with 55 bytes for its answer': {
    call: (one) => one.ask(question(one), 55).code,
    told: () => ({
      ...{ function: QUERY, clause: 'QAC-4, D-31', argument: 'OutputDataSize' },
      ...{ expected: '56', received: '55' },
    }),
  },
  'a query with members, of 32 bytes': {
    call: (one) => {
      const QueryType = ddi.D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT_ID_COUNT;
      return one.ask(question(one, { QueryType }), 72).code;
    },
    told: () => ({
      ...{ function: QUERY, clause: 'QAC-12, D-31', argument: 'InputDataSize' },
      ...{ expected: '48', received: '32' },
    }),
  },
  'a command of 47 bytes': {
    call: (one) => cut(one, 47),
    told: () => ({
      ...{ function: CONFIGURE, clause: 'CFG-6', argument: 'InputDataSize', expected: '48', received: '47' },
    }),
  },
  'a command without its members': {
    call: (one) => cut(one, 48),
    told: () => ({
      ...{ function: CONFIGURE, clause: 'CFG-6, D-31', argument: 'InputDataSize' },
      ...{ expected: '56', received: '48' },
    }),
  },
  'a query to another channel': {
    call: (one) => one.ask(question(one, { hChannel: 7n }), 56).code,
    told: ({ hChannel }) => ({
      ...{ function: QUERY, clause: 'QAC-13, D-34', argument: 'pInputData' },
      ...{ expected: hex(hChannel), received: '0x7' },
    }),
  },
  'a command to another channel': {
    call: (one) => protect(Object.assign(Object.create(one) as BenchChannel, { hChannel: 7n }), 1),
    told: ({ hChannel }) => ({
      ...{ function: CONFIGURE, clause: 'QAC-13, D-34', argument: 'pInputData' },
      ...{ expected: hex(hChannel), received: '0x7' },
    }),
  },
  'a query of the software alone, in hardware': {
    of: () => made({ caps: 0x402 }, 3).start(),
    call: (one) =>
      one.query(ddi.D3D11_1DDI_AUTHENTICATED_QUERY_UNRESTRICTED_PROTECTED_SHARED_RESOURCE_COUNT).code,
    code: E_FAIL,
    told: () => ({
      ...{ function: QUERY, clause: 'QAC-5, CFG-7, ACH-28', argument: 'pInputData' },
      expected: expect.not.stringContaining('SHARED_RESOURCE'),
      received: 'D3D11_1DDI_AUTHENTICATED_QUERY_UNRESTRICTED_PROTECTED_SHARED_RESOURCE_COUNT',
    }),
  },
  'a query before INITIALIZE': {
    of: keyed,
    call: (one) => one.query(TYPE).code,
    told: () => ({ function: QUERY, clause: 'QAC-2, CFG-5', argument: 'pInputData' }),
  },
  'INITIALIZE twice': {
    call: (one) => one.initialize().code,
    told: () => ({ function: CONFIGURE, clause: 'CFG-12, D-33', argument: 'pInputData' }),
  },
  'an OMAC under another key': {
    call: (one) => protect(Object.assign(Object.create(one) as BenchChannel, { key: new Uint8Array(16) }), 1),
    told: () => ({ function: CONFIGURE, clause: 'CFG-3, CFG-11, D-30', argument: 'pInputData' }),
  },
  'a query with a number that is over': {
    call: (one) => one.ask(question(one, { SequenceNumber: 99 }), 56).code,
    told: () => ({
      ...{ rule: 'the sequence number is not above that of the query before', function: QUERY },
      ...{ clause: 'QAC-3, D-32', argument: 'pInputData', expected: '100 or more', received: '99' },
    }),
  },
  'a command with a number that is over': {
    call: (one) => protect(Object.assign(one, { commandNumber: 4999 }), 1),
    told: () => ({
      ...{ rule: 'the sequence number is not above that of the command before', function: CONFIGURE },
      ...{ clause: 'CFG-4, D-32', argument: 'pInputData', expected: '5000 or more', received: '4999' },
    }),
  },
  'reserved flags': {
    call: (one) => protect(one, 0x14),
    told: () => ({
      ...{ function: CONFIGURE, clause: 'CFG-19', argument: 'pInputData' },
      ...{ expected: '0 to 3', received: '0x14' },
    }),
  },
  'a device that is none': {
    call: (one) => bind(one, { DeviceHandle: 0xabcn }),
    told: () => ({
      ...{ rule: 'DeviceHandle is none of the device of this channel', function: CONFIGURE },
      ...{ clause: 'CFG-16, D-09', argument: 'pInputData', expected: 'what the driver told for it' },
      received: '0xabc',
    }),
  },
  'a process type that is none': {
    call: (one) =>
      one.configure(
        ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_SHARED_RESOURCE,
        ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_SHARED_RESOURCE_GUID,
        { ProcessType: 3 },
      ).code,
    told: () => ({
      ...{ function: CONFIGURE, clause: 'CFG-17', argument: 'pInputData' },
      ...{ expected: 'ProcessType DWM or HANDLE', received: '3' },
    }),
  },
  'an index behind the last': {
    call: (one) =>
      one.query(ddi.D3D11_1DDI_AUTHENTICATED_QUERY_ENCRYPTION_WHEN_ACCESSIBLE_GUID, {
        EncryptionGuidIndex: 1,
      }).code,
    told: () => ({
      ...{ rule: 'there is nothing at this EncryptionGuidIndex', function: QUERY, clause: 'D-16' },
      ...{ argument: 'pInputData', expected: '0 to 0', received: '1' },
    }),
  },
  'an index of nothing': {
    call: (one) =>
      one.query(ddi.D3D11_1DDI_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS, { ProcessIndex: 0 })
        .code,
    told: () => ({
      ...{ rule: 'there is nothing at this ProcessIndex', function: QUERY, clause: 'D-16' },
      ...{ argument: 'pInputData', expected: 'none', received: '0' },
    }),
  },
  'an encryption that is not offered': {
    call: (one) =>
      one.configure(
        ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_ACCESSIBLE_ENCRYPTION,
        ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_ENCRYPTION_WHEN_ACCESSIBLE_GUID,
        { EncryptionGuid: ddi.D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP },
      ).code,
    told: () => ({
      ...{ function: CONFIGURE, clause: 'D-16', argument: 'pInputData' },
      expected: 'D3D11_1DDI_CRYPTO_TYPE_AES128_CTR, NULL_GUID',
      received: 'D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP',
    }),
  },
};

describe('the cause of a refusal', () => {
  it.each(Object.entries(rows))('%s', (_name, { of = () => made().start(), call, code, told }) => {
    const one = of();
    const { refusals } = one.bench.driver.control;
    refusals.keep(true);
    expect(call(one)).toBe(code ?? E_INVALIDARG);
    expect(refusals.take()).toEqual({ rule: expect.any(String), ...told(one) });
    expect(refusals.take()).toBeNull();
  });

  it('a type of channel that the caps have not', () => {
    const { device, driver } = new Bench();
    driver.control.refusals.keep(true);
    expect(() => new BenchChannel(device, 3)).toThrow();
    expect(driver.control.refusals.take('CreateAuthenticatedChannel')).toMatchObject({
      ...{ clause: 'CAC-5, CAC-7', argument: 'pCreateData', received: '3' },
    });
  });
});
