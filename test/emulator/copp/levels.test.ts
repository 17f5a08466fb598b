/** What sessions ask of a connector, and what they are told of it. */
import { describe, expect, it } from '@jest/globals';
import * as ddi from 'softumd/ddi';
import { type EmulatedDriverOptions, hdmiOutput } from 'softumd/emulator';
import {
  ACP,
  CGMSA,
  COMMAND_START,
  commandOf,
  CoppBench,
  createCoppDriver,
  everyProtection,
  HDCP,
  levelData,
  macOf,
  requestOf,
  STATUS_START,
  withOutputs,
  word,
} from './bench.js';

/** A session that counts by itself. */
class Client {
  private command = COMMAND_START;
  private status = STATUS_START;
  readonly pThis: ddi.HCOPPSession;

  constructor(
    readonly bench: CoppBench,
    DevID = 0,
  ) {
    this.pThis = bench.active(DevID);
  }

  set(type: number, level: number): number {
    const code = this.bench.command(this.pThis, commandOf(this.command, levelData(type, level)));
    if (code === ddi.S_OK) this.command += 1;
    return code;
  }

  signal(data: Parameters<typeof ddi.DXVA_COPPSetSignalingCmdData.toBytes>[0]): number {
    const bytes = ddi.DXVA_COPPSetSignalingCmdData.toBytes(data);
    const code = this.bench.command(this.pThis, commandOf(this.command, bytes, ddi.DXVA_COPPSetSignaling));
    if (code === ddi.S_OK) this.command += 1;
    return code;
  }

  /** The payload of a reply, whose signature and echo are right. */
  ask(guid: ddi.Guid, data?: Uint8Array): Uint8Array {
    const request = requestOf(this.status, guid, data);
    const { code, reply } = this.bench.query(this.pThis, request);
    expect(code).toBe(ddi.S_OK);
    expect(reply.subarray(0, 16)).toEqual(macOf(reply));
    const bytes = Buffer.from(reply).readUInt32LE(16);
    expect(reply.subarray(20, 36)).toEqual(request.subarray(0, 16));
    expect(reply.subarray(20 + bytes)).toEqual(new Uint8Array(4076 - bytes));
    this.status += 1;
    return reply.slice(20, 20 + bytes);
  }

  data(guid: ddi.Guid, type?: number): number {
    const payload = this.ask(guid, type === undefined ? undefined : word(type));
    return ddi.DXVA_COPPStatusData.fromBytes(payload).dwData;
  }

  local(type: number): number {
    return this.data(ddi.DXVA_COPPQueryLocalProtectionLevel, type);
  }

  global(type: number): number {
    return this.data(ddi.DXVA_COPPQueryGlobalProtectionLevel, type);
  }

  flags(): number {
    return ddi.DXVA_COPPStatusData.fromBytes(this.ask(ddi.DXVA_COPPQueryBusData)).dwFlags;
  }
}

const benchOf = (options: Partial<EmulatedDriverOptions> = {}) => new CoppBench(createCoppDriver(options));
const television = {
  ...everyProtection,
  mode: { ...everyProtection.mode, width: 720, height: 480, scan: 'even-field-first' },
} as const;

