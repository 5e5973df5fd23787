import { BadRequestError } from '../contract/errors.js'
import type { Provider } from '../contract/provider.js'
import type { HttpProvider } from './http-definition.js'
import { httpProvider } from './http-provider.js'

/**
 * Checks a provider's definition and makes a `Provider` of it. Takes the short form for vendors that speak HTTP and
 * JSON (`chat` holds the translators) or a whole `Provider`.
 * @throws BadRequestError when `id` is not fit to be a prefix.
 */
export function defineProvider(definition: HttpProvider | Provider): Provider {
  for (const id of [definition.id, ...(definition.aliases ?? [])])
    if (!/^[a-z0-9][a-z0-9_.-]*$/.test(id))
      throw new BadRequestError(
        `Provider id ${JSON.stringify(id)}: use lower-case letters, digits, "_", "-" and ".".`,
        { param: 'id' },
      )
  return 'chat' in definition ? httpProvider(definition) : definition
}
