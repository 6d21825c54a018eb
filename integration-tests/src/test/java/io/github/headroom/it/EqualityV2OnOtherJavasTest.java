package io.github.headroom.it;

import io.github.headroom.it.parts.InGuest;
import io.github.headroom.it.parts.Jdks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@link EqualityV2Test} on the other Javas, when asked for: under emulation each takes long. */
@ExtendWith(InGuest.class)
@EnabledIfSystemProperty(
    named = "headroom.every.java",
    matches = "true",
    disabledReason = "minutes under emulation: -Dheadroom.every.java=true runs it")
class EqualityV2OnOtherJavasTest {

  @Test
  void java11() throws Exception {
    EqualityV2Test.assertEqual(Jdks.java(11));
  }

  @Test
  void java21() throws Exception {
    EqualityV2Test.assertEqual(Jdks.java(21));
  }

  @Test
  void java25() throws Exception {
    EqualityV2Test.assertEqual(Jdks.java(25));
  }

  @Test
  void earlyAccessOfTheNextJava() throws Exception {
    EqualityV2Test.assertEqual(Jdks.java(Jdks.EARLY));
  }
}
