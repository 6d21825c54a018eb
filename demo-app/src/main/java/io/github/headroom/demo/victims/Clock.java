package io.github.headroom.demo.victims;

import java.util.concurrent.locks.LockSupport;

/** Time as the victims need it. */
interface Clock {
  Clock SYSTEM =
      new Clock() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public long epochMillis() {
          return System.currentTimeMillis();
        }

        @Override
        public void pause(long nanos) {
          LockSupport.parkNanos(nanos);
        }
      };

  /** Nanoseconds from any origin; never goes back. */
  long nanos();

  long epochMillis();

  void pause(long nanos);
}
