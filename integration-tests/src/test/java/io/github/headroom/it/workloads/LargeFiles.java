package io.github.headroom.it.workloads;

import io.github.headroom.it.parts.Lab;
import io.github.headroom.it.victim.LargeTable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** H2 with a table far larger than its memory limit, read row by row in no order. */
final class LargeFiles implements Load {

  private static final int TABLE_MIB = 384;
  private static final int ROWS_PER_SECOND = 2000;

  static Application start(Launch launch) throws IOException {
    String victims = System.getProperty("headroom.victims", "target/classes");
    String jars = Lab.file("h2", "lib") + "/*";
    return Application.java(
            launch,
            0,
            List.of("-Xmx64m", "-cp", victims + ":" + jars),
            LargeTable.class.getName(),
            launch.base().resolve("table").toString(),
            Integer.toString(TABLE_MIB),
            Integer.toString(ROWS_PER_SECOND))
        .awaitLog("filled");
  }

  /** The application drives itself, and prints each second what it has served. */
  @Override
  public Served run(Application application, Duration time) throws Exception {
    Thread.sleep(time.toMillis());
    long rows =
        application
            .log()
            .lines()
            .filter(line -> line.matches("[0-9]+ [0-9]+"))
            .map(line -> Long.valueOf(line.substring(line.indexOf(' ') + 1)))
            .reduce(0L, Math::max);
    return new Served(rows, 0);
  }
}
