package io.github.headroom.it.cause;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jdks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Netty's 80 MiB are direct buffers, wherever it takes them from, and are counted once. */
class NettyTest {

  private static final long MIB = 1 << 20;
  private static final String SHADED = "io.grpc.netty.shaded.io.netty";

  @TempDir private static Path directory;

  private static Stream<Arguments> nettys() {
    return Stream.of(17, 25)
        .flatMap(
            feature ->
                Stream.of("netty-4.1", "netty-4.2", "grpc-netty-shaded")
                    .flatMap(
                        netty ->
                            Stream.of(false, true)
                                .map(opened -> Arguments.of(feature, netty, opened))));
  }

  @ParameterizedTest(name = "Java {0}, {1}, java.nio opened: {2}")
  @MethodSource("nettys")
  void memoryOfNettyIsInDirectBuffers(int feature, String netty, boolean opened) throws Exception {
    List<String> lines = lines(feature, netty, opened, "DIRECT_BUFFERS");
    long direct = number(lines, "after the look", "LEDGER_DIRECT_BUFFERS");
    long nativeBefore = number(lines, "before the look", "LEDGER_NATIVE_OTHER");
    long directBefore = number(lines, "before the look", "LEDGER_DIRECT_BUFFERS");
    long nativeOther = number(lines, "after the look", "LEDGER_NATIVE_OTHER");
    assertTrue(direct >= 80 * MIB && direct < 90 * MIB, lines::toString);
    if (directBefore < 80 * MIB) {
      assertTrue(nativeBefore - nativeOther > 75 * MIB, lines::toString);
      String name = netty.startsWith("grpc") ? "Netty (io.grpc.netty.shaded)" : "Netty";
      assertTrue(
          lines.stream().anyMatch(line -> line.startsWith("direct_buffers: " + name + " holds 8")),
          lines::toString);
    }
  }

  private static List<String> lines(int feature, String netty, boolean opened, String area)
      throws Exception {
    String jars = System.getProperty("headroom.netty", "target/netty");
    List<String> options = new ArrayList<>(List.of("-Xmx128m"));
    if (opened) {
      options.addAll(
          List.of(
              "--add-opens=java.base/java.nio=ALL-UNNAMED",
              "-Dio.netty.tryReflectionSetAccessible=true",
              "-D" + SHADED + ".tryReflectionSetAccessible=true"));
    }
    String prefix = netty.startsWith("grpc") ? SHADED : "io.netty";
    try (CgroupV1 group = CgroupV1.create().limit(512 * MIB);
        JavaProcess service =
            OwnAgent.running(
                    directory,
                    NettyService.class,
                    List.of(Path.of(jars, netty).toAbsolutePath() + "/*"),
                    prefix,
                    area)
                .java(Jdks.java(feature))
                .options(options.toArray(new String[0]))
                .in(group)
                .start()) {
      assertEquals(0, service.awaitExit(), service::toString);
      return service.output().lines().toList();
    }
  }

  private static long number(List<String> lines, String after, String name) {
    return lines.stream()
        .skip(lines.indexOf(after))
        .filter(line -> line.startsWith(name + " "))
        .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }
}
