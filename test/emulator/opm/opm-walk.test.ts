/** Any calls on several objects of several connectors, the driver and a model side by side. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as ddi from 'softumd/ddi';
import type { OutputProfile } from 'softumd/emulator';
import { runs } from '../../support/runs.js';
import { srmOf } from '../outputs/srm.js';
import {
  Bench,
  COMMAND_START,
  commandOf,
  coppRequestOf,
  coppStartMessage,
  createOpmDriver,
  everything,
  KDI,
  levelData,
  requestOf,
  startMessage,
  STATUS_START,
  typeData,
  withOutputs,
} from './bench.js';
import { COPP, OPM, TYPE } from './client.js';
import type { ModelEvent, ModelProtection } from './opm-model.js';
import { OpmModel } from './opm-model.js';

const { STATUS_SUCCESS } = ddi;
const ksvs = [0x05_0403_0201n, 0xb8_70d4_c6a7n] as const;
const outputs: readonly OutputProfile[] = ksvs.map((ksv) => ({
  ...everything,
  hdcpReceiver: { ksv, repeater: false },
}));
const slots = 4;

const slot = fc.nat(slots - 1);
const output = fc.nat(ksvs.length - 1);
const protection = fc.constantFrom<ModelProtection>('HDCP', 'HDCP', 'DPCP', 'TYPE_ENFORCEMENT_HDCP');
const named = <T extends string>(what: T) => ({ do: fc.constant(what) });

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ ...named('create'), slot, output, isOpm: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ ...named('destroy'), slot }) },
  { weight: 1, arbitrary: fc.record({ ...named('random'), slot }) },
  { weight: 1, arbitrary: fc.record({ ...named('start'), slot }) },
  { weight: 6, arbitrary: fc.record({ ...named('handshake'), slot }) },
  {
    weight: 10,
    arbitrary: fc.record({ ...named('set'), slot, protection, level: fc.integer({ min: 0, max: 1 }) }),
  },
  { weight: 6, arbitrary: fc.record({ ...named('virtual'), slot, protection }) },
  { weight: 8, arbitrary: fc.record({ ...named('actual'), slot, protection }) },
  {
    weight: 5,
    arbitrary: fc.record({ ...named('srm'), slot, version: fc.nat(9), revoked: fc.subarray([...ksvs]) }),
  },
  { weight: 2, arbitrary: fc.record({ ...named('unplug'), output }) },
  { weight: 2, arbitrary: fc.record({ ...named('plug'), output }) },
  {
    weight: 2,
    arbitrary: fc.record({
      ...named('raise'),
      output,
      event: fc.constantFrom<ModelEvent>('TAMPERING', 'LINK_LOST', 'RENEGOTIATION'),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** An object of the driver's, live or dead: calls go on naming it. */
interface Named {
  readonly handle: ddi.HProtectedOutput;
  readonly isOpm: boolean;
  status: number;
  command: number;
}

class OpmWalk {
  readonly bench = new Bench(createOpmDriver({ profile: withOutputs(...outputs) }));
  readonly model = new OpmModel(ksvs);
  private readonly named = new Map<number, Named>();

  /** What the driver and the model say of a step: both must be the same. */
  take(taken: Step): readonly [unknown, unknown] {
    const { model, bench } = this;
    const { outputs: control } = bench.driver.control;
    switch (taken.do) {
      case 'create': {
        const { slot: at, isOpm } = taken;
        if (model.objects.has(at)) return [true, true];
        const { status, handle } = bench.create(isOpm ? OPM : COPP, taken.output);
        this.named.set(at, { handle, isOpm, status: STATUS_START, command: COMMAND_START });
        model.create(at, taken.output, isOpm);
        return [status, STATUS_SUCCESS];
      }
      case 'unplug':
        control.unplug(taken.output);
        model.unplug(taken.output);
        return [true, true];
      case 'plug':
        control.plug(taken.output);
        model.plug(taken.output);
        return [true, true];
      case 'raise':
        control.raise(taken.output, taken.event);
        model.raise(taken.output, taken.event);
        return [true, true];
    }
    const object = this.named.get(taken.slot);
    return object ? this.takeOf(taken, object) : [true, true];
  }

