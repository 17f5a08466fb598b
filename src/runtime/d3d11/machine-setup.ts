/** What loadLibraries takes, by schema: what is misspelt is told, and not ignored. */
import {
  anyMembers,
  hasMethods,
  listOf,
  members,
  oneOf,
  text,
  trueOrFalse,
  valueOf,
} from '../../options/index.js';
import * as v from 'valibot';

const isFunction = (value: unknown) => typeof value === 'function';
const anything = () => v.exactOptional(v.unknown());

export const machineSetupSchema = members({
  adapters: listOf(
    members({
      driver: valueOf('a driver with OpenAdapter10_2', (value) => hasMethods(value, 'OpenAdapter10_2')),
      identity: anything(),
      monitors: anything(),
      acceptedExchanges: anything(),
      opmSandbox: anything(),
    }),
  ),
  interposer: v.exactOptional(valueOf('a function such as createCallLog().interposer', isFunction)),
  skippedRules: v.exactOptional(listOf(text())),
  debug: v.exactOptional(
    anyMembers({
      criticalVoid: oneOf('remove', 'diagnose'),
      strict: trueOrFalse(),
      creationStacks: trueOrFalse(),
      certificateChecks: trueOrFalse(),
      onMessage: valueOf('a function', isFunction),
      onBreak: valueOf('a function', isFunction),
    }),
  ),
});
