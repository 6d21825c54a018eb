package io.github.headroom.agent.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.derive.Derivation;
import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.log.CapturedLog;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.SampleBuilder;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No test depends on durations. Each waits for the publisher's calls. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExportThreadTest {

  private final CapturedLog captured = new CapturedLog();
  private final BlockingQueue<String> exports = new LinkedBlockingQueue<>();
  private ExportThread thread;

  @AfterEach
  void end() throws InterruptedException {
    thread.finish();
    thread.join();
  }

  @Test
  void anOfferedSampleIsExported() throws InterruptedException {
    start(() -> true);
    offer(usage(7));
    assertEquals("7 after 0 ok, 0 failed", exports.take());
  }

  @Test
  void theThreadHoldsACopy() throws InterruptedException {
    CountDownLatch collectorIsBack = new CountDownLatch(1);
    start(waitsFor(collectorIsBack));
    offer(usage(1));
    exports.take();
    Sample reused = usage(2);
    offer(reused);
    reused.copyFrom(usage(3));
    collectorIsBack.countDown();
    assertEquals("2 after 1 ok, 0 failed", exports.take());
  }

  @Test
  void whileAPublisherHangsTheLatestSampleWins() throws InterruptedException {
    CountDownLatch collectorIsBack = new CountDownLatch(1);
    start(waitsFor(collectorIsBack));
    offer(usage(1));
    assertEquals("1 after 0 ok, 0 failed", exports.take());
    for (int i = 2; i <= 100; i++) {
      offer(usage(i));
    }
    collectorIsBack.countDown();
    assertEquals("100 after 1 ok, 0 failed", exports.take());
    awaitExport(100);
    assertTrue(exports.isEmpty(), exports::toString);
  }

  @Test
  void offeringDoesNotWaitForAPublisherThatHangs() throws InterruptedException {
    CountDownLatch collectorIsBack = new CountDownLatch(1);
    start(waitsFor(collectorIsBack));
    assertEquals(1, offer(usage(1)));
    exports.take();
    assertEquals(2, offer(usage(2)));
    assertEquals(0, thread.handled());
    collectorIsBack.countDown();
    awaitExport(2);
  }

  @Test
  void anExportThatDidNotArriveIsCounted() throws InterruptedException {
    start(() -> false);
    offer(usage(1));
    exports.take();
    awaitExport(1);
    offer(usage(2));
    assertEquals("2 after 0 ok, 1 failed", exports.take());
  }

  @Test
  void anExceptionIsCountedAndTheThreadLives() throws InterruptedException {
    assertSurvives(
        () -> {
          throw new IllegalStateException("no route");
        });
    assertEquals(1, captured.lines().size(), captured::text);
    assertTrue(
        captured.text().contains("(java.lang.IllegalStateException: no route)"), captured::text);
  }

  @Test
  void anOutOfMemoryErrorIsCountedAndTheThreadLives() throws InterruptedException {
    assertSurvives(
        () -> {
          throw new OutOfMemoryError("Java heap space");
        });
  }

  private void assertSurvives(Supplier<Boolean> failing) throws InterruptedException {
    start(failing);
    offer(usage(1));
    exports.take();
    awaitExport(1);
    offer(usage(2));
    assertEquals("2 after 0 ok, 1 failed", exports.take());
    awaitExport(2);
    assertTrue(thread.isAlive());
  }

  @Test
  void anInterruptDoesNotEndTheThread() throws InterruptedException {
    start(() -> true);
    thread.interrupt();
    offer(usage(1));
    assertEquals("1 after 0 ok, 0 failed", exports.take());
    awaitExport(1);
    assertTrue(thread.isAlive());
  }

  @Test
  void anInterruptDoesNotStay() throws InterruptedException {
    // While the interrupt flag is set, park() returns at once and the thread would spin.
    start(() -> true);
    thread.interrupt();
    while (thread.isInterrupted()) {
      Thread.onSpinWait();
    }
    assertFalse(thread.isInterrupted());
  }

  @Test
  void finishingEndsTheThreadAndShutsThePublisherDown() throws InterruptedException {
    start(() -> true);
    thread.finish();
    thread.join();
    assertFalse(thread.isAlive());
    assertEquals("shut down", exports.poll(1, TimeUnit.SECONDS));
  }

  @Test
  void theThreadIsADaemonSoTheJvmCanEnd() {
    start(() -> true);
    assertTrue(thread.isDaemon());
  }

  private long offer(Sample sample) {
    Figures figures = new Figures();
    Derivation.derive(sample, figures);
    long number = thread.offer(sample, figures);
    Derivation.derive(new Sample(), figures); // the thread has a copy
    return number;
  }

  private void awaitExport(long number) {
    while (thread.handled() < number) {
      Thread.onSpinWait();
    }
  }

  private void start(Supplier<Boolean> arrives) {
    thread =
        new ExportThread(
            new Publisher() {
              @Override
              public boolean publish(Sample sample, Figures figures, long ok, long failed) {
                exports.add(usage(sample, figures) + " after " + ok + " ok, " + failed + " failed");
                return arrives.get();
              }

              @Override
              public void endOverdue(long now) {
                exports.add("looked at");
              }

              @Override
              public void tryOnce() {
                exports.add("once");
              }

              @Override
              public void shutdown() {
                exports.add("shut down");
              }
            },
            captured.log());
    thread.start();
  }

  private static Supplier<Boolean> waitsFor(CountDownLatch latch) {
    return () -> {
      try {
        latch.await();
        return true;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    };
  }

  private static String usage(Sample sample, Figures figures) {
    long usage = figures.whole(Figure.MEMORY_USAGE);
    return sample.value(Field.USAGE) == usage ? "" + usage : "figures of another sample";
  }

  private static Sample usage(long bytes) {
    return new SampleBuilder().with(Field.USAGE, bytes).build();
  }
}
