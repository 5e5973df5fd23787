import type { Row } from '../row.js'

/** Clouds and data platforms that serve models beside much else. The numbers are those of the list of quirks. */
export const hyperscalers: readonly Row[] = [
  {
    prefix: 'bedrock_mantle',
    name: 'Amazon Bedrock Mantle',
    apiKeyEnv: ['BEDROCK_MANTLE_API_KEY', 'AWS_BEARER_TOKEN_BEDROCK'],
    docs: 'https://docs.aws.amazon.com/bedrock/latest/userguide/bedrock-mantle.html',
    responses: 'encrypted-reasoning', // recording bedrock_mantle-responses-38ff134d1c
    note: 'The base URL is `https://bedrock-mantle.<region>.api.aws/v1`; the key is a Bedrock API key.',
  },
  {
    prefix: 'databricks',
    name: 'Databricks',
    baseURLEnv: ['DATABRICKS_API_BASE'],
    apiKeyEnv: ['DATABRICKS_API_KEY', 'DATABRICKS_TOKEN'],
    docs: 'https://docs.databricks.com/en/machine-learning/foundation-models/api-reference.html',
    abilities: ['tools', 'schema'],
    note: 'The base URL is `https://<workspace>/serving-endpoints`.',
  },
  {
    prefix: 'snowflake',
    name: 'Snowflake Cortex',
    apiKeyEnv: ['SNOWFLAKE_JWT', 'SNOWFLAKE_CORTEX_PAT'],
    docs: 'https://docs.snowflake.com/en/user-guide/snowflake-cortex/cortex-rest-api',
    abilities: ['tools', 'schema', 'reasoning'],
    note: 'The base URL is `https://<account>.snowflakecomputing.com/api/v2/cortex/v1`.',
    quirks: {
      maxTokens: 'max_completion_tokens', // LiteLLM's Snowflake configuration sends only this name
      finishReasonOptional: true, // recording snowflake-chat-stream-bc4c0792d9
      reasoningDetails: true, // a recorded request sends them back so
    },
  },
  {
    prefix: 'cloudflare',
    name: 'Cloudflare Workers AI',
    apiKeyEnv: ['CLOUDFLARE_API_KEY', 'CLOUDFLARE_API_TOKEN'],
    docs: 'https://developers.cloudflare.com/workers-ai/configuration/open-ai-compatibility/',
    abilities: ['schema'],
    note: 'The base URL is `https://api.cloudflare.com/client/v4/accounts/<account>/ai/v1`.',
    quirks: { errorStatus: { 3040: 429, 5007: 400 } }, // 147
  },
  {
    prefix: 'heroku',
    name: 'Heroku Managed Inference',
    path: '/v1/chat/completions',
    baseURLEnv: ['HEROKU_API_BASE', 'INFERENCE_URL'],
    apiKeyEnv: ['HEROKU_API_KEY', 'INFERENCE_KEY'],
    docs: 'https://devcenter.heroku.com/articles/heroku-inference-api-v1-chat-completions',
    note: 'The base URL is that of the region, such as `https://us.inference.heroku.com`.',
    quirks: { flattenText: 'all' }, // the page above: content is a string
  },
  {
    prefix: 'gradient_ai',
    aliases: ['digitalocean'],
    name: 'DigitalOcean Inference',
    baseURL: 'https://inference.do-ai.run/v1',
    apiKeyEnv: ['GRADIENT_AI_API_KEY', 'DIGITALOCEAN_ACCESS_TOKEN'],
    docs: 'https://docs.digitalocean.com/products/inference/how-to/si-endpoints/',
    note: 'An agent has its own base URL, `<agent endpoint>/api/v1`.',
  },
  {
    prefix: 'scaleway',
    name: 'Scaleway',
    baseURL: 'https://api.scaleway.ai/v1',
    apiKeyEnv: ['SCW_SECRET_KEY', 'SCALEWAY_API_KEY'],
    docs: 'https://www.scaleway.com/en/docs/generative-apis/reference-content/openai-compatibility/',
  },
  {
    prefix: 'ovhcloud',
    name: 'OVHcloud AI Endpoints',
    baseURL: 'https://oai.endpoints.kepler.ai.cloud.ovh.net/v1',
    baseURLEnv: ['OVHCLOUD_API_BASE'],
    apiKeyEnv: ['OVHCLOUD_API_KEY'],
    docs: 'https://www.ovhcloud.com/en/public-cloud/ai-endpoints/catalog/',
  },
  {
    prefix: 'oci',
    name: 'Oracle Cloud Generative AI',
    apiKeyEnv: ['OCI_GENAI_API_KEY'],
    docs: 'https://docs.oracle.com/en-us/iaas/Content/generative-ai/openai-compatible-api.htm',
    note: 'The base URL is `https://inference.generativeai.<region>.oci.oraclecloud.com/openai/v1`; the key is an API key of Generative AI, not a signing key.',
  },
]
