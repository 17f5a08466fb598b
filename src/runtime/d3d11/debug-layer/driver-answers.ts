import type { Hresult } from '../../../abi/index.js';
import type { DriverControl } from '../../../driver/index.js';
import { refusalText } from '../../../driver/index.js';
import { D3DDDIERR_NOTAVAILABLE, E_OUTOFMEMORY, HRESULT, hresultName } from '../../../ddi/index.js';
import * as d3d11 from '../../../api/d3d11/index.js';
import type { MessageName } from '../../../api/d3d11/index.js';
import { isComInterface } from '../../../api/kit/index.js';
import type { Complaints, JudgedCall } from '../../judge.js';
import type { CallerCheckName } from './caller-checks.js';
import type { MessageStore } from './message-store.js';

const methods = Object.values(d3d11)
  .filter(isComInterface)
  .flatMap((declaration) => declaration.methods);

/** What the real layer calls it where a method comes to E_OUTOFMEMORY, as the methods are declared. */
const outOfMemoryNames: ReadonlyMap<string, string> = new Map(
  methods.flatMap(({ name, outOfMemory }) =>
    outOfMemory === undefined ? [] : [[name, outOfMemory] as const],
  ),
);

/** Methods whose caller has the code: what the driver's function returns is another matter (Map, GetCertificate). */
const withCode: ReadonlySet<string> = new Set(
  methods.filter(({ returns }) => returns === HRESULT).map(({ name }) => name),
);

export function outOfMemoryName(call: string): MessageName | CallerCheckName {
  // Names in declarations are in the table: a test holds them against it.
  return (outOfMemoryNames.get(call) as MessageName | undefined) ?? 'OUT_OF_MEMORY';
}

/** What a refusal is called: by the real layer where it knows it, else by a check of our own. */
function refusedName(call: string, code: Hresult): MessageName | CallerCheckName {
  if (code === E_OUTOFMEMORY) return outOfMemoryName(call);
  if (code === D3DDDIERR_NOTAVAILABLE) return 'CREATEAUTHENTICATEDCHANNEL_UNSUPPORTED'; // CAC-7: of channels alone
  return withCode.has(call) ? 'DRIVER_REFUSED' : 'DRIVER_REFUSED_VOID';
}

/** The GUIDs' names in d3d11.h, which callers know. */
const withApiNames = (text: string) => text.replaceAll('D3D11_1DDI_', 'D3D11_');

/** Says why a driver refused calls, where it can be asked: an emulated one, whose control keeps causes (D-03, D-08). */
export class DriverAnswers implements Complaints {
  constructor(
    private readonly messages: MessageStore,
    private readonly control: DriverControl | undefined,
  ) {}

  refused(judged: JudgedCall, hresult: Hresult): void {
    const { call, code } = judged;
    this.tell(judged, refusedName(call, code), `the driver answered ${hresultName(code)}`, hresult);
  }

  brokeRule(judged: JudgedCall, isKept: boolean): void {
    const { declaration, code } = judged;
    const what = `the driver answered ${hresultName(code)} from ${declaration.name}, which is critical there`;
    const end = isKept ? 'the call is dropped (D-08)' : 'the device is removed (ERR-3)';
    this.tell(judged, 'DRIVER_BROKE_RULE', `${what}: ${end}`, isKept ? code : undefined);
  }

  private tell(
    { declaration, call }: JudgedCall,
    name: MessageName | CallerCheckName,
    what: string,
    hresult: Hresult | undefined,
  ): void {
    const refusals = this.control?.refusals;
    const cause = refusals?.take(declaration.name) ?? undefined;
    const why = cause ? withApiNames(refusalText(cause)) : 'this driver does not say why';
    const text = cause || !refusals ? `${why}; ${what}` : what;
    this.messages.add(call, name, text, {
      ...(hresult !== undefined && { hresult }),
      ...(cause && { cause }),
    });
  }
}
