package io.github.headroom.agent.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PrintableTest {

  @Test
  void aShortCleanTextIsItself() {
    String text = "memory.max of é 漢";
    assertSame(text, Printable.piece(text));
  }

  @ParameterizedTest
  @CsvSource({
    "10, '\\n'",
    "13, '\\r'",
    "9, '\\t'",
    "0, '\\u0000'",
    "27, '\\u001b'",
    "127, '\\u007f'",
    "133, '\\u0085'",
    "159, '\\u009f'",
    "1564, '\\u061c'",
    "8206, '\\u200e'",
    "8232, '\\u2028'",
    "8233, '\\u2029'",
    "8238, '\\u202e'",
    "8294, '\\u2066'",
    "55357, '\\ud83d'",
    "56832, '\\ude00'",
    "65279, '\\ufeff'"
  })
  void aCharacterThatDoesMoreThanStandThereIsEscaped(int character, String escape) {
    assertEquals("a" + escape + "b", Printable.piece("a" + (char) character + "b"));
  }

  @Test
  void anEscapedTextDoesNotChangeAgain() {
    String once = Printable.piece("a\nb\u001bc\\d");
    assertSame(once, Printable.piece(once));
  }

  @Test
  void aLongTextKeepsItsBeginningAndItsEnd() {
    String text = "begin" + "x".repeat(5000) + "end";
    String piece = Printable.piece(text);
    assertEquals(Printable.MOST, piece.length());
    assertTrue(piece.startsWith("beginx") && piece.endsWith("xend"), piece);
    assertTrue(piece.contains("x...x"), piece);
  }

  @Test
  void aTextOfTheFullLengthIsWhole() {
    String text = "x".repeat(Printable.MOST);
    assertSame(text, Printable.piece(text));
    assertEquals(Printable.MOST, Printable.piece(text + "x").length());
  }

  @Test
  void aPairIsNotCutInTwo() {
    for (int i = 0; i < 4; i++) {
      String piece = Printable.piece("a".repeat(i) + "\ud83d\ude00".repeat(300));
      Hostile.HALF_A_PAIR.assertPrintable(piece);
      assertTrue(piece.length() <= Printable.MOST, piece);
    }
  }

  @Test
  void theEscapesCountToo() {
    for (int i = 0; i < 7; i++) {
      String piece = Printable.piece("a".repeat(i) + "\u001b".repeat(300));
      assertTrue(piece.length() <= Printable.MOST && piece.length() > 180, piece);
      assertEquals("", piece.replace("\\u001b", "").replace("...", "").replace("a", ""), piece);
    }
  }

  @Test
  void aPathOfKubernetesIsWhole() {
    String path =
        "/sys/fs/cgroup/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod"
            + "0123456789_0123456789_0123456789_012.slice/cri-containerd-"
            + "0123456789abcdef".repeat(4)
            + ".scope";
    assertTrue(path.length() > Printable.MOST);
    assertSame(path, Printable.path(path));
  }

  @Test
  void nothingIsTheWordForIt() {
    assertEquals("null", Printable.piece(null));
  }

  @ParameterizedTest
  @EnumSource
  void aPieceIsOneShortLine(Hostile hostile) {
    String piece = Printable.piece(hostile.text);
    hostile.assertTamed(piece, 1);
    assertTrue(piece.length() <= Printable.MOST, piece);
  }
}
