package io.github.headroom.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class AnatomyTest {

  @Test
  void aLineOfJdk17IsCountedWithItsTier() {
    assertEquals(
        4, Anatomy.tierOf("    114  118       4       java.util.HashMap::newNode (13 bytes)"));
  }

  @Test
  void aLineOfJdk25HasNoSpaceInFront() {
    assertEquals(3, Anatomy.tierOf("38    2       3       java.lang.String::hashCode (60 bytes)"));
  }

  @Test
  void aMethodCompiledInTheMiddleOfItsLoopIsCounted() {
    assertEquals(
        4,
        Anatomy.tierOf("    133  159 %     4       java.util.zip.ZipCoder::hash @ 14 (91 bytes)"));
  }

  @Test
  void codeThatIsThrownAwayIsNotCompiledAgain() {
    assertEquals(
        0,
        Anatomy.tierOf(
            "    163  124       4       java.util.HashMap::putVal (300 bytes)   made not entrant"));
  }

  @Test
  void outputOfTheApplicationIsNoCompilation() {
    assertEquals(0, Anatomy.tierOf("asleep"));
    assertEquals(0, Anatomy.tierOf(""));
  }

  @Test
  void aNativeWrapperHasNoTier() {
    assertEquals(
        0, Anatomy.tierOf("39    3     n 0       java.lang.Object::hashCode (native)   (static)"));
  }

  @Test
  void lambdasAreDistinguishedFromTheClassesThatCreateThem() {
    assertEquals(
        "lambdas, method handles and hidden classes made at run time",
        Anatomy.origin("io.opentelemetry.A$$Lambda$28/0x0000000800c0fc88", "io.opentelemetry.A"));
    assertEquals("OpenTelemetry", Anatomy.origin("io.opentelemetry.A", "file:/a.jar"));
    assertEquals(
        "Headroom's own", Anatomy.origin("io.github.headroom.agent.sample.Sampler", "none"));
    assertEquals("JDK, not in the archive", Anatomy.origin("java.net.Socket", "jrt:/java.base"));
    assertEquals(
        "JDK, from the CDS archive", Anatomy.origin("java.lang.String", "shared objects file"));
  }
}
