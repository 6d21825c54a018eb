package io.github.headroom.agent.derive;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.sample.Field;
import io.github.headroom.agent.sample.Sample;

/** Advice for the area that grows into the limit. */
public final class Remedy {

  private Remedy() {}

  /** Returns one sentence with the numbers of that sample. */
  public static String of(MemoryArea culprit, Sample sample) {
    switch (culprit) {
      case JAVA_HEAP:
        return "see what lives in the heap (jcmd PID GC.class_histogram); a smaller -Xmx ends in an"
            + " OutOfMemoryError that can be looked into, with"
            + " -XX:+HeapDumpOnOutOfMemoryError, instead of a kill";
      case METASPACE:
        return "classes are loaded and not let go ("
            + count(sample, Field.CLASSES)
            + " of them): jcmd PID VM.classloader_stats names their loaders,"
            + " -XX:MaxMetaspaceSize is a ceiling";
      case CODE_CACHE:
        return "compiled code: -XX:ReservedCodeCacheSize is its ceiling";
      case THREAD_STACKS:
        return "threads ("
            + count(sample, Field.THREADS_DAEMON)
            + " daemons and "
            + count(sample, Field.THREADS_NON_DAEMON)
            + " others): bound the pools; jcmd PID Thread.print names them";
      case GC:
        return "the collector's tables grow with -Xmx; -XX:+UseSerialGC has the smallest";
      case DIRECT_BUFFERS:
        return "direct buffers: -XX:MaxDirectMemorySize is their ceiling, and -Xmx where it is not set";
      case JVM_OTHER:
      case NATIVE_OTHER:
        return "native memory: start with -XX:NativeMemoryTracking=summary to separate the JVM's from"
            + " the libraries'; MALLOC_ARENA_MAX=2 where threads come and go; a heap profiler of"
            + " malloc names the callers";
      case OTHER_PROCESSES:
        return "another process of the container ("
            + count(sample, Field.OTHER_PROCESSES)
            + " beside this JVM): give it a container, or a limit, of its own";
      case SHARED_MEMORY:
        return "files on a tmpfs (/dev/shm, an emptyDir with medium Memory): give them a sizeLimit";
      case KERNEL:
        return "the kernel's own for this container: page tables, sockets, dentries of many files";
      case FILE_CACHE:
      default:
        return "file pages that were written faster than the disk took them: write less at once";
    }
  }

  private static String count(Sample sample, Field field) {
    return sample.known(field) ? Long.toString(sample.value(field)) : "an unknown number";
  }
}
