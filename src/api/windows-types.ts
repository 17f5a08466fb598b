/** Types of windows.h that interfaces and structures have. */
import type { FieldType, StructValue } from '../abi/index.js';
import { DWORD, HANDLE, LONG, struct } from '../abi/index.js';

const handleNamed = (name: string): FieldType<bigint> => ({ ...HANDLE, name });

/** Handles of the system: pointer-sized and opaque. */
export const HMONITOR = handleNamed('HMONITOR');
export const HMODULE = handleNamed('HMODULE');
export const HWND = handleNamed('HWND');

/** 8 bytes. What names an adapter while the system runs. */
export const LUID = struct('LUID', { LowPart: DWORD, HighPart: LONG });
export type LUID = StructValue<typeof LUID>;

/** 16 bytes. right and bottom lie just outside. */
export const RECT = struct('RECT', { left: LONG, top: LONG, right: LONG, bottom: LONG });
export type RECT = StructValue<typeof RECT>;
