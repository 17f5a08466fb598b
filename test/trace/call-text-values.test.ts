import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as ddi from 'softumd/ddi';
import { ArenaMemory, CodeSegment } from 'softumd/memory';
import { behind, bytes, carrying, declare, NULL, pointer, value } from '../../src/abi/index.js';

const memory = new ArenaMemory();
const process = { memory, code: new CodeSegment() };
const done = () => undefined;

/** A call of a function that does `work`, as the log tells it; addresses are left out. */
function told(
  declaration: ddi.FunctionDeclaration,
  args: readonly unknown[],
  work: () => unknown = done,
): string {
  const log = ddi.createCallLog();
  log.interposer(declaration, work, process)(...(args as number[]));
  return log.lines()[0]!.replaceAll(/0x1[0-9a-f]{8}\b/g, '@');
}

/** A structure in memory. */
function placed<T extends object>(layout: ddi.Struct<T>, values: Partial<T> = {}): ddi.Address {
  const address = memory.allocate(layout.bytes, layout.name);
  layout.encode(memory, address, values);
  return address;
}

describe('values in a call', () => {
  it('are named: parameters, members, results', () => {
    const resource = placed(ddi.D3D11DDIARG_CREATERESOURCE, {
      ResourceDimension: ddi.D3D10DDIRESOURCE_TYPE.TEXTURE2D,
      Usage: ddi.D3D10_DDI_RESOURCE_USAGE.STAGING,
      BindFlags: ddi.D3D10_DDI_BIND.DECODER | ddi.D3D10_DDI_BIND.RENDER_TARGET,
      MapFlags: 3,
      MiscFlags: 0x80000000,
      Format: ddi.DXGI_FORMAT.NV12,
    });
    expect(told(ddi.CalcPrivateResourceSize, [1, resource], () => 64)).toContain(
      'ResourceDimension: TEXTURE2D, Usage: STAGING, BindFlags: RENDER_TARGET | DECODER, ' +
        'MapFlags: WRITE | READ, MiscFlags: 0x80000000, Format: NV12,',
    );
    expect(told(ddi.Flush, [1, 2], () => 1)).toBe('Flush(hDevice: 0x1, FlushFlags: TRIM_MEMORY) = TRUE');
    expect(told(ddi.ResourceMap, [1, 2, 0, 3, 0x100000, NULL])).toContain(
      'DDIMap: READWRITE, Flags: DONOTWAIT,',
    );
    expect(told(ddi.SetHardwareProtection, [1, 2, 0])).toContain('Protected: FALSE');
    expect(told(ddi.SetHardwareProtection, [1, 2, 7])).toContain('Protected: TRUE (0x7)');
    expect(told(ddi.CheckFormatSupport, [1, 104, NULL])).toContain('Format: P010');
  });

  it('of a union only where they count', () => {
    const certificate = placed(ddi.D3D11_1DDI_CERTIFICATE_INFO, {
      CertificateType: 2,
      CryptoSessionType: ddi.D3D11_1DDI_CRYPTO_TYPE_AES128_CTR,
    });
    expect(told(ddi.GetCertificateSize, [1, certificate, NULL])).toContain(
      '-> { CertificateType: CRYPTO_SESSION, CryptoSessionType: D3D11_1DDI_CRYPTO_TYPE_AES128_CTR },',
    );
    const create = placed(ddi.D3D10DDIARG_CREATEDEVICE, { Interface: ddi.DDI_INTERFACE_VERSION.D3DWDDM2_0 });
    const line = told(ddi.CreateDevice, [1, create], () => ddi.S_OK);
    expect(line).toContain(
      'Interface: D3DWDDM2_0, Version: 0, pKTCallbacks: NULL, pWDDM2_0DeviceFuncs: NULL',
    );
    expect(line).not.toMatch(/p11_1DeviceFuncs|pWDDM2_2/);
  });

  it('that came back, in the arm that they came in', () => {
    const { offset } = ddi.D3D10DDIARG_CREATEDEVICE;
    const create = placed(ddi.D3D10DDIARG_CREATEDEVICE, { Interface: ddi.DDI_INTERFACE_VERSION.D3DWDDM2_0 });
    const line = told(ddi.CreateDevice, [1, create], () => {
      memory.writeU64((create + offset.p11_1DeviceFuncs) as ddi.Address, 0x77n);
      return ddi.S_OK;
    });
    expect(line.endsWith(' = S_OK; pCreateData: { pWDDM2_0DeviceFuncs: 0x77 }')).toBe(true);
  });
});

