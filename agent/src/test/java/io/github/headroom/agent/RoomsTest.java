package io.github.headroom.agent;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The arrows between the rooms, and what an agent must never touch in somebody else's JVM. */
@Execution(ExecutionMode.CONCURRENT)
class RoomsTest {

  private static final String AGENT = "io.github.headroom.agent";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .importUrl(HeadroomAgent.class.getProtectionDomain().getCodeSource().getLocation());

  /** Each room, and the others that it knows. */
  private static final Map<String, String> ROOMS =
      Map.ofEntries(
          entry("boot", ""),
          entry("extension", ""),
          entry("log", ""),
          entry("file", ""),
          entry("settings", "file log"),
          entry("transport", "file log"),
          entry("locate", "log"),
          entry("sample", "locate log"),
          entry("derive", "sample log"),
          entry("cause", "derive sample locate log"),
          entry("publish", "derive sample settings transport log"),
          entry("record", "derive sample locate log"),
          entry("relief", "derive sample settings log"),
          entry("report", "record publish derive sample file log"),
          entry("backtest", "publish derive sample log"),
          entry("run", "cause publish record relief report derive sample locate settings log"),
          entry(
              "cli", "boot run backtest publish record report derive sample locate settings log"));

  private static Set<String> rooms() {
    return ROOMS.keySet();
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void aRoomKnowsOnlyThoseBeforeIt(String room) {
    String[] known =
        Stream.of((room + " " + ROOMS.get(room)).split(" "))
            .map(RoomsTest::packageOf)
            .toArray(String[]::new);
    check(
        noClasses()
            .that()
            .resideInAPackage(packageOf(room))
            .should()
            .dependOnClassesThat(
                resideInAPackage(AGENT + "..").and(not(resideInAnyPackage(known)))));
  }

  @Test
  void theEntryKnowsOnlyBoot() {
    check(
        noClasses()
            .that()
            .resideInAPackage(AGENT)
            .should()
            .dependOnClassesThat(
                resideInAPackage(AGENT + "..")
                    .and(not(resideInAnyPackage(AGENT, packageOf("boot"))))));
  }

  private static String packageOf(String room) {
    return AGENT + "." + room + "..";
  }

  @Test
  void onlyTheExtensionKnowsOpenTelemetry() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(packageOf("extension"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.opentelemetry.."));
  }

  @Test
  void onlyAttachKnowsByteBuddy() {
    check(
        noClasses()
            .that()
            .doNotHaveFullyQualifiedName(AGENT + ".cli.Attach")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("net.bytebuddy.."));
  }

  @Test
  void besideThoseTwoThereIsOnlyTheJdk() {
    check(
        classes()
            .that() // the JDK's own way to its beans
            .doNotHaveFullyQualifiedName(AGENT + ".sample.DirectBeans")
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(
                    AGENT + "..",
                    "java..",
                    "javax.net..",
                    "javax.security..",
                    "io.opentelemetry..",
                    "net.bytebuddy..",
                    "org.jspecify.annotations..")));
  }

  @Test
  void onlyTheCommandLineAndTheReliefThatIsAskedForEndTheJvm() {
    check(
        noClasses()
            .that()
            .doNotHaveFullyQualifiedName(Main.class.getName())
            .and()
            .haveNameNotMatching(".*\\.relief\\.Terminate(\\$.*)?")
            .should()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "halt", int.class));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java.util.logging..", // initialises the LogManager before the application has
        // (WFLYLOG0078)
        "java.net.http..", // 26 MiB of RSS for its first request
        "java.util.regex..", // classes and garbage at start-up that stay resident
        "java.util.stream.."
      })
  void noRoomUses(String jdkPackage) {
    check(noClasses().should().dependOnClassesThat().resideInAPackage(jdkPackage));
  }

  @Test
  void nobodySleepsSinceThatAllocatesOnJdk25() {
    check(
        noClasses()
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Thread.class, "sleep", long.class, int.class));
  }

  @Test
  void nobodyUsesWhatTheApplicationSetsForTheWholeJvm() {
    Set<String> ofTheWholeJvm =
        Set.of(
            "java.lang.management.ManagementFactory.getPlatformMBeanServer",
            "java.net.Authenticator.getDefault",
            "java.net.Authenticator.setDefault",
            "java.net.Authenticator.requestPasswordAuthentication",
            "java.net.CookieHandler.getDefault",
            "java.net.CookieHandler.setDefault",
            "java.net.ProxySelector.getDefault",
            "java.net.ProxySelector.setDefault",
            "java.net.URL.getContent",
            "java.net.URL.openConnection",
            "java.net.URL.openStream",
            "java.net.URL.setURLStreamHandlerFactory",
            "javax.net.ssl.SSLContext.getDefault",
            "javax.net.ssl.SSLContext.setDefault",
            "javax.net.ssl.SSLSocketFactory.getDefault");
    check(
        noClasses()
            .that() // its URL has a handler of the OpenTelemetry agent's
            .doNotHaveFullyQualifiedName(AGENT + ".extension.OwnJar")
            .should()
            .callMethodWhere(
                DescribedPredicate.describe(
                    "its answer is the application's",
                    call ->
                        ofTheWholeJvm.contains(
                            call.getTargetOwner().getName() + "." + call.getName())))
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching(".*\\.Https?URLConnection"));
  }

  /** 249 MB for 10,000 threads on JDK 17, or a pause; see Threads of cause. */
  @Test
  void nobodyAsksForTheStacksOfManyThreads() {
    check(
        noClasses()
            .should()
            .callMethodWhere(
                DescribedPredicate.describe(
                    "it stops all threads or takes their stacks",
                    call ->
                        Set.of("getAllStackTraces", "dumpAllThreads", "getThreadInfo")
                            .contains(call.getName()))));
  }

  @Test
  void noRoomIsNamedForNothing() {
    check(
        noClasses()
            .should()
            .resideInAnyPackage("..util..", "..common..", "..helper..", "..impl..", "..manager.."));
  }

  @Test
  void theRulesSeeEveryRoom() {
    for (String room : rooms()) {
      check(
          classes()
              .that()
              .resideInAPackage(AGENT + "." + room)
              .should()
              .containNumberOfElements(
                  DescribedPredicate.<Integer>describe("at least one", count -> count > 0)));
    }
    Stream<String> rooms = rooms().stream().map(RoomsTest::packageOf);
    check(
        classes()
            .that(alwaysTrue())
            .should()
            .resideInAnyPackage(Stream.concat(Stream.of(AGENT), rooms).toArray(String[]::new)));
  }

  private static void check(ArchRule rule) {
    rule.check(CLASSES);
  }
}
