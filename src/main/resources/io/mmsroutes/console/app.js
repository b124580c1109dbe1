// What all views share: the session, the address, commands, the poll.

import {get, onSignedOut, Problem, setClock, signOut} from './api.js';

const POLL = 2000;
const LONGEST_PAUSE = 15000;
const STATUS_EVERY = 10000;
/** A second click of a double click must not meet what has just moved under the pointer. */
export const ONE_CLICK = 600;

export const app = {
  session: undefined,
  signIn: undefined, // why the login is shown
  route: {view: 'inbox', rest: [], query: {}},
  status: undefined,
  problem: undefined, // of the last poll
  asked: undefined, // a command that waits to be confirmed
  busy: new Set(),
  seenAt: undefined,
};

let draw = () => {};
let views = {};
let timer;
let polling = false;
let again = false;
let failures = 0;
let statusAt = 0;
let clickAt = -ONE_CLICK;
let frame;

/** Starts: `view()` draws everything, `all` are the views by name. */
export function start(all, view) {
  views = all;
  draw = view;
  onSignedOut(() => {
    if (app.session) {
      leave('The session has ended. Sign in again, and you are back where you were.');
    }
  });
  addEventListener('hashchange', event => follow(new URL(event.oldURL).hash));
  document.addEventListener('visibilitychange', () => document.hidden ? clearTimeout(timer) : poll());
  follow();
}

/** Draws at the next frame, or at once where no frame comes. */
export function changed() {
  if (document.hidden) {
    draw();
  } else {
    frame ??= requestAnimationFrame(() => {
      frame = undefined;
      draw();
    });
  }
}

// --- Session

export function enter(session) {
  Object.assign(app, {session, signIn: undefined, status: undefined, problem: undefined});
  Object.values(views).forEach(view => view.forget());
  views[app.route.view].enter?.(app.route);
  const left = Date.parse(session.endsAt) - Date.now();
  setTimeout(() => app.session === session && leave('The session has ended. Sign in again, and you are back where you were.'),
    Math.min(Math.max(left, 1000), 2 ** 31 - 1));
  failures = 0;
  statusAt = 0;
  changed();
  poll();
}

/** Nothing of what was read stays on the page. */
export function leave(why) {
  clearTimeout(timer);
  Object.assign(app, {session: undefined, signIn: why, status: undefined, asked: undefined, problem: undefined});
  Object.values(views).forEach(view => view.forget());
  say('');
  changed();
}

export async function endSession() {
  await signOut().catch(() => {});
  leave('You are signed out.');
}

export function mayAct() {
  return app.session?.role === 'admin';
}

// --- Address

/** '#/sent/42?state=queued' */
export function link(view, rest = [], query = {}) {
  const search = new URLSearchParams(Object.entries(query).filter(([, value]) => value));
  return '#/' + [view, ...rest].map(encodeURIComponent).join('/') + (search.size ? '?' + search : '');
}

export function go(view, rest, query) {
  location.hash = link(view, rest, query);
}

/** A change of the filter is no step back. */
export function replace(view, rest, query) {
  history.replaceState(history.state, '', link(view, rest, query));
  follow();
}

/** Closes what is open over a view: back to where it was opened, if it was opened here. */
export function close() {
  if (history.state?.opened) {
    history.back();
  } else {
    replace(app.route.view, [], app.route.query);
  }
}

function follow(from) {
  const before = app.route;
  const [path, search] = location.hash.replace(/^#\/?/, '').split('?');
  const [view, ...rest] = path.split('/').map(decode);
  app.route = {view: views[view] ? view : 'inbox', rest, query: Object.fromEntries(new URLSearchParams(search))};
  if (from !== undefined && before.view === app.route.view && !before.rest.length && rest.length && !history.state) {
    history.replaceState({opened: true}, '');
  }
  app.problem = undefined;
  views[app.route.view].enter?.(app.route);
  draw();
  if (before.view !== app.route.view && from !== undefined) {
    scrollTo(0, 0);
    document.querySelector('h1')?.focus();
  }
  poll();
}

function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

// --- Commands

/** Runs a command once, however often it is clicked. `work` returns a sentence of what it did. */
export async function act(key, work) {
  if (app.busy.has(key) || performance.now() < clickAt + ONE_CLICK) {
    return;
  }
  clickAt = performance.now();
  app.busy.add(key);
  draw();
  try {
    say(await work() ?? '');
    await poll();
  } catch (problem) {
    report(problem);
  } finally {
    app.busy.delete(key);
    changed();
  }
}

/** Shows a dialog first. {title, text, check?, label, danger?, key, work} */
export function ask(question) {
  app.asked = {...question, since: performance.now(), checked: false};
  setTimeout(changed, ONE_CLICK + 20);
  changed();
}

/** A confirmation opens under the pointer: it takes no click at first. */
export function ready(question) {
  return performance.now() > question.since + ONE_CLICK && (!question.check || question.checked);
}

export function report(problem) {
  if (problem instanceof Problem) {
    say(problem.reason, true);
  } else {
    say('The page has failed. Load it again. ' + problem.message, true);
    throw problem;
  }
}

let sayTimer;

/** One sentence of what happened, read out by a screen reader. */
export function say(text, bad = false) {
  const toast = document.getElementById('toast');
  clearTimeout(sayTimer);
  toast.textContent = text;
  toast.className = bad ? 'bad' : '';
  sayTimer = setTimeout(() => toast.textContent = '', bad ? 15000 : 8000);
}

/** For a screen reader alone. */
export function tell(text) {
  document.getElementById('live').textContent = text;
}

// --- Poll

/** Reads what the view shows, one request at a time, and again in two seconds while the tab is seen. */
export async function poll() {
  clearTimeout(timer);
  again = polling;
  if (!app.session || polling) {
    return;
  }
  polling = true;
  const {session, route} = app;
  let pause = POLL;
  try {
    await views[route.view].refresh(route);
    if (app.session === session && (route.view === 'now' || performance.now() > statusAt || !app.status)) {
      app.status = await get('/admin/v1/status');
      setClock(app.status.now);
      statusAt = performance.now() + STATUS_EVERY;
    }
    failures = 0;
    app.problem = undefined;
    app.seenAt = new Date();
  } catch (problem) {
    if (!(problem instanceof Problem)) {
      report(problem);
    }
    if (route === app.route && problem.status !== 401) {
      app.problem = problem;
    }
    pause = Math.min(Math.max(POLL * 2 ** failures++, problem.retryAfter * 1000), LONGEST_PAUSE);
  } finally {
    polling = false;
  }
  changed();
  if (again || route !== app.route) {
    poll();
  } else if (!document.hidden && app.session) {
    clearTimeout(timer);
    timer = setTimeout(poll, pause);
  }
}
