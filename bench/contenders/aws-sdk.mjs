import { BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import { aws } from '../child/aws.mjs'
import { bedrockRequest } from '../child/request.mjs'

/** As modelrelay sets it: one HTTP/2 connection for many requests, where the SDK alone opens one for each in flight. */
const requestHandler = { disableConcurrentStreams: false, requestTimeout: 0, sessionTimeout: 0 }

export function open(endpoint) {
  const client = new BedrockRuntimeClient({ ...aws, endpoint, maxAttempts: 1, requestHandler })
  return {
    close: () => client.destroy(),
    async call() {
      const { output } = await client.send(new ConverseCommand(bedrockRequest))
      return output.message.content[0].text
    },
    async stream() {
      const { stream } = await client.send(new ConverseStreamCommand(bedrockRequest))
      let text = ''
      for await (const event of stream) text += event.contentBlockDelta?.delta.text ?? ''
      return text
    },
  }
}
