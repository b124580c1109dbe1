// Sent messages by state; one message with its way, and what can be done about it.

import {get, post} from './api.js';
import {app, go, link, mayAct, replace} from './app.js';
import {Browse} from './browse.js';
import {h, memo} from './dom.js';
import * as part from './parts.js';

const browse = new Browse('/admin/v1/sent');
let counts = {};

/** Word, tone, and what it means for people. */
const STATES = {
  preparing: ['Preparing', '', 'Its media are being checked.'],
  scheduled: ['Scheduled', '', 'It goes out at its time.'],
  queued: ['Queued', 'warn', 'It waits for its turn.'],
  submitting: ['Submitting', '', 'Telnyx is being called.'],
  accepted: ['Accepted', '', 'Telnyx has it. The receipt is not here yet.'],
  finalized: ['Finalized', 'good', 'Every recipient has a final status.'],
  unconfirmed: ['Unconfirmed', 'warn', 'Telnyx has it, and gave no final status in time. Not every carrier gives one.'],
  unknown: ['Unknown', 'warn', 'The answer of Telnyx was lost, so Telnyx may have it. Wait: a receipt or the records decide most.'],
  parked: ['Parked', 'bad', 'It is not known whether Telnyx has it. Look for it in the Telnyx portal, by number and time. If it is not there, send it again.'],
  failed: ['Failed', 'bad', 'It is not known whether Telnyx has it, and it counts as not sent. Look for it in the Telnyx portal. If it is not there, send it again.'],
  rejected: ['Rejected', 'bad', 'It was not sent. Put right what the sentence names, then send a new message.'],
  expired: ['Expired', 'bad', 'It was not sent: its time had passed.'],
  cancelled: ['Cancelled', '', 'It was cancelled, and not sent.'],
};

export const sent = {
  title: 'Sent',

  enter: route => browse.enter(route),

  forget() {
    browse.forget();
    counts = {};
  },

  async refresh() {
    await browse.refresh();
    counts = await get('/admin/v1/sent-counts');
  },

  view() {
    return [
      tabs(),
      part.filters('sent', [
        {name: 'kind', label: 'Any kind', options: ['messages', 'long-code', 'short-code', 'number-pool', 'group-mms', 'schedule'].map(kind => [kind, kind])},
        {name: 'code', label: 'Code'},
        ...part.TIMES,
      ], browse.search),
      part.instead(browse.list, empty) ?? part.rows('rows', 'Sent messages', browse.list.items, message => memo(message.id, [message], () => row(message))),
      browse.rest('Sent message', sheet),
    ];
  },
};

/** Each state that has messages, with their count. */
function tabs() {
  const {query} = app.route;
  const tab = (state, word, count, tone) => h('button.tab', {key: state, type: 'button', class: tone, 'aria-pressed': String((query.state ?? '') === state),
    onclick: () => replace('sent', [], {...query, state})}, word, count === undefined ? null : h('b', {}, count));
  const present = Object.keys(STATES).filter(state => counts[state] || query.state === state);
  return h('div.tabs', {role: 'group', 'aria-label': 'State'}, tab('', 'All', undefined, ''),
    present.map(state => tab(state, STATES[state][0], counts[state] ?? 0, STATES[state][1])),
    h('span.dim', {}, 'What has ended is counted for a day.'));
}

function empty() {
  return browse.empty(part.icon('sent'), h('h2', {}, 'Nothing sent yet'),
    h('p', {}, 'Your applications send by POST /v2/messages. You can answer a message here: open a conversation.'),
    h('a.button', {href: link('conversation')}, 'Conversations'));
}

/** A final status of the recipients says more than the word of the state. */
export function sentChip(message) {
  const [word, tone] = STATES[message.state] ?? [message.state, ''];
  const to = message.to ?? [];
  if (message.state !== 'finalized' || !to.length) {
    return part.chip(word, tone);
  }
  const delivered = to.filter(recipient => recipient.status === 'delivered').length;
  return delivered === to.length ? part.chip('Delivered', 'good')
    : to.length > 1 ? part.chip(`${delivered} of ${to.length} delivered`, 'bad')
      : part.chip(words(to[0].status), /fail|expired|reject/.test(to[0].status) ? 'bad' : 'warn');
}

function words(status = 'unknown') {
  const text = status.replaceAll('_', ' ');
  return text[0].toUpperCase() + text.slice(1);
}

