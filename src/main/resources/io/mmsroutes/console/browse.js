// A list of messages with a search box, of which one may be open over it.

import {get} from './api.js';
import {app} from './app.js';
import {h} from './dom.js';
import {Pages, same} from './pages.js';
import * as part from './parts.js';

export class Browse {
  constructor(path) {
    Object.assign(this, {path, list: new Pages(path, 'messages'), search: {text: ''}, open: undefined}); // open: {id, message, problem}
  }

  enter(route) {
    this.search.text ||= route.query.id ?? '';
    this.list.select(...part.selection(this.search));
    const [id] = route.rest;
    if (this.open?.id !== id) {
      this.open = id ? {id, message: this.list.items.find(message => message.id === id)} : undefined;
    }
  }

  forget() {
    this.list.forget();
    this.open = undefined;
    this.search.text = '';
  }

  /** Returns how many messages are new. */
  async refresh() {
    this.list.select(...part.selection(this.search));
    const fresh = await this.list.refresh(part.away());
    await this.list.refreshAround(part.topRow(this.list));
    const showing = this.open;
    if (showing) {
      try {
        showing.message = same(showing.message, await get(`${this.path}/${encodeURIComponent(showing.id)}`));
        showing.problem = undefined;
      } catch (problem) {
        if (problem.status !== 404) {
          throw problem;
        }
        showing.problem = problem.reason;
      }
    }
    return fresh;
  }

  /** What follows the list. `sheet(message)` is shown over it. */
  rest(label, sheet) {
    const {list, open} = this;
    return [
      part.unseen(list, 'message'),
      part.endOf(list),
      open ? open.message ? sheet(open.message) : part.dialog({key: open.id, label, kind: 'sheet'}, part.closing(),
        h('div.empty', {}, h('p', {}, open.problem ?? app.problem?.reason ?? 'Reading …'))) : null,
    ];
  }

  empty(...first) {
    return part.filtered(this.search)
      ? h('div.empty', {}, h('h2', {}, 'No message is like that'), h('p', {}, 'Take away a filter, or look for another number or id.'))
      : h('div.empty', {}, ...first);
  }
}
