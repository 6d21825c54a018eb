package io.github.headroom.it.cause;

/** Services in Java 8 that fill one memory area under names that are given. */
final class Sources {

  private Sources() {}

  /**
   * A compilation unit.
   *
   * @param rate MiB a second
   * @param body has {@code static long take(int n) throws Exception}, which takes some bytes for
   *     ever and gives their number
   */
  static String unit(String main, int rate, String body) {
    return """
    import java.util.*;
    public class MAIN {
      static final List<Object> HELD = new ArrayList<>();
    BODY
      public static void main(String[] none) throws Exception {
        long start = System.nanoTime();
        long taken = 0;
        for (int n = 0; ; ) {
          long due = (long) ((System.nanoTime() - start) / 1e9 * RATE * 1048576);
          while (taken < due) {
            taken += take(n++);
          }
          Thread.sleep(10);
        }
      }
    }
    """
        .replace("BODY", body)
        .replace("MAIN", main)
        .replace("RATE", String.valueOf(rate));
  }

  /**
   * @param name a part of an expression in quotes, of n
   * @param stack KiB of it that are touched
   */
  static String threads(String name, int stack) {
    return """
      static long take(int n) {
        Thread thread = new Thread(null, () -> deep(STACK * 10), "NAME", 2 << 20);
        thread.setDaemon(true);
        thread.start();
        return STACK * 1024L;
      }
      static long deep(int calls) {
        if (calls > 0) {
          return deep(calls - 1) + System.identityHashCode(HELD);
        }
        try {
          Thread.sleep(Long.MAX_VALUE);
        } catch (InterruptedException e) {
          return 0;
        }
        return 0;
      }
    """
        .replace("STACK", String.valueOf(stack))
        .replace("NAME", name);
  }

  /** One loader for each class, as redeployments leave them. */
  static String manyLoaders(String loader) {
    return large("Payload")
        + """
          static class LOADER extends ClassLoader {
            Object define(String name, byte[] bytes) throws Exception {
              return defineClass(name, bytes, 0, bytes.length)
                  .getDeclaredConstructor().newInstance();
            }
          }
          static long take(int n) throws Exception {
            HELD.add(new LOADER().define("MAIN$Payload", bytes("MAIN$Payload")));
            return SIZE;
          }
        """
            .replace("LOADER", loader);
  }

  /** One loader with many classes, as generation at run time leaves them. */
  static String manyClasses(String of) {
    return large(of + "00000")
        + """
          static class Generator extends ClassLoader {
            Object define(String name, byte[] bytes) throws Exception {
              return defineClass(name, bytes, 0, bytes.length)
                  .getDeclaredConstructor().newInstance();
            }
          }
          static final Generator GENERATOR = new Generator();
          static long take(int n) throws Exception {
            String number = String.valueOf(100000 + n).substring(1);
            String text = new String(bytes("MAIN$OF00000"), "ISO-8859-1").replace("OF00000", "OF" + number);
            HELD.add(GENERATOR.define("MAIN$OF" + number, text.getBytes("ISO-8859-1")));
            return SIZE;
          }
        """
            .replace("OF", of);
  }

