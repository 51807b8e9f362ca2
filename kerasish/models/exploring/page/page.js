// The page: what is chosen, found, open, and where the view is.

const facts = JSON.parse(document.getElementById('facts').textContent);
const graph = new Graph(facts);
const byKey = new Map([...graph.nodes, ...graph.frames].map((part) => [part.key, part]));
const $ = (id) => document.getElementById(id);
const state = { chosen: null, moved: false, hits: [], hit: -1, colour: 'kind',
  sortedBy: null, x: 0, y: 0, scale: 1 };
const layer = draw('g', {});
const tip = draw('marker', { id: 'tip', viewBox: '0 0 8 8', refX: 7, refY: 4,
  markerWidth: 8, markerHeight: 8, orient: 'auto', markerUnits: 'userSpaceOnUse' },
draw('path', { class: 'tip', d: 'M0 0 L8 4 L0 8 z' }));
const svg = draw('svg', { role: 'img' }, draw('defs', {}, tip), layer);

// ---- the graph

function fillOf(part) {
  if (state.colour === 'kind') return part.node ? part.tint : '#ffffff';
  const value = part[state.colour];
  if (!isKnown(value) || !state.most) return '#ffffff';
  const share = Math.sqrt(value / state.most);
  const mixed = [[255, 217], [255, 72], [255, 15]].map(([a, b]) => Math.round(a + (b - a) * share * 0.6));
  return `rgb(${mixed.join(', ')})`;
}

function redraw() {
  const parts = graph.shown(graph.root).filter((part) => part.node || !part.open);
  state.most = Math.max(0, ...parts.map((part) => part[state.colour] || 0));
  // places change only when frames open or close
  const opened = graph.frames.map((frame) => (frame.open ? 1 : 0)).join('');
  if (opened !== state.opened) graph.arrange(graph.root);
  state.opened = opened;
  const options = { chosen: state.chosen, found: found(), fill: fillOf };
  layer.replaceChildren(...drawFrame(graph, graph.root, [0, 0], options));
  move();
}

function move() {
  layer.setAttribute('transform', `translate(${state.x} ${state.y}) scale(${state.scale})`);
}

function zoom(factor, x, y) {
  state.moved = true;
  const scale = Math.min(4, Math.max(0.02, state.scale * factor));
  state.x = x - (x - state.x) * scale / state.scale;
  state.y = y - (y - state.y) * scale / state.scale;
  state.scale = scale;
  move();
}

function zoomAtMiddle(factor) {
  const box = svg.getBoundingClientRect();
  zoom(factor, box.width / 2, box.height / 2);
}

// The whole graph, or, where that could not be read, its beginning.
function fit(readable) {
  const box = svg.getBoundingClientRect(), { width, height } = graph.root.size;
  const whole = Math.min((box.width - 30) / width, (box.height - 30) / height, 1.25);
  state.scale = readable ? Math.max(whole, 0.75) : whole;
  const first = graph.root.children[0];
  const middle = width * state.scale > box.width ? first.x : width / 2;
  state.x = box.width / 2 - middle * state.scale;
  state.y = Math.max(15, (box.height - height * state.scale) / 2);
  move();
}

function toggle(frame) {
  const [, y] = frame.place, x = frame.place[0] + frame.width / 2;
  frame.open = !frame.open;
  redraw();
  // what was clicked stays under the mouse
  const left = frame.place[0] + frame.width / 2;
  state.x += (x - left) * state.scale;
  state.y += (y - frame.place[1]) * state.scale;
  move();
}

function openAll(open) {
  for (const frame of graph.frames) frame.open = open;
  redraw();
  fit(true);
}

function reveal(part) {
  for (let frame = part.outer; frame && frame !== graph.root; frame = frame.outer) frame.open = true;
  choose(part);
  const box = svg.getBoundingClientRect();
  state.scale = Math.max(state.scale, 0.75);
  state.x = box.width / 2 - (part.place[0] + part.width / 2) * state.scale;
  state.y = box.height / 2 - (part.place[1] + part.height / 2) * state.scale;
  move();
}

function choose(part) {
  state.chosen = part;
  state.moved = true;
  redraw();
  showPanel();
}

// ---- the panel

function tableOf(nodes) {
  const costs = isKnown(facts.totals.ms) ? ['Flops', 'Time'] : ['Flops'];
  return layerTable(nodes, {
    columns: ['Layer', 'Output', 'Params', ...costs],
    by: state.sortedBy,
    sort: (name) => { state.sortedBy = state.sortedBy === name ? null : name; showPanel(); },
    choose: reveal,
  });
}

