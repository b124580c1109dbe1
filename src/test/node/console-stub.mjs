// A gateway made of memory, for the page of the console: what is hard to get from a real one, and for work on the page.
// Alone: node src/test/node/console-stub.mjs 8099, from the folder of the project; the key is open-sesame.

import {randomUUID} from 'node:crypto';
import {readFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';

export const KEY = 'open-sesame';
export const READ_KEY = 'look-only';

const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; connect-src 'self'; "
  + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const TYPES = {html: 'text/html; charset=utf-8', css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml'};
const SAMPLES = {'photo.jpg': 'image/jpeg', 'picture.png': 'image/png', 'dance.gif': 'image/gif', 'clip.mp4': 'video/mp4',
  'voice.amr': 'audio/amr', 'contact.vcf': 'text/vcard', 'menu.pdf': 'application/pdf', 'photo.heic': 'image/heic'};
const KINDS = {image: 'image', video: 'video', audio: 'audio'};
const INLINE = /^(image\/(jpeg|png|gif|webp)|video\/mp4|audio\/)/;
const MINUTE = 60_000;

/** Starts on a free port, or on `port`. `project` is the folder of the project. The answer's `state` may be changed at any time. */
export async function startStub(project, port = 0) {
  const state = freshState();
  const server = createServer((request, response) => answer(state, project, request, response).catch(error => {
    json(response, error.status ?? 500, {status: 'refused', code: error.code ?? 'stub-failed', reason: error.reason ?? String(error.stack)});
  }));
  await new Promise(resolve => server.listen(port, '127.0.0.1', resolve));
  return {url: `http://127.0.0.1:${server.address().port}`, state, close: () => {
    server.closeAllConnections();
    return new Promise(resolve => server.close(resolve));
  }};
}

function freshState() {
  return {
    mode: 'simulator', unavailable: '', noDoctor: false, sessions: new Map(), tickets: new Set(['one-time']), tries: 0, delay: 0,
    received: [], sent: [], letters: [], optOuts: [], uploads: [], findings: undefined, calls: [], bodies: new Map(),
    throughput: {received: Array(60).fill(0), sent: Array(60).fill(0)}, at: Date.now(),
  };
}

// --- What is in it

/** A received message; `media` are names of samples, or whole items. */
export function received(state, {media = [], ...more} = {}) {
  const id = more.id ?? randomUUID();
  const message = {id, eventId: randomUUID(), type: 'MMS', from: '+13125550001', to: ['+17735550002'], cc: [],
    receivedAt: new Date(state.at).toISOString(), state: 'delivered', attempts: 1,
    media: media.map((given, index) => typeof given === 'string' ? stored(id, index, given) : {index, href: given.body === undefined ? undefined : href(id, index), ...given}),
    slides: [], ...more};
  message.media.forEach(item => {
    if (item.body !== undefined) {
      state.bodies.set(href(id, item.index), [item.type, Buffer.from(item.body)]);
      delete item.body;
    }
  });
  message.timeline ??= [{at: message.receivedAt, change: 'received'}, {at: message.receivedAt, change: 'stored', reason: '3 files'},
    {at: message.receivedAt, change: message.state === 'processing' ? 'waiting' : message.state, ...message.code ? {code: message.code, reason: message.reason} : {}}];
  state.received.unshift(message);
  return message;
}

function href(id, index) {
  return `/admin/v1/received/${id}/media/${index}`;
}

function stored(id, index, name) {
  const type = SAMPLES[name];
  return {index, state: 'stored', type, kind: KINDS[type.split('/')[0]] ?? 'document', size: 43131, sha256: 'f66dcb5120a5079f7a2f8ab531affbca446a6bfa4808ef505af486df7d47941d',
    host: 'media.telnyx.com', mismatches: [], announced: {type, size: 43131, name}, attempts: 1, href: href(id, index), sample: name};
}

export function missing(name, code = 'http-404') {
  return {state: 'unavailable', announced: {type: SAMPLES[name], name}, host: 'media.telnyx.com', attempts: 3, code, reason: 'The host answers 404.', sample: name};
}

export function sentMessage(state, more = {}) {
  const createdAt = new Date(state.at).toISOString();
  const message = {id: randomUUID(), telnyxId: randomUUID(), kind: 'messages', from: '+17735550002',
    to: [{number: '+13125550001', status: 'delivered', carrier: 'Verizon Wireless', errors: []}], text: 'Your bouquet is ready', mediaUrls: [],
    state: 'finalized', createdAt, sentAsSms: false, canCancel: false, canSendAgain: false,
    timeline: [{at: createdAt, change: 'queued'}], checks: [], ...more};
  message.mediaHref = `/admin/v1/sent/${message.id}/media/`;
  state.sent.unshift(message);
  return message;
}

export function letter(state, more = {}) {
  const entry = {queue: 'inbound', id: randomUUID(), messageId: randomUUID(), code: 'not-delivered',
    reason: 'The receiver of messages answers 500. Check the receiver, then replay.', diedAt: new Date(state.at).toISOString(), ...more};
  state.letters.push(entry);
  return entry;
}

/** What a shop has after a day. */
export function fillShop(state) {
  const noon = Date.parse(new Date().toISOString().slice(0, 10) + 'T12:00:00Z');
  const day = noon > Date.now() ? noon - 24 * 60 * MINUTE : noon; // nothing of it is still to come
  const at = minutes => state.at = day - minutes * MINUTE;
  const names = ['+13125550001', '+13125550144', '+17735550199', '+16305550123', '+13125550177'];
  at(900);
  received(state, {from: names[4], type: 'SMS', text: 'Good morning! Are you open on Sunday? I would like to order a bouquet for my mother, something with peonies if you have them.'});
  at(700);
  received(state, {from: names[3], media: ['menu.pdf', 'contact.vcf'], text: 'Our menu, and my card'});
  at(650);
  received(state, {from: names[2], media: ['clip.mp4'], text: 'How it should move'});
  at(500);
  received(state, {from: names[1], media: ['photo.heic', 'voice.amr'], text: 'I said all of it'});
  at(420);
  received(state, {from: names[2], media: ['photo.jpg', 'picture.png', 'dance.gif', 'clip.mp4', 'voice.amr'], text: 'All that I have found so far'});
  at(300);
  received(state, {from: names[3], state: 'incomplete', media: ['photo.jpg', missing('picture.png')], text: 'Two pictures of the hall',
    code: 'media-missing', reason: 'One of two files could not be had.'});
  at(42);
  received(state, {from: names[1], state: 'waiting', nextTry: new Date(day + 30 * MINUTE).toISOString(), media: ['picture.png', {state: 'pending', announced: {type: 'image/jpeg'}, attempts: 2, code: 'http-404'}], text: 'The colours, and the vase'});
  at(31);
  received(state, {media: [{...stored('', 0, 'picture.png'), href: undefined}, 'photo.jpg'].slice(1), text: 'Like this, but in white?'});
  at(12);
  received(state, {media: ['photo.jpg', 'picture.png', 'dance.gif'], text: 'Look at these. Two tiers, please, and roses on top.', slides: [{media: [1], caption: 'First the colours'}, {media: [0]}, {media: [2]}]});
  const newest = state.received[0];
  Object.assign(newest.media[1], {mismatches: ['size'], announced: {type: 'image/png', size: 92084, name: 'colours.png'}, location: 'file:///srv/mms/data/mms/+13125550001/4c87f42a/1.png'});
  at(400);
  sentMessage(state, {to: [{number: names[2], status: 'delivered', carrier: 'T-Mobile', errors: []}], text: 'Your bouquet is ready. We are open until six.', mediaUrls: ['stored:mms/out/bouquet.jpg']});
  at(200);
  sentMessage(state, {state: 'rejected', code: '40300', reason: 'The recipient sent STOP. Only they can undo it, with START.', to: [{number: names[4], status: 'sending_failed', errors: []}], text: 'Sunday: ten to four'});
  at(90);
  sentMessage(state, {state: 'parked', code: 'unknown-outcome', reason: 'Nothing told whether Telnyx took it. Look into the Telnyx portal.', canSendAgain: true,
    to: [{number: names[3], status: 'sending', errors: []}], text: 'Is the hall free on Friday?', timeline: [
      {at: new Date(state.at).toISOString(), change: 'queued'}, {at: new Date(state.at + 1000).toISOString(), change: 'submitting'},
      {at: new Date(state.at + 31_000).toISOString(), change: 'unknown', code: 'answer-lost', reason: 'The answer did not come in time.'},
      {at: new Date(state.at + 60 * MINUTE).toISOString(), change: 'parked', code: 'unknown-outcome'}]});
  at(28);
  sentMessage(state, {text: 'In white, of course. On Saturday at ten?', to: [{number: names[0], status: 'delivered', carrier: 'Verizon Wireless', errors: []}]});
  at(8);
  sentMessage(state, {text: 'Lovely. That is 140 dollars with delivery.', state: 'accepted', to: [{number: names[0], status: 'sent', carrier: 'Verizon Wireless', errors: []}]});
  at(2);
  sentMessage(state, {text: 'We have peonies from Friday on', state: 'queued', code: '40318', reason: 'Telnyx has too many messages of this number. It is tried again.', canCancel: true, to: [{number: names[1], status: 'queued', errors: []}]});
  at(600);
  letter(state, {code: 'not-delivered', reason: 'The receiver of messages answers 500. Check the receiver, then replay.'});
  letter(state, {code: 'not-delivered', reason: 'The receiver of messages answers 500. Check the receiver, then replay.'});
  at(240);
  letter(state, {queue: 'status-events', code: 'not-delivered', reason: 'The receiver of status events cannot be reached.'});
  letter(state, {queue: 'routes', code: 'processing-failed', route: 'print-label', endpoint: 'queue:labels', reason: 'No printer of that name.', messageId: undefined});
  state.optOuts = [{number: names[4], profile: '4001742b', changedAt: new Date(day - 210 * MINUTE).toISOString(), source: 'autoresponse'}];
  state.throughput = {received: wave(7, 9), sent: wave(5, 4)};
  state.at = Date.now();
}

function wave(step, most) {
  return Array.from({length: 60}, (_, i) => Math.max(0, Math.round(most * (Math.sin(i / step) + Math.sin(i * 1.7) / 2))));
}

// --- Answers

function refuse(status, code, reason) {
  return Object.assign(new Error(reason), {status, code, reason});
}

async function answer(state, project, request, response) {
  const url = new URL(request.url, 'http://stub');
  const path = decodeURIComponent(url.pathname);
  state.calls.push(`${request.method} ${request.url}`);
  if (path === '/console') {
    response.writeHead(302, {location: '/console/'}).end();
    return;
  }
  if (path.startsWith('/console/')) {
    await page(project, path.slice('/console/'.length) || 'index.html', response);
    return;
  }
  const chunks = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  if (request.method !== 'GET' && request.headers['x-mms-console'] !== '1') {
    throw refuse(403, 'header-missing', 'The header X-MMS-Console is missing.');
  }
  if (state.delay) {
    await new Promise(resolve => setTimeout(resolve, state.delay));
  }
  const token = /mms-console=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
  if (path === '/admin/v1/session') {
    session(state, request.method, body, token, response);
    return;
  }
  const open = state.sessions.get(token);
  if (!open) {
    throw refuse(401, 'key-wrong', 'Sign in first.');
  }
  if (state.unavailable) {
    throw refuse(503, 'database-unavailable', state.unavailable);
  }
  if (request.method !== 'GET' && open.role === 'read') {
    throw refuse(403, 'read-only', 'This key only looks.');
  }
  const media = state.bodies.get(path);
  if (media) {
    bytes(response, ...media);
    return;
  }
  const number = request.headers['x-mms-number'] ?? url.searchParams.get('number');
  const known = FILTERS[path];
  for (const [name, value] of url.searchParams) {
    if (name !== 'limit' && !(known ?? []).includes(name) || !value) {
      throw refuse(400, 'list-unclear', `The parameter ${name} is not known, or empty.`);
    }
  }
  const found = ROUTES.find(([method, pattern]) => method === request.method && pattern.test(path));
  if (!found) {
    throw refuse(404, 'path-unknown', 'There is no such path.');
  }
  const given = found[0] === 'POST' && /json/.test(request.headers['content-type'] ?? '') ? JSON.parse(body) : undefined;
  const result = await found[2]({state, project, response, request, number, body, given, query: url.searchParams, parts: found[1].exec(path).slice(1), role: open.role});
  if (result !== undefined) {
    json(response, 200, open.role === 'read' ? masked(result) : result);
  }
}

async function page(project, name, response) {
  const content = /^[\w-]+\.\w+$/.test(name) ? await readFile(join(project, 'src/main/resources/io/mmsroutes/console', name)).catch(() => undefined) : undefined;
  if (content === undefined) {
    json(response, 404, {status: 'refused', code: 'path-unknown', reason: 'There is no such file.'});
    return;
  }
  response.writeHead(200, {'content-type': TYPES[name.split('.')[1]], 'content-security-policy': POLICY, 'x-content-type-options': 'nosniff',
    'cache-control': 'no-store'}).end(content);
}

function session(state, method, body, token, response) {
  if (method === 'DELETE') {
    state.sessions.delete(token);
    response.writeHead(204).end();
    return;
  }
  if (method === 'GET') {
    const open = state.sessions.get(token);
    if (!open) {
      throw refuse(401, 'session-ended', 'There is no session.');
    }
    json(response, 200, open);
    return;
  }
  const {key, ticket} = JSON.parse(body);
  const role = key === KEY || state.tickets.delete(ticket) ? 'admin' : key === READ_KEY ? 'read' : undefined;
  if (!role) {
    state.tries++;
    throw ticket ? refuse(401, 'ticket-unknown', 'This link has been used, or the gateway has started again. Sign in with the key.')
      : state.tries > 5 ? refuse(429, 'too-many-tries', 'Too many wrong keys. Wait a minute.') : refuse(401, 'key-wrong', 'This is not the key. It is in mms.admin-key.');
  }
  const fresh = randomUUID();
  const open = {role, content: role === 'admin', endsAt: new Date(Date.now() + (state.sessionMillis ?? 480 * MINUTE)).toISOString(), mode: state.mode, version: '0.1.0'};
  state.sessions.set(fresh, open);
  response.setHeader('set-cookie', `mms-console=${fresh}; HttpOnly; SameSite=Strict; Path=/admin; Max-Age=28800`);
  json(response, 200, open);
}

function masked(value) {
  return JSON.parse(JSON.stringify(value, (name, part) => ['text', 'subject', 'href', 'caption'].includes(name) ? undefined
    : typeof part === 'string' && /^\+\d{7,}$/.test(part) ? '…' + part.slice(-4) : part));
}

/** The gateway refuses what it does not know. */
const FILTERS = {
  '/admin/v1/received': ['after', 'id', 'number', 'kind', 'state', 'code', 'since', 'until'],
  '/admin/v1/sent': ['after', 'id', 'number', 'kind', 'state', 'code', 'since', 'until'],
  '/admin/v1/dead-letters': ['after', 'id', 'queue', 'code', 'number', 'sender', 'messageId', 'since', 'until'],
  '/admin/v1/opt-outs': ['after', 'number'],
  '/admin/v1/audit': ['after'],
};

const ROUTES = [
  ['GET', /^\/admin\/v1\/received$/, ({state, query, number}) => paged(state.received.filter(message =>
    matches({...message, kind: message.type}, query, ['state', 'kind', 'code'], message.receivedAt)
    && (!number || message.from === number) && (!query.get('id') || [message.id, message.eventId].includes(query.get('id')))), query, 'messages')],
  ['GET', /^\/admin\/v1\/received\/([^/]+)$/, ({state, parts}) => find(state.received, parts[0])],
  ['GET', /^\/admin\/v1\/received\/([^/]+)\/media\/(\d+)$/, async ({state, project, parts, response, role}) => {
    const item = find(state.received, parts[0]).media[parts[1]];
    if (role === 'read' || item?.state !== 'stored') {
      throw refuse(404, 'media-unknown', 'There is no such file.');
    }
    bytes(response, item.type, await readFile(join(project, 'simulator/media', item.sample)));
  }],
  ['GET', /^\/admin\/v1\/received\/([^/]+)\/conversation$/, ({state, parts, query}) => {
    const message = find(state.received, parts[0]);
    const all = [
      ...state.received.filter(other => other.from === message.from).map(other => ({direction: 'in', ...other})),
      ...state.sent.filter(other => other.to.some(to => to.number === message.from)).map(other => ({direction: 'out', ...other})),
    ].sort((a, b) => (b.receivedAt ?? b.createdAt).localeCompare(a.receivedAt ?? a.createdAt));
    return {number: message.from, ours: message.to[0], messages: all.slice(0, Number(query.get('limit') ?? 50))};
  }],
  ['POST', /^\/admin\/v1\/received\/([^/]+)\/fetch-again$/, ({state, parts}) => {
    const message = find(state.received, parts[0]);
    if (message.state !== 'incomplete') {
      throw refuse(409, 'nothing-to-fetch', 'Nothing of this message is missing.');
    }
    Object.assign(message, {state: 'processing'});
    setTimeout(() => Object.assign(message, {state: 'delivered', code: undefined, reason: undefined,
      media: message.media.map(item => item.state === 'stored' ? item : stored(message.id, item.index, item.sample))}), 300);
    return {replayed: 1};
  }],
  ['GET', /^\/admin\/v1\/sent$/, ({state, query, number}) => paged(state.sent.filter(message => matches(message, query, ['state', 'kind', 'code'], message.createdAt)
    && (!number || message.to.some(to => to.number === number)) && (!query.get('id') || [message.id, message.telnyxId, message.idempotencyKey].includes(query.get('id')))), query, 'messages')],
  ['GET', /^\/admin\/v1\/sent-counts$/, ({state}) => state.sent.reduce((all, {state: one}) => ({...all, [one]: (all[one] ?? 0) + 1}), {})],
  ['GET', /^\/admin\/v1\/sent\/([^/]+)$/, ({state, parts}) => find(state.sent, parts[0])],
  ['POST', /^\/admin\/v1\/sent\/check$/, ({state}) => {
    if (!state.findings) {
      throw refuse(404, 'path-unknown', 'There is no such path.');
    }
    return {findings: state.findings};
  }],
  ['POST', /^\/admin\/v1\/sent$/, ({state, given, request}) => {
    const idempotencyKey = request.headers['idempotency-key'];
    const before = state.sent.find(message => message.idempotencyKey === idempotencyKey);
    const message = before ?? sentMessage(state, {state: 'queued', idempotencyKey, from: given.from, text: given.text, mediaUrls: given.media_urls ?? [], canCancel: true,
      to: [{number: given.to, status: 'queued', errors: []}], createdAt: new Date().toISOString()});
    return {data: {id: message.id}};
  }],
  ['POST', /^\/admin\/v1\/media$/, ({state, body, request}) => {
    const reference = `stored:mms/up/${randomUUID()}.${request.headers['content-type'].split('/')[1]}`;
    state.uploads.push({reference, type: request.headers['content-type'], size: body.length, body});
    return {data: {reference, type: request.headers['content-type'], size: body.length}};
  }],
  ['POST', /^\/admin\/v1\/sent\/([^/]+)\/cancel$/, ({state, parts}) => {
    const message = find(state.sent, parts[0]);
    if (!message.canCancel) {
      throw refuse(409, 'not-cancellable', 'Its turn has come. It cannot be cancelled any more.');
    }
    Object.assign(message, {state: 'cancelled', canCancel: false});
    return {cancelled: true};
  }],
  ['POST', /^\/admin\/v1\/sent\/([^/]+)\/send-again$/, ({state, parts, given}) => {
    const message = find(state.sent, parts[0]);
    if (given.mayArriveTwice !== true || !message.canSendAgain) {
      throw refuse(409, 'not-again', 'It has been sent again already.');
    }
    message.canSendAgain = false;
    return {data: {id: sentMessage(state, {...message, id: randomUUID(), state: 'queued', canCancel: true, canSendAgain: false, code: undefined, reason: undefined,
      createdAt: new Date().toISOString(), timeline: [{at: new Date().toISOString(), change: 'queued'}]}).id}};
  }],
  ['GET', /^\/admin\/v1\/sent\/([^/]+)\/media\/(\d+)$/, async ({state, project, parts, response, role}) => {
    const url = find(state.sent, parts[0]).mediaUrls[parts[1]];
    if (role === 'read' || !url?.startsWith('stored:')) {
      throw refuse(404, 'stored-missing', 'There is nothing here.');
    }
    const upload = state.uploads.find(({reference}) => reference === url);
    bytes(response, upload?.type ?? 'image/jpeg', upload?.body ?? await readFile(join(project, 'simulator/media', 'photo.jpg')));
  }],
  ['GET', /^\/admin\/v1\/audit$/, ({state}) => ({commands: state.calls.filter(call => call.startsWith('POST')).slice(-20).reverse().map(command =>
    ({at: new Date().toISOString(), who: 'admin session a1b2c3', command}))})],
  ['GET', /^\/admin\/v1\/dead-letters$/, ({state, query, number}) => {
    const letters = select(state, {...Object.fromEntries(query), number});
    const page = paged(letters.map(entry => ({...entry, id: `${entry.queue}/${entry.id}`})), query, 'letters');
    return {count: letters.length, ...page};
  }],
  ['GET', /^\/admin\/v1\/dead-letter-codes$/, ({state}) => ({codes: Object.values(Object.groupBy
    ? Object.groupBy(state.letters, one => one.queue + '/' + one.code) : grouped(state.letters))
    .map(([first, ...others]) => ({queue: first.queue, code: first.code, count: 1 + others.length}))})],
  ['POST', /^\/admin\/v1\/dead-letters\/(replay|delete|requeue)$/, ({state, given, parts}) => {
    if (Object.values(given).includes('')) {
      throw refuse(400, 'letter-unclear', 'A value is empty.');
    }
    const taken = new Set(select(state, given));
    state.letters = state.letters.filter(entry => !taken.has(entry));
    return {[{replay: 'replayed', delete: 'deleted', requeue: 'requeued'}[parts[0]]]: taken.size};
  }],
  ['GET', /^\/admin\/v1\/opt-outs$/, ({state}) => ({optOuts: state.optOuts, more: false})],
  ['POST', /^\/admin\/v1\/opt-outs\/lift$/, ({state, given}) => {
    const before = state.optOuts.length;
    state.optOuts = state.optOuts.filter(optOut => optOut.number !== given.number);
    return {lifted: before - state.optOuts.length, note: 'Telnyx’s own block stays until the recipient sends START.'};
  }],
  ['POST', /^\/admin\/v1\/erase$/, ({state, given}) => {
    const before = state.received.length;
    state.received = state.received.filter(message => message.from !== given.number);
    return {number: '…' + given.number.slice(-4), stored: {erased: before - state.received.length, left: 0, notAsked: []}, messages: {erased: 0, unsent: 0, left: 0}, receipts: 0, deadLetters: 0};
  }],
  ['POST', /^\/admin\/v1\/simulated-mms$/, ({state}) => {
    state.at = Date.now();
    return {messageId: received(state, {media: ['photo.jpg', 'picture.png', 'contact.vcf'], text: 'Two pictures and a card'}).id};
  }],
  ['GET', /^\/admin\/v1\/status$/, ({state}) => ({version: '0.1.0', mode: state.mode, now: new Date().toISOString(), ready: true,
    checks: [{name: 'database', state: 'UP'}, {name: 'running-routes', state: 'UP'}, {name: 'sending', state: 'DOWN', message: 'Telnyx takes nothing of …0199 since 11:20: 40312, the number is disabled. Enable it in the portal.'}],
    queues: [{name: 'inbound', waiting: 1, working: 0, dead: dead(state, 'inbound'), oldest: new Date(Date.now() - 150_000).toISOString()},
      {name: 'preflight', waiting: 0, working: 0, dead: 0}, {name: 'send', waiting: 3, working: 1, dead: 0, oldest: new Date(Date.now() - 40_000).toISOString()},
      {name: 'status-events', waiting: 0, working: 0, dead: dead(state, 'status-events')}, {name: 'routes', waiting: 0, working: 0, dead: dead(state, 'routes')}],
    limits: [{sender: '…0002', next: new Date(Date.now() + 4000).toISOString(), queued: 3}, {sender: '…0199', queued: 1, heldCode: '40312', heldReason: 'The number is disabled.'}],
    disk: {free: 412e9, total: 960e9}, database: 'sqlite', stores: ['media-store-file-sink'], messageSink: 'message-sink-log-sink', receiptSink: 'message-sink-log-sink',
    throughput: state.throughput})],
  ['GET', /^\/admin\/v1\/doctor$/, ({state}) => {
    if (state.noDoctor) {
      throw refuse(404, 'path-unknown', 'There is no such path.');
    }
    return {status: 1, checks: [{check: 'clock', level: 'FINE', sentence: 'The clock is right to 40 ms.'},
      {check: 'public-url', level: 'WARNING', sentence: 'No receipt has come for 3 hours.', fix: 'Check that mms.public-url leads to this gateway.'}]};
  }],
];

function dead(state, queue) {
  return state.letters.filter(entry => entry.queue === queue).length;
}

function grouped(letters) {
  const groups = {};
  letters.forEach(entry => (groups[entry.queue + '/' + entry.code] ??= []).push(entry));
  return groups;
}

function matches(thing, query, fields, at) {
  return fields.every(field => !query.get(field) || thing[field] === query.get(field))
    && (!query.get('since') || at >= query.get('since')) && (!query.get('until') || at < query.get('until'));
}

function select(state, which) {
  return state.letters.filter(entry => (!which.id || which.id === `${entry.queue}/${entry.id}`) && (!which.queue || which.queue === entry.queue)
    && (!which.code || which.code === entry.code) && (!which.messageId || which.messageId === entry.messageId)
    && (!which.since || entry.diedAt >= which.since) && (!which.until || entry.diedAt < which.until));
}

function paged(all, query, field) {
  const limit = Number(query.get('limit') ?? 50);
  const from = query.get('after') ? all.findIndex(one => one.id === query.get('after')) + 1 : 0;
  const page = all.slice(from, from + limit);
  return {[field]: page, ...from + limit < all.length ? {next: page.at(-1).id} : {}};
}

function find(all, id) {
  const found = all.find(one => one.id === id);
  if (!found) {
    throw refuse(404, 'message-unknown', 'There is no message with this id.');
  }
  return found;
}

function bytes(response, type, content) {
  response.writeHead(200, {'content-type': type, 'content-length': content.length, 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; sandbox",
    'content-disposition': INLINE.test(type) ? 'inline' : 'attachment', 'cache-control': 'private, no-store'}).end(content);
}

function json(response, status, value) {
  response.writeHead(status, {'content-type': 'application/json', 'cache-control': 'no-store'}).end(JSON.stringify(value));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const stub = await startStub(process.cwd(), Number(process.argv[2] ?? 8099));
  fillShop(stub.state);
  process.stdout.write(`${stub.url}/console/\n`);
}
