import { D3D11_RLDO_FLAGS } from '../../../api/d3d11/index.js';
import type { MessageName } from '../../../api/d3d11/index.js';
import type { LiveKind, LiveObject } from './live-objects.js';
import { liveObjectText, referencesText } from './live-objects.js';
import type { MessageStore } from './message-store.js';

const call = 'ID3D11Debug::ReportLiveDeviceObjects';

/** How many there are of each kind: `2 BUFFER, 1 CRYPTOSESSION`. */
function summaryOf(objects: readonly LiveObject[]): string {
  const counts = new Map<LiveKind, number>();
  for (const { kind } of objects) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ') || 'none';
}

/**
 * ReportLiveDeviceObjects: the device; with DETAIL each object, with SUMMARY how many of each kind. IGNORE_INTERNAL leaves
 * out those that the runtime alone holds.
 */
export function reportLiveObjects(
  messages: MessageStore,
  deviceReferences: number,
  all: readonly LiveObject[],
  flags: number,
): void {
  const isShown = ({ references }: LiveObject) =>
    references > 0 || (flags & D3D11_RLDO_FLAGS.IGNORE_INTERNAL) === 0;
  const objects = all.filter(isShown);
  messages.add(call, 'LIVE_DEVICE', `ID3D11Device: ${referencesText(deviceReferences)}`);
  if (flags & D3D11_RLDO_FLAGS.DETAIL)
    for (const object of objects) {
      const name: MessageName = `LIVE_${object.kind}`;
      messages.add(call, name, liveObjectText(object));
    }
  if (flags & D3D11_RLDO_FLAGS.SUMMARY) messages.add(call, 'LIVE_OBJECT_SUMMARY', summaryOf(objects));
}
