/** Every function that takes a live session, and what must come of a call through a handle that is none. */
import type { FieldType, Hresult } from '../../../abi/index.js';
import { failed } from '../../../abi/index.js';
import type { D3DWDDM2_4DDI_VIDEODEVICEFUNCS, HCryptoSession } from '../../../ddi/index.js';
import { E_INVALIDARG, E_OUTOFMEMORY } from '../../../ddi/index.js';
import type { HostDevice } from '../../../host/index.js';
import { encryptForDecryptionBlt } from '../../../player/index.js';
import { expectUntouched } from '../../framework/output.js';
import type { Rule } from '../../rules/rule.js';
import type { D3D11Case } from '../fixture.js';
import {
  alignedBytes,
  decryptionBlt,
  decryptionPair,
  encryptionBlt,
  encryptionPair,
  requireBlt,
} from '../helpers/blts.js';
import { messageSession } from '../helpers/hardware-sessions.js';
import { keyExchangeSlots, negotiateBytes, wrapKey } from '../helpers/key-exchange.js';
import { readBack, upload } from '../helpers/resources.js';
import type { KeyOutput } from '../helpers/session-keys.js';
import {
  finishRefresh,
  getReadBackKey,
  requireRefresh,
  startedNumber,
  startRefresh,
  wantsReadBackKey,
} from '../helpers/session-keys.js';
import type { TestSession } from '../helpers/sessions.js';

type VideoDeviceFunctions = (typeof D3DWDDM2_4DDI_VIDEODEVICEFUNCS)['functions'];

/** True for a parameter that is the handle of a session, unless the call is to make that. Other addresses have no name. */
type TakesSession<P> = P extends { readonly made: true }
  ? never
  : P extends { readonly type: FieldType<infer T> }
    ? 'handle' extends keyof T
      ? T extends HCryptoSession
        ? true
        : never
      : never
    : never;

/** The slots whose declarations have such a parameter: with one more, {@link functionsBySlot} does not compile. */
type SessionSlot = {
  [Slot in keyof VideoDeviceFunctions]: true extends TakesSession<
    VideoDeviceFunctions[Slot]['parameters'][number]
  >
    ? Slot
    : never;
}[keyof VideoDeviceFunctions];

/** What a call with a wrong handle is judged by. */
export interface WrongCall {
  /** The key of the session that it might hit, where that has one. */
  readonly key: Uint8Array | undefined;
  /** What is broken where anything comes of it. */
  readonly rule: Rule;
  /** What is wrong with the handle. */
  readonly what: string;
}

/** One function, as cases call it through handles that are wrong. */
interface SessionFunction {
  /** What case ids call it. */
  readonly name: string;
  /** A device that has it, where one of D3D11.1 has not. */
  readonly device?: (t: D3D11Case) => HostDevice;
  /** A session that it takes, where one of the usual kind is none. */
  readonly session?: (t: D3D11Case, device: HostDevice) => TestSession;
  /** Skips where the driver does not have it: before a session is made, whose making other groups judge. */
  readonly require: (t: D3D11Case, device: HostDevice) => void;
  /** Without a session key it does nothing anyway. */
  readonly needsKey?: true;
  /** What is done with the session before it is called, so that it would have something to do. */
  readonly prepare?: (t: D3D11Case, session: TestSession) => void;
  /** Calls it and demands that it fails, and that it changes nothing that it is given. */
  readonly refuses: (t: D3D11Case, wrong: TestSession, call: WrongCall) => void;
}

function expectRefused(t: D3D11Case, code: Hresult, { rule, what }: WrongCall): void {
  t.expectFailed(code, rule, what);
  // The pages list E_OUTOFMEMORY too, and either is a refusal; that it is E_INVALIDARG is decided.
  if (failed(code) && code !== E_OUTOFMEMORY) t.expectCode(code, [E_INVALIDARG], 'D-09', what);
}

