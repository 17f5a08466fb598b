import type { IDXGIAdapter, IDXGIAdapter1, IDXGIAdapter2, IDXGIAdapter3, IDXGIAdapter4 } from './adapter.js';
import type { IDXGIDevice, IDXGIDevice1, IDXGIDevice2, IDXGIDevice3, IDXGIDevice4 } from './device.js';
import type {
  IDXGIFactory,
  IDXGIFactory1,
  IDXGIFactory2,
  IDXGIFactory3,
  IDXGIFactory4,
  IDXGIFactory5,
  IDXGIFactory6,
  IDXGIFactory7,
} from './factory.js';
import type { IDXGIObject, IDXGIDeviceSubObject } from './object.js';
import type {
  IDXGIOutput,
  IDXGIOutput1,
  IDXGIOutput2,
  IDXGIOutput3,
  IDXGIOutput4,
  IDXGIOutput5,
  IDXGIOutput6,
} from './output.js';
import type { IDXGIResource, IDXGIResource1 } from './resource.js';
import type { IDXGISurface, IDXGISurface1, IDXGISurface2 } from './surface.js';
import type { IDXGISwapChain } from './swap-chain.js';

/** For parameters that are objects. */
declare module '../kit/interfaces.js' {
  interface Interfaces {
    IDXGIAdapter: IDXGIAdapter;
    IDXGIAdapter1: IDXGIAdapter1;
    IDXGIAdapter2: IDXGIAdapter2;
    IDXGIAdapter3: IDXGIAdapter3;
    IDXGIAdapter4: IDXGIAdapter4;
    IDXGIDevice: IDXGIDevice;
    IDXGIDevice1: IDXGIDevice1;
    IDXGIDevice2: IDXGIDevice2;
    IDXGIDevice3: IDXGIDevice3;
    IDXGIDevice4: IDXGIDevice4;
    IDXGIFactory: IDXGIFactory;
    IDXGIFactory1: IDXGIFactory1;
    IDXGIFactory2: IDXGIFactory2;
    IDXGIFactory3: IDXGIFactory3;
    IDXGIFactory4: IDXGIFactory4;
    IDXGIFactory5: IDXGIFactory5;
    IDXGIFactory6: IDXGIFactory6;
    IDXGIFactory7: IDXGIFactory7;
    IDXGIObject: IDXGIObject;
    IDXGIDeviceSubObject: IDXGIDeviceSubObject;
    IDXGIOutput: IDXGIOutput;
    IDXGIOutput1: IDXGIOutput1;
    IDXGIOutput2: IDXGIOutput2;
    IDXGIOutput3: IDXGIOutput3;
    IDXGIOutput4: IDXGIOutput4;
    IDXGIOutput5: IDXGIOutput5;
    IDXGIOutput6: IDXGIOutput6;
    IDXGIResource: IDXGIResource;
    IDXGIResource1: IDXGIResource1;
    IDXGISurface: IDXGISurface;
    IDXGISurface1: IDXGISurface1;
    IDXGISurface2: IDXGISurface2;
    IDXGISwapChain: IDXGISwapChain;
  }
}