describe('levels', () => {
  it("are a session's own, and the strongest that any session asks for on the connector (COPP-33…COPP-36)", () => {
    const bench = benchOf({ profile: withOutputs(television, television) });
    const [one, two, elsewhere] = [new Client(bench), new Client(bench), new Client(bench, 1)];
    expect([one.local(ACP), one.global(ACP)]).toEqual([0, 0]);
    one.set(ACP, 3);
    two.set(ACP, 2);
    expect([one.local(ACP), two.local(ACP), elsewhere.local(ACP)]).toEqual([3, 2, 0]);
    expect([one.global(ACP), two.global(ACP), elsewhere.global(ACP)]).toEqual([3, 3, 0]);
    one.set(ACP, 1);
    expect([one.local(ACP), two.global(ACP)]).toEqual([1, 2]);
    bench.close(two.pThis);
    expect([one.global(ACP), one.global(HDCP)]).toEqual([1, 0]);
  });

  it('are compared as numbers (D-55)', () => {
    const bench = benchOf();
    const [one, two] = [new Client(bench), new Client(bench)];
    one.set(CGMSA, 4);
    two.set(CGMSA, 9);
    expect(one.global(CGMSA)).toBe(9);
  });

  it('count what is asked for outside of every session (COPP-33)', () => {
    const bench = benchOf();
    const client = new Client(bench);
    bench.driver.control.outputs.protect(0, 'CGMSA', 3);
    expect([client.local(CGMSA), client.global(CGMSA)]).toEqual([0, 3]);
    bench.driver.control.outputs.protect(0, 'CGMSA', 0);
    expect(client.global(CGMSA)).toBe(0);
    expect(() => {
      bench.driver.control.outputs.protect(0, 'DPCP', 1);
    }).toThrow(RangeError);
  });

  it('of HDCP come after the delay of the profile, on the emulated clock (D-56)', () => {
    const profile = withOutputs(everyProtection);
    const bench = benchOf({ profile: { ...profile, outputs: { ...profile.outputs, hdcpDelayMs: 500 } } });
    const { clock } = bench.driver.control;
    const client = new Client(bench);
    client.set(HDCP, 1);
    client.set(CGMSA, 2);
    expect([client.local(HDCP), client.global(HDCP), client.local(CGMSA)]).toEqual([0, 0, 2]);
    clock.advance(499);
    client.set(HDCP, 1); // asking again does not begin anew
    expect(client.global(HDCP)).toBe(0);
    clock.advance(1);
    expect([client.local(HDCP), client.global(HDCP)]).toEqual([1, 1]);
    client.set(HDCP, 0);
    expect([client.local(HDCP), client.global(HDCP)]).toEqual([0, 0]);
    client.set(HDCP, 1);
    client.set(HDCP, 0);
    clock.advance(1000);
    expect(client.local(HDCP)).toBe(0);
    expect(() => {
      clock.advance(-1);
    }).toThrow(RangeError);
  });

  it('that the mode cannot carry are DDERR_TOOBIGSIZE, though the type stays listed (COPP-20, COPP-37)', () => {
    const bench = benchOf();
    const client = new Client(bench);
    expect(client.set(ACP, 1)).toBe(ddi.DDERR_TOOBIGSIZE);
    expect(client.set(ACP, 4)).toBe(ddi.E_INVALIDARG);
    expect(client.set(ACP, 0)).toBe(ddi.S_OK);
    expect(client.data(ddi.DXVA_COPPQueryProtectionType)).toBe(7);
    bench.driver.control.outputs.changeMode(0, { width: 720, height: 576 });
    expect(client.set(ACP, 1)).toBe(ddi.S_OK);
    expect(client.local(ACP)).toBe(1);
  });
});

describe('flags', () => {
  it('are told once, to each session that was open (COPP-31)', () => {
    const bench = benchOf();
    const { outputs } = bench.driver.control;
    const [one, two] = [new Client(bench), new Client(bench)];
    outputs.unplug(0);
    outputs.unplug(0);
    expect([one.flags(), one.flags()]).toEqual([1, 0]);
    outputs.changeMode(0, { width: 800 });
    expect([one.flags(), two.flags(), two.flags()]).toEqual([2, 3, 0]);
    expect(new Client(bench).flags()).toBe(0);
    outputs.plug(0);
    expect(one.flags()).toBe(0);
    outputs.unplug(0);
    expect(one.flags()).toBe(1);
  });

  it("are not of another output, and OPM's are not told", () => {
    const bench = benchOf({ profile: withOutputs(everyProtection, everyProtection) });
    const client = new Client(bench);
    bench.driver.control.outputs.raise(1, 'LINK_LOST');
    bench.driver.control.outputs.raise(0, 'TAMPERING');
    bench.driver.control.outputs.raise(0, 'REVOKED');
    expect(client.flags()).toBe(0);
    expect(() => {
      bench.driver.control.outputs.unplug(2);
    }).toThrow('expected an output from 0 to 1, received 2');
  });
});

