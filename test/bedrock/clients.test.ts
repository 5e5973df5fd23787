import { expect, it, vi } from 'vitest'
import { Clients } from '../../providers/aws/clients.js'

class FakeClient {
  readonly destroy = vi.fn()
}
const open = () => new FakeClient()

it('settings share a client', () => {
  const clients = new Clients<FakeClient>()
  const first = clients.lease('a', open).client
  expect(clients.lease('a', open).client).toBe(first)
  expect(clients.lease('b', open).client).not.toBe(first)
})

it('of too many the one used least lately goes, once its last request is over', () => {
  const clients = new Clients<FakeClient>()
  const busy = clients.lease('busy', open)
  const idle = clients.lease('idle', open)
  idle.release()
  for (let at = 0; at < 64; at++) clients.lease(`other ${at}`, open).release()
  expect(idle.client.destroy).toHaveBeenCalledOnce()
  expect(busy.client.destroy).not.toHaveBeenCalled()
  busy.release()
  busy.release()
  expect(busy.client.destroy).toHaveBeenCalledOnce()
  expect(clients.lease('busy', open).client).not.toBe(busy.client)
})

it('closing ends every client, and one asked for later goes with its request', () => {
  const clients = new Clients<FakeClient>()
  const busy = clients.lease('a', open)
  const idle = clients.lease('b', open)
  idle.release()
  clients.close()
  expect(busy.client.destroy).toHaveBeenCalledOnce()
  expect(idle.client.destroy).toHaveBeenCalledOnce()
  const late = clients.lease('a', open)
  expect(late.client).not.toBe(busy.client)
  late.release()
  expect(late.client.destroy).toHaveBeenCalledOnce()
})

it('a client whose connection may be dead is nobody else’s', () => {
  const clients = new Clients<FakeClient>()
  const lease = clients.lease('a', open)
  const other = clients.lease('a', open)
  lease.release(true)
  expect(clients.lease('a', open).client).not.toBe(lease.client)
  expect(lease.client.destroy).not.toHaveBeenCalled()
  other.release()
  expect(lease.client.destroy).toHaveBeenCalledOnce()
})
