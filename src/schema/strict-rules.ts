// What OpenAI's strict mode takes: https://platform.openai.com/docs/guides/structured-outputs (supported schemas),
// and quirks.md 51.

export const KEPT: ReadonlySet<string> = new Set([
  'title',
  'description',
  'enum',
  'const',
  'multipleOf',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minItems',
  'maxItems',
])

export const FORMATS: ReadonlySet<unknown> = new Set([
  'date-time',
  'time',
  'date',
  'duration',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'uuid',
])

/** Limits that strict mode refuses; the model is told of them in words. */
export const HINTS: ReadonlySet<string> = new Set([
  'default',
  'examples',
  'format',
  'maxLength',
  'maxProperties',
  'minLength',
  'minProperties',
  'pattern',
  'uniqueItems',
])

/** What may stand beside a reference or a union without narrowing it. */
export const ANNOTATIONS: ReadonlySet<string> = new Set([
  '$comment',
  '$defs',
  '$id',
  '$schema',
  'default',
  'definitions',
  'deprecated',
  'description',
  'examples',
  'id',
  'readOnly',
  'title',
  'writeOnly',
])

/** Keywords that strict mode does not know and that cannot be left out. */
export const UNSUPPORTED = [
  'allOf',
  'not',
  'if',
  'then',
  'else',
  'patternProperties',
  'propertyNames',
  'dependencies',
  'dependentRequired',
  'dependentSchemas',
  'unevaluatedItems',
  'unevaluatedProperties',
  'additionalItems',
  'prefixItems',
  'contains',
  '$anchor',
  '$dynamicRef',
  '$recursiveRef',
] as const

export const MAX_OBJECT_LEVELS = 10
export const MAX_PROPERTIES = 5000
export const MAX_ENUM_VALUES = 1000
