package io.github.headroom.it.parts;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Runs tasks, so many at a time. */
public final class SideBySide {

  /** A task that may fail. */
  public interface Task {
    void run() throws Exception;
  }

  private SideBySide() {}

  /** Runs all, in their order; throws what the first of them threw when all have ended. */
  public static void run(int most, List<Task> tasks) throws Exception {
    List<Callable<@Nullable Void>> calls = new ArrayList<>();
    for (Task task : tasks) {
      calls.add(
          () -> {
            task.run();
            return null;
          });
    }
    ExecutorService threads = Executors.newFixedThreadPool(most);
    try {
      for (Future<@Nullable Void> end : threads.invokeAll(calls)) {
        end.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
