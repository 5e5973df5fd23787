import type { ErrorFields } from './script.js'

type StatusError = ErrorFields & { status: number }

// https://ai.google.dev/gemini-api/docs/troubleshooting; 400 and 404 as in gemini-generateContent-33ad3409b0 and
// -1895281c89, 429 as in -220d7a0551, 503 as quoted in gemini-cli#5191.
const DEFAULTS: Readonly<Record<number, { status: string; message: string }>> = {
  400: { status: 'INVALID_ARGUMENT', message: 'Request contains an invalid argument.' },
  401: { status: 'UNAUTHENTICATED', message: 'Request had invalid authentication credentials.' },
  403: { status: 'PERMISSION_DENIED', message: 'The caller does not have permission' },
  404: { status: 'NOT_FOUND', message: 'models/unknown is not found for API version v1beta.' },
  413: { status: 'INVALID_ARGUMENT', message: 'Request payload size exceeds the limit.' },
  429: { status: 'RESOURCE_EXHAUSTED', message: 'Resource exhausted. Please try again later.' },
  500: { status: 'INTERNAL', message: 'An internal error has occurred.' },
  503: { status: 'UNAVAILABLE', message: 'The model is overloaded. Please try again later.' },
  504: { status: 'DEADLINE_EXCEEDED', message: 'Deadline expired before operation could complete.' },
}

export function geminiErrorBody({ status, message, type }: StatusError): unknown {
  const standard = DEFAULTS[status]
  return {
    error: {
      code: status,
      message: message ?? standard?.message ?? `HTTP ${status}`,
      status: type ?? standard?.status ?? (status >= 500 ? 'INTERNAL' : 'INVALID_ARGUMENT'),
    },
  }
}