function row(message) {
  return h('div.row', {role: 'listitem'},
    h('p.line', {}, h('a.who', {href: link('sent', [message.id], app.route.query)}, part.numbers(message.to?.map(recipient => recipient.number))),
      part.time(message.createdAt)),
    h('p.text', {}, message.text ?? ''),
    h('p.line', {}, h('span', {}, sentChip(message), message.sentAsSms ? part.chip('as SMS', 'warn') : null, ' ',
      message.code ? h('code', {}, message.code) : null),
    message.mediaUrls?.length ? h('span.dim', {}, part.plural(message.mediaUrls.length, 'file')) : null),
    message.mediaUrls?.length ? h('div.thumbs', {}, part.sentItems(message).slice(0, 4).map(part.thumb)) : null);
}

// --- One message

function sheet(message) {
  const id = encodeURIComponent(message.id);
  return part.dialog({key: browse.open.id, label: 'Sent message', kind: 'sheet'}, part.closing(), h('div.facts', {},
    h('h2', {}, 'To ', part.numbers(message.to?.map(recipient => recipient.number))),
    h('p.dim', {}, message.from ? ['from ', part.number(message.from), ' · '] : null, message.kind, ' · ', part.time(message.createdAt, true)),
    message.subject ? h('p.subject', {}, message.subject) : null,
    message.text ? h('p.words.quote', {}, message.text) : null,
    h('p.line', {}, sentChip(message)),
    h('p', {}, STATES[message.state]?.[2] ?? ''),
    part.failure(message.code, message.reason),
    message.sentAsSms ? h('p.failure', {}, 'Telnyx sent an SMS in place of the MMS.') : null,
    mayAct() && (message.canCancel || message.canSendAgain) ? h('div.buttons', {},
      message.canCancel ? part.asking('Cancel it', {
        key: 'cancel ' + message.id, title: 'Cancel this message?', text: 'It is not sent then. This cannot be undone.', label: 'Cancel the message',
        danger: true, work: () => post(`/admin/v1/sent/${id}/cancel`).then(() => 'It is cancelled.'),
      }) : null,
      message.canSendAgain ? part.asking('Send again', {
        key: 'again ' + message.id, title: 'Send it again?',
        text: ['Telnyx may have the first one. Then the recipient gets this message twice, and you pay twice.',
          'Look for it in the Telnyx portal first, by number and time.'],
        check: 'I know that it may arrive twice.', label: 'Send again', danger: true, work: () => sendAgain(message),
      }, 'primary') : null) : null,
    recipients(message),
    message.mediaUrls?.length ? h('section', {}, h('h3', {}, 'Files'), h('ol.sentfiles', {}, part.sentItems(message).map(item => h('li', {key: item.index},
      item.href ? h('a', {href: item.href, download: item.announced.name, title: 'Download'}, part.thumb(item)) : part.thumb(item),
      h('span.url', {}, item.url))))) : null,
    message.checks?.length ? h('section', {}, h('h3', {}, 'The check of the files says'),
      h('ul', {}, message.checks.map((finding, i) => h('li', {key: i}, h('code', {}, finding.code), ' ', finding.sentence)))) : null,
    part.timeline(message.timeline),
    h('dl', {}, [['Id', message.id], ['Telnyx’s id', message.telnyxId], ['Idempotency-Key', message.idempotencyKey]].filter(([, value]) => value)
      .map(([label, value]) => [h('dt', {}, label), h('dd', {}, value)])),
    h('div.buttons', {}, part.copy('Copy id', message.id))));
}

async function sendAgain(message) {
  const {data} = await post(`/admin/v1/sent/${encodeURIComponent(message.id)}/send-again`, {mayArriveTwice: true});
  go('sent', [data.id]);
  return 'It is sent again, as a new message.';
}

function recipients(message) {
  return h('table', {}, h('thead', {}, h('tr', {}, ['Recipient', 'Status', 'Carrier'].map(name => h('th', {key: name, scope: 'col'}, name)))),
    h('tbody', {}, (message.to ?? []).map((recipient, i) => h('tr', {key: i}, h('td', {}, part.number(recipient.number)),
      h('td', {}, words(recipient.status), (recipient.errors ?? []).map((error, j) => part.failure(error.code, error.detail ?? error.title ?? ''))),
      h('td', {}, recipient.carrier ?? '–')))));
}
