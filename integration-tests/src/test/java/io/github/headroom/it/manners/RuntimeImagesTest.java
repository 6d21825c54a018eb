package io.github.headroom.it.manners;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.headroom.it.GoldenVictim;
import io.github.headroom.it.parts.Await;
import io.github.headroom.it.parts.CgroupV1;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.parts.OtlpReceiver;
import io.github.headroom.it.victim.Idle;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runtime images that jlink made with few modules, as small containers have them. */
@Execution(ExecutionMode.CONCURRENT)
class RuntimeImagesTest {

  private static final String SMALLEST = "java.base,java.instrument";
  private static final String MANAGEMENT = SMALLEST + ",java.management";
  private static final String NATIVE_MEMORY = MANAGEMENT + ",jdk.management";
  private static final String FLIGHT_RECORDER = NATIVE_MEMORY + ",jdk.jfr";
  private static final String TRACKING = "-XX:NativeMemoryTracking=summary";

  private static final Map<String, Path> IMAGES = new ConcurrentHashMap<>();

  @TempDir static Path directory;

  @ParameterizedTest(name = "Java {0} {1}")
  @CsvSource({"17, -XX:NativeMemoryTracking=off", "17, " + TRACKING, "25, " + TRACKING})
  void withoutManagementTheContainerAndTheHeapAreStillThere(int feature, String tracking)
      throws Exception {
    assertWithoutManagement(image(feature, SMALLEST), tracking);
  }

  @ParameterizedTest(name = "Java {0}")
  @ValueSource(ints = {17, 25})
  void modulesThatAreLimitedAreAsGoodAsMissing(int feature) throws Exception {
    assertWithoutManagement(Jdks.java(feature), "--limit-modules=" + SMALLEST);
  }

