package io.github.headroom.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.headroom.it.parts.JavaProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar meets nothing of the application's: what is in it, and what that refers to. */
class ShadedJarTest {

  private static final String OURS = "io/github/headroom/agent/";
  private static final int JAVA_8 = 52;

  /** Services that the OpenTelemetry agent alone looks for. */
  private static final String EXTENSIONS =
      "META-INF/services/io.opentelemetry.javaagent.extension.";

  private static final Map<String, ConstantPool> classes = new TreeMap<>();
  private static final List<String> services = new ArrayList<>();

  @TempDir private static Path directory;
  private static Path classesJar;

  @BeforeAll
  static void readTheJar() throws IOException {
    classesJar = directory.resolve("classes.jar");
    try (JarFile jar = new JarFile(JavaProcess.agentJar().toFile());
        InputStream in = jar.getInputStream(jar.getEntry("META-INF/headroom/classes.jar"))) {
      Files.copy(in, classesJar);
    }
    try (JarFile jar = new JarFile(classesJar.toFile())) {
      for (JarEntry entry : jar.stream().toList()) {
        try (InputStream in = jar.getInputStream(entry)) {
          String name = entry.getName();
          if (name.endsWith(".class")) {
            classes.put(
                name.substring(0, name.length() - ".class".length()),
                ConstantPool.of(in.readAllBytes()));
          } else if (name.startsWith("META-INF/services/") && !entry.isDirectory()) {
            services.add(name);
          }
        }
      }
    }
  }

  /** -javaagent puts the jar there: whatever scans it is to find next to nothing. */
  @Test
  void theApplicationsClassPathGainsTheEntryAlone() throws IOException {
    List<String> names = new ArrayList<>();
    try (JarFile jar = new JarFile(JavaProcess.agentJar().toFile())) {
      jar.stream().forEach(entry -> names.add(entry.getName()));
    }
    assertEquals(
        List.of(
            "META-INF/MANIFEST.MF",
            "META-INF/LICENSE",
            "META-INF/NOTICE",
            OURS + "HeadroomAgent.class",
            OURS + "Main.class",
            OURS + "boot/AgentClassLoader.class",
            OURS + "boot/JdkTool.class",
            OURS + "boot/LaterStart.class",
            OURS + "boot/NotStarted.class",
            OURS + "boot/PackedClasses.class",
            EXTENSIONS + "AgentListener",
            EXTENSIONS + "ignore.IgnoredTypesConfigurer",
            OURS + "extension/AgentConfiguration.class",
            OURS + "extension/DeclarativeSettings.class",
            OURS + "extension/HeadroomExtension.class",
            OURS + "extension/OwnJar.class",
            "META-INF/headroom/classes.index",
            "META-INF/headroom/classes.jar"),
        names);
  }

  @Test
  void everyClassLivesBelowTheAgentsPackage() {
    List<String> strangers = new ArrayList<>();
    for (String name : classes.keySet()) {
      if (!name.startsWith(OURS)) {
        strangers.add(name);
      }
    }
    assertEquals(List.of(), strangers);
  }

  @Test
  void everyClassRunsOnJava8() {
    List<String> newer = new ArrayList<>();
    classes.forEach(
        (name, pool) -> {
          if (pool.version() > JAVA_8) {
            newer.add(name + " " + pool.version());
          }
        });
    assertEquals(List.of(), newer);
  }

  /**
   * The JVM would make a class of each lambda at run time, and keeps what debuggers ask for. The
   * library of {@code attach} comes with such names, and is loaded by nothing else.
   */
  @Test
  void noClassHasLambdasOrNamesOfLocalVariables() {
    List<String> heavy = new ArrayList<>();
    classes.forEach(
        (name, pool) -> {
          for (String text : pool.texts()) {
            if (text.equals("java/lang/invoke/LambdaMetafactory")
                || (text.equals("LocalVariableTable") && !name.startsWith(OURS + "bytebuddy/"))) {
              heavy.add(name + ": " + text);
            }
          }
        });
    assertEquals(List.of(), heavy);
  }

  /** OTLP is written by the agent's own classes. */
  @Test
  void noClassNamesOpenTelemetry() {
    List<String> users = new ArrayList<>();
    classes.forEach(
        (name, pool) -> {
          if (pool.classes().stream().anyMatch(used -> used.contains("io/opentelemetry/"))) {
            users.add(name);
          }
        });
    assertEquals(List.of(), users);
  }

  @Test
  void noClassNamesJavaUtilLogging() {
    List<String> users = new ArrayList<>();
    classes.forEach(
        (name, pool) -> {
          for (String text : pool.texts()) {
            if (text.contains("java/util/logging/") || text.contains("java.util.logging.")) {
              users.add(name + ": " + text);
            }
          }
        });
    assertEquals(List.of(), users);
  }

  /** What minimizing dropped and something still names would fail when it is first used. */
  @Test
  void everyClassNamedBelowTheAgentsPackageIsInTheJar() {
    TreeSet<String> missing = new TreeSet<>();
    for (ConstantPool pool : classes.values()) {
      for (String name : pool.classes()) {
        if (name.startsWith(OURS) && !classes.containsKey(name) && !isOptional(name)) {
          missing.add(name);
        }
      }
    }
    assertEquals(new TreeSet<>(), missing);
  }

  /** Annotations of Byte Buddy's. */
  private static boolean isOptional(String name) {
    return name.startsWith(OURS + "bytebuddy/agent/utility/nullability/");
  }

  /** Nothing is looked for by them. */
  @Test
  void thereAreNoServiceFiles() {
    assertEquals(List.of(), services);
  }
}
