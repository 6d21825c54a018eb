package io.github.headroom.agent.boot;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.security.CodeSource;
import java.util.Collections;
import java.util.Enumeration;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Defines the agent's classes from its own jar, apart from the application's classes.
 *
 * <p>The JVM's own loader makes URLs, code sources and manifests for every class that it finds in a
 * jar. For the agent's classes that costs 5 MiB of RSS, in garbage and in the compilations that it
 * triggers (docs/performance.md).
 */
public final class AgentClassLoader extends ClassLoader
    implements Consumer<Function<Object[], Thread>> {

  static {
    registerAsParallelCapable();
  }

  private static final String PACKAGE = "io.github.headroom.agent";
  private static final String START = PACKAGE + ".run.Start";

  /** Most classes have less. */
  private static final int BUFFER_BYTES = 16 * 1024;

  private final PackedClasses classes;

  /**
   * Where the next class is read to: with an array of its own each, the agent's classes would be
   * 1.5 MiB of garbage, which stays resident until the application fills its young generation.
   * Empty while a class is defined, which may load another one.
   */
  private byte @Nullable [] spare;

  /** Builds the agent's thread. */
  private @Nullable Function<Object[], Thread> start;

  /**
   * Creates a loader beside the application's loader. Its parent is the platform loader, so the two
   * never share classes.
   */
  AgentClassLoader(File jar, @Nullable ClassLoader application) throws IOException {
    super(application == null ? null : application.getParent());
    this.classes = new PackedClasses(new ZipFile(jar));
    // On Java 8 a class has a Package, which holds the version, only when the loader defines it.
    Package own = AgentClassLoader.class.getPackage();
    String version = own == null ? null : own.getImplementationVersion();
    definePackage(PACKAGE + ".run", null, null, null, null, version, null, null);
    definePackage(PACKAGE + ".publish", null, null, null, null, version, null, null);
  }

  /** Creates a new loader for the jar that this class came from. */
  public static AgentClassLoader ofOwnJar() throws IOException, URISyntaxException {
    return new AgentClassLoader(ownJar(), AgentClassLoader.class.getClassLoader());
  }

  /**
   * Returns what builds the agent's thread: the agent's class run.Start, which gives itself to this
   * loader when it is initialized.
   *
   * @throws ClassNotFoundException if the jar was replaced
   */
  Function<Object[], Thread> start() throws ClassNotFoundException {
    Class.forName(START, true, this);
    Function<Object[], Thread> given = start;
    if (given == null) {
      throw new ClassNotFoundException(START);
    }
    return given;
  }

  @Override
  public void accept(Function<Object[], Thread> start) {
    this.start = start;
  }

  /** Returns the jar that this class came from, whichever loader defined the class. */
  public static File ownJar() throws URISyntaxException {
    CodeSource source = AgentClassLoader.class.getProtectionDomain().getCodeSource();
    if (source == null) {
      throw new IllegalStateException("the agent's own jar is not known");
    }
    return new File(source.getLocation().toURI());
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    String file = name.replace('.', '/').concat(".class");
    Long place = classes.find(file);
    if (place == null) {
      throw new ClassNotFoundException(name);
    }
    int length = PackedClasses.length(place);
    byte[] bytes = buffer(length);
    try {
      classes.read(place, file, bytes);
      // Use the jar's own protection domain, so that a SecurityManager's policy for it applies.
      return defineClass(name, bytes, 0, length, AgentClassLoader.class.getProtectionDomain());
    } catch (IOException | RuntimeException e) { // the jar was replaced while the JVM runs
      throw new ClassNotFoundException(name, e);
    } finally {
      giveBack(bytes);
    }
  }

  private synchronized byte[] buffer(int length) {
    byte[] free = spare;
    spare = null;
    return free == null || free.length < length ? new byte[Math.max(length, BUFFER_BYTES)] : free;
  }

  private synchronized void giveBack(byte[] bytes) {
    spare = bytes;
  }

  @Override
  public @Nullable InputStream getResourceAsStream(String name) {
    try {
      byte[] bytes = classes.read(name);
      return bytes == null ? null : new ByteArrayInputStream(bytes);
    } catch (IOException e) {
      return null;
    }
  }

  /**
   * Returns no resources: the jar has no service files. A search through the platform's modules
   * would open the index of the runtime image and load thirty classes.
   */
  @Override
  public Enumeration<URL> getResources(String name) {
    return Collections.emptyEnumeration();
  }
}
