import type { Hresult } from '../../../abi/index.js';
import { ID3D11AuthenticatedChannel } from '../../../api/d3d11/index.js';
import type { Implementor, Offer, Out } from '../../../api/kit/index.js';
import { offer } from '../../../api/kit/index.js';
import {
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT,
  E_INVALIDARG,
  S_OK,
} from '../../../ddi/index.js';
import { D3D11_AUTHENTICATED_CHANNEL_TYPE } from '../constants.js';
import { DeviceChild } from '../device-child.js';
import type { RuntimeDevice } from '../runtime-device.js';
import type { AuthenticatedChannel } from './authenticated-channel.js';
import type { ChannelIdentity, QueryArguments } from './received-message.js';
import { isMistake, receivedCommand, receivedQuery } from './received-message.js';
import type { Refusal } from './runtime-messages.js';
import { runtimeAnswers, runtimeCommands } from './runtime-messages.js';

/**
 * A channel of the runtime's own, D3D11_AUTHENTICATED_CHANNEL_D3D11, which no driver hears of (CAC-6). It has neither a
 * certificate nor a key exchange (NAC-6, GC-6, ACH-5), and takes what the tables of d3d11-ddi have for it: no INITIALIZE.
 *
 * The documents say no more of it. Decided: without a key nothing is signed, so that the omac of a command is not looked at
 * and that of an answer is zeros; without INITIALIZE there is no first number, so that numbers are echoed and not compared.
 * What is refused is not answered. PROTECTION is kept and told, the flags of all these channels of a device together
 * (CFG-18), and protects nothing: what protects is the driver. CRYPTO_SESSION has its handles compared with the device's
 * objects (CFG-16) and binds nothing at the driver. SHARED_RESOURCE allows processes what the runtime shares.
 */
export class RuntimeChannel extends DeviceChild implements AuthenticatedChannel {
  private readonly identity: ChannelIdentity;

  constructor(device: Implementor, runtime: RuntimeDevice) {
    super(device, runtime);
    const type = D3D11_AUTHENTICATED_CHANNEL_TYPE.D3D11;
    this.identity = { type, handle: runtime.protection.nextHandle() };
  }

  get liveKind() {
    return 'AUTHENTICATEDCHANNEL' as const;
  }

  protected override offers(): readonly Offer[] {
    return [offer(ID3D11AuthenticatedChannel, this)];
  }

  protected override unreferenced(): void {
    this.runtime.protection.forget(this);
    super.unreferenced();
  }

  GetCertificateSize(): Hresult {
    const name = 'GETAUTHENTICATEDCHANNELCERTIFICATESIZE_INVALIDCHANNEL';
    const text = "the runtime's own channel has no certificate (GC-6)";
    return this.refuse('ID3D11AuthenticatedChannel::GetCertificateSize', { name, text });
  }

  GetCertificate(): Hresult {
    const name = 'GETAUTHENTICATEDCHANNELCERTIFICATE_INVALIDCHANNEL';
    const text = "the runtime's own channel has no certificate (GC-6)";
    return this.refuse('ID3D11AuthenticatedChannel::GetCertificate', { name, text });
  }

  GetChannelHandle(pChannelHandle: Out<bigint>): void {
    pChannelHandle.value = this.identity.handle;
  }

  negotiate(call: string): Hresult {
    const name = 'NEGOTIATEAUTHENTICATEDCHANNELKEYEXCHANGE_INVALIDCHANNEL';
    return this.refuse(call, { name, text: "the runtime's own channel has no authentication (NAC-6)" });
  }

  query(call: string, query: QueryArguments, pOutput: Uint8Array): Hresult {
    const received = receivedQuery(this.identity, query);
    if (isMistake(received)) return this.refuse(call, received);
    const answer = runtimeAnswers.get(received.type)!(this.side, received.bytes);
    if (!(answer instanceof Uint8Array)) return this.refuse(call, answer);
    pOutput.set(answer);
    return S_OK;
  }

  configure(call: string, input: Uint8Array, pOutput: Uint8Array): Hresult {
    const received = receivedCommand(this.identity, input);
    if (isMistake(received)) return this.refuse(call, received);
    const refusal = runtimeCommands.get(received.type)!(this.side, received.bytes);
    if (refusal) return this.refuse(call, refusal);
    const head = D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT.fromBytes(received.bytes);
    const { ConfigureType, hChannel, SequenceNumber } = head;
    const answer = { ConfigureType, hChannel, SequenceNumber, ReturnCode: S_OK };
    pOutput.set(D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT.toBytes(answer));
    return S_OK;
  }

  private get side() {
    return { runtime: this.runtime, channel: this };
  }

  private refuse(call: string, { name, text }: Refusal): Hresult {
    this.runtime.complain(call, name, text, E_INVALIDARG);
    return E_INVALIDARG;
  }
}
