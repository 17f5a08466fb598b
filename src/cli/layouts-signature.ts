import type { LayoutExtent, LayoutFunction, LayoutParameter } from './layouts-catalogue.js';

const ways = { in: 'in', out: 'out', inout: 'in and out' };

function behind(extent: LayoutExtent): string {
  if ('bytesIn' in extent) return `${extent.bytesIn} bytes`;
  if ('opaque' in extent) return 'of a size that follows from the rest';
  return extent.countIn === undefined ? `one ${extent.layout}` : `${extent.countIn} of ${extent.layout}`;
}

function parameterText({ type, name, direction, extent, optional }: LayoutParameter, end: string): string {
  if (!direction || !extent) return `    ${type} ${name}${end}\n`;
  const note = [ways[direction], ...(optional ? ['may be NULL'] : []), behind(extent)].join(', ');
  return `    ${type} ${name}${end}  // ${note}\n`;
}

/** A function as C declares it, with what the declaration knows beyond that as comments. */
export function signature(declaration: LayoutFunction): string {
  const { name, typedef, clauses, returns, parameters, codes, decidedCodes } = declaration;
  const lines = parameters.map((parameter, index) =>
    parameterText(parameter, index === parameters.length - 1 ? ');' : ','),
  );
  const listed = returns === 'HRESULT' ? 'Returns' : 'May report through pfnSetErrorCb';
  return (
    `// ${typedef}; clauses ${clauses}\n${returns} ${name}(\n${lines.join('')}` +
    (codes.length > 0 ? `// ${listed}: ${codes.join(', ')}\n` : '') +
    (decidedCodes.length > 0 ? `// By decision: ${decidedCodes.join(', ')}\n` : '')
  );
}
