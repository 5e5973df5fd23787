import type { EmbeddingRequest, EmbeddingResponse, ProviderEmbedding } from '../contract/embedding.js'
import { APIResponseError, BadRequestError } from '../contract/errors.js'
import type { BilledUnits } from '../contract/prices.js'
import type { CallReport, Provider, ProviderCall } from '../contract/provider.js'
import { runHooks } from '../hooks/run-hooks.js'
import { applyEmbeddingParams } from '../normalize/params.js'
import { attempt } from './attempt.js'
import type { Call } from './call.js'
import { route } from './route.js'
import type { Target } from './target.js'

/** Batches of one call that are under way at once. */
const SIDE_BY_SIDE = 4

type Item = string | number[]

interface Batch {
  answer: ProviderEmbedding
  billed: BilledUnits | undefined
}

/**
 * Vectors for all inputs, in their order. What the vendor takes at once decides the batches; they run side by side,
 * and one that fails is retried alone while the answers of the others are kept.
 */
export async function embed(call: Call<EmbeddingRequest>): Promise<EmbeddingResponse> {
  const items = toItems(call.request.input)
  const answers = new Map<Target, Array<Batch | undefined>>()
  try {
    const { result, target, report } = await route(call, (candidate) => {
      const done = answers.get(candidate) ?? []
      answers.set(candidate, done)
      return attempt(call, candidate, (provider, providerCall) => {
        const { input: _, model: __, ...asked } = call.request
        const { request, dropped } = applyEmbeddingParams(asked, provider, candidate.model, candidate.dropParams)
        providerCall.report.droppedParams.push(...dropped)
        return embedAll({ request, items, done }, provider, providerCall)
      })
    })
    const loading = call.runtime.prices.load()
    if (loading) await loading
    const batches = answers.get(target) ?? []
    const billed = billedFor(batches)
    if (billed) report.billed = billed
    const usage = batches.every((batch) => batch?.answer.usage) ? result.usage : undefined // 0 is not "not counted"
    const meta = call.meta({ target, report, model: result.model, usage })
    call.spend(meta.cost)
    const response: EmbeddingResponse = Object.assign(result, { meta })
    call.succeed(usage)
    if (call.event)
      runHooks(call.runtime.hooks, 'onResponse', { call: call.event, response, meta }, call.runtime.report)
    return response
  } catch (error) {
    throw call.fail(error)
  }
}

interface Work {
  request: Omit<EmbeddingRequest, 'model' | 'input'>
  items: Item[]
  done: Array<Batch | undefined>
}

async function embedAll(
  { request, items, done }: Work,
  provider: Provider,
  providerCall: ProviderCall,
): Promise<Omit<EmbeddingResponse, 'meta'>> {
  const { embed: send } = provider
  if (!send)
    throw new BadRequestError(`${providerCall.provider} has no embeddings.`, {
      code: 'unsupported_operation',
      param: 'model',
    })
  const size = Math.max(1, provider.embedBatch?.(providerCall.model) ?? items.length)
  const batches = Array.from({ length: Math.ceil(items.length / size) }, (_, at) =>
    items.slice(at * size, (at + 1) * size),
  )
  const queue = batches.keys()
  const failures: unknown[] = []
  const work = async () => {
    for (const at of queue) {
      const input = batches[at]
      if (done[at] !== undefined || input === undefined || failures.length > 0) continue
      // What is billed is told of each batch, and outlives an attempt that another batch breaks.
      const { billed: _billed, ...report }: CallReport = providerCall.report
      const batchCall: ProviderCall = { ...providerCall, report }
      try {
        const answer = await send.call(provider, { ...request, model: providerCall.model, input }, batchCall)
        done[at] = { answer: checked(answer, input.length), billed: batchCall.report.billed }
      } catch (error) {
        failures.push(error)
      }
      Object.assign(providerCall.report, report)
    }
  }
  await Promise.all(Array.from({ length: Math.min(SIDE_BY_SIDE, batches.length) }, work))
  if (failures.length > 0) throw failures[0]
  return joined(
    done.map((batch) => batch?.answer),
    providerCall.report,
  )
}

/** A vendor that answers fewer vectors than texts would shift all that follow. */
function checked(answer: ProviderEmbedding, expected: number): ProviderEmbedding {
  if (answer.data.length === expected) return answer
  throw new APIResponseError(`Asked for ${expected} embeddings, got ${answer.data.length}.`)
}

function joined(answers: Array<ProviderEmbedding | undefined>, report: CallReport): Omit<EmbeddingResponse, 'meta'> {
  delete report.finishReason
  const data = answers.flatMap((answer) => answer?.data ?? [])
  return {
    object: 'list',
    model: answers[0]?.model ?? '',
    // OpenAI's own type says number[] also where base64 was asked for.
    data: data.map((item, index) => ({ ...item, index })) as EmbeddingResponse['data'],
    usage: {
      prompt_tokens: sum(answers.map((answer) => answer?.usage?.prompt_tokens)),
      total_tokens: sum(answers.map((answer) => answer?.usage?.total_tokens)),
    },
  }
}

/** Of all batches together: a cost that was stated for each, and what the first says besides. */
function billedFor(batches: ReadonlyArray<Batch | undefined>): BilledUnits | undefined {
  const [first] = batches
  if (first?.billed === undefined) return undefined
  const billed = { ...first.billed }
  for (const field of ['statedCost', 'promptTokens'] as const) {
    delete billed[field]
    const stated = batches.map((batch) => batch?.billed?.[field])
    if (!stated.includes(undefined)) billed[field] = sum(stated)
  }
  return billed
}

const sum = (counts: Array<number | undefined>) => counts.reduce<number>((total, count) => total + (count ?? 0), 0)

export function toItems(input: EmbeddingRequest['input']): Item[] {
  if (typeof input === 'string') return [input]
  return isTokens(input) ? [input] : [...input]
}

/** One text as a list of tokens. */
function isTokens(input: string[] | number[] | number[][]): input is number[] {
  return typeof input[0] === 'number'
}
