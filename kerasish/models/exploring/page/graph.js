// What is drawn: layers, and frames that are open or closed.

const LETTER = 6.8, LINE = 14, PADDING = 8, HEAD = 24, MOST = 36;
const NUMBERS = ['parameters', 'bytes', 'flops', 'ms'];

class Graph {
  constructor(facts) {
    this.nodes = facts.nodes.map((node, i) => ({ ...node, key: `n${i}`, node: true }));
    this.frames = facts.frames.map((frame, i) => ({ ...frame, key: `f${i}`, open: false }));
    this.root = { key: 'root', name: facts.name, open: true, children: [], links: [] };
    for (const frame of this.frames) Object.assign(frame, { children: [], links: [] });
    for (const part of [...this.nodes, ...this.frames]) {
      part.outer = part.frame === null ? this.root : this.frames[part.frame];
    }
    // in the order in which they run
    for (const node of this.nodes) {
      for (let part = node; part.outer; part = part.outer) {
        if (!part.outer.children.includes(part)) part.outer.children.push(part);
      }
    }
    for (const [a, b] of facts.edges) this.connect(this.nodes[a], this.nodes[b]);
    for (const frame of this.frames) this.sumUp(frame);
    this.openSome();
  }

  // Frames around a part, outermost first, and itself.
  way(part) {
    const way = [];
    for (; part; part = part.outer) way.unshift(part);
    return way;
  }

  // A link in the frame that both have in common; in those around one of them, one from
  // or to its border.
  connect(source, target) {
    const from = this.way(source), to = this.way(target);
    let common = 0;
    while (from[common] === to[common]) common++;
    this.link(from[common - 1], from[common], to[common]);
    for (let i = common; i + 1 < from.length; i++) this.link(from[i], from[i + 1], 'out');
    for (let i = common; i + 1 < to.length; i++) this.link(to[i], 'in', to[i + 1]);
  }

  link(frame, a, b) {
    if (!frame.links.some((l) => l[0] === a && l[1] === b)) frame.links.push([a, b]);
  }

  members(frame) {
    return frame.children.flatMap((part) => (part.node ? [part] : this.members(part)));
  }

  // A layer that stands in a frame several times counts once.
  sumUp(frame) {
    const members = this.members(frame);
    const layers = [...new Map(members.map((node) => [node.layer, node])).values()];
    frame.count = members.length;
    for (const name of NUMBERS) {
      const known = layers.map((node) => node[name]).filter(isKnown);
      frame[name] = known.length ? known.reduce((a, b) => a + b, 0) : null;
    }
  }

  // All is open while the whole can be read; else the innermost frames stay closed.
  openSome() {
    const models = this.frames.filter((frame) => frame.kind === 'model');
    for (const frames of [this.frames, models]) {
      for (const frame of this.frames) frame.open = frames.includes(frame);
      if (this.shown(this.root).length <= 60) return;
    }
    for (const frame of this.frames) frame.open = false;
  }

  shown(frame) {
    return frame.children.flatMap((part) =>
      (part.node || !part.open ? [part] : [part, ...this.shown(part)]));
  }

  lines(part) {
    if (part.node) return [part.class, part.outputs];
    const count = `${part.count} layer${part.count === 1 ? '' : 's'}`;
    return [part.class ? `${part.class}, ${count}` : count, `${whole(part.parameters)} parameters`];
  }

