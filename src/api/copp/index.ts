/** COPP as a renderer sees it, and its name for parameters. */
export * from './certified-output-protection.js';
