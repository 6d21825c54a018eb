package io.github.headroom.it.lives;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a life is drawn: ten shapes that live, fifteen that die. Sizes are KiB, times seconds, as the
 * courses of the victim {@code ShapedService} have them.
 */
enum LifeShape {
  DAYS("load", null) {
    @Override
    void draw(Drawn life) {
      life.day(180, 420);
      life.part("heap=day:%d:%d", life.of(0.05, 0.15), life.of(0.2, 0.4));
      life.part("native=day:%d:%d", life.of(0.02, 0.05), life.of(0.1, 0.25));
    }
  },
  DAYS_AND_A_LATE_DEPLOY("load", null) {
    @Override
    void draw(Drawn life) {
      DAYS.draw(life);
      life.deploysEvery = life.seconds / 2 + life.between(60, 300);
    }
  },
  CACHE_FILLS("caches", null) {
    @Override
    void draw(Drawn life) {
      int most = life.of(0.25, 0.45);
      life.part("heap=fills:%d:%d", most / life.between(120, 900), most);
    }
  },
  BUFFERS_AND_POOLS_FILL("caches", null) {
    @Override
    void draw(Drawn life) {
      int most = life.of(0.2, 0.4);
      life.part("direct=fills:%d:%d", most / life.between(120, 900), most);
      life.part("native=fills:%d:%d", most / life.between(60, 600), most);
    }
  },
  NIGHTLY_BATCH("batches", null) {
    @Override
    void draw(Drawn life) {
      int day = life.day(300, 420);
      life.part("native=batch:%d:%d:%d", day, life.between(40, 90), life.of(0.45, 0.7));
      life.part("heap=day:%d:%d", life.of(0.02, 0.05), life.of(0.05, 0.1));
    }
  },
  CRON_JOBS("batches", null) {
    @Override
    void draw(Drawn life) {
      life.part(
          "native=batch:%d:%d:%d", life.between(45, 90), life.between(8, 30), life.of(0.3, 0.7));
    }
  },
  REPORTS("batches", null) {
    @Override
    void draw(Drawn life) {
      life.part(
          "heap=batch:%d:%d:%d", life.between(240, 600), life.between(30, 120), life.of(0.2, 0.45));
    }
  },
  ROTATED_FILES("batches", null) {
    @Override
    void draw(Drawn life) {
      int every = life.between(120, 400);
      life.part("files=batch:%d:%d:%d", every, every * 3 / 4, life.of(0.3, 0.7));
    }
  },
  DEPLOYS("deploys", null) {
    @Override
    void draw(Drawn life) {
      life.deploysEvery = life.between(240, 600);
      life.part("metaspace=fills:%d:%d", life.between(20, 80), life.of(0.1, 0.2));
      int most = life.of(0.2, 0.4);
      life.part("heap=fills:%d:%d", most / life.between(60, 300), most);
    }
  },
  PAGE_CACHE("deploys", null) {
    @Override
    void draw(Drawn life) {
      life.reads = life.of(0.3, 1);
      life.deploysEvery = life.between(600, 1100);
    }
  },

