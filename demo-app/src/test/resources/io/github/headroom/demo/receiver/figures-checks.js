"use strict";
const failed = [];
const is = (name, found, expected) => {
  if (JSON.stringify(found) !== JSON.stringify(expected)) failed.push(`${name}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`);
};
const series = (name, attributes, ...points) => ({name, unit: "By", attributes, points});

is("the parts add up to usage, what is left is other",
  Figures.parts({usage: 100, anon: 40, shmem: 5, kernel: 10, active: 20, inactive: 15}), [40, 5, 10, 10, 20, 15]);
is("other is not below zero", Figures.parts({usage: 10, anon: 40})[3], 0);
is("reclaimable slab stands in for a kernel figure that is absent", Figures.parts({usage: 10, slab: 4})[2], 4);
is("no usage, no parts", Figures.parts({anon: 1}), null);
is("edges are sums", Figures.edges([1, 2, 3]), [1, 3, 6]);
is("the effective limit counts before the own", Figures.limit({own: 2, effective: 1}), 1);
is("the own limit counts alone", Figures.limit({own: 2}), 2);
is("no limit is no limit", Figures.limit({}), undefined);
is("native is what is beyond the committed heap", Figures.nativeAnon({processAnon: 30, heapCommitted: 10}), 20);
is("native is not below zero", Figures.nativeAnon({processAnon: 5, heapCommitted: 10}), 0);
is("native needs both", Figures.nativeAnon({processAnon: 5}), undefined);
is("small sizes have a fraction", Figures.mebibytes(1.26 * 1048576), "1.3");
is("large sizes have none", Figures.mebibytes(1234.4 * 1048576), "1,234");
is("an absent size is a dash", Figures.mebibytes(undefined), "–");
is("an absent limit gives no share", Figures.percent(1, undefined), null);
is("a high working set alone is a warning", Figures.reading({own: 100, working: 95, real: 10}).level, "warn");
is("a high rss and swap is bad", Figures.reading({own: 100, working: 95, real: 80}).level, "bad");
is("a high rss and swap that does not grow is no alarm, as the forecast has none",
  Figures.reading({own: 100, working: 95, real: 80, headroom: 20 * 1048576, verdicts: {fits: 1, growing: 0}}),
  {level: "warn", text: "RSS + swap is at 80.0 % of the limit: the kernel cannot take this memory back. It does not grow, and 20 MiB are left."});
is("no limit is no danger", Figures.reading({working: 95, real: 80}).level, "good");

is("the verdict is the one that is 1", Figures.chosen({fits: 0, growing: 1}), "growing");
is("none is 1, none holds", Figures.chosen({fits: 0}), undefined);
is("two minutes are minutes", [119, 120, 7199, 7200].map(Figures.duration), ["119 s", "2 min", "120 min", "2 h"]);
is("an agent without a forecast has no outlook", Figures.outlook({}), null);
is("what fits has no end", Figures.outlook({verdicts: {fits: 1}}), {level: "good", big: "fits", of: "no end in sight"});
is("what cannot fit has a culprit and no time", Figures.outlook({verdicts: {cannot_fit: 1}, culprits: {java_heap: 1}}), {level: "warn", big: "cannot fit", of: "java heap"});
is("what grows has a time", Figures.outlook({verdicts: {growing: 1}, culprits: {native_other: 1}, left: {low: 20, mid: 30, high: 40}}),
  {level: "bad", big: "30 s", of: "growing: native other, 20 s to 40 s"});
is("the banner is an estimate and names the area, so that it agrees with what the service reports of itself",
  Figures.reading({own: 100, working: 95, real: 10, culprits: {direct_buffers: 1}, left: {mid: 30}}).text,
  "Forecast: by the last samples, the OOM killer comes in 30 s, because of the growth of direct buffers.");
is("growth is said before the ratios", Figures.reading({own: 100, working: 95, real: 10, left: {mid: 30}}).level, "bad");

const rows = new Map();
Figures.addTo(rows, {series: [
  series("jvm.memory.used", {"jvm.memory.type": "heap", "jvm.memory.pool.name": "Eden"}, [1000, 1], [2000, 2]),
  series("jvm.memory.used", {"jvm.memory.type": "heap", "jvm.memory.pool.name": "Old"}, [1000, 10]),
  series("jvm.memory.used", {"jvm.memory.type": "non_heap"}, [1000, 100]),
  series("headroom.jvm.native.committed", {"headroom.nmt.category": "Java Heap"}, [1000, 1000]),
  series("headroom.jvm.native.committed", {"headroom.nmt.category": "Thread"}, [1000, 7]),
  series("headroom.memory.usage", {"headroom.memory.area": "java_heap"}, [1000, 5]),
  series("headroom.memory.usage", {"headroom.memory.area": "gc"}, [1000, 6]),
  series("unknown.metric", {}, [1000, 1]),
]});
is("heap pools are summed, other types left out", rows.get(1000).heapUsed, 11);
is("a later time is another row", rows.get(2000).heapUsed, 2);
is("the heap is no native memory", rows.get(1000).nmt, 7);
is("categories are kept", rows.get(1000).categories, {Thread: 7});
is("areas are kept apart", rows.get(1000).areas, {java_heap: 5, gc: 6});
is("a point that did not come is absent", rows.get(2000).nmt, undefined);

rows.set(2000 + 31 * 60 * 1000, {time: 2000 + 31 * 60 * 1000});
is("half an hour is kept", Figures.ordered(rows).length, 1);
is("older rows are forgotten", rows.size, 1);

is("no instance is waiting", Figures.state({instance: 0}, []).name, "waiting");
is("points a second apart are stale after five", Figures.state({instance: 1, now: 9001, last: 4000}, [{time: 1}, {time: 1001}]), {name: "stale", since: 4000});
is("points ten seconds apart are live after twenty", Figures.state({instance: 1, now: 24000, last: 4000}, [{time: 1}, {time: 10001}]).name, "live");

document.getElementById("failed").textContent = failed.join("\n");
