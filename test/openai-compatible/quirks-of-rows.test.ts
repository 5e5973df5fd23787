import { describe, expect, it } from 'vitest'
import { openaiCompatible } from '../../providers/openai-compatible/index.js'
import type { ChatTool, Provider } from '../../src/provider.js'
import { type Ask, complete, delta, sentFor, stream } from '../openai/wire.js'

// What the list of quirks says of a vendor by name, seen from its row. The numbers are those of the list.

function provider(prefix: string): Provider {
  const found = openaiCompatible(prefix)
  if (!found) throw new Error(`no row for ${prefix}`)
  return found
}

const effort = (reasoning_effort: NonNullable<Ask['reasoning_effort']>): Ask => ({ reasoning_effort })
const thinking = (budget_tokens: number): Ask => ({ thinking: { type: 'enabled', budget_tokens } })
const tools: ChatTool[] = [
  { type: 'function', function: { name: 'f', parameters: { type: 'object', properties: {} } } },
]
const developer = [
  { role: 'developer', content: 'Be brief.' },
  { role: 'user', content: 'Go' },
]

describe('what a row sends', () => {
  it.each<[string, string, Ask, object, number]>([
    ['groq', 'openai/gpt-oss-20b', effort('minimal'), { reasoning_effort: 'low' }, 132],
    ['groq', 'openai/gpt-oss-20b', effort('xhigh'), { reasoning_effort: 'high' }, 132],
    ['groq', 'qwen/qwen3-32b', effort('high'), { reasoning_effort: 'default' }, 132],
    ['groq', 'qwen/qwen3-32b', effort('none'), { reasoning_effort: 'none' }, 132],
    ['zai', 'glm-4.6', effort('low'), { thinking: { type: 'enabled', clear_thinking: false } }, 42],
    ['zai', 'glm-4.6', effort('none'), { thinking: { type: 'disabled' } }, 42],
    ['dashscope', 'qwen-plus', effort('low'), { enable_thinking: true }, 141],
    ['dashscope', 'qwen-plus', effort('none'), { enable_thinking: false }, 141],
    ['dashscope', 'qwen-plus', thinking(50_000), { enable_thinking: true, thinking_budget: 16_384 }, 141],
    ['together_ai', 'some-model', effort('high'), { reasoning: { enabled: true } }, 143],
    ['fireworks_ai', 'some-model', effort('minimal'), { reasoning_effort: 'low' }, 143],
    ['fireworks_ai', 'some-model', effort('xhigh'), { reasoning_effort: 'high' }, 143],
    ['openrouter', 'some/model', effort('low'), { reasoning: { effort: 'low' } }, 42],
    ['moonshot', 'kimi-k2.5', effort('none'), { thinking: { type: 'disabled' } }, 139],
    ['moonshot', 'kimi-k3', effort('none'), { reasoning_effort: 'low' }, 139],
    ['moonshot', 'kimi-k3.1-pro', effort('xhigh'), { reasoning_effort: 'max' }, 139],
    ['mistral', 'mistral-large-latest', { seed: 7 }, { random_seed: 7 }, 126],
    ['deepseek', 'deepseek-chat', thinking(2000), { thinking: { type: 'enabled' } }, 42],
    ['hosted_vllm', 'some-model', { thinking_token_budget: 9, priority: 1 }, { thinking_token_budget: 9 }, 148],
  ])('%s %s %j: %j (%i)', async (prefix, model, request, expected) => {
    expect(await sentFor(provider(prefix), { model, ...request })).toMatchObject(expected)
  })

  it('Z.AI is asked to stream arguments (44)', async () => {
    const word = delta({ content: 'Hi.' }, 'stop')
    const { sent } = await stream(provider('zai'), [word], { model: 'glm-4.6', tools })
    expect(sent).toMatchObject({ tool_stream: true })
  })

  it.each(['cerebras', 'xai', 'together_ai', 'chutes', 'deepseek', 'zai', 'moonshot', 'cloudflare', 'nvidia_nim'])(
    '%s knows no developer and no store (39, 40)',
    async (prefix) => {
      const { messages } = await sentFor(provider(prefix), { model: 'some-model', messages: developer })
      expect(messages).toMatchObject([{ role: 'system' }, { role: 'user' }])
      expect(provider(prefix).params('some-model')).not.toContain('store')
    },
  )

  it.each(['groq', 'mistral', 'together_ai', 'openrouter', 'databricks', 'huggingface', 'snowflake', 'cloudflare'])(
    '%s gets arguments that can be read, also of a call without any (14)',
    async (prefix) => {
      const call = { id: 'call_1', type: 'function', function: { name: 'f', arguments: '' } }
      const messages = [
        { role: 'user', content: 'Go' },
        { role: 'assistant', content: null, tool_calls: [call] },
        { role: 'tool', tool_call_id: 'call_1', content: 'Done' },
      ]
      const sent = await sentFor(provider(prefix), { model: 'some-model', messages, tools })
      expect(sent['messages']).toMatchObject([{}, { tool_calls: [{ function: { arguments: '{}' } }] }, {}])
      expect(call.function.arguments).toBe('')
    },
  )

  it('Kimi K3 has its sampling fixed', () => {
    expect(provider('moonshot').params('kimi-k3')).not.toContain('temperature')
    expect(provider('moonshot').params('kimi-k2.5')).toContain('temperature')
  })

  it.each([
    ['baseten', 128],
    ['dashscope', 10],
    ['deepinfra', 1024],
    ['huggingface', 32],
    ['jina_ai', 512],
    ['mistral', 256],
    ['perplexity', 512],
    ['voyage', 1000],
  ])('%s takes %i texts at once', (prefix, count) => {
    expect(provider(prefix).embedBatch?.('some-model')).toBe(count)
  })
})

describe('what a row reads', () => {
  const answer = { choices: [{ index: 0, message: { role: 'assistant', content: 'Hi.' }, finish_reason: 'stop' }] }

  it('counts of Alibaba: written and read parts of the prompt (141)', async () => {
    const usage = {
      prompt_tokens: 100,
      completion_tokens: 5,
      total_tokens: 105,
      prompt_tokens_details: { cached_tokens: 20, cache_creation_input_tokens: 30, cache_type: 'ephemeral' },
    }
    const { reply } = await complete(provider('dashscope'), { model: 'qwen-plus' }, { body: { ...answer, usage } })
    expect(reply.usage).toMatchObject({
      prompt_tokens: 100,
      prompt_tokens_details: { cached_tokens: 20, cache_creation_tokens: 30 },
    })
  })

  it.each([
    ['huggingface', 400, { error: ['Error in `parameters.top_p`'] }, 'BadRequestError', '`parameters.top_p`'],
    ['huggingface', 404, 'Not Found', 'NotFoundError', 'Not Found'],
    ['databricks', 404, { error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'No endpoint' }, 'NotFoundError', 'No end'],
    ['snowflake', 400, { message: 'unknown model', request_id: 'r' }, 'BadRequestError', 'unknown model'],
    ['cloudflare', 400, { success: false, errors: [{ code: 5007, message: 'No model' }] }, 'BadRequestError', 'No mo'],
  ])('the error of %s, %i', async (prefix, status, body, name, part) => {
    const error: unknown = await complete(provider(prefix), { model: 'm' }, { status, body }).catch((thrown) => thrown)
    expect(error).toMatchObject({ name, status, message: expect.stringContaining(part) })
  })
})
