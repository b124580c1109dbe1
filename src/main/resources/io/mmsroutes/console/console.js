// The frame: login, navigation, the view that the address names.

import {get, post} from './api.js';
import {app, changed, endSession, enter, leave, link, mayAct, start} from './app.js';
import {h, render} from './dom.js';
import {banner, confirmation, icon, simulate} from './parts.js';
import {conversation} from './view-conversation.js';
import {deadLetters} from './view-dead-letters.js';
import {inbox} from './view-inbox.js';
import {now} from './view-now.js';
import {sent} from './view-sent.js';

const VIEWS = {inbox, conversation, sent, 'dead-letters': deadLetters, now};
const root = document.getElementById('app');
const login = {key: '', busy: false, problem: undefined};

start(VIEWS, () => {
  render(root, app.session ? frame() : app.signIn === undefined ? null : loginPage());
  const title = app.session ? VIEWS[app.route.view].title : 'Sign in';
  if (document.title !== title + ' · MMS Routes') {
    document.title = title + ' · MMS Routes';
  }
});
open();

/** By the one-time link of the start log, by the session of before, or by the key. */
async function open() {
  const ticket = /^#ticket=(.+)$/.exec(location.hash)?.[1];
  if (ticket) {
    history.replaceState(null, '', location.pathname);
  }
  try {
    enter(ticket ? await post('/admin/v1/session', {ticket}) : await get('/admin/v1/session'));
  } catch (problem) {
    login.problem = problem.status === 401 && !ticket ? undefined : problem.reason;
    leave('');
    if (problem.status !== 401 && !ticket) {
      setTimeout(() => app.session || open(), 5000);
    }
  }
}

function loginPage() {
  return h('main.login', {id: 'main'}, h('form', {onsubmit: signIn},
    h('img', {src: 'icon.svg', alt: '', width: 48, height: 48}),
    h('h1', {tabindex: '-1'}, 'MMS Routes'),
    app.signIn ? h('p', {role: 'status'}, app.signIn) : null,
    // For the keepers of passwords.
    h('input', {type: 'text', name: 'username', autocomplete: 'username', value: 'console', hidden: true}),
    h('label', {}, 'Key', h('input', {type: 'password', name: 'key', autocomplete: 'current-password', required: true, value: login.key,
      'aria-describedby': 'key-help', mount: node => node.focus(), oninput: event => login.key = event.target.value})),
    login.problem ? h('p.failure', {role: 'alert'}, login.problem) : null,
    h('button.primary', {type: 'submit', disabled: login.busy}, login.busy ? 'Signing in …' : 'Sign in'),
    h('p.dim', {id: 'key-help'}, 'The key is mms.admin-key, or mms.admin-read-key to look only. With the simulator, the start log has a link that signs you in.')));
}

async function signIn(event) {
  event.preventDefault();
  if (login.busy) {
    return;
  }
  Object.assign(login, {busy: true, problem: undefined});
  changed();
  try {
    const session = await post('/admin/v1/session', {key: login.key});
    login.key = '';
    enter(session);
  } catch (problem) {
    login.problem = problem.reason;
  } finally {
    login.busy = false;
    changed();
  }
}

function frame() {
  const {route, session, status} = app;
  const view = VIEWS[route.view];
  return [
    h('a.skip', {href: '#main', onclick: event => {
      event.preventDefault();
      document.querySelector('h1').focus();
    }}, 'Skip to the content'),
    h('header.side', {},
      h('p.brand', {}, h('img', {src: 'icon.svg', alt: '', width: 28, height: 28}), 'MMS Routes'),
      h('nav.main', {'aria-label': 'Views'}, h('ul', {}, Object.entries(VIEWS).map(([name, {title}]) => h('li', {key: name},
        h('a', {href: link(name), 'aria-current': route.view === name ? 'page' : undefined}, icon(name), h('span', {}, title), badge(name)))))),
      h('div.foot', {},
        h('p', {}, session.mode === 'simulator' ? h('span.chip.accent', {}, 'Simulator') : null,
          mayAct() ? null : h('span.chip', {}, 'Read only')),
        h('p.dim', {}, 'Version ', status?.version ?? session.version),
        h('button.quiet', {type: 'button', onclick: endSession}, 'Sign out'))),
    h('main', {id: 'main'},
      h('div.title', {}, h('h1', {tabindex: '-1'}, view.title), route.view === 'inbox' ? simulate('quiet') : null),
      banner(),
      h('div.view', {key: route.view, class: route.view}, view.view())),
    confirmation(),
  ];
}

function badge(name) {
  const {status} = app;
  if (name === 'dead-letters') {
    const count = (status?.queues ?? []).reduce((sum, queue) => sum + (queue.dead ?? 0), 0);
    return count ? h('b.badge', {}, count > 999 ? '999+' : count) : null;
  }
  return name === 'now' && status && !status.ready ? h('b.badge', {}, 'down') : null;
}
