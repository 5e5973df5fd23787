// The request of every call: about 2 kB, in each wire's own form.
import { text } from './words.mjs'

const system = `You are a careful assistant. ${text(140)}`
const user = `Here is my question. ${text(180)}`
const settings = { temperature: 0.7, max_tokens: 512 }

export const messages = [
  { role: 'system', content: system },
  { role: 'user', content: user },
]

export const openaiRequest = { model: 'gpt-4o-mini', ...settings, messages }

export const anthropicRequest = {
  model: 'claude-haiku-4-5',
  ...settings,
  system,
  messages: [{ role: 'user', content: user }],
}

export const geminiRequest = {
  model: 'gemini-2.5-flash',
  contents: [{ role: 'user', parts: [{ text: user }] }],
  config: { systemInstruction: system, temperature: settings.temperature, maxOutputTokens: settings.max_tokens },
}

export const bedrockRequest = {
  modelId: 'anthropic.claude-haiku-4-5-20251001-v1:0',
  system: [{ text: system }],
  messages: [{ role: 'user', content: [{ text: user }] }],
  inferenceConfig: { temperature: settings.temperature, maxTokens: settings.max_tokens },
}
