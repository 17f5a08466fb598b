/** The ways in which functions of hardware protection refuse a call, for a hardwareBench. */
import * as ddi from 'softumd/ddi';
import { loadProfile } from 'softumd';
import type { CodedRow } from '../refused-row.js';
import type { MessageParts } from './hardware-bench.js';
import { IN_HEAD, IN_PRIVATE, message, outputBytes, vendorSession, VENDOR } from './hardware-bench.js';

const { D3DDDIERR_OUTOFHWPROTECTEDMEMORY, D3DDDIERR_UNSUPPORTEDCRYPTO, E_INVALIDARG, E_OUTOFMEMORY, NULL } =
  ddi;
const unknown = ddi.guid('2c3d4e5f-1111-2222-3333-444455556666');

type Rows = Readonly<Record<string, CodedRow>>;

const refused = (
  cause: CodedRow['cause'],
  changes: CodedRow['changes'],
  code: ddi.Hresult = E_INVALIDARG,
): CodedRow => ({ code, cause, changes });
const noMemory = (clause: string): CodedRow => ({
  ...refused({ rule: 'the driver gets no memory', clause }, () => ({}), E_OUTOFMEMORY),
  arrange: ({ driver }) => {
    driver.control.failAllocation(1);
  },
});
const tornDown: CodedRow = {
  ...refused({ clause: 'D-44', argument: 'hCryptoSession', received: 'KEY_AND_CONTENT_LOST' }, () => ({})),
  arrange: ({ driver }) => {
    driver.control.tearDown();
  },
};
/** A profile whose caps have nothing of hardware: 0x1 is SOFTWARE. */
const software = {
  caps: 0x1,
  cryptoTypes: loadProfile('hardware-drm').cryptoTypes.map((type) => ({ ...type, caps: 0x1 })),
};
const otherGuid = (argument: string, clause: string) =>
  refused(
    { clause, argument },
    (bench) => ({ [argument]: bench.guid(unknown) }),
    D3DDDIERR_UNSUPPORTEDCRYPTO,
  );
const misshapen = (cause: CodedRow['cause'], parts: MessageParts) =>
  refused({ argument: 'pData', ...cause }, (bench) => ({ pData: message(bench, parts).pData }));
const noTransition: CodedRow = {
  ...refused({ expected: 'a profile with HARDWARE_PROTECTED_MEMORY_TRANSITION' }, () => ({})),
  profile: software,
};

/** By function, and by what is wrong. */
export const hardwareRefusals: Readonly<Record<string, Rows>> = {
  GetDataForNewHardwareKey: {
    'a session that talks to nobody': refused({ clause: 'GDHK-1' }, ({ device }) => ({
      hCryptoSession: device.session(),
    })),
    'a session that lost its keys': tornDown,
    'no memory': noMemory('GDHK-1'),
  },
  GetCryptoSessionPrivateDataSize: {
    'another crypto type': otherGuid('pCryptoType', 'CCS-10, D-11'),
    'another decode profile': otherGuid('pDecoderProfile', 'CCS-5, D-11'),
    'another key exchange': otherGuid('pKeyExchangeType', 'CCS-7, D-11'),
    'an exchange without messages': refused({ clause: 'GCPD-1, D-42' }, (bench) => ({
      pKeyExchangeType: bench.guid(VENDOR),
    })),
  },
  NegotiateCryptoSessionKeyExchangeMT: {
    flags: refused({ received: '0x1' }, () => ({ flags: 1 })),
    'another size': refused(
      { clause: 'NCS-9', argument: 'DataSize', expected: '32', received: '31' },
      () => ({ DataSize: 31 }),
    ),
    'no input': misshapen({ clause: 'D-13' }, { pInputData: NULL }),
    'no output': misshapen({ clause: 'D-13' }, { pOutputData: NULL }),
    'fewer private bytes in': misshapen({ clause: 'HWP-1, GCPD-1', received: '15' }, { inputPrivate: 15 }),
    'fewer private bytes out': misshapen({ clause: 'HWP-2, GCPD-1', received: '23' }, { outputPrivate: 23 }),
    'more input than lies there': misshapen({ clause: 'HWP-1, D-42' }, { told: 1000 }),
    'less room than is told': misshapen({ clause: 'HWP-2, D-42' }, { max: 64, outputRoom: 8 }),
    'blocks that lie into each other': refused({ clause: 'HWP-1, HWP-2, D-42' }, (bench) => {
      const { pInputData } = message(bench, { data: outputBytes({}) });
      const pOutputData = (pInputData + IN_HEAD + IN_PRIVATE) as ddi.Address;
      return { pData: message(bench, { pInputData, pOutputData }).pData };
    }),
    'a session whose keys are in hardware': refused({ clause: 'D-65' }, (bench) => ({
      hCryptoSession: vendorSession(bench, VENDOR),
    })),
    'a session that lost its keys': tornDown,
    'no memory': noMemory('NCS-7'),
  },
  SetHardwareProtection: {
    'no cap': noTransition,
    'no protected memory': {
      ...refused({ clause: 'RES-11' }, () => ({}), D3DDDIERR_OUTOFHWPROTECTEDMEMORY),
      arrange: ({ driver }) => {
        driver.control.outOfProtectedMemory(true);
      },
    },
  },
  SetHardwareProtectionState: { 'no cap': noTransition },
};
