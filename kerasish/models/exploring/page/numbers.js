// Numbers as people read them, and elements whose text is never HTML.

const SVG = 'http://www.w3.org/2000/svg';

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  return filled(element, attributes, children);
}

function draw(tag, attributes, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value);
  }
  element.append(...children.map((child) =>
    child instanceof Node ? child : document.createTextNode(String(child))));
  return element;
}

function inUnits(number, step, units, digits) {
  let place = 0;
  while (Math.abs(number) >= step && place < units.length - 1) {
    number /= step;
    place++;
  }
  return `${place ? number.toFixed(digits) : number} ${units[place]}`.trim();
}

const unknown = '–';
const isKnown = (number) => number !== null && number !== undefined;
const whole = (n) => (isKnown(n) ? n.toLocaleString('en-US') : unknown);
const bytes = (n) => (isKnown(n) ? inUnits(n, 1024, ['B', 'KB', 'MB', 'GB', 'TB'], 2) : unknown);
const flops = (n) => (isKnown(n) ? inUnits(n, 1000, ['', 'k', 'M', 'G', 'T', 'P'], 2) : unknown);
// what runs together with another layer has no time of its own
const milliseconds = (n) => (n ? `${n < 10 ? n.toFixed(3) : n.toFixed(1)} ms` : unknown);
const short = (n) => (isKnown(n) ? Number(n.toPrecision(4)).toString() : unknown);
const cut = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

// A name that may break behind its parts.
function broken(name) {
  return make('span', {}, ...name.split(/(?<=[_/.])/).flatMap((part) => [part, make('wbr', {})]));
}
