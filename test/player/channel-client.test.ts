import { describe, expect, it } from '@jest/globals';
import type { Guid, Hresult } from '../../src/abi/index.js';
import { nobleEngine, rsaesOaepDecrypt, seededRandom } from '../../src/crypto/index.js';
import * as ddi from '../../src/ddi/d3d11/index.js';
import {
  type AuthenticatedChannelError,
  channelOfApi,
  type ChannelTransport,
} from '../../src/player/index.js';
import { keys } from '../certificate/copp/golden.js';
import { hex, toHex } from '../crypto/fixtures.js';
import { caught } from '../support/caught.js';
import { answersBy, E_FAIL, E_INVALIDARG, FakeDriver, hChannel, S_OK } from './channel-driver.js';
import {
  examples,
  goldenClient,
  handshake,
  openedClient,
  reasonOf,
  refusedBy,
  scripted,
  sessionKey,
  signed,
} from './channel-golden.js';

const QUERY_CHANNEL_TYPE = ddi.D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE;
const software = answersBy({ [QUERY_CHANNEL_TYPE]: [2] });

const device = 0xd0d0d0d0n;
const guidA = '01020304-0506-0708-090a-0b0c0d0e0f10' as Guid;

describe('AuthenticatedChannelClient', () => {
  it('counts queries and commands apart, from the numbers that it sent (ACH-10)', () => {
    const driver = new FakeDriver('x64', software);
    const client = goldenClient(driver);
    client.open();
    for (let i = 0; i < 3; i += 1) client.channelType();
    for (let i = 0; i < 2; i += 1) client.setProtection({ enabled: true });
    expect(driver.numbers).toEqual({ query: 0x01020307, configure: 0x0a0b0c0f });
  });

  it('leaves room for 2^31 messages, whatever the source draws (D-32)', () => {
    const driver = new FakeDriver('x86');
    const start = Buffer.concat([sessionKey, hex('ffffffffffffffff'), new Uint8Array(64)]);
    goldenClient(driver, { random: scripted(start) }).open();
    expect(driver.received[0]!.toString('hex', 40)).toBe('ffffff7fffffff7f');
  });

  it('tells a refusal, signed or not, and keeps its number for the next message', () => {
    const driver = new FakeDriver('x64', software);
    const client = openedClient(driver);
    driver.refusals.push(E_INVALIDARG);
    expect(refusedBy(() => client.channelType())).toMatchObject({
      reason: 'refused',
      subject: 'D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE',
      hresult: E_INVALIDARG,
      returnCode: E_INVALIDARG,
      message:
        'D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE: expected success, received E_INVALIDARG (0x80070057), signed by the driver',
    });
    const refused = driver.received.at(-1)!;
    client.channelType();
    expect(driver.received.at(-1)!.equals(refused)).toBe(true);
    driver.refusals.push(E_FAIL);
    driver.afterSigning = (answer) => answer.fill(0);
    expect(
      refusedBy(() => {
        client.setProtection({});
      }),
    ).toMatchObject({
      reason: 'refused',
      hresult: E_FAIL,
      returnCode: undefined,
    });
  });

  it('says with a refusal what was left out, or done before (D-10, D-33)', () => {
    const driver = new FakeDriver('x64', software);
    driver.key = Buffer.from(sessionKey); // it compares before it refuses
    const client = goldenClient(driver);
    const refusal = (call: () => unknown) => {
      driver.refusals.push(E_INVALIDARG);
      return (refusedBy(call) as Error).message.replace(/^.*received /, '');
    };
    const initialize = () => {
      client.initialize();
    };
    const ask = () => client.channelType();
    const [code, signedCode] = [
      'E_INVALIDARG (0x80070057)',
      'E_INVALIDARG (0x80070057), signed by the driver',
    ];
    expect([refusal(initialize), refusal(ask)].map((text) => text.split(': ')[1])).toEqual(
      Array(2).fill('negotiate() has not succeeded before'),
    );
    expect(
      refusal(() => {
        client.negotiate();
      }),
    ).toBe(code);
    client.negotiate();
    expect(refusal(ask)).toBe(`${signedCode}: initialize() has not succeeded before`);
    expect(refusal(initialize)).toBe(signedCode);
    client.initialize();
    expect(refusal(initialize)).toBe(`${signedCode}: a channel is initialized once (D-33)`);
    expect(refusal(ask)).toBe(signedCode);
  });

  it('names a transport that answers with no code, and handles that are none', () => {
    const transport = {
      negotiateKeyExchange: () => undefined,
      query: () => hex('00'),
      configure: () => hex('00'),
    };
    const client = goldenClient(new FakeDriver(), { transport: transport as unknown as ChannelTransport });
    const text = (call: () => unknown) => String(caught(call));
    const wrong = (call: string, received: string) =>
      new RegExp(`^TypeError: transport.${call}: expected an HRESULT, received ${received};.*\\.transport$`);
    expect(
      text(() => {
        client.negotiate();
      }),
    ).toMatch(wrong('negotiateKeyExchange', 'undefined'));
    expect(
      text(() => {
        client.initialize();
      }),
    ).toMatch(wrong('configure', '1 bytes'));
    expect(text(() => client.channelType())).toMatch(wrong('query', '1 bytes'));
    const driver = new FakeDriver('x64', software);
    const other = openedClient(driver);
    const sent = driver.received.length;
    for (const call of [
      () => {
        other.bindSession({ decoder: 1n, session: {} as never });
      },
      () => {
        other.bindSession({ decoder: undefined as never, session: 1n });
      },
      () => other.cryptoSession(7 as never),
      () => other.outputIds(null as never),
    ])
      expect(text(call)).toMatch(/^TypeError: (session|decoder): expected a HANDLE as a bigint, received /);
    expect(() => {
      other.setProtection({ enable: true } as never);
    }).toThrow('protection: expected enabled or overlayOrFullscreenRequired, received enable');
    expect(driver.received.length).toBe(sent);
  });

  it('spends a number that the driver signs to have taken, whatever the call returned', () => {
    const driver = new FakeDriver('x64', software);
    let falsified = 0;
    const between: ChannelTransport = {
      negotiateKeyExchange: (data) => driver.negotiateKeyExchange(data),
      configure: (input, output) => driver.configure(input, output),
      query: (input, output) => {
        driver.query(input, output);
        return falsified++ === 0 ? E_FAIL : S_OK;
      },
    };
    const client = goldenClient(driver, { transport: between });
    client.open();
    expect(refusedBy(() => client.channelType())).toMatchObject({
      reason: 'return-code',
      hresult: E_FAIL,
      returnCode: S_OK,
    });
    expect(client.channelType()).toBe(2);
  });

  it('refuses what is signed and answers something else', () => {
    const about = (table: Parameters<typeof answersBy>[0]) =>
      openedClient(new FakeDriver('x64', answersBy(table)));
    const session = about({ [ddi.D3D11_1DDI_AUTHENTICATED_QUERY_CRYPTO_SESSION]: [4n, 6n, device] });
    expect(refusedBy(() => session.cryptoSession(5n))).toMatchObject({
      reason: 'content',
      message: 'D3D11_1DDI_AUTHENTICATED_QUERY_CRYPTO_SESSION: expected DecodeHandle 5, received 4',
    });
    const outputs = about({ [ddi.D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT_ID_COUNT]: [device, 6n, 0] });
    expect(reasonOf(() => outputs.outputIds(7n, device))).toBe('content');
    expect(reasonOf(() => outputs.outputIds(6n, 1n))).toBe('content');
    expect(outputs.outputIds(6n, device)).toEqual([]);
    const processes = about({
      [ddi.D3D11_1DDI_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_COUNT]: [1],
      [ddi.D3D11_1DDI_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS]: [0, 0, 9n],
    });
    expect(reasonOf(() => processes.restrictedProcesses())).toBe('content');
    const wrongType = goldenClient(new FakeDriver('x64', software));
    expect(
      reasonOf(() => {
        wrongType.open(3);
      }),
    ).toBe('content');
    const none = about({});
    expect(none.currentEncryption()).toBeUndefined();
  });

  it('sends messages of the user’s own making, with the next number', () => {
    const own = guidA;
    const driver = new FakeDriver('x64', answersBy({ [own]: ['0a0b'] }));
    const client = openedClient(driver);
    const answer = client.query(own, hex('010203'), 51);
    expect(toHex(answer.subarray(48))).toBe('0a0b00');
    expect(driver.received.at(-1)!.toString('hex', 32)).toBe('010203');
    client.configure(own, hex('0405'));
    expect(driver.received.at(-1)!.toString('hex', 48)).toBe('0405');
    client.configure(own);
    expect(driver.received.at(-1)!).toHaveLength(48);
    expect(() => client.query(own, hex(''), 47)).toThrow(
      new RangeError('answerBytes: expected at least 48, received 47'),
    );
    expect(() => {
      client.configure(own, 'ab' as unknown as Uint8Array);
    }).toThrow(TypeError);
  });

  it('negotiates again with the same key buffer, and tells when the driver refuses it', () => {
    const driver = new FakeDriver();
    const client = goldenClient(driver);
    driver.refusals.push(E_INVALIDARG);
    expect(
      refusedBy(() => {
        client.open();
      }),
    ).toMatchObject({
      reason: 'refused',
      subject: 'NegotiateAuthenticatedChannelKeyExchange',
      hresult: E_INVALIDARG,
    });
    client.open();
    expect(driver.keyBuffers.map((one) => toHex(one))).toEqual([
      handshake.ciphertext_be,
      handshake.ciphertext_be,
    ]);
  });

  it('wraps with the hash that it is told', () => {
    const client = goldenClient(new FakeDriver(), { hash: 'sha256', random: seededRandom('sha256') });
    const open = (hash: 'sha256' | 'sha512') =>
      rsaesOaepDecrypt(nobleEngine(), keys.driver, client.keyBuffer(), { hash, messageBytes: 16 }).valid;
    expect([open('sha256'), open('sha512')]).toEqual([true, false]);
  });

  it('overwrites the key that it drew, its copy at once, and what it signs with on close()', () => {
    const given: Uint8Array[] = [];
    const random = {
      bytes(count: number) {
        given.push(new Uint8Array(count).fill(5));
        return given.at(-1)!;
      },
    };
    const engine = nobleEngine();
    const used: Uint8Array[] = [];
    let cleared = 0;
    const watched = new Proxy(engine, {
      get: (target, name) =>
        name === 'omacKey'
          ? (key: Uint8Array) => {
              used.push(key);
              const omacKey = target.omacKey(key);
              return {
                mac: (data: Uint8Array) => omacKey.mac(data),
                clear: () => {
                  cleared += 1;
                  omacKey.clear();
                },
              };
            }
          : (target[name as 'rsaPublic'].bind(target) as unknown),
    });
    const driver = new FakeDriver('x64', software);
    const client = goldenClient(driver, { random, engine: watched });
    expect(given[0]).toEqual(new Uint8Array(16));
    expect(used[0]).toEqual(new Uint8Array(16));
    client.open();
    expect(driver.key).toEqual(Buffer.alloc(16, 5));
    expect(cleared).toBe(0);
    client.close();
    client.close();
    expect(cleared).toBeGreaterThan(0);
    const sent = driver.received.length;
    for (const late of [
      () => {
        client.negotiate();
      },
      () => {
        client.initialize();
      },
      () => client.channelType(),
      () => {
        client.setProtection({});
      },
    ])
      expect(late).toThrow('after close()');
    expect([driver.received.length, driver.keyBuffers.length]).toEqual([sent, 1]);
  });

  it('names argument, expectation and what came when it refuses', () => {
    const refused = (more: object) => caught(() => goldenClient(new FakeDriver(), more));
    expect(refused({ abi: 'arm' })).toEqual(new TypeError("abi: expected 'x64' or 'x86', received 'arm'"));
    expect(refused({ leaf: 'pem' })).toBeInstanceOf(TypeError);
    expect(refused({ hChannel: 7 })).toEqual(
      new TypeError('hChannel: expected a HANDLE as a bigint, received the number 7'),
    );
    expect(refused({ random: { bytes: () => new Uint8Array(3) } })).toEqual(
      new RangeError('random: expected 16 bytes, received 3'),
    );
  });
});

