import { anthropicMessages } from './anthropic-messages.js'
import { bedrockConverse } from './bedrock-converse.js'
import { bedrockEmbeddings } from './bedrock-embeddings.js'
import { cohereChat } from './cohere-chat.js'
import { cohereEmbeddings } from './cohere-embeddings.js'
import type { Dialect } from './dialect.js'
import { geminiContent, vertexContent } from './gemini-content.js'
import { geminiEmbeddings, vertexEmbeddings } from './gemini-embeddings.js'
import { ollamaChat } from './ollama-chat.js'
import { ollamaEmbeddings } from './ollama-embeddings.js'
import { openaiChat } from './openai-chat.js'
import { openaiEmbeddings } from './openai-embeddings.js'
import { openaiResponses } from './openai-responses.js'
import type { SimulatorOptions } from './options.js'
import { replicatePredictions, replicateStream } from './replicate-predictions.js'
import { sagemakerInvocations } from './sagemaker-invocations.js'
import { anthropicCount, bedrockCount, geminiCount } from './token-counts.js'
import { vertexClaude, vertexOpenapi, vertexRaw } from './vertex-partners.js'
import { ibmIam, watsonxChat } from './watsonx-chat.js'
import { watsonxEmbeddings } from './watsonx-embeddings.js'

/** Every protocol that the simulator speaks; a new one is a file and a member here. A maker's chat comes first. */
export const DIALECTS: readonly Dialect[] = [
  openaiChat,
  anthropicMessages,
  bedrockConverse,
  cohereChat,
  geminiContent,
  vertexContent,
  vertexClaude,
  vertexRaw,
  vertexOpenapi,
  openaiResponses,
  watsonxChat,
  ibmIam,
  replicatePredictions,
  replicateStream,
  sagemakerInvocations,
  ollamaChat,
  openaiEmbeddings,
  bedrockEmbeddings,
  cohereEmbeddings,
  geminiEmbeddings,
  vertexEmbeddings,
  ollamaEmbeddings,
  watsonxEmbeddings,
  anthropicCount,
  geminiCount,
  bedrockCount,
]

/** The protocols of a simulator: those that its options bring, then ours. */
export function dialectsOf({ dialects = [] }: Pick<SimulatorOptions, 'dialects'>): readonly Dialect[] {
  return [...dialects, ...DIALECTS]
}

/** The protocol of a provider's SDK: all but the makers of another speak OpenAI's. */
export function dialectOf(provider: string, dialects: readonly Dialect[] = DIALECTS): Dialect {
  return dialects.find((dialect) => dialect.maker === provider) ?? openaiChat
}

/** The protocol of a client whose path tells nothing: every Anthropic client sends its version. */
export function familyOf(headers: Readonly<Record<string, string>>): Dialect {
  return headers['anthropic-version'] ? anthropicMessages : openaiChat
}
