import { E_INVALIDARG, S_OK } from '../../../ddi/index.js';
import type { HRTCryptoSession } from '../../../ddi/index.js';
import type { HostDevice } from '../../../host/index.js';
import { codesText } from '../../framework/judge.js';
import type { TestDefinition } from '../../framework/test.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { usualKind } from '../helpers/caps.js';
import type { TakenBlock } from '../helpers/objects.js';
import {
  createResource,
  destroyingResource,
  readBack,
  tryCreateResource,
  upload,
} from '../helpers/resources.js';
import { expectLives, expectMade, probeSession } from '../helpers/session-probe.js';
import { createSession, destroySession, tryCreateSession } from '../helpers/sessions.js';

/** An object with a block of private memory. */
interface Holder {
  readonly block: TakenBlock;
  /** Demands that it is still what it was. */
  readonly expectUntouched: (what: string) => void;
  readonly destroy: () => void;
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
      destroy: () => {
        destroySession(t, probe.session);
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
      destroy: () => {
        t.expectSuccess(device, 'DestroyResource', destroyingResource(t, resource));
      },
    };
  },
} as const;

function trySession(t: D3D11Case, device: HostDevice, block: TakenBlock) {
  createSession(t, device); // skips where the driver offers none
  return tryCreateSession(t, device, usualKind, 0x5e55_0004 as HRTCryptoSession, block);
}

const tryResource = (t: D3D11Case, device: HostDevice, block: TakenBlock) =>
  tryCreateResource(t, device, { bytes: 64 }, 'staging', {}, block);

/** Makes an object where another one is, and demands that it is refused. */
const refusals = {
  session: (t: D3D11Case, device: HostDevice, block: TakenBlock, what: string): void => {
    t.expectCode(trySession(t, device, block).code, [E_INVALIDARG], 'D-09', what);
  },
  resource: (t: D3D11Case, device: HostDevice, block: TakenBlock, what: string): void => {
    const { errors } = tryResource(t, device, block);
    const right = errors.length > 0 && errors.every((error) => error === E_INVALIDARG);
    t.decided('D-09', right, `${what}: expected ${codesText([E_INVALIDARG])}, received ${codesText(errors)}`);
  },
} as const;

/** Makes an object where another one was, and demands that it is one. */
const successes = {
  session: (t: D3D11Case, device: HostDevice, block: TakenBlock, what: string): void => {
    const { code, session } = trySession(t, device, block);
    t.expectCode(code, [S_OK], 'CCS-11', what);
    expectMade(t, session, 'CCS-11', what);
  },
  resource: (t: D3D11Case, device: HostDevice, block: TakenBlock, what: string): void => {
    const { errors, resource } = tryResource(t, device, block);
    t.expectErrors(errors, [], 'RES-2', what);
    const picture = t.random.bytes(64);
    upload(t, resource, picture);
    t.expectBytes(readBack(t, resource), picture, 'RES-28', what);
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
      refusals[made](t, device, block, what);
      expectUntouched(what);
    }),
];

/** Objects in memory that another one had, and that is as it was left: what a runtime allocates it need not clear. */
export const blockAgainTests: readonly TestDefinition<D3D11Case>[] = [
  test('block-again', { clauses: ['CCS-1', 'CCS-11', 'DCS-1', 'RES-2', 'RES-28'] })
    .params({ of: kinds, made: kinds })
    .run((t, { of, made }) => {
      const device = t.device();
      const { block, destroy } = holders[of](t, device);
      destroy();
      successes[made](t, device, block, `a ${made} made in the private memory of a ${of} that was destroyed`);
    }),
];
