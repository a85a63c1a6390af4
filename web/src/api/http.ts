import { stamped } from '../lib/asOf';
import { datasetQuery } from '../lib/dataset';
import { fieldsOf, listOr, numberOr, textOr } from '../lib/decode';
import { addressOf } from '../lib/paths';
import { pastAt, pastName, reachOf } from '../lib/pastTime';
import { pastText } from '../lib/pastText';
import { parseNanos, type Nanos } from '../lib/time';

/** An answer that is no success, as a problem document (RFC 9457), or no answer at all (status 0). */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly requestId: string | null,
    readonly pointers: readonly FieldError[] = [],
    readonly hint: string | null = null,
  ) {
    super(detail);
  }
}

export interface FieldError {
  readonly pointer: string;
  readonly detail: string;
}

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly location: string | null;
  /** When the server said so; an answer that is kept keeps the time it was made. */
  readonly asOf: Nanos | null;
}

/** What an answer says, which knows as of when. */
export function readAs<T>(answer: Answer, decode: (body: unknown) => T): T {
  return stamped(decode(answer.body), answer.asOf);
}

/** `path` is below `/api/v1`; instrument ids in it must go through {@link idInPath}. Where the past is shown it asks as of its moment, and changes nothing. */
export async function call(path: string, options: Call = {}): Promise<Answer> {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries({ ...options.query, ...datasetQuery(options.method ?? 'GET', path) })) {
    if (value !== undefined) query.set(key, String(value));
  }
  const reach = pastAt === null ? 'now' : reachOf(options.method ?? 'GET', path);
  if (reach === 'refused') throw new ApiError(0, 'past_shown', pastText.whyNot, null);
  if (reach === 'not_kept') throw new ApiError(400, 'not_kept', pastText.notKept, null, [], pastText.notKeptNext);
  if (reach === 'past') query.set(pastName, String(pastAt));
  let response: Response;
  try {
    response = await fetch(`/api/v1${addressOf(path, query)}`, {
      method: options.method ?? 'GET',
      headers: {
        accept: 'application/json',
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiError(0, 'unreachable', 'The server cannot be reached.', null);
  }
  const body = await bodyOf(response);
  if (!response.ok) throw problemOf(response, body);
  return { status: response.status, body, location: response.headers.get('location'), asOf: parseNanos(response.headers.get('as-of')) };
}

async function bodyOf(response: Response): Promise<unknown> {
  const content = await response.text();
  if (content === '') return null;
  try {
    return JSON.parse(content) as unknown;
  } catch {
    return null;
  }
}

function problemOf(response: Response, body: unknown): ApiError {
  const fields = typeof body === 'object' && body !== null ? fieldsOf(body, 'the problem') : {};
  return new ApiError(
    response.status,
    textOr(fields, 'code', `http_${response.status}`),
    textOr(fields, 'detail', null) ?? textOr(fields, 'title', null) ?? `The server answered ${response.status}.`,
    textOr(fields, 'request_id', null) ?? response.headers.get('x-request-id'),
    listOr(fields, 'errors', (item) => {
      const error = fieldsOf(item, 'an error');
      return { pointer: textOr(error, 'pointer', ''), detail: textOr(error, 'detail', '') };
    }),
    textOr(fields, 'hint', null) ?? retryHint(numberOr(fields, 'retry_after_ms', null)),
  );
}

function retryHint(millis: number | null): string | null {
  return millis === null ? null : `Try again in ${Math.ceil(millis / 1000)} s.`;
}

export function idInPath(instrumentId: string): string {
  return encodeURIComponent(instrumentId);
}
