import type { Row } from '../providers/openai-compatible/row.js'
import { rows } from '../providers/openai-compatible/rows/all.js'
import { abilitiesTable } from './abilities.js'
import { leftOut } from './left-out-providers.js'

interface Line {
  prefix: string
  aliases?: readonly string[]
  name: string
  keys: string
  base: string
  docs: string
  note?: string
}

const OWN_PROTOCOL: readonly Line[] = [
  {
    prefix: 'openai',
    name: 'OpenAI',
    keys: '`OPENAI_API_KEY`',
    base: '`https://api.openai.com/v1`, or `OPENAI_BASE_URL`',
    docs: 'https://platform.openai.com/docs/api-reference/chat',
  },
  {
    prefix: 'anthropic',
    name: 'Anthropic',
    keys: '`ANTHROPIC_API_KEY`',
    base: '`https://api.anthropic.com`, or `ANTHROPIC_BASE_URL`',
    docs: 'https://platform.claude.com/docs/en/api/messages',
  },
  {
    prefix: 'azure',
    name: 'Azure OpenAI',
    keys: '`AZURE_API_KEY`, `AZURE_OPENAI_API_KEY`, or a token in `AZURE_AD_TOKEN`',
    base: '`AZURE_API_BASE`, `AZURE_OPENAI_ENDPOINT`, `AZURE_OPENAI_BASE_URL`, or pass `baseURL`',
    docs: 'https://learn.microsoft.com/en-us/azure/ai-foundry/openai/reference',
    note: 'The model is the name of the deployment; see below.',
  },
  {
    prefix: 'azure_ai',
    name: 'Azure AI Foundry',
    keys: '`AZURE_AI_API_KEY`, or a token in `AZURE_AD_TOKEN`',
    base: '`AZURE_AI_API_BASE`, or pass `baseURL`',
    docs: 'https://learn.microsoft.com/en-us/azure/ai-foundry/foundry-models/concepts/endpoints',
    note: "Every maker's models; the model is the name of the deployment; see below.",
  },
  {
    prefix: 'bedrock',
    name: 'Amazon Bedrock',
    keys: '`AWS_BEARER_TOKEN_BEDROCK`, or AWS credentials',
    base: 'that of the region in `AWS_REGION`, `AWS_DEFAULT_REGION`, or pass `aws: { region }`',
    docs: 'https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html',
    note: 'Needs `@aws-sdk/client-bedrock-runtime`; see [bedrock.md](bedrock.md).',
  },
  {
    prefix: 'sagemaker',
    aliases: ['sagemaker_chat'],
    name: 'Amazon SageMaker',
    keys: 'AWS credentials',
    base: 'that of the region in `AWS_REGION`, `AWS_DEFAULT_REGION`, or pass `aws: { region }`',
    docs: 'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html',
    note: 'Needs `@aws-sdk/client-sagemaker-runtime`; the model is the name of the endpoint; see [sagemaker.md](sagemaker.md).',
  },
  {
    prefix: 'cohere',
    aliases: ['cohere_chat'],
    name: 'Cohere',
    keys: '`COHERE_API_KEY`, `CO_API_KEY`',
    base: '`https://api.cohere.com`, or `COHERE_API_BASE`, `CO_API_URL`',
    docs: 'https://docs.cohere.com/reference/chat',
    note: 'Text files become `documents`; citations without a web address are in `provider_specific_fields.cohere`.',
  },
  {
    prefix: 'gemini',
    name: 'Gemini',
    keys: '`GEMINI_API_KEY`, `GOOGLE_API_KEY`',
    base: '`https://generativelanguage.googleapis.com`, or `GOOGLE_GEMINI_BASE_URL`',
    docs: 'https://ai.google.dev/api',
    note: 'See [Gemini and Vertex AI](gemini.md).',
  },
  {
    prefix: 'vertex',
    aliases: ['vertex_ai'],
    name: 'Vertex AI',
    keys: 'Google credentials, or `VERTEX_API_KEY`',
    base: 'by location, or `GOOGLE_VERTEX_BASE_URL`',
    docs: 'https://cloud.google.com/vertex-ai/generative-ai/docs',
    note: 'Gemini, Claude and partner models; see [Gemini and Vertex AI](gemini.md).',
  },
  {
    prefix: 'ollama',
    aliases: ['ollama_chat'],
    name: 'Ollama',
    keys: '`OLLAMA_API_KEY`; none needed',
    base: '`http://127.0.0.1:11434`, or `OLLAMA_API_BASE`, `OLLAMA_HOST`',
    docs: 'https://docs.ollama.com/api/chat',
    note: 'What does not fit `num_ctx` is cut off without a word: pass `num_ctx` in `extraBody`, or `truncate: false` for an error.',
  },
  {
    prefix: 'replicate',
    name: 'Replicate',
    keys: '`REPLICATE_API_KEY`, `REPLICATE_API_TOKEN`',
    base: '`https://api.replicate.com`, or `REPLICATE_API_BASE`',
    docs: 'https://replicate.com/docs/reference/http',
    note: 'Text only. `owner/name`, `owner/name:version` or `deployments/owner/name`; other inputs of a model go into `extraBody.input`. A call that is given up cancels its prediction; a header `Cancel-After` sets a deadline.',
  },
  {
    prefix: 'watsonx',
    name: 'IBM watsonx.ai',
    keys: '`WATSONX_APIKEY`, `WATSONX_API_KEY`, `WX_API_KEY`, or a token in `WATSONX_TOKEN`',
    base: '`WATSONX_URL`, `WATSONX_API_BASE`, or pass `baseURL`',
    docs: 'https://cloud.ibm.com/apidocs/watsonx-ai#text-chat',
    note: "The base URL is that of the region, such as `https://us-south.ml.cloud.ibm.com`. `project_id` or `space_id` in `extraBody`, or `WATSONX_PROJECT_ID` or `WATSONX_SPACE_ID`, say who pays. A deployment is `watsonx/deployment/<id>`. `WATSONX_IAM_URL` is the address that gives tokens, where it is not IBM Cloud's own.",
  },
]

