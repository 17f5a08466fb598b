import type { Address, FunctionDeclaration, Hresult } from '../../../abi/index.js';
import { failed } from '../../../abi/index.js';
import { ID3D11AuthenticatedChannel } from '../../../api/d3d11/index.js';
import type { Implementor, Offer, Out } from '../../../api/kit/index.js';
import { offer } from '../../../api/kit/index.js';
import type { HAuthChannel } from '../../../ddi/index.js';
import {
  ConfigureAuthenticatedChannel,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT,
  D3D11_1DDI_CERTIFICATE_TYPE,
  DestroyAuthenticatedChannel,
  E_INVALIDARG,
  NegotiateAuthenticatedChannelKeyExchange,
  QueryAuthenticatedChannel,
} from '../../../ddi/index.js';
import type { DriverObject } from '../../../host/index.js';
import { withBytes } from '../../../host/index.js';
import type { ChannelMessage } from '../debug-layer/index.js';
import { ChannelChecks } from '../debug-layer/index.js';
import { DriverChild } from '../device-child.js';
import { DriverCertificate } from '../driver-certificate.js';
import type { RuntimeDevice } from '../runtime-device.js';
import type { AuthenticatedChannel } from './authenticated-channel.js';
import type { ChannelIdentity, MessageMistake, QueryArguments, ReceivedMessage } from './received-message.js';
import { isMistake, receivedCommand, receivedQuery } from './received-message.js';

/** Bytes of a wrapped key (NAC-1). */
const keyBufferBytes = 256;

const destruction = {
  declaration: DestroyAuthenticatedChannel,
  call: 'ID3D11AuthenticatedChannel::Release',
};

/** A channel to the driver, in software or in hardware. Messages go there as they lie, and answers come back so. */
export class DriverChannel extends DriverChild<HAuthChannel> implements AuthenticatedChannel {
  private readonly certificate: DriverCertificate;
  private readonly checks = new ChannelChecks();

  constructor(
    device: Implementor,
    runtime: RuntimeDevice,
    object: DriverObject<HAuthChannel>,
    private readonly identity: ChannelIdentity,
  ) {
    super(device, runtime, object, destruction);
    const CertificateType = D3D11_1DDI_CERTIFICATE_TYPE.AUTHENTICATED_CHANNEL;
    this.certificate = new DriverCertificate(runtime, { CertificateType, ChannelType: identity.type });
  }

  get liveKind() {
    return 'AUTHENTICATEDCHANNEL' as const;
  }

  protected override offers(): readonly Offer[] {
    return [offer(ID3D11AuthenticatedChannel, this)];
  }

  GetCertificateSize(pCertificateSize: Out<number>): Hresult {
    return this.certificate.size('ID3D11AuthenticatedChannel::GetCertificateSize', pCertificateSize);
  }

  GetCertificate(CertificateSize: number, pCertificate: Uint8Array): Hresult {
    const call = 'ID3D11AuthenticatedChannel::GetCertificate';
    const wrongSize = 'GETAUTHENTICATEDCHANNELCERTIFICATE_WRONGSIZE';
    return this.certificate.read(call, CertificateSize, pCertificate, wrongSize);
  }

  /** What the driver chose when it made the channel (CAC-4, D-34). */
  GetChannelHandle(pChannelHandle: Out<bigint>): void {
    pChannelHandle.value = this.identity.handle;
  }

  negotiate(call: string, DataSize: number, pData: Uint8Array): Hresult {
    if (DataSize !== keyBufferBytes) {
      const text = `DataSize: expected ${keyBufferBytes}, received ${DataSize}`;
      return this.refuse(call, { name: 'NEGOTIATEAUTHENTICATEDCHANNELKEYEXCHANGE_INVALIDSIZE', text });
    }
    const { memory, host, video } = this.runtime;
    const negotiate = video.pfnNegotiateAuthenticatedChannelKeyExchange;
    return withBytes(memory, DataSize, 'pData', (address) => {
      memory.copyIn(address, pData.subarray(0, DataSize));
      const answer = negotiate?.(host.hDevice, this.driverHandle, DataSize, address) ?? E_INVALIDARG;
      const code = this.runtime.judge(NegotiateAuthenticatedChannelKeyExchange, call, answer);
      if (!failed(code)) {
        this.checks.keyNegotiated();
        this.certificate.tellIfUnread(call);
      }
      pData.set(memory.copyOut(address, DataSize));
      return code;
    });
  }

  query(call: string, { input, OutputSize }: QueryArguments, pOutput: Uint8Array): Hresult {
    const received = receivedQuery(this.identity, { input, OutputSize });
    if (isMistake(received)) return this.refuse(call, received);
    const { host, video } = this.runtime;
    const output = pOutput.subarray(0, OutputSize);
    return this.exchange(
      call,
      QueryAuthenticatedChannel,
      received,
      { input, output },
      (pInput, pOutputData) =>
        video.pfnQueryAuthenticatedChannel?.(
          ...([host.hDevice, this.driverHandle, input.length, pInput, OutputSize, pOutputData] as const),
        ),
    );
  }

  configure(call: string, input: Uint8Array, pOutput: Uint8Array): Hresult {
    const received = receivedCommand(this.identity, input);
    if (isMistake(received)) return this.refuse(call, received);
    const { host, video } = this.runtime;
    const blocks = { input, output: pOutput };
    return this.exchange(call, ConfigureAuthenticatedChannel, received, blocks, (pInput, pOutputData) =>
      video.pfnConfigureAuthenticatedChannel?.(
        ...([host.hDevice, this.driverHandle, input.length, pInput, pOutputData] as const),
      ),
    );
  }

  /** A driver answers also what it refuses (ACH-27): what it wrote comes back in any case. */
  private exchange(
    call: string,
    declaration: FunctionDeclaration,
    received: ReceivedMessage,
    { input, output }: { readonly input: Uint8Array; readonly output: Uint8Array },
    send: (pInput: Address, pOutput: Address) => Hresult | undefined,
  ): Hresult {
    const { memory } = this.runtime;
    return withBytes(memory, input.length, 'pInputData', (pInput) =>
      withBytes(memory, output.length, 'pOutputData', (pOutput) => {
        memory.copyIn(pInput, input);
        memory.copyIn(pOutput, output);
        const before = this.runtime.messages.count;
        const code = this.runtime.judge(declaration, call, send(pInput, pOutput) ?? E_INVALIDARG);
        output.set(memory.copyOut(pOutput, output.length));
        this.tellMistakes(call, before, { ...received, ...verdict(declaration, code, output) });
        return code;
      }),
    );
  }

  /** What the player did wrong; what the driver has said of it is not said again. */
  private tellMistakes(call: string, before: number, message: ChannelMessage): void {
    const { messages, isRemoved } = this.runtime;
    if (isRemoved) return;
    const isTold = messages.since(before).some(({ cause }) => cause);
    for (const { name, text } of this.checks.note(message, isTold)) messages.add(call, name, text);
  }

  private refuse(call: string, { name, text }: MessageMistake): Hresult {
    this.runtime.complain(call, name, text, E_INVALIDARG);
    return E_INVALIDARG;
  }
}

/** How a message went: by the call's code, and by the answer's where the call succeeded. */
function verdict(
  declaration: FunctionDeclaration,
  code: Hresult,
  output: Uint8Array,
): Pick<ChannelMessage, 'kind' | 'code'> {
  const kind = declaration === QueryAuthenticatedChannel ? 'query' : 'command';
  // Answers of both kinds have ReturnCode at the same place.
  const answer = D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT;
  return { kind, code: failed(code) ? code : answer.fromBytes(output).ReturnCode };
}