function decryptThrough(t: D3D11Case, wrong: TestSession, { key, rule, what }: WrongCall): void {
  const shape = { bytes: alignedBytes(t, wrong.device, 64) };
  const pair = decryptionPair(t, wrong.device, shape);
  const iv = t.random.bytes(16);
  upload(
    t,
    pair.source,
    encryptForDecryptionBlt({ sessionKey: key!, iv, data: t.random.bytes(shape.bytes) }),
  );
  const { errors } = decryptionBlt(t, wrong, pair, { iv });
  t.expectBytes(readBack(t, pair.target), pair.before, rule, `${what}: the destination`);
  t.decidedErrors(errors, [E_INVALIDARG], what);
}

function encryptThrough(t: D3D11Case, wrong: TestSession, { rule, what }: WrongCall): void {
  const pair = encryptionPair(t, wrong.device, { bytes: alignedBytes(t, wrong.device, 64) });
  const before = t.random.bytes(16);
  const { errors, iv } = encryptionBlt(t, wrong, pair, { iv: before });
  t.expectBytes(readBack(t, pair.target), pair.before, rule, `${what}: the destination`);
  t.expectBytes(iv, before, rule, `${what}: pIV`);
  t.decidedErrors(errors, [E_INVALIDARG], what);
}

function getHandleThrough(t: D3D11Case, { device, handle }: TestSession, call: WrongCall): void {
  const target = t.guarded(8, 'HANDLE: pHandle');
  const code = t.video(device, 'pfnCryptoSessionGetHandle')(device.hDevice, handle, target.address);
  expectRefused(t, code, call);
  expectUntouched(t, target, 'D-14', call.what);
}

function expectNothingTold(
  t: D3D11Case,
  { errors, before, after }: KeyOutput,
  { rule, what }: WrongCall,
): void {
  t.expectBytes(after, before, rule, `${what}: what it writes to`);
  t.decidedErrors(errors, [E_INVALIDARG], what);
}

