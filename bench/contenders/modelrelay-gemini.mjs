import { openRelay } from '../child/open-relay.mjs'

export const open = (baseURL) => openRelay('gemini', { apiKey: 'bench', baseURL }, 'gemini-2.5-flash')
