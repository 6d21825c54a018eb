package io.github.headroom.agent.derive;

import static io.github.headroom.agent.sample.Field.*;
import static io.github.headroom.agent.sample.State.ABSENT;
import static io.github.headroom.agent.sample.State.UNLIMITED;
import static io.github.headroom.agent.sample.State.UNREADABLE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.SampleBuilder;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every formula of container.* and headroom.container.*: a sentence, a figure, a sample. */
class ContainerMemoryTest {

  private static final String UNKNOWN = "unknown";

  /** Every figure with its cases. */
  static List<Arguments> figures() {
    return Stream.of(
            usage(),
            workingSet(),
            available(),
            minorFaults(),
            majorFaults(),
            ownLimit(),
            effectiveLimit(),
            swap(),
            swapLimit(),
            rssSwap(),
            workingSetUtilization(),
            rssSwapUtilization())
        .flatMap(List::stream)
        .toList();
  }

  @ParameterizedTest(name = "{0}: {1}: {2}")
  @MethodSource
  void figures(Figure figure, String sentence, String expected, SampleBuilder of) {
    assertFigure(expected, figure, of);
  }

  private static List<Arguments> of(Figure figure, Arguments... cases) {
    return Stream.of(cases)
        .map(it -> it.get())
        .map(it -> Arguments.of(figure, it[0], it[1], it[2]))
        .toList();
  }

  private static List<Arguments> usage() {
    return of(
        Figure.MEMORY_USAGE,
        it("usage is what the kernel charged", "100", sample().with(USAGE, 100)),
        it("usage of 0 is a number", "0", sample().with(USAGE, 0)),
        it("no usage file, no usage", UNKNOWN, sample()),
        it("a usage file that cannot be read", UNKNOWN, sample().with(USAGE, UNREADABLE)),
        it("v2's root: anon + file", "30", sample().with(ANON, 10).with(FILE, 20)),
        it("v2's root without file is not added up", UNKNOWN, sample().with(ANON, 10)),
        it(
            "a usage file that cannot be read does not make it the root",
            UNKNOWN,
            sample().with(USAGE, UNREADABLE).with(ANON, 10).with(FILE, 20)));
  }

  private static List<Arguments> workingSet() {
    return of(
        Figure.WORKING_SET,
        it("usage less inactive file", "70", sample().with(USAGE, 100).with(INACTIVE_FILE, 30)),
        it("0 where that is negative", "0", sample().with(USAGE, 30).with(INACTIVE_FILE, 100)),
        it("0 where nothing is left", "0", sample().with(USAGE, 30).with(INACTIVE_FILE, 30)),
        it("usage where the key is missing", "100", sample().with(USAGE, 100)),
        it(
            "unknown where the key cannot be read",
            UNKNOWN,
            sample().with(USAGE, 100).with(INACTIVE_FILE, UNREADABLE)),
        it("unknown without usage", UNKNOWN, sample().with(INACTIVE_FILE, 30)),
        it(
            "v2's root: anon + file less inactive file",
            "25",
            sample().with(ANON, 10).with(FILE, 20).with(INACTIVE_FILE, 5)));
  }

  private static List<Arguments> available() {
    return of(
        Figure.AVAILABLE,
        it(
            "own limit less working set",
            "930",
            sample().with(LIMIT, 1000).with(USAGE, 100).with(INACTIVE_FILE, 30)),
        it("not below 0", "0", sample().with(LIMIT, 50).with(USAGE, 100)),
        it(
            "absent where the own limit is unlimited",
            UNKNOWN,
            sample().with(LIMIT, UNLIMITED).with(USAGE, 100).with(MEM_TOTAL, 5000)),
        it(
            "absent where there is no limit file",
            UNKNOWN,
            sample().with(USAGE, 100).with(MEM_TOTAL, 5000)),
        it("absent where the limit cannot be read", UNKNOWN, sample().with(LIMIT, UNREADABLE)),
        it("absent without usage", UNKNOWN, sample().with(LIMIT, 1000)),
        it(
            "an ancestor's limit is not the own one",
            UNKNOWN,
            sample().with(LIMIT, UNLIMITED).with(USAGE, 100).ancestor("/pod", 500)));
  }

