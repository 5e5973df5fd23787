// `npm run docs`: writes the pages that come from the sources.
import { writeFile } from 'node:fs/promises'
import { providersPage } from './generate-providers.js'

await writeFile(new URL('./providers.md', import.meta.url), providersPage())
