import {
  APIResponseError,
  failureInside,
  InternalServerError,
  type ModelRelayError,
  type ProviderCall,
} from '../../src/provider.js'

/** The error for a prediction that did not succeed. */
export function toFailure(prediction: Record<string, unknown>, call: ProviderCall): ModelRelayError {
  const { provider, model, report } = call
  const details = { provider, model, requestId: report.requestId }
  const { status, error, detail } = prediction
  if (typeof error === 'string' && error !== '') return failureInside({ error }, call)
  if (typeof detail === 'string' && detail !== '') return failureInside({ error: detail }, call) // no prediction at all
  if (status === 'failed' || status === 'canceled' || status === 'aborted')
    return new InternalServerError(`The prediction of Replicate was ${status}.`, { ...details, retryable: false })
  return new APIResponseError('The answer of Replicate is not a prediction.', details)
}
