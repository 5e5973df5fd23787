import { expect, it, vi } from 'vitest'
import { Clients } from '../../providers/bedrock/clients.js'
import type { Sdk } from '../../providers/bedrock/sdk.js'

class FakeClient {
  readonly destroy = vi.fn()
}
// Of the whole SDK only the client's class is used.
const sdk = { BedrockRuntimeClient: FakeClient } as unknown as Sdk
const settings = (key: string) => ({ key, region: undefined, config: () => ({}) })

it('settings share a client', () => {
  const clients = new Clients()
  const first = clients.lease(sdk, settings('a')).client
  expect(clients.lease(sdk, settings('a')).client).toBe(first)
  expect(clients.lease(sdk, settings('b')).client).not.toBe(first)
})

it('of too many the one used least lately goes, once its last request is over', () => {
  const clients = new Clients()
  const busy = clients.lease(sdk, settings('busy'))
  const idle = clients.lease(sdk, settings('idle'))
  idle.release()
  for (let at = 0; at < 64; at++) clients.lease(sdk, settings(`other ${at}`)).release()
  expect(idle.client.destroy).toHaveBeenCalledOnce()
  expect(busy.client.destroy).not.toHaveBeenCalled()
  busy.release()
  busy.release()
  expect(busy.client.destroy).toHaveBeenCalledOnce()
  expect(clients.lease(sdk, settings('busy')).client).not.toBe(busy.client)
})

it('closing ends every client, and one asked for later goes with its request', () => {
  const clients = new Clients()
  const busy = clients.lease(sdk, settings('a'))
  const idle = clients.lease(sdk, settings('b'))
  idle.release()
  clients.close()
  expect(busy.client.destroy).toHaveBeenCalledOnce()
  expect(idle.client.destroy).toHaveBeenCalledOnce()
  const late = clients.lease(sdk, settings('a'))
  expect(late.client).not.toBe(busy.client)
  late.release()
  expect(late.client.destroy).toHaveBeenCalledOnce()
})

it('a client whose connection may be dead is nobody else’s', () => {
  const clients = new Clients()
  const lease = clients.lease(sdk, settings('a'))
  const other = clients.lease(sdk, settings('a'))
  lease.release(true)
  expect(clients.lease(sdk, settings('a')).client).not.toBe(lease.client)
  expect(lease.client.destroy).not.toHaveBeenCalled()
  other.release()
  expect(lease.client.destroy).toHaveBeenCalledOnce()
})
