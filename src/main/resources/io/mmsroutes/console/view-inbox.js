// Received messages as cards; one message large, with what was declared and what was found.

import {post} from './api.js';
import {app, link, mayAct, replace, tell} from './app.js';
import {Browse} from './browse.js';
import {h, memo} from './dom.js';
import * as part from './parts.js';

const browse = new Browse('/admin/v1/received');

const STATES = {
  processing: ['Processing', ''],
  waiting: ['Waiting', 'warn'],
  delivered: ['Delivered', 'good'],
  incomplete: ['Incomplete', 'bad'],
  failed: ['Failed', 'bad'],
};

export const inbox = {
  title: 'Inbox',

  enter: route => browse.enter(route),
  forget: () => browse.forget(),

  async refresh() {
    const fresh = await browse.refresh();
    if (fresh) {
      tell(`${part.plural(fresh, 'new message')}.`);
    }
  },

  view() {
    return [
      part.filters('inbox', [
        {name: 'state', label: 'Any state', options: Object.entries(STATES).map(([state, [word]]) => [state, word])},
        {name: 'kind', label: 'Any type', options: ['MMS', 'SMS', 'RCS'].map(type => [type, type])},
        {name: 'code', label: 'Code'},
        ...part.TIMES,
      ], browse.search),
      part.instead(browse.list, empty) ?? part.rows('cards', 'Received messages', browse.list.items, message => memo(message.id, [message], () => card(message))),
      browse.rest('Message', sheet),
    ];
  },
};

function empty() {
  return browse.empty(part.icon('inbox'), h('h2', {}, 'No message yet'),
    app.session.mode === 'simulator'
      ? h('p', {}, 'This gateway has a simulated phone. Let it send a message with pictures, and see what becomes of it.')
      : h('p', {}, 'Give your messaging profile in the Telnyx portal the webhook URL of this gateway, ending in /webhooks. Then send an MMS to your number.'),
    part.simulate());
}

export function receivedChip(message) {
  const [word, tone] = STATES[message.state] ?? [message.state, ''];
  return part.chip(word, tone);
}

function progress(message) {
  const media = part.inOrder(message);
  const missing = media.filter(item => item.state !== 'stored').length;
  if (message.state === 'waiting' && message.nextTry) {
    return h('span.dim', {}, 'next try ', part.time(message.nextTry));
  }
  if (missing) {
    return h('span.dim', {}, `${missing} of ${media.length} missing`);
  }
  return media.length ? h('span.dim', {}, part.plural(media.length, 'file')) : null;
}

function card(message) {
  const media = part.inOrder(message);
  const seen = media.slice(0, media.length > 4 ? 3 : 4);
  return h('div.card', {role: 'listitem'},
    media.length
      ? h('div.mosaic', {class: 'of' + Math.min(4, media.length)}, seen.map(part.thumb),
        media.length > seen.length ? h('span.tile', {key: 'rest'}, h('span', {}, `+${media.length - seen.length}`)) : null)
      : null,
    h('div.about', {},
      h('p.line', {}, h('a.who', {href: link('inbox', [message.id], app.route.query)}, part.number(message.from)), part.time(message.receivedAt)),
      message.subject ? h('p.subject', {}, message.subject) : null,
      h('p.text', {}, message.text ?? ''),
      h('p.line', {}, receivedChip(message), progress(message))));
}

// --- One message

