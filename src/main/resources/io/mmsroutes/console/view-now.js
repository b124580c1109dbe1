// How the gateway is: health, findings, rates, what waits, the last hour; opt-outs, and erasing a number.

import {get, post} from './api.js';
import {app, changed, link, mayAct} from './app.js';
import {h} from './dom.js';
import * as part from './parts.js';

const SLOWLY = 10000;
const status = {items: [], loaded: true};
const erasing = {number: ''};
let doctor; // asked once; it asks Telnyx in turn
let examining;
let showFine = false;
let optOuts;
let commands;
let wanted = '';
let readAt = -SLOWLY;

export const now = {
  title: 'Now',

  forget() {
    doctor = examining = optOuts = commands = undefined;
    readAt = -SLOWLY;
    Object.assign(erasing, {number: '', answer: undefined});
    wanted = '';
  },

  async refresh() {
    examining ??= examine();
    if (performance.now() > readAt + SLOWLY) {
      optOuts = await get('/admin/v1/opt-outs');
      ({commands} = await get('/admin/v1/audit', {limit: 20}));
      readAt = performance.now();
    }
  },

  view() {
    status.loaded = app.status !== undefined;
    return part.instead(status, () => h('div.panels', {}, health(), hour(), findings(), queues(), limits(), places(), optOutList(), erase(), audit()));
  },
};

function panel(title, ...content) {
  return h('section.panel', {key: title}, h('h2', {}, title), ...content);
}

function health() {
  const {ready, checks = []} = app.status;
  const down = checks.filter(check => check.state === 'DOWN');
  return panel('Health',
    h('p.verdict', {class: ready ? down.length ? 'warn' : 'good' : 'bad'}, ready
      ? down.length ? 'The gateway takes webhooks, and something needs a look.' : 'All is well. The gateway takes webhooks.'
      : 'The gateway takes no webhooks now. Telnyx repeats them, so nothing is lost.'),
    h('ul.checks', {}, checks.map(check => h('li', {key: check.name}, part.chip({UP: 'fine', DOWN: 'down'}[check.state] ?? 'unknown',
      {UP: 'good', DOWN: 'bad'}[check.state] ?? 'warn'), ' ', h('strong', {}, check.name), check.message ? h('p.dim', {}, check.message) : null))));
}

/** It may take seconds, so the rest of the view does not wait for it. */
async function examine() {
  doctor = undefined;
  doctor = await get('/admin/v1/doctor').catch(problem => ({problem: problem.reason, checks: []}));
  changed();
}

function findings() {
  const rank = {FAULT: 0, WARNING: 1, FINE: 2};
  const words = {FAULT: ['Fault', 'bad'], WARNING: ['Warning', 'warn'], FINE: ['Fine', 'good']};
  const checks = [...doctor?.checks ?? []].sort((a, b) => rank[a.level] - rank[b.level]);
  const fine = checks.filter(check => check.level === 'FINE');
  const finding = check => h('li', {key: check.check}, part.chip(...words[check.level] ?? [check.level]), ' ', h('strong', {}, check.check), ' ', check.sentence,
    check.fix ? h('p.dim', {}, check.fix) : null);
  return panel('Doctor',
    doctor?.problem ? h('p.failure', {}, doctor.problem) : null,
    doctor ? h('ul.checks', {}, checks.filter(check => check.level !== 'FINE').map(finding)) : h('p.dim', {'aria-busy': 'true'}, 'Examining account, settings and machine …'),
    fine.length ? h('button.quiet', {type: 'button', 'aria-expanded': String(showFine), onclick: () => {
      showFine = !showFine;
      changed();
    }}, `${part.plural(fine.length, 'check')} ${fine.length === 1 ? 'is' : 'are'} fine`) : null,
    showFine ? h('ul.checks', {}, fine.map(finding)) : null,
    doctor ? h('div.buttons', {}, h('button', {type: 'button', onclick: () => {
      examining = examine();
      changed();
    }}, 'Examine again')) : null);
}

// --- The last hour

function hour() {
  const {received = [], sent = []} = app.status.throughput ?? {};
  return panel('The last hour', chart('Received', received), chart('Sent', sent));
}

