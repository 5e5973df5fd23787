import type { ChatCompletion } from '../contract/chat.js'
import { toEntry } from './cache-entry.js'
import { answered, beginMiss, type CachedRequest, keep, usable } from './cached-request.js'
import { complete } from './complete.js'
import { Flight } from './flight.js'
import { WaitingCall } from './waiting-call.js'

/** A whole answer that identical calls share. */
export async function sharedAnswer(asked: CachedRequest): Promise<ChatCompletion> {
  const own = new WaitingCall(asked)
  const { answers } = asked.flights
  for (;;) {
    const known = answers.get(asked.plan.key)
    if (!known || known.over) return lead(own)
    const answer = await follow(own, known)
    if (answer) return answer
    if (!known.outOfTime) return alone(own)
  }
}

/** The answer of an identical call, as that of this one; undefined: it is none for this one. */
async function follow(own: WaitingCall, known: Flight<ChatCompletion>): Promise<ChatCompletion | undefined> {
  let answer: ChatCompletion
  try {
    answer = await own.join(known)
  } catch (error) {
    if (own.mayAskItself(known)) return undefined
    throw own.fail(error)
  }
  const stored = await usable(own.asked, { entry: toEntry(answer) }, own.call)
  return stored && answered(own.asked, stored)
}

function lead(own: WaitingCall): Promise<ChatCompletion> {
  const { flights, plan, options } = own.asked
  const { answers } = flights
  const flight = new Flight<ChatCompletion>(options)
  answers.set(plan.key, flight)
  flight.start(async (signal) => {
    own.endWith(signal)
    try {
      return await ask(own)
    } catch (error) {
      flight.outOfTime = own.call.signal.aborted && !signal.aborted
      throw error
    } finally {
      flight.end()
      if (answers.get(plan.key) === flight) answers.delete(plan.key)
    }
  })
  return flight.join(options.signal)
}

/** What another process found meanwhile, else what the provider says. */
async function ask(own: WaitingCall): Promise<ChatCompletion> {
  const { asked, call } = own
  const { lease, found } = asked.cache.hasLeases ? await leaseOf(own) : {}
  let kept: Promise<void> | undefined
  try {
    const stored = found && (await usable(asked, found, call))
    if (stored) return answered(asked, stored)
    beginMiss(asked, call)
    const answer = await complete(call)
    kept = keep(asked, call, answer)
    return answer
  } finally {
    if (lease) asked.cache.release(lease, kept, asked.plan)
  }
}

function leaseOf(own: WaitingCall): ReturnType<WaitingCall['takeLease']> {
  return own.takeLease().catch((error: unknown) => {
    throw own.fail(error)
  })
}

function alone(own: WaitingCall): Promise<ChatCompletion> {
  own.endWith(own.asked.options.signal)
  return ask(own)
}
