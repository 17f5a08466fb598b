/** The declared interfaces and functions against the facts. What is expected comes from api.json alone. */
import { describe, expect, it } from '@jest/globals';
import { HRESULT, HRESULTS } from 'softumd/ddi';
import type { AnyApiParameter, ComMethod } from '../../src/api/kit/index.js';
import type { MethodFact, ParameterFact } from './facts.js';
import { facts, functions, interfaceFact, interfaces } from './facts.js';

/** Whether a name of a count is another parameter's; an expression is left to the body. */
const isParameter = (of: MethodFact, name: string | undefined) =>
  of.params.some((parameter) => parameter.name === name);

/** The type behind a pointer, or the type itself. */
const plainType = (type: string) => (/^REF/.test(type) ? 'GUID' : type.replace(/^const |\*|const\*/g, ''));
const isPointer = (type: string) => /\*$|^REF/.test(type);
const structNames = new Set([...facts.structs.map(({ name }) => name), 'RECT', 'LUID']);

/** Structures that travel as their bytes, since they are signed. */
const isMessage = (type: string) => /^(?:OPM_|AMCOPP|D3D11_AUTHENTICATED_)/.test(type);

/** What a caller hands over, by the header's types and annotations. */
function expectedPassing(of: MethodFact, parameter: ParameterFact): object {
  const { name, type, dir, count, interface: object } = parameter;
  const countIs = count?.is?.replace(/^\*/, '');
  const counted = (key: string) => (isParameter(of, countIs) ? { [key]: countIs } : {});
  if (parameter.out_object)
    return object === 'by riid'
      ? { as: 'outObject', iidIn: of.params.find((other) => other.type === 'REFIID')!.name }
      : { as: 'outObject', of: object };
  if (type.endsWith('***')) return { as: 'outObjects', of: object };
  if (parameter.array_of_interfaces) return { as: 'objects', of: object, ...counted('countIn') };
  if (object !== undefined) return { as: 'object', of: object };
  if (!isPointer(type)) return { as: 'value' };
  if (type.endsWith('**')) return { as: 'out' };
  // A structure, and behind it what its pointers lead to.
  if (count?.unit === 'bytes' && structNames.has(plainType(type))) return { as: 'out' };
  if (count?.unit === 'bytes') return { as: 'bytes', ...counted('bytesIn') };
  if (isMessage(plainType(type)) || (of.name === 'KeyExchange' && name === 'pRandom'))
    return { as: 'bytes', exactly: plainType(type) === 'GUID' ? 16 : sizeOf(plainType(type)) };
  if (plainType(type) === 'void') return { as: 'bytes' };
  if (dir !== 'in') return { as: 'out' };
  if (!structNames.has(plainType(type)))
    return count ? { as: 'values', ...counted('countIn') } : { as: 'value' };
  return count
    ? { as: 'structs', struct: plainType(type), ...counted('countIn') }
    : { as: 'struct', struct: plainType(type) };
}

/** Sizes of opmapi.h and strmif.h, and of channels' answers, which api.json leaves to the dossier of output protection. */
const sizes: Readonly<Record<string, number>> = {
  OPM_RANDOM_NUMBER: 16,
  OPM_ENCRYPTED_INITIALIZATION_PARAMETERS: 256,
  OPM_GET_INFO_PARAMETERS: 4112,
  OPM_COPP_COMPATIBLE_GET_INFO_PARAMETERS: 4096,
  OPM_REQUESTED_INFORMATION: 4096,
  OPM_CONFIGURE_PARAMETERS: 4096,
  AMCOPPSignature: 256,
  AMCOPPCommand: 4096,
  AMCOPPStatusInput: 4096,
  AMCOPPStatusOutput: 4096,
  D3D11_AUTHENTICATED_CONFIGURE_OUTPUT: 48,
};
const sizeOf = (type: string) => sizes[type];

/** A declared passing in the same words. */
function passingOf({ passing }: AnyApiParameter): object {
  if (passing.as === 'struct') return { ...passing, struct: passing.struct.name };
  if (passing.as === 'structs') return { ...passing, struct: passing.struct.name };
  if (passing.as === 'values') return { as: passing.as, countIn: passing.countIn };
  if (passing.as === 'object') return { as: passing.as, of: passing.of };
  if (passing.as === 'bytes') {
    const { bytesIn, exactly } = passing; // what some callers hand over instead is no matter of the header's
    return { as: passing.as, ...(bytesIn && { bytesIn }), ...(exactly && { exactly }) };
  }
  return passing;
}

