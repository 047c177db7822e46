/** The versions of QTI; 3.0 says with hyphens what the others say in one word. */
export const QTI_VERSIONS = ['2.1', '2.2', '3.0'] as const;
export type QtiVersion = (typeof QTI_VERSIONS)[number];

interface Dialect {
  readonly itemNamespace: string;
  readonly manifestNamespace: string;
  readonly resourceType: string;
  readonly schema: readonly [string, string];
  readonly template: (name: string) => string;
}

export const DIALECTS: Readonly<Record<QtiVersion, Dialect>> = {
  '2.1': {
    itemNamespace: 'http://www.imsglobal.org/xsd/imsqti_v2p1',
    manifestNamespace: 'http://www.imsglobal.org/xsd/imscp_v1p1',
    resourceType: 'imsqti_item_xmlv2p1',
    schema: ['QTIv2.1 Package', '1.0.0'],
    template: (name) => `http://www.imsglobal.org/question/qti_v2p1/rptemplates/${name}`,
  },
  '2.2': {
    itemNamespace: 'http://www.imsglobal.org/xsd/imsqti_v2p2',
    manifestNamespace: 'http://www.imsglobal.org/xsd/imscp_v1p1',
    resourceType: 'imsqti_item_xmlv2p2',
    schema: ['QTIv2.2 Package', '1.0.0'],
    template: (name) => `http://www.imsglobal.org/question/qti_v2p2/rptemplates/${name}`,
  },
  '3.0': {
    itemNamespace: 'http://www.imsglobal.org/xsd/imsqtiasi_v3p0',
    manifestNamespace: 'http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1',
    resourceType: 'imsqti_item_xmlv3p0',
    schema: ['QTI Package', '3.0.0'],
    template: (name) => `https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/${name}.xml`,
  },
};

const hyphened = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** 'choiceInteraction' as a version writes it. */
export const elementName = (version: QtiVersion, name: string): string =>
  version === '3.0' ? `qti-${hyphened(name)}` : name;

export const attributeName = (version: QtiVersion, name: string): string => (version === '3.0' ? hyphened(name) : name);

/** The name of the versions 2 for an element or attribute of any version. */
export const commonName = (name: string): string =>
  name.replace(/^qti-/, '').replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
