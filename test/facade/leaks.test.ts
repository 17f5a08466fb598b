import { describe, expect, it } from '@jest/globals';
import { createAdapter, createDevice, createMachine, LeakError } from 'softumd';
import {
  D3D_DRIVER_TYPE,
  type ID3D11Buffer,
  type ID3D11Device,
  type ID3D11DeviceContext,
  out,
} from 'softumd/d3d11';
import { createSession, errorOf, player } from './player.js';

/** What a call throws as left behind: kind and references. */
function leaksOf(call: () => void) {
  try {
    call();
  } catch (error) {
    if (!(error instanceof LeakError)) throw error;
    return error;
  }
  return null;
}

describe('what is left behind', () => {
  it('is named, until it is released', () => {
    const { device, session, source, target } = player();
    const mapping = source.map();
    const error = leaksOf(() => {
      device.assertNoLeaks();
    })!;
    expect(error.objects.map(({ kind, mappedSubresources }) => [kind, mappedSubresources])).toEqual([
      ['CRYPTOSESSION', []],
      ['BUFFER', [0]],
      ['BUFFER', []],
    ]);
    expect(error.message).toMatch(
      /^Device\.assertNoLeaks: 3 left behind\n {2}ID3D11CryptoSession 2 <unnamed>: 1 ref/,
    );
    expect(error.message).toContain('mapped: subresource 0');
    mapping.unmap();
    for (const one of [session, source, target]) one.release();
    device.assertNoLeaks();
    device.release();
    expect(device.messages).toEqual([]);
  });

  it('is told with the place where it was made, on request', () => {
    const device = createDevice({ creationStacks: true });
    createSession(device);
    const error = leaksOf(() => {
      device.assertNoLeaks();
    })!;
    expect(error.objects[0]!.stack!.split('\n')[0]).toContain('player.ts'); // no frame of ours before it
    expect(error.message).toContain('player.ts');
    expect(error.message).not.toContain('creationStacks');
  });

  it('has its whole way there, whatever the limit of stacks is, which stays', () => {
    const device = createDevice({ creationStacks: true });
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 1;
    createSession(device);
    expect(Error.stackTraceLimit).toBe(1);
    Error.stackTraceLimit = limit;
    const { stack } = leaksOf(() => {
      device.assertNoLeaks();
    })!.objects[0]!;
    const [helper, test] = stack!.split('\n');
    expect(helper).toContain('player.ts');
    expect(test).toContain('leaks.test.ts');
  });

  it('keeps its number: the next object has another, though one before it is released', () => {
    const device = createDevice();
    const [first, second] = [device.createBuffer('staging', 16), device.createBuffer('staging', 16)];
    const numbers = () =>
      leaksOf(() => {
        device.assertNoLeaks();
      })!.objects.map(({ number }) => number);
    const [one, two] = numbers();
    first.release();
    const third = device.createBuffer('staging', 16);
    expect(numbers()).toEqual([two, two! + 1]);
    expect(two).toBe(one! + 1);
    for (const left of [second, third]) left.release();
    device.assertNoLeaks();
  });

  it('is warned of at the end of the device, and an error where it is strict', () => {
    const end = (strict: boolean) => {
      const { device, source } = player({ strict });
      source.map();
      const error = leaksOf(() => {
        device.release();
      });
      return [error?.objects.length, device.messages.map(({ check, severity }) => [check, severity])];
    };
    const three = (severity: string) => Array.from({ length: 3 }, () => ['ALIVE_AT_END', severity]);
    expect(end(false)).toEqual([undefined, three('WARNING')]);
    expect(end(true)).toEqual([3, three('ERROR')]);
  });

  it('of a machine are the devices that nobody released, whoever made them', () => {
    const machine = createMachine([{}]);
    const made = out<ID3D11Device>();
    const { D3D11CreateDevice } = machine.api;
    D3D11CreateDevice(null, D3D_DRIVER_TYPE.HARDWARE, 0n, 0, null, 0, 7, made, null, null);
    const error = leaksOf(() => {
      machine.assertNoLeaks();
    })!;
    expect(error.devices.map(({ references }) => references)).toEqual([1]);
    made.value!.Release();
    machine.assertNoLeaks();
    machine.release();
  });

  it('of a machine or an adapter is an error at its end, where it is strict', () => {
    const machine = createMachine([{}], { strict: true });
    const made = out<ID3D11Device>();
    machine.api.D3D11CreateDevice(null, D3D_DRIVER_TYPE.HARDWARE, 0n, 0, null, 0, 7, made, null, null);
    const desc = { ByteWidth: 16, Usage: 3, BindFlags: 0, CPUAccessFlags: 0x20000, MiscFlags: 0 };
    made.value!.CreateBuffer({ ...desc, StructureByteStride: 0 }, null, out<ID3D11Buffer>());
    const left = leaksOf(() => {
      machine.release();
    })!;
    expect([left.message.split(':')[0], left.objects.length, machine.api.liveDevices()]).toEqual([
      'Machine.release',
      1,
      [],
    ]);
    const adapter = createAdapter({ strict: true });
    adapter.createDevice().createBuffer('staging', 16);
    const ofAdapter = leaksOf(() => {
      adapter.release();
    })!;
    expect([ofAdapter.message.split(':')[0], ofAdapter.objects.length]).toEqual(['Adapter.release', 1]);
  });

  it('of a device are references to it and to its context, too', () => {
    const device = createDevice();
    expect([device.videoDevice, device.videoContext]).toHaveLength(2);
    device.assertNoLeaks();
    device.api.AddRef();
    const error = leaksOf(() => {
      device.assertNoLeaks();
    })!;
    expect(error.devices.map(({ references }) => references)).toEqual([1]);
    device.api.Release();
    const context = out<ID3D11DeviceContext>();
    device.api.GetImmediateContext(context);
    expect(
      leaksOf(() => {
        device.assertNoLeaks();
      })!.objects.map(({ kind }) => kind),
    ).toEqual(['CONTEXT']);
    context.value!.Release();
    device.assertNoLeaks();
  });

  it('of an adapter is found on each of its devices', () => {
    const adapter = createAdapter();
    const [one, other] = [adapter.createDevice(), adapter.createDevice()];
    one.createBuffer('staging', 16);
    expect(
      leaksOf(() => {
        other.assertNoLeaks();
      }),
    ).toBeNull();
    expect(
      leaksOf(() => {
        one.assertNoLeaks();
      })?.objects,
    ).toHaveLength(1);
  });
});

describe('lifetimes that are wrong', () => {
  it('a second release, and a use after it, say so', () => {
    const { device, session } = player();
    session.release();
    const twice = errorOf(() => {
      session.release();
    });
    expect(twice.messages.map(({ check }) => check)).toEqual(['RELEASED_OBJECT']);
    const used = errorOf(() => session.getCertificate());
    expect(used.messages.map(({ check, text }) => [check, text])).toEqual([
      ['RELEASED_OBJECT', 'the object has been released'],
    ]);
    expect(device.removedReason).toBe(0);
  });

  it('a device that was released tells it from one that was removed', () => {
    const { device } = player();
    device.release();
    const used = errorOf(() => device.createBuffer('staging', 16));
    expect(used.messages.map(({ check }) => check)).toEqual(['DEVICE_RELEASED']);
    const removed = createDevice();
    removed.remove();
    expect(errorOf(() => removed.createBuffer('staging', 16)).messages).toEqual([]);
  });

  it('a resource that is released while it is mapped is warned of', () => {
    const { device, source } = player();
    source.map();
    source.release();
    expect(device.messages.map(({ check, text }) => [check, text])).toEqual([
      ['RELEASED_WHILE_MAPPED', 'subresource 0'],
    ]);
  });
});