describe('replies', () => {
  it('describe connector and bus', () => {
    const asked = (output: typeof everyProtection) => {
      const client = new Client(benchOf({ profile: withOutputs(output) }));
      return [
        client.data(ddi.DXVA_COPPQueryConnectorType),
        client.data(ddi.DXVA_COPPQueryBusData),
        client.data(ddi.DXVA_COPPQueryProtectionType),
      ];
    };
    expect(asked(hdmiOutput)).toEqual([5, 3, 1]);
    expect(asked({ ...hdmiOutput, connector: 'LVDS', internal: true, bus: 'AGP', integrated: true })).toEqual(
      [0x8000_0006, 0x8000_0004, 1],
    );
    expect(asked({ ...hdmiOutput, connector: 'DISPLAYPORT_EXTERNAL', protections: [] })).toEqual([
      0xffff_ffff, 3, 0,
    ]);
  });

  it('tell the mode', () => {
    const client = new Client(benchOf({ profile: withOutputs(television) }));
    const payload = client.ask(ddi.DXVA_COPPQueryDisplayData);
    expect(payload).toHaveLength(44);
    expect(ddi.DXVA_COPPStatusDisplayData.fromBytes(payload)).toMatchObject({
      DisplayWidth: 720,
      DisplayHeight: 480,
      Format: 3,
      d3dFormat: 22,
      FreqNumerator: 60,
      FreqDenominator: 1,
    });
  });

  it('tell the receiver: its KSV, least significant byte first, and whether it is a repeater (COPP-38)', () => {
    const hdcpReceiver = { ksv: 0x0504030201n, repeater: true };
    const bench = benchOf({ profile: withOutputs({ ...everyProtection, hdcpReceiver }) });
    const client = new Client(bench);
    const payload = client.ask(ddi.DXVA_COPPQueryHDCPKeyData);
    const expected = new Uint8Array(72 - 20);
    expected.set([1, 0, 0, 0, 1, 2, 3, 4, 5]);
    expect(payload.subarray(20)).toEqual(expected);
    bench.driver.control.outputs.unplug(0);
    expect(client.ask(ddi.DXVA_COPPQueryHDCPKeyData).subarray(20)).toEqual(new Uint8Array(52));
  });
});

describe('signaling', () => {
  it('is set by masks and told to every session on the connector', () => {
    const bench = benchOf();
    const [one, two] = [new Client(bench), new Client(bench)];
    expect(
      one.signal({ ActiveTVProtectionStandard: 0x10, AspectRatioChangeMask1: 7, AspectRatioData1: 5 }),
    ).toBe(ddi.S_OK);
    expect(
      one.signal({
        ActiveTVProtectionStandard: 0x10,
        AspectRatioChangeMask1: 3,
        AspectRatioData1: 2,
        ExtendedInfoChangeMask: [0xf0, 0, 0, 0],
        ExtendedInfoData: [0xff, 0xff, 0, 0],
      }),
    ).toBe(ddi.S_OK);
    const payload = two.ask(ddi.DXVA_COPPQuerySignaling);
    expect(payload).toHaveLength(88);
    expect(ddi.DXVA_COPPStatusSignalingCmdData.fromBytes(payload)).toMatchObject({
      AvailableTVProtectionStandards: 0x11,
      ActiveTVProtectionStandard: 0x10,
      AspectRatioValidMask1: 7,
      AspectRatioData1: 6,
      AspectRatioData2: 0,
      ExtendedInfoValidMask: [0, 0, 0, 0],
      ExtendedInfoData: [0, 0, 0, 0],
    });
  });

  it('refuses a standard that the output has not, and several at once', () => {
    const client = new Client(benchOf());
    const standards = [0x11, 2, 0x8000_0000, 0x8000_0001, 0xffff_ffff];
    const codes = standards.map((ActiveTVProtectionStandard) =>
      client.signal({ ActiveTVProtectionStandard }),
    );
    expect(codes).toEqual(standards.map(() => ddi.E_INVALIDARG));
    const digital = new Client(benchOf({ profile: withOutputs(hdmiOutput) }));
    expect(digital.signal({ ActiveTVProtectionStandard: 1 })).toBe(ddi.E_INVALIDARG);
  });

  it('passes over bits of a mask that stand for nothing, on an output without standards all of them', () => {
    const bits = { AspectRatioChangeMask3: 0xffff_ffff, AspectRatioData3: 0xffff_ffff };
    const told = (client: Client) => {
      const payload = client.ask(ddi.DXVA_COPPQuerySignaling);
      return ddi.DXVA_COPPStatusSignalingCmdData.fromBytes(payload).AspectRatioData3;
    };
    const [analog, digital] = [
      new Client(benchOf()),
      new Client(benchOf({ profile: withOutputs(hdmiOutput) })),
    ];
    for (const client of [analog, digital]) expect(client.signal(bits)).toBe(ddi.S_OK);
    expect([told(analog), told(digital)]).toEqual([7, 0]);
  });
});