  private static List<Arguments> minorFaults() {
    return of(
        Figure.MINOR_FAULTS,
        it("all less major", "90", sample().with(PGFAULT, 100).with(PGMAJFAULT, 10)),
        it("not below 0", "0", sample().with(PGFAULT, 5).with(PGMAJFAULT, 10)),
        it("unknown where major is missing", UNKNOWN, sample().with(PGFAULT, 100)),
        it("unknown where all is missing", UNKNOWN, sample().with(PGMAJFAULT, 10)));
  }

  private static List<Arguments> majorFaults() {
    return of(
        Figure.MAJOR_FAULTS,
        it("pgmajfault", "10", sample().with(PGFAULT, 100).with(PGMAJFAULT, 10)),
        it("unknown where the key is missing", UNKNOWN, sample().with(PGFAULT, 100)));
  }

  private static List<Arguments> ownLimit() {
    return of(
        Figure.OWN_LIMIT,
        it("the limit of the own group", "1000", sample().with(LIMIT, 1000)),
        it("a limit of 0", "0", sample().with(LIMIT, 0)),
        it("absent where unlimited", UNKNOWN, sample().with(LIMIT, UNLIMITED)),
        it("absent where there is no file", UNKNOWN, sample()),
        it("absent where it cannot be read", UNKNOWN, sample().with(LIMIT, UNREADABLE)),
        it(
            "not an ancestor's, and not the machine's",
            UNKNOWN,
            sample().with(LIMIT, UNLIMITED).with(MEM_TOTAL, 5000).ancestor("/pod", 500)));
  }

  private static List<Arguments> effectiveLimit() {
    return of(
        Figure.EFFECTIVE_LIMIT,
        it(
            "the own one if that is the smallest",
            "1000",
            sample().with(LIMIT, 1000).with(MEM_TOTAL, 5000).ancestor("/pod", 2000)),
        it(
            "an ancestor's if that is the smallest",
            "500",
            sample()
                .with(LIMIT, 1000)
                .with(MEM_TOTAL, 5000)
                .ancestor("/a", 2000)
                .ancestor("/", 500)),
        it(
            "v1's hierarchical one if an ancestor out of sight has it",
            "400",
            sample().with(LIMIT, 1000).with(HIERARCHICAL_LIMIT, 400).with(MEM_TOTAL, 5000)),
        it(
            "physical memory if none is smaller",
            "5000",
            sample().with(LIMIT, 9000).with(MEM_TOTAL, 5000).ancestor("/pod", 8000)),
        it(
            "physical memory if all are unlimited",
            "5000",
            sample()
                .with(LIMIT, UNLIMITED)
                .with(HIERARCHICAL_LIMIT, UNLIMITED)
                .with(MEM_TOTAL, 5000)
                .ancestor("/pod", UNLIMITED)),
        it("physical memory if there is no limit file", "5000", sample().with(MEM_TOTAL, 5000)),
        it(
            "an ancestor without a limit file has none",
            "1000",
            sample().with(LIMIT, 1000).with(MEM_TOTAL, 5000).ancestor("/", ABSENT)),
        it("a limit without physical memory", "1000", sample().with(LIMIT, 1000)),
        it("unknown where nothing is known", UNKNOWN, sample()),
        it(
            "unknown where the own limit cannot be read",
            UNKNOWN,
            sample().with(LIMIT, UNREADABLE).with(MEM_TOTAL, 5000)),
        it(
            "unknown where an ancestor's limit cannot be read",
            UNKNOWN,
            sample().with(LIMIT, 1000).with(MEM_TOTAL, 5000).ancestor("/pod", UNREADABLE)),
        it(
            "unknown where v1's hierarchical limit cannot be read",
            UNKNOWN,
            sample().with(LIMIT, 1000).with(HIERARCHICAL_LIMIT, UNREADABLE)));
  }

  private static List<Arguments> swap() {
    return of(
        Figure.SWAP,
        it("what the group has in swap", "7", sample().with(SWAP, 7)),
        it("0 is a number", "0", sample().with(SWAP, 0)),
        it("no swap file, no figure", UNKNOWN, sample().with(USAGE, 1).with(SWAP_TOTAL, 9)),
        it("a swap file that cannot be read", UNKNOWN, sample().with(SWAP, UNREADABLE)),
        it(
            "v2's root: the machine's swap in use",
            "60",
            sample().with(ANON, 1).with(FILE, 1).with(SWAP_TOTAL, 100).with(SWAP_FREE, 40)),
        it(
            "v2's root without the machine's free swap",
            UNKNOWN,
            sample().with(ANON, 1).with(FILE, 1).with(SWAP_TOTAL, 100)));
  }

