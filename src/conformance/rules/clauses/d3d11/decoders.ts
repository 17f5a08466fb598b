/** Clauses of video decoders: VDEC, VDGH, VDBF. */
import { application, driver, runtime } from '../../clause.js';

export const decodersClauses = {
  'VDEC-1': runtime.must(
    'Size query with validated arguments, then Create with the block; so for output views (their page names the wrong size function).',
  ),
  'VDEC-2': driver.must('Not expected to fail (views too).'),
  'VDEC-3': driver.must('Remember the creating hDevice.'),
  'VDEC-4': driver.should('Fail later calls with another hDevice.'),
  'VDEC-5': driver.implied('Configuration not offered: D3D11On12 answers E_INVALIDARG (not a listed code).'),
  'VDEC-6': runtime.must(
    'The API call makes the compressed buffers; no DDI function allocates or maps them.',
  ),
  'VDEC-7': runtime.implied(
    'They are resources: per type CreateResource with Size and Usage of BufferInfo and DecoderBufferType; GetDecoderBuffer and Release are map and unmap. Dimension and bind flags unconfirmed: accept any.',
  ),
  'VDEC-8': application.must(
    'ClearState leaves the decoder as it is. Levels 9_x: one EncryptedBlockInfo for all partly encrypted buffers.',
  ),
  'VDEC-9': runtime.must('Index (and, in the Config and Buffer queries, the description) is checked before.'),
  'VDEC-10': driver.implied(
    'Writes a GUID; the page names VIDEO_DECODER_DESC, which would overrun the caller.',
  ),
  'VDEC-11': driver.must('Not expected to fail; TRUE if the profile can output the format.'),
  'VDEC-12': driver.must(
    'guidConfigBitstreamEncryption: DXVA_NoEncrypt or a scheme; NoEncrypt if ConfigBitstreamRaw is 0. With raw 1 the other two GUIDs are NoEncrypt.',
  ),
  'VDEC-13': driver.implied(
    'Usage is a resource usage: return 2 (DYNAMIC), whatever the page says (DV-AMB-11). Size > 0.',
  ),
  'VDEC-14': driver.implied(
    'Raw-bitstream decoder: PICTURE_PARAMETERS, INVERSE_QUANTIZATION_MATRIX, SLICE_CONTROL, BITSTREAM (all that D3D11On12 takes).',
  ),
  'VDEC-15': runtime.must('Begin S_OK, then submits, then End (VDBF-4).'),
  'VDEC-16': driver.must('S_OK or E_OUTOFMEMORY (Begin too); a predicate is ignored.'),
  'VDEC-17': driver.must(
    'hResource is the compressed input, DataSize its length, DataOffset 0, pIV NULL = clear (page slips: "receives the frame", "offset, zero").',
  ),
  'VDEC-18': driver.implied(
    'Submit outside a frame, Begin twice: unspecified. D3D11On12 counts nesting and acts on the outermost.',
  ),
  'VDEC-19': runtime.implied('2.0: SubmitDecoderBuffers still uses 104, SubmitDecoderBuffers1 664.'),
  'VDEC-20': driver.must('All data are in: finish what Begin began.'),
  'VDEC-21': application.must(
    'The resource has BIND_DECODER. Runtime checks (ids §7): bind, format, mip, array, dimension. A NULL result pointer at the API only tests.',
  ),
  'VDEC-22': runtime.implied('MipSlice 0, ArraySize 1: the API has only ArraySlice.'),
  'VDEC-23': driver.must(
    'Release what Create made (view too); no errors listed. No Destroy after a failed Create (as RES-3).',
  ),
  'VDEC-24': driver.must(
    "Function numbers are the driver's own. D3D11On12: 7 = status report, others E_NOTIMPL.",
  ),
  'VDEC-25': runtime.must(
    '2.4: struct of 88 bytes, four histogram entries after the first 24; a disabled one is zero.',
  ),
  'VDGH-1': driver.must(
    'Return a driver-chosen handle that the app uses to tie the decoder to a session over the channel.',
  ),
  'VDGH-2': driver.must('The value bypasses runtime handle mapping.'),
  'VDGH-3': driver.may('It may equal hDecoder.'),
  'VDBF-1': driver.should('DDI page: pContentKey NULL -> frame data are decrypted with the session key.'),
  'VDBF-2': driver.must(
    'DDI page: not NULL -> the per-frame content key is used instead; it arrives AES-ECB-encrypted under the session key.',
  ),
  'VDBF-3': application.must(
    'API page: NULL/0 -> frame not encrypted; all-zero key -> session key; other -> ECB-wrapped content key (contradicts -1, AMB-11).',
  ),
  'VDBF-4': runtime.must('Each begin needs a matching end; no nesting (API page: some codecs may nest).'),
  'VDBF-5': runtime.must(
    'HW_CENC in guidConfigBitstreamEncryption: pContentKey points to BEGIN_FRAME_CRYPTO_SESSION.',
  ),
  'VDBF-6': runtime.implied("Then ContentKeySize is that struct's size: 48 on x64, 24 on x86."),
  'VDBF-7': driver.implied(
    'D3D9: fail a buffer whose IV was already used with the same key; may fail when IV <= previous.',
  ),
  'VDBF-8': application.must('API: D3DERR_WASSTILLDRAWING or E_PENDING means busy, retry.'),
  'VDBF-9': runtime.implied(
    'More places read as VDBF-3: the API structure pages, and the D3D9 driver page (NULL = nothing encrypted, all zero = session key, else wrapped key). The 11.1 and 2.4 function pages read as VDBF-1, their structure pages say NULL when no content key is used.',
  ),
} as const;
