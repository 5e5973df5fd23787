// The entry 'modelrelay/simulator'.
export type { Answer, ToolCall } from './simulator/answer.js'
export { splitText } from './simulator/chunking.js'
export type { Dialect, Frame, FrameKind, RequestFacts } from './simulator/dialect.js'
export type { SimulatorOptions } from './simulator/options.js'
export type { SimulatedDialect, SimulatedRequest } from './simulator/recorded-request.js'
export type {
  AnswerStep,
  Chunking,
  Delivery,
  ErrorFields,
  ErrorStep,
  FaultPosition,
  Faults,
  RateLimitState,
  RateLimitWindow,
  RawStep,
  Script,
  ScriptedThinkingBlock,
  ScriptedToolCall,
  ScriptedUsage,
  ScriptFunction,
  Step,
} from './simulator/script.js'
export { type Simulator, startSimulator } from './simulator/server.js'
