import type { LayoutChoice, LayoutExtent, LayoutFunction, LayoutParameter } from './layouts-catalogue.js';

const ways = { in: 'in', out: 'out', inout: 'in and out' };

/** Bytes of which one layout or another says what they are: one line for each. */
function choice({ chosenBy, layouts, bytesIn }: LayoutChoice): string {
  const lines = Object.entries(layouts).map(([value, layout]) => `\n    //   ${value}: ${layout}`);
  return `${bytesIn === undefined ? '' : `${bytesIn} bytes, `}by ${chosenBy}:${lines.join('')}`;
}

function behind(extent: LayoutExtent): string {
  if ('chosenBy' in extent) return choice(extent);
  if ('bytesIn' in extent) return `${extent.bytesIn} bytes`;
  if ('opaque' in extent) return 'of a size that follows from the rest';
  return extent.countIn === undefined ? `one ${extent.layout}` : `${extent.countIn} of ${extent.layout}`;
}

function parameterText(parameter: LayoutParameter, end: string): string {
  const { type, name, values, direction, extent, optional } = parameter;
  if (!direction || !extent)
    return `    ${type} ${name}${end}${values === undefined ? '' : `  // ${values}`}\n`;
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