const code = (text: string) => `\`${text}\``
const list = (names: readonly string[]) => names.map(code).join(', ')

function keysOf({ apiKeyEnv, keyOptional }: Row): string {
  if (apiKeyEnv.length === 0) return 'none needed'
  return keyOptional ? `${list(apiKeyEnv)}; none needed` : list(apiKeyEnv)
}

function baseOf({ baseURL, baseURLEnv = [] }: Row): string {
  if (baseURL === undefined)
    return baseURLEnv.length > 0 ? `${list(baseURLEnv)}, or pass \`baseURL\`` : 'pass `baseURL`'
  return baseURLEnv.length > 0 ? `${code(baseURL)}, or ${list(baseURLEnv)}` : code(baseURL)
}

function toLine(row: Row): Line {
  const { prefix, aliases, name, docs, note } = row
  const line: Line = { prefix, name, keys: keysOf(row), base: baseOf(row), docs }
  if (aliases) line.aliases = aliases
  if (note !== undefined) line.note = note
  return line
}

function toTable(lines: readonly Line[]): string {
  const cells = lines.map(({ prefix, aliases = [], name, keys, base, docs, note = '' }) =>
    [code(prefix), list(aliases), `[${name}](${docs})`, keys, base, note].join(' | '),
  )
  return [
    '| prefix | other names | vendor | key | base URL | note |',
    '| --- | --- | --- | --- | --- | --- |',
    ...cells.map((cell) => `| ${cell} |`),
  ].join('\n')
}

const byPrefix = (a: { prefix: string }, b: { prefix: string }) => (a.prefix < b.prefix ? -1 : 1)

