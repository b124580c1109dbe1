// Both directions of one number as a thread, and a box to answer. A draft stays in memory while the page is open.

import {get, post, Problem, upload} from './api.js';
import {act, app, changed, link, mayAct, tell} from './app.js';
import {h, memo} from './dom.js';
import {receivedChip} from './view-inbox.js';
import {sentChip} from './view-sent.js';
import {Pages, same} from './pages.js';
import * as part from './parts.js';

const SHOWN_FIRST = 50;
const SHOWN_MOST = 200;
const FILES_MOST = 10;
/** What most carriers take in all: docs/media-and-carriers.md. */
const SAFE_BYTES = 600_000;

const people = new Pages('/admin/v1/received', 'messages');
const drafts = new Map(); // by number
let open; // {id, limit, talk, problem}

export const conversation = {
  title: 'Conversation',

  enter(route) {
    const [id] = route.rest;
    if (open?.id !== id) {
      open = id ? {id, limit: SHOWN_FIRST} : undefined;
    }
  },

  forget() {
    people.forget();
    open = undefined;
    for (const draft of drafts.values()) {
      draft.files.forEach(file => URL.revokeObjectURL(file.url));
    }
    drafts.clear();
  },

  async refresh() {
    const showing = open;
    if (showing) {
      try {
        const before = showing.talk;
        const talk = await get(`/admin/v1/received/${encodeURIComponent(showing.id)}/conversation`, {limit: showing.limit});
        const known = new Map(before?.messages.map(message => [message.id, message]));
        talk.messages = talk.messages.map(message => same(known.get(message.id), message));
        if (before && talk.messages.some(message => message.direction === 'in' && !known.has(message.id))) {
          tell('A new message in this conversation.');
        }
        Object.assign(showing, {talk, problem: undefined});
      } catch (problem) {
        if (problem.status !== 404) {
          throw problem;
        }
        showing.problem = problem.reason;
      }
    }
    await people.refresh();
  },

  view() {
    const list = part.instead(people, () => h('div.empty', {}, h('h2', {}, 'No conversation yet'),
      h('p', {}, 'A conversation begins with the first message that you receive.'), part.simulate()));
    return h('div.talk', {class: open ? 'open' : ''},
      h('nav.people', {'aria-label': 'Conversations'}, list ?? h('ul', {}, latest().map(person)), part.endOf(people)),
      open ? thread() : list ? null : h('p.empty.dim', {}, 'Choose a conversation.'));
  },
};

/** The newest message of each number. Masked numbers may be of different people, so they are not put together. */
function latest() {
  const seen = new Set();
  return people.items.filter(message => !message.from?.startsWith('+') || !seen.has(message.from) && seen.add(message.from));
}

function person(message) {
  const shown = open?.talk?.number === message.from || open?.id === message.id;
  return memo(message.id, [message, shown], () => h('li', {},
    h('a', {href: link('conversation', [message.id]), 'aria-current': shown ? 'true' : undefined},
      h('span.line', {}, part.number(message.from), part.time(message.receivedAt)),
      h('span.text', {}, message.text || part.plural(part.inOrder(message).length, 'file')))));
}

// --- The thread

function thread() {
  const {talk, problem} = open;
  if (!talk) {
    return h('section.thread', {key: open.id}, h('p.empty.dim', {}, problem ?? app.problem?.reason ?? 'Reading …'));
  }
  const draft = draftOf(talk.number);
  return h('section.thread', {key: talk.number, 'aria-label': `Conversation with ${talk.number}`, ...dropping(draft)},
    h('header', {}, h('a.button.back', {href: link('conversation')}, part.icon('left'), h('span.unseen', {}, 'All conversations')),
      h('h2', {}, part.number(talk.number)), h('span.dim', {}, 'with ', part.number(talk.ours))),
    h('div.messages', {tabindex: '0', role: 'log', 'aria-label': 'Messages, oldest first', mount: toEnd},
      talk.messages.length >= open.limit && open.limit < SHOWN_MOST ? h('button.quiet', {type: 'button', onclick: () => {
        open.limit = SHOWN_MOST;
        conversation.refresh().then(changed, changed);
      }}, 'Show earlier messages') : null,
      [...talk.messages].reverse().map(message => memo(message.direction + message.id, [message], () => bubble(message)))),
    mayAct() ? answerBox(talk, draft) : null);
}

/** Shows the newest, and goes on doing so while the reader is there. */
function toEnd(node) {
  node.scrollTop = node.scrollHeight;
  let atEnd = true;
  node.onscroll = () => atEnd = node.scrollHeight - node.scrollTop - node.clientHeight < 80;
  const follow = () => atEnd && (node.scrollTop = node.scrollHeight);
  new MutationObserver(follow).observe(node, {childList: true});
  node.addEventListener('load', follow, true);
}

function bubble(message) {
  const incoming = message.direction === 'in';
  const media = incoming ? part.inOrder(message) : part.sentItems(message);
  return h('article.bubble', {class: message.direction},
    media.length ? h('div.media', {}, media.map((item, i) =>
      h('a', {key: i, href: incoming ? link('inbox', [message.id, String(item.index)]) : link('sent', [message.id])}, part.thumb(item)))) : null,
    message.subject ? h('p.subject', {}, message.subject) : null,
    message.text ? h('p.words', {}, message.text) : null,
    h('p.line', {}, part.time(incoming ? message.receivedAt : message.createdAt),
      incoming ? message.state === 'delivered' ? null : receivedChip(message) : sentChip(message),
      h('a', {href: link(incoming ? 'inbox' : 'sent', [message.id])}, 'Details')));
}

