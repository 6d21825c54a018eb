package io.github.headroom.it.platforms;

import io.github.headroom.it.kubernetes.Page;
import java.util.List;

/** The rows of a platform, in the tables of all. */
final class Tables {

  private final Page living = new Page();
  private final Page dead = new Page();

  void lives(String platform, String scene, long limit, StillJvm jvm, String verdict) {
    living.row(
        platform,
        scene,
        (limit >> 20) + " MiB",
        jvm.kernel().size() + " of " + (jvm.kernel().size() + jvm.moved().size()),
        jvm.figure("process.memory.usage"),
        jvm.figure("container.memory.working_set"),
        jvm.figure("headroom.container.memory.rss_swap"),
        jvm.figure("headroom.oom.headroom guaranteed"),
        jvm.figure("headroom.oom.headroom expected"),
        verdict);
  }

  void killed(String platform, String scene, long limit, KilledJvm jvm, String step) {
    dead.row(
        platform,
        scene,
        (limit >> 20) + " MiB",
        jvm.ended(),
        jvm.culprit(),
        jvm.verdict(),
        jvm.warning(),
        step,
        jvm.left(limit),
        jvm.anon());
  }

  static void write(List<Tables> all, Page page) {
    page.add(
        """
        ## Figures of JVMs that live

        `show --json`, read from outside while the JVM is stopped, beside the kernel's files: memory.current, memory.stat and the others of the group, VmRSS and its parts of
        `/proc/PID/status`, and the resident pages of `statm` times the size of a page. *Equal* counts the figures that have the same value to the byte; the others
        moved between a look at the kernel's files before and one after. The last columns are those of `show`, and the verdict of the recording.

        | platform | JVM | limit | equal | process.memory.usage | working set | rss and swap | guaranteed | expected | verdict |
        |---|---|--:|--:|--:|--:|--:|--:|--:|---|
        """);
    all.forEach(one -> page.add(one.living.text()));
    page.add(
        """

        ## Kills

        The victims take 3 MiB a second, that of s390x 6. *Step* is the most that the group's usage grew between two looks from outside. *Left* is the expected headroom of the last record; the
        kernel killed with nothing left, so it is the error. *Anonymous* is that of the last record, and that of the kernel's report.

        | platform | grows | limit | `report`: ended | culprit | verdict | first warning | step | left | anonymous |
        |---|---|--:|---|---|---|---|--:|--:|--:|
        """);
    all.forEach(one -> page.add(one.dead.text()));
    page.add(
        """

        *Malloc in huge pages* gets its memory in pieces that have room for a huge page, and the kernel gives one for the first byte. With pages of 4 KiB that are 2 MiB, which is no
        more than what it takes in a second. With 16 KiB they are 32 MiB: the usage stands still while the huge page is filled, and then rises by all of the next one. The forecast sees
        stairs, so its interval is wider. The jump itself is not the kill: where a huge page has no room below the limit the kernel takes a small one, and the last pages come one by one.

        """);
  }
}
