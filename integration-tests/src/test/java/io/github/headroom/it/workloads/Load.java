package io.github.headroom.it.workloads;

import java.time.Duration;

/** What an application is given to do: so much a second, for so long, whatever it could take. */
interface Load {

  /**
   * How much was done.
   *
   * @param requests answered well; for Kafka records consumed, for H2 rows read
   * @param failures answered otherwise or not at all
   */
  record Served(long requests, long failures) {}

  Served run(Application application, Duration time) throws Exception;
}
