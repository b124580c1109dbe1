// Requests to the gateway. What fails is a Problem with a sentence for people.

const SECONDS = 30;
let clockOffset = 0;
let signedOut = () => {};

export class Problem extends Error {
  /** status is 0 where there was no answer; retryAfter in seconds. */
  constructor(status, code, reason, retryAfter = 0) {
    super(reason);
    Object.assign(this, {status, code, reason, retryAfter});
  }
}

/** Called when the gateway knows no session any more. */
export function onSignedOut(handler) {
  signedOut = handler;
}

/** The gateway's time now, to about a second. */
export function serverTime() {
  return new Date(Date.now() + clockOffset);
}

export function get(path, params = {}, number) {
  const query = new URLSearchParams(Object.entries(params).filter(([, value]) => value));
  // A number goes into a header: URLs are written to logs.
  return send(query.size ? `${path}?${query}` : path, {headers: number ? {'X-MMS-Number': number} : {}});
}

export function post(path, json = {}, headers = {}) {
  return send(path, {
    method: 'POST',
    headers: {'Content-Type': 'application/json', 'X-MMS-Console': '1', ...headers},
    body: JSON.stringify(json),
  });
}

export function upload(file) {
  return send('/admin/v1/media', {
    method: 'POST',
    headers: {'Content-Type': file.type || 'application/octet-stream', 'X-MMS-Console': '1'},
    body: file,
  }, 300);
}

export function signOut() {
  return send('/admin/v1/session', {method: 'DELETE', headers: {'X-MMS-Console': '1'}});
}

async function send(path, options, seconds = SECONDS) {
  let response;
  let text;
  try {
    response = await fetch(path, {
      ...options,
      cache: 'no-store',
      credentials: 'same-origin',
      redirect: 'error',
      signal: AbortSignal.timeout(seconds * 1000),
    });
    text = await response.text();
  } catch {
    throw new Problem(0, 'no-answer', 'The gateway does not answer. Is it running? This page tries again by itself.');
  }
  const date = Date.parse(response.headers.get('Date') ?? '');
  clockOffset = Number.isNaN(date) ? clockOffset : date - Date.now();
  const body = parse(text);
  if (response.ok) {
    return body ?? {};
  }
  const problem = new Problem(response.status, body?.code ?? body?.errors?.[0]?.code ?? 'http-' + response.status,
    sentence(body) ?? `The gateway answers ${response.status}.`, Number(response.headers.get('Retry-After')) || 0);
  if (response.status === 401 && !path.endsWith('/session')) {
    signedOut();
  }
  throw problem;
}

function sentence(body) {
  return body?.reason ?? body?.errors?.map(error => error.detail ?? error.title).join(' ');
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
