import type { Hresult } from '../../abi/index.js';
import {
  D3D11_FEATURE,
  D3D11_FEATURE_DATA_D3D11_OPTIONS,
  D3D11_FEATURE_DATA_FORMAT_SUPPORT,
  D3D11_FEATURE_DATA_FORMAT_SUPPORT2,
  D3D11_FEATURE_DATA_THREADING,
} from '../../api/d3d11/index.js';
import type { Out } from '../../api/kit/index.js';
import { DXGI_FORMAT, E_FAIL, E_INVALIDARG, S_OK } from '../../ddi/index.js';
import { isFormat } from './rules/index.js';
import type { RuntimeDevice } from './runtime-device.js';

/** What a device can do with formats: what the driver says, and what the runtime knows by itself (FS, DEV-23). */
export class FormatQueries {
  constructor(private readonly runtime: RuntimeDevice) {}

  /** @returns S_OK and D3D11_FORMAT_SUPPORT bits; E_FAIL and 0 where the format does not exist or serves nothing (FS-1) */
  support(format: number, pFormatSupport: Out<number>): Hresult {
    const { limits } = this.runtime;
    pFormatSupport.value = limits.formatSupport(format);
    if (pFormatSupport.value !== 0) return S_OK;
    if (this.runtime.isRemoved) return this.runtime.removedCode; // the driver said so
    const name = 'CHECKFORMATSUPPORT_FORMAT_NOT_SUPPORTED';
    this.runtime.complain('ID3D11Device::CheckFormatSupport', name, 'Format: the driver does not support it');
    return E_FAIL;
  }

  /** FS-3 to FS-6: one sample always; none of what is not emulated. */
  multisampleQualityLevels(format: number, sampleCount: number, pLevels: Out<number>): Hresult {
    const call = 'ID3D11Device::CheckMultisampleQualityLevels';
    if (!isFormat(format) && format !== DXGI_FORMAT.UNKNOWN) {
      const name = 'CHECKMULTISAMPLEQUALITYLEVELS_FORMAT_DEPRECATED';
      this.runtime.complain(call, name, `Format: ${format} is none`);
      return E_INVALIDARG;
    }
    pLevels.value = this.runtime.limits.multisampleQualityLevels(format, sampleCount);
    if (sampleCount > 0 && sampleCount <= 32) return S_OK;
    const text = `SampleCount: expected 1 to 32, received ${sampleCount}`;
    this.runtime.complain(call, 'ARGUMENT', text, E_FAIL);
    return E_FAIL;
  }

  /** @param data exactly the feature's structure; of formats InFormat is read first (FS-2) */
  featureSupport(feature: number, data: Uint8Array, size: number): Hresult {
    const struct = featureStructs.get(feature);
    if (!struct || size !== struct.bytes || data.length < size) {
      const unknown = !struct;
      const name = unknown ? 'UNRECOGNIZED_FEATURE' : 'MISMATCHED_DATA_SIZE';
      const text = unknown
        ? `Feature: ${feature} is not known here`
        : `FeatureSupportDataSize: expected ${struct.bytes}, received ${size}`;
      const call = 'ID3D11Device::CheckFeatureSupport';
      this.runtime.complain(call, `DEVICE_CHECKFEATURESUPPORT_${name}`, text);
      const invalidArg = 'DEVICE_CHECKFEATURESUPPORT_INVALIDARG_RETURN';
      this.runtime.complain(call, invalidArg, 'the call returns E_INVALIDARG');
      return E_INVALIDARG;
    }
    if (feature === D3D11_FEATURE.FORMAT_SUPPORT) return this.formatFeature(data);
    data.fill(0, feature === D3D11_FEATURE.FORMAT_SUPPORT2 ? 4 : 0, size);
    return S_OK;
  }

  private formatFeature(data: Uint8Array): Hresult {
    const { InFormat } = D3D11_FEATURE_DATA_FORMAT_SUPPORT.fromBytes(data);
    const support: Out<number> = {};
    const hresult = this.support(InFormat, support);
    data.set(D3D11_FEATURE_DATA_FORMAT_SUPPORT.toBytes({ InFormat, OutFormatSupport: support.value ?? 0 }));
    return hresult;
  }
}

/** The features that are answered, each with its structure: nothing that is asked for here is there. */
const featureStructs = new Map<number, { readonly bytes: number }>([
  [D3D11_FEATURE.THREADING, D3D11_FEATURE_DATA_THREADING],
  [D3D11_FEATURE.FORMAT_SUPPORT, D3D11_FEATURE_DATA_FORMAT_SUPPORT],
  [D3D11_FEATURE.FORMAT_SUPPORT2, D3D11_FEATURE_DATA_FORMAT_SUPPORT2],
  [D3D11_FEATURE.D3D11_OPTIONS, D3D11_FEATURE_DATA_D3D11_OPTIONS],
]);
