// Layers from above to below, few crossings, neighbours near each other: as graph/drawing
// does it in Python (Sugiyama, Tagawa, Toda 1981), again here since frames open and close.

const SPACE = 22, ROW_SPACE = 38, POINT = 8;

// items: {width, height, top, bottom, entry, exit}; entry and exit say how far from the
// middle links arrive and leave. links: pairs of places in items, without circles.
// Gives each item x (its middle) and y (its upper border); returns the size of all, and
// for each link the points that it goes through.
function layOut(items, links) {
  const slots = items.map((item) => slotOf(item));
  const rows = rowsOf(slots, links);
  const chains = links.map(([a, b]) => chainOf(slots[a], slots[b], rows));
  orderRows(rows);
  placeRows(rows);
  for (const chain of chains) straighten(chain, rows);
  const height = setHeights(rows);
  const all = rows.flat();
  const left = Math.min(0, ...all.map((s) => s.x - s.width / 2));
  const right = Math.max(0, ...all.map((s) => s.x + s.width / 2));
  for (const slot of all) slot.x -= left;
  slots.forEach((slot, i) => { items[i].x = slot.x; items[i].y = slot.y; });
  const bounds = rows.map((row) => [
    Math.min(...row.map((s) => s.y)), Math.max(...row.map((s) => s.y + s.height))]);
  const paths = chains.map((chain) => pointsOf(chain, bounds));
  return { width: right - left, height, paths };
}

function slotOf(item) {
  return { item, width: item ? item.width : POINT, height: item ? item.height : 0,
    up: [], down: [], x: 0, y: 0, row: 0 };
}

// Every item below all that it needs; inputs right above their first user.
function rowsOf(slots, links) {
  const needs = new Map(slots.map((s) => [s, []]));
  const users = new Map(slots.map((s) => [s, []]));
  for (const [a, b] of links) {
    needs.get(slots[b]).push(slots[a]);
    users.get(slots[a]).push(slots[b]);
  }
  const first = slots.some((s) => s.item.top) ? 1 : 0;
  const depth = new Map();
  for (const start of slots) {
    const stack = [start];
    while (stack.length) {
      const slot = stack[stack.length - 1];
      const waiting = needs.get(slot).filter((other) => !depth.has(other));
      if (waiting.length) { stack.push(...waiting); continue; }
      stack.pop();
      const above = needs.get(slot).map((other) => depth.get(other) + 1);
      depth.set(slot, Math.max(slot.item.top ? 0 : first, ...above));
    }
  }
  for (const slot of slots) {
    const below = users.get(slot).map((other) => depth.get(other));
    if (!needs.get(slot).length && below.length && !slot.item.top) {
      depth.set(slot, Math.min(...below) - 1);
    }
  }
  const inside = slots.filter((s) => !s.item.bottom).map((s) => depth.get(s));
  const last = Math.max(0, ...inside) + 1;
  const rows = [];
  for (const slot of slots) {
    slot.row = slot.item.bottom ? last : depth.get(slot);
    while (rows.length <= slot.row) rows.push([]);
    rows[slot.row].push(slot);
  }
  return rows;
}

// The slots of a link: its ends, and a point in each row that it passes.
function chainOf(source, target, rows) {
  const chain = [source];
  for (let row = source.row + 1; row < target.row; row++) {
    const point = slotOf(null);
    point.row = row;
    rows[row].push(point);
    chain.push(point);
  }
  chain.push(target);
  for (let i = 1; i < chain.length; i++) {
    chain[i - 1].down.push(chain[i]);
    chain[i].up.push(chain[i - 1]);
  }
  return chain;
}

const mean = (numbers) => numbers.reduce((a, b) => a + b, 0) / numbers.length;

// The barycentre method: each row by the mean place of its neighbours; the best is kept.
function orderRows(rows) {
  let best = rows.map((row) => row.slice()), fewest = crossings(rows);
  for (let sweep = 0; sweep < 10 && fewest; sweep++) {
    const down = sweep % 2 === 0;
    for (const row of down ? rows : rows.slice().reverse()) {
      const place = new Map();
      for (const other of rows) other.forEach((s, i) => place.set(s, (i + 0.5) / other.length));
      const key = new Map(row.map((slot) => {
        const near = down ? slot.up : slot.down;
        return [slot, near.length ? mean(near.map((s) => place.get(s))) : place.get(slot)];
      }));
      row.sort((a, b) => key.get(a) - key.get(b));
    }
    const count = crossings(rows);
    if (count < fewest) { fewest = count; best = rows.map((row) => row.slice()); }
  }
  best.forEach((row, i) => { rows[i] = row; });
}

