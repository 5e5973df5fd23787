import { defineProvider, type Provider, type ProviderCall, type ProviderRequest } from '../../src/provider.js'
import { dialectParts } from '../openai/translator.js'
import { type Endpoint, endpointTransport } from './endpoint-transport.js'

const http = defineProvider({
  id: 'sagemaker',
  aliases: ['sagemaker_chat'],
  name: 'Amazon SageMaker',
  baseURL: 'https://runtime.sagemaker.invalid', // the AWS SDK knows the region's
  apiKeyEnv: [],
  authorize: () => ({}), // it signs
  ...dialectParts({
    provider: 'sagemaker',
    path: '/invocations',
    // What vLLM and Hugging Face's TGI, the servers in AWS's containers, take:
    // https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html, https://huggingface.co/docs/text-generation-inference/messages_api
    dialect: { maxTokens: 'max_tokens', extraParams: ['top_k'] },
  }),
})

/**
 * Endpoints of Amazon SageMaker whose containers speak OpenAI's chat form, through the AWS SDK, which is loaded with the
 * first call. The model is the endpoint's name; `model_id` in the body names an inference component behind it.
 */
export const sagemaker: Provider = defineProvider({
  ...http,
  complete: (request, call) => http.complete(toBody(request), through(request, call)),
  stream: (request, call) => http.stream(toBody(request), through(request, call)),
})

function toBody(request: ProviderRequest): ProviderRequest {
  if (!('model_id' in request)) return request
  const { model_id: _, ...body } = request
  return body
}

function through(request: ProviderRequest, call: ProviderCall): ProviderCall {
  const endpoint: Endpoint = { EndpointName: call.model }
  if ('model_id' in request && typeof request.model_id === 'string') endpoint.InferenceComponentName = request.model_id
  return { ...call, transport: endpointTransport(call, endpoint) }
}
