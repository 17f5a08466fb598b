/** Usage, binds and CPU access of a resource: what buffers and textures have in common. */
import { D3D11_CPU_ACCESS_FLAG, D3D11_USAGE } from '../../../api/d3d11/index.js';
import { D3D11_BIND } from '../../../ddi/index.js';
import { hasAny } from './flags.js';

/** The part of a description that says who may touch the resource. */
export interface Access {
  readonly Usage: number;
  readonly BindFlags: number;
  readonly CPUAccessFlags: number;
}

/** Binds by which the GPU writes. */
const GPU_WRITES =
  D3D11_BIND.STREAM_OUTPUT |
  D3D11_BIND.RENDER_TARGET |
  D3D11_BIND.DEPTH_STENCIL |
  D3D11_BIND.UNORDERED_ACCESS;

const { DEFAULT, IMMUTABLE, DYNAMIC, STAGING } = D3D11_USAGE;

/** Nothing reads it, or the GPU writes it. */
const isNotForReading = ({ BindFlags }: Access) => BindFlags === 0 || hasAny(BindFlags, GPU_WRITES);

const usages: ReadonlySet<number> = new Set([DEFAULT, IMMUTABLE, DYNAMIC, STAGING]);

export const isUnknownUsage = ({ Usage }: Access) => !usages.has(Usage);

export const isDefaultWithCpuAccess = ({ Usage, CPUAccessFlags }: Access) =>
  Usage === DEFAULT && CPUAccessFlags !== 0;

export const isImmutableNotForReading = (access: Access) =>
  access.Usage === IMMUTABLE && isNotForReading(access);

export const isImmutableWithCpuAccess = ({ Usage, CPUAccessFlags }: Access) =>
  Usage === IMMUTABLE && CPUAccessFlags !== 0;

export const isDynamicNotForReading = (access: Access) => access.Usage === DYNAMIC && isNotForReading(access);

export const isDynamicNotJustWritten = ({ Usage, CPUAccessFlags }: Access) =>
  Usage === DYNAMIC && CPUAccessFlags !== D3D11_CPU_ACCESS_FLAG.WRITE;

export const isStagingBound = ({ Usage, BindFlags }: Access) => Usage === STAGING && BindFlags !== 0;

export const isStagingWithoutCpuAccess = ({ Usage, CPUAccessFlags }: Access) =>
  Usage === STAGING && CPUAccessFlags === 0;
