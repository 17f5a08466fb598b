import { describe, expect, it } from '@jest/globals';
import { cHeader } from 'softumd/ddi';
import { named, structs } from '../ddi/facts.js';
import { runCli } from './run.js';

interface Printed {
  readonly abi: string;
  readonly enums: readonly { readonly name: string; readonly values: Readonly<Record<string, unknown>> }[];
  readonly structs: readonly { readonly name: string; readonly size: number }[];
  readonly functions: readonly { readonly name: string; readonly typedef: string }[];
  readonly guids: Readonly<Record<string, string>>;
  readonly hresults: Readonly<Record<string, string>>;
}

async function printed(...argv: string[]): Promise<Printed> {
  const { code, out, err } = await runCli(['layouts', '--json', ...argv]);
  expect([code, err]).toEqual([0, '']);
  return JSON.parse(out) as Printed;
}

const drawn = async (...argv: string[]) => {
  const { code, out, err } = await runCli(['layouts', ...argv]);
  expect([code, err]).toEqual([0, '']);
  return out;
};

const text = (...lines: string[]) => `${lines.join('\n')}\n`;

describe('softumd layouts --json', () => {
  it('prints everything as one object', async () => {
    const all = await printed();
    expect(Object.keys(all)).toEqual(['abi', 'enums', 'structs', 'functions', 'guids', 'hresults']);
    const names = all.structs.map(({ name }) => name);
    for (const { name } of structs) expect(names).toContain(name);
    expect(names).toEqual(
      expect.arrayContaining(['GUID', 'D3D10DDI_HDEVICE', 'D3DWDDM2_4DDI_VIDEODEVICEFUNCS']),
    );
    expect(names).toEqual([...new Set(names)].sort());
    expect(all.guids['D3D11_1DDI_CRYPTO_TYPE_AES128_CTR']).toBe('9b6bd711-4f74-41c9-9e7b-0be2d7d93b4f');
    expect(all.hresults['E_INVALIDARG']).toBe('0x80070057');
    expect(all.functions.filter(({ name }) => name === 'NegotiateCryptoSessionKeyExchange')).toHaveLength(2);
  });

  it('says of a structure where each member lies, for both binary interfaces', async () => {
    const name = 'D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL';
    const type = 'D3D11_1DDI_AUTHENTICATED_CHANNEL_TYPE';
    expect(await printed(name)).toEqual({
      abi: 'x64',
      enums: [],
      structs: [
        {
          name,
          size: 16,
          align: 8,
          members: [
            { name: 'ChannelType', type, offset: 0, size: 4 },
            { name: 'hChannel', type: 'HANDLE', offset: 8, size: 8 },
          ],
        },
      ],
      functions: [],
      guids: {},
      hresults: {},
    });
    expect((await printed('--abi', 'x86', name)).structs).toMatchObject([
      { size: 8, align: 4, members: [{ offset: 0 }, { offset: 4, size: 4 }] },
    ]);
  });

  it('marks the arms of a union and a variable tail', async () => {
    expect((await printed('D3D11_1DDI_CERTIFICATE_INFO')).structs).toMatchObject([
      {
        members: [
          {},
          { name: 'ChannelType', when: { member: 'CertificateType', is: ['AUTHENTICATED_CHANNEL'] } },
          {
            name: 'CryptoSessionType',
            offset: 4,
            size: 16,
            overlays: 'ChannelType',
            when: { member: 'CertificateType', is: ['CRYPTO_SESSION'] },
          },
        ],
      },
    ]);
    expect((await printed('D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION_INPUT_DATA')).structs).toMatchObject([
      { members: [{}, {}, { name: 'pbInput', type: 'BYTE[4]', isTail: true }] },
    ]);
  });

  it('has every enum and set of flags by full names, values of 64 bits as text (D-62)', async () => {
    const { enums } = await printed();
    expect(enums.map(({ name }) => name)).toEqual(named.map(({ constants }) => constants.name).sort());
    expect((await printed('dxgi_format')).enums).toMatchObject([
      { name: 'DXGI_FORMAT', isFlags: false, values: { DXGI_FORMAT_NV12: 103 } },
    ]);
    expect((await printed('DDI_SUPPORTED')).enums).toMatchObject([
      { values: { D3D11_1_DDI_SUPPORTED: '0x000b000f00000000' } },
    ]);
  });

  it('says what a plain number holds', async () => {
    expect((await printed('D3D11DDIARG_CREATERESOURCE')).structs).toMatchObject([
      {
        members: expect.arrayContaining([
          { name: 'BindFlags', type: 'UINT', values: 'D3D10_DDI_RESOURCE_BIND_FLAG', offset: 24, size: 4 },
        ]),
      },
    ]);
    expect((await printed('PFND3D11_1DDI_FLUSH')).functions).toMatchObject([
      { parameters: [{}, { name: 'FlushFlags', type: 'UINT', values: 'D3D11_1_DDI_FLUSH_FLAGS' }] },
    ]);
  });

  it('says which type of message is which structure', async () => {
    const { functions } = await printed('ConfigureAuthenticatedChannel', 'RetrieveSubObject');
    const prefix = 'D3D11_1DDI_AUTHENTICATED_CONFIGURE';
    expect(functions).toMatchObject([
      {
        parameters: expect.arrayContaining([
          {
            name: 'pInputData',
            type: 'const VOID*',
            direction: 'in',
            extent: {
              chosenBy: 'pInputData.ConfigureType',
              layouts: expect.objectContaining({ [`${prefix}_PROTECTION_GUID`]: `${prefix}_PROTECTION` }),
              head: `${prefix}_INPUT`,
              bytesIn: 'InputDataSize',
            },
          },
        ]),
      },
      {
        parameters: expect.arrayContaining([
          expect.objectContaining({
            name: 'pParams',
            extent: {
              chosenBy: 'SubDeviceID',
              layouts: {
                D3D11_1DDI_VIDEO_FUNCTIONS: 'D3D11_1DDI_VIDEO_INPUT',
                D3DWDDM2_0DDI_VIDEO_FUNCTIONS: 'D3DWDDM2_0DDI_VIDEO_INPUT',
              },
              bytesIn: 'ParamSize',
            },
          }),
        ]),
      },
    ]);
  });

  it('says of a function its parameters and codes', async () => {
    const { functions } = await printed('negotiatecryptosessionkeyexchangemt', 'CreateCryptoSession');
    const hDevice = { name: 'hDevice', type: 'D3D10DDI_HDEVICE' };
    const hCryptoSession = { name: 'hCryptoSession', type: 'D3D11_1DDI_HCRYPTOSESSION' };
    const created = 'D3D11_1DDIARG_CREATECRYPTOSESSION';
    expect(functions).toEqual([
      {
        name: 'CreateCryptoSession',
        typedef: 'PFND3D11_1DDI_CREATECRYPTOSESSION',
        clauses: 'CCS',
        returns: 'HRESULT',
        parameters: [
          hDevice,
          { name: 'pCreateData', type: `const ${created}*`, direction: 'in', extent: { layout: created } },
          hCryptoSession,
          { name: 'hRTCryptoSession', type: 'D3D11_1DDI_HRTCRYPTOSESSION' },
        ],
        codes: ['S_OK', 'D3DDDIERR_DEVICEREMOVED', 'D3DDDIERR_UNSUPPORTEDCRYPTO', 'E_OUTOFMEMORY'],
        decidedCodes: ['E_INVALIDARG'],
      },
      {
        name: 'NegotiateCryptoSessionKeyExchangeMT',
        typedef: 'PFND3DWDDM2_4DDI_NEGOTIATECRYPTOSESSIONKEYEXCHANGE',
        clauses: 'NCX',
        returns: 'HRESULT',
        parameters: [
          hDevice,
          hCryptoSession,
          { name: 'flags', type: 'D3DWDDM2_4DDI_CRYPTO_SESSION_KEY_EXCHANGE_FLAGS' },
          { name: 'DataSize', type: 'UINT' },
          {
            ...{ name: 'pData', type: 'BYTE*', direction: 'inout' },
            extent: {
              ...{ chosenBy: 'DataSize', bytesIn: 'DataSize' },
              layouts: { '0x20': 'D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION_DATA' },
            },
          },
        ],
        codes: ['S_OK', 'E_INVALIDARG', 'E_OUTOFMEMORY'],
        decidedCodes: [],
      },
    ]);
  });

  it('takes patterns and typedefs', async () => {
    const { structs: found, functions } = await printed('OPM_SET_*', 'PFND3DWDDM2_0DDI_FLUSH');
    expect(found.map(({ name, size }) => [name, size])).toEqual([
      ['OPM_SET_ACP_AND_CGMSA_SIGNALING_PARAMETERS', 64],
      ['OPM_SET_HDCP_SRM_PARAMETERS', 4],
      ['OPM_SET_PROTECTION_LEVEL_PARAMETERS', 16],
    ]);
    expect(functions.map(({ name }) => name)).toEqual(['Flush']);
  });
});

