import { createCipheriv } from 'node:crypto';
import type { Address, HAuthChannel, Hresult, Struct } from 'softumd/ddi';
import * as ddi from 'softumd/ddi';
import { wrapSessionKey } from 'softumd/player';
import { leaf } from '../../certificate/test-chain.js';
import type { Bench, BenchDevice } from '../d3d11/bench.js';

export const channelKey = Uint8Array.from({ length: 16 }, (_, index) => 0xc0 + index);

/** AES-CMAC of RFC 4493 by node:crypto's block cipher, to hold the driver's against. */
export function cmac(key: Uint8Array, data: Uint8Array): Uint8Array {
  const encrypt = (block: Uint8Array) =>
    createCipheriv('aes-128-ecb', key, null).setAutoPadding(false).update(block);
  const doubled = (block: Uint8Array) => {
    const value = BigInt(`0x${Buffer.from(block).toString('hex')}`) << 1n;
    const reduced = (value >> 128n) & 1n ? value ^ 0x87n : value;
    return Buffer.from(BigInt.asUintN(128, reduced).toString(16).padStart(32, '0'), 'hex');
  };
  const k1 = doubled(encrypt(new Uint8Array(16)));
  const isWhole = data.length > 0 && data.length % 16 === 0;
  const padded = Buffer.alloc(Math.max(16, Math.ceil(data.length / 16) * 16));
  padded.set(data);
  if (!isWhole) padded[data.length] = 0x80;
  const last = isWhole ? k1 : doubled(k1);
  for (let index = 0; index < 16; index += 1) padded[padded.length - 16 + index]! ^= last[index]!;
  return createCipheriv('aes-128-cbc', key, new Uint8Array(16))
    .setAutoPadding(false)
    .update(padded)
    .subarray(-16);
}

/** What a call came to: its code and what lies at the output. */
export interface Answered {
  readonly code: Hresult;
  readonly bytes: Uint8Array;
}

/** The device that a channel is of: a bench's, or a runtime's. */
export interface ChannelDevice extends Pick<BenchDevice, 'hDevice' | 'video'> {
  readonly bench: Pick<Bench, 'bytes' | 'memory'>;
}

/** A channel of a device, called at the DDI by an application that keeps the rules unless told otherwise. */
export class BenchChannel<Device extends ChannelDevice = BenchDevice> {
  readonly handle: HAuthChannel;
  readonly hChannel: bigint;
  queryNumber = 100;
  commandNumber = 5000;
  key: Uint8Array = channelKey;

  constructor(
    readonly device: Device,
    readonly type: number = ddi.D3D11_1DDI_AUTHENTICATED_CHANNEL_TYPE.DRIVER_SOFTWARE,
  ) {
    const { bench, video, hDevice } = device;
    const CREATE = ddi.D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL;
    const pCreateData = bench.bytes(CREATE.toBytes({ ChannelType: type }));
    this.handle = bench.bytes(video.pfnCalcPrivateAuthenticatedChannelSize(hDevice, pCreateData));
    const code = video.pfnCreateAuthenticatedChannel(hDevice, pCreateData, this.handle, ddi.NULL);
    if (code !== ddi.S_OK) throw new Error(`no channel: 0x${code.toString(16)}`);
    ({ hChannel: this.hChannel } = CREATE.decode(bench.memory, pCreateData));
  }

  get bench(): Device['bench'] {
    return this.device.bench;
  }

  negotiate(keyBuffer: Uint8Array = wrapSessionKey(leaf, this.key)): Hresult {
    const pData = this.bench.bytes(keyBuffer);
    const { video, hDevice } = this.device;
    return video.pfnNegotiateAuthenticatedChannelKeyExchange(hDevice, this.handle, keyBuffer.length, pData);
  }

  /** A channel whose counters have been started. */
  start(): this {
    const codes = [this.negotiate(), this.initialize().code];
    if (codes.some((code) => code !== ddi.S_OK)) throw new Error(`no start: ${codes.join()}`);
    return this;
  }

  initialize(members: object = {}): Answered {
    const given = { StartSequenceQuery: this.queryNumber, StartSequenceConfigure: this.commandNumber };
    const { D3D11_1DDI_AUTHENTICATED_CONFIGURE_INITIALIZE_GUID: type } = ddi;
    return this.send(
      this.command(ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_INITIALIZE, type, { ...given, ...members }, 0),
    );
  }

  /** A signed command as bytes. */
  command(structure: Struct, ConfigureType: ddi.Guid, members: object, number: number): Uint8Array {
    const Parameters = { ConfigureType, hChannel: this.hChannel, SequenceNumber: number };
    const bytes = structure.toBytes({ ...members, Parameters });
    bytes.set(cmac(this.key, bytes.subarray(16)));
    return bytes;
  }

  /** Hands over a command as it is. */
  send(command: Uint8Array, inputBytes = command.length): Answered {
    const { video, hDevice } = this.device;
    const pInput = this.bench.bytes(command);
    const OUTPUT = ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT;
    const pOutput = this.bench.bytes(new Uint8Array(OUTPUT.bytes).fill(0xee));
    const code = video.pfnConfigureAuthenticatedChannel(hDevice, this.handle, inputBytes, pInput, pOutput);
    return this.taken(code, pOutput, OUTPUT.bytes);
  }

  /** The next command. */
  configure(structure: Struct, type: ddi.Guid, members: object): Answered {
    return this.send(this.command(structure, type, members, this.commandNumber++));
  }

  /** Hands over a query as it is. */
  ask(query: Uint8Array, outputBytes: number, inputBytes = query.length): Answered {
    const { video, hDevice } = this.device;
    const pInput = this.bench.bytes(query);
    const pOutput = this.bench.bytes(new Uint8Array(outputBytes).fill(0xee));
    const code = video.pfnQueryAuthenticatedChannel(
      ...([hDevice, this.handle, inputBytes, pInput, outputBytes, pOutput] as const),
    );
    return this.taken(code, pOutput, outputBytes);
  }

  /** The next query, of any type. */
  query(QueryType: ddi.Guid, members: object = {}): Answered {
    const { request, answer } = ddi.channelQueries.get(QueryType)!;
    const Input = { QueryType, hChannel: this.hChannel, SequenceNumber: this.queryNumber++ };
    const plain = request === ddi.D3D11_1DDI_AUTHENTICATED_QUERY_INPUT;
    const bytes = request.toBytes(plain ? Input : { ...members, Input });
    return this.ask(bytes, answer.bytes);
  }

  private taken(code: Hresult, pOutput: Address, outputBytes: number): Answered {
    return { code, bytes: this.bench.memory.copyOut(pOutput, outputBytes) };
  }
}