  private static void assertWithoutManagement(Path java, String... options) throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        CgroupV1 group = GoldenVictim.group();
        JavaProcess jvm =
            Guests.guest(java, receiver.endpoint(), Idle.class)
                .options(options)
                .in(group)
                .start()) {
      GoldenVictim.assertPublishedWithoutManagement(receiver, jvm);
      assertLoggedOnce(jvm, "the module java.management is missing");
    }
  }

  @ParameterizedTest(name = "Java {0} {1}")
  @CsvSource({
    "17, '" + MANAGEMENT + "'",
    "25, '" + MANAGEMENT + "'",
    "17, '" + NATIVE_MEMORY + "'",
    "25, '" + FLIGHT_RECORDER + "'"
  })
  void withManagementEveryMetricIsPublishedAndNothingIsLogged(int feature, String modules)
      throws Exception {
    Path java = image(feature, modules);
    try (OtlpReceiver receiver = OtlpReceiver.start();
        CgroupV1 group = GoldenVictim.group();
        JavaProcess jvm = Guests.guest(java, receiver.endpoint(), Idle.class).in(group).start()) {
      if (modules.equals(MANAGEMENT)) {
        GoldenVictim.assertPublishedWithoutCommands(receiver, jvm);
      } else {
        GoldenVictim.assertPublished(receiver, jvm, GoldenVictim.GOLDEN);
      }
      assertEquals(0, jvm.endInput().awaitExit());
      assertEquals("", jvm.errors());
    }
  }

  @ParameterizedTest(name = "Java {0} {1}")
  @CsvSource({
    "17, '" + NATIVE_MEMORY + "'",
    "25, '" + NATIVE_MEMORY + "'",
    "17, '" + FLIGHT_RECORDER + "'",
    "25, '" + FLIGHT_RECORDER + "'"
  })
  void nativeMemoryIsReadWithOrWithoutTheFlightRecorder(int feature, String modules)
      throws Exception {
    assertNativeMemory(image(feature, modules));
  }

  @ParameterizedTest(name = "Java {0}")
  @ValueSource(ints = {17, 25})
  void nativeMemoryIsReadWithLimitedModules(int feature) throws Exception {
    assertNativeMemory(Jdks.java(feature), "--limit-modules=" + NATIVE_MEMORY);
  }

  private static void assertNativeMemory(Path java, String... options) throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        CgroupV1 group = GoldenVictim.group();
        JavaProcess jvm =
            Guests.guest(java, receiver.endpoint(), Idle.class)
                .options(TRACKING)
                .options(options)
                .in(group)
                .start()) {
      GoldenVictim.assertPublished(receiver, jvm, GoldenVictim.GOLDEN, GoldenVictim.NATIVE_MEMORY);
      assertEquals(0, jvm.endInput().awaitExit());
      assertEquals("", jvm.errors());
    }
  }

  @ParameterizedTest(name = "Java {0}")
  @ValueSource(ints = {17, 25})
  void unreadableNativeMemoryIsLoggedOnceAndEverythingElseIsPublished(int feature)
      throws Exception {
    Path java = image(feature, MANAGEMENT);
    try (OtlpReceiver receiver = OtlpReceiver.start();
        CgroupV1 group = GoldenVictim.group();
        JavaProcess jvm =
            Guests.guest(java, receiver.endpoint(), Idle.class)
                .options(TRACKING)
                .in(group)
                .start()) {
      GoldenVictim.assertPublishedWithoutCommands(receiver, jvm);
      assertLoggedOnce(jvm, "the module jdk.management is missing");
    }
  }

  @ParameterizedTest(name = "Java {0}")
  @ValueSource(ints = {17, 25})
  void anImageIsAttachedToFromAJdk(int feature) throws Exception {
    Path java = image(feature, MANAGEMENT);
    try (OtlpReceiver receiver = OtlpReceiver.start();
        JavaProcess jvm =
            Guests.exporting(Guests.alone(java, Idle.class), receiver.endpoint()).start()) {
      jvm.awaitOutput("ready");
      try (JavaProcess attach =
          JavaProcess.commandLine("attach", Long.toString(jvm.pid())).start()) {
        assertEquals(0, attach.awaitExit(Await.BOUND), attach::toString);
      }
      Guests.await(receiver, 1, jvm);
    }
  }

  @Test
  void attachFromAnImageWithoutItsModuleNamesTheRemedy() throws Exception {
    Path java = image(17, MANAGEMENT);
    try (JavaProcess jvm = Guests.alone(Jdks.current(), Idle.class).start();
        JavaProcess attach =
            JavaProcess.commandLine("attach", Long.toString(jvm.pid())).java(java).start()) {
      assertNotEquals(0, attach.awaitExit(Await.BOUND));
      assertTrue(attach.errors().contains("has no module jdk.attach"), attach::toString);
      assertTrue(attach.errors().contains("-javaagent:headroom-agent.jar"), attach::toString);
      assertFalse(attach.errors().contains("\tat "), attach::toString);
      assertTrue(jvm.isAlive());
    }
  }

  /** The error that docs/troubleshooting.md names; the curves lie in java.base from 22 on. */
  @Test
  void withoutEllipticCurvesTheServersRefusalIsWarnedOf() throws Exception {
    Path java = image(17, MANAGEMENT);
    try (SSLServerSocket server = withCurvesAlone();
        JavaProcess jvm =
            Guests.guest(java, "https://127.0.0.1:" + server.getLocalPort(), Idle.class).start()) {
      Await.until("a warning", () -> !Guests.ours(jvm).isEmpty(), jvm::toString);
      String text = "javax.net.ssl.SSLHandshakeException: Received fatal alert: handshake_failure";
      assertLoggedOnce(jvm, text);
      assertTrue(Files.readString(Path.of("../docs/troubleshooting.md")).contains(text));
    }
  }

  /** A server whose certificate is of a curve: it refuses each handshake without one. */
  private static SSLServerSocket withCurvesAlone() throws Exception {
    char[] password = "changeit".toCharArray();
    Path store = directory.resolve("curve.p12");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", "key", "-keyalg", "EC"));
    command.addAll(List.of("-dname", "CN=127.0.0.1", "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass", "changeit", "-keystore", store.toString()));
    assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
    KeyStore keys = KeyStore.getInstance(store.toFile(), password);
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    SSLServerSocket server =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(() -> shakeHands(server), "tls-server");
    thread.setDaemon(true);
    thread.start();
    return server;
  }

  private static void shakeHands(SSLServerSocket server) {
    while (!server.isClosed()) {
      try (SSLSocket socket = (SSLSocket) server.accept()) {
        socket.startHandshake();
      } catch (IOException e) {
        // The handshake that is to fail, or the end of the test.
      }
    }
  }

  /** One line of ours, none of another's, and the application comes to its end. */
  private static void assertLoggedOnce(JavaProcess jvm, String text) {
    assertEquals(0, jvm.endInput().awaitExit());
    assertEquals("ready\ndone\n", jvm.output());
    assertEquals(1, Guests.ours(jvm).size(), jvm::toString);
    assertTrue(Guests.ours(jvm).get(0).contains(text), jvm::toString);
    assertEquals(List.of(), Guests.theirs(jvm));
  }

  /** The java of an image, which is made once. */
  private static Path image(int feature, String modules) {
    Path jlink = Jdks.java(feature).resolveSibling("jlink");
    assumeTrue(
        Files.isExecutable(jlink), jlink + " is missing: this Java " + feature + " is a JRE");
    return IMAGES.computeIfAbsent(feature + "-" + modules, name -> link(jlink, name, modules));
  }

  private static Path link(Path jlink, String name, String modules) {
    Path image = directory.resolve(name);
    List<String> command =
        List.of(jlink.toString(), "--add-modules", modules, "--output", image.toString());
    try {
      Process process = new ProcessBuilder(command).inheritIO().start();
      assertTrue(process.waitFor(Await.BOUND.toSeconds(), TimeUnit.SECONDS), "jlink hangs");
      assertEquals(0, process.exitValue(), command::toString);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(command.toString(), e);
    }
    return image.resolve("bin/java");
  }
}
