import type { Row } from '../row.js'
import { asianModelMakers } from './asian-model-makers.js'
import { chipMakers } from './chip-makers.js'
import { embeddingMakers } from './embedding-makers.js'
import { gateways } from './gateways.js'
import { hyperscalers } from './hyperscalers.js'
import { inferenceClouds } from './inference-clouds.js'
import { localServers } from './local-servers.js'
import { modelMakers } from './model-makers.js'
import { smallClouds } from './small-clouds.js'

/** Every vendor of OpenAI's dialect. */
export const rows: readonly Row[] = [
  ...modelMakers,
  ...asianModelMakers,
  ...chipMakers,
  ...inferenceClouds,
  ...smallClouds,
  ...hyperscalers,
  ...gateways,
  ...localServers,
  ...embeddingMakers,
]
