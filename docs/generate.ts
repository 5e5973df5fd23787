// `npm run docs`: writes the pages that come from the sources.
import { readFile, writeFile } from 'node:fs/promises'
import { providersPage } from './generate-providers.js'
import { withRoutingTables } from './routing-tables.js'
import { withSafetyTable } from './safety-table.js'

await writeFile(new URL('./providers.md', import.meta.url), providersPage())

const strategies = new URL('./routing-strategies.md', import.meta.url)
await writeFile(strategies, withRoutingTables(await readFile(strategies, 'utf8')))

const semantic = new URL('./semantic-cache.md', import.meta.url)
await writeFile(semantic, await withSafetyTable(await readFile(semantic, 'utf8')))
