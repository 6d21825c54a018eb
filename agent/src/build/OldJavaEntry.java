import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Marks class files as Java 6's (version 50), which compilers of today no longer write: a JVM too
 * old for the agent then loads its entry, which says so, instead of ending at once. Run by the
 * build: {@code java OldJavaEntry.java FILE.class ...}. The classes hold nothing newer: no lambda,
 * no string concatenation by invokedynamic (--release 8).
 */
final class OldJavaEntry {

  private static final int MAGIC = 0xCAFEBABE;
  private static final int MAJOR_VERSION_AT = 6; // JVMS 4.1: u4 magic, u2 minor, u2 major
  private static final short JAVA_6 = 50;
  private static final short JAVA_8 = 52;

  public static void main(String[] files) throws Exception {
    for (String name : files) {
      Path file = Path.of(name);
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
      short version = bytes.getShort(MAJOR_VERSION_AT);
      if (bytes.getInt(0) != MAGIC || version != JAVA_8 && version != JAVA_6) {
        throw new IllegalStateException(
            name + ": expected a class file of version 52, found " + version);
      }
      Files.write(file, bytes.putShort(MAJOR_VERSION_AT, JAVA_6).array());
    }
  }
}
