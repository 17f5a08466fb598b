import { inspect } from 'node:util';

/** What is said of an object: texts, and numbers under their names. Nothing secret, nothing that has to be asked for. */
export type Facts = Readonly<Record<string, string | number>>;

const facts = Symbol('facts');
/**
 * What jest's diffs copy of an object before they print it. By default it is all that the object holds and can be asked,
 * which here is a driver's memory, and calls of the API.
 */
const copiedByJest = Symbol.for('@jest/serializableProperties');

interface Brief {
  readonly [facts]: Facts;
}

/** A failing test prints what it can get: an object that cannot say what it is has no facts. */
function factsAbout<T>(object: T, factsOf: (object: T) => Facts): Facts {
  try {
    return factsOf(object);
  } catch {
    return {};
  }
}

function lineOf(name: string, all: Facts): string {
  const said = Object.entries(all).map(([key, fact]) =>
    typeof fact === 'string' ? fact : `${key}: ${fact}`,
  );
  return said.length > 0 ? `${name} (${said.join(', ')})` : name;
}

/** Such a copy has the facts as a value, and nothing that its getters could ask. */
const isCopy = (object: object) => Object.hasOwn(object, facts);

/** jest asks a copy for the members that a test expected. It has none of them. */
function keepGettersFromCopies(target: object): void {
  for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(target))) {
    if (descriptor.get === undefined) continue;
    const get = function (this: object): unknown {
      return isCopy(this) ? undefined : descriptor.get!.call(this);
    };
    Object.defineProperty(target, key, { ...descriptor, get });
  }
}

/**
 * Makes objects show as a line wherever a test prints them, in place of all that they hold: `util.inspect` and
 * `console.log` write `Device (emulated (default), alive)`; `JSON.stringify`, and the diffs of jest and vitest, which use
 * `toJSON`, a small plain object.
 * @param target a class's prototype, or one object
 */
export function showBriefly<T extends object>(target: T, name: string, factsOf: (object: T) => Facts): void {
  keepGettersFromCopies(target);
  Object.defineProperties(target, {
    [facts]: {
      get(this: T) {
        return factsAbout(this, factsOf);
      },
    },
    [copiedByJest]: { value: [facts] },
    toJSON: {
      value(this: Brief) {
        return { object: name, ...this[facts] };
      },
    },
    [inspect.custom]: {
      value(this: Brief) {
        return lineOf(name, this[facts]);
      },
    },
  });
}

/**
 * Hides what a plain object holds behind getters. jest copies all own values of what a failing assertion was about, to
 * send them to another process: a driver's memory takes it seconds, and a BigInt ends it. For the same reason classes
 * that {@link showBriefly} keep what is large in `#` fields.
 */
export function keepMembersFromCopies(object: object): void {
  for (const [key, { value, enumerable = true }] of Object.entries(
    Object.getOwnPropertyDescriptors(object),
  )) {
    const held: unknown = value;
    if (typeof held !== 'object') continue;
    Object.defineProperty(object, key, { get: () => held, enumerable, configurable: true });
  }
}
