import { SaxesParser, type SaxesTagPlain } from 'saxes';
import type { XmlElement } from '../../core/formats/xml.js';
import { fail, ok, type Result } from '../../core/shared/result.js';

/** Why a text cannot be read as XML, and where. */
export interface XmlFault {
  readonly code: 'doctype' | 'malformed' | 'depth' | 'elements';
  readonly line: number;
  readonly column: number;
  /** What the parser says, in English; '' where the code says it all. */
  readonly reason: string;
}

const MAX_DEPTH = 100;
const MAX_ELEMENTS = 2_000_000;

class Fault extends Error {
  constructor(readonly fault: XmlFault) {
    super(fault.code);
  }
}

interface Open {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: (XmlElement | string)[];
  readonly line: number;
}

/**
 * Reads a document. No DTD is let in, so that there is no entity but the five of XML and numbered letters.
 * @param onChild takes each child of the root as soon as it is complete, which is then forgotten: so a long file needs
 * little memory. Without it the root comes back with all its children.
 */
export function readXml(text: string, onChild?: (child: XmlElement) => void): Result<XmlElement, XmlFault> {
  try {
    return ok(new TreeBuilder(text, onChild).read());
  } catch (error) {
    if (error instanceof Fault) return fail(error.fault);
    throw error;
  }
}

class TreeBuilder {
  private readonly parser = new SaxesParser({ xmlns: false, position: true });
  private readonly open: Open[] = [];
  private root: XmlElement | null = null;
  private elements = 0;

  constructor(
    private readonly source: string,
    private readonly onChild: ((child: XmlElement) => void) | undefined,
  ) {
    this.parser.on('doctype', () => this.refuse('doctype'));
    this.parser.on('error', (error) => this.refuse('malformed', error.message.replace(/^\d+:\d+:\s*/, '')));
    this.parser.on('opentag', (tag) => {
      this.opened(tag);
    });
    this.parser.on('closetag', () => {
      this.closed();
    });
    this.parser.on('text', (text) => this.open.at(-1)?.children.push(text));
    this.parser.on('cdata', (text) => this.open.at(-1)?.children.push(text));
  }

  read(): XmlElement {
    // In parts: of a file that is refused early the rest is never looked at.
    for (let at = 0; at < this.source.length; at += PART) this.parser.write(this.source.slice(at, at + PART));
    this.parser.close();
    return this.root ?? this.refuse('malformed', 'no root element');
  }

  private opened({ name, attributes }: SaxesTagPlain): void {
    this.elements += 1;
    if (this.open.length >= MAX_DEPTH) this.refuse('depth');
    if (this.elements > MAX_ELEMENTS) this.refuse('elements');
    this.open.push({
      name: localName(name),
      attributes: new Map(Object.entries(attributes).map(([key, value]) => [localName(key), value])),
      children: [],
      line: this.parser.line,
    });
  }

  private closed(): void {
    const element = this.open.pop();
    if (element === undefined) return;
    const parent = this.open.at(-1);
    if (parent === undefined) this.root = element;
    else if (this.open.length === 1 && this.onChild !== undefined) this.onChild(element);
    else parent.children.push(element);
  }

  private refuse(code: XmlFault['code'], reason = ''): never {
    throw new Fault({ code, line: this.parser.line, column: this.parser.column + 1, reason });
  }
}

const PART = 65_536;

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);
