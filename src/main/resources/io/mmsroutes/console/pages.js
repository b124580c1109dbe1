// A long list that is read page by page with a cursor, and kept up to date in place.

import {get} from './api.js';

const FIRST = 50;
const MORE = 200;

export class Pages {
  constructor(path, field, id = item => item.id) {
    Object.assign(this, {path, field, id});
    this.select({});
  }

  /** Another filter starts from the beginning; the same one changes nothing. */
  select(params, number) {
    const filter = JSON.stringify([params, number]);
    if (filter !== this.filter) {
      Object.assign(this, {filter, reading: {}, params, number, items: [], next: undefined, loaded: false, loading: false,
        answer: {}, unseen: 0, cursors: new Map()});
    }
  }

  forget() {
    this.filter = undefined;
    this.select({});
  }

  /**
   * Reads the first page again. Returns how many items are new since the last time, 0 the first time. With `hold` they
   * are counted in `unseen` and not put in, so that nothing moves under the reader.
   */
  async refresh(hold = false) {
    const known = this.loaded ? new Set(this.items.map(this.id)) : undefined;
    const before = this.unseen;
    const answer = await this.#read(FIRST, undefined, () => 0, hold && known);
    if (!known || !answer) {
      return 0;
    }
    const fresh = answer[this.field].filter(item => !known.has(this.id(item))).length;
    this.unseen = hold ? fresh : 0;
    return Math.max(0, fresh - before);
  }

  /** Reads the page again that has the item at this index. */
  async refreshAround(index) {
    for (let i = Math.min(index, this.items.length) - 1; i > FIRST; i--) {
      const before = this.id(this.items[i]);
      if (this.cursors.has(before)) {
        await this.#read(MORE, this.cursors.get(before), () => this.#index(before) + 1);
        return;
      }
    }
  }

  /** Reads on at the end. */
  async more() {
    if (!this.next || this.loading) {
      return;
    }
    this.loading = true;
    try {
      await this.#read(MORE, this.next, () => this.items.length);
    } finally {
      this.loading = false;
    }
  }

  #put(items) {
    if (items.length !== this.items.length || items.some((item, i) => item !== this.items[i])) {
      this.items = items;
    }
  }

  #index(id) {
    return this.items.findIndex(item => this.id(item) === id);
  }

  /** The answer takes the place of the items from `place` on, as far as it reaches. */
  async #read(limit, after, place, only) {
    const reading = this.reading;
    const answer = await get(this.path, {...this.params, limit, after}, this.number);
    if (reading !== this.reading) {
      return undefined;
    }
    if (only) {
      const fresh = new Map(answer[this.field].map(item => [this.id(item), item]));
      this.#put(this.items.map(item => same(item, fresh.get(this.id(item)) ?? item)));
      return answer;
    }
    const next = cursor(answer.next);
    const old = new Map(this.items.map(item => [this.id(item), item]));
    const fresh = answer[this.field].map(item => same(old.get(this.id(item)), item));
    const start = place();
    const last = fresh.length ? this.id(fresh.at(-1)) : undefined;
    const end = next ? this.#index(last) : -1;
    const reaches = end >= start;
    const ids = new Set(fresh.map(this.id));
    const others = list => list.filter(item => !ids.has(this.id(item)));
    this.#put([...others(this.items.slice(0, start)), ...fresh, ...reaches ? others(this.items.slice(end + 1)) : []]);
    if (!reaches) {
      this.next = next;
    }
    if (next) {
      this.cursors.set(last, next);
    }
    Object.assign(this, {loaded: true, answer});
    return answer;
  }
}

/** What did not change stays the same object, so that its row is not looked at. */
export function same(before, now) {
  return before !== undefined && JSON.stringify(before) === JSON.stringify(now) ? before : now;
}

/** Some lists give the path of the next page, some its cursor. */
function cursor(next) {
  return next?.startsWith('/') ? new URL(next, location.origin).searchParams.get('after') : next;
}
