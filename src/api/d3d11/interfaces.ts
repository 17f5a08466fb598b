import type { ID3D11Asynchronous, ID3D11Query, ID3D11Query1 } from './asynchronous.js';
import type { ID3D11AuthenticatedChannel } from './authenticated-channel.js';
import type { ID3D11CommandList } from './command-list.js';
import type { ID3D11CryptoSession } from './crypto-session.js';
import type { ID3D11Debug } from './debug.js';
import type { ID3D11DeviceChild } from './device-child.js';
import type {
  ID3D11DeviceContext1,
  ID3D11DeviceContext2,
  ID3D11DeviceContext3,
  ID3D11DeviceContext4,
} from './device-context-versions.js';
import type { ID3D11DeviceContext } from './device-context.js';
import type {
  ID3D11Device1,
  ID3D11Device2,
  ID3D11Device3,
  ID3D11Device4,
  ID3D11Device5,
} from './device-versions.js';
import type { ID3D11Device } from './device.js';
import type { ID3D11InfoQueue } from './info-queue.js';
import type { ID3D11Multithread, ID3D10Multithread } from './multithread.js';
import type { ID3D11Resource, ID3D11Buffer, ID3D11Texture2D, ID3D11Texture2D1 } from './resource.js';
import type {
  ID3D11VideoContext1,
  ID3D11VideoContext2,
  ID3D11VideoContext3,
} from './video-context-versions.js';
import type { ID3D11VideoContext } from './video-context.js';
import type { ID3D11VideoDecoder } from './video-decoder.js';
import type { ID3D11VideoDevice } from './video-device.js';
import type { ID3D11VideoDevice1, ID3D11VideoDevice2 } from './video-device-versions.js';
import type {
  ID3D11VideoProcessor,
  ID3D11VideoProcessorEnumerator,
  ID3D11VideoProcessorEnumerator1,
} from './video-processor.js';
import type {
  ID3D11View,
  ID3D11VideoDecoderOutputView,
  ID3D11VideoProcessorInputView,
  ID3D11VideoProcessorOutputView,
} from './view.js';

/** For parameters that are objects. */
declare module '../kit/interfaces.js' {
  interface Interfaces {
    ID3D11Asynchronous: ID3D11Asynchronous;
    ID3D11Query: ID3D11Query;
    ID3D11Query1: ID3D11Query1;
    ID3D11AuthenticatedChannel: ID3D11AuthenticatedChannel;
    ID3D11CommandList: ID3D11CommandList;
    ID3D11CryptoSession: ID3D11CryptoSession;
    ID3D11Debug: ID3D11Debug;
    ID3D11DeviceChild: ID3D11DeviceChild;
    ID3D11DeviceContext1: ID3D11DeviceContext1;
    ID3D11DeviceContext2: ID3D11DeviceContext2;
    ID3D11DeviceContext3: ID3D11DeviceContext3;
    ID3D11DeviceContext4: ID3D11DeviceContext4;
    ID3D11DeviceContext: ID3D11DeviceContext;
    ID3D11Device1: ID3D11Device1;
    ID3D11Device2: ID3D11Device2;
    ID3D11Device3: ID3D11Device3;
    ID3D11Device4: ID3D11Device4;
    ID3D11Device5: ID3D11Device5;
    ID3D11Device: ID3D11Device;
    ID3D11InfoQueue: ID3D11InfoQueue;
    ID3D11Multithread: ID3D11Multithread;
    ID3D10Multithread: ID3D10Multithread;
    ID3D11Resource: ID3D11Resource;
    ID3D11Buffer: ID3D11Buffer;
    ID3D11Texture2D: ID3D11Texture2D;
    ID3D11Texture2D1: ID3D11Texture2D1;
    ID3D11VideoContext1: ID3D11VideoContext1;
    ID3D11VideoContext2: ID3D11VideoContext2;
    ID3D11VideoContext3: ID3D11VideoContext3;
    ID3D11VideoContext: ID3D11VideoContext;
    ID3D11VideoDecoder: ID3D11VideoDecoder;
    ID3D11VideoDevice: ID3D11VideoDevice;
    ID3D11VideoDevice1: ID3D11VideoDevice1;
    ID3D11VideoDevice2: ID3D11VideoDevice2;
    ID3D11VideoProcessor: ID3D11VideoProcessor;
    ID3D11VideoProcessorEnumerator: ID3D11VideoProcessorEnumerator;
    ID3D11VideoProcessorEnumerator1: ID3D11VideoProcessorEnumerator1;
    ID3D11View: ID3D11View;
    ID3D11VideoDecoderOutputView: ID3D11VideoDecoderOutputView;
    ID3D11VideoProcessorInputView: ID3D11VideoProcessorInputView;
    ID3D11VideoProcessorOutputView: ID3D11VideoProcessorOutputView;
  }
}
