import { describe, expect, it } from '@jest/globals';
import { createDevice, HResultError } from 'softumd';
import {
  callerCheckId,
  D3D11_CRYPTO_TYPE_AES128_CTR,
  D3D11_KEY_EXCHANGE_RSAES_OAEP,
  type ID3D11CryptoSession,
  type ID3D11Device,
  ID3D11InfoQueue,
  loadLibraries,
  out,
} from 'softumd/d3d11';
import {
  createCallLog,
  createFaults,
  D3D11_1DDI_CRYPTO_TYPE_AES128_CTR,
  D3D11_1DDI_DECODER_PROFILE_H264_VLD_NOFGT,
  D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP,
  DXGI_ERROR_DEVICE_REMOVED,
  E_FAIL,
  E_OUTOFMEMORY,
  type FaultRule,
  S_OK,
} from 'softumd/ddi';
import { caught } from '../support/caught.js';

const name = 'ID3D11VideoDevice::CreateCryptoSession';

/** A device under these rules, the calls of its driver, and what its CreateCryptoSession answers and leaves. */
function ruled(...rules: readonly FaultRule[]) {
  const faults = createFaults(rules);
  const log = createCallLog(100);
  const device = createDevice({ apiInterposer: faults.interposer, interposer: log.interposer });
  const { api } = device.videoDevice;
  const create = () => {
    const place = out<ID3D11CryptoSession>();
    place.value = device.api as never; // what stood there before
    const [type, exchange] = [D3D11_CRYPTO_TYPE_AES128_CTR, D3D11_KEY_EXCHANGE_RSAES_OAEP];
    return [api.CreateCryptoSession(type, null, exchange, place), place.value] as const;
  };
  const session = () =>
    device.videoDevice.createCryptoSession(
      D3D11_1DDI_CRYPTO_TYPE_AES128_CTR,
      D3D11_1DDI_DECODER_PROFILE_H264_VLD_NOFGT,
      D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP,
    );
  const driverCalls = (of: string) => log.lines().filter((line) => line.trim().startsWith(`${of}(`)).length;
  return { faults, device, create, session, driverCalls };
}

