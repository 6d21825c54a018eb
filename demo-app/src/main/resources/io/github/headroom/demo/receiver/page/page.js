// Draws what figures.js makes of the receiver's data; asks for more once a second.
"use strict";

const element = id => document.getElementById(id);
const color = name => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
const text = (id, value) => {
  if (element(id).textContent !== value) element(id).textContent = value;
};

let rows = new Map();
let list = [];
let phases = [];
let cursor = 0;
let source = "";

// ---- charts ----

/**
 * A chart's lines, drawn first to last. value: row -> bytes or undefined. A stack is drawn as filled
 * edges, the topmost first; shown is what the legend tells of it.
 */
const part = index => row => (Figures.parts(row) || [])[index];
const edge = index => row => {
  const parts = Figures.parts(row);
  return parts === null ? undefined : Figures.edges(parts)[index];
};
const PARTS = ["anonymous (rss)|anon", "shared memory|shmem", "kernel|kernel", "other|other", "active file cache|active", "inactive file cache|inactive"];
const LIMIT = {label: "limit", color: "limit", dash: true, value: Figures.limit};

const CHARTS = {
  ratios: {
    label: "Working set and rss plus swap over time against the limit",
    limit: Figures.limit,
    lines: [
      {label: "working set", color: "working", width: 2.5, value: row => row.working},
      {label: "rss + swap", color: "real", width: 2.5, fade: true, value: row => row.real},
      LIMIT,
    ],
  },
  memory: {
    label: "Container memory by kind over time, stacked up to usage, against the limit",
    limit: Figures.limit,
    lines: PARTS.map((name, index) => ({
      label: name.split("|")[0], color: name.split("|")[1], width: 0, fill: true, value: edge(index), shown: part(index),
    })).reverse().concat([LIMIT]),
  },
  heap: {
    label: "Heap used and committed over time against its maximum",
    limit: row => row.heapMax,
    lines: [
      {label: "committed", color: "committed", width: 0, fill: true, value: row => row.heapCommitted},
      {label: "used", color: "real", width: 2, value: row => row.heapUsed},
      {label: "maximum", color: "limit", dash: true, value: row => row.heapMax},
    ],
  },
  native: {
    label: "Native memory over time",
    lines: [
      {label: "resident, at least", color: "direct", width: 2, fade: true, value: Figures.nativeAnon},
      {label: "direct buffers", color: "working", width: 2, value: row => row.direct},
      {label: "committed (NMT)", color: "shmem", width: 2, value: row => row.nmt},
    ],
  },
};

/** Vertical marks where the service said it began something else. */
function markPhases(chart) {
  const context = chart.ctx;
  const {left, top, width, height} = chart.bbox;
  const ratio = devicePixelRatio;
  context.save();
  context.font = `${11 * ratio}px system-ui, "Liberation Sans", sans-serif`;
  context.lineWidth = ratio;
  context.textAlign = "left";
  context.textBaseline = "alphabetic";
  let free = -Infinity;
  for (const phase of phases) {
    const x = Math.round(chart.valToPos(phase.at / 1000, "x", true));
    if (x < left || x > left + width) continue;
    context.strokeStyle = color("phase");
    context.setLineDash([2 * ratio, 3 * ratio]);
    context.beginPath();
    context.moveTo(x, top);
    context.lineTo(x, top + height);
    context.stroke();
    const name = context.measureText(phase.name).width;
    if (x > free && x + name + 4 * ratio < left + width) {
      context.fillStyle = color("soft");
      context.fillText(phase.name, x + 4 * ratio, top - 4 * ratio);
      free = x + name + 8 * ratio;
    }
  }
  context.restore();
}

const axisValues = (chart, ticks) => ticks.map(tick => Figures.mebibytes(tick));
const axisSplits = (chart, index, low, high) => {
  const step = [8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 65536].find(mib => high / Figures.MIB / mib <= 5.5) || 262144;
  const ticks = [];
  for (let at = 0; at <= high; at += step * Figures.MIB) ticks.push(at);
  return ticks;
};

