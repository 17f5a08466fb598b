import sax, { type QualifiedTag } from 'sax';
import { CoppChainError } from './chain-error.js';

/** An element of a document, with its place in it. */
export interface XmlElement {
  /** Without prefix: namespaces are not looked at (O-AMB-16). */
  readonly name: string;
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
  readonly children: readonly XmlElement[];
  /** The text directly inside, pieces between children put together. */
  readonly text: string;
  /** The document's own bytes, from the "<" of the start tag to the ">" of the end tag (CERT-7). */
  readonly bytes: Uint8Array;
}

/** An element whose end was not reached yet. */
interface OpenElement {
  readonly name: string;
  readonly attributes: XmlElement['attributes'];
  readonly children: XmlElement[];
  readonly start: number;
  text: string;
}

function notXml(received: string): never {
  throw new CoppChainError('xml', `expected a well-formed XML document, received ${received}`);
}

/**
 * The text of UTF-8 bytes. A byte order mark stays in it, so that the text's UTF-8 is the document, byte for byte.
 * @throws CoppChainError 'encoding'
 */
function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new CoppChainError('encoding', 'expected UTF-8, received bytes that are none');
  }
}

/** XML 1.0 §2.8, 23: where it stands, it stands at the very beginning. */
const xmlDeclaration =
  /^\ufeff?<\?xml\s+version\s*=\s*(["'])1\.\d+\1(?:\s+encoding\s*=\s*(["'])([\w.-]+)\2)?(?:\s+standalone\s*=\s*(["'])(?:yes|no)\4)?\s*\?>/;

/** The bytes are UTF-8: a document that says otherwise is none of ours. */
function checkDeclaredEncoding(text: string): void {
  const encoding = xmlDeclaration.exec(text)?.[3] ?? 'utf-8';
  if (encoding.toLowerCase() !== 'utf-8')
    throw new CoppChainError('encoding', `expected UTF-8, received a document that says '${encoding}'`);
}

/**
 * What the reader lets pass in a start tag, and XML does not: an attribute twice, of which it keeps the first; "<" in a
 * value; a prefix without a namespace; a name with an empty part, or behind a space.
 */
function checkStartTag(tag: QualifiedTag, source: string): void {
  const attributes = Object.values(tag.attributes);
  const written = source.match(/=\s*(?:"[^"]*"|'[^']*')/g)?.length ?? 0;
  const expanded = new Set(attributes.map(({ uri, local }) => `${uri} ${local}`));
  const names = [tag, ...attributes].map(({ name }) => name);
  const faults = {
    'an attribute twice': written !== expanded.size,
    '"<" in a value': source.includes('<', 1),
    'a prefix without a namespace': attributes.some(
      ({ prefix, value }) => prefix === 'xmlns' && value === '',
    ),
    'a name that is none':
      !source.startsWith(`<${tag.name}`) || !names.every((name) => /^[^:]+(:[^:]+)?$/.test(name)),
  };
  const fault = Object.entries(faults).find(([, found]) => found);
  if (fault) notXml(`${fault[0]} in <${tag.name}>`);
}

// eslint-disable-next-line no-control-regex -- these are the characters that XML 1.0 §2.2 excludes
const noXmlCharacter = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

function addText(element: OpenElement | undefined, piece: string): void {
  if (element) element.text += piece;
  else if (piece.trim() !== '') notXml('text outside the root');
  // Only with &gt; may it stand in text, which cannot be told here, and no chain needs that.
  if (piece.includes(']]>')) notXml('"]]>" in text');
}

/** Builds the tree under the reader's events; positions are those of `text`. */
function listen(parser: sax.SAXParser, text: string): XmlElement[] {
  const roots: XmlElement[] = [];
  const open: OpenElement[] = [];
  parser.onerror = ({ message }) => notXml(message.split('\n')[0] ?? message);
  const declarationEnd = xmlDeclaration.exec(text)?.[0].length;
  parser.onprocessinginstruction = ({ name }) => {
    const isDeclaration = name === 'xml' && parser.position === declarationEnd;
    if (!isDeclaration && !/^(?!xml$)[\p{L}_][\p{L}\p{N}._-]*$/iu.test(name))
      notXml(`<?${name} where it may not stand`);
  };
  // No chain needs one, and nothing here reads what it would declare.
  parser.ondoctype = () => notXml('a document type declaration');
  parser.onsgmldeclaration = () => notXml('a declaration outside a document type');
  parser.onopentag = (tag) => {
    if (roots.length > 0) notXml('an element after the root');
    const start = parser.startTagPosition - 1;
    const { local, attributes } = tag as QualifiedTag;
    checkStartTag(tag as QualifiedTag, text.slice(start, parser.position));
    const named = Object.values(attributes).map(({ local: name, value }) => ({ name, value }));
    open.push({ name: local, attributes: named, children: [], start, text: '' });
  };
  parser.ontext = parser.oncdata = (piece) => {
    addText(open.at(-1), piece);
  };
  parser.onopencdata = () => {
    if (open.length === 0) notXml('CDATA outside the root');
  };
  parser.onclosetag = () => {
    const { start, ...element } = open.pop()!;
    const end = parser.position;
    (open.at(-1)?.children ?? roots).push({
      ...element,
      // Made when asked for: of elements deep in one another each would hold all that is in it.
      get bytes() {
        return new TextEncoder().encode(text.slice(start, end));
      },
    });
  };
  return roots;
}

/**
 * Reads a document: well-formed, UTF-8, without a document type.
 * @returns the root element
 * @throws CoppChainError 'encoding', 'xml'
 */
export function readXml(bytes: Uint8Array): XmlElement {
  const text = decodeUtf8(bytes);
  if (noXmlCharacter.test(text)) notXml('a character that XML excludes');
  checkDeclaredEncoding(text);
  const parser = sax.parser(true, { xmlns: true, position: true });
  const roots = listen(parser, text);
  parser.write(text).close();
  const [root] = roots;
  return root ?? notXml('none');
}