function sheet(message) {
  const media = [...part.inOrder(message), ...(message.media ?? []).filter(item => item.layout)];
  const at = Math.max(0, media.findIndex(item => String(item.index) === app.route.rest[1]));
  const item = media[at];
  const turn = step => replace('inbox', [message.id, String(media[(at + step + media.length) % media.length].index)], app.route.query);
  return part.dialog({key: browse.open.id, label: `Message from ${message.from}`, kind: item ? 'sheet wide' : 'sheet', onkeydown: event => {
    const step = {ArrowLeft: -1, ArrowRight: 1}[event.key];
    if (step && media.length > 1 && !event.target.matches('video, audio, input')) {
      turn(step);
    }
  }},
  part.closing(),
  item ? h('div.stage', {},
    large(item),
    media.length > 1 ? h('div.strip', {},
      h('button.quiet', {type: 'button', 'aria-label': 'Previous file', onclick: () => turn(-1)}, part.icon('left')),
      media.map((other, i) => h('button.pick', {key: other.index, type: 'button', 'aria-label': `File ${i + 1} of ${media.length}`,
        'aria-pressed': String(i === at), onclick: () => turn(i - at)}, part.thumb(other))),
      h('button.quiet', {type: 'button', 'aria-label': 'Next file', onclick: () => turn(1)}, part.icon('right'))) : null) : null,
  h('div.facts', {},
    h('h2', {}, part.number(message.from)),
    h('p.dim', {}, message.type, ' to ', part.numbers(message.to), message.cc?.length ? [' with ', part.numbers(message.cc)] : null,
      ' · ', part.time(message.receivedAt, true)),
    h('p.line', {}, receivedChip(message), progress(message), message.attempts > 1 ? h('span.dim', {}, `${message.attempts} attempts`) : null),
    part.failure(message.code, message.reason),
    message.subject ? h('p.subject', {}, message.subject) : null,
    message.text ? h('p.words.quote', {}, message.text) : null,
    h('div.buttons', {},
      h('a.button', {href: link('conversation', [message.id])}, mayAct() ? 'Answer' : 'Conversation'),
      mayAct() && ['incomplete', 'failed'].includes(message.state) ? part.command('Fetch again', 'fetch ' + message.id, () => fetchAgain(message)) : null,
      part.copy('Copy id', message.id)),
    item ? [h('h3', {key: 'title'}, part.nameOf(item)), facts(message, item)] : null,
    part.timeline(message.timeline, true),
    h('dl', {}, h('dt', {}, 'Id'), h('dd', {}, message.id))));
}

async function fetchAgain(message) {
  await post(`/admin/v1/received/${encodeURIComponent(message.id)}/fetch-again`);
  return 'What is missing is fetched again.';
}

function large(item) {
  const label = part.nameOf(item);
  switch (part.shownAs(item)) {
    case 'image':
      return h('img.large', {key: item.href, src: item.href, alt: label});
    case 'video':
      return h('video.large', {key: item.href, src: item.href, controls: true, preload: 'metadata', 'aria-label': label});
    case 'audio':
      return h('div.large', {key: item.href}, part.icon('sound'), h('audio', {src: item.href, controls: true, preload: 'none', 'aria-label': label}));
    default:
      return h('div.large', {key: item.index + item.state}, part.icon(item.state === 'stored' ? 'file' : 'missing'),
        h('p', {}, item.state === 'stored' ? 'Not shown here, to be safe. Download it to open it.'
          : item.state === 'pending' ? 'It is being fetched.' : 'This file could not be had.'));
  }
}

function facts(message, item) {
  const declared = item.announced ?? {};
  const rows = [
    ['Type', declared.type, item.type, 'type'],
    ['Size', part.bytes(declared.size), part.bytes(item.size), 'size'],
    ['SHA-256', declared.sha256, item.sha256, 'sha256'],
    ['Name', declared.name, undefined, 'name'],
  ];
  const caption = message.slides?.find(slide => slide.media.includes(item.index))?.caption;
  return h('div', {key: item.index},
    caption ? h('p.words', {}, caption) : null,
    part.failure(item.code, item.reason),
    item.mismatches?.length ? h('p.failure', {}, 'Found and declared differ: ', item.mismatches.join(', '), '.') : null,
    h('table.facts', {}, h('thead', {}, h('tr', {}, h('td'), h('th', {scope: 'col'}, 'Declared'), h('th', {scope: 'col'}, 'Found'))),
      h('tbody', {}, rows.map(([label, before, found, field]) => h('tr', {key: field, class: item.mismatches?.includes(field) ? 'differs' : ''},
        h('th', {scope: 'row'}, label), h('td', {title: before}, before || '–'), h('td', {title: found}, found || '–'))))),
    h('dl', {}, [['Host', item.host], ['Stored at', item.location], ['Attempts', item.attempts]].filter(([, value]) => value !== undefined)
      .map(([label, value]) => [h('dt', {}, label), h('dd', {}, value)])),
    item.href ? h('a.button', {href: item.href, download: item.announced?.name ?? ''}, 'Download') : null);
}
