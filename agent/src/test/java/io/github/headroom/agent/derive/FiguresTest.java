package io.github.headroom.agent.derive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.derive.forecast.Verdict;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.SampleBuilder;
import org.junit.jupiter.api.Test;

class FiguresTest {

  private final Figures figures = new Figures();

  @Test
  void nothingIsKnownAtFirst() {
    for (Figure figure : Figure.values()) {
      assertFalse(figures.known(figure), figure::toString);
    }
  }

  @Test
  void askingForAFigureThatIsNotKnownThrows() {
    assertThrows(IllegalStateException.class, () -> figures.whole(Figure.RSS));
    assertThrows(IllegalStateException.class, () -> figures.real(Figure.SAMPLE_DURATION));
  }

  @Test
  void askingForARealNumberAsAWholeOneThrows() {
    figures.set(Figure.SAMPLE_DURATION, 0.5);
    assertEquals(0.5, figures.real(Figure.SAMPLE_DURATION));
    assertThrows(IllegalStateException.class, () -> figures.whole(Figure.SAMPLE_DURATION));
  }

  @Test
  void askingForAWholeNumberAsARealOneThrows() {
    figures.set(Figure.RSS, 1);
    assertEquals(1, figures.whole(Figure.RSS));
    assertThrows(IllegalStateException.class, () -> figures.real(Figure.RSS));
  }

  @Test
  void aSampleThatKnowsEverythingGivesEveryFigureButThoseOfWhatDoesNotFitAndOfTime() {
    Derivation.derive(SampleBuilder.everythingKnown(), figures);
    for (Figure figure : Figure.values()) {
      if (!figure.name().startsWith("TIME_TO_KILL_")
          && !figure.name().startsWith("KILL_WITHIN_")
          && !figure.name().startsWith("SIZING_")
          && figure != Figure.CANNOT_FIT_BY
          && figure != Figure.BELIEVED_MEMORY) {
        assertTrue(figures.known(figure), figure::toString);
      }
    }
  }

  @Test
  void nothingOfAnEarlierSampleStaysBehind() {
    figures.copyFrom(ForecastFigures.growing(SampleBuilder.everythingKnown()));
    Derivation.derive(new Sample(), figures);
    assertNull(figures.verdict());
    assertNull(figures.culprit());
    for (Figure figure : Figure.values()) {
      // How long the pass took is always known.
      assertEquals(figure == Figure.SAMPLE_DURATION, figures.known(figure), figure::toString);
    }
  }

  @Test
  void aCopyKnowsTheSameAndNoMore() {
    figures.set(Figure.CANNOT_FIT_BY, 1);
    Figures other = ForecastFigures.growing(new SampleBuilder().with(Field.USAGE, 7).build());
    figures.copyFrom(other);
    assertEquals(7, figures.whole(Figure.MEMORY_USAGE));
    assertEquals(30, figures.real(Figure.TIME_TO_KILL_MID));
    assertEquals(Verdict.GROWING, figures.verdict());
    assertEquals(MemoryArea.DIRECT_BUFFERS, figures.culprit());
    assertFalse(figures.known(Figure.CANNOT_FIT_BY));
  }

  @Test
  void theDurationOfThePassIsInSeconds() {
    Derivation.derive(new SampleBuilder().at(0, 250_000).build(), figures);
    assertEquals(0.00025, figures.real(Figure.SAMPLE_DURATION));
  }
}
