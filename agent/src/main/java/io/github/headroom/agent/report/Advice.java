package io.github.headroom.agent.report;

import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.derive.forecast.Verdict;
import io.github.headroom.agent.sample.Field;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What to change, with the recording's own numbers. */
final class Advice {

  private final Story story;
  private final List<String> sentences = new ArrayList<>();

  private Advice(Story story) {
    this.story = story;
  }

  /** Nothing where memory was not what ended it. */
  static List<String> of(Story story) {
    Advice advice = new Advice(story);
    MemoryArea culprit = story.culprit();
    if (story.ending.exit().equals(Ending.OOM_KILL)) {
      if (culprit == MemoryArea.JAVA_HEAP || story.verdict.equals(Verdict.CANNOT_FIT.word())) {
        advice.fit();
      }
      advice.culprit(culprit);
    }
    return advice.sentences;
  }

  private void fit() {
    if (!story.figures.known(Figure.CANNOT_FIT_BY)) {
      return;
    }
    sentences.add(
        "what the flags allow does not fit, by "
            + figure(Figure.CANNOT_FIT_BY)
            + ": raise the limit to "
            + figure(Figure.DEMAND)
            + (story.figures.known(Figure.LARGEST_HEAP)
                ? ", or set -Xmx" + (story.figures.whole(Figure.LARGEST_HEAP) >> 20) + "m"
                : ""));
  }

  private void culprit(@Nullable MemoryArea culprit) {
    if (culprit == null) {
      return;
    }
    switch (culprit) {
      case JAVA_HEAP:
        say(
            "see what lives in the heap (jcmd PID GC.class_histogram); a smaller -Xmx ends in an"
                + " OutOfMemoryError that can be looked into, with"
                + " -XX:+HeapDumpOnOutOfMemoryError, instead of a kill");
        break;
      case METASPACE:
        say(
            "classes are loaded and not let go ("
                + field(Field.CLASSES)
                + " at the end): jcmd PID VM.classloader_stats names their loaders,"
                + " -XX:MaxMetaspaceSize is a ceiling");
        break;
      case CODE_CACHE:
        say("compiled code: -XX:ReservedCodeCacheSize is its ceiling");
        break;
      case THREAD_STACKS:
        say(
            "threads ("
                + field(Field.THREADS_DAEMON)
                + " daemons and "
                + field(Field.THREADS_NON_DAEMON)
                + " others at the end): bound the pools; jcmd PID Thread.print names them");
        break;
      case GC:
        say("the collector's tables grow with -Xmx; -XX:+UseSerialGC has the smallest");
        break;
      case DIRECT_BUFFERS:
        say(
            "direct buffers: -XX:MaxDirectMemorySize is their ceiling, and -Xmx where it is not set");
        break;
      case JVM_OTHER:
      case NATIVE_OTHER:
        say(
            "native memory: start with -XX:NativeMemoryTracking=summary to tell the JVM's from the"
                + " libraries'; MALLOC_ARENA_MAX=2 where threads come and go; a heap profiler of"
                + " malloc names the callers");
        break;
      case OTHER_PROCESSES:
        say(
            "another process of the container ("
                + field(Field.OTHER_PROCESSES)
                + " beside this JVM at the end): give it a container, or a limit, of its own");
        break;
      case SHARED_MEMORY:
        say("files on a tmpfs (/dev/shm, an emptyDir with medium Memory): give them a sizeLimit");
        break;
      case KERNEL:
        say("the kernel's own for this container: page tables, sockets, dentries of many files");
        break;
      case FILE_CACHE:
        say("file pages that were written faster than the disk took them: write less at once");
        break;
    }
  }

  private void say(String what) {
    sentences.add(what);
  }

  private String figure(Figure figure) {
    return Bytes.mebibytes(story.figures.whole(figure));
  }

  private String field(Field field) {
    return story.last.known(field) ? Long.toString(story.last.value(field)) : "an unknown number";
  }
}