  private takeOf(
    taken: Exclude<Step, { do: 'create' | 'unplug' | 'plug' | 'raise' }>,
    object: Named,
  ): readonly [unknown, unknown] {
    const { model, bench } = this;
    const { handle, isOpm } = object;
    const at = taken.slot;
    const start = () => bench.start(handle, isOpm ? startMessage : coppStartMessage) === STATUS_SUCCESS;
    const random = () => bench.random(handle).status === STATUS_SUCCESS;
    switch (taken.do) {
      case 'destroy':
        return [bench.destroy(handle) === STATUS_SUCCESS, model.destroy(at)];
      case 'random':
        return [random(), model.random(at)];
      case 'start':
        return [start(), model.start(at)];
      case 'handshake':
        return [
          [random(), start()],
          [model.random(at), model.start(at)],
        ];
      case 'set': {
        const data = levelData(this.typeOf(object, taken.protection), taken.level);
        return [
          this.configure(object, ddi.OPM_SET_PROTECTION_LEVEL, data),
          model.set(at, taken.protection, taken.level),
        ];
      }
      case 'srm': {
        const srm = srmOf({ version: taken.version, lists: [taken.revoked] });
        const isTaken = this.configure(object, ddi.OPM_SET_HDCP_SRM, typeData(taken.version), srm);
        return [isTaken, model.setSrm(at, taken.version, taken.revoked)];
      }
      case 'virtual':
      case 'actual': {
        const isVirtual = taken.do === 'virtual';
        const guid = isVirtual ? ddi.OPM_GET_VIRTUAL_PROTECTION_LEVEL : ddi.OPM_GET_ACTUAL_PROTECTION_LEVEL;
        const expected = isVirtual ? model.virtual(at, taken.protection) : model.actual(at, taken.protection);
        const flags = expected === undefined ? undefined : model.flags(at);
        return [
          this.ask(object, guid, this.typeOf(object, taken.protection)),
          expected === undefined ? undefined : [expected, flags],
        ];
      }
    }
  }

  private typeOf({ isOpm }: Named, of: ModelProtection): number {
    return isOpm || of !== 'HDCP' ? TYPE[of] : TYPE.COPP_COMPATIBLE_HDCP;
  }

  private configure(object: Named, guid: ddi.Guid, data: Uint8Array, more?: Uint8Array): boolean {
    const code = this.bench.configure(object.handle, commandOf(object.command, data, guid), more ?? null);
    if (code === STATUS_SUCCESS) object.command += 1;
    return code === STATUS_SUCCESS;
  }

  /** Level and flags; undefined where the request is refused. */
  private ask(object: Named, guid: ddi.Guid, type: number): readonly [number, number] | undefined {
    const of = object.isOpm ? requestOf : coppRequestOf;
    const { status, reply } = this.bench.information(object.handle, of(object.status, guid, typeData(type)));
    if (status !== STATUS_SUCCESS) return undefined;
    object.status += 1;
    const told = ddi.OPM_STANDARD_INFORMATION.fromBytes(reply.subarray(20, 52));
    return [told.ulInformation, told.ulStatusFlags];
  }

  /** What must be so after any steps. */
  expectWhole(): void {
    const { driver } = this.bench;
    expect(driver.control.outputs.list().map(({ openObjects }) => openObjects)).toEqual(
      this.model.openObjects(),
    );
    const isAnyStarted = [...this.model.objects.values()].some(({ isStarted }) => isStarted);
    expect(driver.oracle.remembers(KDI)).toBe(isAnyStarted);
  }
}

describe('the driver and the model of protected outputs', () => {
  it('agree over any calls', () => {
    const done = new Set<string>();
    fc.assert(
      fc.property(fc.array(step, { minLength: 60, maxLength: 160, size: 'max' }), (steps) => {
        const walk = new OpmWalk();
        for (const [index, taken] of steps.entries()) {
          const [received, expected] = walk.take(taken);
          expect([index, taken, received]).toEqual([index, taken, expected]);
          if (Array.isArray(received) && (received[1] as number) & 8) done.add('revoked');
          if (received === true || Array.isArray(received)) done.add(taken.do);
          walk.expectWhole();
        }
        for (let at = 0; at < slots; at += 1) walk.take({ do: 'destroy', slot: at });
        walk.expectWhole();
      }),
      { numRuns: runs(120) },
    );
    for (const what of ['set', 'virtual', 'actual', 'srm', 'handshake', 'destroy', 'revoked'])
      expect(done).toContain(what);
  });
});
