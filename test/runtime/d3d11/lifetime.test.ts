import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createAdapter, createDriver, HResultError } from 'softumd';
import type { Guid, ID3D11Device, ID3D11Texture2D } from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import { ArenaMemory } from 'softumd/memory';
import { machineWith } from '../../../src/facade/machine.js';
import { caught } from '../../support/caught.js';
import {
  asTexture,
  bufferDesc,
  createDeviceOn,
  notGuids,
  Player,
  spread,
  staging,
  target,
  textureDesc,
} from './player.js';
import { runs } from '../../support/runs.js';

const { out, S_OK, D3D11_CRYPTO_TYPE_AES128_CTR: CTR, D3D11_KEY_EXCHANGE_RSAES_OAEP: OAEP } = d3d11;
const VENDOR = d3d11.guid('0586e681-4e14-4133-85e5-a1041f599e26');

describe('the end of things', () => {
  it('keeps a device while anything of it is held, in whatever order it is released (REF-2, REF-18)', () => {
    const { player, driver } = spread();
    const session = player.keyedSession(new Uint8Array(16).fill(0x77));
    const buffer = player.buffer(staging, new Uint8Array(64).fill(5));
    player.release();
    const device = out<ID3D11Device>();
    buffer.GetDevice(device);
    expect([device.value === player.device, player.reason, driver.memory.live().length > 0]).toEqual([
      true,
      S_OK,
      true,
    ]);
    device.value!.Release();
    session.Release();
    expect(driver.oracle.remembers(new Uint8Array(16).fill(0x77))).toBe(false);
    expect(driver.memory.live()).not.toEqual([]);
    expect(buffer.Release()).toBe(0);
    expect(driver.memory.live()).toEqual([]);
  });

  it('ends a device whoever holds it, and its objects with it (DEV-19)', () => {
    const { player, driver } = spread();
    const session = player.keyedSession(new Uint8Array(16).fill(0x77));
    const [buffer, texture] = [player.buffer(staging), player.texture(target)];
    d3d11.endDevice(player.device);
    expect(driver.memory.live()).toEqual([]);
    expect(driver.oracle.remembers(new Uint8Array(16).fill(0x77))).toBe(false);
    d3d11.endDevice(player.device);
    for (const late of [session, buffer, texture, player.device, player.adapter, player.adapter])
      expect(
        caught(() => {
          late.Release();
        }),
      ).toBeUndefined();
    expect(driver.memory.live()).toEqual([]);
  });

  it('takes a facade adapter’s devices along', () => {
    const adapter = createAdapter();
    const [one, other] = [adapter.createDevice(), adapter.createDevice()];
    const session = one.videoDevice.createCryptoSession(CTR, null, OAEP);
    const buffer = other.createBuffer('staging', 64);
    adapter.release();
    expect(adapter.driver.memory.live()).toEqual([]);
    for (const late of [session, buffer, one, other]) late.release();
    expect(caught(() => adapter.createDevice())).toBeInstanceOf(HResultError);
  });

  it('leaves calls that come later with DXGI_ERROR_DEVICE_REMOVED', () => {
    const { player, video, videoContext } = spread();
    const [session, buffer] = [player.keyedSession(new Uint8Array(16)), player.buffer(staging)];
    d3d11.endDevice(player.device);
    const codes = [
      player.device.CreateBuffer(bufferDesc(staging), null, out()),
      player.context.Map(buffer, 0, 1, 0, out()),
      video.GetContentProtectionCaps(CTR, null, out()),
      video.CreateCryptoSession(CTR, null, OAEP, out()),
      session.GetCertificateSize(out()),
      player.reason,
    ];
    expect(new Set(codes)).toEqual(new Set([d3d11.DXGI_ERROR_DEVICE_REMOVED]));
    videoContext.EncryptionBlt(session, asTexture(buffer), asTexture(buffer), 16, new Uint8Array(16));
    player.context.CopyResource(buffer, buffer);
  });
});

