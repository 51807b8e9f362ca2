// What stands beside the graph: the table of layers, or all about one of them.

const COLUMNS = [
  ['Layer', (n) => n.name, (n) => broken(n.name)],
  ['Class', (n) => n.class, (n) => n.class],
  ['Output', (n) => n.outputs, (n) => n.outputs],
  ['Params', (n) => n.parameters, (n) => whole(n.parameters)],
  ['Bytes', (n) => n.bytes, (n) => bytes(n.bytes)],
  ['Flops', (n) => n.flops, (n) => flops(n.flops)],
  ['Time', (n) => n.ms, (n) => milliseconds(n.ms)],
];

// options: columns that are shown, the one to sort by, and what a click on a row does.
function layerTable(nodes, options) {
  const columns = COLUMNS.filter(([name]) => options.columns.includes(name));
  const sorted = nodes.slice();
  const by = COLUMNS.find(([name]) => name === options.by);
  if (by) {
    const key = (node) => (typeof by[1](node) === 'number' ? -by[1](node) : by[1](node));
    sorted.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
  }
  const side = (name) => (
    { Layer: '', Class: '', Output: 'shape' }[name] ?? 'number');
  const head = columns.map(([name]) => make('th', { class: side(name), scope: 'col',
    title: 'Sort', onclick: () => options.sort(name) }, name));
  const rows = sorted.map((node) => make('tr',
    { 'data-row': node.key, onclick: () => options.choose(node) },
    ...columns.map(([name, , text]) => make('td', { class: side(name) }, text(node)))));
  return make('table', { id: 'layers' }, make('thead', {}, make('tr', {}, ...head)),
    make('tbody', {}, ...rows));
}

function factTable(pairs) {
  return make('table', { class: 'facts' }, make('tbody', {}, ...pairs.map(([name, value]) =>
    make('tr', {}, make('td', {}, name), make('td', {}, value)))));
}

function numbersOf(part, totals) {
  const share = (name) => (isKnown(part[name]) && totals[name]
    ? ` (${(100 * part[name] / totals[name]).toFixed(1)} %)` : '');
  return [
    ['Parameters', whole(part.parameters) + share('parameters')],
    ['Bytes', bytes(part.bytes)],
    ['Flops, one sample', flops(part.flops) + share('flops')],
    ...(isKnown(totals.ms) ? [['Time', milliseconds(part.ms) + share('ms')]] : []),
  ];
}

function nodePanel(node, totals) {
  const trains = { true: 'yes', false: 'no', null: 'no weights' }[String(node.trainable)];
  const sections = [make('h2', {}, broken(node.name)), factTable([
    ['Class', node.class],
    ['Input', node.inputs || unknown],
    ['Output', node.outputs],
    ['Dtype', node.dtype || unknown],
    ['Trainable', trains],
    ...(node.calls > 1 ? [['Called', `${node.calls} times; numbers are those of all`]] : []),
    ...numbersOf(node, totals),
  ])];
  if (node.weights.length) {
    sections.push(make('h3', {}, 'Weights'), ...node.weights.map(weightSection));
  }
  if (node.inside.length) {
    sections.push(make('h3', {}, 'Layers inside'), ...node.inside.map((name) => make('div', {}, name)));
  }
  if (node.config.length) sections.push(make('h3', {}, 'Arguments'), factTable(node.config));
  return sections;
}

function framePanel(frame, totals, table) {
  const kind = frame.kind === 'model' ? frame.class : 'block of layers that are named alike';
  return [make('h2', {}, broken(frame.name)), factTable([
    ['Kind', kind], ['Layers', whole(frame.count)], ...numbersOf(frame, totals)]),
  make('h3', {}, 'Layers'), table];
}

function weightSection(weight) {
  const shape = `(${weight.shape.join(', ')})`;
  const facts = [['Shape', `${shape} ${weight.dtype}, ${bytes(weight.bytes)}`]];
  if (weight.low !== null && weight.low === weight.high) {
    facts.push(['All numbers', short(weight.low)]);
  } else if (weight.low !== null) {
    facts.push(['Mean, deviation', `${short(weight.mean)}, ${short(weight.std)}`]);
    facts.push(['Zeros', `${whole(weight.zeros)} of ${whole(weight.count)}`]);
  }
  if (!weight.trainable) facts.push(['Trainable', 'no']);
  if (weight.not_finite) {
    facts.push(['Not finite', make('b', { class: 'warning' }, whole(weight.not_finite))]);
  }
  const parts = [make('b', {}, weight.name), factTable(facts)];
  if (weight.histogram.length > 1) parts.push(histogram(weight));
  return make('div', { class: 'weight' }, ...parts);
}

function histogram(weight) {
  const { low, high, histogram: counts } = weight;
  const most = Math.max(...counts), width = 100 / counts.length;
  const bars = counts.map((count, i) => draw('rect', { x: i * width + 0.1,
    y: 50 - 50 * count / most, width: width - 0.2, height: 50 * count / most },
  draw('title', {}, whole(count))));
  if (low < 0 && high > 0) {
    const x = 100 * -low / (high - low);
    bars.push(draw('line', { class: 'zero', x1: x, x2: x, y1: 0, y2: 50,
      'vector-effect': 'non-scaling-stroke' }));
  }
  return make('div', {},
    draw('svg', { class: 'histogram', viewBox: '0 0 100 50', preserveAspectRatio: 'none',
      role: 'img', 'aria-label': `histogram of ${weight.name}` }, ...bars),
    make('div', { class: 'ends' }, make('span', {}, short(low)), make('span', {}, short(high))));
}
