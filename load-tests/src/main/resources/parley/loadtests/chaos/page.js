'use strict';
const SVG = 'http://www.w3.org/2000/svg';
const AT = 0, ACKED = 1, DELIVERED = 2, ACK_P99 = 3, DELIVERY_P99 = 4, AVAILABLE = 5;
const LIVE_MS = 180_000;
const MARGIN_MS = 5_000;
const byId = (id) => document.getElementById(id);

function element(name, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  made.append(...children);
  return made;
}

function html(name, text = '', className = '') {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}

const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
const clock = (ms) => `${String(Math.floor(ms / 60_000)).padStart(2, '0')}:${String(Math.floor(ms / 1000) % 60).padStart(2, '0')}`;

/** One chart: lines over time, with the faults' windows behind them. */
function chart({ slices, faults, from, to, lines, title, top, height = 110 }) {
  const width = 1000;
  const left = 48;
  const bottom = 16;
  const shown = slices.filter((slice) => slice[AT] >= from && slice[AT] <= to);
  const most = top ?? Math.max(1, ...shown.flatMap((slice) => lines.map((line) => slice[line.field])));
  const x = (ms) => left + ((ms - from) / Math.max(1, to - from)) * (width - left);
  const y = (value) => 14 + (1 - Math.min(value, most) / most) * (height - 14 - bottom);
  const drawing = element('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': title });
  faults.filter((fault) => fault.end >= from && fault.beganMillis <= to).forEach((fault) => {
    const begin = Math.max(x(fault.beganMillis), left);
    const window = element('rect', { class: 'window', x: begin, y: 14, width: Math.max(2, Math.min(x(fault.end), width) - begin), height: height - 14 - bottom });
    window.append(element('title', {}, fault.name));
    drawing.append(window);
  });
  drawing.append(element('rect', { class: 'frame', x: left, y: 14, width: width - left, height: height - 14 - bottom }));
  lines.forEach(({ field, color }) => {
    const points = shown.map((slice) => `${x(slice[AT]).toFixed(1)},${y(slice[field]).toFixed(1)}`).join(' ');
    drawing.append(element('polyline', { points, fill: 'none', stroke: `var(${color})`, 'stroke-width': 1.5 }));
  });
  drawing.append(element('text', { x: left, y: 10 }, title));
  drawing.append(element('text', { x: 0, y: 22 }, most >= 10 ? String(Math.round(most)) : most.toFixed(1)));
  drawing.append(element('text', { x: 0, y: height - bottom }, '0'));
  drawing.append(element('text', { x: left, y: height - 3 }, clock(from)));
  drawing.append(element('text', { x: width - 34, y: height - 3 }, clock(to)));
  return drawing;
}

function charts(state, from, to, height) {
  const faults = state.faults.map((fault) => ({ ...fault, end: fault.recoveredMillis }));
  if (state.running) {
    faults.push({ name: state.running, beganMillis: state.runningSince, end: state.now });
  }
  const common = { slices: state.slices, faults, from, to, height };
  return [
    chart({ ...common, title: 'chats available, %', top: 100, lines: [{ field: AVAILABLE, color: '--good' }] }),
    chart({ ...common, title: 'acked (blue) and delivered (violet) in each half second', lines: [{ field: DELIVERED, color: '--b' }, { field: ACKED, color: '--a' }] }),
    chart({ ...common, title: 'p99 to the ack (blue) and to the screen (violet), ms', lines: [{ field: DELIVERY_P99, color: '--b' }, { field: ACK_P99, color: '--a' }] }),
  ];
}

const gap = (fault) => (fault.gapMillis > 0 ? `${seconds(fault.gapMillis)}, after ${seconds(fault.gapAfterMillis)}` : seconds(0));

function row(fault) {
  const made = document.createElement('tr');
  const tooSlow = fault.limitMillis > 0 && fault.gapMillis > fault.limitMillis;
  made.append(
    html('td', fault.name),
    html('td', fault.detail),
    html('td', clock(fault.beganMillis)),
    html('td', String(fault.acked)),
    html('td', gap(fault), tooSlow ? 'bad' : ''),
    html('td', fault.limitMillis > 0 ? seconds(fault.limitMillis) : ''),
    html('td', String(fault.chatsAffected)),
    html('td', seconds(fault.recoveredMillis - fault.beganMillis)),
    html('td', fault.parts.map((part) => `${part.what} ${seconds(part.afterMillis)}`).join(', ')),
  );
  return made;
}

function number(value, label) {
  const made = document.createElement('div');
  made.append(html('b', value), html('span', label));
  return made;
}

function draw(state, live) {
  byId('mode').textContent = `chaos, seed ${state.seed}, ${clock(state.now)}${state.running ? `, ${state.running}` : ''}${state.over ? ', over' : ''}`;
  byId('verdict').textContent = state.verdict;
  byId('verdict').className = state.clean ? '' : 'bad';
  byId('numbers').replaceChildren(
    number(String(state.counts.acked), 'acked'),
    number(String(state.counts.delivered), 'delivered'),
    number(String(state.counts.resumed), 'resumed'),
    number(String(state.counts.unknown), 'outcome unknown'),
    number(String(state.counts.waiting), 'wait now'),
    number(`${state.ackP50.toFixed(0)} ms`, 'ack p50'),
    number(`${state.ackP99.toFixed(0)} ms`, 'ack p99'),
    number(`${state.deliveryP99.toFixed(0)} ms`, 'delivery p99'),
  );
  const from = live ? Math.max(0, state.now - LIVE_MS) : 0;
  byId('charts').replaceChildren(...charts(state, from, Math.max(state.now, from + 10_000), 110));
  byId('faults').replaceChildren(...state.faults.map(row));
  byId('said').textContent = state.said.slice().reverse().join('\n');
  byId('choices').hidden = !live || state.choices.length === 0;
  document.querySelectorAll('#choices button').forEach((button) => { button.disabled = Boolean(state.running) || state.over; });
  if (!live) {
    byId('around').replaceChildren(...state.faults.map((fault) => {
      const box = document.createElement('div');
      box.append(html('h3', `${fault.name}: ${fault.detail}`), ...charts(state, Math.max(0, fault.beganMillis - MARGIN_MS), fault.recoveredMillis + MARGIN_MS, 80));
      return box;
    }));
  }
}

function choices(state) {
  byId('choices').replaceChildren(...state.choices.map((name) => {
    const button = html('button', name);
    button.addEventListener('click', () => fetch(`/faults/${name}`, { method: 'POST' }));
    return button;
  }));
}

async function watch() {
  let first = true;
  for (let over = false; !over;) {
    try {
      const state = await (await fetch('/state')).json();
      if (first) {
        choices(state);
        first = false;
      }
      draw(state, true);
      over = state.over;
    } catch {
      byId('mode').textContent = 'chaos: the run has ended';
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

if (REPORT) {
  draw(REPORT, false);
} else {
  byId('around').parentElement.hidden = true;
  watch();
}
