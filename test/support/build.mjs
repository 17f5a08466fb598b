/** Builds what child processes of the tests run: they cannot run TypeScript. */
export { buildCode as default } from '../../build.mjs';
