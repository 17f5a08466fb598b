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

/** What the XML declaration may say: the reader has decided for UTF-8 already. */
function checkInstruction({ name, body }: { name: string; body: string }): void {
  if (name !== 'xml') return;
  const encoding = /\bencoding\s*=\s*["']([^"']*)["']/.exec(body)?.[1];
  if (encoding !== undefined && encoding.toLowerCase() !== 'utf-8')
    throw new CoppChainError('encoding', `expected UTF-8, received a document that says '${encoding}'`);
}

/** The reader keeps the first of two attributes of one name and says nothing; XML forbids the second. */
function checkAttributes(tag: QualifiedTag, source: string): void {
  const written = source.match(/=\s*(?:"[^"]*"|'[^']*')/g)?.length ?? 0;
  if (written !== Object.keys(tag.attributes).length) notXml(`an attribute twice in <${tag.name}>`);
}

// eslint-disable-next-line no-control-regex -- these are the characters that XML 1.0 §2.2 excludes
const noXmlCharacter = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/** Builds the tree under the reader's events; positions are those of `text`. */
function listen(parser: sax.SAXParser, text: string): XmlElement[] {
  const roots: XmlElement[] = [];
  const open: OpenElement[] = [];
  parser.onerror = ({ message }) => notXml(message.split('\n')[0] ?? message);
  parser.onprocessinginstruction = checkInstruction;
  // No chain needs one, and nothing here reads what it would declare.
  parser.ondoctype = () => notXml('a document type declaration');
  parser.onsgmldeclaration = () => notXml('a declaration outside a document type');
  parser.onopentag = (tag) => {
    const start = parser.startTagPosition - 1;
    const { local, attributes } = tag as QualifiedTag;
    checkAttributes(tag as QualifiedTag, text.slice(start, parser.position));
    const named = Object.values(attributes).map(({ local: name, value }) => ({ name, value }));
    open.push({ name: local, attributes: named, children: [], start, text: '' });
  };
  parser.ontext = parser.oncdata = (piece) => {
    const element = open.at(-1);
    if (element) element.text += piece;
  };
  parser.onclosetag = () => {
    const { start, ...element } = open.pop()!;
    const bytes = new TextEncoder().encode(text.slice(start, parser.position));
    (open.at(-1)?.children ?? roots).push({ ...element, bytes });
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
  const parser = sax.parser(true, { xmlns: true, position: true });
  const roots = listen(parser, text);
  parser.write(text).close();
  const [root] = roots;
  return root ?? notXml('none');
}
