import { expect, it } from 'vitest'
import { createToolUseIds } from '../../providers/anthropic/tool-use-ids.js'

it('a result beyond the calls takes nothing from the calls that come later under the same id', () => {
  const ids = createToolUseIds([])
  const first = ids.ofCall('a')
  expect(ids.ofResult('a')).toBe(first)
  ids.ofResult('a')
  const second = ids.ofCall('a')
  expect(second).not.toBe(first)
  expect(ids.ofResult('a')).toBe(second)
})
