package io.github.headroom.it.workloads;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Some clients that each get a page so many times a second; one that is late does not catch up. */
record HttpLoad(String path, int clients, int perSecond) implements Load {

  @Override
  public Served run(Application application, Duration time) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try {
      List<Future<Served>> running = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        running.add(threads.submit(() -> client(application, time)));
      }
      long requests = 0;
      long failures = 0;
      for (Future<Served> one : running) {
        requests += one.get().requests();
        failures += one.get().failures();
      }
      return new Served(requests, failures);
    } finally {
      threads.shutdownNow();
    }
  }

  private Served client(Application application, Duration time) throws InterruptedException {
    long period = TimeUnit.SECONDS.toNanos(1) / perSecond;
    long now = System.nanoTime();
    long end = now + time.toNanos();
    long next = now;
    long requests = 0;
    long failures = 0;
    while (now - end < 0) {
      if (application.get(path)) {
        requests++;
      } else {
        failures++;
      }
      next = Math.max(next + period, System.nanoTime());
      TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
      now = System.nanoTime();
    }
    return new Served(requests, failures);
  }
}
