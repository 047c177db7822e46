import { describe, expect, it } from '@jest/globals';
import { childNamed, textIn } from '../../core/formats/xml.js';
import { readXml } from './read-xml.js';

const fault = (text: string): unknown => {
  const read = readXml(text);
  return read.ok ? null : [read.error.code, read.error.line];
};

describe('reading XML', () => {
  it('gives elements without prefixes, attributes, text and CDATA, each element with its line', () => {
    const read = readXml('<a:quiz xmlns:a="urn:x">\n<a:text n="1&amp;2">x &lt;<![CDATA[<b>]]></a:text></a:quiz>');
    const text = read.ok ? childNamed(read.value, 'text') : undefined;
    expect([text?.line, text?.attributes.get('n'), textIn(text)]).toEqual([2, '1&2', 'x <<b>']);
  });

  it.each([
    ['an external entity', '<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'],
    ['an entity that grows', '<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;">]><a>&z;</a>'],
    ['a DTD elsewhere', '\n<!DOCTYPE a SYSTEM "http://example.org/a.dtd"><a/>'],
  ])('refuses %s at its DOCTYPE', (_, text) => {
    expect(fault(text)).toEqual(['doctype', 2]);
  });

  it('tells where a text is not well-formed', () => {
    expect(fault('<a>\n<b>\n</a>')).toEqual(['malformed', 3]);
    expect(fault('<a>\n&nbsp;</a>')).toEqual(['malformed', 2]);
    expect(fault('')).toEqual(['malformed', 1]);
  });

  it('refuses what is nested without end', () => {
    expect(fault('<a>'.repeat(200_000))).toEqual(['depth', 1]);
  });

  it('hands each child of the root over and forgets it', () => {
    const seen: string[] = [];
    const read = readXml('<q><a>1</a><b><c>2</c></b></q>', (child) => seen.push(`${child.name} ${textIn(child)}`));
    expect(seen).toEqual(['a 1', 'b 2']);
    expect(read).toMatchObject({ ok: true, value: { name: 'q', children: [] } });
  });
});
