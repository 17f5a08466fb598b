import { describe, expect, it, jest } from '@jest/globals';
import { DriverLoadError } from '../../src/isolation/index.js';
import type { Compiled } from '../support/c-compiler.js';
import { reasonOf } from '../support/c-compiler.js';
import { buildDriver, commit as commitWith } from './fixture-drivers.js';

jest.setTimeout(30_000);
const built = buildDriver('hostile');
const commit = (mode: string, ...queries: string[]) => commitWith(built as Compiled, mode, queries);
const whenBuilt = 'missing' in built ? describe.skip : describe;

whenBuilt(`a driver that leaves slots empty${reasonOf(built)}`, () => {
  it('has the cases skipped that want them, with the name of the slot, and fails where slots are judged', async () => {
    const queries = ['caps:null-guid-type', 'device:flush', 'device:table-filled', 'resource:pitches'];
    const report = await commit('null-slots', ...queries);
    const told = report.cases.map(({ outcome, message }) => `${outcome}: ${message!.split('\n')[0]!}`);
    expect(new Set(told)).toEqual(
      new Set([
        'skip: the driver leaves pfnGetContentProtectionCaps empty',
        'skip: the driver leaves pfnFlush empty',
        'skip: the driver leaves pfnStagingResourceMap empty',
        'fail: D3D11_1DDI_DEVICEFUNCS: expected a function in each slot that the runtime goes to, received NULL in pfnDestroyDevice (DEV-20), pfnFlush (DEV-21), pfnStagingResourceMap (RES-18)',
      ]),
    );
  });

  it('has none of the video functions without RetrieveSubObject', async () => {
    const { cases } = await commit('null-retrieve', 'device:table-filled', 'create:many');
    expect(cases.map(({ message }) => message!.split('\n')[0])).toEqual([
      '*ppfnRetrieveSubObject: expected a function, received NULL',
      'the driver has no D3D11.1 video function table',
    ]);
  });

  it('has the cases skipped that want one of the adapter', async () => {
    const { cases } = await commit('null-adapter-slots', 'adapter:versions-count', 'adapter:caps-threading');
    expect(cases.map(({ message }) => message)).toEqual([
      'the driver leaves pfnGetSupportedVersions empty',
      'the driver leaves pfnGetCaps empty',
    ]);
  });

  it.each([
    ['entry-fails', 'OpenAdapter10_2 answered E_OUTOFMEMORY'],
    ['old-version', 'supports 0x000B000A00020000'],
    ['null-create-device', 'leaves pfnCreateDevice empty'],
    ['null-device-size', 'leaves pfnCalcPrivateDeviceSize empty'],
  ])('%s: cannot be tested, says one line', async (mode, line) => {
    const error: unknown = await commit(mode, 'caps:repeatable').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DriverLoadError);
    expect((error as Error).message).toContain(line);
    expect((error as Error).message).not.toContain('\n');
  });
});
