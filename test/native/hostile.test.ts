import { describe, expect, it, jest } from '@jest/globals';
import { renderJson } from '../../src/conformance/index.js';
import { isLong } from '../conformance/some-cases.js';
import type { Compiled } from '../support/c-compiler.js';
import { reasonOf } from '../support/c-compiler.js';
import { buildDriver, commit as commitWith, failures } from './fixture-drivers.js';

jest.setTimeout(30_000);
const built = buildDriver('hostile');
const commit = (mode: string, ...queries: string[]) => commitWith(built as Compiled, mode, queries);
const whenBuilt = 'missing' in built ? describe.skip : describe;
const isGated = process.platform === 'linux' && process.arch === 'x64';

/** A case that has the function called, and one that has not: the suite must come to that too. */
const scenes = {
  caps: ['adapter:versions-count', 'caps:repeatable'],
  create: ['adapter:versions-count', 'create:unsupported-profile'],
  resource: ['adapter:versions-count', 'device:resource-round-trip:shape=buffer,usage=staging'],
} as const;

const posixOrWindows = (signal: string) =>
  new RegExp(`^the driver crashed \\((${signal}|exception 0x\\w+)\\)`);
const privateMemory = "of 'hCryptoSession: private memory'";

type Violation = readonly [mode: string, scene: keyof typeof scenes, message: string | RegExp, place: string];

const violations: readonly Violation[] = [
  ['crash', 'caps', posixOrWindows('SIGSEGV'), 'in GetContentProtectionCaps'],
  ['abort', 'caps', /^the driver (crashed \(SIGABRT\)|ended)/, 'in GetContentProtectionCaps'],
  ['exit', 'caps', 'the driver ended the process (exit code 3)', 'in GetContentProtectionCaps'],
  ['exit@DestroyDevice', 'caps', 'the driver ended the process (exit code 3)', 'in DestroyDevice'],
  ['hang', 'caps', 'the driver hangs: no answer within 2 seconds', 'in GetContentProtectionCaps'],
  ['stack-overflow', 'caps', posixOrWindows('SIGSEGV|SIGBUS'), 'in GetContentProtectionCaps'],
  ['wild-jump', 'caps', posixOrWindows('SIGSEGV|SIGBUS'), 'in GetContentProtectionCaps'],
  ['wild-slot', 'caps', posixOrWindows('SIGSEGV|SIGBUS'), 'in GetContentProtectionCaps'],
  ['crash@CreateResource', 'resource', posixOrWindows('SIGSEGV'), 'in CreateResource'],
  ['bad-map', 'resource', posixOrWindows('SIGSEGV|SIGBUS'), "in reading memory at the driver's word"],
  ['null-map', 'resource', 'StagingResourceMap: expected pData, received NULL', '[RES-22]'],
  ['overrun', 'create', /^CreateCryptoSession: overrun: 8 bytes written at /, `offset 16 ${privateMemory}`],
  ['underrun', 'create', /^CreateCryptoSession: underrun: 8 bytes written at /, `offset -8 ${privateMemory}`],
  ['overrun-output', 'caps', /^GetContentProtectionCaps: overrun: 8 bytes/, 'CONTENT_PROTECTION_CAPS'],
  ['overrun-resource', 'resource', /^CreateResource: overrun: 8 bytes/, "of 'hResource: private memory'"],
  ['overrun-map', 'resource', /ResourceMap: overrun: 8 bytes/, "of 'D3D10DDI_MAPPED_SUBRESOURCE'"],
  ['write-after-free', 'create', /^CloseAdapter: write after free: 8 bytes/, privateMemory],
  ['frees-foreign', 'create', 'the driver', 'in CreateCryptoSession'],
];

/** One of each kind; `npm run long` has the others too. */
const telling = new Set(['crash', 'exit', 'hang', 'wild-slot', 'bad-map', 'overrun', 'write-after-free']);

whenBuilt(`a hostile driver${reasonOf(built)}`, () => {
  it.each(isLong ? violations : violations.filter(([mode]) => telling.has(mode)))(
    '%s: the case says so, and where; the next goes on',
    async (mode, scene, message, place) => {
      const { cases } = await commit(mode, ...scenes[scene]);
      const told = cases.find(({ id }) => !id.startsWith('adapter:'))!;
      expect(told.outcome).toBe('fail');
      expect(told.message).toMatch(message);
      expect(told.message).toContain(place);
      expect(cases.filter(({ outcome }) => outcome === 'pass')).toHaveLength(1);
    },
  );

  it('dies with the contents of the structures that it was given, by name', async () => {
    const { cases } = await commit('crash@CreateCryptoSession', 'create:unsupported-exchange');
    const [died] = cases;
    expect(died!.outcome).toBe('fail');
    const [size, create] = died!.calls!.slice(-2);
    const session =
      /pCreateData: 0x[0-9a-f]+ -> \{ CryptoType: D3D11_1DDI_CRYPTO_TYPE_AES128_CTR, DecodeProfile: NULL_GUID, /;
    expect(size).toMatch(session);
    expect(create).toMatch(session);
    expect(create).toMatch(/^CreateCryptoSession\(.*, hRTCryptoSession: 0x[0-9a-f]+\) …$/);
    expect(died!.calls![0]).toMatch(
      /^OpenAdapter10_2\(.* Interface: D3D11_1,.* = S_OK; pOpenData: \{ hAdapter: /,
    );
  });

  it('ends its process before any case can begin', async () => {
    const { cases } = await commit('crash@OpenAdapter10_2', 'caps:fill');
    for (const { message } of cases) expect(message).toContain('in OpenAdapter10_2');
  });

  it('answers at random', async () => {
    const failed = failures(await commit('garbage-hresult', 'caps:fill'));
    expect(failed.length).toBeGreaterThan(3);
    expect(failed[0]!.message).toMatch(
      /expected S_OK \(0x00000000\) or D3DDDIERR_UNSUPPORTEDCRYPTO .*, received 0x[0-9A-F]{8}/,
    );
  });

  it('prints what looks like a report, and the report is whole', async () => {
    const report = await commit('prints@OpenAdapter10_2', ...scenes.caps);
    expect(JSON.parse(renderJson(report))).toMatchObject({ summary: { passed: 1, failed: 0, skipped: 1 } });
  });

  it('reports to somebody else', async () => {
    const query = 'device:error-callback-read-late';
    const [failed] = failures(await commit('wild-callback@GetCertificateSize', query));
    expect(failed!.message).toContain('expected hRTCoreLayer, received another handle');
  });
});

(isGated && !('missing' in built) ? describe : describe.skip)('a hostile driver with threads', () => {
  it('is turned away when one of them calls back', async () => {
    const [failed] = failures(await commit('other-thread', 'caps:repeatable'));
    expect(failed!.message).toBe(
      'GetContentProtectionCaps: SetErrorCb was called once on another thread than the one that called the driver',
    );
  });

  it('is found out when one calls back long after', async () => {
    const failed = failures(await commit('other-thread-late', 'caps', 'create'));
    const late = failed.filter(({ message }) =>
      message!.includes('through a pointer of an earlier case, which is over'),
    );
    expect(late.length).toBeGreaterThan(0);
  });
});
