import { openRelay } from '../child/open-relay.mjs'

export const open = (baseURL) => openRelay('openai', { apiKey: 'bench', baseURL: `${baseURL}/v1` }, 'gpt-4o-mini')
