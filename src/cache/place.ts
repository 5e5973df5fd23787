import type { CallOptions } from '../contract/call.js'

/** Where a call asks to be answered, of its own options; undefined where it says nothing of it. Never a key. */
export function placeOf(options: CallOptions): Readonly<Record<string, unknown>> | undefined {
  const { baseURL, query, region, aws, vertex, azure } = options
  if (!(baseURL ?? query ?? region ?? aws ?? vertex ?? azure)) return undefined
  return {
    baseURL,
    query,
    region,
    aws: aws?.region,
    vertex: vertex && [vertex.project, vertex.location],
    azure: azure && [azure.apiVersion, azure.baseModel],
  }
}
