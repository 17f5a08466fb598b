/** How requests and commands are refused. */
import * as ddi from 'softumd/ddi';
import { srmOf } from '../outputs/srm.js';
import {
  COMMAND_START,
  commandOf,
  coppRequestOf,
  createOpmDriver,
  everything,
  levelData,
  requestOf,
  STATUS_START,
  typeData,
  withOutputs,
} from './bench.js';
import { COPP, TYPE } from './client.js';

import type { Row } from './refusal-row.js';
import {
  asking,
  commanding,
  driverOf,
  invalidCommand,
  invalidInfo,
  notCopp,
  notOpm,
  other,
  turned,
} from './refusal-row.js';

const { NTSTATUSES: S } = ddi;
const levelOf = (type: number) =>
  requestOf(STATUS_START, ddi.OPM_GET_VIRTUAL_PROTECTION_LEVEL, typeData(type));
const set = (type: number, level: number) => commandOf(COMMAND_START, levelData(type, level));
const srmCommand = (version = 1) => commandOf(COMMAND_START, typeData(version), ddi.OPM_SET_HDCP_SRM);
const reserved = (at: number) => {
  const data = levelData(TYPE.HDCP, 1);
  data[at] = 1;
  return commandOf(COMMAND_START, data);
};

export const refusalsOfMessages: Readonly<Record<string, Readonly<Record<string, Row>>>> = {
  DxgkDdiOPMGetInformation: {
    'before the key': {
      code: invalidInfo,
      refuse: (bench) => bench.information(bench.create().handle, levelOf(8)).status,
      cause: { clause: 'OPM-10', argument: 'ProtectedOutputHandle' },
    },
    'COPP semantics': {
      code: notOpm,
      refuse: asking(levelOf(1), COPP),
      cause: { rule: 'the function is none of COPP semantics' },
    },
    'another tag': {
      code: invalidInfo,
      refuse: asking(turned(levelOf(8))),
      cause: { clause: 'OPM-12, OPM-16' },
    },
    'another number': {
      code: invalidInfo,
      refuse: asking(requestOf(STATUS_START + 1, ddi.OPM_GET_CONNECTOR_TYPE)),
      cause: { clause: 'OPM-15, OPM-16', received: '0x11223345, which is above it' },
    },
    'an unknown request': {
      code: invalidInfo,
      refuse: asking(requestOf(STATUS_START, other)),
      cause: { clause: 'D-57', received: other },
    },
    'what a codec answers': {
      code: invalidInfo,
      refuse: asking(requestOf(STATUS_START, ddi.OPM_GET_CODEC_INFO, new Uint8Array(4056))),
      cause: { clause: 'D-57', received: 'OPM_GET_CODEC_INFO' },
    },
    'a request of COPP semantics': {
      code: notCopp,
      refuse: asking(requestOf(STATUS_START, ddi.OPM_GET_ACP_AND_CGMSA_SIGNALING)),
      cause: { rule: 'the request is none of OPM semantics' },
    },
    'another size': {
      code: invalidInfo,
      refuse: asking(requestOf(STATUS_START, ddi.OPM_GET_CONNECTOR_TYPE, typeData(8))),
      cause: { clause: 'OPM-23', expected: '0', received: '4' },
    },
    'several types': {
      code: invalidInfo,
      refuse: asking(levelOf(0x18)),
      cause: { clause: 'OPM-31, OPM-44' },
    },
    'no type': {
      code: invalidInfo,
      refuse: asking(levelOf(0)),
      cause: { rule: 'it is not one type of protection' },
    },
    "COPP semantics' HDCP": {
      code: notCopp,
      refuse: asking(levelOf(1)),
      cause: { rule: 'HDCP is none of OPM semantics' },
    },
    ACP: {
      code: S.STATUS_GRAPHICS_OPM_OUTPUT_DOES_NOT_SUPPORT_ACP,
      refuse: asking(levelOf(TYPE.ACP)),
      cause: { clause: 'OPM-44, D-54', received: 'ACP' },
    },
    'DPCP that is not there': {
      driver: driverOf({}, { protections: [{ type: 'HDCP' }] }),
      code: invalidInfo,
      refuse: asking(levelOf(TYPE.DPCP)),
      cause: { expected: 'one of HDCP', received: 'DPCP' },
    },
    'no SRM': {
      code: S.STATUS_GRAPHICS_OPM_HDCP_SRM_NEVER_SET,
      refuse: asking(requestOf(STATUS_START, ddi.OPM_GET_CURRENT_HDCP_SRM_VERSION)),
      cause: { clause: 'OPM-30' },
    },
    'no DVI': {
      code: invalidInfo,
      refuse: asking(requestOf(STATUS_START, ddi.OPM_GET_DVI_CHARACTERISTICS)),
      cause: { expected: 'DVI', received: 'HDMI' },
    },
  },
  DxgkDdiOPMGetCOPPCompatibleInformation: {
    'OPM semantics': {
      code: notCopp,
      refuse: asking(coppRequestOf(STATUS_START, ddi.OPM_GET_CONNECTOR_TYPE)),
      cause: { rule: 'the function is none of OPM semantics' },
    },
    'another number': {
      code: invalidInfo,
      refuse: asking(coppRequestOf(STATUS_START - 1, ddi.OPM_GET_CONNECTOR_TYPE), COPP),
      cause: { clause: 'OPM-15, OPM-16', received: '0x11223343, which is below it' },
    },
    "OPM semantics' HDCP": {
      code: notOpm,
      refuse: asking(coppRequestOf(STATUS_START, ddi.OPM_GET_ACTUAL_PROTECTION_LEVEL, typeData(8)), COPP),
      cause: { rule: 'HDCP is none of COPP semantics' },
    },
    'a request of OPM semantics': {
      code: notOpm,
      refuse: asking(coppRequestOf(STATUS_START, ddi.OPM_GET_OUTPUT_ID), COPP),
      cause: { rule: 'the request is none of COPP semantics' },
    },
  },
  DxgkDdiOPMConfigureProtectedOutput: {
    'before the key': {
      code: invalidCommand,
      refuse: (bench) => bench.configure(bench.create().handle, set(8, 1)),
      cause: { clause: 'OPM-10' },
    },
    'another tag': {
      code: invalidCommand,
      refuse: commanding(turned(set(8, 1))),
      cause: { clause: 'OPM-26, OPM-28' },
    },
    'another number': {
      code: invalidCommand,
      refuse: commanding(commandOf(COMMAND_START + 1, levelData(8, 1))),
      cause: { clause: 'OPM-27, OPM-28', received: '0x55667789, which is above it' },
    },
    'an unknown command': {
      code: invalidCommand,
      refuse: commanding(commandOf(COMMAND_START, levelData(8, 1), other)),
      cause: { clause: 'D-57', received: other },
    },
    'a request for a command': {
      code: invalidCommand,
      refuse: commanding(commandOf(COMMAND_START, new Uint8Array(), ddi.OPM_GET_CONNECTOR_TYPE)),
      cause: { received: 'OPM_GET_CONNECTOR_TYPE' },
    },
    'a command of COPP semantics': {
      code: notCopp,
      refuse: commanding(commandOf(COMMAND_START, new Uint8Array(64), ddi.OPM_SET_ACP_AND_CGMSA_SIGNALING)),
      cause: { rule: 'the command is none of OPM semantics' },
    },
    'a command of OPM semantics': {
      code: notOpm,
      refuse: commanding(srmCommand(), srmOf(), COPP),
      cause: { rule: 'the command is none of COPP semantics' },
    },
    'more than a command has': {
      code: invalidCommand,
      refuse: commanding(set(8, 1), srmOf()),
      cause: { clause: 'OPM-30', argument: 'AdditionalParameters', received: '48 bytes' },
    },
    'more under COPP semantics': {
      code: invalidCommand,
      refuse: commanding(set(1, 1), srmOf(), COPP),
      cause: { clause: 'OPM-29', expected: 'NULL and 0 bytes' },
    },
    'no SRM': {
      code: invalidCommand,
      refuse: commanding(srmCommand()),
      cause: { rule: 'the SRM is missing', received: '0 bytes' },
    },
    'another size': {
      code: invalidCommand,
      refuse: commanding(commandOf(COMMAND_START, levelData(8, 1), undefined, 15)),
      cause: { expected: '16', received: '15' },
    },
    'another level': {
      code: invalidCommand,
      refuse: commanding(set(8, 2)),
      cause: { rule: 'HDCP has no such level' },
    },
    'the first reserved field': {
      code: invalidCommand,
      refuse: commanding(reserved(8)),
      cause: { expected: '0' },
    },
    'the second reserved field': {
      code: invalidCommand,
      refuse: commanding(reserved(15)),
      cause: { expected: '0' },
    },
    "COPP semantics' HDCP": {
      code: notCopp,
      refuse: commanding(set(1, 1)),
      cause: { rule: 'HDCP is none of OPM semantics' },
    },
    'a mode too large': {
      code: S.STATUS_GRAPHICS_OPM_RESOLUTION_TOO_HIGH,
      refuse: commanding(set(TYPE.ACP, 1), null, COPP),
      cause: { clause: 'OPM-32', expected: 'at most 720 x 576', received: '1920 x 1080' },
    },
    'no redistribution control': {
      driver: driverOf({}, { redistributionControl: false }),
      code: invalidCommand,
      refuse: commanding(set(TYPE.CGMSA, 9), null, COPP),
      cause: { clause: 'OPM-45' },
    },
    'no engine': {
      driver: () => {
        const profile = withOutputs(everything);
        return createOpmDriver({ profile: { ...profile, outputs: { ...profile.outputs, hdcpEngines: 0 } } });
      },
      code: S.STATUS_GRAPHICS_OPM_ALL_HDCP_HARDWARE_ALREADY_IN_USE,
      refuse: commanding(set(8, 1)),
      cause: { expected: 'at most 0 outputs with HDCP on' },
    },
    'no signaling': {
      driver: driverOf({}, { tvStandards: [] }),
      code: S.STATUS_GRAPHICS_OPM_SIGNALING_NOT_SUPPORTED,
      refuse: commanding(
        commandOf(COMMAND_START, new Uint8Array(64), ddi.OPM_SET_ACP_AND_CGMSA_SIGNALING),
        null,
        COPP,
      ),
      cause: { clause: 'OPM-45' },
    },
    'a malformed SRM': {
      code: S.STATUS_GRAPHICS_OPM_INVALID_SRM,
      refuse: commanding(srmCommand(), new Uint8Array(48)),
      cause: { clause: 'OPM-30', argument: 'AdditionalParameters' },
    },
    'an SRM of another version': {
      code: S.STATUS_GRAPHICS_OPM_INVALID_SRM,
      refuse: commanding(srmCommand(2), srmOf({ version: 3 })),
      cause: { argument: 'Parameters', expected: '3', received: '2' },
    },
    'an SRM without HDCP': {
      driver: driverOf({}, { protections: [{ type: 'DPCP' }] }),
      code: S.STATUS_GRAPHICS_OPM_OUTPUT_DOES_NOT_SUPPORT_HDCP,
      refuse: commanding(srmCommand(), srmOf()),
      cause: { rule: 'the output has no HDCP' },
    },
  },
};