function crossings(rows) {
  let count = 0;
  for (let i = 0; i + 1 < rows.length; i++) {
    const below = new Map(rows[i + 1].map((slot, place) => [slot, place]));
    const ends = rows[i].flatMap((slot) =>
      slot.down.map((other) => below.get(other)).sort((a, b) => a - b));
    for (let a = 0; a < ends.length; a++) {
      for (let b = a + 1; b < ends.length; b++) if (ends[a] > ends[b]) count++;
    }
  }
  return count;
}

function placeRows(rows) {
  for (const row of rows) settle(row, row.map(() => [0, 1]));
  const sweeps = 20;
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const down = sweep % 2 === 0;
    for (const row of down ? rows : rows.slice().reverse()) {
      settle(row, row.map((slot) => wanted(slot, down, sweep > sweeps - 4)));
    }
  }
}

// Where a slot should be, and how much that counts.
function wanted(slot, down, ends) {
  let near = down ? slot.up : slot.down;
  const single = near.length === 1 && (down ? near[0].down : near[0].up).length === 1;
  if (!near.length || (ends && !single)) near = [...slot.up, ...slot.down];
  if (!near.length) return [slot.x, 0.1];
  let total = 0, weight = 0;
  for (const other of near) {
    const factor = slot.item || other.item ? 1 : 6; // long links become straight
    total += factor * other.x;
    weight += factor;
  }
  return [total / weight, weight];
}

// A row as near to the wanted places as its order and widths allow: least squares, by
// pooling neighbours that would come too near.
function settle(row, places) {
  const offsets = [], pools = [];
  let x = 0;
  row.forEach((slot, i) => {
    if (i) x += (row[i - 1].width + slot.width) / 2 + SPACE;
    offsets.push(x);
  });
  places.forEach(([place, weight], i) => {
    let pool = [place - offsets[i], weight, 1];
    while (pools.length && pools[pools.length - 1][0] > pool[0]) {
      const [other, heavy, many] = pools.pop();
      const sum = pool[1] + heavy;
      pool = [(pool[0] * pool[1] + other * heavy) / sum, sum, pool[2] + many];
    }
    pools.push(pool);
  });
  let i = 0;
  for (const [place, , many] of pools) {
    for (const end = i + many; i < end; i++) row[i].x = place + offsets[i];
  }
}

// The points of a long link one below the other, if there is room.
function straighten(chain, rows) {
  const points = chain.slice(1, -1);
  if (!points.length) return;
  let low = -Infinity, high = Infinity;
  for (const point of points) {
    const row = rows[point.row], place = row.indexOf(point);
    if (place) low = Math.max(low, row[place - 1].x + row[place - 1].width / 2 + SPACE / 2);
    if (place + 1 < row.length) {
      high = Math.min(high, row[place + 1].x - row[place + 1].width / 2 - SPACE / 2);
    }
  }
  if (low > high) return;
  const ends = [chain[0].x, chain[chain.length - 1].x];
  const end = ends.find((e) => e >= low && e <= high);
  const x = end === undefined
    ? Math.min(Math.max(mean(points.map((p) => p.x)), low), high) : end;
  for (const point of points) point.x = x;
}

function setHeights(rows) {
  let y = 0, bottom = 0;
  const heights = rows.map((row) => Math.max(0, ...row.map((s) => s.height)));
  rows.forEach((row, i) => {
    for (const slot of row) slot.y = y + (heights[i] - slot.height) / 2;
    bottom = y + heights[i];
    const ports = !heights[i] || heights[i + 1] === 0;
    y = bottom + (ports ? ROW_SPACE / 2 : ROW_SPACE);
  });
  return bottom;
}

// Straight along rows, sideways only between them.
function pointsOf(chain, bounds) {
  const first = chain[0], last = chain[chain.length - 1];
  const start = first.x + (first.item.exit || 0), end = last.x + (last.item.entry || 0);
  const points = [[start, first.y + first.height]];
  const add = (x, y) => {
    const [px, py] = points[points.length - 1];
    if (Math.hypot(x - px, y - py) > 0.5) points.push([x, y]);
  };
  for (let i = 1; i < chain.length; i++) {
    add(i > 1 ? chain[i - 1].x : start, bounds[chain[i - 1].row][1]);
    add(i + 1 < chain.length ? chain[i].x : end, bounds[chain[i].row][0]);
  }
  add(end, last.y);
  return points;
}
