import { BadRequestError } from '../contract/errors.js'
import type { RedisClient } from './client.js'
import { type RedisCommands, toCommands } from './commands.js'
import { connectLater } from './connect.js'

/** Where Redis is: an address, or a client of yours. */
export type RedisConnection =
  | {
      /** `redis://` or `rediss://`. Needs the package `redis` or `ioredis`. */
      url: string
      client?: undefined
    }
  | {
      /** Of `redis` (connected by you) or `ioredis`, for one server or a cluster. It is never closed. */
      client: RedisClient
      url?: undefined
    }

/** @throws BadRequestError for what is neither an address nor a client */
export function openRedis({ url, client }: RedisConnection): { commands: RedisCommands; ready?: Promise<unknown> } {
  if (client !== undefined) return { commands: toCommands(client) }
  if (typeof url !== 'string' || !/^rediss?:$/.test(protocolOf(url)))
    refuse('url', 'expected redis:// or rediss://, or a client')
  return connectLater(url)
}

/** The address may hold a password: it is in no message. */
function protocolOf(url: string): string {
  return URL.canParse(url) ? new URL(url).protocol : ''
}

export function refuse(param: string, message: string): never {
  throw new BadRequestError(`${param}: ${message}`, { param })
}

/** Where failures go that nobody wants to be told of. */
export function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error.message : String(error), 'ModelRelayWarning')
}
