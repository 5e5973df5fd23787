// The entry 'modelrelay/testing'.
export { ALL_BEHAVIOURS, CORE_BEHAVIOURS, EMBEDDING_BEHAVIOURS } from './testing/all-behaviours.js'
export type { Behaviour } from './testing/behaviour.js'
export type { CacheAbility, CacheBehaviour, CacheSubject, CacheTestOptions } from './testing/cache-behaviour.js'
export type { Ability, ProviderTestOptions } from './testing/options.js'
export type {
  SemanticBehaviour,
  SemanticCacheTestOptions,
  SemanticSubject,
  SemanticTestSettings,
} from './testing/semantic-behaviour.js'
export { KEY, type Subject } from './testing/subject.js'
export { CACHE_BEHAVIOURS, runCacheBehaviour, testCache } from './testing/test-cache.js'
export { behavioursFor, runBehaviour, type TestRunner, testProvider } from './testing/test-provider.js'
export { SEMANTIC_BEHAVIOURS, testSemanticCache } from './testing/test-semantic-cache.js'
