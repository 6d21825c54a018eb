package io.github.headroom.agent.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fuzz target with its seeds and a few hundred variants of each, without a fuzzer: what
 * fuzz.sh found once stays mended. A target is a class *Fuzz beside what it tests; its seeds are in
 * src/test/resources/fuzz.
 */
@Execution(ExecutionMode.CONCURRENT)
class FuzzSeedsTest {

  private static final Path SEEDS = Path.of("src/test/resources/fuzz");
  private static final Path SOURCES = Path.of("src/test/java");
  private static final int VARIANTS = 200;

  static List<Path> targets() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files.filter(file -> file.toString().endsWith("Fuzz.java")).sorted().toList();
    }
  }

  private static String name(Path source) {
    return source.getFileName().toString().replace(".java", "");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("targets")
  void theSeedsAndVariantsOfThemHoldTheTargetsProperties(Path source) throws Exception {
    String type = SOURCES.relativize(source).toString().replace(".java", "").replace('/', '.');
    Method target = Class.forName(type).getMethod("fuzzerTestOneInput", byte[].class);
    Random random = new Random(1);
    for (Path seed : seeds(name(source))) {
      byte[] input = Files.readAllBytes(seed);
      run(target, input, seed + "");
      for (int i = 0; i < VARIANTS; i++) {
        byte[] variant = variant(input, random);
        run(target, variant, seed + " changed to " + Arrays.toString(variant));
      }
    }
  }

  private static void run(Method target, byte[] input, String what) throws Exception {
    try {
      target.invoke(null, (Object) input);
    } catch (InvocationTargetException e) {
      throw new AssertionError(what, e.getCause());
    }
  }

  /** Some bytes changed, some taken away, some doubled. */
  private static byte[] variant(byte[] seed, Random random) {
    byte[] bytes = seed.clone();
    for (int n = random.nextInt(4); n >= 0 && bytes.length > 0; n--) {
      int at = random.nextInt(bytes.length);
      int end = at + random.nextInt(bytes.length - at + 1);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] = (byte) "0129 -:\n=/".charAt(random.nextInt(10));
        case 2 ->
            bytes = joined(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, end, bytes.length));
        default ->
            bytes = joined(Arrays.copyOf(bytes, end), Arrays.copyOfRange(bytes, at, bytes.length));
      }
    }
    return bytes;
  }

  private static byte[] joined(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  private static Path[] seeds(String target) throws IOException {
    try (Stream<Path> files = Files.list(SEEDS.resolve(target))) {
      return files.sorted().toArray(Path[]::new);
    }
  }

  @Test
  void everyTargetHasSeedsAndEverySeedATarget() throws IOException {
    TreeSet<String> targets = new TreeSet<>();
    targets().forEach(source -> targets.add(name(source)));
    TreeSet<String> seeded = new TreeSet<>();
    try (Stream<Path> directories = Files.list(SEEDS)) {
      directories.forEach(directory -> seeded.add(directory.getFileName().toString()));
    }
    assertEquals(targets, seeded);
    assertTrue(targets.size() > 10, targets.toString());
  }
}
