import { describe, expect, it } from '@jest/globals';
import type { Guid } from '../../src/abi/index.js';
import * as ddi from '../../src/ddi/d3d11/index.js';
import type { AuthenticatedChannelClient } from '../../src/player/index.js';
import { toHex } from '../crypto/fixtures.js';
import { answersBy, E_FAIL, FakeDriver, guidHex, laidOut, type Part } from './channel-driver.js';
import { openedClient, reasonOf } from './channel-golden.js';

const QUERY_CHANNEL_TYPE = ddi.D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE;
const software = answersBy({ [QUERY_CHANNEL_TYPE]: [2] });

const device = 0xd0d0d0d0n;
const guidA = '01020304-0506-0708-090a-0b0c0d0e0f10' as Guid;
const guidB = '11121314-1516-1718-191a-1b1c1d1e1f20' as Guid;

/** Each query: what the driver says, what the client makes of it, and what was asked last. */
const queries: readonly [
  name: string,
  ask: (client: AuthenticatedChannelClient) => unknown,
  answers: Parameters<typeof answersBy>[0],
  result: unknown,
  asked: readonly Part[],
][] = [
  [
    'protection',
    (c) => c.protection(),
    { [ddi.D3D11_1DDI_AUTHENTICATED_QUERY_PROTECTION]: [2] },
    { enabled: false, overlayOrFullscreenRequired: true },
    [],
  ],
  [
    'protection that is on',
    (c) => c.protection(),
    { [ddi.D3D11_1DDI_AUTHENTICATED_QUERY_PROTECTION]: [1] },
    { enabled: true, overlayOrFullscreenRequired: false },
    [],
  ],
  ['channelType', (c) => c.channelType(), { [QUERY_CHANNEL_TYPE]: [3] }, 3, []],
  [
    'deviceHandle',
    (c) => c.deviceHandle(),
    { [ddi.D3D11_1DDI_AUTHENTICATED_QUERY_DEVICE_HANDLE]: [device] },
    device,
    [],
  ],
  [
    'cryptoSession',
    (c) => c.cryptoSession(5n),
    { [ddi.D3D11_1DDI_AUTHENTICATED_QUERY_CRYPTO_SESSION]: [5n, 6n, device] },
    { decoder: 5n, session: 6n, device },
    [5n],
  ],
  [
    'restrictedProcesses',
    (c) => c.restrictedProcesses(),
    {
      [ddi.D3D11_1DDI_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_COUNT]: [2],
      [ddi.D3D11_1DDI_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS]: (data) =>
        data.readUInt32LE() === 0 ? [0, 1, 0n] : [1, 2, 0xabcdn],
    },
    ['dwm', { handle: 0xabcdn }],
    [1],
  ],
  [
    'unrestrictedSharedResources',
    (c) => c.unrestrictedSharedResources(),
    { [ddi.D3D11_1DDI_AUTHENTICATED_QUERY_UNRESTRICTED_PROTECTED_SHARED_RESOURCE_COUNT]: [7] },
    7,
    [],
  ],
  [
    'outputIds',
    (c) => c.outputIds(6n),
    {
      [ddi.D3D11_1DDI_AUTHENTICATED_QUERY_DEVICE_HANDLE]: [device],
      [ddi.D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT_ID_COUNT]: [device, 6n, 2],
      [ddi.D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT_ID]: (data) => {
        const index = data.readUInt32LE(data.length < 16 ? 8 : 16);
        return [device, 6n, index, { u64: 0x1_2345_6789n + BigInt(index) }];
      },
    },
    [0x1_2345_6789n, 0x1_2345_678an],
    [device, 6n, 1],
  ],
  [
    'accessibility',
    (c) => c.accessibility(),
    { [ddi.D3D11_1DDI_AUTHENTICATED_QUERY_ACCESSIBILITY_ATTRIBUTES]: [0x80000003, 0, 5] },
    { busType: 0x80000003, contiguous: false, nonContiguous: true },
    [],
  ],
  [
    'encryptionGuids',
    (c) => c.encryptionGuids(),
    {
      [ddi.D3D11_1DDI_AUTHENTICATED_QUERY_ENCRYPTION_WHEN_ACCESSIBLE_GUID_COUNT]: [2],
      [ddi.D3D11_1DDI_AUTHENTICATED_QUERY_ENCRYPTION_WHEN_ACCESSIBLE_GUID]: (data) => {
        const index = data.readUInt32LE();
        return [index, guidHex(index === 0 ? guidA : guidB)];
      },
    },
    [guidA, guidB],
    [1],
  ],
  [
    'currentEncryption',
    (c) => c.currentEncryption(),
    { [ddi.D3D11_1DDI_AUTHENTICATED_QUERY_CURRENT_ENCRYPTION_WHEN_ACCESSIBLE]: [guidHex(guidA)] },
    guidA,
    [],
  ],
];

