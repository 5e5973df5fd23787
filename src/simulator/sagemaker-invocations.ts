// Amazon SageMaker's InvokeEndpoint and InvokeEndpointWithResponseStream in front of a container that speaks OpenAI's
// chat: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpointWithResponseStream.html
import { bedrockConverse } from './bedrock-converse.js'
import type { Dialect, Frame } from './dialect.js'
import { toException, toPiece } from './event-stream.js'
import { openaiChat } from './openai-chat.js'
import type { ErrorFields } from './script.js'

const PATH = /^\/endpoints\/([^/]+)\/invocations(-response-stream)?$/

/** What ends a stream from SageMaker's side; other errors are the container's. */
const STREAM_EXCEPTIONS: ReadonlySet<string | undefined> = new Set(['ModelStreamError', 'InternalStreamFailure'])

export const sagemakerInvocations: Dialect = {
  ...openaiChat,
  id: 'sagemaker-invocations',
  maker: 'sagemaker',
  handles: (path) => PATH.test(path),
  route(path) {
    const [, endpoint = '', stream] = PATH.exec(path) ?? []
    return { model: decodeURIComponent(endpoint), stream: stream !== undefined }
  },
  // The SDK puts its own paths behind an endpoint, and none of them is another protocol's.
  baseURL: (origin) => origin,
  hasKey: ({ headers }) => /^AWS4-HMAC-SHA256 Credential=\S/.test(headers['authorization'] ?? ''),
  missingKey: { type: 'MissingAuthenticationTokenException', message: 'Missing Authentication Token' },
  notFound: () => ({ type: 'UnknownOperationException', message: 'No such operation.' }),
  streamType: 'application/vnd.amazon.eventstream',
  frames: (answer, request, now) => openaiChat.frames(answer, request, now).map(inPieces),
  errorBody: toErrorBody,
  errorFrame: (error, requestId) =>
    STREAM_EXCEPTIONS.has(error.type)
      ? toException(error.type ?? '', { Message: error.message, ErrorCode: error.code })
      : pieces(openaiChat.errorFrame(error, requestId)),
  requestId: bedrockConverse.requestId,
  headers: (requestId) => ({
    'content-type': 'application/json',
    'x-amzn-requestid': requestId,
    'x-amzn-sagemaker-content-type': 'text/event-stream', // of the bytes inside a stream
    'x-amzn-invoked-production-variant': 'AllTraffic',
  }),
  rateLimitHeaders: () => ({}), // SageMaker sends none
  keepAlive: '', // nor anything while it is silent
}

const inPieces = ({ kind, text }: Frame): Frame => ({ kind, text: pieces(text) })

/** Parts of a payload end where they happen to end: here in the middle of a line. */
function pieces(text: string | Uint8Array): Uint8Array {
  const bytes = Buffer.from(text)
  const middle = Math.ceil(bytes.length / 2)
  return Buffer.concat([bytes.subarray(0, middle), bytes.subarray(middle)].map((part) => toPiece('PayloadPart', part)))
}

const ERRORS: Readonly<Record<number, string>> = {
  400: 'ValidationError',
  401: 'MissingAuthenticationTokenException',
  403: 'AccessDeniedException',
  429: 'ThrottlingException',
  500: 'InternalFailure',
  503: 'ServiceUnavailable',
}

/** The SDK reads the name in the header `x-amzn-errortype`, or in the body as `code` or `__type`. */
function toErrorBody({ type, status, message }: ErrorFields & { status: number }): unknown {
  const code = type ?? ERRORS[status]
  return { message: message ?? `HTTP ${status}`, ...(code === undefined ? {} : { code }) }
}
