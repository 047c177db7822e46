import { GATE_CHECKS } from '../core/scoring/rule-set.js';

/** The parts of JSON Schema (draft 2020-12, as OpenAPI 3.1 has it) that this document uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly examples?: readonly unknown[];
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly description: string;
  readonly schema: Schema;
}

interface Answer {
  readonly description: string;
  readonly headers?: Readonly<Record<string, { readonly description: string; readonly schema: Schema }>>;
  readonly content: Readonly<Record<string, { readonly schema: Schema }>>;
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly Parameter[];
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly responses: Readonly<Record<string, Answer>>;
}

export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly paths: Readonly<Record<string, { readonly get: Operation }>>;
  readonly components: {
    readonly securitySchemes: Readonly<Record<string, Readonly<Record<string, string>>>>;
    readonly schemas: Readonly<Record<string, Schema>>;
  };
}

const DATE = '^\\d{4}-\\d{2}-\\d{2}$';
const UUID = '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$';
const WHY = [
  'noResult',
  'resultsLocked',
  'resultsOpen',
  'passed',
  'notPassed',
  'noCertificate',
  'certificateHolds',
  'certificateExpired',
  'certificateLater',
  'noCellResolution',
  'cellResolution',
  'age',
  'ageOutside',
  'birthYearOnly',
] as const;

const problem = (description: string, headers?: Answer['headers']): Answer => ({
  description,
  ...(headers === undefined ? {} : { headers }),
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

/** What other programs may ask, written by hand; a test holds real answers against it and looks that no route is missing. */
export const OPENAPI: OpenApiDocument = {
  openapi: '3.1.0',
  info: {
    title: 'Nhận Thức',
    version: '1',
    description:
      'Whether an admission case meets the conditions to be recorded as admitted. The answer is a basis; the competent committee decides.',
  },
  paths: {
    '/api/v1/admission-cases/{id}/eligibility': {
      get: {
        operationId: 'getEligibility',
        summary: 'Whether a case meets the conditions, one by one',
        parameters: [
          {
            name: 'id',
            in: 'path',
            required: true,
            description: 'Id of the admission case.',
            schema: { type: 'string', pattern: UUID },
          },
          {
            name: 'asOf',
            in: 'query',
            required: false,
            description: 'The day in question; today in Viet Nam when left out.',
            schema: { type: 'string', pattern: DATE },
          },
        ],
        security: [{ token: [] }],
        responses: {
          '200': {
            description: 'The answer.',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Eligibility' } } },
          },
          '400': problem('The id or the date is malformed.'),
          '401': problem('The token is missing, wrong, expired or revoked.', {
            'WWW-Authenticate': { description: 'RFC 6750.', schema: { type: 'string' } },
          }),
          '404': problem('The committee of the token has no such case.'),
          '429': problem('Too many wrong tokens from this address.', {
            'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' } },
          }),
        },
      },
    },
    '/api/openapi.json': {
      get: {
        operationId: 'getOpenApi',
        summary: 'This document',
        security: [],
        responses: {
          '200': { description: 'This document.', content: { 'application/json': { schema: { type: 'object' } } } },
        },
      },
    },
    '/api/docs': {
      get: {
        operationId: 'getDocs',
        summary: 'This document as a page for people',
        security: [],
        responses: {
          '200': { description: 'A page.', content: { 'text/html': { schema: { type: 'string' } } } },
        },
      },
    },
  },
  components: {
    securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'Scope eligibility.read.' } },
    schemas: {
      Eligibility: {
        type: 'object',
        description: 'Open when every required check is met.',
        properties: {
          caseId: { type: 'string', pattern: UUID },
          open: { type: 'boolean' },
          asOf: { type: 'string', pattern: DATE },
          checks: { type: 'array', items: { $ref: '#/components/schemas/Check' } },
        },
        required: ['caseId', 'open', 'asOf', 'checks'],
        additionalProperties: false,
      },
      Check: {
        type: 'object',
        properties: {
          code: { type: 'string', enum: GATE_CHECKS },
          outcome: { type: 'string', enum: ['met', 'unmet', 'unknown'] },
          required: { type: 'boolean', description: 'false: advisory, keeps nothing closed.' },
          why: { type: 'string', enum: WHY, description: 'Stable code of the reason.' },
          evidence: {
            type: 'object',
            description: 'Numbers and dates that the check rests on; no name, no date of birth.',
            properties: {
              batch: { type: 'string', pattern: '^\\d+/\\d{4}$' },
              band: { type: 'string', enum: ['excellent', 'good', 'pass', 'fail'] },
              certificateOn: { type: 'string', pattern: DATE },
              certificateNo: { type: 'string' },
              months: { type: 'integer' },
              limit: { type: 'integer' },
              number: { type: 'string' },
              years: { type: 'integer' },
            },
            additionalProperties: false,
          },
        },
        required: ['code', 'outcome', 'required', 'why', 'evidence'],
        additionalProperties: false,
      },
      Problem: {
        type: 'object',
        description: 'RFC 9457.',
        properties: {
          type: { type: 'string' },
          status: { type: 'integer' },
          code: { type: 'string', description: 'Stable code of the refusal.' },
          title: { type: 'string' },
          detail: { type: 'string' },
          incident: { type: ['string', 'null'] },
        },
        required: ['type', 'status', 'code', 'title', 'detail', 'incident'],
        additionalProperties: false,
      },
    },
  },
};