  private static List<Arguments> swapLimit() {
    return of(
        Figure.SWAP_LIMIT,
        it("v2: memory.swap.max", "70", sample().with(SWAP_LIMIT, 70).with(LIMIT, 100)),
        it("v2: no swap allowed", "0", sample().with(SWAP_LIMIT, 0)),
        it("v2: absent where unlimited", UNKNOWN, sample().with(SWAP_LIMIT, UNLIMITED)),
        it("v2: absent where it cannot be read", UNKNOWN, sample().with(SWAP_LIMIT, UNREADABLE)),
        it("v1: memsw limit - limit", "50", sample().with(MEMSW_LIMIT, 150).with(LIMIT, 100)),
        it("v1: the same, no swap", "0", sample().with(MEMSW_LIMIT, 100).with(LIMIT, 100)),
        it("v1: not below 0", "0", sample().with(MEMSW_LIMIT, 90).with(LIMIT, 100)),
        it(
            "v1: absent where memsw is unlimited",
            UNKNOWN,
            sample().with(MEMSW_LIMIT, UNLIMITED).with(LIMIT, 100)),
        it(
            "v1: absent where both are unlimited",
            UNKNOWN,
            sample().with(MEMSW_LIMIT, UNLIMITED).with(LIMIT, UNLIMITED)),
        it("v1: absent without swap accounting", UNKNOWN, sample().with(LIMIT, 100)),
        it(
            "v1: absent where the limit cannot be read",
            UNKNOWN,
            sample().with(MEMSW_LIMIT, 150).with(LIMIT, UNREADABLE)));
  }

  private static List<Arguments> rssSwap() {
    return of(
        Figure.RSS_SWAP,
        it("rss + swap", "17", sample().with(ANON, 10).with(SWAP, 7)),
        it("rss where swap is not accounted", "10", sample().with(ANON, 10)),
        it(
            "unknown where swap cannot be read",
            UNKNOWN,
            sample().with(ANON, 10).with(SWAP, UNREADABLE)),
        it("unknown without rss", UNKNOWN, sample().with(SWAP, 7)),
        it("unknown where rss cannot be read", UNKNOWN, sample().with(ANON, UNREADABLE)));
  }

  private static List<Arguments> workingSetUtilization() {
    return of(
        Figure.WORKING_SET_UTILIZATION,
        it(
            "working set / effective limit",
            "0.25",
            sample().with(USAGE, 300).with(INACTIVE_FILE, 50).with(LIMIT, 1000)),
        it(
            "an ancestor's limit counts",
            "0.5",
            sample().with(USAGE, 250).with(LIMIT, 1000).ancestor("/pod", 500)),
        it(
            "physical memory counts",
            "0.5",
            sample().with(USAGE, 250).with(LIMIT, UNLIMITED).with(MEM_TOTAL, 500)),
        it(
            "above 1 while the kernel has not reclaimed",
            "2.0",
            sample().with(USAGE, 20).with(LIMIT, 10)),
        it("nothing used", "0.0", sample().with(USAGE, 0).with(LIMIT, 10)),
        it("no share of a limit of 0", UNKNOWN, sample().with(USAGE, 20).with(LIMIT, 0)),
        it("no share of an unknown limit", UNKNOWN, sample().with(USAGE, 20)),
        it("no share of an unknown working set", UNKNOWN, sample().with(LIMIT, 10)));
  }

  private static List<Arguments> rssSwapUtilization() {
    return of(
        Figure.RSS_SWAP_UTILIZATION,
        it(
            "rss + swap / effective limit",
            "0.75",
            sample().with(ANON, 500).with(SWAP, 250).with(LIMIT, 1000)),
        it("no share of an unknown sum", UNKNOWN, sample().with(SWAP, 250).with(LIMIT, 1000)),
        it("no share of an unknown limit", UNKNOWN, sample().with(ANON, 500)));
  }

