/** A prefix that LiteLLM knows and we do not, with the reason. */
export interface LeftOut {
  prefix: string
  reason: string
}

const TEXT_COMPLETION = 'Text completion or fill-in-the-middle, not chat.'
const SUBSCRIPTION = 'A subscription behind a sign-in of another client, which would have to be imitated.'

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
]
