import { aws } from '../child/aws.mjs'
import { openRelay } from '../child/open-relay.mjs'
import { bedrockRequest } from '../child/request.mjs'

export const open = (baseURL) => openRelay('bedrock', { aws, baseURL }, bedrockRequest.modelId)
