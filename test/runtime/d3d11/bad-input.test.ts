/**
 * Arguments that cannot be, for every parameter of every emulated method, made from the declarations: answered as
 * documented, with one message, nothing thrown, nothing changed, and the driver not called.
 */
import { describe, expect, it } from '@jest/globals';
import type { IUnknown } from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import type { AnyApiParameter, ComMethod } from '../../../src/api/kit/index.js';
import { objectOf } from '../../../src/api/kit/index.js';
import type { Callable, Everything } from './every-method.js';
import { argumentsFor, everyObjectOfMachine, methodsOf, objectNames } from './every-method.js';
import {
  createBuffer,
  createDecoder,
  createDecoderView,
  createQuery,
  createSession,
  createTexture,
  textureDesc,
} from './machine.js';

const { E_INVALIDARG, E_POINTER, DXGI_ERROR_INVALID_CALL, E_NOINTERFACE, infoQueueOf } = d3d11;

/** The codes that a null pointer has, where it is not E_INVALIDARG: REF-9, and the pages of EnumAdapters. */
const nullCodes: Readonly<Record<string, number>> = {
  QueryInterface: E_POINTER,
  EnumAdapters: DXGI_ERROR_INVALID_CALL,
  EnumAdapters1: DXGI_ERROR_INVALID_CALL,
};

/** Of no type that a parameter has. */
const ofNoType: readonly unknown[] = ['text', Number.NaN, 1.5, 2 ** 53, true, Symbol('s'), () => 0];

/** What is not an argument of this parameter; null pointers apart. */
function wrongFor({ passing, type, extent }: AnyApiParameter, world: Everything): readonly unknown[] {
  const layout = extent && 'layout' in extent ? extent.layout : type;
  const isBool = layout.name === 'BOOL';
  const isText = (one: unknown) => layout.name === 'LPCSTR' && typeof one === 'string';
  switch (passing.as) {
    case 'value':
      return [
        ...ofNoType.filter((one) => !(isBool && typeof one === 'boolean') && !isText(one)),
        {},
        [],
        new Uint8Array(4),
      ];
    case 'struct':
    case 'structs':
    case 'values':
      return [...ofNoType, 7, 7n, {}, new Uint8Array(4), [{}], [null]];
    case 'bytes':
      return [...ofNoType, 7, 7n, {}, [1, 2], new Float64Array(2), new DataView(new ArrayBuffer(8))];
    case 'out':
    case 'outObject':
    case 'outObjects':
      return [...ofNoType, 7, 7n];
    case 'object':
      return [...ofNoType, 7, 7n, {}, [], ...(passing.of === 'IUnknown' ? [] : [world.objects.output])];
    case 'objects':
      return [...ofNoType, 7, 7n, {}, [{}], [world.objects.output]];
  }
}

const isByValue = ({ passing, direction, optional }: AnyApiParameter) =>
  passing.as === 'value' && direction === undefined && !optional;

/** Everything that may not change: references, what there is, and why it was removed. */
function state({ machine, device, objects }: Everything) {
  return {
    references: Object.values(objects).map((object) => objectOf(object).referenceCount),
    blocks: machine.liveBlocks,
    reason: device.GetDeviceRemovedReason(),
    level: device.GetFeatureLevel(),
  };
}

const messagesOf = ({ machine, device }: Everything) =>
  infoQueueOf(device).count + machine.libraries.messages.length;

/** Cells with what was there before. */
function filledCells({ parameters }: ComMethod, args: unknown[]): unknown[] {
  return args.map((arg, at) => (/^out/.test(parameters[at]!.passing.as) ? { value: 'before' } : arg));
}

/** What makes an object for a parameter of this interface; others take a buffer. */
const makers: Readonly<Record<string, (device: d3d11.ID3D11Device) => IUnknown>> = {
  ID3D11CryptoSession: createSession,
  ID3D11Asynchronous: createQuery,
  ID3D11Texture2D: createTexture,
  ID3D11VideoDecoder: createDecoder,
  ID3D11VideoDecoderOutputView: createDecoderView,
};

/** Makes the call with one argument replaced, and holds everything against what is documented. */
function expectRefused(
  world: Everything,
  { method, call }: Callable,
  at: number,
  argument: unknown,
  code: number = E_INVALIDARG,
): void {
  const args = filledCells(method, argumentsFor(method, world));
  args[at] = argument;
  const [before, said] = [state(world), messagesOf(world)];
  world.machine.driverCalls.length = 0;
  const answer = call(...args);
  const name = method.returns.name;
  const expected = name === 'HRESULT' ? code : name === 'VOID' || name === 'void' ? undefined : 0;
  const cells = args.map((_, position) => {
    if (position === at || !/^out/.test(method.parameters[position]!.passing.as)) return undefined;
    return method.parameters[position]!.passing.as === 'outObject' ? null : 'before';
  });
  expect({
    answer,
    cells: args.map((arg, position) =>
      cells[position] === undefined ? undefined : (arg as d3d11.Out<unknown>).value,
    ),
    said: messagesOf(world) - said,
    driver: world.machine.driverCalls,
    state: state(world),
  }).toEqual({ answer: expected, cells, said: 1, driver: [], state: before });
}

