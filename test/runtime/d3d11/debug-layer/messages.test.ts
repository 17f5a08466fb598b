/** Every id of the calls that exist, said once for each mistake; and the table of them, which is generated. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { CALLER_CHECKS } from 'softumd/d3d11';
import { knownMessages } from '../../../../src/runtime/d3d11/debug-layer/message-table.js';
import { facts, interfaces } from '../../../api/facts.js';
import type { MessageCase } from './cases/index.js';
import { elsewhere, messageCases, neverSaid, Scene } from './cases/index.js';
import { everyObjectOfMachine, methodsOf, objectNames } from '../every-method.js';
import { messagesTable, tableFile } from './messages-table.js';

const names = [...knownMessages.keys(), ...Object.keys(CALLER_CHECKS)];
const cases: readonly (readonly [string, MessageCase])[] = Object.entries(messageCases);

describe('a message of the debug layer', () => {
  it.each(cases)('%s', (name, { prepare, also = [], driver }) => {
    const scene = new Scene(driver);
    const call = prepare(scene);
    expect(scene.said(call).sort()).toEqual([name, ...also].sort());
  });

  it('has a case, a test elsewhere, or a reason not to be said: one of them', () => {
    const without = names.filter((name) => !(name in messageCases));
    for (const name of without) {
      const isElsewhere = elsewhere.some(([pattern]) => pattern.test(name));
      const isNever = neverSaid.some(([pattern]) => pattern.test(name));
      expect([name, isElsewhere !== isNever]).toEqual([name, true]);
    }
    expect(Object.keys(messageCases).filter((name) => !names.includes(name))).toEqual([]);
    for (const [pattern] of [...elsewhere, ...neverSaid])
      expect([String(pattern), without.some((name) => pattern.test(name))]).toEqual([String(pattern), true]);
  });

  it('is there for every id that the reference lists for a call that exists', () => {
    const world = everyObjectOfMachine();
    const emulated = new Set(
      objectNames.flatMap((name) => methodsOf(world.objects[name]).map(({ method }) => method.name)),
    );
    // Matched to ID3D11DeviceContext::End by its name alone: it is Direct3D 11 on 12's.
    const strays = ['END_TRACKED_WORKLOAD_INVALID_ARG'];
    for (const { name: of } of interfaces) {
      for (const { name, debug = [] } of facts.interfaces.find((fact) => fact.name === of)!.methods) {
        if (!emulated.has(`${of}::${name}`)) continue;
        const listed = debug.map((one) => one.name).filter((one) => !strays.includes(one));
        expect([of, name, listed.filter((one) => !names.includes(one))]).toEqual([of, name, []]);
      }
    }
  });
});

describe('MESSAGES.md', () => {
  it('is what `npm run messages` writes', () => {
    expect(readFileSync(tableFile, 'utf8')).toBe(messagesTable());
  });
});
