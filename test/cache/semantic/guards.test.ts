import fc from 'fast-check'
import { expect, test } from 'vitest'
import { questionGuards } from '../../../src/cache/guards/question-guards.js'
import { readQuestion } from '../../../src/cache/guards/question-text.js'

function refusal(asked: string, stored: string): string | undefined {
  const [ours, theirs] = [readQuestion(asked), readQuestion(stored)]
  for (const guard of questionGuards) {
    const refused = guard(ours, theirs)
    if (refused !== undefined) return refused
  }
  return undefined
}

test.each([
  ['What is 1,000 plus 5?', 'What is 1,000 plus 6?', 'numbers'],
  ['What is -3 squared?', 'What is 3 squared?', 'numbers'],
  ['Plan five days', 'Plan ten days', 'numbers'],
  ['Is 5 kg much?', 'Is 5 lbs much?', 'units'],
  ['Is 20 mg much?', 'Is 20 g much?', 'units'],
  ['Meet on Friday', 'Meet on Monday', 'dates'],
  ['What is on today?', 'What is on tomorrow?', 'dates'],
  ['Which birds can fly?', "Which birds can't fly?", 'negations'],
  ['Was ist erlaubt?', 'Was ist nicht erlaubt?', 'negations'],
  ['这个可以吃吗', '这个不可以吃吗', 'negations'],
  ['How do I enable it?', 'How do I disable it?', 'opposites'],
  ['Do they like it?', 'Do they dislike it?', 'opposites'],
  ['Where does Anna live?', 'Where does Berta live?', 'names'],
  ['Did Rome beat Paris?', 'Did Paris beat Rome?', 'names in another order'],
  ['Spell "there"', 'Spell "their"', 'quotations'],
  ['What is a.b() for?', 'What is a.c() for?', 'code'],
  ['What is the time?', 'Wie spät ist es und was ist das?', 'languages'],
  ['東京の天気は', '大阪の天気は', 'the'],
  ['how do i sort in python', 'how do i sort in ruby', 'languages'],
  ['How do I wash a silk shirt?', 'How do I wash a wool shirt?', 'beside shirt'],
  ['Can I eat eggs?', 'Can I eat eggs in pregnancy?', 'only one question says'],
])('%s and %s: %s', (asked, stored, why) => {
  expect(refusal(asked, stored)).toMatch(new RegExp(`^(?:${why}|beside|the same sentence)`))
  expect(refusal(stored, asked)).toBeDefined()
})

test.each([
  ['How do I boil an egg?', 'What is the way to boil eggs?'],
  ['What does "ephemeral" mean?', 'What does ephemeral mean?'],
  ['What is 1,000 plus 5?', 'Please tell me: what is 1000 plus 5?'],
  ['Is 5 kg much?', 'Is 5 kilograms much?'],
  ['How do I remove a file?', 'How do I delete a file?'],
])('nothing speaks against %s and %s', (asked, stored) => {
  expect(refusal(asked, stored)).toBeUndefined()
})

test('whatever the texts: nothing is said against a text and itself, and what is said does not depend on the order', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc
      .array(fc.constantFrom('not', 'Rome', 'enable', 'disable', '5', 'km', '"a b"', 'x()', 'May', 'ñ', '不', 'the'), {
        maxLength: 8,
      })
      .map((words) => words.join(' ')),
  )
  fc.assert(
    fc.property(text, text, (left, right) => {
      expect(refusal(left, left)).toBeUndefined()
      expect(refusal(left, right) === undefined).toBe(refusal(right, left) === undefined)
    }),
  )
})
