import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createDriver } from 'softumd';
import type { D3D11Adapter, D3D11Device, Guid } from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import { ArenaMemory } from 'softumd/memory';
import { caught } from '../../support/caught.js';
import { bufferDesc, notGuids, Player, spread, staging, target, textureDesc } from './player.js';

const { out, S_OK, D3D11_CRYPTO_TYPE_AES128_CTR: CTR, D3D11_KEY_EXCHANGE_RSAES_OAEP: OAEP } = d3d11;
const VENDOR = d3d11.guid('0586e681-4e14-4133-85e5-a1041f599e26');

describe('the end of things', () => {
  it('takes a device’s objects along, in whatever order they are released (DEV-19)', () => {
    const { player, driver } = spread();
    const session = player.keyedSession(new Uint8Array(16).fill(0x77));
    const [buffer, texture] = [player.buffer(staging), player.texture(target)];
    player.device.Release();
    expect(driver.oracle.remembers(new Uint8Array(16).fill(0x77))).toBe(false);
    for (const late of [session, buffer, texture, player.device, player.adapter, player.adapter])
      expect(
        caught(() => {
          late.Release();
        }),
      ).toBeUndefined();
    expect(driver.memory.live()).toEqual([]);
  });

  it('takes an adapter’s devices along', () => {
    const { player, driver } = spread();
    const sibling = player.sibling();
    const [session, buffer] = [player.session(), sibling.buffer(staging)];
    player.adapter.Release();
    expect(driver.memory.live()).toEqual([]);
    for (const late of [session, buffer, player.device, sibling.device]) late.Release();
    const device = out<D3D11Device>();
    expect([player.adapter.CreateDevice(device), device]).toEqual([d3d11.DXGI_ERROR_DEVICE_REMOVED, {}]);
  });

  it('leaves calls that come later with DXGI_ERROR_DEVICE_REMOVED', () => {
    const { player, video, videoContext } = spread();
    const [session, buffer] = [player.keyedSession(new Uint8Array(16)), player.buffer(staging)];
    player.device.Release();
    const codes = [
      player.device.CreateBuffer(bufferDesc(staging), null, out()),
      player.context.Map(buffer, 0, 1, 0, out()),
      video.GetContentProtectionCaps(CTR, null, out()),
      video.CreateCryptoSession(CTR, null, OAEP, out()),
      session.GetCertificateSize(out()),
      player.reason,
    ];
    expect(new Set(codes)).toEqual(new Set([d3d11.DXGI_ERROR_DEVICE_REMOVED]));
    videoContext.EncryptionBlt(session, buffer, buffer, 16, new Uint8Array(16));
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
            player.video.CheckCryptoKeyExchange(type, profile, index, out()),
      ),
      fc.tuple(guids, guids, guids).map(
        ([type, profile, exchange]) =>
          () =>
            player.video.CreateCryptoSession(type, profile, exchange, null),
      ),
      fc.tuple(number, bytes).map(
        ([size, data]) =>
          () =>
            player.videoContext.NegotiateCryptoSessionKeyExchange(session, size, data),
      ),
      fc.tuple(number, bytes).map(
        ([size, data]) =>
          () =>
            session.GetCertificate(size, data),
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
        player.videoContext.EncryptionBlt(session, from, to, size, iv);
      }),
      fc.tuple(resource, resource, number, bytes, bytes).map(([from, to, size, iv, key]) => () => {
        player.videoContext.DecryptionBlt(session, from, to, null, size, key, size, iv);
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
      { numRuns: 1500 },
    );
  });
});

describe('opening', () => {
  it('answers what the driver’s entry answers, and leaves nothing behind', () => {
    const driver = createDriver();
    driver.control.failAllocation(1);
    const adapter = out<D3D11Adapter>();
    expect([d3d11.D3D11Adapter.open(driver, adapter), adapter]).toEqual([d3d11.E_OUTOFMEMORY, {}]);
    expect(driver.memory.live()).toEqual([]);
  });
});