const Input = { hChannel: 5n, SequenceNumber: 7 };

describe('a message whose type says what it is', () => {
  const request = ddi.D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT_ID_INPUT;
  const answer = ddi.D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT_ID_OUTPUT;
  const QueryType = ddi.D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT_ID;
  const asked = placed(request, { Input: { QueryType, ...Input }, DeviceHandle: 9n, OutputIDIndex: 2 });
  const answered = memory.allocate(answer.bytes, 'answer');
  const query = (inBytes: number, outBytes: number, work: () => unknown = done) =>
    told(ddi.QueryAuthenticatedChannel, [1, 2, inBytes, asked, outBytes, answered], work);

  it('is shown as that, the answer too, and its MAC is not', () => {
    const line = query(request.bytes, answer.bytes, () => {
      const omac = { Omac: new Uint8Array(16).fill(0x5e) };
      const Output = { omac, QueryType, ...Input, ReturnCode: ddi.S_OK };
      answer.encode(memory, answered, { Output, OutputID: 3n });
      return ddi.S_OK;
    });
    expect(line).toBe(
      'QueryAuthenticatedChannel(hDevice: 0x1, hCAuthChannel: 0x2, InputDataSize: 0x38, pInputData: @ -> ' +
        '{ Input: { QueryType: D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT_ID, hChannel: 0x5, SequenceNumber: 7 }, ' +
        'DeviceHandle: 0x9, CryptoSessionHandle: 0x0, OutputIDIndex: 2 }, ' +
        'OutputDataSize: 0x50, pOutputData: @ -> 80 bytes) = S_OK; pOutputData: ' +
        '{ Output: { omac: { Omac: 16 bytes }, QueryType: D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT_ID, ' +
        'hChannel: 0x5, SequenceNumber: 7, ReturnCode: S_OK }, DeviceHandle: 0x0, CryptoSessionHandle: 0x0, ' +
        'OutputIDIndex: 0, OutputID: 0x3 }',
    );
  });

  it('is shown as far as it goes where it is too short, or of no known type', () => {
    expect(query(40, 80)).toContain(
      '-> { QueryType: D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT_ID, hChannel: 0x5, SequenceNumber: 7 }, Out',
    );
    expect(query(31, 1)).toContain('pInputData: @ -> 31 bytes, OutputDataSize: 1, pOutputData: @ -> 1 byte)');
    const stray = placed(ddi.D3D11_1DDI_AUTHENTICATED_QUERY_INPUT, {
      QueryType: ddi.NULL_GUID,
      hChannel: 5n,
    });
    expect(told(ddi.QueryAuthenticatedChannel, [1, 2, 32, stray, 0, NULL])).toContain(
      '-> { QueryType: NULL_GUID, hChannel: 0x5, SequenceNumber: 0 }, OutputDataSize: 0, pOutputData: NULL)',
    );
  });

  it('is shown by its beginning where more bytes are given than it has', () => {
    const command = ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION;
    const ConfigureType = ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION_GUID;
    const place = memory.allocate(4096, 'command');
    command.encode(memory, place, {
      Parameters: { omac: { Omac: new Uint8Array(16) }, ConfigureType, ...Input },
      Protections: { Value: 0x10001 },
    });
    expect(told(ddi.ConfigureAuthenticatedChannel, [1, 2, 4096, place, NULL])).toContain(
      'SequenceNumber: 7 }, Protections: { Value: ProtectionEnabled | 0x10000 } }, pOutputData: NULL)',
    );
  });

  it('is copied to the end of the longest one at most, whatever its size is said to be', () => {
    const copied: number[] = [];
    const copyOut = (address: ddi.Address, count: number) => {
      copied.push(count);
      return memory.copyOut(address, count);
    };
    const watching = { ...process, memory: { copyOut } as unknown as ddi.Memory };
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), (size) => {
        const log = ddi.createCallLog();
        const call = log.interposer(ddi.QueryAuthenticatedChannel, () => ddi.S_OK, watching);
        call(1, 2, size, asked, size, answered);
        expect(log.lines()[0]).toMatch(/^QueryAuthenticatedChannel\(.*\) = S_OK; pOutputData: /);
      }),
    );
    expect(Math.max(...copied)).toBe(80);
  });

  it('can be chosen by a parameter', () => {
    const { bytes: size } = ddi.D3D11_1DDI_VIDEO_INPUT;
    const input = placed(ddi.D3D11_1DDI_VIDEO_INPUT, { Relocate: 1 });
    const line = (id: number) => told(ddi.RetrieveSubObject, [1, id, size, input, 1, NULL], () => ddi.S_OK);
    expect(line(2)).toContain(
      'SubDeviceID: D3D11_1DDI_VIDEO_FUNCTIONS, ParamSize: 16, pParams: @ -> { Relocate: TRUE, p11VideoDeviceFuncs: NULL }',
    );
    expect(line(3)).toContain('-> { Relocate: TRUE, pWDDM2_0VideoDeviceFuncs: NULL }');
    expect(line(99)).toContain('SubDeviceID: 0x63, ParamSize: 16, pParams: @ -> 16 bytes');
  });

  it('can lie in the buffer of another: OPM', () => {
    const settings = new Map([
      [
        ddi.OPM_SET_PROTECTION_LEVEL,
        carrying(ddi.OPM_CONFIGURE_PARAMETERS, 'abParameters', ddi.OPM_SET_PROTECTION_LEVEL_PARAMETERS),
      ],
    ]);
    const information = new Map([
      [
        ddi.OPM_SET_PROTECTION_LEVEL,
        carrying(ddi.OPM_REQUESTED_INFORMATION, 'abRequestedInformation', ddi.OPM_STANDARD_INFORMATION),
      ],
    ]);
    const chosenBy = { at: 'pParameters', member: 'guidSetting' };
    const Made = declare({
      name: 'Made',
      typedef: 'PFNMADE',
      clauses: 'OPM',
      returns: ddi.NTSTATUS,
      parameters: [
        value('hOutput', ddi.HANDLE),
        behind('pParameters', pointer('const OPM_CONFIGURE_PARAMETERS*'), 'in', {
          ...{ chosenBy, layouts: settings, head: ddi.OPM_CONFIGURE_PARAMETERS },
        }),
        behind('pInformation', pointer('OPM_REQUESTED_INFORMATION*'), 'out', {
          ...{ chosenBy, layouts: information },
        }),
      ],
    });
    const parameters = placed(ddi.OPM_CONFIGURE_PARAMETERS, {
      guidSetting: ddi.OPM_SET_PROTECTION_LEVEL,
      abParameters: new Uint8Array(4056).fill(8, 0, 1).fill(1, 4, 5),
    });
    const out = placed(ddi.OPM_REQUESTED_INFORMATION, {
      abRequestedInformation: new Uint8Array(4076).fill(1, 16, 17),
    });
    expect(told(Made, [1n, parameters, out], () => ddi.STATUS_SUCCESS)).toBe(
      'Made(hOutput: 0x1, pParameters: @ -> { omac: { abOMAC: 16 bytes }, guidSetting: ' +
        'OPM_SET_PROTECTION_LEVEL, ulSequenceNumber: 0, cbParametersSize: 0, abParameters: ' +
        '{ ulProtectionType: HDCP, ulProtectionLevel: 1, Reserved: 0, Reserved2: 0 } }, ' +
        'pInformation: @) = STATUS_SUCCESS; pInformation: { omac: { abOMAC: 16 bytes }, ' +
        'cbRequestedInformationSize: 0, abRequestedInformation: { rnRandomNumber: ' +
        '{ abRandomNumber: 16 bytes }, ulStatusFlags: LINK_LOST, ulInformation: 0, ulReserved: 0, ' +
        'ulReserved2: 0 } }',
    );
  });
});

describe('a message with a buffer', () => {
  it('refuses a body that has no room in it', () => {
    const small = ddi.struct('SMALL', { Buffer: bytes(8) });
    expect(() => carrying(small, 'Buffer', ddi.GUID)).toThrow(
      'SMALL.Buffer: expected at most 8 bytes, received 16 bytes',
    );
    expect(() => carrying(small, 'Bufer', ddi.UINT)).toThrow('SMALL.Bufer: expected at most 0 bytes');
  });
});
