import { expect, it, vi } from 'vitest'
import { loadSdk } from '../../providers/bedrock/sdk.js'
import { send } from '../../providers/bedrock/send.js'
import { CLAUDE, callOf } from './call.js'

vi.mock('../../providers/bedrock/sdk.js')

it('an abort while the SDK loads ends the call before anything is sent', async () => {
  vi.mocked(loadSdk).mockReturnValue(new Promise(() => {}))
  const controller = new AbortController()
  const reason = new Error('Enough.')
  const make = vi.fn()
  const sent = send({ ...callOf(), signal: controller.signal }, CLAUDE, make)
  controller.abort(reason)
  await expect(sent).rejects.toBe(reason)
  expect(make).not.toHaveBeenCalled()
})
