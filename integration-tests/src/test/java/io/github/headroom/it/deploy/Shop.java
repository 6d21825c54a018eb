package io.github.headroom.it.deploy;

import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.JavaProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Some services with the agent, each in a cgroup with a limit: one leaks until it is killed and
 * started again, one leaks slowly, one reads files, one has a heap that cannot fit, two are well.
 */
final class Shop implements AutoCloseable {

  private static final long MEBIBYTE = 1L << 20;
  private static final String LEAKING = "checkout";

  private final String endpoint;
  private final Path directory;
  private final List<CgroupV1> groups = new ArrayList<>();
  private final List<JavaProcess> all = new ArrayList<>();
  private JavaProcess leaking;

  private Shop(String endpoint, Path directory) {
    this.endpoint = endpoint;
    this.directory = directory;
  }

  /**
   * Starts them.
   *
   * @param endpoint that they export to
   * @param directory for their recordings and files, on a disk
   */
  static Shop open(String endpoint, Path directory) throws IOException {
    Shop shop = new Shop(endpoint, directory);
    try {
      CgroupV1 first = shop.group(320);
      shop.groups.add(first);
      shop.leaking = shop.leak();
      String file = directory.resolve("catalogue").toString();
      shop.start(
          "search", 224, JavaProcess.victim("PageCacheReader", "--file", file, "--size", mib(160)));
      shop.start(
          "billing",
          512,
          JavaProcess.victim("StaircaseLeak", "--step", mib(8), "--every", "20")
              .options("-Xmx64m"));
      shop.start(
          "reports",
          384,
          JavaProcess.victim("SteadyService", "--garbage", mib(1)).options("-Xmx1g"));
      shop.start(
          "orders",
          512,
          JavaProcess.victim("SteadyService", "--garbage", mib(1)).options("-Xmx160m"));
      shop.start(
          "catalogue",
          384,
          JavaProcess.victim("SteadyService", "--garbage", mib(1)).options("-Xmx160m"));
      return shop;
    } catch (RuntimeException | AssertionError e) {
      shop.close();
      throw e;
    }
  }

  private static String mib(long mebibytes) {
    return Long.toString(mebibytes * MEBIBYTE);
  }

  private CgroupV1 group(long mebibytes) {
    return CgroupV1.create().limit(mebibytes * MEBIBYTE);
  }

  private void start(String name, long mebibytes, JavaProcess.Builder service) {
    CgroupV1 group = group(mebibytes);
    groups.add(group);
    all.add(service(name, group, service));
  }

  private JavaProcess leak() {
    CgroupV1 group = groups.get(0);
    return service(
        LEAKING, group, JavaProcess.victim("UnsafeHog", "--rate", "1258291").options("-Xmx64m"));
  }

  private JavaProcess service(String name, CgroupV1 group, JavaProcess.Builder service) {
    return service
        .agent()
        .options("-XX:+UseSerialGC")
        .in(group)
        .environment("HEADROOM_METRICS", "essential")
        .environment("HEADROOM_RECORDER_DIR", directory.resolve(name).toString())
        .environment("OTEL_SERVICE_NAME", name)
        .environment("OTEL_RESOURCE_ATTRIBUTES", "service.instance.id=" + name + "-0")
        .environment("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)
        .start();
  }

  /** Lets them work, and starts again what is killed. */
  void run(Duration time) throws IOException, InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      Thread.sleep(1000);
      if (!leaking.isAlive()) {
        leaking.close();
        leaking = leak();
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (leaking != null) {
      all.add(leaking);
    }
    for (JavaProcess process : all) {
      process.close();
    }
    for (CgroupV1 group : groups) {
      group.close();
    }
  }
}
