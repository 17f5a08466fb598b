/** Values of the debug layer. */
import { enumeration, flags } from '../../abi/index.js';

export const D3D11_RLDO_FLAGS = flags(
  'D3D11_RLDO_FLAGS',
  {
    D3D11_RLDO_SUMMARY: 1,
    D3D11_RLDO_DETAIL: 2,
    D3D11_RLDO_IGNORE_INTERNAL: 4,
  },
  { short: ['D3D11_RLDO_*'] },
);

export const D3D11_MESSAGE_SEVERITY = enumeration('D3D11_MESSAGE_SEVERITY', {
  D3D11_MESSAGE_SEVERITY_CORRUPTION: 0,
  D3D11_MESSAGE_SEVERITY_ERROR: 1,
  D3D11_MESSAGE_SEVERITY_WARNING: 2,
  D3D11_MESSAGE_SEVERITY_INFO: 3,
  D3D11_MESSAGE_SEVERITY_MESSAGE: 4,
});
