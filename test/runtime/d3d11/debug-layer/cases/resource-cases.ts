import type { D3D11_BOX } from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import { createQuery } from '../../machine.js';
import { dynamic, plain, staging } from '../../player.js';
import type { MessageCase, MessageCases, Scene } from './message-case.js';

const { D3D11_BIND: BIND, D3D11_MAP, D3D11_USAGE, out } = d3d11;
const { READ, WRITE } = D3D11_MAP;

const mapping = (
  when: string,
  kind: Parameters<Scene['player']['buffer']>[0],
  subresource: number,
  type: number,
  flags = 0,
): MessageCase => ({
  when,
  prepare: ({ player, context }) => {
    const buffer = player.buffer(kind);
    return () => context.Map(buffer, subresource, type, flags, out());
  },
});

const box = (left: number, right: number): D3D11_BOX => ({
  left,
  right,
  top: 0,
  bottom: 1,
  front: 0,
  back: 1,
});
const immutable = { ...plain, Usage: D3D11_USAGE.IMMUTABLE, BindFlags: BIND.SHADER_RESOURCE };

/** A copy between two buffers of 64 bytes, of which something is wrong. */
const region = (
  when: string,
  { to = staging, toIndex = 0, fromIndex = 0, from = box(0, 16), isSame = false, isMapped = false } = {},
): MessageCase => ({
  when,
  prepare: ({ player, context }) => {
    const content = new Uint8Array(64);
    const [source, destination] = [player.buffer(staging, content), player.buffer(to, content)];
    if (isMapped) player.map(source);
    const target = isSame ? source : destination;
    return () => {
      context.CopySubresourceRegion(target, toIndex, 0, 0, 0, source, fromIndex, from);
    };
  },
});

const copy = (when: string, { to = staging, isSame = false, isMapped = false } = {}): MessageCase => ({
  when,
  prepare: ({ player, context }) => {
    const content = new Uint8Array(64);
    const [source, destination] = [player.buffer(staging, content), player.buffer(to, content)];
    if (isMapped) player.map(source);
    return () => {
      context.CopyResource(isSame ? source : destination, source);
    };
  },
});

const update = (when: string, { of = plain, at = 0, to = box(0, 16) } = {}): MessageCase => ({
  when,
  prepare: ({ player, context }) => {
    const destination = player.buffer(of, new Uint8Array(64));
    return () => {
      context.UpdateSubresource(destination, at, to, new Uint8Array(64), 64, 64);
    };
  },
});

const asked = (when: string, size: number, flags: number): MessageCase => ({
  when,
  prepare: ({ device, context }) => {
    const query = createQuery(device);
    context.End(query);
    return () => context.GetData(query, new Uint8Array(8), size, flags);
  },
});

