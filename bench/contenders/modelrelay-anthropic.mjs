import { openRelay } from '../child/open-relay.mjs'

export const open = (baseURL) => openRelay('anthropic', { apiKey: 'bench', baseURL }, 'claude-haiku-4-5')
