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
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Defines the agent's classes straight from its own jar, apart from the application's.
 *
 * <p>The JVM's own loader makes URLs, code sources and manifests for every class that it finds in a
 * jar: for the agent's 250 classes that is 5 MiB of RSS in garbage and in the compilations that it
 * sets off (docs/performance.md).
 */
public final class AgentClassLoader extends ClassLoader {

  static {
    registerAsParallelCapable();
  }

  private static final String PACKAGE = "io.github.headroom.agent";

  private final PackedClasses classes;

  /** A loader beside that of the application: its parent is the platform's, so they never mix. */
  AgentClassLoader(File jar, @Nullable ClassLoader application) throws IOException {
    super(application == null ? null : application.getParent());
    this.classes = new PackedClasses(new ZipFile(jar));
    // Java 8 has no Package of a class without a definition of it, which also holds the version.
    Package own = AgentClassLoader.class.getPackage();
    String version = own == null ? null : own.getImplementationVersion();
    definePackage(PACKAGE + ".run", null, null, null, null, version, null, null);
    definePackage(PACKAGE + ".publish", null, null, null, null, version, null, null);
  }

  /** A new one, of the jar that this class came from. */
  public static AgentClassLoader ofOwnJar() throws IOException, URISyntaxException {
    return new AgentClassLoader(ownJar(), AgentClassLoader.class.getClassLoader());
  }

  /** The jar that this class came from, whichever loader defined it. */
  public static File ownJar() throws URISyntaxException {
    CodeSource source = AgentClassLoader.class.getProtectionDomain().getCodeSource();
    if (source == null) {
      throw new IllegalStateException("the agent's own jar is not known");
    }
    return new File(source.getLocation().toURI());
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes;
    try {
      bytes = classes.read(name.replace('.', '/').concat(".class"));
    } catch (IOException | RuntimeException e) { // the jar was replaced while the JVM runs
      throw new ClassNotFoundException(name, e);
    }
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    // The jar's own domain: what a SecurityManager's policy grants the jar holds for its classes.
    return defineClass(name, bytes, 0, bytes.length, AgentClassLoader.class.getProtectionDomain());
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
   * None. OpenTelemetry's exporter looks for compressors of its own package, which nobody but this
   * jar could have; to look through the platform's modules for them opens the runtime image's
   * index: thirty classes (docs/performance.md).
   */
  @Override
  public Enumeration<URL> getResources(String name) {
    return Collections.emptyEnumeration();
  }
}
