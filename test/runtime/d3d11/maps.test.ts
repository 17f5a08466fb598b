import { describe, expect, it } from '@jest/globals';
import type { D3D11_MAPPED_SUBRESOURCE, ID3D11Resource } from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import { onEvery } from 'softumd/ddi';
import { checked, dynamic, dynamicVertices, type Player, spread, staging } from './player.js';

const { out, S_OK, DXGI_ERROR_DEVICE_REMOVED } = d3d11;
const { READ, WRITE, READ_WRITE, WRITE_DISCARD, WRITE_NO_OVERWRITE } = d3d11.D3D11_MAP;

/** A resource of bytes that are all the same. */
function filled(player: Player, byte: number, kind = staging) {
  return player.buffer(kind, new Uint8Array(64).fill(byte));
}

function unmapped(
  player: Player,
  resource: ID3D11Resource,
  mapType: number,
  write: (bytes: Uint8Array) => void,
) {
  const bytes = player.map(resource, mapType);
  write(bytes);
  player.context.Unmap(resource, 0);
  return bytes;
}

describe('what a caller forgets to unmap', () => {
  it('is unmapped before the resource is destroyed (RES-21)', () => {
    const calls: string[] = [];
    const interposer = onEvery({ before: ({ declaration }) => void calls.push(declaration.name) });
    const { player } = spread({ interposer });
    const buffer = filled(player, 1);
    const bytes = player.map(buffer, WRITE);
    calls.length = 0;
    buffer.Release();
    expect(calls).toEqual(['StagingResourceUnmap', 'DestroyResource']);
    expect(bytes).toHaveLength(0);
  });

  it('stays mapped when another subresource of a removed device is unmapped (UM-4)', () => {
    const { player, driver } = spread();
    const texture = player.texture(staging, { Format: d3d11.DXGI_FORMAT.YUY2, ArraySize: 2 });
    const mapped = [0, 1].map((subresource) => {
      const cell = out<D3D11_MAPPED_SUBRESOURCE>();
      expect(player.context.Map(texture, subresource, WRITE, 0, cell)).toBe(S_OK);
      return cell.value!.pData!;
    });
    driver.control.removeDevice();
    player.context.Unmap(texture, 0);
    expect([mapped[0]!.length, mapped[1]!.length > 0]).toEqual([0, true]);
  });
});

describe('a resource that the GPU still uses', () => {
  it('is not waited for with DO_NOT_WAIT: DXGI_ERROR_WAS_STILL_DRAWING, and nothing is mapped (MP-15)', () => {
    const { player, driver } = spread();
    const buffer = filled(player, 1);
    driver.control.stillDrawing(2);
    const mapped = out<D3D11_MAPPED_SUBRESOURCE>();
    const map = (flags: number) => player.context.Map(buffer, 0, READ, flags, mapped);
    const { DO_NOT_WAIT } = d3d11.D3D11_MAP_FLAG;
    expect([map(DO_NOT_WAIT), map(DO_NOT_WAIT)]).toEqual(
      Array.from({ length: 2 }, () => d3d11.DXGI_ERROR_WAS_STILL_DRAWING),
    );
    expect([map(DO_NOT_WAIT), mapped.value!.pData![0]]).toEqual([S_OK, 1]);
    player.context.Unmap(buffer, 0);
    driver.control.stillDrawing(5);
    const waits = player.said(() => {
      expect(map(0)).toBe(S_OK);
    });
    expect(waits).toEqual([]);
    player.context.Unmap(buffer, 0);
    driver.control.stillDrawing(1);
    const refused = player.said(() => void map(DO_NOT_WAIT));
    expect(refused).toEqual([checked('DRIVER_REFUSED')]);
    expect(player.infoQueue.messages().at(-1)).toMatchObject({
      severity: 'INFO',
      hresult: d3d11.DXGI_ERROR_WAS_STILL_DRAWING,
    });
    expect(player.device.GetDeviceRemovedReason()).toBe(S_OK);
  });
});

