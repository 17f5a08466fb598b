/**
 * The driver's half of COPP: the seven functions of the COPP device, clauses COPP. No header declares them: they are a
 * page's sample functions, reached through DirectDraw's motion compensation or through IOCTLs (COPP-42). The table, the
 * typedefs, {@link SOFTUMDARG_OPENCOPP} and the entry that fills it are SoftUMD's own.
 */
import type { FunctionDeclaration, Handle, Hresult, Parameter, ResultType } from '../../abi/index.js';
import { behind, declare, pointer, struct, table, UINT, ULONG, value } from '../../abi/index.js';
import {
  DDERR_TOOBIGSIZE,
  DDERR_UNSUPPORTEDMODE,
  E_INVALIDARG,
  E_OUTOFMEMORY,
  E_POINTER,
  E_UNEXPECTED,
  HRESULT,
  S_OK,
} from '../hresults.js';
import { GUID } from '../guid.js';
import { DXVA_COPPCommand, DXVA_COPPSignature, DXVA_COPPStatusInput, DXVA_COPPStatusOutput } from './copp.js';

/**
 * A COPP session: `COPP_DeviceData* pThis` of the pages. It is the address of a block that the caller allocated, of as
 * many bytes as the entry said, as the handles of Direct3D are (D-61).
 */
export type HCOPPSession = Handle<'COPP_DeviceData'>;

const sessionType = pointer<HCOPPSession>('COPP_DeviceData*');
const pThis = behind('pThis', sessionType, 'in', { opaque: true });

/** Codes that a general page allows every one of the functions (COPP-39). */
const general = [S_OK, E_UNEXPECTED, E_INVALIDARG, E_POINTER];

const ofSession = <const P extends readonly Parameter[]>(
  name: string,
  parameters: P,
  codes = general,
): FunctionDeclaration<readonly [typeof pThis, ...P], ResultType<Hresult>> =>
  declare({
    name,
    typedef: `PFNSOFTUMD_${name.toUpperCase()}`,
    clauses: 'COPP',
    returns: HRESULT,
    codes,
    parameters: [pThis, ...parameters],
  });

/**
 * COPP-12, COPP-34, COPP-35. Opens a session with one graphics device in the caller's block; DDERR_UNSUPPORTEDMODE
 * where several monitors are in a mode other than dual view.
 */
export const COPPOpenVideoSession = declare({
  name: 'COPPOpenVideoSession',
  typedef: 'PFNSOFTUMD_COPPOPENVIDEOSESSION',
  clauses: 'COPP',
  returns: HRESULT,
  codes: [...general, DDERR_UNSUPPORTEDMODE],
  decidedCodes: [E_OUTOFMEMORY],
  parameters: [{ ...pThis, made: true as const }, value('DevID', ULONG)],
});

/** COPP-12: state 0. The certificate chain's length in bytes. */
export const COPPGetCertificateLength = ofSession('COPPGetCertificateLength', [
  behind('pCertificateLength', pointer('ULONG*'), 'out', { layout: ULONG }),
]);

/** COPP-12: state 1. The 16-byte random, and as many bytes as COPPGetCertificateLength said. */
export const COPPKeyExchange = ofSession('COPPKeyExchange', [
  behind('pRandom', pointer('GUID*'), 'out', { layout: GUID }),
  behind('pGHCertificate', pointer('BYTE*'), 'out', { opaque: true }),
]);

/** COPP-4…COPP-10, D-07: state 2. 256 bytes, raw RSA, little-endian; E_UNEXPECTED for another random than the session's. */
export const COPPSequenceStart = ofSession('COPPSequenceStart', [
  behind('pSeqStartInfo', pointer('DXVA_COPPSignature*'), 'in', { layout: DXVA_COPPSignature }),
]);

/**
 * COPP-13…COPP-20, D-50: state 3. E_INVALIDARG for another number, command, size or level; E_UNEXPECTED for a wrong
 * macKDI; DDERR_TOOBIGSIZE where the display mode cannot carry the protection.
 */
export const COPPCommand = ofSession(
  'COPPCommand',
  [behind('pCommand', pointer('DXVA_COPPCommand*'), 'in', { layout: DXVA_COPPCommand })],
  [...general, DDERR_TOOBIGSIZE],
);

/** COPP-21…COPP-29, D-51: state 3. E_INVALIDARG for another number, a wrong size, a protection type that is none. */
export const COPPQueryStatus = ofSession('COPPQueryStatus', [
  behind('pInput', pointer('DXVA_COPPStatusInput*'), 'in', { layout: DXVA_COPPStatusInput }),
  behind('pOutput', pointer('DXVA_COPPStatusOutput*'), 'out', { layout: DXVA_COPPStatusOutput }),
]);

/** COPP-36: any state. Withdraws what the session asked for; the block is the caller's again. */
export const COPPCloseVideoSession = ofSession('COPPCloseVideoSession', []);

const functions = {
  COPPOpenVideoSession,
  COPPGetCertificateLength,
  COPPKeyExchange,
  COPPSequenceStart,
  COPPCommand,
  COPPQueryStatus,
  COPPCloseVideoSession,
};

/** 56 bytes, SoftUMD's own: the seven functions in the order of the page. */
export const COPP_DDI = table('COPP_DDI', Object.keys(functions), functions);

/**
 * 16 bytes, SoftUMD's own. In: the block for the table. Out: bytes that a session's block needs; one bit for each
 * graphics device (bit n: DevID n) that lists DXVA_COPPDevice among its GUIDs, which is how a driver says that it has
 * COPP (COPP-40).
 */
export const SOFTUMDARG_OPENCOPP = struct('SOFTUMDARG_OPENCOPP', {
  pCOPPFuncs: pointer('COPP_DDI*'),
  PrivateSessionSize: UINT,
  Devices: UINT,
});

/** The entry, SoftUMD's own: fills the caller's table. A driver without COPP has no such entry. */
export const SoftUMDOpenCOPP = declare({
  name: 'SoftUMDOpenCOPP',
  typedef: 'PFNSOFTUMD_OPENCOPP',
  clauses: 'COPP',
  returns: HRESULT,
  codes: [S_OK, E_INVALIDARG, E_OUTOFMEMORY, E_POINTER],
  parameters: [
    behind('pOpenData', pointer('SOFTUMDARG_OPENCOPP*'), 'inout', { layout: SOFTUMDARG_OPENCOPP }),
  ],
});
