import { createRelay } from '../../src/index.js'
import { type Simulator, startSimulator } from '../../src/simulator.js'
import { KEY } from '../../src/testing/subject.js'

/**
 * A project, and a simulator that hands out tokens. One call has the provider ask for its token, which it keeps: the
 * shared suite counts the requests of a call.
 */
export async function openWatsonx(): Promise<Simulator> {
  const simulator = await startSimulator()
  process.env['WATSONX_PROJECT_ID'] = 'project'
  process.env['WATSONX_IAM_URL'] = `http://127.0.0.1:${simulator.port}/identity/token`
  const relay = createRelay()
  await relay.completion(
    { model: 'watsonx/ibm/granite-4-h-small', messages: [{ role: 'user', content: 'Hello' }] },
    { apiKey: KEY, baseURL: simulator.url('watsonx') },
  )
  await relay.close()
  return simulator
}