describe('faults on the API', () => {
  it('let the nth call fail: null where the object was to be, and the driver never hears of it', () => {
    const { faults, create, driverCalls } = ruled({ call: name, nth: 2, answer: E_OUTOFMEMORY });
    expect([create(), create(), create()]).toEqual([
      [S_OK, expect.anything()],
      [E_OUTOFMEMORY, null],
      [S_OK, expect.anything()],
    ]);
    expect(driverCalls('CreateCryptoSession')).toBe(2);
    faults.verify();
  });

  it('leave everything but objects as it was', () => {
    const { device, session } = ruled({
      call: 'ID3D11CryptoSession::GetCertificateSize',
      answer: -2147024882,
    });
    const size = { value: 7 };
    expect(session().api.GetCertificateSize(size)).toBe(E_OUTOFMEMORY);
    expect(size).toEqual({ value: 7 });
    expect(device.messages.map(({ check, severity }) => [check, severity])).toEqual([
      ['FAULT_RULE_ANSWERED', 'INFO'],
    ]);
  });

  it('cannot give a success that would leave a place empty', () => {
    const rule = (call: 'ID3D11Device::CreateBuffer' | 'ID3D11DeviceContext::Map') => () =>
      createFaults([{ call, answer: S_OK }]);
    expect(rule('ID3D11Device::CreateBuffer')).toThrow('expected a failure, received 0x00000000: ppBuffer');
    expect(() => createFaults([{ call: 'ID3D11Device::SetExceptionMode', answer: S_OK }])).not.toThrow();
  });

  it('stand on the functions of the libraries and on what the facade calls', () => {
    const faults = createFaults([{ call: 'D3D11CreateDevice', answer: DXGI_ERROR_DEVICE_REMOVED }]);
    const error = caught(() => createDevice({ apiInterposer: faults.interposer }));
    expect(error).toBeInstanceOf(HResultError);
    expect(error).toMatchObject({ hresult: DXGI_ERROR_DEVICE_REMOVED });
    const libraries = loadLibraries({ adapters: [], interposer: createFaults().interposer });
    expect(libraries.D3D11CreateDevice(null, 1, 0n, 0, null, 0, 7, out<ID3D11Device>(), null, null)).not.toBe(
      S_OK,
    );
  });

  it('drop a method that returns nothing, and the debug layer has the code', () => {
    const rule = { call: 'ID3D11VideoContext::EncryptionBlt', answer: E_FAIL } as const;
    const { faults, device, session, driverCalls } = ruled(rule);
    const [from, to] = [device.createBuffer('protected', 4096), device.createBuffer('staging', 4096)];
    const error = caught(() => {
      device.videoContext.encryptionBlt(session(), from, to);
    });
    expect(error).toMatchObject({ hresult: E_FAIL });
    expect(device.messages).toEqual([
      {
        severity: 'ERROR',
        category: 'MISCELLANEOUS',
        name: null,
        check: 'FAULT_RULE',
        id: callerCheckId('FAULT_RULE'),
        call: 'ID3D11VideoContext::EncryptionBlt',
        text: 'a fault rule dropped the call',
        hresult: E_FAIL,
      },
    ]);
    expect(driverCalls('EncryptionBlt')).toBe(0);
    faults.verify();
  });

  it('answer counts with what they are: of 64 bits a BigInt', () => {
    const [count, stored] = [
      'ID3D11VideoDevice::GetVideoDecoderProfileCount',
      'ID3D11InfoQueue::GetNumStoredMessages',
    ] as const;
    const { interposer } = createFaults([
      { call: count, answer: 77 },
      { call: stored, answer: 2 ** 40 },
    ]);
    expect(createDevice({ apiInterposer: interposer }).videoDevice.api.GetVideoDecoderProfileCount()).toBe(
      77,
    );
    const method = ID3D11InfoQueue.methods.find((one) => one.name === stored)!;
    expect(interposer(method, () => 0n)({})).toBe(2n ** 40n);
    expect(() => createFaults([{ call: stored, answer: -1 }])).toThrow(
      new RangeError(`fault on ${stored}: answer: expected a whole number of 64 bits, received -1`),
    );
    expect(() => createFaults([{ call: name, answer: 2 ** 32 }])).toThrow(RangeError);
  });

  it('count apart from the driver function of the same name', () => {
    const faults = createFaults([
      { call: name, answer: E_FAIL },
      { call: 'CreateCryptoSession', answer: E_OUTOFMEMORY },
    ]);
    const { interposer } = faults;
    const device = createDevice({ interposer, apiInterposer: interposer });
    const codes = [1, 2, 3].map(() => {
      const place = out<ID3D11CryptoSession>();
      const [type, exchange] = [D3D11_CRYPTO_TYPE_AES128_CTR, D3D11_KEY_EXCHANGE_RSAES_OAEP];
      return device.videoDevice.api.CreateCryptoSession(type, null, exchange, place);
    });
    expect(codes).toEqual([E_FAIL, E_OUTOFMEMORY, S_OK]);
    faults.verify();
  });

  it.each<[FaultRule, string]>([
    [{ call: name, nth: 2, answer: E_FAIL }, `call 2 of ${name} never came, there were 1`],
    [
      { call: 'IDXGIOutput::GetDesc', answer: E_FAIL },
      'nobody had an object with IDXGIOutput::GetDesc, or the interposer does not hang on the API',
    ],
  ])('complain of a rule that did not fire: %j', (rule, why) => {
    const { faults, create } = ruled(rule);
    create();
    const error = caught(() => {
      faults.verify();
    });
    expect(error).toMatchObject({
      name: 'FaultNotFired',
      message: `fault ${JSON.stringify(rule)} did not fire: ${why}`,
    });
  });

  it.each([
    ['ID3D11VideoDevice::CreateCrpytoSession', name],
    ['ID3D11Texture2D::GetDevice', 'ID3D11DeviceChild::GetDevice'],
    ['D3D11CraeteDevice', 'D3D11CreateDevice'],
  ])('know the declared methods: not %s', (misspelt, meant) => {
    const text = `fault: call: expected the name of a declared function, received '${misspelt}'; did you mean ${meant}`;
    expect(String(caught(() => createFaults([{ call: misspelt as never, answer: E_FAIL }])))).toContain(text);
  });

  it('know them at compile time', () => {
    // @ts-expect-error: the type is made of the interfaces' methods
    const wrong: FaultRule = { call: 'ID3D11VideoDevice::CreateCrpytoSession', answer: E_FAIL };
    const right: FaultRule = { call: 'D3D11CreateDevice', answer: E_FAIL };
    expect([wrong, right]).toHaveLength(2);
  });
});
