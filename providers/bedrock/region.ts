import type { ProviderCall } from '../../src/provider.js'
import { regionOf as awsRegionOf } from '../aws/settings.js'
import { toModelId } from './model-id.js'

/** The region that an ARN names, else that of the settings. */
export function regionOf({ model, connection }: Pick<ProviderCall, 'model' | 'connection'>, modelId = model) {
  return toModelId(modelId).region ?? toModelId(model).region ?? awsRegionOf(connection)
}
