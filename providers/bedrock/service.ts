import type { Named } from '../aws/service.js'

export const BEDROCK: Named = {
  name: 'Bedrock',
  apiKeyEnv: ['AWS_BEARER_TOKEN_BEDROCK'],
  // https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html#API_runtime_Converse_Errors
  statuses: {
    ConflictException: 400,
    InternalServerException: 500,
    ModelErrorException: 424,
    ModelNotReadyException: 429,
    ModelStreamErrorException: 424,
    ModelTimeoutException: 408,
    ResourceNotFoundException: 404,
    ServiceQuotaExceededException: 400,
    ServiceUnavailableException: 503,
    ValidationException: 400,
  },
}
