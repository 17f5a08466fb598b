/** What d3d11.dll and dxgi.dll export, for one machine. */
import type { Guid, Hresult } from '../../abi/index.js';
import type { ID3D11Device, ID3D11DeviceContext } from '../../api/d3d11/index.js';
import type { IDXGIAdapter } from '../../api/dxgi/index.js';
import type { ApiInterposer, Implementor, IUnknown, Out } from '../../api/kit/index.js';
import { E_INVALIDARG, S_OK } from '../../ddi/index.js';
import type { AdapterSetup } from '../../host/index.js';
import { Kernel } from '../../host/index.js';
import type { Adapter } from '../dxgi/adapter.js';
import { Factory } from '../dxgi/factory.js';
import type { DxgiMessage } from '../dxgi/system.js';
import { System } from '../dxgi/system.js';
