/** What goes between a session and the trusted environment behind it: commands of HW_PROTECTION, new keys, the status. */
import type { Address, FunctionDeclaration, Hresult } from '../../abi/index.js';
import { failed, NULL } from '../../abi/index.js';
import {
  D3D11_KEY_EXCHANGE_HW_PROTECTION_DATA,
  D3D11_KEY_EXCHANGE_HW_PROTECTION_INPUT_DATA as INPUT,
  D3D11_KEY_EXCHANGE_HW_PROTECTION_OUTPUT_DATA as OUTPUT,
} from '../../api/d3d11/index.js';
import type { MessageName } from '../../api/d3d11/message-ids.js';
import type { Out } from '../../api/kit/index.js';
import { isBytes } from '../../api/kit/index.js';
import {
  CheckCryptoSessionStatus,
  D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION_DATA as DDI_DATA,
  E_INVALIDARG,
  E_NOTIMPL,
  GetDataForNewHardwareKey,
} from '../../ddi/index.js';
import { withBytes, withStruct } from '../../host/index.js';
import type { CryptoSession } from './crypto-session.js';
import type { CallerCheckName } from './debug-layer/index.js';
import type { RuntimeDevice } from './runtime-device.js';

/** A command, or what a caller handed over instead. */
export type KeyExchangeData = Uint8Array | D3D11_KEY_EXCHANGE_HW_PROTECTION_DATA;

/** What the headers declare of the tails. Callers who allocate sizeof and their bytes have as many left over. */
const declaredTailBytes = 4;

/** The head of a block, which may end before the tail that the header declares. */
function headOf<T extends object>(
  struct: { readonly bytes: number; fromBytes(bytes: Uint8Array): T },
  block: Uint8Array,
): T {
  const whole = new Uint8Array(struct.bytes);
  whole.set(block.subarray(0, struct.bytes));
  return struct.fromBytes(whole);
}

/** Which block ends before its head does: the driver, who cannot know that, would read past the end of it. */
function shortHead({ pInputData, pOutputData }: D3D11_KEY_EXCHANGE_HW_PROTECTION_DATA): string | undefined {
  const blocks = [
    ['pInputData', pInputData, INPUT.offset.pbInput],
    ['pOutputData', pOutputData, OUTPUT.offset.pbOutput],
  ] as const;
  const short = blocks.find(([, block, headBytes]) => block && block.length < headBytes);
  return (
    short && `${short[0]}: expected at least the ${short[2]} bytes of its head, received ${short[1]!.length}`
  );
}

/** What the input's head tells of its size, where that is not the block's. */
function inputMistake(block: Uint8Array | null): string | undefined {
  if (!block) return 'pInputData is null';
  const { PrivateDataSize, HWProtectionDataSize } = headOf(INPUT, block);
  const needed = INPUT.offset.pbInput + PrivateDataSize + HWProtectionDataSize;
  const isShort = block.length < needed;
  if (!isShort && block.length <= needed + declaredTailBytes) return undefined;
  const told = `PrivateDataSize ${PrivateDataSize} and HWProtectionDataSize ${HWProtectionDataSize}`;
  return `pInputData: ${told} make ${needed} bytes, and the block has ${block.length}`;
}

/** The same of the output, which may be larger than it has to be. */
function outputMistake(block: Uint8Array | null): string | undefined {
  if (!block) return 'pOutputData is null';
  const { PrivateDataSize, MaxHWProtectionDataSize } = headOf(OUTPUT, block);
  const needed = OUTPUT.offset.pbOutput + PrivateDataSize + MaxHWProtectionDataSize;
  if (block.length >= needed) return undefined;
  const told = `PrivateDataSize ${PrivateDataSize} and MaxHWProtectionDataSize ${MaxHWProtectionDataSize}`;
  return `pOutputData: ${told} make ${needed} bytes, and the block has ${block.length}`;
}

/** One negotiation with a session of hardware protection. */
export interface HardwareNegotiation {
  readonly call: string;
  readonly session: CryptoSession;
  readonly DataSize: number;
  readonly pData: KeyExchangeData;
  /** The message where DataSize is not that of the structure. */
  readonly invalidSize: MessageName | CallerCheckName;
  /** The driver's function, and what it is called with. */
  readonly declaration: FunctionDeclaration;
  readonly send: (DataSize: number, pData: Address) => Hresult;
}

/** Runs `use` with a caller's block in the shared memory, exactly as long as it is: whoever goes past its end is caught. */
function withBlock<R>(
  { memory }: RuntimeDevice,
  block: Uint8Array | null,
  label: string,
  use: (address: Address) => R,
): R {
  if (!block) return use(NULL);
  return withBytes(memory, block.length, label, (address) => {
    memory.copyIn(address, block);
    return use(address);
  });
}