function makeChart(id, definition) {
  const place = element(id);
  const grid = {stroke: color("grid"), width: 1};
  const axis = {stroke: color("soft"), font: '11px system-ui, "Liberation Sans", sans-serif', grid, ticks: {show: false}};
  const series = definition.lines.map(line => ({
    label: line.label,
    stroke: color(line.color),
    width: line.width === undefined ? 1.6 : line.width,
    dash: line.dash ? [6, 5] : undefined,
    fill: line.fill ? color(line.color) : line.fade ? color(line.color) + "24" : undefined,
    points: {show: false},
  }));
  return new uPlot({
    width: place.clientWidth,
    height: place.clientHeight,
    padding: [18, 26, 0, 0],
    drawOrder: ["series", "axes"],
    cursor: {y: false, points: {show: false}, drag: {x: false, y: false}, sync: {key: "headroom"}},
    scales: {
      x: {time: true, range: (chart, low, high) => [Math.min(low, high - 30), high]},
      y: {range: (chart, low, high) => [0, (high || 64 * Figures.MIB) * 1.06]},
    },
    axes: [{...axis, size: 22, space: 80, values: (chart, ticks) => ticks.map(clock), grid: {show: false}},
      {...axis, size: 52, splits: axisSplits, values: axisValues}],
    series: [{}, ...series],
    hooks: {draw: [markPhases], setCursor: [chart => legend(id, definition, chart.cursor.idx)]},
  }, data(definition), place);
}

const clock = seconds => new Date(seconds * 1000).toLocaleTimeString("en-GB");

function data(definition) {
  return [list.map(row => row.time / 1000),
    ...definition.lines.map(line => list.map(row => {
      const value = line.value(row);
      return value === undefined ? null : value;
    }))];
}

/** The values under the pointer, or the last ones. */
function legend(id, definition, index) {
  const row = list[index === null || index === undefined ? list.length - 1 : index];
  const place = element(id + "-legend");
  if (!row) return;
  const told = [];
  definition.lines.forEach((line, number) => {
    let item = place.children[number];
    if (!item) {
      item = document.createElement("li");
      const mark = document.createElement("i");
      mark.style.background = mark.style.borderColor = `var(--${line.color})`;
      if (line.dash) mark.className = "dash";
      item.append(mark, line.label, document.createElement("b"));
      place.append(item);
    }
    const value = (line.shown || line.value)(row);
    item.hidden = value === undefined;
    const words = Figures.mebibytes(value);
    if (item.lastChild.textContent !== words) item.lastChild.textContent = words;
    if (value !== undefined) told.push(`${line.label} ${words} MiB`);
  });
  element(id).setAttribute("aria-label", `${definition.label}. Now: ${told.join(", ")}.`);
}

const charts = {};

function drawCharts() {
  for (const [id, definition] of Object.entries(CHARTS)) {
    if (charts[id]) charts[id].setData(data(definition));
    else charts[id] = makeChart(id, definition);
    legend(id, definition, charts[id].cursor.idx);
  }
}