/** One bar a minute, the oldest first. */
function chart(label, counts) {
  const most = Math.max(...counts, 1);
  const sum = counts.reduce((all, count) => all + count, 0);
  const height = count => count ? Math.max(2, 60 * count / most) : 0;
  return h('figure.chart', {key: label},
    h('figcaption', {}, label, ' ', h('strong', {}, sum), h('span.dim', {}, ` · at most ${sum ? most : 0} a minute`)),
    h('svg', {viewBox: '0 0 600 60', preserveAspectRatio: 'none', role: 'img',
      'aria-label': `${label} in the last hour: ${sum}, at most ${sum ? most : 0} a minute, ${counts.at(-1) ?? 0} in this minute`},
    counts.map((count, i) => h('rect', {key: i, x: i * 10 + 1, y: 60 - height(count), width: 8, height: height(count)}))),
    h('p.axis', {'aria-hidden': 'true'}, h('span', {}, 'an hour ago'), h('span', {}, 'now')));
}

// --- Queues, rates, places

function queues() {
  const rows = app.status.queues ?? [];
  return panel('Waiting', h('table', {},
    h('thead', {}, h('tr', {}, ['Queue', 'Waiting', 'Working', 'Oldest', 'Dead letters'].map(head => h('th', {key: head, scope: 'col'}, head)))),
    h('tbody', {}, rows.map(queue => h('tr', {key: queue.name}, h('th', {scope: 'row'}, queue.name), h('td', {}, queue.waiting),
      h('td', {}, queue.working), h('td', {}, age(queue.oldest)),
      h('td', {}, queue.dead ? h('a', {href: link('dead-letters', [], {queue: queue.name}), 'aria-label': `${queue.dead} dead letters of ${queue.name}`},
        queue.dead) : 0))))));
}

/** `oldest` is an instant, or seconds. */
function age(oldest) {
  const seconds = typeof oldest === 'number' ? oldest : (Date.parse(app.status.now) - Date.parse(oldest)) / 1000;
  return Number.isNaN(seconds) ? '–' : part.span(Math.max(0, seconds));
}

function limits() {
  const rows = app.status.limits ?? [];
  return panel('Rates', rows.length ? h('table', {},
    h('thead', {}, h('tr', {}, ['Sender', 'Queued', 'Next slot'].map(head => h('th', {key: head, scope: 'col'}, head)))),
    h('tbody', {}, rows.map(limit => h('tr', {key: limit.sender}, h('th', {scope: 'row'}, limit.sender === '*' ? 'the account' : part.number(limit.sender)),
      h('td', {}, limit.queued), h('td', {}, limit.heldCode ? part.failure(limit.heldCode, limit.heldReason)
        : limit.next > app.status.now ? part.time(limit.next) : 'free')))))
    : h('p.dim', {}, 'Nothing waits for a slot.'));
}

function places() {
  const {status: {disk, version, mode, database, stores = [], messageSink, receiptSink}} = app;
  const rows = [['Version', version ?? app.session.version], ['Mode', mode ?? app.session.mode], ['Database', {sqlite: 'SQLite', postgresql: 'PostgreSQL'}[database?.toLowerCase()] ?? database],
    ['Disk', disk ? `${part.bytes(disk.free)} of ${part.bytes(disk.total)} are free` : undefined],
    ['Stores', stores.join(', ')], ['Messages go to', messageSink], ['Status events go to', receiptSink]];
  return panel('Set up', h('dl', {}, rows.filter(([, value]) => value).map(([label, value]) => [h('dt', {}, label), h('dd', {}, value)])));
}

// --- Opt-outs and erasing