function showPanel() {
  const part = state.chosen, { totals } = facts;
  const back = make('button', { id: 'back', type: 'button', onclick: () => choose(null) }, 'All layers');
  if (!part) {
    $('panel').replaceChildren(make('h2', {}, 'Layers'), tableOf(graph.nodes));
  } else if (part.node) {
    $('panel').replaceChildren(back, ...nodePanel(part, totals));
  } else {
    $('panel').replaceChildren(back, ...framePanel(part, totals, tableOf(graph.members(part))));
  }
}

function showTotals() {
  const { totals } = facts;
  const pairs = [['Layers', whole(graph.nodes.length)],
    ['Parameters', whole(totals.parameters)], ['Trainable', whole(totals.trainable)],
    ['Weights', bytes(totals.bytes)], ['Flops, one sample', flops(totals.flops)],
    ...(isKnown(totals.ms) ? [['Time of the data', milliseconds(totals.ms)]] : [])];
  $('title').textContent = `${facts.name} (${facts.class})`;
  $('totals').replaceChildren(...pairs.map(([name, value]) =>
    make('span', {}, `${name} `, make('b', {}, value))));
  for (const option of $('colour').options) {
    option.disabled = option.value !== 'kind' && !isKnown(totals[option.value]);
  }
}

// ---- search

function search() {
  const text = $('search').value.trim().toLowerCase();
  const parts = [...graph.nodes, ...graph.frames];
  state.hits = text ? parts.filter((part) =>
    `${part.name} ${part.class}`.toLowerCase().includes(text)) : [];
  state.hit = -1;
  $('matches').textContent = text ? `${state.hits.length} found` : '';
  redraw();
}

// What was found, and closed frames with something in them that was.
function found() {
  return new Set(state.hits.flatMap((part) =>
    graph.way(part).filter((other) => other === part || !other.open)));
}

function nextHit(step) {
  if (!state.hits.length) return;
  state.hit = (state.hit + step + state.hits.length) % state.hits.length;
  reveal(state.hits[state.hit]);
  $('matches').textContent = `${state.hit + 1} of ${state.hits.length}`;
}

// ---- what people do

function clicked(event) {
  const group = event.target.closest('[data-key]');
  const part = group && byKey.get(group.dataset.key);
  if (!part) return choose(null);
  if (part.node) return choose(part);
  if (part.open && !event.target.closest('.head')) return choose(part);
  state.chosen = part;
  state.moved = true;
  toggle(part);
  return showPanel();
}

function listenToPointer() {
  let start = null;
  svg.addEventListener('pointerdown', (event) => {
    start = { x: event.clientX, y: event.clientY, moved: false };
  });
  svg.addEventListener('pointermove', (event) => {
    if (!start) return;
    const dx = event.clientX - start.x, dy = event.clientY - start.y;
    if (!start.moved && Math.hypot(dx, dy) < 4) return;
    if (!start.moved) svg.setPointerCapture(event.pointerId);
    state.moved = true;
    state.x += dx;
    state.y += dy;
    start = { x: event.clientX, y: event.clientY, moved: true };
    move();
  });
  svg.addEventListener('pointerup', (event) => {
    if (start && !start.moved) clicked(event);
    start = null;
  });
  svg.addEventListener('wheel', (event) => {
    event.preventDefault();
    const box = svg.getBoundingClientRect();
    const factor = Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015));
    zoom(factor, event.clientX - box.left, event.clientY - box.top);
  }, { passive: false });
}

$('view').append(svg);
showTotals();
showPanel();
redraw();
// until somebody moves it, the graph follows the size of the window
new ResizeObserver(() => { if (!state.moved) fit(true); }).observe(svg);
listenToPointer();
$('search').addEventListener('input', search);
$('search').addEventListener('keydown', (event) => {
  if (event.key === 'Enter') nextHit(event.shiftKey ? -1 : 1);
});
$('expand').addEventListener('click', () => openAll(true));
$('collapse').addEventListener('click', () => openAll(false));
$('fit').addEventListener('click', () => fit(false));
$('in').addEventListener('click', () => zoomAtMiddle(1.25));
$('out').addEventListener('click', () => zoomAtMiddle(0.8));
$('colour').addEventListener('change', (event) => { state.colour = event.target.value; redraw(); });
