package io.github.headroom.agent.derive;

import static io.github.headroom.agent.sample.Field.*;
import static io.github.headroom.agent.sample.Sample.ANCESTOR_SWAP_LIMIT;
import static io.github.headroom.agent.sample.Sample.ANCESTOR_USAGE;
import static io.github.headroom.agent.sample.Sample.OTHER_PAGE_TABLES;
import static io.github.headroom.agent.sample.Sample.OTHER_RSS;
import static io.github.headroom.agent.sample.State.ABSENT;
import static io.github.headroom.agent.sample.State.UNLIMITED;
import static io.github.headroom.agent.sample.State.UNREADABLE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.headroom.agent.sample.SampleBuilder;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A sentence, the points as they should be, a sample. */
class OomScoreTest {

  static List<Arguments> self() {
    return List.of(
        it("resident, swapped and page tables", "315", process()),
        it("without swap accounting", "305", process().with(VM_SWAP, ABSENT)),
        it("thousandths of the limit", "100315", process().with(OOM_SCORE_ADJ, 100)),
        it("an adjustment below 0", "-996685", process().with(OOM_SCORE_ADJ, -997)),
        it("never killed, no points", "unknown", process().with(OOM_SCORE_ADJ, -1000)),
        it(
            "the limit's total holds the swap under it",
            "150315",
            process().with(OOM_SCORE_ADJ, 100).with(SWAP_TOTAL, 500_000)),
        it(
            "no more swap than the group may have",
            "120315",
            process().with(OOM_SCORE_ADJ, 100).with(SWAP_TOTAL, 500_000).with(SWAP_LIMIT, 200_000)),
        it(
            "v1: the swap that memsw leaves beside memory",
            "130315",
            process()
                .with(OOM_SCORE_ADJ, 100)
                .with(SWAP_TOTAL, 500_000)
                .with(MEMSW_LIMIT, 1_300_000)),
        it(
            "no swap with a swappiness of 0",
            "100315",
            process().with(OOM_SCORE_ADJ, 100).with(SWAP_TOTAL, 500_000).with(SWAPPINESS, 0)),
        it(
            "the total of the ancestor that binds",
            "51315",
            process()
                .with(OOM_SCORE_ADJ, 100)
                .with(SWAP_TOTAL, 500_000)
                .ancestor("/pod", 500_000)
                .ancestorWith(ANCESTOR_USAGE, 1)
                .ancestorWith(ANCESTOR_SWAP_LIMIT, 10_000)),
        it(
            "without a limit the machine's memory and swap",
            "950315",
            process()
                .with(LIMIT, UNLIMITED)
                .with(OOM_SCORE_ADJ, 100)
                .with(SWAP_TOTAL, 500_000)
                .with(SWAPPINESS, 0)),
        it("no adjustment known", "unknown", process().with(OOM_SCORE_ADJ, ABSENT)),
        it(
            "an adjustment that cannot be read",
            "unknown",
            process().with(OOM_SCORE_ADJ, UNREADABLE)),
        it("no resident size", "unknown", process().with(VM_RSS, UNREADABLE)),
        it("page tables that cannot be read", "unknown", process().with(VM_PTE, UNREADABLE)),
        it("a limit that cannot be read", "unknown", process().with(LIMIT, UNREADABLE)),
        it(
            "the machine's swap not known, but no adjustment that asks for it",
            "315",
            process().with(SWAP_TOTAL, ABSENT)),
        it(
            "the machine's swap not known, and an adjustment",
            "unknown",
            process().with(SWAP_TOTAL, ABSENT).with(OOM_SCORE_ADJ, 1)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource
  void self(String sentence, String expected, SampleBuilder of) {
    assertScore(expected, Figure.SCORE_SELF, of);
  }

  static List<Arguments> other() {
    return List.of(
        it("alone in the group", "unknown", process().with(OTHER_PROCESSES, 0)),
        it("resident, swapped and page tables", "57", process().otherProcess("7", 50, 5, 2, 0)),
        it(
            "the worst of several",
            "70",
            process()
                .otherProcess("7", 50, 0, 0, 0)
                .otherProcess("8", 70, 0, 0, 0)
                .otherProcess("9", 60, 0, 0, 0)),
        it(
            "the largest is not the worst with a lower adjustment",
            "1050",
            process().otherProcess("7", 50, 0, 0, 1).otherProcess("8", 70, 0, 0, 0)),
        it(
            "all below 0: the one nearest to it",
            "-950",
            process().otherProcess("7", 50, 0, 0, -1).otherProcess("8", 50, 0, 0, -2)),
        it(
            "one that is never killed does not count",
            "50",
            process().otherProcess("7", 50, 0, 0, 0).otherProcess("8", 700, 0, 0, -1000)),
        it(
            "one without memory of its own does not count",
            "50",
            process()
                .otherProcess("7", 50, 0, 0, 0)
                .otherProcess("8", 0, 0, 0, 0)
                .otherProcessWith(OTHER_RSS, ABSENT)),
        it(
            "one that cannot be read might be the worst",
            "unknown",
            process()
                .otherProcess("7", 50, 0, 0, 0)
                .otherProcess("8", 0, 0, 0, 0)
                .otherProcessWith(OTHER_RSS, UNREADABLE)),
        it(
            "a part that cannot be read",
            "unknown",
            process()
                .otherProcess("7", 50, 0, 0, 0)
                .otherProcessWith(OTHER_PAGE_TABLES, UNREADABLE)),
        it(
            "more in the group than were seen",
            "unknown",
            process().otherProcess("7", 50, 0, 0, 0).with(OTHER_PROCESSES, 2)),
        it(
            "a group whose processes cannot be listed",
            "unknown",
            process().with(OTHER_PROCESSES, UNREADABLE)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource
  void other(String sentence, String expected, SampleBuilder of) {
    assertScore(expected, Figure.SCORE_OTHER, of);
  }

  private static SampleBuilder process() {
    return new SampleBuilder()
        .with(LIMIT, 1_000_000)
        .with(USAGE, 400)
        .with(MEM_TOTAL, 9_000_000)
        .with(SWAP_TOTAL, 0)
        .with(SWAP_FREE, 0)
        .with(VM_RSS, 300)
        .with(VM_SWAP, 10)
        .with(VM_PTE, 5)
        .with(OOM_SCORE_ADJ, 0);
  }

  private static void assertScore(String expected, Figure figure, SampleBuilder of) {
    Figures figures = new Figures();
    Derivation.derive(of.build(), figures);
    assertEquals(
        expected,
        figures.known(figure) ? Long.toString(figures.whole(figure)) : "unknown",
        figure::toString);
  }

  private static Arguments it(String sentence, String expected, SampleBuilder of) {
    return Arguments.of(sentence, expected, of);
  }
}
