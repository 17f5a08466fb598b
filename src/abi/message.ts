/** Messages with a buffer at the end, in which one structure or another lies. */
import { LayoutError } from './layout-error.js';
import type { FieldType } from './scalars.js';
import type { Struct } from './struct.js';
import { struct } from './struct.js';

/**
 * A message as it is where its buffer holds a `body`: the members before the buffer, then the body in its place. What
 * follows in the buffer is left out.
 * @param buffer the member that is the buffer
 */
export function carrying(message: Struct, buffer: string, body: FieldType<unknown>): Struct {
  const index = message.members.findIndex(({ name }) => name === buffer);
  const room = message.members[index]?.type.size('x64') ?? 0;
  if (body.size('x64') > room)
    throw new LayoutError([message.name, buffer], `at most ${room} bytes`, `${body.size('x64')} bytes`);
  const before = message.members.slice(0, index).map(({ name, ...spec }) => [name, spec]);
  return struct(
    `${message.name} with ${body.name}`,
    Object.fromEntries([...before, [buffer, { type: body }]]),
    message.options,
  );
}