describe('any arguments at all', () => {
  const number = fc.oneof(
    fc.nat({ max: 300 }),
    fc.integer(),
    fc.double(),
    fc.constantFrom(2 ** 32 - 1, 2 ** 32, 2 ** 53),
  );
  const guids = fc.constantFrom<Guid | null>(CTR, OAEP, VENDOR, null, ...notGuids);

  it('never make the runtime throw, and never cost the device', () => {
    const player = new Player({ memory: new ArenaMemory({ limitBytes: 1 << 22 }) });
    const session = player.keyedSession(new Uint8Array(16));
    const resources = [
      player.buffer(staging),
      player.buffer(target),
      player.texture(staging),
      player.sibling().buffer(staging),
    ];
    const resource = fc.constantFrom(...resources);
    const bytes = fc.option(fc.uint8Array({ maxLength: 300 }));
    const usage = fc.record({ Usage: number, BindFlags: number, CPUAccessFlags: number, MiscFlags: number });
    const call = fc.oneof(
      fc.tuple(guids, guids).map(
        ([type, profile]) =>
          () =>
            player.video.GetContentProtectionCaps(type, profile, out()),
      ),
      fc.tuple(guids, guids, number).map(
        ([type, profile, index]) =>
          () =>
            player.video.CheckCryptoKeyExchange(type!, profile, index, out()),
      ),
      fc.tuple(guids, guids, guids).map(
        ([type, profile, exchange]) =>
          () =>
            player.video.CreateCryptoSession(type!, profile, exchange!, null!),
      ),
      fc.tuple(number, bytes).map(
        ([size, data]) =>
          () =>
            player.videoContext.NegotiateCryptoSessionKeyExchange(session, size, data!),
      ),
      fc.tuple(number, bytes).map(
        ([size, data]) =>
          () =>
            session.GetCertificate(size, data!),
      ),
      fc.tuple(resource, number, number, number).map(
        ([on, sub, type, flags]) =>
          () =>
            player.context.Map(on, sub, type, flags, out()),
      ),
      fc.tuple(resource, number).map(([on, sub]) => () => {
        player.context.Unmap(on, sub);
      }),
      fc.tuple(resource, resource).map(([to, from]) => () => {
        player.context.CopyResource(to, from);
      }),
      fc.tuple(resource, resource, number, bytes).map(([from, to, size, iv]) => () => {
        player.videoContext.EncryptionBlt(session, from as ID3D11Texture2D, to as ID3D11Texture2D, size, iv);
      }),
      fc.tuple(resource, resource, number, bytes, bytes).map(([from, to, size, iv, key]) => () => {
        player.videoContext.DecryptionBlt(
          session,
          from as ID3D11Texture2D,
          to as ID3D11Texture2D,
          null,
          size,
          key,
          size,
          iv,
        );
      }),
      fc.tuple(number, usage, bytes, number).map(([width, kind, data, pitch]) => () => {
        const initial = data && { pSysMem: data, SysMemPitch: pitch, SysMemSlicePitch: 0 };
        return player.device.CreateBuffer({ ...bufferDesc(staging, width), ...kind }, initial, out());
      }),
      fc.tuple(number, number, number, usage).map(
        ([Width, Height, ArraySize, kind]) =>
          () =>
            player.device.CreateTexture2D(
              textureDesc(staging, { Width, Height, ArraySize, ...kind }),
              null,
              out(),
            ),
      ),
    );
    fc.assert(
      fc.property(call, (run) => {
        expect(caught(run)).toBeUndefined();
        expect(player.reason).toBe(S_OK);
      }),
      { numRuns: runs(1500) },
    );
  });
});

describe('opening', () => {
  it('answers what the driver’s entry answers, and leaves nothing behind', () => {
    const driver = createDriver();
    driver.control.failAllocation(1);
    const device = out<ID3D11Device>();
    const code = createDeviceOn(machineWith([driver]), null, device);
    expect([code, device]).toEqual([d3d11.E_OUTOFMEMORY, { value: null }]);
    expect(driver.memory.live()).toEqual([]);
  });
});
