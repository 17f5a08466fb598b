/** What each method of each object answers when the device is removed, from the declarations (DR-7 to DR-11). */
import { describe, expect, it } from '@jest/globals';
import * as d3d11 from 'softumd/d3d11';
import type { Callable, Everything } from './every-method.js';
import { argumentsFor, everyObjectOfMachine, methodsOf, namesOfDevice } from './every-method.js';

const { DXGI_ERROR_DEVICE_REMOVED, DXGI_ERROR_DEVICE_HUNG } = d3d11;

/** With an answer of their own, which other tests hold: MP-25, MP-26, UM-4, DR-1, DR-12. */
const withOwnAnswer = ['Map', 'Unmap', 'SetExceptionMode', 'GetDeviceRemovedReason'];

/** The debug layer's interfaces, which tell of a removal as of anything else: debug-layer/info-queue.test.ts. */
const isOfDebugLayer = (name: string) => /^ID3D11(InfoQueue|Debug)::/.test(name);

/** What goes on working, by DR-11 and the pages of the methods; written down here once more. */
const unaffected = [
  ...['QueryInterface', 'AddRef', 'Release', 'GetDevice', 'GetDesc', 'GetType', 'GetParent', 'GetAdapter'],
  ...['GetPrivateData', 'SetPrivateData', 'SetPrivateDataInterface', 'GetFeatureLevel', 'GetCreationFlags'],
  ...['GetImmediateContext', 'GetImmediateContext1', 'GetImmediateContext2', 'GetImmediateContext3'],
  ...['GetExceptionMode', 'RegisterDeviceRemovedEvent', 'UnregisterDeviceRemoved', 'GetContextFlags'],
  ...['SetEvictionPriority', 'GetEvictionPriority', 'GetDataSize', 'GetCryptoType', 'GetDecoderProfile'],
  ...['GetCreationParameters', 'GetResource', 'GetSharedHandle'],
  ...['Enter', 'Leave', 'SetMultithreadProtected', 'GetMultithreadProtected'],
];

/** One call: its answer, what is in its cells afterwards, what was said, and what the driver was asked. */
function outcome(world: Everything, { method, call }: Callable) {
  const args = argumentsFor(method, world);
  const queue = d3d11.infoQueueOf(world.device);
  const { count } = queue;
  world.machine.driverCalls.length = 0;
  const answer = call(...args);
  const cells = args.filter((_, at) =>
    /^out/.test(method.parameters[at]!.passing.as),
  ) as d3d11.Out<unknown>[];
  return {
    answer,
    cells: cells.map(({ value }) => value),
    said: queue.count - count,
    calls: [...world.machine.driverCalls],
  };
}

describe.each(namesOfDevice)('the %s of a removed device', (name) => {
  const methods = methodsOf(everyObjectOfMachine().objects[name])
    .map(({ method }) => method.name)
    .filter((each) => !isOfDebugLayer(each));

  it.each(methods.filter((each) => !withOwnAnswer.some((own) => each.endsWith(`::${own}`))))(
    '%s',
    (methodName) => {
      const world = everyObjectOfMachine();
      const find = () => methodsOf(world.objects[name]).find(({ method }) => method.name === methodName)!;
      const callable = find();
      const { method } = callable;
      if (unaffected.includes(method.member)) {
        if (method.member === 'Release') world.objects[name].AddRef();
        const before = outcome(world, callable);
        if (method.member === 'Release') world.objects[name].AddRef();
        if (method.member === 'AddRef') world.objects[name].Release();
        world.machine.kernel.removeDevice({ reason: DXGI_ERROR_DEVICE_HUNG });
        const after = outcome(world, callable);
        const isCookie = method.member === 'RegisterDeviceRemovedEvent';
        expect({ ...after, ...(isCookie && { cells: [] }) }).toEqual({
          ...before,
          ...(isCookie && { cells: [] }),
        });
        return;
      }
      world.machine.kernel.removeDevice({ reason: DXGI_ERROR_DEVICE_HUNG });
      const { answer, cells, said, calls } = outcome(world, callable);
      const isHresult = method.returns.name === 'HRESULT';
      if (isHresult) expect(answer).toBe(DXGI_ERROR_DEVICE_REMOVED);
      else expect([undefined, 0]).toContain(answer);
      const makes = method.parameters.some(({ passing }) => passing.as === 'outObject');
      expect(cells).toEqual(cells.map(() => (makes ? null : undefined)));
      expect({ said, calls }).toEqual({ said: 0, calls: [] });
    },
  );
});