describe('channelOfApi', () => {
  const certificate = hex('30820102');
  const apiChannel = (code: Hresult = S_OK) => ({
    GetCertificateSize: (size: { value?: number | null }) => {
      size.value = certificate.length;
      return S_OK;
    },
    GetCertificate: (size: number, bytes: Uint8Array) => {
      expect(size).toBe(bytes.length);
      bytes.set(certificate);
      return code;
    },
    GetChannelHandle: (handle: { value?: bigint | null }) => {
      handle.value = hChannel;
    },
  });

  it('carries a client’s messages through the API’s methods, with their sizes', () => {
    const driver = new FakeDriver('x64', software);
    const pChannel = apiChannel();
    const sized = (one: object, bytes: number, data: Uint8Array) => {
      expect(one).toBe(pChannel);
      expect(bytes).toBe(data.length);
    };
    const context = {
      NegotiateAuthenticatedChannelKeyExchange: (one: object, bytes: number, data: Uint8Array) => {
        sized(one, bytes, data);
        return driver.negotiateKeyExchange(data);
      },
      QueryAuthenticatedChannel: (
        one: object,
        inputBytes: number,
        input: Uint8Array,
        outputBytes: number,
        output: Uint8Array,
      ) => {
        sized(one, inputBytes, input);
        sized(one, outputBytes, output);
        return driver.query(input, output);
      },
      ConfigureAuthenticatedChannel: (one: object, bytes: number, input: Uint8Array, output: Uint8Array) => {
        sized(one, bytes, input);
        return driver.configure(input, output);
      },
    };
    const opened = channelOfApi(context, pChannel);
    expect([toHex(opened.certificate), opened.hChannel]).toEqual([toHex(certificate), hChannel]);
    const client = goldenClient(driver, opened);
    client.open(2);
    client.setProtection({ enabled: true });
    expect(toHex(driver.received.at(-1)!)).toBe(signed(examples.ach_configure_protection_x64));
    const error = refusedBy(() => channelOfApi(context, apiChannel(E_FAIL))) as AuthenticatedChannelError;
    expect(error).toMatchObject({ reason: 'refused', subject: 'GetCertificate', hresult: E_FAIL });
  });
});