/** `docs/providers.md`, from the table of vendors. */
export function providersPage(): string {
  return `# Providers

This page is generated from \`providers/openai-compatible/rows\` by \`npm run docs\`.

## Naming a model

\`'prefix/model'\`: all that stands after the first slash is the vendor's own name of the model, slashes included (\`openrouter/anthropic/claude-sonnet-4.5\`). The prefixes are LiteLLM's; the other names in the tables mean the same. A bare name that starts with \`gpt-\`, \`o3\` and the like, \`claude-\`, \`gemini-\`, \`deepseek-\`, \`grok-\` or \`mistral-\` goes to its maker.

The key is read from the first of the variables that is set; \`apiKey\` in the call's options comes before them, and so does \`baseURL\` before a variable that names a base URL.

Any other server that speaks OpenAI's protocol is \`openai_compatible\`, or by LiteLLM's names \`custom_openai\` and \`openai_like\`; \`OPENAI_LIKE_API_BASE\` and \`OPENAI_LIKE_API_KEY\` can stand in for the options:

\`\`\`ts
import { completion } from 'modelrelay'

await completion({ model: 'openai_compatible/my-model', messages }, { baseURL: 'https://llm.example.com/v1', apiKey: '…' })
\`\`\`

## OpenAI's Responses API

\`openai/responses/<model>\` sends a chat completion through \`/responses\`. Models of OpenAI's that have no chat endpoint (\`gpt-5-pro\`, \`o3-deep-research\`, the codex models) go there by their plain name. The same prefix works at \`azure\`, \`azure_ai\`, ${list(rows.filter(({ responses }) => responses).map(({ prefix }) => prefix))} and \`openai_compatible\`.

Requests are stateless: \`store\` is \`false\` unless the caller sets it. Reasoning comes encrypted in \`message.thinking_blocks\`; a reply's message put back into \`messages\` returns it, and all other items of the turn, in their order. \`reasoning_effort\` also asks for a summary, which is \`message.reasoning_content\`. Tools that OpenAI runs go into \`tools\` in OpenAI's form (\`{ type: 'web_search' }\`), and other fields of \`/responses\` into \`extraBody\`, where they replace ours: \`{ truncation: 'auto' }\`, or \`{ reasoning: { effort: 'low' } }\` for effort without a summary.

## Vendors that speak OpenAI's protocol

${toTable(rows.map(toLine).toSorted(byPrefix))}

## Providers with a protocol of their own

${toTable(OWN_PROTOCOL)}

### Azure

The base URL is any of a resource: \`https://<resource>.openai.azure.com\`, \`…/openai\`, \`…/openai/v1\` or \`…/openai/deployments/<deployment>\`. Requests go to the v1 API, \`…/openai/v1/chat/completions\` with the deployment as \`model\`. Where \`azure.apiVersion\`, or \`AZURE_API_VERSION\` or \`OPENAI_API_VERSION\`, is a date, they go to \`…/openai/deployments/<deployment>/chat/completions?api-version=<date>\`; a base URL that ends in \`/v1\` stays v1 whatever the environment says. A base URL of another host, such as a proxy, is used as it is; with a date in \`azure.apiVersion\`, one without a path or ending in \`/openai\`, \`/openai/v1\` or a deployment is addressed like Azure.

\`azure.adToken\` is a token of Entra ID or a function that gives one; it is asked at every request, and comes before a key. \`azure.baseModel\` says which model a deployment is, where its name does not: whether it reasons, which parameters it takes, whether it answers only on \`/responses\`. A filtered prompt is a \`ContentPolicyViolationError\` whose message names what was filtered; an answer that was cut has the finish reason \`content_filter\`.

\`azure_ai\` takes \`https://<resource>.services.ai.azure.com\`, \`…/openai/v1\` (the default) and \`…/models\`, the endpoint of the Azure AI model inference API, which is also used where \`azure.apiVersion\` or \`AZURE_AI_API_VERSION\` is a date. The endpoint of one model (\`https://<name>.<region>.models.ai.azure.com\`, \`…inference.ml.azure.com\`) is used as it is, with the key as \`Authorization: Bearer\`. Claude is asked through Anthropic's API, \`…/anthropic/v1/messages\`, where the model's name or \`azure.baseModel\` holds \`claude\`, or the base URL ends in \`/anthropic\`. Grok may state more \`cached_tokens\` than \`prompt_tokens\` there; both are given on as stated.

### Cohere

The model's plan for its tool calls (\`tool_plan\`) and its thinking are \`message.reasoning_content\`; put back into \`messages\`, they go where the model takes them. Text files of a user message become \`documents\`. Cohere's own fields (\`safety_mode\`, \`citation_options\`, or \`documents\` in place of files) go into \`extraBody\`. Citations with a web address are \`message.annotations\`; all of them are in \`message.provider_specific_fields.cohere.citations\`. A schema beside tools or documents is refused by Cohere, and so an \`UnsupportedParamsError\` here. Embeddings say what they are for by \`input_type\`: \`query\`, or \`document\` where nothing is said.

### Ollama

The native API, which takes what its OpenAI-compatible one does not: model parameters go into \`extraBody\` under their own names (\`num_ctx\`, \`min_p\`, \`repeat_penalty\`) or under \`options\`, and \`keep_alive\` beside them. \`reasoning_effort\` and \`thinking\` become \`think\`, a level for gpt-oss and on or off for the others. Calls get an id where the server gives none. A call cannot be forced: \`tool_choice: 'required'\` is an \`UnsupportedParamsError\`. Images are sent as data; addresses are downloaded first.

## What each can do

\`yes\` is what recorded exchanges or the vendor's page show, and what is translated. \`no\` is refused with a typed error before a request is made. Where nothing stands, nothing is known: what the request holds is passed on in OpenAI's form, and the vendor and its model decide. Each model of a vendor can do less than the vendor. \`schema\` is \`response_format\` with a JSON schema or a schema object; \`caching\` means that cached input is counted in \`usage\`. The shared suite ([testing.md](testing.md)) holds the table.

${abilitiesTable()}

## Left out

LiteLLM has these prefixes; here they are not.

| prefix | why |
| --- | --- |
${leftOut.map(({ prefix, reason }) => `| ${code(prefix)} | ${reason} |`).join('\n')}
`
}