function optOutList() {
  if (!optOuts) {
    return null;
  }
  const found = optOuts.optOuts.filter(optOut => optOut.number.includes(wanted));
  return panel('Opt-outs',
    optOuts.optOuts.length ? h('p', {}, 'These numbers sent STOP. They get nothing from you.') : null,
    optOuts.optOuts.length > 5 ? h('input', {type: 'search', placeholder: 'Number', 'aria-label': 'Number that opted out', value: wanted, autocomplete: 'off',
      oninput: event => {
        wanted = event.target.value.trim();
        changed();
      }}) : null,
    found.length ? h('ul.plain', {}, found.slice(0, 100).map((optOut, i) => h('li.line', {key: i + optOut.number},
      h('span', {}, part.number(optOut.number), ' ', h('span.dim', {}, 'since ', part.time(optOut.changedAt), ', ', optOut.source)),
      mayAct() ? part.asking('Lift', lift(optOut), 'quiet') : null)))
      : h('p.dim', {}, wanted ? 'No opt-out of such a number.' : 'No number has opted out.'),
    optOuts.more || found.length > 100 ? h('p.dim', {}, 'There are more than are shown here.') : null);
}

function lift({number}) {
  return {key: 'lift ' + number, title: 'Lift this opt-out?', label: 'Lift',
    text: [`${number} asked to get nothing more. Write to it only if its owner has asked for it since.`,
      'This lifts the gateway’s own list alone. Telnyx’s own block stays until the recipient sends START.'],
    work: async () => {
      const {lifted, note} = await post('/admin/v1/opt-outs/lift', {number});
      readAt = -SLOWLY;
      return `Lifted: ${lifted}. ${note ?? ''}`;
    }};
}

function erase() {
  if (!mayAct()) {
    return null;
  }
  const {number, answer} = erasing;
  return panel('Erase a number',
    h('p', {}, 'Erases what a number sent and what was sent to it: messages, media, dead letters. Its opt-out stays, so that it gets nothing more.'),
    h('div.write', {}, h('input', {type: 'tel', placeholder: '+13125550001', 'aria-label': 'Number to erase', value: number, autocomplete: 'off', oninput: event => {
      erasing.number = event.target.value.trim();
      changed();
    }}),
    part.asking('Erase', {key: 'erase', title: `Erase all of ${number}?`, text: 'This cannot be undone. Messages that wait are not delivered and not sent.',
      check: `Erase what there is of ${number}.`, label: 'Erase', danger: true, work: async () => {
        if (!/^\+\d{6,15}$/.test(number)) {
          return 'Write the number with + and country code, such as +13125550001.';
        }
        erasing.answer = await post('/admin/v1/erase', {number});
        return 'Erased. What is left, if anything, is beside the button.';
      }}, 'danger')),
    answer ? h('dl', {'aria-label': 'What was erased'}, rows(answer).map(([label, value]) => [h('dt', {}, label), h('dd', {}, value)])) : null);
}

/** The answer is flat or two levels deep. */
function rows(answer, before = '') {
  return Object.entries(answer).flatMap(([field, value]) => value !== null && typeof value === 'object' && !Array.isArray(value)
    ? rows(value, `${before}${field} `) : [[before + field, Array.isArray(value) ? value.join(', ') || '–' : String(value)]]);
}

// --- Who did what

function audit() {
  return commands ? panel('Who did what',
    commands.length ? h('ol.plain', {}, commands.map((command, i) => h('li', {key: i}, h('span.line', {}, h('strong', {}, deed(command.command)), part.time(command.at)),
      h('span.dim', {}, command.who, ' · ', h('span.url', {}, command.command)))))
      : h('p.dim', {}, 'No command has been given.')) : null;
}

const DEEDS = [[/log in/, 'Signed in'], [/log out/, 'Signed out'], [/fetch-again/, 'Fetched again'], [/send-again/, 'Sent again'], [/cancel/, 'Cancelled'], [/replay/, 'Replayed'],
  [/requeue/, 'Requeued'], [/dead-letters\/delete/, 'Deleted dead letters'], [/lift/, 'Lifted an opt-out'], [/erase/, 'Erased a number'], [/sent\/check/, 'Checked a message'],
  [/\/sent$/, 'Sent a message'], [/\/media$/, 'Stored a file'], [/simulated-mms/, 'Sent a simulated MMS']];

function deed(command) {
  return DEEDS.find(([pattern]) => pattern.test(command))?.[1] ?? 'Gave a command';
}