describe('the bytes of a map', () => {
  it.each([
    ['WRITE', WRITE, staging],
    ['READ_WRITE', READ_WRITE, staging],
    ['WRITE_NO_OVERWRITE', WRITE_NO_OVERWRITE, dynamicVertices],
  ])('of %s are those of the resource, and come back to it at Unmap', (_name, mapType, kind) => {
    const { player } = spread();
    const buffer = filled(player, 1, kind);
    const bytes = player.map(buffer, mapType);
    expect([...new Set(bytes)]).toEqual([1]);
    bytes.fill(2, 0, 32);
    player.context.Unmap(buffer, 0);
    const expected = new Uint8Array(64).fill(2, 0, 32).fill(1, 32);
    expect(player.bytesAtDriver(buffer)).toEqual(expected);
  });

  it('of READ never come back, whatever is written to them', () => {
    const { player } = spread();
    const buffer = filled(player, 1);
    unmapped(player, buffer, READ, (bytes) => bytes.fill(2));
    expect(player.bytesAtDriver(buffer)).toEqual(new Uint8Array(64).fill(1));
  });

  it('of WRITE_DISCARD are fresh: what was there is gone (MP)', () => {
    const { player } = spread();
    const buffer = filled(player, 1, dynamic);
    const bytes = player.map(buffer, WRITE_DISCARD);
    expect([...new Set(bytes)]).toEqual([0]);
    bytes[0] = 9;
    player.context.Unmap(buffer, 0);
    expect(player.bytesAtDriver(buffer)).toEqual(new Uint8Array(64).fill(9, 0, 1));
  });

  it.each([
    ['READ', READ, staging],
    ['WRITE', WRITE, staging],
    ['WRITE_DISCARD', WRITE_DISCARD, dynamic],
  ])('of %s are nobody’s after Unmap: there is nothing to write to', (_name, mapType, kind) => {
    const { player } = spread();
    const buffer = filled(player, 1, kind);
    const bytes = unmapped(player, buffer, mapType, (mapped) => mapped.fill(mapType === READ ? 1 : 5));
    const before = player.bytesAtDriver(buffer);
    bytes[0] = 7;
    expect([bytes.length, bytes[0], player.bytesAtDriver(buffer)]).toEqual([0, undefined, before]);
  });

  it('end with the resource, which takes nothing over any more', () => {
    const { player } = spread();
    const buffer = filled(player, 1);
    const bytes = player.map(buffer);
    buffer.Release();
    expect(bytes).toHaveLength(0);
  });
});

describe('a map of a removed device', () => {
  it.each([
    ['READ', READ, staging],
    ['READ_WRITE', READ_WRITE, staging],
  ])('that reads, %s: DXGI_ERROR_DEVICE_REMOVED, and no pointer (MP-25)', (_name, mapType, kind) => {
    const { player, driver } = spread();
    const buffer = filled(player, 1, kind);
    driver.control.removeDevice();
    const mapped = out<D3D11_MAPPED_SUBRESOURCE>();
    mapped.value = { pData: new Uint8Array(1), RowPitch: 7, DepthPitch: 8 };
    expect(player.context.Map(buffer, 0, mapType, 0, mapped)).toBe(DXGI_ERROR_DEVICE_REMOVED);
    expect(mapped.value).toEqual({ pData: null, RowPitch: 7, DepthPitch: 8 });
  });

  it.each([
    ['WRITE', WRITE, staging],
    ['WRITE_DISCARD', WRITE_DISCARD, dynamic],
    ['WRITE_NO_OVERWRITE', WRITE_NO_OVERWRITE, dynamicVertices],
  ])('that writes alone, %s: S_OK, with memory that leads nowhere (MP-26)', (_name, mapType, kind) => {
    const { player, driver, said } = spread();
    const buffer = filled(player, 1, kind);
    driver.control.removeDevice();
    const mapped = out<D3D11_MAPPED_SUBRESOURCE>();
    const write = () => {
      expect(player.context.Map(buffer, 0, mapType, 0, mapped)).toBe(S_OK);
      expect(mapped.value!.pData).toHaveLength(64);
      mapped.value!.pData!.fill(2);
      player.context.Unmap(buffer, 0);
    };
    expect(said(write)).toEqual([]);
    expect(player.bytesAtDriver(buffer)).toEqual(new Uint8Array(64).fill(1));
  });

  it('before the removal: Unmap says nothing, and writes nothing (XLT-11)', () => {
    const { player, driver, said } = spread();
    const buffer = filled(player, 1);
    const bytes = player.map(buffer, WRITE);
    driver.control.removeDevice();
    bytes.fill(2);
    expect(
      said(() => {
        player.context.Unmap(buffer, 0);
      }),
    ).toEqual([]);
    expect([bytes.length, player.bytesAtDriver(buffer)]).toEqual([0, new Uint8Array(64).fill(1)]);
  });
});