describe('softumd layouts', () => {
  it('draws a structure byte by byte, padding as slashes', async () => {
    expect(await drawn('D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS')).toBe(
      text(
        'D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS: 24 bytes, aligned to 8 (x64)',
        '',
        '         0   1   2   3   4   5   6   7   8   9   a   b   c   d   e   f',
        '        +---------------+---------------+---------------+---------------+',
        '0x0000  |Caps           |KeyExchangeTyp…|BlockAlignment…|///////////////|',
        '        +---------------+---------------+---------------+---------------+',
        '0x0010  |ProtectedMemorySize            |',
        '        +-------------------------------+',
        '',
        'offset  size  type                                member',
        '0x0000     4  D3D11_1DDI_CONTENT_PROTECTION_CAPS  Caps',
        '0x0004     4  UINT                                KeyExchangeTypeCount',
        '0x0008     4  UINT                                BlockAlignmentSize',
        '0x000c     4                                      (padding)',
        '0x0010     8  UINT64                              ProtectedMemorySize',
      ),
    );
  });

  it('draws the rows within one member once', async () => {
    const out = await drawn('AMCOPPCommand');
    expect(out.match(/^0x.*\|$/gm)).toHaveLength(5);
    expect(out).toContain('\n     :  :\n');
    expect(out).toMatch(/^0x0ff0 {2}\|…CommandData +\|$/m);
  });

  it('shows what shares a place', async () => {
    const out = await drawn('D3D11_1DDI_CERTIFICATE_INFO');
    expect(out).toContain('|CertificateType|ChannelType | …|CryptoSessionType              |');
    expect(out).toContain(
      'CryptoSessionType (in the place of ChannelType; where CertificateType is CRYPTO_SESSION)\n',
    );
  });

  it('writes a function as C does', async () => {
    expect(await drawn('VideoDecoderSubmitBuffers1', 'EncryptionBlt')).toBe(
      text(
        '// PFND3D11_1DDI_ENCRYPTIONBLT; clauses EB',
        'VOID EncryptionBlt(',
        '    D3D10DDI_HDEVICE hDevice,',
        '    D3D11_1DDI_HCRYPTOSESSION hCryptoSession,',
        '    D3D10DDI_HRESOURCE hSrcResource,',
        '    D3D10DDI_HRESOURCE hDstResource,',
        '    UINT IVSize,',
        '    const VOID* pIV);  // in and out, may be NULL, IVSize bytes',
        '// By decision: E_INVALIDARG, D3DDDIERR_DEVICEREMOVED',
        '',
        '// PFND3DWDDM2_0DDI_VIDEODECODERSUBMITBUFFERS1; clauses VDEC',
        'HRESULT VideoDecoderSubmitBuffers1(',
        '    D3D10DDI_HDEVICE hDevice,',
        '    D3D11_1DDI_HDECODE hDecoder,',
        '    UINT BufferCount,',
        '    const D3DWDDM2_0DDI_VIDEO_DECODER_BUFFER_DESC1* pBufferDesc);' +
          '  // in, BufferCount of D3DWDDM2_0DDI_VIDEO_DECODER_BUFFER_DESC1',
        '// Returns: S_OK, E_OUTOFMEMORY',
        '// By decision: E_INVALIDARG',
      ),
    );
  });

  it('lists an enum value by value, flags in hexadecimal digits', async () => {
    const out = await drawn('D3D11_1DDI_CERTIFICATE_TYPE', 'D3D10_DDI_MAP_FLAG');
    expect(out).toBe(
      text(
        'D3D10_DDI_MAP_FLAG: flags',
        '',
        '  0x100000  D3D10_DDI_MAP_FLAG_DONOTWAIT',
        '',
        'D3D11_1DDI_CERTIFICATE_TYPE: an enum',
        '',
        '         1  D3D11_1DDI_CERTIFICATE_TYPE_AUTHENTICATED_CHANNEL',
        '         2  D3D11_1DDI_CERTIFICATE_TYPE_CRYPTO_SESSION',
      ),
    );
  });

  it('has a line for each type of message', async () => {
    const out = await drawn('RetrieveSubObject');
    expect(out).toContain(
      text(
        '    void* pParams,  // in, may be NULL, ParamSize bytes, by SubDeviceID:',
        '    //   D3D11_1DDI_VIDEO_FUNCTIONS: D3D11_1DDI_VIDEO_INPUT',
        '    //   D3DWDDM2_0DDI_VIDEO_FUNCTIONS: D3DWDDM2_0DDI_VIDEO_INPUT',
      ),
    );
    expect(out).toContain('    UINT32 SubDeviceID,  // VIDEO_FUNCTIONS\n');
  });

  it('lists what there is without a name', async () => {
    const out = await drawn();
    expect(out).toMatch(/^ {4}24 {2}D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS$/m);
    expect(out).toMatch(/^ {3}NCS {2}NegotiateCryptoSessionKeyExchange$/m);
    expect(out).toMatch(/^ flags {2}D3D11_1DDI_CONTENT_PROTECTION_CAPS$/m);
  });

  it.each([
    [
      'CreateCryptoSesion',
      /no structure, function or enum 'CreateCryptoSesion'; did you mean CreateCryptoSession[,?]/,
    ],
    ['OPM_OUTPUT', /did you mean OPM_OUTPUT_ID_DATA[,?]/],
    ['NOBODY_*', /no structure, function or enum 'NOBODY_\*'; softumd layouts lists them all/],
  ])('%s is a usage error that names what is near, or where to look', async (name, line) => {
    const { code, out, err } = await runCli(['layouts', 'GUID', name]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^softumd: .*\n$/);
    expect(err).toMatch(line);
  });

  it('knows two binary interfaces, and helps with examples', async () => {
    expect(await runCli(['layouts', '--abi', 'arm'])).toMatchObject({ code: 2, out: '' });
    const { code, out } = await runCli(['layouts', '--help']);
    expect(code).toBe(0);
    expect(out).toContain('  softumd layouts ');
    expect(out).toContain('Exit code');
  });
});

describe('softumd layouts --header', () => {
  it('prints the C header', async () => {
    expect(await drawn('--header')).toBe(cHeader());
  });

  it.each([[['--header', 'GUID']], [['--header', '--json']], [['--header', '--abi', 'x86']]])(
    'takes nothing else: %j',
    async (argv) => {
      const { code, out, err } = await runCli(['layouts', ...argv]);
      expect([code, out]).toEqual([2, '']);
      expect(err).toMatch(/^softumd: .*--header.*\n$/);
    },
  );
});
