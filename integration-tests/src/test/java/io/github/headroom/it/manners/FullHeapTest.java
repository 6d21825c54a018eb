package io.github.headroom.it.manners;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.parts.OtlpReceiver;
import io.github.headroom.it.victim.FullHeap;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The application takes the whole heap for seconds and lives on. */
@Execution(ExecutionMode.CONCURRENT)
class FullHeapTest {

  @ParameterizedTest(name = "Java {0} {1}, full before the first export: {2}")
  @CsvSource({
    "17, UseSerialGC, false",
    "17, UseG1GC, false",
    "17, UseSerialGC, true",
    "25, UseG1GC, true"
  })
  void exportsGoOnAfterwards(int feature, String collector, boolean atOnce) throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess jvm =
            Guests.exporting(
                    JavaProcess.running(FullHeap.class, "6")
                        .java(Jdks.java(feature))
                        .options("-Xmx64m", "-XX:+" + collector)
                        .agent(),
                    receiver.endpoint())
                .start()) {
      if (!atOnce) {
        Guests.await(receiver, 2, jvm);
      }
      jvm.input("fill");
      Await.until(
          "the heap's release",
          () -> jvm.output().contains("released") || !jvm.isAlive(),
          jvm::toString);
      Guests.await(receiver, receiver.exports().size() + 3, jvm);
      assertEquals(0, jvm.endInput().awaitExit(Await.BOUND));
      assertEquals("ready\nreleased\ndone\n", jvm.output(), jvm::toString);
      assertEquals(List.of(), Guests.theirs(jvm));
    }
  }
}