  // Sizes and places of all that is shown in a frame.
  arrange(frame) {
    const items = frame.children.map((part) => {
      if (!part.node && part.open) {
        const inner = this.arrange(part);
        part.width = Math.max(inner.width + 2 * PADDING, cut(part.name, MOST).length * LETTER + 34);
        part.height = inner.height + HEAD + PADDING;
        part.shift = [(part.width - inner.width) / 2, HEAD];
        part.entry = inner.ports.in - inner.width / 2;
        part.exit = inner.ports.out - inner.width / 2;
      } else {
        part.entry = part.exit = 0;
        const texts = [part.name, ...this.lines(part)].map((text) => cut(text, MOST).length);
        part.width = Math.max(...texts) * LETTER + 2 * PADDING + (part.node ? 0 : 14);
        part.height = 3 * LINE + 10;
      }
      return part;
    });
    const ports = {};
    for (const name of ['in', 'out']) {
      if (frame.links.some((link) => link.includes(name))) {
        ports[name] = { width: POINT, height: 0, top: name === 'in', bottom: name === 'out' };
        items.push(ports[name]);
      }
    }
    const place = new Map(items.map((item, i) => [item, i]));
    const ends = frame.links.map((link) => link.map((end) => place.get(ports[end] || end)));
    const found = layOut(items, ends);
    frame.paths = found.paths;
    frame.size = found;
    const middle = { x: found.width / 2 };
    found.ports = { in: (ports.in || middle).x, out: (ports.out || middle).x };
    return found;
  }
}

// The picture of what is shown; `at` is where the inside of the frame begins.
function drawFrame(graph, frame, at, options) {
  const below = [], above = [];
  for (const part of frame.children) {
    const x = at[0] + part.x - part.width / 2, y = at[1] + part.y;
    part.place = [x, y];
    if (part.node || !part.open) { above.push(drawBox(graph, part, x, y, options)); continue; }
    below.push(drawOpen(part, x, y, options));
    above.push(...drawFrame(graph, part, [x + part.shift[0], y + part.shift[1]], options));
  }
  const links = frame.paths.map((points, i) => drawLink(frame, i, points, at, options));
  return [...below, ...links, ...above];
}

function partClass(part, base, options) {
  const found = options.found.has(part) ? ' found' : '';
  return `${base}${part === options.chosen ? ' chosen' : ''}${found}`;
}

function drawBox(graph, part, x, y, options) {
  const base = part.node ? 'node' : `node closed ${part.kind}`;
  const texts = graph.lines(part).map((line, i) => draw('text',
    { x: x + PADDING, y: y + 16 + (i + 1) * LINE, class: 'detail' }, cut(line, MOST)));
  const mark = part.node ? '' : '▸ ';
  return draw('g', { class: partClass(part, base, options), 'data-key': part.key },
    draw('title', {}, part.name),
    draw('rect', { x, y, width: part.width, height: part.height, rx: 5,
      fill: options.fill(part) }),
    draw('text', { x: x + PADDING, y: y + 16, class: 'title' }, mark + cut(part.name, MOST)),
    ...texts);
}

function drawOpen(part, x, y, options) {
  return draw('g', { class: partClass(part, `frame ${part.kind}`, options), 'data-key': part.key },
    draw('rect', { class: 'body', x, y, width: part.width, height: part.height, rx: 6 }),
    draw('g', { class: 'head' },
      draw('title', {}, part.name),
      draw('rect', { x, y, width: part.width, height: HEAD }),
      draw('text', { x: x + PADDING, y: y + 16, class: 'title' }, `▾ ${cut(part.name, MOST)}`)));
}

function drawLink(frame, number, points, at, options) {
  const [source, target] = frame.links[number];
  const moved = points.map(([x, y]) => [x + at[0], y + at[1]]);
  // ports are at the border of the frame
  if (source === 'in') moved[0][1] -= HEAD;
  if (target === 'out') moved[moved.length - 1][1] += PADDING;
  let [x, y] = moved[0];
  let path = `M${x} ${y}`;
  for (const [nx, ny] of moved.slice(1)) {
    const middle = (y + ny) / 2;
    path += Math.abs(nx - x) < 0.5 ? `L${nx} ${ny}` : `C${x} ${middle} ${nx} ${middle} ${nx} ${ny}`;
    [x, y] = [nx, ny];
  }
  const near = options.chosen && (source === options.chosen || target === options.chosen);
  const attributes = { class: near ? 'edge near' : 'edge', d: path };
  if (target !== 'out' && (target.node || !target.open)) attributes['marker-end'] = 'url(#tip)';
  return draw('path', attributes);
}
