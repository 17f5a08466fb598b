import { expect } from '@jest/globals';
import { CreateCryptoSession } from 'softumd/ddi';
import type { Hresult, ID3D11Device } from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import { on } from 'softumd/trace';
import { ruleTests } from '../rule-tests.js';
import { bufferDesc, createBuffer, everyObject, Machine, query, references, textureDesc } from './machine.js';

const { out, S_OK, hresult } = d3d11;
const { D3D11_CRYPTO_TYPE_AES128_CTR: CTR, D3D11_KEY_EXCHANGE_RSAES_OAEP: OAEP } = d3d11;
const REMOVED = hresult(0x887a0005);
const HUNG = hresult(0x887a0006);
const RESET = hresult(0x887a0007);
const DRIVER_INTERNAL_ERROR = hresult(0x887a0020);
const INVALID_CALL = hresult(0x887a0001);
const E_FAIL = hresult(0x80004005);
function removed(reason: Hresult = HUNG) {
  const machine = new Machine();
  const device = machine.device();
  const objects = everyObject(device);
  machine.driverCalls.length = 0;
  machine.kernel.removeDevice({ reason });
  return { machine, device, objects };
}

/** A reason that somebody gives: seen by polling, without any call of the driver. */
function expectReason(reason: Hresult): void {
  const machine = new Machine();
  const device = machine.device();
  expect(device.GetDeviceRemovedReason()).toBe(S_OK);
  machine.driverCalls.length = 0;
  machine.kernel.removeDevice({ reason });
  expect(device.GetDeviceRemovedReason()).toBe(reason);
  expect(device.GetDeviceRemovedReason()).toBe(reason);
  expect(machine.driverCalls).toEqual([]);
  expect(device.CreateBuffer(bufferDesc, null, out())).toBe(REMOVED); // whatever the reason
  expect(device.Release()).toBe(0);
  expect(machine.liveBlocks).toBe(0);
  // A new device works where it would.
  const fresh = machine.device();
  expect([fresh.GetDeviceRemovedReason(), createBuffer(fresh).Release()]).toEqual([S_OK, 0]);
}

const said = (device: ID3D11Device, call: () => void) => {
  const { count } = d3d11.infoQueueOf(device);
  call();
  return d3d11
    .infoQueueOf(device)
    .since(count)
    .map(({ name }) => name);
};