/** Private data may be an object: what GetPrivateData writes into is a matter of the body. */
const isPrivateData = (of: MethodFact, { name }: { readonly name: string }) =>
  of.name === 'GetPrivateData' && name === 'pData';

/** What the header wants, and Wine's tests show to be optional (PD-2, PD-7; IDXGIAdapter::CheckInterfaceSupport). */
const mayBeNull = (of: MethodFact, { name }: { readonly name: string }) =>
  (name === 'pData' && /^[GS]etPrivateData$/.test(of.name)) || name === 'pUMDVersion';

const expectedShape = (of: MethodFact) => (parameter: ParameterFact) => ({
  name: parameter.name,
  passing: isPrivateData(of, parameter) ? 'any' : expectedPassing(of, parameter),
  direction:
    isPointer(parameter.type) &&
    (parameter.interface === undefined || parameter.dir !== 'in' || parameter.array_of_interfaces)
      ? parameter.dir
      : undefined,
  optional: mayBeNull(of, parameter) || (parameter.optional ?? false),
});

const shapeOf = (of: MethodFact) => (parameter: AnyApiParameter) => ({
  name: parameter.name,
  passing: isPrivateData(of, parameter) ? 'any' : passingOf(parameter),
  direction: parameter.direction,
  optional: parameter.optional ?? false,
});

/** The type that a value has, or that lies behind a pointer, where the kit knows it. */
function layoutOf({ type, extent, passing }: AnyApiParameter): string | undefined {
  if (passing.as === 'object' || passing.as === 'objects' || passing.as.startsWith('outObject'))
    return undefined;
  if (extent === undefined) return type.name;
  return 'layout' in extent ? extent.layout.name : undefined;
}

/** INT64 stands for the union LARGE_INTEGER; DXGI_USAGE is a typedef. */
const typeNames: Readonly<Record<string, string>> = { LARGE_INTEGER: 'INT64', DXGI_USAGE: 'UINT' };

function expectSignature(method: ComMethod, fact: MethodFact) {
  const isVoid = fact.returns === 'void';
  expect([method.name, method.returns.name.toLowerCase()]).toEqual([
    method.name,
    isVoid ? 'void' : (typeNames[fact.returns] ?? fact.returns).toLowerCase(),
  ]);
  if (method.opaque) return;
  expect([method.name, method.parameters.map(shapeOf(fact))]).toEqual([
    method.name,
    fact.params.map(expectedShape(fact)),
  ]);
  for (const [at, parameter] of method.parameters.entries()) {
    const layout = layoutOf(parameter);
    const type = plainType(fact.params[at]!.type);
    if (layout !== undefined)
      expect([method.name, parameter.name, layout]).toEqual([
        method.name,
        parameter.name,
        typeNames[type] ?? type,
      ]);
  }
}

const isNullMessage = ({ when = '' }: { readonly when?: string }) => / is null$/.test(when);
const isMemoryMessage = ({ when = '' }: { readonly when?: string }) =>
  when === 'an allocation failed' || when === 'the call returned E_OUTOFMEMORY';

/** The debug layer's message that api.json lists for a null argument: one name, or undefined. */
function nullMessage(fact: MethodFact, { name, optional }: ParameterFact) {
  if (optional) return undefined;
  // api.json has ids by how their names begin; this one names two methods.
  if (fact.name === 'CreateQuery') return 'CREATEQUERYORPREDICATE_NULLDESC';
  const found = fact.debug?.find((entry) => isNullMessage(entry) && entry.params?.includes(name));
  return found?.name;
}

/** The code that the facts name for null pointers; elsewhere it is E_INVALIDARG. */
function nullCode({ behaviour: { returns = '', null: texts = '' } = {} }: MethodFact): string {
  const said = /\bNULL: ([DE][A-Z_]+)|\b([DE][A-Z_]+) for NULL(?! out)/.exec(`${returns}; ${texts}`);
  return said?.[1] ?? said?.[2] ?? 'E_INVALIDARG';
}

