// Elements that several views use.

import {post} from './api.js';
import {act, app, ask, changed, close, link, mayAct, ONE_CLICK, poll, ready, replace} from './app.js';
import {h, memo} from './dom.js';

/** Types that a browser shows and that the gateway serves to be shown. */
const SHOWN = /^(image\/(jpeg|png|gif|webp)|video\/mp4|audio\/.+)$/;

const ICONS = {
  inbox: 'M4 13l2.500-8h11L20 13v6H4zM4 13h5l1 2.500h4l1-2.500h5',
  conversation: 'M4 5h12v8H9l-3 3v-3H4zM18.500 9H20v8h-2v3l-3-3h-4.500',
  sent: 'M4 11.500L20 4l-5.500 16-3-7zM11.500 13L20 4',
  'dead-letters': 'M12 4l9 16H3zM12 10v5M12 17.500v.2',
  now: 'M3 13h4l2.500-7 4.500 12 2.500-5H21',
  play: 'M8 5.500l11 6.500-11 6.500z',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4',
  sound: 'M4 9.500h3.500L12 6v12l-4.500-3.500H4zM15.500 9a4 4 0 0 1 0 6M18 6.500a8 8 0 0 1 0 11',
  missing: 'M4 5h16v14H4zM4 19L20 5',
  image: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.500 9v.1',
  attach: 'M18 8.500l-7.500 7.500a2 2 0 0 1-3-3L15 5.500a3.500 3.500 0 0 1 5 5L12.500 18a5.500 5.500 0 0 1-8-7.500L11 4',
  close: 'M5 5l14 14M19 5L5 19',
  left: 'M14.500 5l-7 7 7 7',
  right: 'M9.500 5l7 7-7 7',
};

export function icon(name) {
  return h('svg.icon', {viewBox: '0 0 24 24', 'aria-hidden': 'true'}, h('path', {d: ICONS[name]}));
}

// --- Words

