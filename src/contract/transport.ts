/** A JSON request to a vendor. */
export interface TransportRequest {
  method: 'POST' | 'GET'
  /** Without a trailing slash. */
  baseURL: string
  /** Begins with a slash. */
  path: string
  query?: Readonly<Record<string, string | undefined>> | undefined
  /** Names in lower case. */
  headers: Record<string, string>
  /** Serialised by the transport: as JSON, `URLSearchParams` as a form. */
  body?: unknown
  signal: AbortSignal
  /** ms to open a connection. */
  connectTimeout: number
}

export interface TransportResponse {
  status: number
  /** The value of a header by its lower-case name. */
  header(name: string): string | undefined
  /** The body as text; throws `APIResponseError` past `maxBytes`. */
  text(maxBytes: number): Promise<string>
  /** The body in pieces as they arrive; ending the iteration early ends the request. */
  bytes(): AsyncIterable<Uint8Array>
  /** Gives the body up and ends the request. */
  discard(): void
}

/** How bytes travel. Rejects with `APIConnectionError`, `APITimeoutError` or the signal's reason. */
export interface Transport {
  send(request: TransportRequest): Promise<TransportResponse>
  close?(): Promise<void>
  /** For what a provider opened beside the transport: closed when the transport is. */
  onClose?(closeToo: () => void): void
}
