/** Builds what child processes of the tests run: they cannot run TypeScript. */
export { build as default } from '../../build.mjs';
