/** What is looked for before the first case: a driver that no case could say anything of. */
import { describe, expect, it } from '@jest/globals';
import { createDriver } from 'softumd';
import type { Address } from 'softumd/abi';
import * as ddi from 'softumd/ddi';
import type { DriverUnderTest } from '../../src/driver/index.js';
import { DriverLoadError } from '../../src/isolation/index.js';
import { probe } from '../../src/isolation/probe.js';

/** A driver of COPP alone, with this done by its entry after the emulated driver's own. */
function coppAlone(after: (driver: DriverUnderTest, pOpenData: Address) => ddi.Hresult): DriverUnderTest {
  const driver = createDriver({ seed: 'probe' });
  const { memory, code } = driver;
  const SoftUMDOpenCOPP = (pOpenData: Address) => {
    const hresult = driver.SoftUMDOpenCOPP!(pOpenData);
    return hresult === ddi.S_OK ? after(driver, pOpenData) : hresult;
  };
  return { name: './copp.so', memory, code, SoftUMDOpenCOPP };
}

const { offset } = ddi.SOFTUMDARG_OPENCOPP;

/** A driver of OPM alone, with this done by its entry after the emulated driver's own. */
function opmAlone(
  after: (driver: DriverUnderTest, pOpenData: Address) => ddi.Ntstatus = () => ddi.STATUS_SUCCESS,
): DriverUnderTest {
  const driver = createDriver({ seed: 'probe' });
  const { memory, code } = driver;
  const SoftUMDOpenOPM = (pOpenData: Address) => {
    const status = driver.SoftUMDOpenOPM(pOpenData);
    return status === ddi.STATUS_SUCCESS ? after(driver, pOpenData) : status;
  };
  return { name: './opm.so', memory, code, SoftUMDOpenOPM };
}

/** Changes a member of what SoftUMDOpenOPM has filled. */
const telling =
  (change: Partial<Record<'pfnQueryInterface' | 'Targets', number>>) =>
  ({ memory }: DriverUnderTest, pOpenData: Address): ddi.Ntstatus => {
    const told = ddi.SOFTUMDARG_OPENOPM.decode(memory, pOpenData);
    ddi.SOFTUMDARG_OPENOPM.encode(memory, pOpenData, { ...told, ...(change as typeof told) });
    return ddi.STATUS_SUCCESS;
  };

/** DxgkDdiQueryInterface of the driver, with DxgkDdiOPMCreateProtectedOutput taken out of its table. */
function withoutCreate({ memory, code }: DriverUnderTest, pOpenData: Address): ddi.Ntstatus {
  const { pfnQueryInterface } = ddi.SOFTUMDARG_OPENOPM.decode(memory, pOpenData);
  const inner = code.functionAt(ddi.DxgkDdiQueryInterface, pfnQueryInterface);
  const outer: typeof inner = (context, pQuery) => {
    const status = inner(context, pQuery);
    const { Interface } = ddi.QUERY_INTERFACE.decode(memory, pQuery);
    const offset = ddi.DXGK_OPM_INTERFACE.offset('DxgkDdiOPMCreateProtectedOutput');
    memory.writeU64((Interface + offset) as Address, 0n);
    return status;
  };
  return telling({ pfnQueryInterface: code.addressOf(ddi.DxgkDdiQueryInterface, outer) })(
    { memory, code } as DriverUnderTest,
    pOpenData,
  );
}

describe('a driver of OPM alone', () => {
  it('is taken as it is', () => {
    expect(() => {
      probe(opmAlone());
    }).not.toThrow();
  });

  it.each([
    [
      'fails',
      () => ddi.STATUS_NO_MEMORY,
      'SoftUMDOpenOPM, or its DxgkDdiQueryInterface, answered STATUS_NO_MEMORY: it must succeed',
    ],
    ['has no interface', telling({ pfnQueryInterface: 0 }), 'answered STATUS_NOT_SUPPORTED: it must succeed'],
    ['tells of no target', telling({ Targets: 0 }), 'there is no target: set bit n of Targets'],
    ['makes no outputs', withoutCreate, 'leaves DxgkDdiOPMCreateProtectedOutput empty'],
  ] as const)('whose entry %s is refused in one line', (_what, after, line) => {
    const refused = () => {
      probe(opmAlone(after));
    };
    expect(refused).toThrow(DriverLoadError);
    expect(refused).toThrow(line);
  });
});

describe('a driver of COPP alone', () => {
  it('is taken as it is', () => {
    expect(() => {
      probe(coppAlone(() => ddi.S_OK));
    }).not.toThrow();
  });

  it.each([
    [
      'fails',
      () => ddi.E_OUTOFMEMORY,
      'SoftUMDOpenCOPP answered E_OUTOFMEMORY: it must succeed before anything can be tested',
    ],
    [
      'tells of no graphics device',
      ({ memory }: DriverUnderTest, pOpenData: Address) => {
        memory.writeU32((pOpenData + offset.Devices) as Address, 0);
        return ddi.S_OK;
      },
      'no graphics device has COPP: set bit n of Devices',
    ],
    [
      'opens no session',
      ({ memory }: DriverUnderTest, pOpenData: Address) => {
        const { pCOPPFuncs } = ddi.SOFTUMDARG_OPENCOPP.decode(memory, pOpenData);
        memory.copyIn(pCOPPFuncs, new Uint8Array(ddi.COPP_DDI.bytes));
        return ddi.S_OK;
      },
      'leaves COPPOpenVideoSession empty: without sessions',
    ],
  ] as const)('whose entry %s is refused in one line', (_what, after, line) => {
    const refused = () => {
      probe(coppAlone(after));
    };
    expect(refused).toThrow(DriverLoadError);
    expect(refused).toThrow(line);
  });

  it('is not asked for where there is Direct3D: what is not there yet keeps nobody from testing the rest', () => {
    const { name, memory, code, OpenAdapter10_2 } = createDriver({ seed: 'probe' });
    const driver = { name, memory, code, OpenAdapter10_2, SoftUMDOpenCOPP: () => ddi.E_OUTOFMEMORY };
    expect(() => {
      probe(driver);
    }).not.toThrow();
  });
});
