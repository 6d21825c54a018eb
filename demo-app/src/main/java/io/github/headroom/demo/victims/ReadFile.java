package io.github.headroom.demo.victims;

import io.github.headroom.demo.Arguments;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardOpenOption;

/** The file that a reader reads: {@code --file}, made of {@code --size} bytes if that is given. */
final class ReadFile {
  static final String FILE = "--file";
  static final String SIZE = "--size";

  /** Bytes from its beginning that are read again and again. */
  static final String HOT = "--hot";

  private static final int CHUNK = 1 << 20;

  private ReadFile() {}

  static String path(Arguments arguments) {
    String path = arguments.text(FILE);
    if (path == null) {
      throw new IllegalArgumentException(FILE + ": expected a file, found none");
    }
    return path;
  }

  /** Opens the file. A file that is as large as it should be, or larger, stays as it is. */
  static FileChannel open(Arguments arguments) throws IOException {
    Path path = Paths.get(path(arguments));
    long size = arguments.number(SIZE, 0, 0, Plan.LARGEST);
    if (size > 0) {
      grow(path, size);
    }
    FileChannel file = FileChannel.open(path);
    if (file.size() == 0) {
      throw new IllegalArgumentException(FILE + ": expected bytes to read, found an empty file");
    }
    return file;
  }

  private static void grow(Path path, long size) throws IOException {
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
      for (long at = file.size(); at < size; ) {
        chunk.clear();
        chunk.limit((int) Math.min(CHUNK, size - at));
        at += file.write(chunk, at);
      }
    }
  }
}
