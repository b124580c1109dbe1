// What failed for good: grouped by code; one, those of a filter, or all are replayed, requeued or deleted.

import {get, post, serverTime} from './api.js';
import {app, link, mayAct, replace} from './app.js';
import {h, memo} from './dom.js';
import {Pages} from './pages.js';
import * as part from './parts.js';

/** Letters of a route of your own: they go back to that route. */
const OWN = 'routes';

const list = new Pages('/admin/v1/dead-letters', 'letters', letter => letter.id);
const search = {text: ''};
let groups = [];

export const deadLetters = {
  title: 'Dead letters',

  enter() {
    list.select(...chosen());
  },

  forget() {
    list.forget();
    groups = [];
    search.text = '';
  },

  async refresh() {
    list.select(...chosen());
    await list.refresh();
    groups = (await get('/admin/v1/dead-letter-codes')).codes;
  },

  view() {
    return [
      groups.length ? codes() : null,
      part.filters('dead-letters', [
        {name: 'queue', label: 'Any queue', options: [...new Set(groups.map(group => group.queue))].map(queue => [queue, queue])},
        {name: 'code', label: 'Code'},
        ...part.TIMES,
      ], search),
      list.items.length ? batch() : null,
      part.instead(list, empty) ?? part.rows('rows', 'Dead letters', list.items, letter =>
        memo(letter.id, [letter, app.busy.has('letter ' + letter.id)], () => row(letter)), [...app.busy].join()),
      part.endOf(list),
    ];
  },
};

/** The search box takes a number, the name of one letter, or the id of a message. */
function chosen() {
  const [params, number] = part.selection(search);
  const {id, ...rest} = params;
  return [id?.includes('/') || !id ? params : {...rest, messageId: id}, number];
}

function codes() {
  const {query} = app.route;
  return h('div.tabs', {role: 'group', 'aria-label': 'Dead letters by code'}, groups.map(({queue, code, count}) => {
    const on = query.queue === queue && query.code === code;
    return h('button.tab', {key: queue + '/' + code, type: 'button', 'aria-pressed': String(on), onclick: () =>
      replace('dead-letters', [], on ? {...query, queue: '', code: ''} : {...query, queue, code})}, h('span.dim', {}, queue), ' ', code, h('b', {}, count));
  }));
}

function empty() {
  return part.filtered(search)
    ? h('div.empty', {}, h('h2', {}, 'No dead letter is like that'), h('p', {}, 'Take away a filter.'))
    : h('div.empty', {}, part.icon('dead-letters'), h('h2', {}, 'No dead letters'),
      h('p', {}, 'What fails for good is kept here, with its code and its reason. You can fix the cause, and let it run again. Nothing has failed.'));
}

/** For all that the filter finds, up to now: what fails later is left alone. */
function batch() {
  const all = !part.filtered(search);
  const count = list.answer.count ?? list.items.length;
  const which = all ? `all ${count}` : `these ${count}`;
  const own = app.route.query.queue === OWN;
  return h('div.batch', {}, h('p', {}, part.plural(count, 'dead letter'), all ? '' : ' like that'), mayAct() ? h('div.buttons', {},
    own ? many('requeue', `Requeue ${which}`, 'Each goes back to the endpoint of the route where it came in.')
      : many('replay', `Replay ${which}`, 'Each goes back into its queue, with a new clock. Fix the cause first, or it fails again.'),
    many('delete', `Delete ${which}`, 'They are gone for good, with the bytes of their messages.')) : null);
}

function many(verb, label, text) {
  return part.asking(label, {key: 'letters', title: label + '?', text, label, danger: verb === 'delete', work: () => {
    const [params, number] = chosen();
    const now = new Date(serverTime().getTime() + 1000).toISOString();
    const until = params.until && params.until < now ? params.until : now;
    return run(verb, Object.fromEntries(Object.entries({...params, number, until}).filter(([, value]) => value)));
  }}, verb === 'delete' ? 'quiet' : '');
}

async function run(verb, which) {
  const answer = await post('/admin/v1/dead-letters/' + verb, which);
  const count = answer.replayed ?? answer.requeued ?? answer.deleted ?? 0;
  return `${{replay: 'Replayed', requeue: 'Requeued', delete: 'Deleted'}[verb]}: ${count}. ${answer.note ?? ''}`;
}

function row(letter) {
  const {id} = letter;
  const key = 'letter ' + id;
  const again = letter.queue === OWN ? ['Requeue', 'requeue'] : ['Replay', 'replay'];
  return h('div.row.letter', {role: 'listitem'},
    h('p.line', {}, h('span', {}, h('code', {}, letter.code), ' ', h('span.dim', {}, letter.queue)), part.time(letter.diedAt)),
    h('p.words', {}, letter.reason),
    h('p.dim', {}, [['message', letter.messageId], ['route', letter.route], ['endpoint', letter.endpoint], ['attempts', letter.attempts || '']].filter(([, value]) => value)
      .map(([label, value], i) => [i ? ' · ' : '', label, ' ', label === 'message'
        ? h('a.url', {key: label, href: link(letter.queue === 'inbound' ? 'inbox' : 'sent', [value])}, value) : h('span.url', {key: label}, value)])),
    mayAct() ? h('div.buttons', {},
      part.command(again[0], key, () => run(again[1], {id})),
      part.asking('Delete', {key, title: 'Delete this dead letter?', text: 'It is gone for good, with the bytes of its message.', label: 'Delete',
        danger: true, work: () => run('delete', {id})}, 'quiet')) : null);
}
