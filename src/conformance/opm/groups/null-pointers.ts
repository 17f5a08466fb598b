import { NULL } from '../../../abi/index.js';
import type { HMiniportDevice, Ntstatus } from '../../../ddi/index.js';
import {
  DXGKMDT_CERTIFICATE_TYPE as TYPE,
  DxgkDdiQueryInterface,
  GUID,
  NTSTATUSES as S,
  OPM_GUIDS,
  OPM_INTERFACES,
  OPM_VIDEO_OUTPUT_SEMANTICS as VOS,
  QUERY_INTERFACE,
  SOFTUMDARG_OPENOPM as OPEN,
} from '../../../ddi/index.js';
import { group } from '../../framework/group.js';
import { expectUntouched } from '../../framework/output.js';
import { test } from '../../framework/test.js';
import type { OpmCase } from '../fixture.js';
import { opm, semanticsNames } from '../fixture.js';
import { certificateSize } from '../helpers/certificate.js';
import type { ActiveOutput } from '../helpers/handshake.js';
import { activeOutput, randomNumber, readyOutput, start, startMessage } from '../helpers/handshake.js';
import { expectLives, idleCommand } from '../helpers/levels.js';
import { requestOf } from '../helpers/messages.js';
import { createdOutput } from '../helpers/protected-outputs.js';

const invalid = [S.STATUS_GRAPHICS_INVALID_POINTER];
const none = NULL as unknown as HMiniportDevice;

/** The function of an output's semantics that is asked for information. */
const informationSlot = ({ semantics }: ActiveOutput) =>
  semantics === 'OPM'
    ? ('DxgkDdiOPMGetInformation' as const)
    : ('DxgkDdiOPMGetCOPPCompatibleInformation' as const);

/** Each call with a context that is none, all else right. */
const withContext = {
  GetCertificateSize: (t, context) =>
    t.opm('DxgkDdiOPMGetCertificateSize')(context, TYPE.OPM, t.allocate(4, 'ULONG')),
  GetCertificate: (t, context) => {
    const bytes = certificateSize(t, 'OPM');
    return t.opm('DxgkDdiOPMGetCertificate')(context, TYPE.OPM, bytes, t.allocate(bytes, 'BYTE'));
  },
  Create: (t, context, { target }) => {
    const handle = t.guarded(8, 'HANDLE: NewProtectedOutputHandle');
    const create = t.opm('DxgkDdiOPMCreateProtectedOutput');
    const code = create(context, target, VOS.OPM, handle.address);
    expectUntouched(t, handle, 'OPM-38', 'CreateProtectedOutput with a context that is none');
    return code;
  },
  GetRandomNumber: (t, context) =>
    t.opm('DxgkDdiOPMGetRandomNumber')(context, createdOutput(t).handle, t.allocate(16, 'OPM_RANDOM_NUMBER')),
  SetSigningKey: (t, context) => {
    const output = readyOutput(t);
    const place = t.place(startMessage(t, output).bytes, 'OPM_ENCRYPTED_PARAMETERS');
    return t.opm('DxgkDdiOPMSetSigningKeyAndSequenceNumbers')(context, output.handle, place);
  },
  GetInformation: (t, context, output) => {
    const { bytes } = requestOf(t, output, OPM_GUIDS.OPM_GET_ADAPTER_BUS_TYPE);
    const reply = t.guarded(4096, 'OPM_REQUESTED_INFORMATION');
    const call = t.opm(informationSlot(output));
    const code = call(context, output.handle, t.place(bytes, 'Parameters'), reply.address);
    expectUntouched(t, reply, 'OPM-20', 'a request with a context that is none');
    return code;
  },
  Configure: (t, context, output) => {
    const place = t.place(idleCommand(t, output), 'OPM_CONFIGURE_PARAMETERS');
    return t.opm('DxgkDdiOPMConfigureProtectedOutput')(context, output.handle, place, 0, NULL);
  },
  Destroy: (t, context, { handle }) => t.opm('DxgkDdiOPMDestroyProtectedOutput')(context, handle),
} as const satisfies Readonly<
  Record<string, (t: OpmCase, context: HMiniportDevice, output: ActiveOutput) => Ntstatus>
>;

