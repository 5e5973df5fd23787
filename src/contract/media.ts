/** How files that a vendor cannot fetch itself are downloaded. */
export interface MediaOptions {
  /** Bytes of one file. Default 20 MiB. */
  maxBytes: number
  /** Bytes of all files of one call together. Default 50 MiB. */
  maxTotalBytes: number
  /** ms for one file, redirects included. Default 30,000. */
  timeout: number
  /** Whether URLs may lead to loopback, private and link-local addresses. Default false. */
  allowPrivateHosts: boolean
}