// --- The answer

function draftOf(number) {
  if (!drafts.has(number)) {
    drafts.set(number, {text: '', files: [], key: newKey()});
  }
  return drafts.get(number);
}

/** Random, also where the page is not served by TLS. */
function newKey() {
  return 'console-' + [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('');
}

/** What is changed is another message: it has another key, and is checked again. */
function edit(draft, change) {
  Object.assign(draft, change, {key: newKey(), findings: undefined, problem: undefined});
  changed();
}

function attach(draft, files) {
  const room = FILES_MOST - draft.files.length;
  const more = [...files].slice(0, room).map(file => ({file, url: URL.createObjectURL(file)}));
  edit(draft, {files: [...draft.files, ...more]});
  if (files.length > room) {
    draft.problem = `A message takes ${FILES_MOST} files.`;
  }
}

function dropping(draft) {
  const over = on => event => {
    if (mayAct() && [...event.dataTransfer.types].includes('Files')) {
      event.preventDefault();
      event.currentTarget.classList.toggle('over', on);
    }
  };
  return {ondragover: over(true), ondragleave: over(false), ondrop: event => {
    over(false)(event);
    if (mayAct()) {
      attach(draft, event.dataTransfer.files);
    }
  }};
}

function answerBox(talk, draft) {
  const key = 'answer ' + talk.number;
  const busy = app.busy.has(key);
  const size = draft.files.reduce((sum, {file}) => sum + file.size, 0);
  const send = sure => act(key, () => answer(talk, draft, sure));
  return h('form.answer', {'aria-label': 'Answer', onsubmit: event => {
    event.preventDefault();
    send(draft.findings !== undefined);
  }},
  draft.files.length ? h('ul.files', {'aria-label': 'Files to send'}, draft.files.map(entry => h('li', {key: entry.url},
    entry.file.type.startsWith('image/') ? h('img', {src: entry.url, alt: ''}) : part.icon('file'),
    h('span', {}, h('span.name', {}, entry.file.name), h('span.dim', {}, part.bytes(entry.file.size))),
    h('button.quiet', {type: 'button', disabled: busy, 'aria-label': `Remove ${entry.file.name}`, onclick: () => {
      URL.revokeObjectURL(entry.url);
      edit(draft, {files: draft.files.filter(other => other !== entry)});
    }}, part.icon('close'))))) : null,
  size > SAFE_BYTES ? h('p.hint', {}, `${part.bytes(size)} in all. Many carriers take 600 KB, and some send a link or nothing instead.`) : null,
  draft.findings?.length ? h('div.banner', {role: 'alert'}, h('strong', {}, 'The check of the files says'), h('ul', {}, draft.findings.map(
    (finding, i) => h('li', {key: i}, finding.sentence ?? finding.code)))) : null,
  draft.problem ? h('p.failure', {role: 'alert'}, draft.problem) : null,
  h('div.write', {},
    h('label.button.quiet', {title: 'Attach files'}, part.icon('attach'), h('input.unseen', {type: 'file', multiple: true, 'aria-label': 'Attach files',
      disabled: busy, onchange: event => {
        attach(draft, event.target.files);
        event.target.value = '';
      }})),
    h('textarea', {rows: 2, 'aria-label': 'Your answer', placeholder: 'Answer, or drop files here', value: draft.text, readonly: busy,
      oninput: event => edit(draft, {text: event.target.value}), onkeydown: event => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
          event.preventDefault();
          send(draft.findings !== undefined);
        }
      }}),
    h('button.primary', {type: 'submit', disabled: busy || !(draft.text.trim() || draft.files.length)},
      busy ? 'Sending …' : draft.findings?.length ? 'Send anyway' : 'Send')));
}

async function answer(talk, draft, sure) {
  draft.problem = undefined;
  try {
    for (const entry of draft.files) {
      entry.reference ??= (await upload(entry.file)).data.reference;
    }
    const message = {from: talk.ours, to: talk.number};
    if (draft.text.trim()) {
      message.text = draft.text.trim();
    }
    if (draft.files.length) {
      message.media_urls = draft.files.map(entry => entry.reference);
      draft.findings = sure ? [] : await check(message);
      if (draft.findings.length) {
        return '';
      }
    }
    await post('/admin/v1/sent', message, {'Idempotency-Key': draft.key});
    draft.files.forEach(file => URL.revokeObjectURL(file.url));
    edit(draft, {text: '', files: []});
    return 'It is on its way.';
  } catch (problem) {
    draft.problem = problem.reason;
    throw problem;
  }
}

/** What the preflight says, where this gateway can say it before. */
async function check(message) {
  try {
    return (await post('/admin/v1/sent/check', message)).findings ?? [];
  } catch (problem) {
    if (problem instanceof Problem && [404, 405].includes(problem.status)) {
      return [];
    }
    throw problem;
  }
}
