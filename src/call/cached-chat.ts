import type { ChatCompletion } from '../contract/chat.js'
import type { CompletionStream } from '../stream/completion-stream.js'
import { answered, beginMiss, type CachedRequest, newCall, store, usable } from './cached-request.js'
import { complete } from './complete.js'
import { replayed } from './replayed-stream.js'
import { sharedAnswer } from './shared-answer.js'
import { SharedStream, sharedStream } from './shared-stream.js'

/** A chat call that a cache may answer: from there, from an identical call under way, else from a provider. */
export async function cachedChat(asked: CachedRequest): Promise<ChatCompletion | CompletionStream> {
  const { cache, plan, request, options } = asked
  const streams = request.stream === true
  if (!options.signal?.aborted) {
    const reading = cache.read(plan, options.signal)
    const found = reading instanceof Promise ? await reading : reading
    const answer = found && (await usable(asked, found))
    if (answer) return streams ? replayed(asked, answer) : answered(asked, answer)
  }
  if (isShared(asked)) return streams ? sharedStream(asked) : sharedAnswer(asked)
  const call = newCall(asked, options.signal)
  beginMiss(asked, call)
  if (!streams) return store(asked, call, await complete(call))
  const shared = await SharedStream.open(call, (answer) => store(asked, call, answer))
  return shared.reader(asked, undefined)
}

/** Who takes no stored answer, or gives none, has none in common with others either. */
function isShared({ cache, plan, options }: CachedRequest): boolean {
  return cache.rules.singleFlight !== false && plan.read && plan.write && !options.signal?.aborted
}
