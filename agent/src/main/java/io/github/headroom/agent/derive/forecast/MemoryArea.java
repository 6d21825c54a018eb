package io.github.headroom.agent.derive.forecast;

/** The areas that hold charged memory. */
public enum MemoryArea {
  JAVA_HEAP("java_heap"),
  METASPACE("metaspace"),
  CODE_CACHE("code_cache"),
  THREAD_STACKS("thread_stacks"),
  GC("gc"),
  DIRECT_BUFFERS("direct_buffers"),
  JVM_OTHER("jvm_other"),
  NATIVE_OTHER("native_other"),
  OTHER_PROCESSES("other_processes"),
  SHARED_MEMORY("shared_memory"),
  KERNEL("kernel"),
  /** Page cache that reclaim cannot drop at once: dirty or under writeback. */
  FILE_CACHE("file_cache");

  private final String word;

  MemoryArea(String word) {
    this.word = word;
  }

  /** The name in metrics and documents. */
  public String word() {
    return word;
  }

  /**
   * Whether a cause belongs to this area: it is a sentence that begins with the area and a colon.
   * Netty's hidden buffers are in native_other until they are found, and then in direct_buffers: a
   * cause of theirs belongs to both.
   */
  public boolean isOf(String cause) {
    int length = word.length();
    return (cause.startsWith(word) && cause.length() > length && cause.charAt(length) == ':')
        || (this == DIRECT_BUFFERS && cause.startsWith("native_other: Netty"))
        || (this == NATIVE_OTHER && cause.startsWith("direct_buffers: Netty"));
  }

  static final int COUNT = values().length;

  /** values() copies the array at each call. */
  private static final MemoryArea[] ALL = values();

  static MemoryArea at(int ordinal) {
    return ALL[ordinal];
  }
}
