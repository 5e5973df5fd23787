// The undici that modelrelay uses, not the older one that comes with the contenders.
import { createRequire } from 'node:module'

export const { Pool } = createRequire(new URL('../../package.json', import.meta.url))('undici')