const functionsBySlot: Readonly<Record<SessionSlot, SessionFunction>> = {
  pfnNegotiateCryptoSessionKeyExchange: {
    name: 'negotiate',
    require: (t, device) => {
      for (const slot of keyExchangeSlots) t.video(device, slot);
    },
    refuses: (t, wrong, call) => {
      expectRefused(t, negotiateBytes(t, wrong, wrapKey(t, wrong, t.random.bytes(16))), call);
    },
  },
  pfnCryptoSessionGetHandle: {
    name: 'get-handle',
    require: (t, device) => t.video(device, 'pfnCryptoSessionGetHandle'),
    refuses: getHandleThrough,
  },
  pfnEncryptionBlt: {
    name: 'encryption-blt',
    require: (t, device) => {
      requireBlt(t, device, 'ENCRYPTED_READ_BACK');
    },
    needsKey: true,
    refuses: encryptThrough,
  },
  pfnDecryptionBlt: {
    name: 'decryption-blt',
    require: (t, device) => {
      requireBlt(t, device, 'DECRYPTION_BLT');
    },
    needsKey: true,
    refuses: decryptThrough,
  },
  pfnStartSessionKeyRefresh: {
    name: 'start-refresh',
    require: requireRefresh,
    needsKey: true,
    refuses: (t, wrong, call) => {
      expectNothingTold(t, startRefresh(t, wrong), call);
    },
  },
  pfnFinishSessionKeyRefresh: {
    name: 'finish-refresh',
    require: requireRefresh,
    needsKey: true,
    // Whether the key has become another shows when the session is looked at.
    prepare: (t, session) => startedNumber(t, session),
    refuses: (t, wrong, { what }) => {
      t.decidedErrors(finishRefresh(t, wrong), [E_INVALIDARG], what);
    },
  },
  pfnGetEncryptionBltKey: {
    name: 'get-read-back-key',
    require: (t, device) => {
      if (!wantsReadBackKey(t, device)) t.skip("the driver's caps have no ENCRYPTED_READ_BACK_KEY");
      t.video(device, 'pfnGetEncryptionBltKey');
    },
    needsKey: true,
    refuses: (t, wrong, call) => {
      expectNothingTold(t, getReadBackKey(t, wrong), call);
    },
  },
  pfnNegotiateCryptoSessionKeyExchangeMT: {
    name: 'negotiate-mt',
    device: (t) => t.newestDevice(),
    require: (t, device) => {
      for (const slot of [...keyExchangeSlots, 'pfnNegotiateCryptoSessionKeyExchangeMT'] as const)
        t.video(device, slot);
    },
    refuses: (t, wrong, call) => {
      const data = wrapKey(t, wrong, t.random.bytes(16));
      const negotiate = t.video(wrong.device, 'pfnNegotiateCryptoSessionKeyExchangeMT');
      const pData = t.place(data, 'BYTE: pData');
      expectRefused(t, negotiate(wrong.device.hDevice, wrong.handle, 0, data.length, pData), call);
    },
  },
  pfnCheckCryptoSessionStatus: {
    name: 'status',
    device: (t) => t.newestDevice(),
    require: (t, device) => t.video(device, 'pfnCheckCryptoSessionStatus'),
    refuses: (t, { device, handle }, { rule, what }) => {
      const check = t.video(device, 'pfnCheckCryptoSessionStatus');
      const target = t.guarded(4, 'D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS: pStatus');
      const errors = t.errorsOf(device, () => {
        check(device.hDevice, handle, target.address);
      });
      expectUntouched(t, target, rule, what);
      t.decidedErrors(errors, [E_INVALIDARG], what);
    },
  },
  pfnGetDataForNewHardwareKey: {
    name: 'new-key-data',
    device: (t) => t.newestDevice(),
    session: messageSession,
    require: (t, device) => t.video(device, 'pfnGetDataForNewHardwareKey'),
    refuses: (t, { device, handle }, call) => {
      const ask = t.video(device, 'pfnGetDataForNewHardwareKey');
      const input = t.place(t.random.bytes(16), 'VOID: pPrivatInputData');
      const target = t.guarded(8, 'UINT64: pPrivateOutputData');
      expectRefused(t, ask(device.hDevice, handle, 16, input, target.address), call);
      expectUntouched(t, target, 'D-14', call.what);
    },
  },
  pfnDestroyCryptoSession: {
    name: 'destroy',
    require: (t, device) => t.video(device, 'pfnDestroyCryptoSession'),
    // Only its error shows here. That no other session was destroyed, the case looks at.
    refuses: (t, { device, handle }, { what }) => {
      const destroy = t.video(device, 'pfnDestroyCryptoSession');
      const errors = t.errorsOf(device, () => {
        destroy(device.hDevice, handle);
      });
      t.decidedErrors(errors, [E_INVALIDARG], what);
    },
  },
};

const byName: ReadonlyMap<string, SessionFunction> = new Map(
  Object.values(functionsBySlot).map((one) => [one.name, one]),
);

/** The functions that take a session, as case ids name them; each has to look at the handle. */
export const sessionFunctionNames: readonly string[] = [...byName.keys()];

/** Those that leave the session in life. */
export const sessionUses = sessionFunctionNames.filter((name) => name !== 'destroy');

/** A function by what case ids call it. */
export const sessionFunction = (name: string): SessionFunction => byName.get(name)!;

/** Calls one function with a wrong handle and demands that it fails and changes nothing. */
export function expectWorthless(t: D3D11Case, through: string, wrong: TestSession, call: WrongCall): void {
  const { needsKey, refuses } = sessionFunction(through);
  if (needsKey && !call.key)
    t.skip('the driver exchanges no keys, without which blts and refreshes show nothing');
  refuses(t, wrong, { ...call, what: `${through} with ${call.what}` });
}
