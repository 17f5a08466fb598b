/** IAMCertifiedOutputProtection as a client has it: the session, its codes, and COM's rules. */
import { describe, expect, it } from '@jest/globals';
import { createFaults, type Hresult } from 'softumd/ddi';
import * as ddi from 'softumd/ddi';
import { CoppAdapter, type IAMCertifiedOutputProtection, out, type Out } from 'softumd/copp';
import type { EmulatedDriver } from 'softumd/emulator';
import {
  chain,
  COMMAND_START,
  commandOf,
  createCoppDriver,
  everyProtection,
  HDCP,
  issued,
  levelData,
  macOf,
  requestOf,
  STATUS_START,
  startMessage,
  withOutputs,
  word,
} from '../../emulator/copp/bench.js';

function adapterOf(driver: EmulatedDriver): CoppAdapter {
  const adapter: Out<CoppAdapter> = out();
  const isConnected = (index: number) => driver.control.outputs.list()[index]!.connected;
  expect(CoppAdapter.open(driver, adapter, { isConnected })).toBe(ddi.S_OK);
  return adapter.value!;
}

const objectOf = (driver = createCoppDriver(), DevID = 0) =>
  adapterOf(driver).CertifiedOutputProtection(DevID);

const exchange = (object: IAMCertifiedOutputProtection) => object.KeyExchange(out(), out(), out());
const command = commandOf(COMMAND_START, levelData(HDCP, 1));
const request = requestOf(STATUS_START, ddi.DXVA_COPPQueryLocalProtectionLevel, word(HDCP));

/** The four methods, with everything as it has to be. */
const methods = (object: IAMCertifiedOutputProtection): readonly Hresult[] => [
  exchange(object),
  object.SessionSequenceStart(startMessage),
  object.ProtectionCommand(command),
  object.ProtectionStatus(request, new Uint8Array(4096)),
];

const all = (code: Hresult) => [code, code, code, code];

describe('a session', () => {
  it('goes from KeyExchange to a level', () => {
    const object = objectOf();
    const [random, certificate, length] = [out<Uint8Array>(), out<Uint8Array>(), out<number>()];
    expect(object.KeyExchange(random, certificate, length)).toBe(ddi.S_OK);
    expect([random.value, certificate.value, length.value]).toEqual([issued, chain, chain.length]);
    expect(object.SessionSequenceStart(startMessage)).toBe(ddi.S_OK);
    expect(object.ProtectionCommand(command)).toBe(ddi.S_OK);
    const reply = new Uint8Array(4096);
    expect(object.ProtectionStatus(request, reply)).toBe(ddi.S_OK);
    expect(Buffer.from(reply).readUInt32LE(40)).toBe(1);
    expect(reply.subarray(0, 16)).toEqual(macOf(reply));
  });

  it("gives a certificate that is the caller's", () => {
    const driver = createCoppDriver();
    const [first, second] = [out<Uint8Array>(), out<Uint8Array>()];
    objectOf(driver).KeyExchange(out(), first, out());
    first.value!.fill(0);
    objectOf(driver).KeyExchange(out(), second, out());
    expect(second.value).toEqual(chain);
  });

  it('needs its calls in order (COPP-10)', () => {
    const object = objectOf();
    expect(methods(object).slice(0, 1)).toEqual([ddi.S_OK]);
    const fresh = objectOf();
    expect(fresh.SessionSequenceStart(startMessage)).toBe(ddi.E_UNEXPECTED);
    expect(fresh.ProtectionCommand(command)).toBe(ddi.E_UNEXPECTED);
    expect(fresh.ProtectionStatus(request, new Uint8Array(4096))).toBe(ddi.E_UNEXPECTED);
    expect(exchange(fresh)).toBe(ddi.S_OK);
    expect(exchange(fresh)).toBe(ddi.E_UNEXPECTED);
    expect(fresh.SessionSequenceStart(startMessage)).toBe(ddi.S_OK);
    expect(fresh.SessionSequenceStart(startMessage)).toBe(ddi.E_UNEXPECTED);
    expect(fresh.ProtectionCommand(command)).toBe(ddi.S_OK);
  });

  it('leaves the output alone when a request is refused', () => {
    const object = objectOf();
    methods(object);
    const output = new Uint8Array(4096).fill(0xee);
    expect(object.ProtectionStatus(request, output)).toBe(ddi.E_INVALIDARG);
    expect(output).toEqual(new Uint8Array(4096).fill(0xee));
  });

  it('refuses null pointers and structures of another size', () => {
    const object = objectOf();
    const bytes = new Uint8Array(4096);
    expect([
      object.KeyExchange(null, out(), out()),
      object.KeyExchange(out(), null, out()),
      object.KeyExchange(out(), out(), null),
      object.SessionSequenceStart(null),
      object.ProtectionCommand(null),
      object.ProtectionStatus(null, bytes),
      object.ProtectionStatus(bytes, null),
    ]).toEqual(Array.from({ length: 7 }, () => ddi.E_POINTER));
    expect([
      object.SessionSequenceStart(bytes),
      object.ProtectionCommand(bytes.subarray(1)),
      object.ProtectionStatus(bytes.subarray(1), bytes),
      object.ProtectionStatus(bytes, bytes.subarray(1)),
    ]).toEqual(all(ddi.E_INVALIDARG));
  });
});

