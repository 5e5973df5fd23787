import type { Behaviour } from './behaviour.js'
import { answers } from './behaviours/answers.js'
import { broken } from './behaviours/broken.js'
import { embeddings } from './behaviours/embeddings.js'
import { errors } from './behaviours/errors.js'
import { media } from './behaviours/media.js'
import { params } from './behaviours/params.js'
import { reasoning } from './behaviours/reasoning.js'
import { retries } from './behaviours/retries.js'
import { roles } from './behaviours/roles.js'
import { structured } from './behaviours/structured.js'
import { time } from './behaviours/time.js'
import { toolHistory } from './behaviours/tool-history.js'
import { tools } from './behaviours/tools.js'
import { usage } from './behaviours/usage.js'

/** What every provider does. */
export const ALL_BEHAVIOURS: readonly Behaviour[] = [
  ...answers,
  ...usage,
  ...roles,
  ...tools,
  ...toolHistory,
  ...media,
  ...structured,
  ...reasoning,
  ...params,
  ...errors,
  ...retries,
  ...time,
  ...broken,
  ...embeddings,
]

/** The names of those that tell most, for the many vendors that share one translator. */
export const CORE_BEHAVIOURS: readonly string[] = [
  'a question is answered',
  'a text is the same whole and streamed',
  'a system message reaches the model',
  'a call arrives with its arguments',
  'a reply with a call goes back with its result',
  'usage counts input, output and their sum',
  'the key is in a header and nowhere else',
  '401 is a wrong key, whole and streamed',
  'retry-after says how long to wait',
  'a stream cut in its middle is an error with what had arrived',
]

/** The names of those about embeddings, for vendors that have nothing else. */
export const EMBEDDING_BEHAVIOURS: readonly string[] = embeddings.map(({ name }) => name)
