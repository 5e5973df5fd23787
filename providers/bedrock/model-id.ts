/** What a model string names. */
export interface ModelId {
  /** What Converse is asked for: an id, an inference profile or an ARN. */
  id: string
  /** Region that the id itself names: it wins over every setting (quirks.md 96). */
  region: string | undefined
}

const ARN = /^arn:aws[a-z-]*:[a-z-]+:([a-z0-9-]*):/
/** LiteLLM's forms: `converse/<id>` and `<region>/<id>`. */
const ROUTE = /^(?:converse|invoke)\//
const REGION = /^((?:[a-z]{2}|us-gov|us-iso[a-z]?|eu-isoe)-[a-z]+-\d)\/(?=.)/

/** `model_id` in the body is what is really called where `model` only says which model that is (quirks.md 96). */
export function toModelId(model: string, request?: object): ModelId {
  const route = model.replace(ROUTE, '')
  const prefix = REGION.exec(route)
  const named = request && 'model_id' in request && typeof request.model_id === 'string' ? request.model_id : undefined
  const id = named ?? decoded(prefix ? route.slice(prefix[0].length) : route)
  return { id, region: (ARN.exec(id)?.[1] || prefix?.[1]) ?? undefined }
}

/** Ids copied out of a URL are percent-encoded; the SDK encodes them itself. */
function decoded(id: string): string {
  return /%(?:3A|2F)/i.test(id) ? id.replace(/%3A/gi, ':').replace(/%2F/gi, '/') : id
}