describe.each(objectNames)('the %s', (name) => {
  const methods = methodsOf(everyObjectOfMachine().objects[name]).map(({ method }) => method);
  const withParameters = methods.filter(({ parameters }) => parameters.length > 0);

  describe.each(withParameters.map((method) => [method.name, method] as const))('%s', (_, method) => {
    const world = everyObjectOfMachine();
    const callable = methodsOf(world.objects[name]).find((each) => each.method === method)!;

    it.each(method.parameters.map((parameter, at) => [parameter.name, parameter, at] as const))(
      'refuses what %s cannot be',
      (_name, parameter, at) => {
        for (const argument of wrongFor(parameter, world)) expectRefused(world, callable, at, argument);
        const isNeeded = !parameter.optional;
        for (const nothing of [null, undefined]) {
          if (isByValue(parameter)) expectRefused(world, callable, at, nothing);
          else if (isNeeded) expectRefused(world, callable, at, nothing, nullCodes[method.member]);
        }
        if (isByValue(parameter) && typeof parameter.type.zero === 'number' && parameter.type.name !== 'INT')
          for (const number of [-1, 2 ** 32]) expectRefused(world, callable, at, number);
      },
    );

    it('refuses what was released, what another device has, and too few bytes', () => {
      for (const [at, { passing }] of method.parameters.entries()) {
        if (passing.as === 'object') {
          const released = (makers[passing.of] ?? createBuffer)(world.device);
          released.Release();
          expectRefused(world, callable, at, released);
          const foreign = (makers[passing.of] ?? createBuffer)(world.otherDevice);
          if (passing.of !== 'IUnknown') expectRefused(world, callable, at, foreign);
        }
        if (passing.as === 'bytes' && passing.bytesIn !== undefined) {
          const args = argumentsFor(method, world);
          const count = args[method.parameters.findIndex(({ name: one }) => one === passing.bytesIn)];
          expect(Number(count)).toBeGreaterThan(0);
          expectRefused(world, callable, at, new Uint8Array(Number(count) - 1));
        }
      }
    });

    it('answers any number without a throw, and keeps the device', () => {
      for (const [at, parameter] of method.parameters.entries()) {
        if (!isByValue(parameter)) continue;
        const isBig = typeof parameter.type.zero === 'bigint';
        const numbers = isBig
          ? [1n, 2n ** 63n, 2n ** 64n - 1n]
          : [1, 2, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];
        for (const number of numbers) {
          const args = argumentsFor(method, world);
          args[at] = number;
          expect(['number', 'undefined']).toContain(typeof callable.call(...args));
          expect(world.device.GetDeviceRemovedReason()).toBe(0);
        }
      }
    });
  });

  it('is refused itself once it has ended, whatever the method', () => {
    const world = everyObjectOfMachine();
    const object = world.objects[name];
    const all = methodsOf(object);
    objectOf(object).end();
    world.machine.driverCalls.length = 0;
    for (const { method, call } of all) {
      const said = messagesOf(world);
      const answer = call(...filledCells(method, argumentsFor(method, world)));
      const { returns } = method;
      const zero = returns.name === 'UINT64' ? 0n : 0;
      expect(answer).toBe(
        returns.name === 'HRESULT' ? E_INVALIDARG : /^void$/i.test(returns.name) ? undefined : zero,
      );
      expect(messagesOf(world)).toBe(said + 1);
    }
    expect(world.machine.driverCalls).toEqual([]);
  });
});

describe('a structure', () => {
  it('has all its members, and those of its members', () => {
    const world = everyObjectOfMachine();
    const callable = methodsOf(world.device).find(({ method }) => method.member === 'CreateTexture2D')!;
    const { SampleDesc, ...rest } = textureDesc;
    for (const desc of [
      rest,
      { ...rest, SampleDesc: {} },
      { ...rest, SampleDesc: { Count: SampleDesc.Count } },
    ])
      expectRefused(world, callable, 0, desc);
    const last = infoQueueOf(world.device).messages().at(-1)!;
    expect(last.text).toContain('SampleDesc.Quality');
  });
});

describe('functions of the libraries', () => {
  const functions = [
    [d3d11.CreateDXGIFactory, 'CreateDXGIFactory'],
    [d3d11.CreateDXGIFactory1, 'CreateDXGIFactory1'],
    [d3d11.CreateDXGIFactory2, 'CreateDXGIFactory2'],
    [d3d11.D3D11CreateDevice, 'D3D11CreateDevice'],
  ] as const;

  describe.each(functions.map(([method, name]) => [name, method as ComMethod] as const))(
    '%s',
    (name, method) => {
      it.each(method.parameters.map((parameter, at) => [parameter.name, parameter, at] as const))(
        'refuses what %s cannot be',
        (_, parameter, at) => {
          const world = everyObjectOfMachine();
          const callable = { method, call: world.machine.libraries[name] as never };
          const wrong = wrongFor(parameter, world);
          for (const argument of wrong) expectRefused(world, callable, at, argument);
          if (parameter.optional) return;
          for (const nothing of [null, undefined]) expectRefused(world, callable, at, nothing);
        },
      );
    },
  );

  it('take no interface that is none', () => {
    const { machine } = everyObjectOfMachine();
    const cell = { value: 'before' } as never as d3d11.Out<IUnknown>;
    const nobody = d3d11.guid('12345678-1234-1234-1234-123456789abc');
    expect(machine.libraries.CreateDXGIFactory1(nobody, cell)).toBe(E_NOINTERFACE);
    expect(cell.value).toBeNull();
  });
});