/** E_POINTER, by the rules of COM alone (REF-9), and as COPP answers. */
const isPointerCode = ({ name }: ComMethod) =>
  name.startsWith('IUnknown::') || name.startsWith('IAMCertifiedOutputProtection::');

function expectNullCode(method: ComMethod, fact: MethodFact) {
  if (method.returns !== HRESULT || method.opaque) return;
  const code = isPointerCode(method) && method.parameters.length > 0 ? 'E_POINTER' : nullCode(fact);
  expect([method.name, method.refused.null]).toEqual([method.name, HRESULTS[code as keyof typeof HRESULTS]]);
}

function expectMessages(method: ComMethod, fact: MethodFact) {
  const listed = (name: string, parameter: string) =>
    fact.debug?.some((entry) => entry.name === name && (entry.params?.includes(parameter) ?? true));
  expect([method.name, method.outOfMemory]).toEqual([method.name, fact.debug?.find(isMemoryMessage)?.name]);
  for (const [at, parameter] of method.parameters.entries()) {
    const { name, passing, wrong, direction, optional } = parameter;
    if ((direction !== undefined || passing.as === 'object') && !optional)
      expect([method.name, name, parameter.nullParam ?? method.nullParam]).toEqual([
        method.name,
        name,
        nullMessage(fact, fact.params[at]!),
      ]);
    if (wrong !== undefined)
      expect([method.name, name, wrong, listed(wrong, name)]).toEqual([method.name, name, wrong, true]);
    if (passing.as !== 'object' || typeof passing.wrongDevice === 'boolean') continue;
    const { wrongDevice } = passing;
    if (wrongDevice !== undefined)
      expect([method.name, wrongDevice, listed(wrongDevice, name)]).toEqual([method.name, wrongDevice, true]);
  }
}

describe('the declared interfaces', () => {
  it('are those that players of protected content meet', () => {
    expect(interfaces.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        ...['ID3D11Device5', 'ID3D11DeviceContext4', 'ID3D11VideoDevice2', 'ID3D11VideoContext3'],
        ...['ID3D11CryptoSession', 'ID3D11AuthenticatedChannel', 'ID3D11VideoDecoder', 'ID3D11Multithread'],
        ...[
          'IDXGIFactory7',
          'IDXGIAdapter4',
          'IDXGIOutput6',
          'IDXGIDevice4',
          'IDXGISurface2',
          'IDXGIResource1',
        ],
        ...['ID3D11InfoQueue', 'ID3D11Debug', 'IOPMVideoOutput', 'IAMCertifiedOutputProtection'],
      ]),
    );
  });

  it.each(interfaces.map((declared) => [declared.name, declared] as const))('%s', (name, declared) => {
    const fact = interfaceFact(name);
    expect({
      iid: declared.iid,
      base: declared.base?.name ?? null,
      firstSlot: declared.firstSlot,
      methods: declared.methods.map(({ member, slot }) => [slot, member]),
    }).toEqual({
      iid: fact.iid,
      base: fact.base,
      firstSlot: fact.first_slot,
      methods: fact.methods.map((method, at) => [fact.first_slot + at, method.name]),
    });
    for (const [at, method] of declared.methods.entries()) {
      expectSignature(method, fact.methods[at]!);
      expectNullCode(method, fact.methods[at]!);
    }
  });

  it.each(interfaces.map((declared) => [declared.name, declared] as const))(
    '%s has the debug ids that are listed, and no other',
    (name, { methods }) => {
      const fact = interfaceFact(name);
      for (const [at, method] of methods.entries())
        if (!method.opaque) expectMessages(method, fact.methods[at]!);
    },
  );
});

describe('the declared functions', () => {
  it('are what a player begins with', () => {
    expect(functions.map(({ name }) => name).sort()).toEqual([
      'CreateDXGIFactory',
      'CreateDXGIFactory1',
      'CreateDXGIFactory2',
      'D3D11CreateDevice',
      'OPMGetVideoOutputForTarget',
      'OPMGetVideoOutputsFromHMONITOR',
    ]);
  });

  it.each(functions.map((declared) => [declared.name, declared] as const))('%s', (name, declared) => {
    const fact = facts.functions.find((one) => one.name === name)!;
    expectSignature(declared, fact);
    expectMessages(declared, fact);
  });
});
