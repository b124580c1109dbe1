// Describes elements with h(), and changes the page only where it differs: focus, scroll and playing media stay.
// Text becomes text nodes and never markup.

const SVG = 'http://www.w3.org/2000/svg';
const PROPERTIES = new Set(['value', 'checked', 'disabled']);
const mounted = [];

/** h('p.note', {id: 'a'}, 'text', h('b', {}, 'more')). `mount(node)` and `unmount(node)` are called with the element. */
export function h(name, props = {}, ...children) {
  const [tag, ...classes] = name.split('.');
  const {key, mount, unmount, ...rest} = props;
  if (rest.class) {
    classes.push(rest.class);
  }
  if (classes.length) {
    rest.class = classes.join(' ');
  }
  return {name, tag, key, mount, unmount, props: rest, children: flat(children)};
}

/** An element that is looked at again only when one of `parts` is another object or value than before. */
export function memo(key, parts, make) {
  return {tag: 'memo', key, parts, make};
}

export function render(container, ...children) {
  const next = flat(children);
  const focused = document.activeElement;
  patchChildren(container, container.shown ?? [], next, container.namespaceURI);
  container.shown = next;
  mounted.splice(0).forEach(([mount, node]) => mount(node));
  if (focused.href && !focused.isConnected) {
    // The same link, made again in another place.
    [...container.querySelectorAll('a')].find(link => link.href === focused.href)?.focus({preventScroll: true});
  }
}

function flat(children) {
  return children.flat(Infinity)
    .filter(child => child !== null && child !== undefined && child !== false && child !== '')
    .map(child => typeof child === 'object' ? child : {tag: '#text', text: String(child)});
}

function create(v, space) {
  if (v.tag === '#text') {
    return v.node = document.createTextNode(v.text);
  }
  if (v.make) {
    v.real = v.make();
    return v.node = create(v.real, space);
  }
  const inner = v.tag === 'svg' ? SVG : space;
  v.node = document.createElementNS(inner, v.tag);
  setProps(v.node, {}, v.props);
  patchChildren(v.node, [], v.children, inner);
  setProps(v.node, {}, v.tag === 'select' ? {value: v.props.value} : {});
  if (v.mount) {
    mounted.push([v.mount, v.node]);
  }
  return v.node;
}

function patch(old, v, space) {
  v.node = old.node;
  if (v.tag === '#text') {
    if (old.text !== v.text) {
      v.node.data = v.text;
    }
    return;
  }
  if (v.make) {
    if (v.parts.length === old.parts.length && v.parts.every((part, i) => part === old.parts[i])) {
      v.real = old.real;
      return;
    }
    v.real = v.make();
    if (v.real.name === old.real.name) {
      patch(old.real, v.real, space);
    } else {
      forget(old.real);
      old.node.replaceWith(create(v.real, space));
    }
    v.node = v.real.node;
    return;
  }
  const inner = v.tag === 'svg' ? SVG : space;
  patchChildren(v.node, old.children, v.children, inner);
  setProps(v.node, old.props, v.props);
}

function patchChildren(parent, before, after, space) {
  const left = new Map(named(before));
  const pairs = named(after).map(([name, v]) => {
    const old = left.get(name);
    left.delete(name);
    return [old, v];
  });
  for (const old of left.values()) {
    forget(old);
    old.node.remove();
  }
  let place = parent.firstChild;
  for (const [old, v] of pairs) {
    if (old) {
      const stays = old.node === place;
      place = stays ? place.nextSibling : place;
      patch(old, v, space);
      if (!stays) {
        parent.insertBefore(v.node, place);
      }
    } else {
      parent.insertBefore(create(v, space), place);
    }
  }
}

function named(list) {
  const counts = {};
  return list.map(v => {
    const name = v.name ?? v.tag;
    counts[name] = (counts[name] ?? 0) + 1;
    return [name + (v.key === undefined ? ' ' + counts[name] : '=' + v.key), v];
  });
}

function forget(v) {
  v.unmount?.(v.node);
  (v.real ? [v.real] : v.children ?? []).forEach(forget);
}

function setProps(node, before, after) {
  for (const name of Object.keys(before)) {
    if (!(name in after)) {
      set(node, name, undefined);
    }
  }
  for (const [name, value] of Object.entries(after)) {
    if (before[name] !== value || PROPERTIES.has(name)) {
      set(node, name, value);
    }
  }
}

function set(node, name, value) {
  if (name.startsWith('on')) {
    // What a handler returns is of no account: false would stop the browser's own action.
    node[name] = value ? event => void value(event) : null;
  } else if (PROPERTIES.has(name) && node.localName !== 'option') {
    if (node[name] !== (value ?? '')) {
      node[name] = value ?? '';
    }
  } else if (value === undefined || value === null || value === false) {
    node.removeAttribute(name);
  } else {
    node.setAttribute(name, value === true ? '' : value);
  }
}
