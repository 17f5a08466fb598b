import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createDriver, type DriverOptions } from 'softumd';
import type { Address, D3D11Driver, DriverUnderTest, FunctionDeclaration, Interposer } from 'softumd/ddi';
import * as ddi from 'softumd/ddi';
import { ArenaMemory } from 'softumd/memory';
import { HostAdapter, withBytes, withStruct } from '../../src/host/index.js';
import { caught } from '../support/caught.js';

const { S_OK, E_FAIL, E_OUTOFMEMORY, E_INVALIDARG, NULL } = ddi;
const at = (address: number) => address as Address;

/** Runs `instead` in place of one function of the driver. */
const replacing =
  (name: string, instead: (...args: never[]) => unknown): Interposer =>
  (declaration: FunctionDeclaration, inner) =>
    declaration.name === name ? (...args) => instead(...(args as never[])) : inner;

const open = (options: DriverOptions = {}) => {
  const driver = createDriver(options);
  const opened = HostAdapter.open(driver);
  return { driver, ...opened };
};

/** Every pointer of a block of the runtime's. */
function pointers(driver: DriverUnderTest, table: Address, bytes: number): number[] {
  return Array.from({ length: bytes / 8 }, (_, index) =>
    Number(driver.memory.readU64(at(table + 8 * index))),
  );
}

describe('opening an adapter', () => {
  it('gives the driver’s handle and functions', () => {
    const { hresult, adapter } = open();
    expect(hresult).toBe(S_OK);
    expect(adapter!.hAdapter).not.toBe(NULL);
    expect(Object.values(adapter!.functions)).not.toContain(null);
    expect(adapter!.supportedVersions()).toEqual([ddi.D3D11_1_DDI_SUPPORTED]);
  });

  it('passes the entry’s failure on, and frees everything', () => {
    for (const code of [E_FAIL, E_OUTOFMEMORY]) {
      const { driver, hresult, adapter } = open({ interposer: replacing('OpenAdapter10_2', () => code) });
      expect([hresult, adapter]).toEqual([code, null]);
      expect(driver.memory.live()).toEqual([]);
    }
  });

  it('asks for the D3D11.1 interface', () => {
    const asked: number[] = [];
    const holder: { driver?: D3D11Driver } = {};
    const interposer = replacing('OpenAdapter10_2', (pOpenData: Address) => {
      asked.push(ddi.D3D10DDIARG_OPENADAPTER.decode(holder.driver!.memory, pOpenData).Interface);
      return E_FAIL;
    });
    holder.driver = createDriver({ interposer });
    HostAdapter.open(holder.driver);
    expect(asked).toEqual([0x000b000f]);
  });

  it('is over when it is closed: nothing is left', () => {
    const { driver, adapter } = open();
    adapter!.createDevice();
    adapter!.createDevice();
    expect(adapter!.close()).toBe(S_OK);
    expect(driver.memory.live()).toEqual([]);
  });

  it('knows no versions where the driver does not say any', () => {
    for (const instead of [() => E_OUTOFMEMORY, () => E_INVALIDARG]) {
      const { adapter } = open({ interposer: replacing('GetSupportedVersions', instead) });
      expect(adapter!.supportedVersions()).toEqual([]);
    }
  });
});

describe('the callback tables (DEV-15)', () => {
  it('have no null entry, and every entry can be called', () => {
    const { driver, adapter } = open();
    const { pAdapterCallbacks, pKTCallbacks, p11UMCallbacks } = adapter!.callbacks;
    const blocks = driver.memory
      .live()
      .filter(({ address }) => [pAdapterCallbacks, pKTCallbacks, p11UMCallbacks].includes(address));
    expect(blocks.map(({ bytes }) => bytes).sort()).toEqual([24, 368, 520]);
    for (const { address, bytes } of blocks) {
      for (const code of pointers(driver, address, bytes)) {
        expect(code).not.toBe(0);
        expect(driver.code.functionAt(ddi.Flush, at(code))).toEqual(expect.any(Function));
      }
    }
    const unneeded = pointers(driver, pKTCallbacks, 496)[10]!;
    expect(driver.code.functionAt(ddi.CloseAdapter, at(unneeded))(NULL)).toBe(ddi.E_NOTIMPL);
  });

  it('say which device an error belongs to', () => {
    const { driver, adapter } = open();
    const [one, other] = [adapter!.createDevice().device!, adapter!.createDevice().device!];
    const heard: number[] = [];
    other.onError((code) => heard.push(code));
    const entry = at(pointers(driver, adapter!.callbacks.p11UMCallbacks, 8)[0]!);
    const report = driver.code.functionAt(ddi.SetErrorCb, entry);
    report(other.hRTCoreLayer, E_FAIL);
    report(other.hRTCoreLayer, E_OUTOFMEMORY);
    report(0xdead as never, E_FAIL); // a handle of nobody's
    expect([one.takeErrors(), other.takeErrors(), other.takeErrors()]).toEqual([
      [],
      [E_FAIL, E_OUTOFMEMORY],
      [],
    ]);
    expect(heard).toEqual([E_FAIL, E_OUTOFMEMORY]);
  });
});