  static List<Arguments> pressure() {
    return List.of(
        Arguments.of(PRESSURE_SOME_TOTAL, Figure.PRESSURE_SOME_TIME, 2_719_380L, "2.71938"),
        Arguments.of(PRESSURE_FULL_TOTAL, Figure.PRESSURE_FULL_TIME, 1L, "1.0E-6"),
        Arguments.of(PRESSURE_SOME_AVG10, Figure.PRESSURE_SOME_UTILIZATION, 819L, "0.0819"),
        Arguments.of(PRESSURE_FULL_AVG10, Figure.PRESSURE_FULL_UTILIZATION, 10_000L, "1.0"));
  }

  @ParameterizedTest(name = "{2} of {0} is {3} of {1}")
  @MethodSource
  void pressure(Field from, Figure to, long value, String expected) {
    assertFigure(expected, to, sample().with(from, value));
    assertFigure(UNKNOWN, to, sample());
    assertFigure(UNKNOWN, to, sample().with(from, UNREADABLE));
  }

  static List<Arguments> plainFigures() {
    return List.of(
        Arguments.of(ANON, Figure.RSS),
        Arguments.of(PEAK, Figure.PEAK),
        Arguments.of(FILE, Figure.CACHE),
        Arguments.of(FILE_MAPPED, Figure.MAPPED_FILE),
        Arguments.of(ACTIVE_FILE, Figure.ACTIVE_FILE),
        Arguments.of(INACTIVE_FILE, Figure.INACTIVE_FILE),
        Arguments.of(FILE_DIRTY, Figure.DIRTY),
        Arguments.of(FILE_WRITEBACK, Figure.WRITEBACK),
        Arguments.of(SHMEM, Figure.SHMEM),
        Arguments.of(UNEVICTABLE, Figure.UNEVICTABLE),
        Arguments.of(SLAB_RECLAIMABLE, Figure.SLAB_RECLAIMABLE),
        Arguments.of(PAGE_TABLES, Figure.PAGE_TABLES),
        Arguments.of(KERNEL_STACK, Figure.KERNEL_STACK),
        Arguments.of(SOCK, Figure.SOCK),
        Arguments.of(KERNEL, Figure.KERNEL),
        Arguments.of(EVENTS_LOW, Figure.EVENTS_LOW),
        Arguments.of(EVENTS_HIGH, Figure.EVENTS_HIGH),
        Arguments.of(EVENTS_MAX, Figure.EVENTS_MAX),
        Arguments.of(EVENTS_OOM, Figure.EVENTS_OOM),
        Arguments.of(EVENTS_OOM_KILL, Figure.EVENTS_OOM_KILL),
        Arguments.of(EVENTS_OOM_GROUP_KILL, Figure.EVENTS_OOM_GROUP_KILL),
        Arguments.of(VM_RSS, Figure.PROCESS_RSS),
        Arguments.of(VM_SIZE, Figure.PROCESS_VIRTUAL),
        Arguments.of(RSS_ANON, Figure.PROCESS_ANON),
        Arguments.of(RSS_FILE, Figure.PROCESS_FILE),
        Arguments.of(RSS_SHMEM, Figure.PROCESS_SHMEM),
        Arguments.of(VM_SWAP, Figure.PROCESS_SWAP),
        Arguments.of(VM_PTE, Figure.PROCESS_PAGE_TABLES),
        Arguments.of(THREADS_DAEMON, Figure.THREADS_DAEMON),
        Arguments.of(THREADS_NON_DAEMON, Figure.THREADS_NON_DAEMON),
        Arguments.of(CLASSES, Figure.CLASSES));
  }

  @ParameterizedTest(name = "{1} is {0}, and unknown where that is absent or unreadable")
  @MethodSource
  void plainFigures(Field from, Figure to) {
    assertFigure("42", to, sample().with(from, 42));
    assertFigure("0", to, sample().with(from, 0));
    assertFigure(UNKNOWN, to, sample());
    assertFigure(UNKNOWN, to, sample().with(from, UNREADABLE));
  }

  private static SampleBuilder sample() {
    return new SampleBuilder();
  }

  private static Arguments it(String sentence, String expected, SampleBuilder of) {
    return Arguments.of(sentence, expected, of);
  }

  private static void assertFigure(String expected, Figure figure, SampleBuilder of) {
    Figures figures = new Figures();
    Derivation.derive(of.build(), figures);
    String text = UNKNOWN;
    if (figures.known(figure)) {
      text =
          figures.isWhole(figure)
              ? Long.toString(figures.whole(figure))
              : Double.toString(figures.real(figure));
    }
    assertEquals(expected, text, figure::toString);
  }
}
