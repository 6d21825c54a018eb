// What the page shows, from what /api/series says: no document, no clock, no network.
"use strict";

const Figures = (() => {
  const MIB = 1048576;
  const HALF_HOUR = 30 * 60 * 1000;

  // The series in use: key of a row's cell -> metric name and the attributes that must be there.
  const CELLS = {
    usage: ["container.memory.usage"],
    working: ["container.memory.working_set"],
    anon: ["container.memory.rss"],
    shmem: ["headroom.container.memory.shmem"],
    active: ["headroom.container.memory.active_file"],
    inactive: ["headroom.container.memory.inactive_file"],
    kernel: ["headroom.container.memory.kernel"],
    slab: ["headroom.container.memory.slab_reclaimable"],
    real: ["headroom.container.memory.rss_swap"],
    own: ["headroom.container.memory.limit", {"headroom.limit.scope": "own"}],
    effective: ["headroom.container.memory.limit", {"headroom.limit.scope": "effective"}],
    headroom: ["headroom.oom.headroom", {"headroom.estimate": "expected"}],
    heapUsed: ["jvm.memory.used", {"jvm.memory.type": "heap"}],
    heapCommitted: ["jvm.memory.committed", {"jvm.memory.type": "heap"}],
    heapMax: ["jvm.memory.limit", {"jvm.memory.type": "heap"}],
    processAnon: ["headroom.process.memory.anon"],
    direct: ["jvm.buffer.memory.used"],
    nmt: ["headroom.jvm.native.committed"],
  };

  // What comes once for each value of an attribute: key of a row's cell -> metric name and attribute.
  const MAPS = {
    areas: ["headroom.memory.usage", "headroom.memory.area"],
    verdicts: ["headroom.oom.verdict", "headroom.verdict"],
    culprits: ["headroom.oom.culprit", "headroom.memory.area"],
    left: ["headroom.oom.time_to_kill", "headroom.bound"],
  };

  const NMT_CATEGORY = "headroom.nmt.category";

  function matches(series, name, attributes) {
    return series.name === name &&
      Object.entries(attributes || {}).every(([key, value]) => series.attributes[key] === value);
  }

  /** The Java heap has its own chart, and "Total" would count everything twice. */
  function beyondHeap(category) {
    return !["java heap", "total"].includes(category.toLowerCase().replaceAll("_", " ").trim());
  }

  /**
   * Adds an answer of /api/series to rows, one row a time: a Map from milliseconds to cells. Series
   * of one name with the same wanted attributes (heap pools, buffer pools) are summed. A point that
   * did not come leaves its cell undefined.
   */
  function addTo(rows, answer) {
    for (const series of answer.series) {
      for (const [cell, [name, attributes]] of Object.entries(CELLS)) {
        if (!matches(series, name, attributes)) continue;
        const category = series.attributes[NMT_CATEGORY];
        if (cell === "nmt" && (category === undefined || !beyondHeap(category))) continue;
        for (const [time, value] of series.points) {
          let row = rows.get(time);
          if (row === undefined) rows.set(time, row = {time});
          row[cell] = (row[cell] || 0) + value;
          if (cell === "nmt") (row.categories = row.categories || {})[category] = value;
        }
      }
      for (const [cell, [name, attribute]] of Object.entries(MAPS)) {
        if (series.name !== name) continue;
        for (const [time, value] of series.points) {
          let row = rows.get(time);
          if (row === undefined) rows.set(time, row = {time});
          (row[cell] = row[cell] || {})[series.attributes[attribute]] = value;
        }
      }
    }
  }

  /** Rows in order of time, at most half an hour of them; forgets the older ones. */
  function ordered(rows) {
    const times = [...rows.keys()].sort((a, b) => a - b);
    const oldest = times.length ? times[times.length - 1] - HALF_HOUR : 0;
    for (const time of times) {
      if (time < oldest) rows.delete(time);
    }
    return times.filter(time => time >= oldest).map(time => rows.get(time));
  }

  /** The limit that counts: the smallest of the own group and its ancestors. Undefined: none known. */
  function limit(row) {
    return row.effective === undefined ? row.own : row.effective;
  }

  /**
   * The parts that add up to usage, in bytes: [anon, shmem, kernel, other, active file, inactive
   * file], or null without usage. What has no figure of its own is in "other". The kernel updates
   * usage and memory.stat apart, so the parts may be a little more than usage: other is then 0.
   */
  function parts(row) {
    if (row.usage === undefined) return null;
    const kernel = row.kernel === undefined ? row.slab : row.kernel;
    const known = [row.anon, row.shmem, kernel, row.active, row.inactive].map(part => part || 0);
    const other = Math.max(0, row.usage - known.reduce((a, b) => a + b, 0));
    return [known[0], known[1], known[2], other, known[3], known[4]];
  }

  /** Sums from the first to each: the upper edges of a stack. */
  function edges(list) {
    let sum = 0;
    return list.map(part => sum += part);
  }

  /** Resident anonymous memory that cannot be heap: a lower bound, for committed heap may be untouched. */
  function nativeAnon(row) {
    if (row.processAnon === undefined || row.heapCommitted === undefined) return undefined;
    return Math.max(0, row.processAnon - row.heapCommitted);
  }

  /** "1,234", "56.7" or "0.3": MiB with what precision is of use; a dash for absent. */
  function mebibytes(bytes) {
    if (bytes === undefined || bytes === null) return "–";
    const mib = bytes / MIB;
    return mib.toLocaleString("en-US", {maximumFractionDigits: Math.abs(mib) < 99.95 ? 1 : 0});
  }

  /** Share of the limit as "93.4", or null where either is absent. */
  function percent(bytes, of) {
    return bytes === undefined || of === undefined || of <= 0 ? null : (100 * bytes / of).toFixed(1);
  }

  /** The key whose value is 1: of the verdicts the one that holds, of the areas the culprit. */
  function chosen(map) {
    const found = Object.entries(map || {}).find(([, value]) => value === 1);
    return found === undefined ? undefined : found[0];
  }

  /** "45 s", "12 min", "3 h". */
  function duration(seconds) {
    if (seconds < 120) return Math.round(seconds) + " s";
    return seconds < 7200 ? Math.round(seconds / 60) + " min" : Math.round(seconds / 3600) + " h";
  }

  /** What the forecast says: {level, big, of}; null from an agent that has none. */
  function outlook(row) {
    const verdict = chosen(row.verdicts);
    if (verdict === undefined) return null;
    const culprit = chosen(row.culprits);
    const words = verdict.replaceAll("_", " ") + (culprit === undefined ? "" : ": " + culprit.replaceAll("_", " "));
    if (row.left !== undefined && row.left.mid !== undefined) {
      const {low, mid, high} = row.left;
      const between = low === undefined || high === undefined ? "" : `, ${duration(low)} to ${duration(high)}`;
      return {level: "bad", big: duration(mid), of: words + between};
    }
    return {level: verdict === "fits" || verdict === "unknown" ? "good" : "warn", big: verdict.replaceAll("_", " "),
      of: culprit === undefined ? "no end in sight" : culprit.replaceAll("_", " ")};
  }

  /** What the two ratios say together: {level: good | warn | bad, text}. */
  function reading(row) {
    const of = limit(row);
    if (of === undefined) {
      return {level: "good", text: "No limit known: the figures are in bytes, there is nothing to compare them with."};
    }
    if (row.left !== undefined && row.left.mid !== undefined) {
      const culprit = chosen(row.culprits);
      const who = culprit === undefined ? "what cannot be reclaimed" : culprit.replaceAll("_", " ");
      return {level: "bad", text: `Forecast: by the last samples, the OOM killer comes in ${duration(row.left.mid)}, because of the growth of ${who}.`};
    }
    if (row.working === undefined || row.real === undefined) {
      return {level: "good", text: "Not all figures are here yet."};
    }
    if (row.real / of >= 0.75) {
      const full = `RSS + swap is at ${percent(row.real, of)} % of the limit: the kernel cannot take this memory back.`;
      return chosen(row.verdicts) === "fits"
        ? {level: "warn", text: `${full} It does not grow, and ${mebibytes(row.headroom)} MiB are left.`} : {level: "bad", text: full};
    }
    if (row.working / of >= 0.9) {
      return {level: "warn", text: `A working-set alert fires at ${percent(row.working, of)} %, and the service is in no danger: rss + swap is ${percent(row.real, of)} %. Most of the rest is page cache, which the kernel takes back before it kills.`};
    }
    return {level: "good", text: "Room to spare, by either measure."};
  }

  /** waiting (no point yet), stale (none for long: three intervals, 5 s at least), or live. */
  function state(answer, rows) {
    if (!answer.instance) return {name: "waiting"};
    const last = rows.slice(-10);
    const interval = last.length < 2 ? 10000 : (last[last.length - 1].time - last[0].time) / (last.length - 1);
    const stale = answer.now - answer.last > Math.max(5000, 3 * interval);
    return stale ? {name: "stale", since: answer.last} : {name: "live"};
  }

  return {addTo, ordered, limit, parts, edges, nativeAnon, mebibytes, percent, chosen, duration, outlook, reading, state, beyondHeap, MIB};
})();
