import type { ModelInfo } from '../contract/prices.js'

/** Looks a model up by the exact name that a table has. */
export type Lookup = (provider: string, model: string) => ModelInfo | undefined

/** A date at the end, as OpenAI (`-2024-08-06`), Anthropic (`-20250929`) and Vertex AI (`@20250929`) write it. */
const SNAPSHOT = /[-@]20\d\d(-?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])$/

/** A version at the end, where the vendor writes one: elsewhere such an ending makes another model (`davinci-003`). */
const VERSIONS: Readonly<Record<string, RegExp>> = {
  bedrock: /(?:-v\d+)?(?::\d+)?$/,
  vertex_ai: /(?:@\d{3}|@default|-0\d\d)$/,
  gemini: /-0\d\d$/,
}

/** Where a profile of Bedrock's sends a call: https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html */
const BEDROCK_REGION = /^(?:us|eu|apac|global|jp|au|ca|us-gov|sa|in)\./

/** LiteLLM's way to say where a call goes. A table may have prices of that region, under the whole name. */
const BEDROCK_PLACE = /^(?:[a-z]{2}|us-gov|us-iso[a-z]?|eu-isoe)-[a-z]+-\d\//

/** OpenRouter's ways to choose a host: https://openrouter.ai/docs/features/provider-routing. They are the same model. */
const OPENROUTER_VARIANT = /:(?:nitro|floor|exacto|thinking|online|extended|beta)$/

/** Where a vendor sells another's models at that one's prices. Azure's are those of its "Global" deployments. */
const SOLD_BY: Readonly<Record<string, string>> = { azure: 'openai' }

/** The entry for a vendor's name of a model: the exact one, or what its name says that it is. */
export function findModel(lookup: Lookup, provider: string, model: string): ModelInfo | undefined {
  const name = withoutPath(provider, model)
  if (name.startsWith('ft:')) return lookup(provider, name) ?? findFineTuned(lookup, provider, name)
  const found = findAny(lookup, provider, toNames(provider, model, name))
  if (found) return found
  if (provider === 'openrouter' && name.endsWith(':free')) return findFree(lookup, provider, name)
  const maker = Object.hasOwn(SOLD_BY, provider) ? SOLD_BY[provider] : undefined
  return maker === undefined ? undefined : findAny(lookup, maker, toNames(maker, model, name))
}

function findAny(lookup: Lookup, provider: string, names: Iterable<string>): ModelInfo | undefined {
  for (const name of names) {
    const found = lookup(provider, name)
    if (found) return found
  }
  return undefined
}

/** What a table may call it, from the most exact to the least. */
function* toNames(provider: string, model: string, name: string): Generator<string> {
  yield model
  if (name !== model) yield name
  yield* plainer(provider, name)
  if (provider === 'bedrock' && BEDROCK_REGION.test(name)) {
    const anywhere = name.replace(BEDROCK_REGION, '')
    yield anywhere
    yield* plainer(provider, anywhere)
  }
  if (provider === 'openrouter' && OPENROUTER_VARIANT.test(name)) yield name.replace(OPENROUTER_VARIANT, '')
  if (provider === 'ollama' && name.includes(':')) yield name.slice(0, name.indexOf(':'))
}

/** Without its version, without its date. `-latest` is the vendor's own name for the undated. */
function* plainer(provider: string, name: string): Generator<string> {
  const version = Object.hasOwn(VERSIONS, provider) ? VERSIONS[provider] : undefined
  const unversioned = version ? name.replace(version, '') : name
  if (unversioned !== name) yield unversioned
  else if (provider === 'bedrock') yield `${name}-v1:0` // some users leave it out
  const undated = unversioned.replace(SNAPSHOT, '')
  if (undated !== unversioned) yield undated
  if (undated.endsWith('-latest')) yield undated.slice(0, -'-latest'.length)
  else yield `${undated}-latest`
}

/** What stands before a name to say where it is: a resource path, an ARN, the API to use. */
function withoutPath(provider: string, model: string): string {
  if (provider === 'bedrock') {
    const whole = model.replace(/%3A/gi, ':').replace(/%2F/gi, '/') // ids copied out of a URL
    const resource = whole.startsWith('arn:') ? whole.slice(whole.indexOf('/') + 1) : whole
    return resource.replace(/^(?:converse|invoke)\//, '').replace(BEDROCK_PLACE, '')
  }
  if (provider === 'vertex_ai' || provider === 'gemini') return model.replace(/^(?:.*\/)?models\//, '')
  if (provider === 'fireworks_ai') return model.replace(/^accounts\/fireworks\/(?:models|routers)\//, '')
  return model.replace(/^responses\//, '')
}

/** `ft:gpt-4o-2024-08-06:org:name:id` costs what the table says of `ft:gpt-4o-2024-08-06`, never what `gpt-4o` does. */
function findFineTuned(lookup: Lookup, provider: string, name: string): ModelInfo | undefined {
  const base = name.split(':')[1] ?? ''
  const priced = findAny(lookup, provider, [`ft:${base}`, ...plainer(provider, `ft:${base}`)])
  if (priced) return priced
  const plain = findAny(lookup, provider, [base, ...plainer(provider, base)])
  if (plain === undefined) return undefined
  const { prices: _, source: __, ...rest } = plain
  return rest
}

/** OpenRouter's free variants cost nothing: https://openrouter.ai/docs/faq. */
function findFree(lookup: Lookup, provider: string, name: string): ModelInfo | undefined {
  const paid = lookup(provider, name.slice(0, -':free'.length))
  return paid && { ...paid, model: name, prices: { input: 0, output: 0 } }
}
