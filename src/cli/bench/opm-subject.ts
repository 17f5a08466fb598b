import { constants, publicEncrypt } from 'node:crypto';
import type { Address, Guid } from '../../abi/index.js';
import { readCertificateChain } from '../../certificate/index.js';
import type { OmacKey } from '../../crypto/index.js';
import { opensslEngine } from '../../crypto/index.js';
import type { HProtectedOutput, Ntstatus } from '../../ddi/index.js';
import {
  DXGKMDT_CERTIFICATE_TYPE,
  ntstatusName,
  OPM_ENCRYPTED_INITIALIZATION_PARAMETERS,
  OPM_GET_INFO_PARAMETERS,
  OPM_INIT_PLAINTEXT,
  OPM_OMAC,
  OPM_RANDOM_NUMBER,
  OPM_REQUESTED_INFORMATION,
  OPM_VIDEO_OUTPUT_SEMANTICS,
  STATUS_SUCCESS,
} from '../../ddi/index.js';
import { hasEntry } from '../../driver/index.js';
import type { DriverOptions } from '../../facade/index.js';
import { createDriver } from '../../facade/index.js';
import { HostOpm } from '../../host/index.js';

type Filled<T> = { readonly [K in keyof T]: NonNullable<T[K]> };

const signingKey = new Uint8Array(16).fill(9);

/** Objects of one driver, called by its functions. Each handshake is the same: the driver gives one random number. */
export interface OpmSubject {
  readonly opm: HostOpm;
  /** What the application signs with. */
  readonly omacKey: OmacKey;
  /** 256 bytes, the same for every object. */
  readonly startMessage: Uint8Array;
  /** A certificate and an object on a target. */
  readonly create: (VidPnTargetId?: number) => HProtectedOutput;
  /** Random number and start message; both numbers are 0 then. */
  readonly start: (handle: HProtectedOutput) => void;
  readonly destroy: (handle: HProtectedOutput) => void;
  /** A signed request that lies in the driver's memory. */
  readonly place: (number: number, guidInformation: Guid) => Address;
  readonly ask: (handle: HProtectedOutput, pParameters: Address) => void;
}

function demand(what: string, code: Ntstatus): void {
  if (code !== STATUS_SUCCESS) throw new Error(`${what}: ${ntstatusName(code)}`);
}

function openDriver(options: DriverOptions): HostOpm {
  // The same random each time, so that one start message starts every object.
  const random = { bytes: (count: number) => new Uint8Array(count).fill(7) };
  const driver = createDriver({ random, ...options });
  const opm = hasEntry(driver, 'SoftUMDOpenOPM') ? HostOpm.open(driver).opm : null;
  if (!opm) throw new Error('the driver has no OPM');
  return opm;
}

function sealStartMessage(opm: HostOpm): Uint8Array {
  const { bytes } = opm.certificate(DXGKMDT_CERTIFICATE_TYPE.OPM);
  const message = new Uint8Array(OPM_INIT_PLAINTEXT.bytes).fill(7, 0, OPM_RANDOM_NUMBER.bytes);
  message.set(signingKey, OPM_INIT_PLAINTEXT.offset.SigningKey);
  const key = readCertificateChain(bytes!).leaf.publicKey;
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  return new Uint8Array(publicEncrypt({ key, padding, oaepHash: 'sha512' }, message));
}

/** Status requests that are signed before they are sent. */
function requestsOf(opm: HostOpm, omacKey: OmacKey): Pick<OpmSubject, 'place' | 'ask'> {
  const { memory, context } = opm;
  const { DxgkDdiOPMGetInformation: getInformation } = opm.functions as Filled<HostOpm['functions']>;
  const pReply = memory.allocate(OPM_REQUESTED_INFORMATION.bytes, 'bench: OPM');
  return {
    place: (ulSequenceNumber, guidInformation) => {
      const bytes = OPM_GET_INFO_PARAMETERS.toBytes({ guidInformation, ulSequenceNumber });
      bytes.set(omacKey.mac(bytes.subarray(OPM_OMAC.bytes)));
      const pParameters = memory.allocate(bytes.length, 'bench: OPM');
      memory.copyIn(pParameters, bytes);
      return pParameters;
    },
    ask: (handle, pParameters) => {
      demand('the request', getInformation(context, handle, pParameters, pReply));
    },
  };
}

/** An emulated driver with OPM, opened. */
export function createOpmSubject(options: DriverOptions = {}): OpmSubject {
  const opm = openDriver(options);
  const { memory, context } = opm;
  const functions = opm.functions as Filled<HostOpm['functions']>;
  const omacKey = opensslEngine().omacKey(signingKey);
  const room = (bytes: number) => memory.allocate(bytes, 'bench: OPM');
  const [pHandle, pRandom, pSize] = [room(8), room(OPM_RANDOM_NUMBER.bytes), room(4)];
  const pStart = room(OPM_ENCRYPTED_INITIALIZATION_PARAMETERS.bytes);
  const pCertificate = room(64 * 1024);
  const startMessage = sealStartMessage(opm);
  memory.copyIn(pStart, startMessage);
  const { OPM } = OPM_VIDEO_OUTPUT_SEMANTICS;
  const type = DXGKMDT_CERTIFICATE_TYPE.OPM;
  return {
    opm,
    omacKey,
    startMessage,
    create: (VidPnTargetId = 0) => {
      functions.DxgkDdiOPMGetCertificateSize(context, type, pSize);
      functions.DxgkDdiOPMGetCertificate(context, type, memory.readU32(pSize), pCertificate);
      demand('creation', functions.DxgkDdiOPMCreateProtectedOutput(context, VidPnTargetId, OPM, pHandle));
      return memory.readU64(pHandle);
    },
    start: (handle) => {
      functions.DxgkDdiOPMGetRandomNumber(context, handle, pRandom);
      const code = functions.DxgkDdiOPMSetSigningKeyAndSequenceNumbers(context, handle, pStart);
      demand('the start message', code);
    },
    destroy: (handle) => {
      functions.DxgkDdiOPMDestroyProtectedOutput(context, handle);
    },
    ...requestsOf(opm, omacKey),
  };
}
