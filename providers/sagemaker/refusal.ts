import { isRecord } from '../../src/provider.js'

/** What the container said no with. */
export interface Refusal {
  status: number
  text: string
}

/**
 * The container's own answer inside a `ModelError`; everything else is SageMaker's and is thrown on.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html#API_runtime_InvokeEndpoint_Errors
 */
export function toRefusal(thrown: unknown): { refusal: Refusal } {
  if (!(thrown instanceof Error) || thrown.name !== 'ModelError') throw thrown
  const status: unknown = Reflect.get(thrown, 'OriginalStatusCode')
  const text: unknown = Reflect.get(thrown, 'OriginalMessage')
  // Status 0: the container gave no answer within SageMaker's minute (aws/amazon-sagemaker-examples issue 799).
  const stated = status === 0 ? 504 : status
  if (typeof stated !== 'number' || stated < 400 || stated > 599) throw thrown
  return { refusal: { status: stated, text: typeof text === 'string' && text ? text : thrown.message } }
}

export function isRefused(value: object): value is { refusal: Refusal } {
  return 'refusal' in value && isRecord(value.refusal)
}
