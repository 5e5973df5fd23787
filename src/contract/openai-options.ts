type HeaderValue = string | null | undefined

/** Headers in every form that OpenAI's SDK takes: null deletes one, undefined says nothing. */
export type OpenAIHeaders =
  | Headers
  | readonly (readonly (HeaderValue | readonly HeaderValue[])[])[]
  | Record<string, HeaderValue | readonly HeaderValue[]>
  | { values: Headers; nulls: ReadonlySet<string> }

/** The second argument of OpenAI's SDK (`OpenAI.RequestOptions`), for code that moves from it. */
export interface OpenAIRequestOptions {
  headers?: OpenAIHeaders | null | undefined
  /** Values become strings; null and undefined are left out. */
  query?: object | null | undefined
  signal?: AbortSignal | null | undefined
  /** ms for the whole call. */
  timeout?: number | undefined
  maxRetries?: number | undefined
  /** Sent as the header `idempotency-key`. */
  idempotencyKey?: string | undefined
  /** Without effect, as are those below: they belong to the SDK's own way of sending. */
  path?: string | undefined
  method?: string | undefined
  body?: unknown
  stream?: boolean | undefined
  fetchOptions?: object | undefined
  defaultBaseURL?: string | undefined
}
