/** Clauses of resources: RES. */
import { application, driver, runtime } from '../../clause.js';

export const resourcesClauses = {
  'RES-1': runtime.must('Arguments are validated beforehand.'),
  'RES-2': driver.must(
    'Report E_OUTOFMEMORY, D3DDDIERR_DEVICEREMOVED or DXGI_DDI_ERR_UNSUPPORTED; another code is critical.',
  ),
  'RES-3': runtime.must('After any reported error the handle is void and DestroyResource is not called.'),
  'RES-4': runtime.must(
    'pMipInfoList: one entry per mip level, shared by the array. Buffer: TexelWidth = bytes, other sizes 1. Physical >= texel size.',
  ),
  'RES-5': runtime.must('pInitialDataUP: NULL or one entry per subresource; never NULL for IMMUTABLE.'),
  'RES-6': runtime.must('pPrimaryDesc non-NULL only with BIND_PRESENT.'),
  'RES-7': driver.must(
    'Read DecoderBufferType only with BIND_DECODER or header minor >= 3; TextureLayout exists from 2.0.',
  ),
  'RES-8': runtime.must(
    'STAGING: system memory, mappable, not bindable. DYNAMIC: CPU write only. DEFAULT: not mapped (but RES-16), filled by UpdateSubresourceUP. IMMUTABLE: no map, no copy target.',
  ),
  'RES-9': runtime.must('BIND_DECODER: 2D texture filled by the decoder; excludes RENDER_TARGET.'),
  'RES-10': runtime.should(
    'RESTRICTED_CONTENT only if driver and hardware protect content; RESTRICT_SHARED_RESOURCE_DRIVER only for shared surfaces, the creator keeps access.',
  ),
  'RES-11': driver.should(
    'HW_PROTECTED: protect in hardware. CONTAINS_HW_PROTECTED: input buffer with encrypted data, no protection needed, placement may differ.',
  ),
  'RES-12': runtime.must(
    'NV12, P010, P016: even width and height; Y plane of pitch*height bytes, then UV of pitch*height/2, in one block (staging, initial data). YUY2: packed, even width.',
  ),
  'RES-13': driver.implied('Without initial data contents are unspecified; zeros are safe.'),
  'RES-14': runtime.must('Only when bound nowhere and all views are gone; the block is freed after.'),
  'RES-15': driver.must('With DDI threading free-threaded: real release waits for the immediate context.'),
  'RES-16': runtime.must(
    'Map-default (1.3, level 11.1): buffer, USAGE_DEFAULT, MapFlags non-zero, binds SHADER_RESOURCE/UNORDERED_ACCESS only, Format UNKNOWN, one mip, DDIMap as MapFlags.',
  ),
  'RES-17': driver.must('There: CPU-cacheable pointer, pitches = buffer size, DONOTWAIT honoured.'),
  'RES-18': runtime.must(
    'Slot by kind: STAGING -> StagingResourceMap (READ, WRITE, READWRITE); dynamic texture or dynamic buffer with SHADER_RESOURCE -> DynamicResourceMapDiscard; vertex/index -> DynamicIABuffer*; constant -> DynamicConstantBuffer*; rest -> ResourceMap. Flags 0 for Dynamic*.',
  ),
  'RES-19': driver.may('One pair of functions may serve all slots.'),
  'RES-20': driver.must('WASSTILLDRAWING only with DONOTWAIT; else wait.'),
  'RES-21': runtime.must('Buffers: Subresource 0. Every Map has an Unmap, except after DEVICEREMOVED.'),
  'RES-22': driver.should(
    'Pitches never 0. Buffer, 1D: at least the byte size. 2D: RowPitch steps rows (padding allowed), DepthPitch non-zero although unused.',
  ),
  'RES-23': driver.implied('For NV12/P010 DepthPitch = RowPitch*height*3/2 fits RES-12; no page says it.'),
  'RES-24': driver.implied(
    'pData aligned to 16 (API promise from level 10_0). WRITE_DISCARD: contents undefined; other modes show current contents.',
  ),
  'RES-25': runtime.must(
    'Subresource = mip + slice*MipLevels; planes have none of their own (that is D3D12).',
  ),
  'RES-26': driver.implied('Map twice, or Unmap without Map: does not come from the runtime; unspecified.'),
  'RES-27': driver.must('Report D3DDDIERR_DEVICEREMOVED or nothing.'),
  'RES-28': runtime.must(
    'Different resources, same type and dimensions, castable formats, destination not IMMUTABLE.',
  ),
  'RES-29': application.must('Neither is mapped; nobody checks this for the driver.'),
  'RES-30': driver.must(
    'Box NULL = whole subresource; empty box = no copy; buffers in bytes, textures in pixels.',
  ),
  'RES-31': runtime.must(
    'The box lies inside both subresources, though the destination side is not checked; same subresource twice: allowed by the text, excluded by the list.',
  ),
  'RES-32': driver.must('pDstBox NULL = whole subresource; source stepped by the given pitches.'),
  'RES-33': driver.must(
    'TRUE while the GPU uses it; no errors. The runtime delays staging destruction until FALSE, unless switched off by the driver (core-layer offset 192).',
  ),
  'RES-34': runtime.implied(
    'Bind and misc words of the API are translated bit by bit, never passed through; the driver may see bind bits that the API description lacks.',
  ),
  'RES-35': runtime.must(
    'RESTRICTED_CONTENT: creation fails where driver or hardware cannot protect. HW_PROTECTED: not with DYNAMIC or STAGING usage, vertex or index binding, or CPU access. RESTRICT_*: only with a sharing flag; the creating process can always open. No flag by itself guarantees protection.',
  ),
} as const;
