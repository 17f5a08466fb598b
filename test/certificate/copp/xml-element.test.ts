import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { XmlDocument } from 'libxml2-wasm';
import { readXml } from '../../../src/certificate/copp/xml-element.js';
import { caught } from '../../support/caught.js';
import { utf8 } from './golden.js';

/** Pieces of documents, good and bad, in no order. */
const pieces = [
  ...['<a>', '</a>', '<b/>', '<a\t/>', '<a / >', '< a>', '<1>', '<é>', '</é>', '<:a/>', '<a:/>', '<xml:a/>'],
  ...[
    '<a b="1">',
    '<a b = "1">',
    '<a b="<">',
    '<a b=">">',
    '<a b="&bad;">',
    '<a b>',
    '<a ="1">',
    '<a b="1"/>',
  ],
  ...['<a b="1" c="2">', `<a b='1'c="2">`, '<a b="1" b="1">', '<a xml:lang="x"/>', '<a xmlns="u"/>'],
  ...['<x:a>', '</x:a>', '<x:a xmlns:x="u">', '<a xmlns:x="">', '<a:b:c xmlns:a="u"/>'],
  ...['<a xmlns:a="u" xmlns:b="u" a:c="1" b:c="2">', '<a xmlns:a="u" xmlns:b="v" a:c="1" b:c="2">'],
  ...[
    '<?xml version="1.0"?>',
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<?xml encoding="UTF-8"?>',
    '<?XML ?>',
  ],
  ...['<?xml version="1.0" standalone="maybe"?>', '<?pi x?>', '<?xml-s x?>', '<? x?>', '<?pi'],
  ...[
    '<!-- c -->',
    '<!-- a--b -->',
    '<!---->',
    '<![CDATA[x]]>',
    '<![CDATA[]]>',
    '<![CDATA[',
    ']]>',
    '<!',
    '<!ELEMENT a>',
  ],
  ...[
    '&amp;',
    '&#x31;',
    '&#0;',
    '&#x1;',
    '&#1114112;',
    '&lt',
    '&',
    '>',
    '"',
    'text',
    ' ',
    '\n',
    '\u0007',
    '\ufeff',
  ],
];

const accepts = (read: () => void): boolean => caught(read) === undefined;

describe('readXml', () => {
  it('takes for well-formed what libxml2 does', () => {
    const texts = fc
      .tuple(fc.array(fc.constantFrom(...pieces), { maxLength: 4 }), fc.boolean())
      .map(([parts, inside]) => (inside ? `<r>${parts.join('')}</r>` : parts.join('')));
    fc.assert(
      fc.property(texts, (text) => {
        const ours = accepts(() => readXml(utf8(text)));
        expect([text, ours]).toEqual([
          text,
          accepts(() => {
            XmlDocument.fromString(text).dispose();
          }),
        ]);
      }),
      { numRuns: 1000 },
    );
  });

  it('gives each element with its own bytes, whatever stands before it', () => {
    const before = fc.constantFrom(
      '',
      '\u{1f600}',
      'ж',
      '\r\n',
      '<!-- é -->',
      '<![CDATA[<b>]]>',
      '&amp;',
      '<?pi ю?>',
    );
    const inside = fc.constantFrom(
      '<Data/>',
      '<Data\n>ж</Data >',
      "<c:Data xmlns:c='ü'>&lt;<x/></c:Data>",
      '<Data a=">"></Data>',
    );
    fc.assert(
      fc.property(fc.array(before, { maxLength: 4 }), inside, (others, data) => {
        const found = readXml(utf8(`\ufeff<r>${others.join('')}${data}\n</r>\n`)).children.find(
          ({ name }) => name === 'Data',
        );
        expect(new TextDecoder().decode(found?.bytes)).toBe(data);
      }),
    );
  });

  it('reads depth and length that nobody needs', () => {
    const depth = 20_000;
    expect(readXml(utf8('<a>'.repeat(depth) + '</a>'.repeat(depth))).name).toBe('a');
    expect(readXml(utf8(`<a>${'x'.repeat(1 << 20)}</a>`)).text).toHaveLength(1 << 20);
  });
});