/** What a runtime has looked at before (D-67): NULL for every pointer, and contexts that are none. */
export const nullPointersGroup = group('opm-null-pointers', 'NULL for every pointer', opm, [
  test('context', { clauses: ['OPM-20', 'OPM-38'], decisions: ['D-14', 'D-16'], hostile: true })
    .params({
      call: Object.keys(withContext) as (keyof typeof withContext)[],
      context: ['NULL', 'strange'],
    })
    .run((t, { call, context: kind }) => {
      const output = activeOutput(t);
      const isNull = kind === 'NULL';
      const context = isNull ? none : (t.allocate(64, 'memory of nobody') as unknown as HMiniportDevice);
      const expected = isNull ? invalid : [S.STATUS_GRAPHICS_OPM_INVALID_HANDLE];
      const code = withContext[call](t, context, output);
      t.expectFailed(code, 'D-14', `${call} with a context that is none: ${kind}`);
      t.expectCode(code, expected, 'D-16', `${call} with a context that is none: ${kind}`);
      expectLives(t, output, 'D-14', `after ${call} with a context that is none`);
    }),
  test('entry', { clauses: ['OPM-49'], decisions: ['D-14', 'D-16'], hostile: true })
    .params({ pointer: ['pOpenData', 'QueryInterface', 'InterfaceType', 'Interface'] })
    .run((t, { pointer }) => {
      const { SoftUMDOpenOPM } = t.entered();
      if (pointer === 'pOpenData') {
        t.expectCode(SoftUMDOpenOPM(NULL), invalid, 'D-16', 'pOpenData NULL');
        return;
      }
      const args = t.allocate(OPEN.bytes, OPEN.name);
      SoftUMDOpenOPM(args);
      const { MiniportDeviceContext, pfnQueryInterface } = OPEN.decode(t.memory, args);
      const { version } = t.host();
      const { guid, table } = OPM_INTERFACES[version];
      const type = t.allocate(16, 'GUID: InterfaceType');
      GUID.write(t.memory, type, guid, 'x64');
      const target = t.guarded(table.bytes, table.name);
      const asked = {
        InterfaceType: pointer === 'InterfaceType' ? NULL : type,
        Size: table.bytes,
        Version: version,
        Interface: pointer === 'Interface' ? NULL : target.address,
      };
      const place = pointer === 'QueryInterface' ? NULL : t.struct(QUERY_INTERFACE, asked);
      const ask = t.observed.code.functionAt(DxgkDdiQueryInterface, pfnQueryInterface);
      t.expectCode(ask(MiniportDeviceContext, place), invalid, 'D-16', `${pointer} NULL`);
      expectUntouched(t, target, 'D-14', `${pointer} NULL`);
    }),
  test('certificate', { clauses: ['OPM-39'], decisions: ['D-14', 'D-16'], hostile: true })
    .params({ pointer: ['CertificateSize', 'CertificateBuffer'] })
    .run((t, { pointer }) => {
      const bytes = certificateSize(t, 'OPM');
      const code =
        pointer === 'CertificateSize'
          ? t.opm('DxgkDdiOPMGetCertificateSize')(t.context, TYPE.OPM, NULL)
          : t.opm('DxgkDdiOPMGetCertificate')(t.context, TYPE.OPM, bytes, NULL);
      t.expectCode(code, invalid, 'D-16', `${pointer} NULL`);
      expectLives(t, activeOutput(t), 'D-14', `after ${pointer} NULL`);
    }),
  test('create', { clauses: ['OPM-38'], decisions: ['D-14', 'D-16'], hostile: true }).run((t) => {
    const [target] = t.targets();
    const code = t.opm('DxgkDdiOPMCreateProtectedOutput')(t.context, target!, VOS.OPM, NULL);
    t.expectCode(code, invalid, 'D-16', 'NewProtectedOutputHandle NULL');
    const open = t.driver.control?.outputs?.list().find(({ output }) => output === target)?.openObjects;
    t.decided('D-14', (open ?? 0) === 0, 'NewProtectedOutputHandle NULL: expected no object');
  }),
  test('random', { clauses: ['OPM-3'], decisions: ['D-14', 'D-16'], hostile: true })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const output = createdOutput(t, semantics);
      const code = t.opm('DxgkDdiOPMGetRandomNumber')(t.context, output.handle, NULL);
      t.expectCode(code, invalid, 'D-16', 'RandomNumber NULL');
      const waiting = { ...output, random: randomNumber(t, output) };
      expectLives(t, start(t, waiting), 'OPM-3', 'after RandomNumber NULL');
    }),
  test('signing-key', { clauses: ['OPM-9'], decisions: ['D-14', 'D-16'], hostile: true })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const output = readyOutput(t, semantics);
      const set = t.opm('DxgkDdiOPMSetSigningKeyAndSequenceNumbers');
      t.expectCode(set(t.context, output.handle, NULL), invalid, 'D-16', 'EncryptedParameters NULL');
      expectLives(t, start(t, output), 'D-14', 'after EncryptedParameters NULL');
    }),
  test('information', { clauses: ['OPM-20'], decisions: ['D-14', 'D-16'], hostile: true })
    .params({ semantics: semanticsNames, pointer: ['Parameters', 'RequestedInformation'] })
    .run((t, { semantics, pointer }) => {
      const output = activeOutput(t, semantics);
      const { bytes } = requestOf(t, output, OPM_GUIDS.OPM_GET_ADAPTER_BUS_TYPE);
      const reply = t.guarded(4096, 'OPM_REQUESTED_INFORMATION');
      const [from, to] =
        pointer === 'Parameters' ? [NULL, reply.address] : [t.place(bytes, 'Parameters'), NULL];
      const code = t.opm(informationSlot(output))(t.context, output.handle, from, to);
      t.expectCode(code, invalid, 'D-16', `${pointer} NULL`);
      expectUntouched(t, reply, 'OPM-20', `${pointer} NULL`);
      expectLives(t, output, 'D-14', `after ${pointer} NULL`);
    }),
  test('command', { clauses: ['OPM-27'], decisions: ['D-14', 'D-16'], hostile: true })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const output = activeOutput(t, semantics);
      const configure = t.opm('DxgkDdiOPMConfigureProtectedOutput');
      const code = configure(t.context, output.handle, NULL, 0, NULL);
      t.expectCode(code, invalid, 'D-16', 'Parameters NULL');
      expectLives(t, output, 'D-14', 'after a command that is NULL');
    }),
]);