  NATIVE("leaks", "native_other") {
    @Override
    void draw(Drawn life) {
      life.part("native=leaks:%d:%d", life.from, life.rate(1));
    }
  },
  HEAP("leaks", "java_heap") {
    @Override
    void draw(Drawn life) {
      life.part("heap=leaks:%d:%d", life.from, life.rate(1));
    }
  },
  DIRECT("leaks", "direct_buffers") {
    @Override
    void draw(Drawn life) {
      life.part("direct=leaks:%d:%d", life.from, life.rate(1));
    }
  },
  METASPACE("leaks", "metaspace") {
    @Override
    void draw(Drawn life) {
      life.part("metaspace=leaks:%d:%d", life.from, life.rate(1));
    }
  },
  THREADS("leaks", "thread_stacks") {
    @Override
    void draw(Drawn life) {
      life.part("threads=leaks:%d:%d", life.from, life.rate(1));
    }
  },
  TMPFS("leaks", "shared_memory") {
    @Override
    void draw(Drawn life) {
      life.part("files=leaks:%d:%d", life.from, life.rate(1));
    }
  },
  BESIDE_PAGE_CACHE("leaks", "native_other") {
    @Override
    void draw(Drawn life) {
      life.reads = life.of(0.5, 1);
      life.part("native=leaks:%d:%d", life.from, life.rate(1));
    }
  },
  TWO_LEAKS("leaks", "native_other") {
    @Override
    void draw(Drawn life) {
      life.part("native=leaks:%d:%d", life.from, life.rate(0.75));
      life.part("direct=leaks:%d:%d", life.from, life.rate(0.25));
    }
  },
  NATIVE_UNDER_LOAD("leaks under load", "native_other") {
    @Override
    void draw(Drawn life) {
      life.day(120, 300);
      life.part("heap=day:%d:%d", life.of(0.02, 0.05), life.of(0.1, 0.2));
      life.part("native=leaks:%d:%d", life.from, life.rate(0.85));
    }
  },
  HEAP_UNDER_LOAD("leaks under load", "java_heap") {
    @Override
    void draw(Drawn life) {
      life.day(120, 300);
      life.garbage = life.between(2000, 6000);
      life.part("native=day:%d:%d", life.of(0.02, 0.05), life.of(0.1, 0.2));
      life.part("heap=leaks:%d:%d", life.from, life.rate(0.85));
    }
  },
  WITH_THE_TRAFFIC("leaks under load", "direct_buffers") {
    @Override
    void draw(Drawn life) {
      life.day(120, 300);
      life.part("direct=traffic:%d:%d", life.from, life.rate(1));
    }
  },
  JOBS_THAT_LEAVE_SOMETHING("stairs", "native_other") {
    @Override
    void draw(Drawn life) {
      int every = life.between(10, 40);
      life.part("native=stairs:%d:%d:%d", life.from, life.rate(1) * every, every);
    }
  },
  REDEPLOYS("stairs", "metaspace") {
    @Override
    void draw(Drawn life) {
      int every = life.between(10, 40);
      life.part("metaspace=stairs:%d:%d:%d", life.from, life.rate(1) * every, every);
    }
  },
  ACCELERATES("stairs", "native_other") {
    @Override
    void draw(Drawn life) {
      int doubles = Math.max(30, life.lasts / 3);
      // So that as much has come by then: the integral of a rate that doubles three times.
      int rate = (int) (life.rate(1) * Math.log(2) * 3 / 7) + 1;
      life.part("native=accelerates:%d:%d:%d", life.from, rate, doubles);
    }
  },
  LIMIT_IS_LOWERED("limits", "native_other") {
    @Override
    void draw(Drawn life) {
      life.part("native=leaks:%d:%d", life.from, life.rate(0.8));
      life.limits.add(new Limit(life.from + life.lasts / 4, life.limit - life.room / 10240));
      life.limits.add(new Limit(life.from + life.lasts / 2, life.limit - life.room / 5120));
    }
  };

  /** A limit in MiB that is set so many seconds after the start. */
  record Limit(int at, int mebibytes) {}

  final String family;

  /** Who kills it; null for those who live. */
  final @Nullable String area;

  LifeShape(String family, @Nullable String area) {
    this.family = family;
    this.area = area;
  }

  abstract void draw(Drawn life);

  boolean dies() {
    return area != null;
  }

  /** Jobs and rotated files look like leaks while they run: the document has figures without. */
  boolean isOrdinary() {
    return this != CRON_JOBS && this != ROTATED_FILES;
  }

  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** A life that is being drawn. */
  static final class Drawn {

    private final java.util.SplittableRandom random;
    final List<String> parts = new ArrayList<>();
    final List<Limit> limits = new ArrayList<>();

    /** Of the cgroup, MiB. */
    final int limit;

    /** Of the limit, KiB that the JVM leaves free, about. */
    final int room;

    /** When the leak begins, and how long it takes to fill the room, about. */
    final int from;

    final int lasts;

    /** After which a life that does not die ends. */
    final int seconds;

    int day = 300;
    int garbage = 500;
    int reads;
    int deploysEvery;

    /**
     * @param base what the JVM itself needs, MiB
     */
    Drawn(long seed, int base, int seconds) {
      random = new java.util.SplittableRandom(seed);
      limit = between(112, 160);
      room = (limit - base) * 1024;
      from = between(45, 180);
      lasts = (int) Math.exp(random.nextDouble(Math.log(150), Math.log(1400)));
      this.seconds = seconds;
    }

    int between(int from, int to) {
      return random.nextInt(from, to + 1);
    }

    /** A part of the room, KiB. */
    int of(double from, double to) {
      return (int) (room * random.nextDouble(from, to));
    }

    int day(int from, int to) {
      day = between(from, to);
      return day;
    }

    /** KiB a second that fill such a share of the room in time, rounded up. */
    int rate(double share) {
      return (int) (share * room / lasts) + 1;
    }

    void part(String format, Object... numbers) {
      parts.add(String.format(Locale.ROOT, format, numbers));
    }
  }
}
