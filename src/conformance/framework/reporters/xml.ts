/** An XML element: its children are either elements or one text. */
export interface XmlElement {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string | number>>;
  readonly children?: readonly XmlElement[] | string;
}

/** What XML 1.0 cannot carry, not even escaped: most control characters, lone surrogates, U+FFFE and U+FFFF. */
const forbidden = /[^\t\n\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** `text` as XML 1.0 can carry it: ends of lines are \n, and what is forbidden is U+FFFD. */
export function xmlText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(forbidden, '\uFFFD');
}

/** Writes a document, an element a line. The library comes with the first call, so that nobody else waits for it. */
export async function renderXml(root: XmlElement): Promise<string> {
  const { DOMImplementation, XMLSerializer } = await import('@xmldom/xmldom');
  const document = new DOMImplementation().createDocument(null, '');
  const build = ({ name, attributes = {}, children = [] }: XmlElement, margin: string) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, xmlText(String(value)));
    if (typeof children === 'string') {
      element.appendChild(document.createTextNode(xmlText(children)));
      return element;
    }
    for (const child of children) {
      element.appendChild(document.createTextNode(`${margin}  `));
      element.appendChild(build(child, `${margin}  `));
    }
    if (children.length > 0) element.appendChild(document.createTextNode(margin));
    return element;
  };
  document.appendChild(build(root, '\n'));
  const text = new XMLSerializer().serializeToString(document, { requireWellFormed: true });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${text}\n`;
}
