package io.github.headroom.agent.derive;

import static io.github.headroom.agent.sample.Field.*;
import static io.github.headroom.agent.sample.Sample.*;
import static io.github.headroom.agent.sample.State.ABSENT;
import static io.github.headroom.agent.sample.State.UNLIMITED;
import static io.github.headroom.agent.sample.State.UNREADABLE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.SampleBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A sentence; guaranteed, expected, optimistic as they should be; a sample. */
class HeadroomTest {

  static List<Arguments> estimates() {
    return List.of(
        it("without cache and swap all are limit - usage", "600 600 600", v2()),
        it(
            "clean page cache is expected back, active or not",
            "600 730 730",
            v2().with(ACTIVE_FILE, 100).with(INACTIVE_FILE, 30)),
        it(
            "dirty pages are written in time",
            "600 700 700",
            v2().with(INACTIVE_FILE, 100).with(FILE_DIRTY, 20).with(FILE_WRITEBACK, 10)),
        it(
            "also when they are two thirds of what can be had",
            "0 300 300",
            v2().with(LIMIT, 400).with(INACTIVE_FILE, 300).with(FILE_DIRTY, 200)),
        it(
            "and all of the page cache, while there is room beside it",
            "600 900 900",
            v2().with(INACTIVE_FILE, 300).with(FILE_DIRTY, 300)),
        it(
            "but are held where they are nine tenths of it, with their inodes",
            "0 30 305",
            v2().with(LIMIT, 400)
                .with(INACTIVE_FILE, 300)
                .with(FILE_DIRTY, 270)
                .with(SLAB_RECLAIMABLE, 5)),
        it(
            "half of them at the middle between the two",
            "0 182 300",
            v2().with(LIMIT, 400).with(INACTIVE_FILE, 300).with(FILE_DIRTY, 235)),
        it(
            "also under an ancestor's limit that the kernel prints and does not show",
            "unknown 0 300",
            v1().with(LIMIT, UNLIMITED)
                .with(HIERARCHICAL_LIMIT, 400)
                .with(INACTIVE_FILE, 300)
                .with(FILE_DIRTY, 300)),
        it(
            "dirty pages of an ancestor are its own",
            "0 0 400",
            v2().ancestor("/pod", 2000)
                .ancestorWith(ANCESTOR_USAGE, 2000)
                .ancestorWith(ANCESTOR_INACTIVE_FILE, 1000)
                .ancestorWith(ANCESTOR_DIRTY, 1000)
                .ancestor("/x", 1000)
                .ancestorWith(ANCESTOR_USAGE, 600)),
        it(
            "parts of huge pages that are mapped no more are split off and freed",
            "600 680 680",
            v2().with(ANON, 200)
                .with(SHMEM, 40)
                .with(SWAP_CACHED, 0)
                .with(ACTIVE_ANON, 300)
                .with(INACTIVE_ANON, 20)),
        it(
            "while the group swaps those may be pages on their way",
            "600 600 680",
            v2().with(ANON, 200)
                .with(SHMEM, 30)
                .with(SWAP_CACHED, 10)
                .with(ACTIVE_ANON, 300)
                .with(INACTIVE_ANON, 20)),
        it(
            "without a key for what is in swap, too, nothing is known of them",
            "600 600 600",
            v2().with(ANON, 200).with(SHMEM, 0).with(ACTIVE_ANON, 300).with(INACTIVE_ANON, 0)),
        it(
            "a machine out of memory kills, too",
            "600 60 60",
            v2().with(MEM_AVAILABLE, 40).with(SWAP_FREE, 20)),
        it("reclaimable slab is expected back", "600 605 605", v2().with(SLAB_RECLAIMABLE, 5)),
        it(
            "anonymous memory, shmem and mlocked pages are not given back without swap",
            "600 600 600",
            v2().with(ANON, 300).with(SHMEM, 50).with(FILE, 50).with(UNEVICTABLE, 20)),
        it("swap takes what it has room for", "600 650 650", v2().with(SWAP_FREE, 50)),
        it(
            "no more than the group's swap limit leaves",
            "600 630 630",
            v2().with(SWAP_FREE, 50).with(SWAP_LIMIT, 100).with(SWAP, 70)),
        it(
            "a swap limit that is used up and over leaves none",
            "600 600 600",
            v2().with(SWAP_FREE, 50).with(SWAP_LIMIT, 100).with(SWAP, 120)),
        it(
            "an unlimited swap limit leaves what is free",
            "600 650 650",
            v2().with(SWAP_FREE, 50).with(SWAP_LIMIT, UNLIMITED).with(SWAP, 70)),
        it(
            "an ancestor's swap limit counts though its memory is unlimited",
            "600 610 610",
            v2().with(SWAP_FREE, 50)
                .ancestor("/pod", UNLIMITED)
                .ancestorWith(ANCESTOR_SWAP_LIMIT, 20)
                .ancestorWith(ANCESTOR_SWAP, 10)),
        it(
            "with a swappiness of 0 there is no swap",
            "600 600 600",
            v2().with(SWAP_FREE, 50).with(SWAPPINESS, 0)),
        it("usage over a limit that was lowered leaves nothing", "0 0 0", v2().with(LIMIT, 300)),
        it(
            "usage over the limit is paid back out of the cache first",
            "0 20 20",
            v2().with(LIMIT, 300).with(INACTIVE_FILE, 120)),
        it(
            "v2: kernel memory that is not slab stays",
            "600 605 605",
            v2().with(SLAB_RECLAIMABLE, 5).with(KERNEL, 50)),
        it("v1: kernel memory may all be slab", "600 600 650", v1().with(KERNEL, 50)),
        it(
            "v1: but page tables and stacks of the processes in sight are none",
            "600 600 " + (600 + 100_000 - 7000 - 5000 - 2 * 16384),
            v1().with(KERNEL, 100_000)
                .with(MEM_AVAILABLE, 80_000)
                .with(VM_PTE, 7000)
                .with(THREADS, 2)
                .otherProcess("7", 9, 9, 5000, 0)),
        it(
            "v1: which may be charged elsewhere",
            "600 600 600",
            v1().with(KERNEL, 50).with(VM_PTE, 70)),
        it(
            "v1: under an ancestor's limit, too",
            "100 100 150",
            v1().with(KERNEL, 50).ancestor("/pod", 2000).ancestorWith(ANCESTOR_USAGE, 1900)),
        it(
            "an ancestor with less room decides",
            "100 140 140",
            v2().with(INACTIVE_FILE, 500)
                .ancestor("/pod", 2000)
                .ancestorWith(ANCESTOR_USAGE, 1900)
                .ancestorWith(ANCESTOR_INACTIVE_FILE, 30)
                .ancestorWith(ANCESTOR_ACTIVE_FILE, 10)),
        it(
            "an ancestor with more room does not",
            "600 600 600",
            v2().ancestor("/pod", 2000).ancestorWith(ANCESTOR_USAGE, 500)),
        it(
            "each estimate has its own tightest level",
            "100 600 600",
            v2().ancestor("/pod", 2000)
                .ancestorWith(ANCESTOR_USAGE, 1900)
                .ancestorWith(ANCESTOR_INACTIVE_FILE, 900)),
        it(
            "without a limit of its own an ancestor's",
            "100 100 100",
            v2().with(LIMIT, UNLIMITED)
                .with(MEM_TOTAL, 9000)
                .ancestor("/pod", 2000)
                .ancestorWith(ANCESTOR_USAGE, 1900)),
        it(
            "the second of two ancestors",
            "50 50 50",
            v2().ancestor("/a", 2000)
                .ancestorWith(ANCESTOR_USAGE, 1900)
                .ancestor("/b", 3000)
                .ancestorWith(ANCESTOR_USAGE, 2950)),
        it(
            "v1: a hidden ancestor's memory and swap together",
            "unknown 130 130",
            v1().with(HIERARCHICAL_MEMSW_LIMIT, 600)
                .with(MEMSW_LIMIT, 1200)
                .with(MEMSW_USAGE, 500)
                .with(INACTIVE_FILE, 30)),
        it(
            "v1: the least of the visible ones is not a hidden one",
            "600 700 700",
            v1().with(HIERARCHICAL_MEMSW_LIMIT, 1200)
                .with(MEMSW_LIMIT, 1200)
                .with(MEMSW_USAGE, 500)
                .with(SWAP_FREE, 5000)),
        it(
            "zswap keeps a part of what is swapped",
            "600 638 638",
            v2().with(SWAP_FREE, 50).with(ZSWAP_ENABLED, 1).with(ZSWAP, 25).with(ZSWAPPED, 100)),
        it(
            "half of it, before there is any",
            "600 625 625",
            v2().with(SWAP_FREE, 50).with(ZSWAP_ENABLED, 1).with(ZSWAP, 0).with(ZSWAPPED, 0)),
        it(
            "no more than the limit of the pool, beyond which pages go to the device",
            "600 640 640",
            zswap(10)),
        it("or are not swapped at all", "600 610 610", zswap(10).with(ZSWAP_WRITEBACK, 0)),
        it(
            "an ancestor's pool has a limit as well",
            "600 608 608",
            zswap(10)
                .with(ZSWAP_WRITEBACK, 0)
                .ancestor("/pod", UNLIMITED)
                .ancestorWith(ANCESTOR_ZSWAP_LIMIT, 30)
                .ancestorWith(ANCESTOR_ZSWAP, 22)),
        it(
            "much swap fills all memory with the pool",
            "0 600 600",
            v2().with(LIMIT, 400)
                .with(ANON, 200)
                .with(SWAP_FREE, 90_000)
                .with(ZSWAP_ENABLED, 1)
                .with(ZSWAP, 25)
                .with(ZSWAPPED, 100)),
        it(
            "with zswap off all swap counts",
            "600 650 650",
            v2().with(SWAP_FREE, 50).with(ZSWAP_ENABLED, 0).with(ZSWAP, 25).with(ZSWAPPED, 100)),
        it(
            "where the switch is not in sight it is on once something is compressed",
            "600 638 638",
            v2().with(SWAP_FREE, 50).with(ZSWAP, 25).with(ZSWAPPED, 100)),
        it(
            "v1: memory and swap together bind before memory alone",
            "100 130 130",
            v1().with(MEMSW_LIMIT, 1000).with(MEMSW_USAGE, 900).with(INACTIVE_FILE, 30)),
        it(
            "v1: what is swapped is no room for memory and swap together",
            "600 700 700",
            v1().with(MEMSW_LIMIT, 1200).with(MEMSW_USAGE, 500).with(SWAP_FREE, 5000)),
        it(
            "v1: with swap beside the limit memory binds",
            "600 650 650",
            v1().with(MEMSW_LIMIT, 2000).with(MEMSW_USAGE, 500).with(SWAP_FREE, 50)),
        it(
            "v1: an unlimited memsw is no limit",
            "600 650 650",
            v1().with(MEMSW_LIMIT, UNLIMITED).with(MEMSW_USAGE, 500).with(SWAP_FREE, 50)),
        it(
            "v1: an ancestor's memory and swap together",
            "20 20 20",
            v1().ancestor("/pod", 2000)
                .ancestorWith(ANCESTOR_USAGE, 1000)
                .ancestorWith(ANCESTOR_MEMSW_LIMIT, 2000)
                .ancestorWith(ANCESTOR_MEMSW_USAGE, 1980)),
        it(
            "v1: of an ancestor that cannot be seen only the own usage is known",
            "unknown 130 130",
            v1().with(HIERARCHICAL_LIMIT, 500).with(INACTIVE_FILE, 30)),
        it(
            "v1: the limit of a visible ancestor is not a hidden one",
            "200 200 200",
            v1().with(HIERARCHICAL_LIMIT, 700)
                .ancestor("/pod", 700)
                .ancestorWith(ANCESTOR_USAGE, 500)),
        it(
            "without any limit the machine's memory",
            "3000 6000 6000",
            v2().with(LIMIT, UNLIMITED).with(MEM_TOTAL, 9000)),
        it(
            "and its swap, whatever the swappiness",
            "3000 6500 6500",
            v2().with(LIMIT, UNLIMITED)
                .with(MEM_TOTAL, 9000)
                .with(SWAP_FREE, 500)
                .with(SWAPPINESS, 0)),
        it(
            "a limit above the machine's memory does not hide the machine",
            "3000 6000 6000",
            v2().with(LIMIT, 20_000).with(MEM_TOTAL, 9000)),
        it(
            "a kernel without MemAvailable reports free memory only",
            "3000 unknown unknown",
            v2().with(LIMIT, UNLIMITED).with(MEM_TOTAL, 9000).with(MEM_AVAILABLE, ABSENT)),
        it("memory.high kills nothing", "600 600 600", v2().with(HIGH, 500)),
        it(
            "no limit and no machine, no figure",
            "unknown unknown unknown",
            v2().with(LIMIT, UNLIMITED).with(MEM_TOTAL, ABSENT)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource
  void estimates(String sentence, String expected, SampleBuilder of) {
    assertEstimates(expected, of);
  }

  static List<Arguments> unreadable() {
    return List.of(
        it("the limit", "unknown unknown unknown", v2().with(LIMIT, UNREADABLE)),
        it("the usage", "unknown unknown unknown", v2().with(USAGE, UNREADABLE)),
        it(
            "the limit of the pool of zswap",
            "600 unknown unknown",
            zswap(10).with(ZSWAP_LIMIT, UNREADABLE)),
        it("what can go there", "600 unknown unknown", zswap(10).with(ANON, UNREADABLE)),
        it(
            "memsw's limit of the hierarchy",
            "unknown unknown unknown",
            v1().with(HIERARCHICAL_MEMSW_LIMIT, UNREADABLE)),
        it("memsw's limit", "unknown unknown unknown", v1().with(MEMSW_LIMIT, UNREADABLE)),
        it("memsw's usage", "unknown unknown unknown", v1().with(MEMSW_LIMIT, 900)),
        it("free swap", "600 unknown unknown", v2().with(SWAP_FREE, UNREADABLE)),
        it(
            "the swap limit",
            "600 unknown unknown",
            v2().with(SWAP_FREE, 1).with(SWAP_LIMIT, UNREADABLE)),
        it(
            "swap in use under a limit",
            "600 unknown unknown",
            v2().with(SWAP_FREE, 1).with(SWAP_LIMIT, 5).with(SWAP, UNREADABLE)),
        it(
            "the swap limit, where there is no swap to limit",
            "600 600 600",
            v2().with(SWAP_LIMIT, UNREADABLE)),
        it(
            "swappiness",
            "600 unknown unknown",
            v2().with(SWAP_FREE, 1).with(SWAPPINESS, UNREADABLE)),
        it("swappiness, without swap", "600 600 600", v2().with(SWAPPINESS, UNREADABLE)),
        it(
            "an ancestor's limit",
            "unknown unknown unknown",
            v2().ancestor("/pod", UNREADABLE).ancestorWith(ANCESTOR_USAGE, 1)),
        it("an ancestor's usage", "unknown unknown unknown", v2().ancestor("/pod", 2000)),
        it(
            "an ancestor's usage, of one without a limit",
            "600 600 600",
            v2().ancestor("/pod", UNLIMITED).ancestorWith(ANCESTOR_USAGE, UNREADABLE)),
        it(
            "an ancestor's memory.stat",
            "600 unknown unknown",
            v2().ancestor("/pod", 2000)
                .ancestorWith(ANCESTOR_USAGE, 1)
                .ancestorWith(ANCESTOR_ACTIVE_FILE, UNREADABLE)));
  }

  @ParameterizedTest(name = "{0} cannot be read: {1}")
  @MethodSource
  void unreadable(String sentence, String expected, SampleBuilder of) {
    assertEstimates(expected, of);
  }

  @ParameterizedTest
  @EnumSource(names = {"ACTIVE_FILE", "INACTIVE_FILE", "SLAB_RECLAIMABLE", "KERNEL"})
  void aKeyThatCannotBeReadLeavesTheGuaranteedAlone(Field key) {
    assertEstimates("600 unknown unknown", v2().with(key, UNREADABLE));
  }

  static List<Arguments> unreclaimable() {
    return List.of(
        it("without cache and swap all of the usage", "400", v2()),
        it(
            "less clean page cache and slab",
            "265",
            v2().with(ACTIVE_FILE, 100).with(INACTIVE_FILE, 30).with(SLAB_RECLAIMABLE, 5)),
        it(
            "less what swap can take of anon and shmem",
            "350",
            v2().with(ANON, 300).with(SHMEM, 60).with(SWAP_FREE, 50)),
        it(
            "swap takes no more than there is, and nothing locked",
            "90",
            v2().with(ANON, 300).with(SHMEM, 60).with(UNEVICTABLE, 50).with(SWAP_FREE, 5000)),
        it("not below 0", "0", v2().with(INACTIVE_FILE, 450)),
        it(
            "of the group with the effective limit",
            "300",
            v2().ancestor("/pod", 900)
                .ancestorWith(ANCESTOR_USAGE, 500)
                .ancestorWith(ANCESTOR_ACTIVE_FILE, 200)),
        it(
            "of two with the same limit the fuller",
            "500",
            v2().ancestor("/pod", 1000).ancestorWith(ANCESTOR_USAGE, 500)),
        it(
            "of the machine where there is no limit",
            "3000",
            v2().with(LIMIT, UNLIMITED).with(MEM_TOTAL, 9000)),
        it(
            "of the own group under a hidden limit of v1",
            "370",
            v1().with(HIERARCHICAL_LIMIT, 500).with(INACTIVE_FILE, 30)),
        it(
            "less what swapping frees as zswap has it",
            "370",
            v2().with(ANON, 300)
                .with(SWAP_FREE, 60)
                .with(ZSWAP_ENABLED, 1)
                .with(ZSWAP, 20)
                .with(ZSWAPPED, 40)),
        it(
            "of v1's memory and swap together, where that is nearer to its end",
            "1150",
            memsw().with(INACTIVE_FILE, 40)),
        it(
            "an ancestor's, too",
            "1980",
            v1().ancestor("/pod", 2000)
                .ancestorWith(ANCESTOR_USAGE, 1000)
                .ancestorWith(ANCESTOR_MEMSW_LIMIT, 2000)
                .ancestorWith(ANCESTOR_MEMSW_USAGE, 1980)),
        it(
            "and a hidden one's",
            "500",
            v1().with(MEMSW_USAGE, 500).with(HIERARCHICAL_MEMSW_LIMIT, 510)),
        it(
            "of memory alone where that is nearer",
            "400",
            v1().with(MEMSW_LIMIT, 5000).with(MEMSW_USAGE, 450)),
        it("unknown where memsw's usage is", "unknown", v1().with(MEMSW_LIMIT, 900)),
        it("unknown where a key cannot be read", "unknown", v2().with(ANON, UNREADABLE)),
        it("unknown where the usage cannot", "unknown", v2().with(USAGE, UNREADABLE)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource
  void unreclaimable(String sentence, String expected, SampleBuilder of) {
    assertEquals(expected, text(derive(of), Figure.UNRECLAIMABLE));
  }

  @Test
  void utilizationIsTheUnreclaimableShareOfTheEffectiveLimit() {
    Figures figures = derive(v2().ancestor("/pod", 800).ancestorWith(ANCESTOR_USAGE, 600));
    assertEquals(0.75, figures.real(Figure.UNRECLAIMABLE_UTILIZATION));
  }

  @Test
  void utilizationOfMemoryAndSwapTogetherIsOfThatLimit() {
    Figures figures = derive(memsw().with(INACTIVE_FILE, 250));
    assertEquals(0.7833333333333333, figures.real(Figure.UNRECLAIMABLE_UTILIZATION));
  }

  @Test
  void aLimitOf0HasNoUtilization() {
    Figures figures = derive(v2().with(LIMIT, 0));
    assertEquals(false, figures.known(Figure.UNRECLAIMABLE_UTILIZATION));
    assertEquals("0", text(figures, Figure.HEADROOM_EXPECTED));
  }

  @Test
  void aKillOfTheWholeGroupIsReported() {
    assertEquals(1.0, derive(v2().with(OOM_GROUP, 1)).real(Figure.OOM_GROUP));
    assertEquals(0.0, derive(v2().with(OOM_GROUP, 0)).real(Figure.OOM_GROUP));
    assertEquals(false, derive(v2()).known(Figure.OOM_GROUP));
  }

  private static void assertEstimates(String expected, SampleBuilder of) {
    Figures figures = derive(of);
    assertEquals(
        expected,
        text(figures, Figure.HEADROOM_GUARANTEED)
            + " "
            + text(figures, Figure.HEADROOM_EXPECTED)
            + " "
            + text(figures, Figure.HEADROOM_OPTIMISTIC));
  }

  /** 400 in memory and 790 in swap, of 1200 together; the machine has more swap. */
  private static SampleBuilder memsw() {
    return v1().with(ANON, 300)
        .with(MEMSW_LIMIT, 1200)
        .with(MEMSW_USAGE, 1190)
        .with(SWAP_FREE, 5000);
  }

  /** A group that may use 1000, and uses 400 of it; a machine of 90000 without swap. */
  private static SampleBuilder v2() {
    return new SampleBuilder()
        .with(LIMIT, 1000)
        .with(USAGE, 400)
        .with(MEM_TOTAL, 90_000)
        .with(MEM_FREE, 3000)
        .with(MEM_AVAILABLE, 6000)
        .with(SWAP_TOTAL, 0)
        .with(SWAP_FREE, 0)
        .with(SWAPPINESS, 60);
  }

  /** 50 of swap, a pool of zswap that has half of what was put there, and so much room. */
  private static SampleBuilder zswap(long room) {
    return v2().with(SWAP_FREE, 50)
        .with(ZSWAP_ENABLED, 1)
        .with(ZSWAP, 20)
        .with(ZSWAPPED, 40)
        .with(ZSWAP_LIMIT, 20 + room);
  }

  private static SampleBuilder v1() {
    return v2().with(HIERARCHICAL_LIMIT, 1000);
  }

  private static Figures derive(SampleBuilder of) {
    Figures figures = new Figures();
    Derivation.derive(of.build(), figures);
    return figures;
  }

  private static String text(Figures figures, Figure figure) {
    return figures.known(figure) ? Long.toString(figures.whole(figure)) : "unknown";
  }

  private static Arguments it(String sentence, String expected, SampleBuilder of) {
    return Arguments.of(sentence, expected, of);
  }
}