describe('without COPP', () => {
  it('every method answers VFW_E_NO_COPP_HW (COPP-40)', () => {
    const { SoftUMDOpenCOPP, ...without } = createCoppDriver();
    expect(SoftUMDOpenCOPP).toBeDefined();
    expect(methods(objectOf(without))).toEqual(all(ddi.VFW_E_NO_COPP_HW));
    const profile = withOutputs(everyProtection, { ...everyProtection, copp: false });
    expect(methods(objectOf(createCoppDriver({ profile }), 1))).toEqual(all(ddi.VFW_E_NO_COPP_HW));
    expect(methods(objectOf(createCoppDriver(), 7))).toEqual(all(ddi.VFW_E_NO_COPP_HW));
  });

  it('an entry that fails opens nothing', () => {
    const driver = {
      ...createCoppDriver(),
      SoftUMDOpenCOPP: () => ddi.E_OUTOFMEMORY,
    };
    const adapter: Out<CoppAdapter> = out();
    expect(CoppAdapter.open(driver, adapter)).toBe(ddi.E_OUTOFMEMORY);
    expect(adapter.value).toBeUndefined();
  });
});

describe('what goes wrong on the way', () => {
  const live = (driver: EmulatedDriver) => driver.memory.live().length;

  it('without a monitor there is no exchange, and nothing is left of it (COPP-41)', () => {
    const driver = createCoppDriver();
    const object = objectOf(driver);
    driver.control.outputs.unplug(0);
    const before = live(driver);
    expect(exchange(object)).toBe(ddi.ERROR_GRAPHICS_NO_MONITORS_CORRESPOND_TO_DISPLAY_DEVICE);
    expect([live(driver), driver.control.outputs.list()[0]!.openObjects]).toEqual([before, 0]);
    driver.control.outputs.plug(0);
    expect(exchange(object)).toBe(ddi.S_OK);
  });

  it('an unplugged monitor between any two calls stops no session: it is told (COPP-31)', () => {
    for (let after = 0; after < 3; after += 1) {
      const driver = createCoppDriver();
      const object = objectOf(driver);
      const reply = new Uint8Array(4096);
      const steps = [
        () => exchange(object),
        () => object.SessionSequenceStart(startMessage),
        () => object.ProtectionCommand(command),
        () => object.ProtectionStatus(request, reply),
      ];
      const codes = steps.map((one, index) => {
        const code = one();
        if (index === after) driver.control.outputs.unplug(0);
        return code;
      });
      expect(codes).toEqual(all(ddi.S_OK));
      expect(Buffer.from(reply).readUInt32LE(36)).toBe(1);
    }
  });

  it.each(['COPPOpenVideoSession', 'COPPGetCertificateLength', 'COPPKeyExchange'] as const)(
    'a failure of %s is passed on, leaves nothing, and the exchange can be tried again',
    (name) => {
      const faults = createFaults([{ call: name, nth: 1, answer: ddi.E_OUTOFMEMORY }]);
      const driver = createCoppDriver({ interposer: faults.interposer });
      const object = objectOf(driver);
      const before = live(driver);
      expect(exchange(object)).toBe(ddi.E_OUTOFMEMORY);
      expect([live(driver), driver.control.outputs.list()[0]!.openObjects]).toEqual([before, 0]);
      expect(methods(object)).toEqual(all(ddi.S_OK));
    },
  );
});

describe('the rules of COM', () => {
  it('counts references, and the last ends the session (COPP-36)', () => {
    const driver = createCoppDriver();
    const before = driver.memory.live().length;
    const object = objectOf(driver);
    methods(object);
    const { outputs } = driver.control;
    expect([object.AddRef(), object.Release()]).toEqual([2, 1]);
    expect(outputs.list()[0]!.openObjects).toBe(1);
    expect(object.Release()).toBe(0);
    expect(outputs.list()[0]!.openObjects).toBe(0);
    expect(driver.memory.live()).toHaveLength(before);
    expect(methods(object)).toEqual(all(ddi.E_UNEXPECTED));
    expect([object.AddRef(), object.Release()]).toEqual([0, 0]);
  });

  it('knows its own interfaces', () => {
    const object = objectOf();
    const same: Out<IAMCertifiedOutputProtection> = out();
    expect(object.QueryInterface(ddi.IID_IAMCertifiedOutputProtection, same)).toBe(ddi.S_OK);
    expect(same.value).toBe(object);
    expect(object.Release()).toBe(1);
    expect(object.QueryInterface(ddi.IID_IOPMVideoOutput, out())).toBe(ddi.E_NOINTERFACE);
    expect(object.QueryInterface(null, same)).toBe(ddi.E_POINTER);
    expect(object.QueryInterface(ddi.IID_IAMCertifiedOutputProtection, null)).toBe(ddi.E_POINTER);
  });

  it('ends with its adapter, whatever its references', () => {
    const driver = createCoppDriver();
    const adapter = adapterOf(driver);
    const objects = [adapter.CertifiedOutputProtection(0), adapter.CertifiedOutputProtection(0)];
    for (const object of objects) {
      object.AddRef();
      exchange(object);
    }
    expect(driver.control.outputs.list()[0]!.openObjects).toBe(2);
    adapter.Release();
    expect(driver.control.outputs.list()[0]!.openObjects).toBe(0);
    expect(objects[0]!.Release()).toBe(0);
  });
});
