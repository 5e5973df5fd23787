// What is asked and answered: the same words for every client.

const WORDS =
  'A river that leaves the mountains carries gravel first, then sand, then only “fine” silt; by the delta — 三角洲 — it is slow and wide.'.split(
    ' ',
  )

export const word = (at) => (at === 0 ? '' : ' ') + WORDS[at % WORDS.length]

/** The text of an answer of `length` tokens. */
export const text = (length) => Array.from({ length }, (_, at) => word(at)).join('')

export const WHOLE_TOKENS = 300

export const PROMPT_TOKENS = 420
