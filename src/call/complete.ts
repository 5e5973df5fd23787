import type { ChatCompletion, ProviderCompletion } from '../contract/chat.js'
import { runHooks } from '../hooks/run-hooks.js'
import { type Answer, attemptComplete } from './attempt.js'
import type { ChatCall } from './chat-call.js'
import { parseAnswer } from './parse-answer.js'
import { receivedUsage } from './received-usage.js'
import { route } from './route.js'

/** A whole answer, from the first attempt to the last hook. */
export async function complete(call: ChatCall): Promise<ChatCompletion> {
  let answer: Answer<ProviderCompletion> | undefined
  try {
    const { result, target, report } = await route(call, async (candidate) => {
      const tried = await attemptComplete(call, candidate)
      answer = tried
      try {
        await parseAnswer(call, tried.result)
      } catch (error) {
        // Never retried by itself (it cost output already), but a fallback may do better.
        if (call.runtime.router)
          call.spend(call.meta({ ...tried, model: tried.result.model, usage: tried.result.usage }).cost)
        throw error
      }
      return tried
    })
    const loading = call.runtime.prices.load()
    if (loading) await loading // no wait once the table is there
    const usage = result.usage ?? receivedUsage(call.request, result)
    const meta = call.meta({ target, report, model: result.model, usage, estimated: result.usage === undefined })
    call.spend(meta.cost)
    const response: ChatCompletion = Object.assign(result, { meta })
    call.succeed(usage)
    if (call.event)
      runHooks(call.runtime.hooks, 'onResponse', { call: call.event, response, meta }, call.runtime.report)
    return response
  } catch (error) {
    throw call.fail(error, answer && { ...answer, model: answer.result.model, usage: answer.result.usage })
  }
}