describe('making a device', () => {
  it('reads the tables that the driver filled', () => {
    const { adapter } = open();
    const { hresult, device } = adapter!.createDevice();
    expect(hresult).toBe(S_OK);
    expect(device!.video!.pfnCalcPrivateCryptoSessionSize!(device!.hDevice, NULL)).toBe(16);
    expect(device!.functions.pfnFlush!(device!.hDevice, 0)).toBe(1);
  });

  it.each([
    ['CalcPrivateDeviceSize says SIZE_T(-1) (DEV-3)', 'CalcPrivateDeviceSize', 2 ** 64, E_OUTOFMEMORY],
    ['CalcPrivateDeviceSize wants more than there is', 'CalcPrivateDeviceSize', 2 ** 32 - 1, E_OUTOFMEMORY],
    ['CreateDevice fails', 'CreateDevice', E_FAIL, E_FAIL],
  ])('fails where %s, and frees everything', (_name, name, answer, code) => {
    const { driver, adapter } = open({ interposer: replacing(name, () => answer) });
    const before = driver.memory.live();
    expect(adapter!.createDevice()).toEqual({ hresult: code, device: null });
    expect(driver.memory.live()).toEqual(before);
    expect(adapter!.close()).toBe(S_OK);
  });

  it('does without a video table where the driver has none', () => {
    const { driver, adapter } = open({ interposer: replacing('RetrieveSubObject', () => E_FAIL) });
    const { device } = adapter!.createDevice();
    expect(device!.video).toBeNull();
    device!.destroy();
    device!.destroy(); // once is enough
    adapter!.close();
    expect(driver.memory.live()).toEqual([]);
  });

  it('fails without a fault where memory runs out at any point, and leaves nothing', () => {
    const outcomes = new Set<number>();
    for (let kibibytes = 2; kibibytes <= 12; kibibytes += 0.25) {
      const driver = createDriver({ memory: new ArenaMemory({ limitBytes: 1024 * kibibytes }) });
      const opened: { adapter?: HostAdapter | null } = {};
      expect([
        kibibytes,
        caught(() => {
          opened.adapter = HostAdapter.open(driver).adapter;
        }),
      ]).toEqual([kibibytes, undefined]);
      if (opened.adapter) {
        const before = driver.memory.live().length;
        const made: { code?: number } = {};
        const error = caught(() => {
          const { hresult, device } = opened.adapter!.createDevice();
          made.code = hresult;
          device?.destroy();
        });
        expect([kibibytes, error]).toEqual([kibibytes, undefined]);
        outcomes.add(made.code!);
        expect(driver.memory.live()).toHaveLength(before);
      }
    }
    expect([...outcomes].sort()).toEqual([S_OK, E_OUTOFMEMORY]);
  });
});

describe('scratch memory', () => {
  it('is zeroed, and freed whatever happens', () => {
    const memory = new ArenaMemory();
    expect(withBytes(memory, 8, 'scratch', (address) => memory.readU64(address))).toBe(0n);
    const error = new Error('mine');
    expect(
      caught(() =>
        withBytes(memory, 8, 'scratch', () => {
          throw error;
        }),
      ),
    ).toBe(error);
    expect(memory.live()).toEqual([]);
  });

  it('holds any structure while it is used (property)', () => {
    const memory = new ArenaMemory();
    const uint = fc.nat({ max: 0xffffffff });
    fc.assert(
      fc.property(fc.record({ Interface: uint, Version: uint, Flags: uint }), (value) => {
        const layout = ddi.D3D10DDIARG_CALCPRIVATEDEVICESIZE;
        expect(withStruct(memory, layout, value, (address) => layout.decode(memory, address))).toEqual(value);
        expect(memory.live()).toEqual([]);
      }),
    );
  });
});
