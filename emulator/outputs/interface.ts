import type { DriverInterface } from '../core/driver-interface.js';
import { outputsControl } from './control.js';
import { Outputs } from './outputs.js';
import type { WithOutputs } from './profile-schema.js';

/** Monitors and outputs: no functions of their own, but what every output protection stands on. */
export const outputsInterface: DriverInterface<object, WithOutputs, Outputs> = {
  name: 'outputs',
  policies: {},
  install: ({ core, profile }) => {
    const outputs = new Outputs(profile.outputs, core.clock);
    return { state: outputs, control: { outputs: outputsControl(outputs) } };
  },
};