  private static String large(String name) {
    StringBuilder methods = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      methods.append("    public long m" + i + "(long a, String b) { return a + b.length(); }\n");
    }
    return "  static final long SIZE = 60 << 10;\n  public static class "
        + name
        + " {\n"
        + methods
        + """
          }
          static byte[] bytes(String name) throws Exception {
            java.io.InputStream in =
                ClassLoader.getSystemResourceAsStream(name.replace('.', '/') + ".class");
            java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
            for (int c = in.read(); c >= 0; c = in.read()) {
              out.write(c);
            }
            in.close();
            return out.toByteArray();
          }
        """;
  }

  /**
   * @param bytes of each object's array
   * @param garbage KiB that are allocated with each 64 of them, and dropped
   */
  static String heap(String leaked, int bytes, int garbage) {
    return """
      static class LEAKED {
        final byte[] state = new byte[BYTES];
      }
      static final Map<Long, LEAKED> BY_NUMBER = new HashMap<>();
      static volatile byte[] dropped;
      static long take(int n) {
        BY_NUMBER.put((long) n, new LEAKED());
        if (n % 64 == 0) {
          dropped = new byte[GARBAGE << 10];
        }
        return BYTES + 100;
      }
    """
        .replace("LEAKED", leaked)
        .replace("BYTES", String.valueOf(bytes))
        .replace("GARBAGE", String.valueOf(garbage));
  }

  /**
   * @param size KiB of each
   */
  static String directBuffers(int size) {
    return """
      static long take(int n) {
        HELD.add(java.nio.ByteBuffer.allocateDirect(SIZE << 10));
        return SIZE << 10;
      }
    """
        .replace("SIZE", String.valueOf(size));
  }

  static String deflaters() {
    return """
      static final byte[] INPUT = new byte[64 << 10];
      static final byte[] OUTPUT = new byte[128 << 10];
      static long take(int n) {
        new Random(n).nextBytes(INPUT);
        java.util.zip.Deflater deflater = new java.util.zip.Deflater();
        deflater.setInput(INPUT);
        deflater.deflate(OUTPUT);
        HELD.add(deflater);
        return 256 << 10;
      }
    """;
  }

  static String inflaters() {
    return """
      static final byte[] INPUT = new byte[64 << 10];
      static final byte[] PACKED = new byte[128 << 10];
      static long take(int n) throws Exception {
        if (n == 0) {
          new Random(n).nextBytes(INPUT);
          java.util.zip.Deflater deflater = new java.util.zip.Deflater();
          deflater.setInput(INPUT);
          deflater.deflate(PACKED);
          deflater.end();
        }
        java.util.zip.Inflater inflater = new java.util.zip.Inflater();
        inflater.setInput(PACKED);
        inflater.inflate(INPUT, 0, 40 << 10); // half: it keeps its window
        HELD.add(inflater);
        return 40 << 10;
      }
    """;
  }

  /** A child that grows; its parent offers itself to the OOM killer, and has to name it. */
  static String process(String main, String child, int rate) {
    return """
      public static class CHILD {
        public static void main(String[] none) throws Exception {
          Thread parent = new Thread(() -> {
            try {
              while (System.in.read() >= 0) { }
            } catch (java.io.IOException e) {
              // it has ended
            }
            Runtime.getRuntime().halt(0);
          });
          parent.setDaemon(true);
          parent.start();
          for (;;) {
            HELD.add(new byte[RATE << 16]);
            Thread.sleep(62);
          }
        }
      }
      static long take(int n) throws Exception {
        if (n == 0) {
          String java = System.getProperty("java.home") + "/bin/java";
          String path = System.getProperty("java.class.path");
          HELD.add(new ProcessBuilder(java, "-XX:+UseSerialGC", "-Xmx2g", "-cp", path, "PARENT$CHILD").start());
          java.io.Writer score = new java.io.FileWriter("/proc/self/oom_score_adj");
          score.write("900");
          score.close();
        }
        return 1 << 20;
      }
    """
        .replace("PARENT", main)
        .replace("CHILD", child)
        .replace("RATE", String.valueOf(rate));
  }

  static String sharedMemory(String file) {
    return """
      static java.io.FileOutputStream out;
      static long take(int n) throws Exception {
        if (n == 0) {
          out = new java.io.FileOutputStream("FILE");
        }
        out.write(new byte[64 << 10]);
        return 64 << 10;
      }
    """
        .replace("FILE", file);
  }

  /** Each full: the kernel holds 64 KiB for it. */
  static String pipes() {
    return """
      static long take(int n) throws Exception {
        java.nio.channels.Pipe pipe = java.nio.channels.Pipe.open();
        pipe.sink().configureBlocking(false);
        java.nio.ByteBuffer bytes = java.nio.ByteBuffer.allocate(64 << 10);
        while (bytes.hasRemaining() && pipe.sink().write(bytes) > 0) { }
        HELD.add(pipe);
        return 64 << 10;
      }
    """;
  }
}