/** Maps, copies, updates, queries. */
export const resourceCases: MessageCases = {
  RESOURCE_MAP_INVALIDMAPTYPE: mapping('the resource cannot be mapped so', staging, 0, 9),
  RESOURCE_MAP_INVALIDSUBRESOURCE: mapping('there is no such subresource', staging, 1, READ),
  RESOURCE_MAP_INVALIDFLAGS: mapping('MapFlags are unknown, or do not go with MapType', staging, 0, READ, 1),
  RESOURCE_MAP_ALREADYMAPPED: {
    when: 'the subresource is mapped already',
    prepare: ({ player, context }) => {
      const buffer = player.buffer(staging);
      player.map(buffer);
      return () => context.Map(buffer, 0, WRITE, 0, out());
    },
  },
  RESOURCE_MAP_DEVICEREMOVED_RETURN: {
    when: 'a map that reads, on a removed device',
    prepare: ({ player, device, context }) => {
      const buffer = player.buffer(staging);
      d3d11.removeDevice(device, d3d11.DXGI_ERROR_DEVICE_REMOVED);
      return () => context.Map(buffer, 0, READ, 0, out());
    },
  },
  RESOURCE_MAP_OUTOFMEMORY_RETURN: {
    when: 'there is no memory for it',
    prepare: (scene) => {
      const buffer = scene.player.buffer(staging);
      scene.exhaust();
      return () => scene.context.Map(buffer, 0, READ, 0, out());
    },
  },
  RESOURCE_UNMAP_INVALIDSUBRESOURCE: {
    when: 'there is no such subresource',
    prepare: ({ player, context }) => {
      const buffer = player.buffer(staging);
      return () => {
        context.Unmap(buffer, 1);
      };
    },
  },
  RESOURCE_UNMAP_NOTMAPPED: {
    when: 'the subresource is not mapped',
    prepare: ({ player, context }) => {
      const buffer = player.buffer(staging);
      return () => {
        context.Unmap(buffer, 0);
      };
    },
  },
  COPYRESOURCE_INVALIDSOURCE: copy('source and destination are the same, or do not fit', { isSame: true }),
  COPYRESOURCE_INVALIDDESTINATIONSTATE: copy('the destination is immutable, dynamic or mapped', {
    to: immutable,
  }),
  COPYRESOURCE_INVALIDSOURCESTATE: copy('the source is mapped', { isMapped: true }),
  COPYSUBRESOURCEREGION_INVALIDDESTINATIONSUBRESOURCE: region('the destination has no such subresource', {
    toIndex: 1,
  }),
  COPYSUBRESOURCEREGION_INVALIDSOURCESUBRESOURCE: region('the source has no such subresource', {
    fromIndex: 1,
  }),
  COPYSUBRESOURCEREGION_INVALIDSOURCEBOX: region('the box reaches out of the source or the destination', {
    from: box(0, 65),
  }),
  COPYSUBRESOURCEREGION_INVALIDSOURCE: region('source and destination are the same, or do not fit', {
    isSame: true,
  }),
  COPYSUBRESOURCEREGION_INVALIDDESTINATIONSTATE: region('the destination is immutable, dynamic or mapped', {
    to: dynamic,
  }),
  COPYSUBRESOURCEREGION_INVALIDSOURCESTATE: region('the source is mapped', { isMapped: true }),
  COPYSUBRESOURCEREGION_EMPTYSOURCEBOX: region('the box is empty', { from: box(8, 8) }),
  UPDATESUBRESOURCE_INVALIDDESTINATIONSUBRESOURCE: update('there is no such subresource', { at: 1 }),
  UPDATESUBRESOURCE_INVALIDDESTINATIONBOX: update('the box reaches out of the destination', {
    to: box(0, 65),
  }),
  UPDATESUBRESOURCE_INVALIDDESTINATIONSTATE: update(
    'the destination is not one that the GPU writes, or is mapped',
    {
      of: dynamic,
    },
  ),
  UPDATESUBRESOURCE_EMPTYDESTBOX: update('the box is empty', { to: box(8, 8) }),
  QUERY_BEGIN_UNSUPPORTED: {
    when: 'Begin of a query that has only an end',
    prepare: ({ device, context }) => {
      const query = createQuery(device);
      return () => {
        context.Begin(query);
      };
    },
  },
  QUERY_GETDATA_INVALID_DATASIZE: asked('DataSize is not that of GetDataSize', 3, 0),
  QUERY_GETDATA_INVALID_FLAGS: asked('GetDataFlags are unknown', 4, 2),
  QUERY_GETDATA_INVALID_CALL: {
    when: 'GetData before End',
    prepare: ({ device, context }) => {
      const query = createQuery(device);
      return () => context.GetData(query, new Uint8Array(4), 4, 0);
    },
  },
};

const finishing = (
  when: string,
  other: 'FINISHDISPLAYLIST_ONIMMEDIATECONTEXT' | 'FINISHDISPLAYLIST_INVALID_CALL_RETURN',
) => ({
  when,
  prepare:
    ({ context }: Scene) =>
    () =>
      context.FinishCommandList(0, out()),
  also: [other],
});

/** FinishCommandList, which has two. */
export const commandListCases: MessageCases = {
  FINISHDISPLAYLIST_ONIMMEDIATECONTEXT: finishing(
    'FinishCommandList of an immediate context',
    'FINISHDISPLAYLIST_INVALID_CALL_RETURN',
  ),
  FINISHDISPLAYLIST_INVALID_CALL_RETURN: finishing(
    'FinishCommandList returns DXGI_ERROR_INVALID_CALL',
    'FINISHDISPLAYLIST_ONIMMEDIATECONTEXT',
  ),
};
