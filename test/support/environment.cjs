// Jest's environment for Node, but for its globals: those of a context that is made of an object are looked up through
// an interceptor each time, which makes code that lives on Uint8Array and DataView half as slow again.
const vm = require('node:vm');
const { TestEnvironment } = require('jest-environment-node');

/** Every test file has globals of its own, as ever. */
module.exports = class extends TestEnvironment {
  constructor(config, context) {
    const { createContext } = vm;
    vm.createContext = () => createContext(vm.constants.DONT_CONTEXTIFY);
    try {
      super(config, context);
    } finally {
      vm.createContext = createContext;
    }
  }
};
