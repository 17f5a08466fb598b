import type {
  D3D11_BUFFER_DESC,
  D3D11_SUBRESOURCE_DATA,
  D3D11_TEXTURE2D_DESC,
} from '../../api/d3d11/index.js';
import type { PictureRows } from '../../ddi/index.js';
import { pictureRows } from '../../ddi/index.js';
import { D3D11_USAGE } from '../../api/d3d11/index.js';

export interface ResourceMistake {
  readonly name: string | null;
  readonly text: string;
}

type Desc = Pick<D3D11_BUFFER_DESC, 'Usage' | 'BindFlags' | 'CPUAccessFlags'>;

function usageMistake({ Usage, BindFlags, CPUAccessFlags }: Desc, hasData: boolean): string | undefined {
  if (Usage === D3D11_USAGE.STAGING && BindFlags !== 0) return 'a STAGING resource has no bind flags';
  if (Usage === D3D11_USAGE.STAGING && CPUAccessFlags === 0) return 'a STAGING resource has CPU access flags';
  if (Usage === D3D11_USAGE.IMMUTABLE && !hasData) return 'an IMMUTABLE resource needs initial data';
  if (Usage === D3D11_USAGE.DEFAULT && CPUAccessFlags !== 0)
    return 'a DEFAULT resource has no CPU access flags';
  return undefined;
}

/** Initial data that the driver would read past the end of; the runtime knows how much there is. */
function dataMistake(
  { rows, rowBytes }: PictureRows,
  { pSysMem, SysMemPitch }: D3D11_SUBRESOURCE_DATA,
): string | undefined {
  if (!pSysMem) return 'initial data: pSysMem is null';
  const needed = (rows - 1) * SysMemPitch + rowBytes;
  if (pSysMem.length >= needed) return undefined;
  return `initial data: expected at least ${needed} bytes, received ${pSysMem.length}`;
}

export function bufferMistake(
  desc: D3D11_BUFFER_DESC,
  data: readonly D3D11_SUBRESOURCE_DATA[] | null,
): ResourceMistake | undefined {
  const text =
    (desc.ByteWidth === 0 ? 'ByteWidth: expected at least 1' : undefined) ??
    usageMistake(desc, data !== null) ??
    data?.map((entry) => dataMistake({ rows: 1, rowBytes: desc.ByteWidth }, entry)).find(Boolean);
  return text === undefined ? undefined : { name: null, text };
}

export function texture2DMistake(
  desc: D3D11_TEXTURE2D_DESC,
  data: readonly D3D11_SUBRESOURCE_DATA[] | null,
): ResourceMistake | undefined {
  const { Width, Height, MipLevels, ArraySize, Format } = desc;
  const count = ArraySize * MipLevels;
  const picture = (index: number) =>
    pictureRows(
      Format,
      Math.max(1, Width >> (index % MipLevels)),
      Math.max(1, Height >> (index % MipLevels)),
    );
  const text =
    (Width === 0 || Height === 0 || ArraySize === 0 ? 'every size is at least 1' : undefined) ??
    usageMistake(desc, data !== null) ??
    (data && data.length < count
      ? `initial data: expected ${count} entries, received ${data.length}`
      : undefined) ??
    data
      ?.map((entry, index) => {
        const rows = picture(index);
        return rows ? dataMistake(rows, entry) : undefined;
      })
      .find((one) => one !== undefined);
  return text === undefined ? undefined : { name: null, text };
}

/** As GetDesc tells it: of structures no stride without the flag (CB-21). */
export function realBufferDesc(desc: D3D11_BUFFER_DESC): D3D11_BUFFER_DESC {
  return { ...desc };
}

/** As GetDesc tells it: 0 levels are the whole chain (CT-5). */
export function realTexture2DDesc(desc: D3D11_TEXTURE2D_DESC): D3D11_TEXTURE2D_DESC {
  const whole = Math.floor(Math.log2(Math.max(1, desc.Width, desc.Height))) + 1;
  return { ...desc, SampleDesc: { ...desc.SampleDesc }, MipLevels: desc.MipLevels || whole };
}