function remakeCharts() {
  for (const id of Object.keys(charts)) {
    charts[id].destroy();
    delete charts[id];
  }
  if (list.length) drawCharts();
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", remakeCharts);
new ResizeObserver(() => {
  for (const [id, chart] of Object.entries(charts)) {
    chart.setSize({width: element(id).clientWidth, height: element(id).clientHeight});
  }
}).observe(document.body);

// ---- numbers ----

/** A share of the limit with its unit made small; bytes where there is no limit. */
function big(id, bytes, limit) {
  const share = Figures.percent(bytes, limit);
  const [number, unit] = share === null ? [Figures.mebibytes(bytes), bytes === undefined ? "" : "MiB"] : [share, "%"];
  const small = document.createElement("small");
  small.textContent = unit;
  element(id).replaceChildren(number, small);
  text(id + "-of", share === null ? (bytes === undefined ? "not published" : "no limit known")
    : `${Figures.mebibytes(bytes)} of ${Figures.mebibytes(limit)} MiB`);
}

function drawNumbers(row) {
  const limit = Figures.limit(row);
  big("working", row.working, limit);
  big("real", row.real, limit);
  element("headroom-card").hidden = row.headroom === undefined;
  if (row.headroom !== undefined) {
    big("headroom", row.headroom, undefined);
    const share = Figures.percent(row.headroom, limit);
    text("headroom-of", share === null ? "" : `${share} % of the limit`);
  }
  big("limit", limit, undefined);
  text("limit-of", limit === undefined ? "no limit known" : `${Figures.mebibytes(row.usage)} MiB in use`);
  text("limit-note", limit === undefined ? "" : row.own === undefined
    ? "an ancestor's or the machine's: the container has none" : limit < row.own ? "an ancestor's, below the container's own" : "the container's own");
  const reading = Figures.reading(row);
  element("reading").dataset.level = reading.level;
  text("reading", reading.text);
}

/** A bar each, the largest first; those below a twentieth of a MiB are left out. */
function drawBars(id, sizes, grows) {
  const all = Object.entries(sizes || {}).filter(([, bytes]) => bytes >= Figures.MIB / 20).sort((a, b) => b[1] - a[1]).slice(0, 12);
  element(id).hidden = all.length === 0;
  const place = element(id + "-bars");
  while (place.children.length > all.length) place.lastChild.remove();
  all.forEach(([name, bytes], index) => {
    let item = place.children[index];
    if (!item) {
      item = document.createElement("li");
      const bar = document.createElement("div");
      bar.append(document.createElement("div"));
      bar.firstChild.style.height = "100%";
      item.append(document.createElement("span"), bar, document.createElement("b"));
      place.append(item);
    }
    item.className = name === grows ? "grows" : "";
    item.children[0].textContent = name.replaceAll("_", " ");
    item.children[1].firstChild.style.width = 100 * bytes / all[0][1] + "%";
    item.children[2].textContent = Figures.mebibytes(bytes) + " MiB";
  });
}

function drawOutlook(row) {
  const outlook = Figures.outlook(row);
  element("outlook-card").hidden = outlook === null;
  if (outlook === null) return;
  element("outlook-card").dataset.level = outlook.level;
  text("outlook", outlook.big);
  text("outlook-of", outlook.of);
}

function drawState(name, words) {
  element("state").dataset.state = name;
  text("state", words);
}

// ---- the loop ----

async function poll() {
  const response = await fetch("/api/series" + (cursor ? "?after=" + cursor : ""), {signal: AbortSignal.timeout(10000)});
  if (!response.ok) throw new Error("status " + response.status);
  const answer = await response.json();
  if (source !== answer.started + "/" + answer.instance) {
    // Another receiver or another JVM: its points are not the next ones of what is drawn.
    const again = cursor !== 0;
    source = answer.started + "/" + answer.instance;
    rows = new Map();
    list = [];
    cursor = 0;
    if (again) return poll();
  }
  cursor = answer.cursor;
  phases = answer.phases;
  Figures.addTo(rows, answer);
  list = Figures.ordered(rows);
  const state = Figures.state(answer, list);
  drawState(state.name, {
    waiting: "Waiting for the first points",
    live: "Live",
    stale: "No points since " + clock(state.since / 1000),
  }[state.name]);
  element("waiting").hidden = state.name !== "waiting";
  element("board").hidden = state.name === "waiting";
  if (list.length === 0) return;
  const resource = answer.resource || {};
  const phase = phases.length ? ": " + phases[phases.length - 1].text : "";
  text("service", `${resource["service.name"] || "unnamed service"}${resource["process.pid"] ? ", pid " + resource["process.pid"] : ""}${phase}`);
  const row = list[list.length - 1];
  drawNumbers(row);
  drawCharts();
  drawOutlook(row);
  drawBars("ledger", row.areas, Figures.chosen(row.culprits));
  drawBars("nmt", row.categories);
}

async function run() {
  element("endpoint").textContent = location.origin;
  for (;;) {
    try {
      await poll();
    } catch (error) {
      drawState("lost", "The receiver does not answer");
      console.warn(error);
    }
    await new Promise(resolve => setTimeout(resolve, 1000));
  }
}

run();