/** Each command and its members. */
const commands: readonly [
  name: string,
  send: (client: AuthenticatedChannelClient) => void,
  type: Guid,
  sent: readonly Part[],
][] = [
  [
    'setProtection',
    (c) => {
      c.setProtection({ overlayOrFullscreenRequired: true });
    },
    ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION_GUID,
    [2],
  ],
  [
    'bindSession',
    (c) => {
      c.bindSession({ decoder: 5n, session: 6n });
    },
    ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_CRYPTO_SESSION_GUID,
    [5n, 6n, device],
  ],
  [
    'allowProcess',
    (c) => {
      c.allowProcess('dwm');
    },
    ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_SHARED_RESOURCE_GUID,
    [1, 0n, 1],
  ],
  [
    'denyProcess',
    (c) => {
      c.denyProcess({ handle: 9n });
    },
    ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_SHARED_RESOURCE_GUID,
    [2, 9n, 0],
  ],
  [
    'setEncryptionWhenAccessible',
    (c) => {
      c.setEncryptionWhenAccessible(guidA);
    },
    ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_ENCRYPTION_WHEN_ACCESSIBLE_GUID,
    [guidHex(guidA)],
  ],
  [
    'setEncryptionWhenAccessible, off',
    (c) => {
      c.setEncryptionWhenAccessible(undefined);
    },
    ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_ENCRYPTION_WHEN_ACCESSIBLE_GUID,
    ['00'.repeat(16)],
  ],
];

describe.each(['x64', 'x86'] as const)('on %s', (abi) => {
  it.each(queries)('%s asks its query and reads the answer', (_name, ask, table, result, asked) => {
    const driver = new FakeDriver(abi, answersBy(table));
    expect(ask(openedClient(driver))).toEqual(result);
    const data = laidOut(abi, driver.inputHead, asked);
    const last = driver.received.at(-1)!;
    expect(last.toString('hex', driver.inputHead)).toBe(
      toHex(data).padEnd(2 * (last.length - driver.inputHead), '0'),
    );
    expect(last.length % (abi === 'x64' ? 8 : 4)).toBe(0);
  });

  it.each(commands)('%s sends its command, signed', (_name, send, type, sent) => {
    const driver = new FakeDriver(
      abi,
      answersBy({ [ddi.D3D11_1DDI_AUTHENTICATED_QUERY_DEVICE_HANDLE]: [device] }),
    );
    send(openedClient(driver)); // the driver checks the OMAC
    const last = driver.received.at(-1)!;
    const head = abi === 'x64' ? 48 : 40;
    expect(last.toString('hex', 16, 32)).toBe(guidHex(type));
    const members = toHex(laidOut(abi, head, sent));
    expect(last.toString('hex', head)).toBe(members.padEnd(2 * (last.length - head), '0'));
    expect(last.length % (abi === 'x64' ? 8 : 4)).toBe(0);
  });

  it('every check of an answer has a reason of its own, in the order of ACH-16', () => {
    const driver = new FakeDriver(abi, software);
    const client = openedClient(driver);
    const [handle, number] = abi === 'x64' ? [32, 40] : [32, 36];
    const faults: readonly (readonly [string, (answer: Buffer) => void])[] = [
      ['return-code', (answer) => answer.writeUInt32LE(E_FAIL, number + 4)],
      ['number', (answer) => answer.writeUInt32LE(answer.readUInt32LE(number) + 1, number)],
      ['handle', (answer) => answer.writeUInt32LE(1, handle)],
      ['type', (answer) => answer.writeUInt8(answer[31]! ^ 1, 31)],
    ];
    let all: (answer: Buffer) => void = () => undefined;
    for (const [reason, spoil] of faults) {
      const before = all;
      driver.beforeSigning = all = (answer) => {
        before(answer);
        spoil(answer);
      };
      expect(reasonOf(() => client.channelType())).toBe(reason);
      expect(
        reasonOf(() => {
          client.setProtection({});
        }),
      ).toBe(reason);
    }
    driver.afterSigning = (answer) => answer.writeUInt8(answer[0]! ^ 1, 0);
    expect(reasonOf(() => client.channelType())).toBe('omac');
    [driver.beforeSigning, driver.afterSigning] = [() => undefined, () => undefined];
    expect(client.channelType()).toBe(2); // no number came twice: the driver would have thrown
  });
});
