import { BadRequestError } from '../contract/errors.js'

/** What a URL's parser takes for a step up or for nothing, and what cannot be encoded. */
const NO_SEGMENT = /^\.{0,2}$|\p{Surrogate}/u

/**
 * A name as one segment of a path: `..` in a model's name must not lead to another resource with the same key.
 * @throws BadRequestError when it cannot be a segment.
 */
export function pathSegment(name: string, param = 'model'): string {
  if (NO_SEGMENT.test(name))
    throw new BadRequestError(`${param}: ${JSON.stringify(name)} cannot be part of an address.`, { param })
  return encodeURIComponent(name)
}

/** The same for a name whose slashes part segments. */
export function pathSegments(name: string, param?: string): string {
  return name
    .split('/')
    .map((segment) => pathSegment(segment, param))
    .join('/')
}
