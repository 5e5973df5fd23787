import { describe, test } from 'vitest'
import { memoryCache } from '../../src/cache/memory-cache.js'
import { tieredCache } from '../../src/cache/tiered-cache.js'
import { testCache } from '../../src/testing.js'

testCache({ describe, test }, { name: 'memory', create: () => memoryCache() })
testCache({ describe, test }, { name: 'tiered', create: () => tieredCache([memoryCache(), memoryCache()]) })
