import type { OutputsControl, OutputState } from '../../src/driver/index.js';
import type { Output } from './output.js';
import type { Outputs } from './outputs.js';

function outputAt(outputs: Outputs, call: string, index: number): Output {
  const output = outputs.at(index);
  if (output) return output;
  throw new RangeError(
    `outputs.${call}: expected an output from 0 to ${outputs.all.length - 1}, received ${index}`,
  );
}

const stateOf = ({ index, monitor, profile, connected, mode, openObjects }: Output): OutputState => ({
  output: index,
  monitor,
  connector: profile.connector,
  connected,
  mode,
  openObjects,
});

/** What a user does to monitors and cables. */
export function outputsControl(outputs: Outputs): OutputsControl {
  return {
    list: () => outputs.all.map(stateOf),
    plug: (index) => {
      const output = outputAt(outputs, 'plug', index);
      output.connected = true;
      output.checkReceiver();
    },
    unplug: (index) => {
      const output = outputAt(outputs, 'unplug', index);
      if (!output.connected) return;
      output.connected = false;
      output.raise('LINK_LOST');
    },
    changeMode: (index, mode) => {
      const output = outputAt(outputs, 'changeMode', index);
      output.mode = { ...output.mode, ...mode };
      output.raise('RENEGOTIATION');
    },
    spread: (mode) => {
      outputs.multiMonitorMode = mode;
      for (const output of outputs.all) output.raise('RENEGOTIATION');
    },
    raise: (index, event) => {
      outputAt(outputs, 'raise', index).raise(event);
    },
    protect: (index, protection, level) => {
      const output = outputAt(outputs, 'protect', index);
      if (!output.has(protection))
        throw new RangeError(`outputs.protect: output ${index} has no ${protection}`);
      output.ask(output.outside, protection, level);
    },
  };
}
