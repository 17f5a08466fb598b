/** What stands in which part of the C header: the modules of src/ddi by subject. */
import * as adapterCaps from '../ddi/d3d11/adapter-caps.js';
import * as adapterTables from '../ddi/d3d11/adapter-tables.js';
import * as adapter from '../ddi/d3d11/adapter.js';
import * as channelConfigures from '../ddi/d3d11/authenticated-channel-configures.js';
import * as channelMessages from '../ddi/d3d11/authenticated-channel-messages.js';
import * as channelQueries from '../ddi/d3d11/authenticated-channel-queries.js';
import * as channel from '../ddi/d3d11/authenticated-channel.js';
import * as callbackTables from '../ddi/d3d11/callback-tables.js';
import * as contentProtection from '../ddi/d3d11/content-protection.js';
import * as coppDriver from '../ddi/copp/driver.js';
import * as copp from '../ddi/copp/copp.js';
import * as cryptoSession from '../ddi/d3d11/crypto-session.js';
import * as d3d9 from '../ddi/d3d9/d3d9.js';
import * as decoderFrame from '../ddi/d3d11/decoder-frame.js';
import * as decoderOutputView from '../ddi/d3d11/decoder-output-view.js';
import * as decoder from '../ddi/d3d11/decoder.js';
import * as deviceTables from '../ddi/d3d11/device-tables.js';
import * as device from '../ddi/d3d11/device.js';
import * as handles from '../ddi/d3d11/handles.js';
import * as hwProtection from '../ddi/d3d11/hw-protection.js';
import * as opmDriver from '../ddi/opm/driver.js';
import * as opmRequests from '../ddi/opm/requests.js';
import * as opmTables from '../ddi/opm/tables.js';
import * as opm from '../ddi/opm/opm.js';
import * as resource from '../ddi/d3d11/resource.js';
import * as sessionKey from '../ddi/d3d11/session-key.js';
import * as sharedResource from '../ddi/d3d11/shared-resource.js';
import * as videoTables from '../ddi/d3d11/video-tables.js';

export type Module = Readonly<Record<string, unknown>>;

/** A subject: what its modules declare. */
export interface Subject {
  readonly name: string;
  readonly about: string;
  readonly modules: readonly Module[];
}

const subject = (name: string, about: string, ...modules: readonly Module[]): Subject => ({
  name,
  about,
  modules,
});

/** d3d10umddi.h, with d3dumddi.h's callbacks. */
export const firstPart: readonly Subject[] = [
  subject(
    'Handles',
    "Structures of one pointer, passed like that pointer (DEV-16): the driver's private block as the runtime allocated " +
      "it, or (HRT) the runtime's own name for the object (DEV-6).",
    handles,
  ),
  subject('Opening a driver', 'Clauses OPN, DEV-1 to DEV-16, SUB.', adapter, adapterCaps),
  subject('The device', 'Clauses DEV, ERR. VOID functions fail through pfnSetErrorCb.', device),
  subject(
    'Resources',
    'Clauses RES. d3d10umddi.h has one name for the create arguments, which are one member longer from WDDM 2.0 on ' +
      '(RES-7); that form has WDDM2_0 behind its name here.',
    resource,
  ),
  subject('Shared resources', 'Clause GEN-6. A D3DKMT_HANDLE is a UINT.', sharedResource),
  subject('Caps and certificates', 'Clauses GCPC, GCKE, GCS, GC.', contentProtection),
  subject(
    'Crypto sessions',
    'Clauses CPCS, CCS, DCS, CSGH, NCS, EB, DB, IV, EBI. Both halves of the IV are big-endian in memory (IV-1).',
    cryptoSession,
  ),
  subject('Session keys after the first exchange', 'Clauses SSKR, FSKR, GEBK, NCX.', sessionKey),
  subject('Hardware protection', 'WDDM 2.0; clauses HWP, GDHK, CCSS, GCPD, SHP.', hwProtection),
  subject(
    'Authenticated channels',
    'Clauses CPAC, CAC, DAC, NAC, QAC, CFG. A query or command type has one structure each way.',
    channel,
    channelMessages,
    channelQueries,
    channelConfigures,
  ),
  subject('Decoders', 'Clauses VDEC, VDBF, VDGH.', decoder, decoderFrame, decoderOutputView),
  subject(
    'Function tables',
    'Every slot at its place; one whose function is not declared here is a plain pointer. The block is the ' +
      "caller's: fill it, keep no copy (OPN-4, DEV-7, SUB-5). Slot 520 of the video table takes one parameter more in " +
      'WDDM 2.4 (NCX-3), slot 384 of the device table, Flush, in WDDM 2.0. Slot 88 of the video table, BeginFrame, has ' +
      'other types in both tables of WDDM 2.4.',
    adapterTables,
    callbackTables,
    deviceTables,
    videoTables,
  ),
];

export const opmPart: readonly Subject[] = [
  subject('Output protection (OPM)', 'Clauses OPM; packed to single bytes.', opm, opmRequests),
  subject(
    "Output protection: the driver's functions",
    'Clauses OPM, of dispmprt.h and video.h. SOFTUMDARG_OPENOPM is our own, for what a driver gives Windows as it is ' +
      'loaded: the context of its adapter, and its DxgkDdiQueryInterface, which is a pointer here and a function there. ' +
      'The structures have the names of opmapi.h; further down they get those of dispmprt.h too.',
    opmDriver,
    opmTables,
  ),
  subject('Certified output protection (COPP)', 'Clauses COPP.', copp),
  subject(
    "Certified output protection: the driver's functions",
    'Clauses COPP. No header declares them: table, function types and SOFTUMDARG_OPENCOPP are of our own shape, in the ' +
      'order of the page. pThis is a block of PrivateSessionSize bytes that the caller allocated.',
    coppDriver,
  ),
];

export const d3d9Part: readonly Subject[] = [
  subject('Direct3D 9', 'What the D3D11.1 pages are read against where they are silent.', d3d9),
];