ruleTests(
  'DR',
  {
    'DR-1': () => {
      const { device } = removed(RESET);
      for (let call = 0; call < 3; call += 1) expect(device.GetDeviceRemovedReason()).toBe(RESET);
    },
    'DR-2': () => {
      expectReason(HUNG);
    },
    'DR-3': () => {
      expectReason(REMOVED);
      const machine = new Machine();
      const device = machine.device();
      machine.kernel.adapters[0]!.remove();
      expect(device.GetDeviceRemovedReason()).toBe(REMOVED);
    },
    'DR-4': () => {
      expectReason(RESET);
    },
    'DR-5': () => {
      expectReason(DRIVER_INTERNAL_ERROR);
      // The driver answers what CreateCryptoSession may not.
      const machine = new Machine({
        interposer: on(CreateCryptoSession, { before: () => ({ answer: E_FAIL }) }),
      });
      const device = machine.device();
      const video = query(device, d3d11.ID3D11VideoDevice);
      const cell = { value: video } as never as d3d11.Out<d3d11.ID3D11CryptoSession>;
      expect(video.CreateCryptoSession(CTR, null, OAEP, cell)).toBe(REMOVED);
      expect([cell.value, device.GetDeviceRemovedReason()]).toEqual([null, DRIVER_INTERNAL_ERROR]);
    },
    'DR-6': () => {
      expectReason(INVALID_CALL);
    },
    'DR-7': () => {
      const { machine, device } = removed();
      const video = query(device, d3d11.ID3D11VideoDevice);
      const places = () => ({ value: device }) as never;
      const cells = [places(), places(), places(), places()] as d3d11.Out<never>[];
      expect([
        device.CreateBuffer(bufferDesc, null, cells[0]!),
        device.CreateTexture2D(textureDesc, null, cells[1]!),
        device.CreateQuery({ Query: 0, MiscFlags: 0 }, cells[2]!),
        video.CreateCryptoSession(CTR, null, OAEP, cells[3]!),
      ]).toEqual([REMOVED, REMOVED, REMOVED, REMOVED]);
      expect(cells.map(({ value }) => value)).toEqual([null, null, null, null]);
      expect(machine.driverCalls).toEqual([]);
    },
    'DR-8': () => {
      const { machine, device, objects } = removed();
      const { context, buffer, texture, session } = objects;
      const video = query(context, d3d11.ID3D11VideoContext);
      const iv = new Uint8Array(16);
      const messages = said(device, () => {
        context.CopyResource(buffer, buffer);
        context.CopySubresourceRegion(buffer, 0, 0, 0, 0, buffer, 0, null);
        context.UpdateSubresource(texture, 0, null, new Uint8Array(4096), 16, 0);
        context.Flush();
        context.ClearState();
        context.End(objects.query);
        video.EncryptionBlt(session, texture, texture, 16, iv);
        video.DecryptionBlt(session, texture, texture, null, 0, null, 16, iv);
      });
      expect([messages, machine.driverCalls]).toEqual([[], []]);
    },
    'DR-9': () => {
      const { machine, objects } = removed();
      const { context, session } = objects;
      const video = query(context, d3d11.ID3D11VideoContext);
      const [size, keyBuffer] = [out<number>(), new Uint8Array(256)];
      expect([
        session.GetCertificateSize(size),
        session.GetCertificate(4, new Uint8Array(4)),
        video.NegotiateCryptoSessionKeyExchange(session, 256, keyBuffer),
        context.GetData(objects.query, null, 0, 0),
      ]).toEqual([REMOVED, REMOVED, REMOVED, REMOVED]);
      expect([size.value, machine.driverCalls]).toEqual([undefined, []]);
    },
    'DR-10': () => {
      const { machine, device } = removed();
      const video = query(device, d3d11.ID3D11VideoDevice);
      expect([
        device.CheckFormatSupport(d3d11.DXGI_FORMAT.NV12, out()),
        device.CheckMultisampleQualityLevels(d3d11.DXGI_FORMAT.NV12, 1, out()),
        device.CheckFeatureSupport(0, new Uint8Array(8), 8),
        video.GetContentProtectionCaps(CTR, null, out()),
        video.CheckCryptoKeyExchange(CTR, null, 0, out()),
      ]).toEqual([REMOVED, REMOVED, REMOVED, REMOVED, REMOVED]);
      expect(machine.driverCalls).toEqual([]);
    },
    'DR-11': () => {
      const { device, objects } = removed();
      const { context, buffer, texture, session } = objects;
      expect([device.AddRef(), device.Release()].every((count) => count > 0)).toBe(true);
      for (const child of [context, buffer, texture, session]) {
        const cell = out<ID3D11Device>();
        child.GetDevice(cell);
        expect(cell.value).toBe(device);
        expect(references(query(child, d3d11.IUnknown))).toBeGreaterThan(0);
        const name = d3d11.guid('fdb37466-428f-4edf-a37f-9b1df488c5fc');
        expect(child.SetPrivateData(name, 1, new Uint8Array(1))).toBe(S_OK);
        expect(child.GetPrivateData(name, { value: 0 }, null)).toBe(S_OK);
      }
      const [buffers, textures] = [out<d3d11.D3D11_BUFFER_DESC>(), out<d3d11.D3D11_TEXTURE2D_DESC>()];
      buffer.GetDesc(buffers);
      texture.GetDesc(textures);
      expect([buffers.value, textures.value]).toEqual([bufferDesc, textureDesc]);
      const type = out<d3d11.Guid>();
      session.GetCryptoType(type);
      expect(type.value).toBe(CTR);
      expect(device.GetFeatureLevel()).toBe(0xb000);
    },
    'DR-12': () => {
      const { device } = removed();
      expect(
        said(device, () => {
          expect(device.SetExceptionMode(1)).toBe(REMOVED);
        }),
      ).toEqual(['SETEXCEPTIONMODE_DEVICEREMOVED_RETURN']);
      expect(device.GetExceptionMode()).toBe(0);
    },
    'DR-13': () => {
      const { machine, device } = removed();
      const event = machine.kernel.events.create();
      const cookie = out<number>();
      const device4 = query(device, d3d11.ID3D11Device4);
      expect(device4.RegisterDeviceRemovedEvent(event.handle, cookie)).toBe(S_OK);
      expect([event.isSet, typeof cookie.value]).toEqual([true, 'number']);
    },
    'DR-17': () => {
      const { machine, device } = removed(HUNG);
      machine.kernel.removeDevice({ reason: RESET });
      machine.kernel.adapters[0]!.remove();
      machine.drivers[0]!.control.removeDevice();
      expect(device.GetDeviceRemovedReason()).toBe(HUNG);
    },
  },
  {
    'DR-14': 'swap chains are not emulated',
    'DR-15': 'what an uncaught exception does to a process is not emulated; the flag is kept',
    'DR-16': 'whose fault a removal is, nobody says here',
    'DR-18': 'tells what other implementations do',
  },
);
