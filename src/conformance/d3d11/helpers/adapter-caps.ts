import type { Address, Hresult, StructValue } from '../../../abi/index.js';
import {
  D3D10_2DDIARG_GETCAPS,
  D3D10_2DDICAPS_TYPE,
  D3D11_1DDI_ARCHITECTURE_INFO_DATA,
  D3D11_1DDI_D3D11_OPTIONS_DATA,
  D3D11_DDI_SHADER_MIN_PRECISION_SUPPORT_DATA,
  D3D11DDI_3DPIPELINESUPPORT_CAPS,
  D3D11DDI_SHADER_CAPS,
  D3D11DDI_THREADING_CAPS,
  S_OK,
} from '../../../ddi/index.js';
import type { HostAdapter } from '../../../host/index.js';
import { askTwice, expectSame } from '../../framework/output.js';
import type { D3D11Case } from '../fixture.js';

/** The types that every D3D11.1 runtime asks for (OPN-22), and what they are answered with. */
export const adapterCapsLayouts = {
  SHADER: D3D11DDI_SHADER_CAPS,
  PIPELINESUPPORT_3D: D3D11DDI_3DPIPELINESUPPORT_CAPS,
  D3D11_OPTIONS: D3D11_1DDI_D3D11_OPTIONS_DATA,
  ARCHITECTURE_INFO: D3D11_1DDI_ARCHITECTURE_INFO_DATA,
  SHADER_MIN_PRECISION_SUPPORT: D3D11_DDI_SHADER_MIN_PRECISION_SUPPORT_DATA,
} as const;

/** Those, and what is asked before there is a device (OPN-18). */
export const allAdapterCaps = { THREADING: D3D11DDI_THREADING_CAPS, ...adapterCapsLayouts } as const;

/** GetCaps of one type into `pData`, of `bytes` bytes by DataSize. */
export function askAdapterCaps(
  t: D3D11Case,
  type: number,
  pData: Address,
  bytes: number,
  adapter: HostAdapter = t.adapter(),
): Hresult {
  const ask = t.ofAdapter(adapter, 'pfnGetCaps');
  const request = t.struct(D3D10_2DDIARG_GETCAPS, { Type: type, pData, DataSize: bytes });
  return ask(adapter.hAdapter, request);
}

/** What GetCaps answers, which must be S_OK (OPN-17). */
export function adapterCaps<Type extends keyof typeof adapterCapsLayouts>(
  t: D3D11Case,
  type: Type,
): StructValue<(typeof adapterCapsLayouts)[Type]> {
  const layout = adapterCapsLayouts[type];
  const output = askTwice(t, layout.bytes, type, (data) =>
    askAdapterCaps(t, D3D10_2DDICAPS_TYPE[type], data, layout.bytes),
  );
  for (const code of output.answers) t.expectCode(code, [S_OK], 'OPN-17', type);
  expectSame(t, output, 'OPN-17', type);
  return layout.decode(t.memory, output.address) as StructValue<(typeof adapterCapsLayouts)[Type]>;
}
