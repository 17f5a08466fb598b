/** Messages without a case of their own: those that another test brings about, and those that are never said. */

/** By names, where the test is, and when it is said. */
export const elsewhere: readonly (readonly [names: RegExp, test: string, when: string])[] = [
  [
    /^CERTIFICATE_NOT_READ$/,
    'test/runtime/d3d11/debug-layer/key-checks.test.ts',
    'a key was negotiated and the certificate never read; on request alone',
  ],
  [
    /^(ENCRYPTIONBLT_SRC|DECRYPTIONBLT_DST)_MULTISAMPLED$/,
    '../blts.test.ts',
    'a multisampled resource, which the emulated driver never makes',
  ],
  [
    /^FAULT_RULE(_ANSWERED)?$/,
    'test/trace/api-faults.test.ts',
    'a fault rule of the test dropped a call that returns nothing, or answered another',
  ],
];

/** By names, why there is no way to it; the first that fits. */
export const neverSaid: readonly (readonly [names: RegExp, reason: string])[] = [
  [/^CREATE_CONTEXT$/, 'it comes with the device, before anybody can change the first filter'],
  [
    /^CREATEVIDEOPROCESSOR|VIDEOPLANEINDEX|ARRAYWITHDECODER$/,
    'processors, their views, and those of shaders are not emulated',
  ],
  [
    /^CREATEVIDEODECODEROUTPUTVIEW_(INVALIDMIP|UNSUPPORTEMIP|INVALIDARRAYSIZE)$/,
    'the description has a slice alone (VDEC-22), and formats of decoders one level',
  ],
  [/^DECODERBEGINFRAME_HAZARD$/, 'nothing that would read a picture is emulated'],
  [
    /^DECODERBEGINFRAME_INVALID_HISTOGRAM_(COMPONENT|BUFFER_MISC_FLAGS)$/,
    'which components and flags are right is not documented',
  ],
  [/_OFFERED$/, 'resources cannot be offered'],
  [/^TEXTURE[13]D_/, 'textures of one and three dimensions are not emulated'],
  [
    /^(BUFFER|TEXTURE2D)_(MAP|UNMAP)_/,
    "Direct3D 10's, where Map was a method of the resource: here it is RESOURCE_…",
  ],
  [
    /^CREATEDEFERREDCONTEXT_|^FINISHDISPLAYLIST_OUT|WITHOUT_INITIAL_DISCARD$/,
    'deferred contexts are not emulated',
  ],
  [/HARDWAREPROTECTION/, 'no call of today switches hardware protection'],
  [/^(SETPRIVATEDATA|CREATEQUERY)_OUTOFMEMORY/, 'it takes no memory of the driver’s'],
  [/^SETPRIVATEDATA_/, 'Direct3D 10’s: no argument of today’s method can be wrong so'],
  [/^CREATEBUFFER_(UNRECOGNIZEDFORMAT|INVALIDSAMPLES|INVALIDMIPLEVELS)$/, 'a buffer has none of these'],
  [/^CREATEBUFFER_INVALIDUSAGE$/, 'no rule of the reference has it'],
  [/_LARGEALLOCATION$/, 'no size is documented from which on it is said'],
  [/^QUERY_|^CREATEQUERYORPREDICATE_UNEXPECTED/, 'only queries of events are emulated, which have no begin'],
  [/^COPYRESOURCE_(ONLY|NO)_/, 'of level 9, and no rule of the reference has it'],
  [/^UPDATESUBRESOURCE_PREFER|_DEPRECATED$|_INVALIDFLAGS$|^FLUSH1_/, 'no rule of the reference has it'],
  [/^GETCRYPTOSESSIONHANDLE_WRONGSIZE$/, 'a place for one value has no size'],
  [/^DECRYPTIONBLT_DST_MAPPED$/, 'a render target cannot be mapped'],
];
