/** What the API declares, by name, and the names of its GUIDs. */
import type { Guid } from '../abi/index.js';
import { isFunctionDeclaration } from '../abi/index.js';
import * as copp from '../api/copp/index.js';
import * as d3d11 from '../api/d3d11/index.js';
import * as dxgi from '../api/dxgi/index.js';
import type { AnyComInterface, ComInterface, ComMethod } from '../api/kit/index.js';
import { isComInterface, isComMethod, IUnknown, vtableMethods } from '../api/kit/index.js';
import * as opm from '../api/opm/index.js';
import { guidName } from '../ddi/index.js';

type Exports = typeof copp & typeof d3d11 & typeof dxgi & typeof opm & { readonly IUnknown: typeof IUnknown };

/** The names of methods, `ID3D11Device::CreateBuffer`, and of functions, `D3D11CreateDevice`. */
export type ApiFunctionName = {
  [E in keyof Exports]: Exports[E] extends ComMethod
    ? E
    : Exports[E] extends ComInterface<infer I>
      ? `${E}::${keyof I & string}`
      : never;
}[keyof Exports];

const exported: readonly unknown[] = Object.values({ ...copp, ...d3d11, ...dxgi, ...opm });
const interfaces: readonly AnyComInterface[] = [IUnknown, ...exported.filter(isComInterface)];

/** Every method of every interface, and every function. */
export const apiFunctions: readonly ComMethod[] = [
  ...interfaces.flatMap(({ methods }) => methods),
  ...exported.filter(isFunctionDeclaration).filter(isComMethod),
];

/** The method that an interface has of one of its bases, where `name` names it by the wrong one. */
export function inheritedAs(name: string): string | undefined {
  const [of, member] = name.split('::');
  const declaration = interfaces.find((one) => one.name === of);
  return declaration && vtableMethods(declaration).find((method) => method.member === member)?.name;
}

const interfaceNames = new Map(interfaces.map(({ iid, name }) => [iid, name]));

/** The DDI's names in a text as d3d11.h has them. */
export const withApiNames = (text: string) =>
  text
    .replaceAll(/\bD3D11_1DDI_(AUTHENTICATED_CONFIGURE_\w+)_GUID\b/g, 'D3D11_$1')
    .replaceAll('D3D11_1DDI_', 'D3D11_');

/** What d3d11.h calls a GUID, which the DDI has under a name of its own; of an IID its interface's name. */
export function apiGuidName(guid: Guid): string {
  return interfaceNames.get(guid) ?? withApiNames(guidName(guid));
}
