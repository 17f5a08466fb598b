import { E_INVALIDARG } from '../../../ddi/index.js';
import type { HRTCryptoSession } from '../../../ddi/index.js';
import type { HostDevice } from '../../../host/index.js';
import { codesText } from '../../framework/judge.js';
import type { TestDefinition } from '../../framework/test.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { usualKind } from '../helpers/caps.js';
import type { TakenBlock } from '../helpers/objects.js';
import { createResource, readBack, tryCreateResource, upload } from '../helpers/resources.js';
import { expectLives, probeSession } from '../helpers/session-probe.js';
import { createSession, tryCreateSession } from '../helpers/sessions.js';

/** An object with a block of private memory, and that it is still what it was. */
interface Holder {
  readonly block: TakenBlock;
  readonly expectUntouched: (what: string) => void;
}

const holders = {
  session: (t: D3D11Case, device: HostDevice): Holder => {
    const probe = probeSession(t, device);
    const { handle, bytes } = probe.session;
    return {
      block: { address: handle, bytes },
      expectUntouched: (what) => {
        expectLives(t, probe, 'D-09', `the session, after ${what}`);
      },
    };
  },
  resource: (t: D3D11Case, device: HostDevice): Holder => {
    const resource = createResource(t, device, { bytes: 64 }, 'staging');
    const { handle, object } = resource;
    const picture = t.random.bytes(64);
    upload(t, resource, picture);
    return {
      block: { address: handle, bytes: object.bytes! },
      expectUntouched: (what) => {
        t.expectBytes(readBack(t, resource), picture, 'D-09', `the resource, after ${what}`);
      },
    };
  },
} as const;

/** Makes an object where another one is, and demands that it is refused. */
const makers = {
  session: (t: D3D11Case, device: HostDevice, block: TakenBlock, what: string): void => {
    createSession(t, device); // skips where the driver offers none
    const { code } = tryCreateSession(t, device, usualKind, 0x5e55_0004 as HRTCryptoSession, block);
    t.expectCode(code, [E_INVALIDARG], 'D-09', what);
  },
  resource: (t: D3D11Case, device: HostDevice, block: TakenBlock, what: string): void => {
    const { errors } = tryCreateResource(t, device, { bytes: 64 }, 'staging', {}, block);
    const right = errors.length > 0 && errors.every((error) => error === E_INVALIDARG);
    t.decided('D-09', right, `${what}: expected ${codesText([E_INVALIDARG])}, received ${codesText(errors)}`);
  },
} as const;

const kinds = ['session', 'resource'] as const;

/** Objects that are made in the private memory of live ones, which no runtime gives to anybody else (DEV-6). */
export const blockInUseTests: readonly TestDefinition<D3D11Case>[] = [
  test('block-in-use', { clauses: ['CCS-1'], decisions: ['D-09', 'D-14'], hostile: true })
    .params({ by: kinds, made: kinds })
    .run((t, { by, made }) => {
      const device = t.device();
      const { block, expectUntouched } = holders[by](t, device);
      const what = `a ${made} made in the private memory of a live ${by}`;
      makers[made](t, device, block, what);
      expectUntouched(what);
    }),
];
