import { type Half, hitPairs, PAIRS, type Pair, searchTogether } from '../test/cache/semantic/safety-set/safety-set.js'

const HALVES: readonly Half[] = ['tuning', 'held out']
const [START, END] = ['<!-- safety set, written by `npm run docs` -->', '<!-- end -->']

/** The page with its table of the safety set made anew. */
export async function withSafetyTable(page: string): Promise<string> {
  const [from, to] = [page.indexOf(START), page.indexOf(END)]
  if (from < 0 || to < from) throw new Error(`docs/semantic-cache.md has no place for the table: ${START} … ${END}`)
  return `${page.slice(0, from + START.length)}\n\n${await safetyTable()}\n\n${page.slice(to)}`
}

async function safetyTable(): Promise<string> {
  const bare = new Set(await hitPairs(PAIRS, false))
  const guarded = new Set(await hitPairs(PAIRS, true))
  const row = (name: string, pairs: readonly Pair[]) => {
    const cells = HALVES.flatMap((half) => {
      const own = pairs.filter((pair) => pair.half === half)
      const hits = (among: ReadonlySet<Pair>) => String(own.filter((pair) => among.has(pair)).length)
      return [String(own.length), hits(bare), hits(guarded)]
    })
    return `| ${[name, ...cells].join(' | ')} |`
  }
  const traps = PAIRS.filter(({ kind }) => kind !== 'paraphrase')
  const kinds = [...new Set(PAIRS.map(({ kind }) => kind))]
  const together = await Promise.all(HALVES.map(async (half) => ({ half, ...(await searchTogether(ofHalf(half))) })))
  return [
    '| pairs | tuning half | near enough | hits | held-out half | near enough | hits |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...kinds.map((kind) =>
      row(
        kind === 'paraphrase' ? 'paraphrases' : `trap: ${kind}`,
        PAIRS.filter((pair) => pair.kind === kind),
      ),
    ),
    row('all traps', traps),
    '',
    inAll(guarded),
    '',
    ...together.map(
      ({ half, right, paraphrases, wrong, searches }) =>
        `All first questions of the ${half === 'tuning' ? 'tuning' : 'held-out'} half stored side by side: ${right} of ${paraphrases} paraphrases found their answer, ${wrong.length} of ${searches} searches found a wrong one.`,
    ),
  ].join('\n')
}

function ofHalf(half: Half): Pair[] {
  return PAIRS.filter((pair) => pair.half === half)
}

function inAll(hits: ReadonlySet<Pair>): string {
  const share = (paraphrases: boolean) => {
    const pairs = PAIRS.filter(({ kind }) => (kind === 'paraphrase') === paraphrases)
    const hit = pairs.filter((pair) => hits.has(pair)).length
    return `${hit} of ${pairs.length} ${paraphrases ? 'paraphrases' : 'traps'} (${((100 * hit) / pairs.length).toFixed(0)} %)`
  }
  return `Both halves: ${share(true)} and ${share(false)} hit.`
}
