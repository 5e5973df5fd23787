/** A prefix that LiteLLM knows and we do not, with the reason. */
export interface LeftOut {
  prefix: string
  reason: string
}

const TEXT_COMPLETION = 'Text completion or fill-in-the-middle, not chat.'
const SUBSCRIPTION = 'A subscription behind a sign-in of another client, which would have to be imitated.'

const MEDIA = 'Images, video or audio, not chat.'
const AGENT = 'Runs agents under a protocol of its own, not models.'

export const leftOut: readonly LeftOut[] = [
  {
    prefix: 'aiohttp_openai',
    reason: 'A choice of HTTP client in LiteLLM; `openai_compatible` reaches the same servers.',
  },
  {
    prefix: 'ai21',
    reason: 'The Jamba API ended on 9 August 2026 (https://docs.ai21.com/august-deprecation-notice).',
  },
  { prefix: 'ai21_chat', reason: 'See `ai21`.' },
  {
    prefix: 'anyscale',
    reason:
      'The shared endpoints ended on 1 August 2024 (https://docs.anyscale.com/endpoints/text-generation/deprecations). A service of your own is `openai_compatible/<model>`.',
  },
  {
    prefix: 'github',
    reason: 'GitHub Models ended on 30 July 2026 (https://github.com/orgs/community/discussions/203602).',
  },
  { prefix: 'lambda_ai', reason: 'Lambda announced the end of its inference API (https://lambda.ai/inference).' },
  { prefix: 'github_copilot', reason: SUBSCRIPTION },
  { prefix: 'chatgpt', reason: SUBSCRIPTION },
  { prefix: 'text-completion-openai', reason: TEXT_COMPLETION },
  { prefix: 'text-completion-codestral', reason: TEXT_COMPLETION },
  { prefix: 'text-completion-inception', reason: TEXT_COMPLETION },
  {
    prefix: 'gdc',
    reason:
      'Google Distributed Cloud: every installation has its own host, project and location in the base URL, a header `x-goog-user-project` and a service account. With a token at hand: `openai_compatible/<model>` with `baseURL`, `headers` and `apiKey`.',
  },
  {
    prefix: 'sap',
    reason:
      'SAP AI Core: a tenant, a resource group and a deployment under OAuth credentials, with a form of its own for each orchestration.',
  },
  {
    prefix: 'nlp_cloud',
    reason: 'Its chat takes a text and a list of pairs: no tools, images, roles or counts of tokens.',
  },
  { prefix: 'petals', reason: 'A swarm that is joined from Python, not an API.' },
  {
    prefix: 'predibase',
    reason:
      'Each tenant has a host of its own, which speaks OpenAI’s form: `openai_compatible/<model>` with `baseURL`.',
  },
  {
    prefix: 'triton',
    reason:
      'Takes tensors or a text. Its frontend for OpenAI’s form is `openai_compatible/<model>` with `baseURL` (https://github.com/triton-inference-server/server/tree/main/python/openai).',
  },
  {
    prefix: 'gigachat',
    reason:
      'Tokens come from a second host, and certificates from an authority that Node does not know. No recorded exchange to test with.',
  },
  ...[
    ...['runwayml', 'black_forest_labs', 'recraft', 'fal_ai', 'stability', 'topaz', 'elevenlabs', 'deepgram'],
    ...['aws_polly', 'nvidia_riva', 'soniox'],
  ].map((prefix) => ({ prefix, reason: MEDIA })),
  { prefix: 'reducto', reason: 'Reads documents, not chat.' },
  ...['a2a', 'langgraph', 'langflow', 'manus', 'cursor'].map((prefix) => ({ prefix, reason: AGENT })),
]
