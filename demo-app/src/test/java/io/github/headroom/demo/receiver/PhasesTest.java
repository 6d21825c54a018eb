package io.github.headroom.demo.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.headroom.demo.receiver.Phases.Phase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PhasesTest {
  @Test
  void aMissingFileHasNoPhases() {
    assertEquals(List.of(), new Phases(Path.of("/nowhere/service.log")).read());
  }

  @Test
  void otherLinesArePassedOver() {
    assertEquals(
        List.of(new Phase(12, "heap", "the heap grows")),
        Phases.parse("hello\nphase x heap y\nphase\nphase 12 heap the heap grows\n"));
  }

  @Test
  void aLineThatHasNotEndedIsNotRead() {
    assertEquals(List.of(), Phases.parse("phase 12 heap the he"));
    assertEquals(List.of(), Phases.parse(""));
  }
}
