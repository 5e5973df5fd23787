import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..')
const EXAMPLES = readdirSync(join(ROOT, 'examples')).filter((name) => name.endsWith('.ts'))

/** A line of each example that only comes out when what it shows has worked. */
const TELLTALES: Readonly<Record<string, readonly RegExp[]>> = {
  'cache.ts': [
    /^first: miss; second: hit, cost 0$/m,
    /^why: The same request is stored\.$/m,
    /^100 calls at once: 1 request$/m,
    /^3 vectors, asked for: .*"three"/m,
    /^another user: miss; read: false: miss; cache: false: off$/m,
    /saved: true$/m,
  ],
  'cost.ts': [
    /^one reply: 0\.0000\d\d USD in, 0\.000\d\d\d USD out, .* by the table$/m,
    /^own prices: .*, custom$/m,
    /^uncached: 0\.037500 USD, cached: 0\.013200 USD$/m,
    /^another's: 0\.002520 USD$/m,
    /^ada, claude-sonnet-4-5: 1 calls, /m,
  ],
  'count-and-trim.ts': [
    /^the history: \d+ tokens by tokenizer$/m,
    /^within 500: system user assistant tool assistant user$/m,
    /^with its long result shortened: system user assistant user assistant tool assistant user$/m,
    /^The user is Ada/m,
  ],
  'custom-provider.ts': [/^parrot, streamed: Polly wants a cracker! Squawk! {2}\(seed eaten\)$/m, /^acme: .*was 50$/m],
  'embeddings.ts': [
    /-> The train to Oslo leaves at nine\.$/m,
    /^2100 vectors of 64 numbers, \d+ tokens$/m,
    /^base64: 256 bytes for 64 numbers$/m,
  ],
  'errors-and-fallbacks.ts': [
    /^retried: +InternalServerError, 200$/m,
    /^fell back: .*anthropic answered$/m,
    /^no key seen: .*\[redacted\]/m,
  ],
  'hooks.ts': [/answered by openai, \d+ tokens/, /the call did not: Error: the log server is away/, /\{ ada: \d+ \}/],
  'quickstart.ts': [
    /simulator plays openai\/gpt-4o-mini/,
    /simulator plays anthropic\/claude-haiku-4-5/,
    /Its colour is the sky seen twice\./,
    /Only their snow comes and goes\./,
    /the model calls get_weather\(\{"city":"Paris"\}\)\n {3}It is 18 °C/,
    /openai_compatible\/down: 503 ServiceUnavailableError[\s\S]*openai\/gpt-4o-mini: 200 answered/,
    /tokens: \d+ in, \d+ out, \d+ in all/,
  ],
  'routing-ab-tests.ts': [
    /^new model: (?:[5-9]|1[0-5]) % of users, each user always the same: true$/m,
    /^copies: about half of the calls: true; they cost something: true$/m,
  ],
  'routing-balance.ts': [/^shuffle: +big 60, small 20$/m, /^least-busy: big \d+, small \d+$/m, /^a function: big/m],
  'routing-cost.ts': [
    /^call 1: azure\/ours, 0\.0000\d+ USD$/m,
    /: openai\/gpt-4o-mini, .*\nspent: more than half of the budget\nthen: The budget of the router is spent\.$/m,
  ],
  'routing-failover.ts': [
    /^primary is out: ServiceUnavailableError/m,
    /^call 3: secondary answered$/m,
    /^primary is back\nlater: primary$/m,
  ],
  'routing-latency.ts': [
    /^the fast one had most of the calls$/m,
    /^hedged: at once by ready$/m,
    /^ {2}stuck: Cancelled/m,
  ],
  'routing-limits.ts': [/^first: 100 % used$/m, /^call 4: second$/m, /^RateLimitError: .*own limit/m],
  'routing-priority.ts': [
    /^too many: RateLimitError$/m,
    /^begins at once > paying user > first user > second user > batch job$/m,
  ],
  'sdk-client-as-transport.ts': [/^anthropic: Carried by an SDK\.$/m, /^sent with: OpenAI\/JS .*x-team search$/m],
  'stream.ts': [
    /… left early/,
    /^broken: APIConnectionError, arrived: "This answer is"$/m,
    /ending in "data: \[DONE\]"/,
  ],
  'structured-output.ts': [/^Leek soup: 35 minutes, 1 ingredients$/m, /^SchemaValidationError: .*minutes/m],
  'testing-with-the-simulator.ts': [/^(?:#|ℹ) pass 4$/m, /^(?:#|ℹ) fail 0$/m],
  'tools.ts': [/^turn 1: get_weather -> .*Oslo/m, /^turn 2: It is warmer in Paris/m],
}

/** The environment without what would make an example call a vendor. */
function withoutKeys(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/_(?:API_KEY|TOKEN|BASE_URL|API_BASE)$|_PROXY$/i.test(name),
  )
  // A test runner inside a test runner reports to the outer one, unless it does not know.
  return Object.fromEntries(kept.filter(([name]) => !/^(?:VITEST|NODE_TEST|NODE_OPTIONS)/.test(name)))
}

describe('the examples', () => {
  test.each(EXAMPLES)('%s runs without a key and shows what it is for', { timeout: 60_000 }, async (name) => {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', join('examples', name)],
      { cwd: ROOT, env: withoutKeys() },
    )
    expect(stderr).toBe('')
    expect(TELLTALES[name], 'a telltale in this file').toBeDefined()
    for (const telltale of TELLTALES[name] ?? []) expect(stdout).toMatch(telltale)
  })
})