/** Carries a command to the driver, and its result and Status back into the caller's own objects (NCS-9, NCS-10). */
function carry(
  device: RuntimeDevice,
  command: D3D11_KEY_EXCHANGE_HW_PROTECTION_DATA,
  { call, declaration, send }: HardwareNegotiation,
): Hresult {
  const { memory } = device;
  const { HWProtectionFunctionID, pInputData, pOutputData, Status } = command;
  return withBlock(device, pInputData, 'pInputData', (input) =>
    withBlock(device, pOutputData, 'pOutputData', (output) => {
      const envelope = { HWProtectionFunctionID, pInputData: input, pOutputData: output, Status };
      return withStruct(memory, DDI_DATA, envelope, (pData) => {
        const code = device.judge(declaration, call, send(DDI_DATA.bytes, pData));
        pOutputData?.set(memory.copyOut(output, pOutputData.length));
        Reflect.set(command, 'Status', DDI_DATA.decode(memory, pData).Status); // frozen stays as it is
        return code;
      });
    }),
  );
}

/**
 * NegotiateCryptoSessionKeyExchange of a session of hardware protection: whether the command came to anything, its Status
 * tells (HWP-5). Sizes that do not add up are said, and are the driver's affair.
 */
export function negotiateHwProtection(device: RuntimeDevice, negotiation: HardwareNegotiation): Hresult {
  const { call, session, DataSize, pData, invalidSize } = negotiation;
  const { bytes, name } = D3D11_KEY_EXCHANGE_HW_PROTECTION_DATA;
  if (isBytes(pData)) {
    device.complain(call, 'ARGUMENT', `pData: expected a ${name} for a session of hardware protection`);
    return E_INVALIDARG;
  }
  if (DataSize !== bytes) {
    device.complain(call, invalidSize, `DataSize: expected ${bytes}, received ${DataSize}`);
    return E_INVALIDARG;
  }
  const short = shortHead(pData);
  if (short !== undefined) {
    device.complain(call, 'SHORT_BUFFER', short);
    return E_INVALIDARG;
  }
  for (const mistake of [inputMistake(pData.pInputData), outputMistake(pData.pOutputData)])
    if (mistake !== undefined) device.messages.add(call, 'HW_PROTECTION_SIZES', mistake);
  return carry(device, pData, {
    ...negotiation,
    send: (size, address) => {
      const answer = negotiation.send(size, address);
      if (failed(answer)) session.tellIfKeyLost(call);
      return answer;
    },
  });
}

/** Says that a function of WDDM 2.x is not there, and answers. */
export function notInDriver(device: RuntimeDevice, call: string): Hresult {
  device.complain(call, 'NOT_IN_DRIVER', 'the driver has no function for it in its video table', E_NOTIMPL);
  return E_NOTIMPL;
}

/** 64 bits from which the trusted environment makes a key (GDHK-1). */
export function dataForNewHardwareKey(
  device: RuntimeDevice,
  session: CryptoSession,
  input: Uint8Array,
  output: Out<bigint>,
): Hresult {
  const call = 'ID3D11VideoContext1::GetDataForNewHardwareKey';
  const { memory, host, video } = device;
  const getData = video.pfnGetDataForNewHardwareKey;
  if (!getData) return notInDriver(device, call);
  return withBlock(device, input, 'pPrivatInputData', (pInput) =>
    withBytes(memory, 8, 'pPrivateOutputData', (pOutput) => {
      const answer = getData(host.hDevice, session.hCryptoSession, input.length, pInput, pOutput);
      if (failed(answer)) session.tellIfKeyLost(call);
      const code = device.judge(GetDataForNewHardwareKey, call, answer);
      if (!failed(code)) output.value = memory.readU64(pOutput);
      return code;
    }),
  );
}

/** D3D11_CRYPTO_SESSION_STATUS, which the DDI numbers alike (CCSS-1). */
export function cryptoSessionStatus(
  device: RuntimeDevice,
  session: CryptoSession,
  pStatus: Out<number>,
): Hresult {
  const call = 'ID3D11VideoContext1::CheckCryptoSessionStatus';
  const { memory, host, video } = device;
  const check = video.pfnCheckCryptoSessionStatus;
  if (!check) return notInDriver(device, call);
  return withBytes(memory, 4, 'pStatus', (address) => {
    check(host.hDevice, session.hCryptoSession, address);
    const code = device.judgeVoid(CheckCryptoSessionStatus, call);
    if (!failed(code)) pStatus.value = memory.readU32(address);
    return code;
  });
}
