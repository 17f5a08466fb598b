/* What arrives when handles, structures of one pointer passed by value, are called as 64-bit numbers. */
#include "softumd_ddi.h"

static UINT64 arrived[16];

#define AS_NUMBER(pointer) ((UINT64)(uintptr_t)(pointer))

SOFTUMD_EXPORT const UINT64 *arguments(void) { return arrived; }

/* Handles and numbers in turn, more of them than any convention has registers. */
SOFTUMD_EXPORT VOID APIENTRY copy_region(D3D10DDI_HDEVICE hDevice, D3D10DDI_HRESOURCE hDstResource,
    UINT DstSubresource, UINT DstX, UINT DstY, UINT DstZ, D3D10DDI_HRESOURCE hSrcResource,
    UINT SrcSubresource, const D3D10_DDI_BOX *pSrcBox, UINT CopyFlags)
{
    arrived[0] = AS_NUMBER(hDevice.pDrvPrivate);
    arrived[1] = AS_NUMBER(hDstResource.pDrvPrivate);
    arrived[2] = DstSubresource;
    arrived[3] = DstX;
    arrived[4] = DstY;
    arrived[5] = DstZ;
    arrived[6] = AS_NUMBER(hSrcResource.pDrvPrivate);
    arrived[7] = SrcSubresource;
    arrived[8] = AS_NUMBER(pSrcBox);
    arrived[9] = CopyFlags;
}

SOFTUMD_EXPORT VOID APIENTRY decryption_blt(D3D10DDI_HDEVICE hDevice,
    D3D11_1DDI_HCRYPTOSESSION hCryptoSession, D3D10DDI_HRESOURCE hSrcResource,
    D3D10DDI_HRESOURCE hDstResource, const D3D11_1DDI_ENCRYPTED_BLOCK_INFO *pEncryptedBlockInfo,
    UINT ContentKeySize, const VOID *pContentKey, UINT IVSize, const VOID *pIV)
{
    arrived[0] = AS_NUMBER(hDevice.pDrvPrivate);
    arrived[1] = AS_NUMBER(hCryptoSession.pDrvPrivate);
    arrived[2] = AS_NUMBER(hSrcResource.pDrvPrivate);
    arrived[3] = AS_NUMBER(hDstResource.pDrvPrivate);
    arrived[4] = AS_NUMBER(pEncryptedBlockInfo);
    arrived[5] = ContentKeySize;
    arrived[6] = AS_NUMBER(pContentKey);
    arrived[7] = IVSize;
    arrived[8] = AS_NUMBER(pIV);
}

SOFTUMD_EXPORT HRESULT APIENTRY create_session(D3D10DDI_HDEVICE hDevice,
    const D3D11_1DDIARG_CREATECRYPTOSESSION *pCreateData, D3D11_1DDI_HCRYPTOSESSION hCryptoSession,
    D3D11_1DDI_HRTCRYPTOSESSION hRTCryptoSession)
{
    arrived[0] = AS_NUMBER(hDevice.pDrvPrivate);
    arrived[1] = AS_NUMBER(pCreateData);
    arrived[2] = AS_NUMBER(hCryptoSession.pDrvPrivate);
    arrived[3] = AS_NUMBER(hRTCryptoSession.handle);
    return D3DDDIERR_UNSUPPORTEDCRYPTO;
}

/* The way back: a driver calls the runtime with a handle by value. */
SOFTUMD_EXPORT void report(PFND3D10DDI_SETERROR_CB pfnSetErrorCb, UINT64 handle, HRESULT code)
{
    D3D10DDI_HRTCORELAYER hRTCoreLayer;
    hRTCoreLayer.handle = (VOID *)(uintptr_t)handle;
    pfnSetErrorCb(hRTCoreLayer, code);
}

/* The signatures are the declared ones. */
SOFTUMD_EXPORT const PFND3D11_1DDI_RESOURCECOPYREGION checked_copy_region = copy_region;
SOFTUMD_EXPORT const PFND3D11_1DDI_DECRYPTIONBLT checked_decryption_blt = decryption_blt;
SOFTUMD_EXPORT const PFND3D11_1DDI_CREATECRYPTOSESSION checked_create_session = create_session;

/* A HANDLE is a plain pointer. */
SOFTUMD_EXPORT NTSTATUS APIENTRY destroy_output(VOID *context, HANDLE output)
{
    arrived[0] = AS_NUMBER(context);
    arrived[1] = AS_NUMBER(output);
    return D3DDDIERR_UNSUPPORTEDCRYPTO;
}
