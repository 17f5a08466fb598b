import Sequencer from '@jest/test-sequencer';

/** Files that take longest: most of their work is done in processes of drivers. */
const long = [
  'conformance/suite',
  'native/c-drivers',
  'isolation/run-isolated',
  'cli/driver-file',
  'native/hostile',
  'examples',
];

const rank = ({ path }) => {
  const place = long.findIndex((name) => path.includes(`/${name}.test.`));
  return place < 0 ? long.length : place;
};

/** The longest first, so that no worker is left alone with one at the end; jest knows how long they take only afterwards. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
  }
}
