const IRREGULAR: ReadonlyMap<string, string> = new Map([
  ['won', 'win'],
  ['lost', 'lose'],
  ['bought', 'buy'],
  ['sold', 'sell'],
  ['sent', 'send'],
  ['children', 'child'],
  ['kids', 'child'],
  ['people', 'person'],
  ['men', 'man'],
  ['women', 'woman'],
  ['fell', 'fall'],
  ['wrote', 'write'],
  ['written', 'write'],
  ['made', 'make'],
  ['got', 'get'],
  ['went', 'go'],
  ['done', 'do'],
])

/** A word without its English endings, roughly: both sides of a comparison are cut alike. */
export function stem(word: string): string {
  const irregular = IRREGULAR.get(word)
  if (irregular !== undefined) return irregular
  if (word.length < 4) return word
  const plural = word
    .replace(/ies$/, 'y')
    .replace(/(?<=[sxz]|ch|sh)es$/, '')
    .replace(/(?<=[^su])s$/, '')
  const cut = plural.replace(/(?<=..[^aeiou])(?:ing|ed|er)$/, '')
  // stopping, stop
  const root = cut === plural ? plural.replace(/(?<=...)ly$/, '') : cut.replace(/([^aeiouls])\1$/, '$1')
  return root.replace(/(?<=..)e$/, '')
}
