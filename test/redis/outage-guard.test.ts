import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { OutageGuard } from '../../src/redis/outage-guard.js'

const never = () => new Promise<never>(() => {})

describe('OutageGuard', () => {
  const onDown = vi.fn()
  const onUp = vi.fn()
  const onHang = vi.fn()
  const probe = vi.fn<() => Promise<unknown>>()
  let guard: OutageGuard

  beforeEach(() => {
    vi.useFakeTimers()
    for (const mock of [onDown, onUp, onHang, probe]) mock.mockReset()
    guard = new OutageGuard({ timeoutMs: 20, probe, onDown, onUp, onHang })
  })

  afterEach(() => {
    guard.close()
    vi.useRealTimers()
  })

  it('gives the result of what is in time', async () => {
    expect(await guard.run(async () => 'result')).toBe('result')
    expect(guard.down).toBe(false)
  })

  it('ends all waits with the first that takes too long', async () => {
    const slow = guard.run(never)
    await vi.advanceTimersByTimeAsync(15)
    const later = guard.run(never)
    await vi.advanceTimersByTimeAsync(5)
    expect(await Promise.all([slow, later])).toEqual([undefined, undefined])
    expect(onDown).toHaveBeenCalledOnce()
    expect(onDown.mock.calls[0]?.[0]).toMatchObject({ name: 'APITimeoutError' })
  })

  it('sends nothing while it is down', async () => {
    await guard.run(() => Promise.reject(new Error('gone')))
    const operation = vi.fn(async () => 'result')
    expect(await guard.run(operation)).toBeUndefined()
    expect(operation).not.toHaveBeenCalled()
    expect(onDown).toHaveBeenCalledOnce()
  })

  it('hands over what comes too late', async () => {
    let answer: (result: string) => void = () => {}
    const late = vi.fn()
    const slow = guard.run(() => new Promise<string>((resolve) => (answer = resolve)), late)
    await vi.advanceTimersByTimeAsync(20)
    expect(await slow).toBeUndefined()
    answer('too late')
    await vi.advanceTimersByTimeAsync(0)
    expect(late).toHaveBeenCalledExactlyOnceWith('too late')
  })

  it('is up again with the first probe that is answered in time', async () => {
    probe.mockRejectedValueOnce(new Error('gone')).mockImplementationOnce(never).mockResolvedValue('well')
    await guard.run(() => Promise.reject(new Error('gone')))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(probe).toHaveBeenCalledTimes(3)
    expect(onUp).toHaveBeenCalledOnce()
    expect(await guard.run(async () => 'result')).toBe('result')
  })

  it('is not up with a probe that is answered late', async () => {
    probe.mockImplementation(() => new Promise((resolve) => setTimeout(resolve, 100)))
    await guard.run(() => Promise.reject(new Error('gone')))
    await vi.advanceTimersByTimeAsync(10_000)
    expect(probe.mock.calls.length).toBeGreaterThan(10)
    expect(guard.down).toBe(true)
  })

  it('lets few probes hang, and asks for another connection', async () => {
    probe.mockImplementation(never)
    await guard.run(() => Promise.reject(new Error('gone')))
    await vi.advanceTimersByTimeAsync(3_600_000)
    expect(probe).toHaveBeenCalledTimes(3)
    expect(onHang).toHaveBeenCalled()
  })

  it('waits for nothing once it is closed', async () => {
    const slow = guard.run(never)
    guard.close()
    expect(await slow).toBeUndefined()
    expect(await guard.run(async () => 'result')).toBeUndefined()
    expect(vi.getTimerCount()).toBe(0)
  })
})
