/** Requests against a model: after any steps the strongest level is that of the askers that are left (COPP-34). */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EmulatedClock } from '../../../emulator/core/clock.js';
import { ProtectionRequests, type ProtectionRequest } from '../../../emulator/outputs/protection-requests.js';

const numeric = (level: number, other: number) => level - other;
/** D-55: OPM's own order of CGMS-A. */
const precedence = [0, 1, 3, 2, 4];
const byPrecedence = (level: number, other: number) => precedence.indexOf(level) - precedence.indexOf(other);

const step = fc.oneof(
  fc.record({ do: fc.constant('open' as const) }),
  fc.record({
    do: fc.constant('ask' as const),
    who: fc.nat(5),
    level: fc.integer({ min: 0, max: 4 }),
  }),
  fc.record({ do: fc.constant('close' as const), who: fc.nat(5) }),
);

describe('requests of protection', () => {
  it.each([
    ['numbers', numeric],
    ['a table', byPrecedence],
  ])('the strongest by %s is the strongest of those that are open', (_name, order) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const requests = new ProtectionRequests(['CGMSA'], new EmulatedClock(), 0);
        const open: { request: ProtectionRequest; level: number }[] = [];
        for (const one of steps) {
          if (one.do === 'open') open.push({ request: requests.open(), level: 0 });
          else if (open.length > 0) {
            const index = one.who % open.length;
            const asker = open[index]!;
            if (one.do === 'close') {
              asker.request.withdraw();
              asker.request.withdraw();
              open.splice(index, 1);
            } else {
              asker.request.ask('CGMSA', one.level);
              asker.level = one.level;
            }
          }
          const strongest =
            open
              .map(({ level }) => level)
              .sort(order)
              .at(-1) ?? 0;
          expect(requests.strongest('CGMSA', order)).toBe(strongest);
          for (const { request, level } of open) expect(request.level('CGMSA')).toBe(level);
        }
      }),
    );
  });

  it('a request that is withdrawn while HDCP is on its way never counts (D-56)', () => {
    const clock = new EmulatedClock();
    const requests = new ProtectionRequests(['HDCP'], clock, 100);
    const request = requests.open();
    request.ask('HDCP', 1);
    request.withdraw();
    clock.advance(100);
    expect(requests.strongest('HDCP', numeric)).toBe(0);
  });
});
