import { expect } from '@jest/globals';
import type { Guid, Ntstatus } from 'softumd/ddi';
import * as ddi from 'softumd/ddi';
import type { Bench } from './bench.js';
import {
  COMMAND_START,
  commandOf,
  coppRequestOf,
  levelData,
  macOf,
  requestOf,
  rn,
  STATUS_START,
  typeData,
} from './bench.js';

export const { OPM, COPP } = ddi.OPM_VIDEO_OUTPUT_SEMANTICS;

/** Bits of OPM_PROTECTION_TYPE. */
export const TYPE = ddi.OPM_PROTECTION_TYPE;

/** A protected output whose numbers count by themselves, and whose replies are looked into. */
export class Client {
  command = COMMAND_START;
  status = STATUS_START;
  readonly handle: ddi.HProtectedOutput;

  constructor(
    readonly bench: Bench,
    readonly semantics: number = OPM,
    target = 0,
  ) {
    this.handle = bench.started(semantics, target);
  }

  /** What a request is answered with. */
  request(guid: Guid, data?: Uint8Array, size?: number) {
    const of = this.semantics === OPM ? requestOf : coppRequestOf;
    const answer = this.bench.information(this.handle, of(this.status, guid, data, size));
    if (answer.status === ddi.STATUS_SUCCESS) this.status = (this.status + 1) >>> 0;
    return answer;
  }

  configure(guid: Guid, data: Uint8Array, more?: Uint8Array, size?: number): Ntstatus {
    const code = this.bench.configure(this.handle, commandOf(this.command, data, guid, size), more ?? null);
    if (code === ddi.STATUS_SUCCESS) this.command = (this.command + 1) >>> 0;
    return code;
  }

  set(type: number, level: number): Ntstatus {
    return this.configure(ddi.OPM_SET_PROTECTION_LEVEL, levelData(type, level));
  }

  /** The payload of a reply, whose tag, echo and zeros behind it are right (OPM-13, OPM-14, OPM-25). */
  ask(guid: Guid, type?: number): Uint8Array {
    const { status, reply } = this.request(guid, type === undefined ? undefined : typeData(type));
    expect(ddi.ntstatusName(status)).toBe('STATUS_SUCCESS');
    expect(reply.subarray(0, 16)).toEqual(macOf(reply));
    const bytes = Buffer.from(reply).readUInt32LE(16);
    expect(reply.subarray(20, 36)).toEqual(rn);
    expect(reply.subarray(20 + bytes)).toEqual(new Uint8Array(4076 - bytes));
    return reply.slice(20, 20 + bytes);
  }

  /** ulInformation. */
  value(guid: Guid, type?: number): number {
    const payload = this.ask(guid, type);
    expect(payload).toHaveLength(32);
    return ddi.OPM_STANDARD_INFORMATION.fromBytes(payload).ulInformation;
  }

  virtual(type: number): number {
    return this.value(ddi.OPM_GET_VIRTUAL_PROTECTION_LEVEL, type);
  }

  actual(type: number): number {
    return this.value(ddi.OPM_GET_ACTUAL_PROTECTION_LEVEL, type);
  }

  /** ulStatusFlags of the next reply. */
  flags(): number {
    return ddi.OPM_STANDARD_INFORMATION.fromBytes(this.ask(ddi.OPM_GET_CONNECTOR_TYPE)).ulStatusFlags;
  }

  setSrm(srm: Uint8Array, version = Buffer.from(srm).readUInt16BE(2)): Ntstatus {
    return this.configure(ddi.OPM_SET_HDCP_SRM, typeData(version), srm);
  }

  destroy(): Ntstatus {
    return this.bench.destroy(this.handle);
  }
}