const CLOCK = new Intl.DateTimeFormat([], {hour: '2-digit', minute: '2-digit'});
const DAY = new Intl.DateTimeFormat([], {day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit'});
const EXACT = new Intl.DateTimeFormat([], {dateStyle: 'medium', timeStyle: 'medium'});

export function time(instant, exact = false) {
  const date = new Date(instant);
  if (!instant || Number.isNaN(date.getTime())) {
    return null;
  }
  const today = date.toDateString() === new Date().toDateString();
  const text = exact ? EXACT.format(date) : (today ? CLOCK : DAY).format(date);
  return h('time', {datetime: instant, title: EXACT.format(date)}, text);
}

export function bytes(size) {
  if (size === undefined || size === null) {
    return '';
  }
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  const power = size < 1000 ? 0 : Math.min(4, Math.floor(Math.log10(size) / 3));
  const amount = size / 1000 ** power;
  return `${power && amount < 10 ? amount.toFixed(1) : Math.round(amount)} ${units[power]}`;
}

export function span(seconds) {
  const [amount, unit] = seconds < 100 ? [seconds, 's'] : seconds < 6000 ? [seconds / 60, 'min']
    : seconds < 172800 ? [seconds / 3600, 'h'] : [seconds / 86400, 'days'];
  return `${Math.round(amount)} ${unit}`;
}

export function plural(count, one, many = one + 's') {
  return `${count} ${count === 1 ? one : many}`;
}

/** In groups for the eye; copied and found as one piece. */
export function number(value) {
  const parts = /^(\+1)(\d{3})(\d{3})(\d{4})$/.exec(value ?? '');
  return h('span.number', {}, parts ? parts.slice(1).map((part, i) => h('span', {key: i}, part)) : value ?? 'unknown');
}

export function numbers(values = []) {
  return values.map((value, i) => [i ? ', ' : '', number(value)]);
}

export function chip(word, tone = '') {
  return h('span.chip', {class: tone}, word);
}

// --- Buttons

/** A command: it acts once, and is disabled while it runs. */
export function command(label, key, work, kind = '') {
  return h('button', {type: 'button', class: kind, disabled: app.busy.has(key), 'aria-busy': app.busy.has(key),
    onclick: () => act(key, work)}, label);
}

/** A command that is confirmed first. */
export function asking(label, question, kind = '') {
  return h('button', {type: 'button', class: kind, disabled: app.busy.has(question.key), onclick: () => ask(question)}, label);
}

/** Only where the browser lets a page copy: by TLS, or on this machine. */
export function copy(label, text) {
  return navigator.clipboard && h('button.quiet', {type: 'button', onclick: () => act('copy', async () => {
    await navigator.clipboard.writeText(text);
    return 'Copied.';
  })}, label);
}

// --- Dialogs

export function dialog({key, label, kind = '', onclose = close, onkeydown}, ...children) {
  const shut = event => {
    event.preventDefault();
    onclose();
  };
  return h('dialog', {key, class: kind, 'aria-label': label, oncancel: shut, onkeydown,
    onclose: event => event.target.isConnected && onclose(),
    onclick: event => event.target === event.currentTarget && outside(event) && !justOpened(event.currentTarget) && onclose(),
    mount: node => {
      node.showModal();
      opened.set(node, performance.now());
    }, unmount: node => node.close()}, ...children);
}

const opened = new WeakMap();

/** The second click of a double click is beside what the first one opened. */
function justOpened(node) {
  return performance.now() < opened.get(node) + ONE_CLICK;
}

function outside({clientX: x, clientY: y, currentTarget}) {
  const box = currentTarget.getBoundingClientRect();
  return x < box.left || x > box.right || y < box.top || y > box.bottom;
}

export function closing(onclose = close) {
  return h('button.quiet.close', {type: 'button', 'aria-label': 'Close', onclick: () => onclose()}, icon('close'));
}

/** The confirmation that is asked for, over everything. */
export function confirmation() {
  const question = app.asked;
  if (!question) {
    return null;
  }
  const shut = () => {
    app.asked = undefined;
    changed();
  };
  return dialog({key: 'ask', label: question.title, kind: 'ask', onclose: shut},
    h('h2', {}, question.title),
    [question.text].flat().map((text, i) => h('p', {key: i}, text)),
    question.check ? h('label.check', {}, h('input', {type: 'checkbox', checked: question.checked, onchange: event => {
      question.checked = event.target.checked;
      changed();
    }}), question.check) : null,
    h('div.buttons', {},
      h('button', {type: 'button', onclick: shut}, 'Cancel'),
      h('button', {type: 'button', class: question.danger ? 'danger' : 'primary', disabled: !ready(question), onclick: () => {
        if (ready(question)) {
          shut();
          act(question.key, question.work);
        }
      }}, question.label)));
}

// --- States of a page

/** What stands in for a list: the failure, the wait, or what to do. */
export function instead(list, empty) {
  if (!list.loaded) {
    return h('div.empty', {'aria-busy': 'true'}, h('p.dim', {}, app.problem ? 'Nothing can be read just now.' : 'Reading …'));
  }
  return list.items.length ? null : empty();
}

/** Over what was read before. */
export function banner() {
  if (!app.problem) {
    return null;
  }
  return h('div.banner', {role: 'alert'}, h('strong', {}, app.problem.reason), ' ',
    h('span', {}, app.seenAt ? ['What you see is of ', time(app.seenAt.toISOString()), '. '] : null, 'This page tries again by itself.'));
}

/** Reads on when the end of the list comes near. */
export function endOf(list) {
  if (!list.next) {
    return null;
  }
  const more = () => list.more().catch(problem => {
    app.problem = problem;
  }).finally(changed);
  return h('div.more', {mount: node => watch(node, more), unmount: node => ends.unobserve(node)},
    h('button.quiet', {type: 'button', disabled: list.loading, onclick: more}, list.loading ? 'Reading …' : 'Show more'));
}

const watched = new WeakMap();
const ends = new IntersectionObserver(entries => entries.filter(entry => entry.isIntersecting)
  .forEach(({target}) => watched.get(target)()), {rootMargin: '1200px'});

/** Again after each page: the end may still be in sight. */
function watch(node, more) {
  watched.set(node, () => more().then(() => {
    if (node.isConnected) {
      ends.unobserve(node);
      ends.observe(node);
    }
  }));
  ends.observe(node);
}

const BLOCK = 60;

/** A long list in blocks: the browser does not lay out those that are out of sight. `also` is what rows depend on beside their item. */
export function rows(kind, label, items, row, also = '') {
  const blocks = Array.from({length: Math.ceil(items.length / BLOCK)}, (_, i) => items.slice(i * BLOCK, (i + 1) * BLOCK));
  return h('div.' + kind, {id: 'list', role: 'list', 'aria-label': label}, blocks.map((block, i) => memo(i, [also, ...block], () =>
    h('div.block', {role: 'none'}, block.map(row)))));
}

/** New items that are not shown yet, since the reader is further down. */
export function unseen(list, word) {
  return list.unseen ? h('button.pill', {type: 'button', onclick: () => {
    scrollTo(0, 0);
    poll();
  }}, `${plural(list.unseen, 'new ' + word)}${list.unseen < 50 ? '' : ' or more'}`) : null;
}

/** The reader is not at the top of the list. */
export function away() {
  return scrollY > 200;
}

/** About the index of the row at the top of the window. */
export function topRow(list) {
  const box = document.getElementById('list')?.getBoundingClientRect();
  return box && box.top < 0 ? Math.floor(list.items.length * Math.min(1, -box.top / box.height)) : 0;
}

// --- Filters

/** Selects and a search box. What is in the address can be shared; a number is kept off it. */
export function filters(view, fields, search) {
  const {route} = app;
  const choose = (name, value) => replace(view, app.route.rest, {...app.route.query, [name]: value});
  return h('form.filters', {role: 'search', 'aria-label': 'Filter', onsubmit: event => event.preventDefault()},
    h('label', {}, h('span.unseen', {}, 'Search by number or id'),
      h('input', {type: 'search', placeholder: 'Number or id', value: search.text, autocomplete: 'off', spellcheck: 'false', oninput: event => {
        search.text = event.target.value.trim();
        clearTimeout(search.timer);
        search.timer = setTimeout(() => choose('id', asId(search.text) && UUID.test(search.text) ? search.text : ''), 300);
      }})),
    h('button.quiet.narrow', {type: 'button', 'aria-expanded': String(search.wide ?? false), onclick: () => {
      search.wide = !search.wide;
      changed();
    }}, 'Filters'),
    fields.map(field => h('label', {key: field.name, class: search.wide ? 'wide' : ''}, h('span', {class: field.type ? 'dim' : 'unseen'}, field.label),
      field.options ? h('select', {value: route.query[field.name] ?? '', onchange: event => choose(field.name, event.target.value)},
        h('option', {value: ''}, field.label), field.options.map(([value, label]) => h('option', {key: value, value}, label)))
        : h('input', {type: field.type ?? 'text', value: route.query[field.name] ?? '', placeholder: field.label,
          autocomplete: 'off', onchange: event => choose(field.name, event.target.value.trim())}))),
    filtered(search) ? h('button.quiet', {type: 'button', onclick: () => {
      search.text = '';
      replace(view, route.rest, {});
    }}, 'Clear') : null);
}

export const TIMES = [{name: 'since', label: 'From', type: 'date'}, {name: 'until', label: 'Before', type: 'date'}];

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function asNumber(text) {
  const digits = text.replace(/[\s().-]/g, '');
  return /^\+?\d{5,15}$/.test(digits) ? digits.replace(/^(?=1\d{10}$)/, '+').replace(/^(?=\d{10}$)/, '+1') : undefined;
}

function asId(text) {
  return asNumber(text) ? undefined : text;
}

export function filtered(search) {
  return search.text || Object.values(app.route.query).some(Boolean);
}

/** The filter of the address and of the search box: [params, number]. */
export function selection(search) {
  const {id, since, until, ...rest} = app.route.query;
  const text = search.text || id || '';
  return [{...rest, since: instant(since), until: instant(until), id: asId(text)}, asNumber(text)];
}

function instant(day) {
  const date = new Date(day ? day + (day.length === 10 ? 'T00:00' : '') : NaN);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

// --- Media

export function nameOf(item) {
  return item.announced?.name ?? `${item.index}${item.type ? ' · ' + item.type.split('/')[1] : ''}`;
}

export function mediaType(item) {
  return item.type ?? item.announced?.type ?? '';
}

/** 'image', 'video', 'audio', or empty for what a browser is not asked to show. */
export function shownAs(item) {
  return item.href && SHOWN.test(item.type ?? '') ? item.type.split('/')[0] : '';
}

/** The items of a message in the order in which a phone shows them; without the file that says so. */
export function inOrder(message) {
  const order = [...new Set((message.slides ?? []).flatMap(slide => slide.media))];
  const place = item => order.includes(item.index) ? order.indexOf(item.index) : order.length + item.index;
  return (message.media ?? []).filter(item => !item.layout).sort((a, b) => place(a) - place(b));
}

export function thumb(item) {
  const what = `${item.kind ?? 'file'} ${nameOf(item)}`;
  if (shownAs(item) === 'image') {
    return h('img', {key: item.href, src: item.href, alt: what, loading: 'lazy', decoding: 'async', onerror: event => {
      event.target.classList.add('broken');
    }});
  }
  const [sign, word] = item.state === 'stored' ? [{video: 'play', audio: 'sound', image: 'image'}[item.kind] ?? 'file', mediaType(item)]
    : item.state === 'pending' ? ['image', 'being fetched'] : ['missing', 'missing'];
  return h('span.tile', {key: item.index, role: 'img', 'aria-label': `${what}, ${word}`, class: item.state}, icon(sign),
    h('span', {}, word.split('/').pop()));
}

/** The files of a sent message as items. Those that are in a store of the gateway can be seen; no other host is asked. */
export function sentItems(message) {
  return (message.mediaUrls ?? []).map((url, index) => {
    const ending = /\.(\w{2,4})$/.exec(url.replace(/[?#].*/, ''))?.[1].toLowerCase();
    const type = TYPES[ending];
    return {index, kind: type?.split('/')[0], type, state: 'stored', url, announced: {name: url.replace(/[?#].*/, '').split('/').pop()},
      href: url.startsWith('stored:') ? message.mediaHref + index : undefined};
  });
}

const TYPES = {jpg: 'image/jpeg', jpeg: 'image/jpeg', png: 'image/png', gif: 'image/gif', webp: 'image/webp', mp4: 'video/mp4', mp3: 'audio/mpeg',
  amr: 'audio/amr', pdf: 'application/pdf', vcf: 'text/vcard', txt: 'text/plain'};

// --- What is wrong, and what to do

export function failure(code, reason) {
  return code || reason ? h('p.failure', {}, code ? h('code', {}, code) : null, ' ', reason ?? '') : null;
}

/** Tones of what happened, and words where those of the state do not say it; all else is plain. */
const CHANGES = {finalized: ['good'], unknown: ['warn'], unconfirmed: ['warn'], parked: ['bad'], rejected: ['bad'], expired: ['bad'], failed: ['bad']};
const CHANGES_IN = {received: ['', 'It came in'], stored: ['', 'Files were stored'], waiting: ['warn', 'An attempt failed, it is tried again'],
  delivered: ['good', 'Handed to your application'], incomplete: ['bad', 'Handed over, and something is missing'], failed: ['bad', 'Given up'], replied: ['good', 'Answered']};

export function timeline(changes, incoming = false) {
  return changes?.length ? h('section', {}, h('h3', {}, 'What happened'), h('ol.timeline', {}, changes.map((change, i) => {
    const [tone = '', words = change.change[0].toUpperCase() + change.change.slice(1)] = (incoming ? CHANGES_IN : CHANGES)[change.change] ?? [];
    return h('li', {key: i, class: tone}, time(change.at, true), h('strong', {}, words),
      change.reply ? h('a', {href: link('sent', [change.reply])}, 'See the reply') : null,
      change.code ? failure(change.code, incoming && change.change === 'incomplete' ? '' : change.reason) : change.reason ? h('p.dim', {}, change.reason) : null);
  }))) : null;
}

/** In simulator mode there is always something to look at. */
export function simulate(kind = 'primary') {
  return app.session?.mode === 'simulator' && mayAct() ? command('Send a simulated MMS', 'simulate', async () => {
    await post('/admin/v1/simulated-mms');
    return 'The simulated phone has sent an MMS. It is here in a moment.';
  }, kind) : null;
}
