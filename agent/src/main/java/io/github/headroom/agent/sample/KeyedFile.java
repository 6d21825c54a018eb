package io.github.headroom.agent.sample;

import io.github.headroom.agent.log.AgentLog;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file of "key number" lines: memory.stat, memory.events, memory.oom_control. Lines with a
 * colon and "kB" are accepted too: /proc/self/status and /proc/meminfo. See {@link KeyedText} for
 * the parser.
 */
final class KeyedFile implements Source {

  private final PolledFile file;
  private final KeyedText keys;
  private final FileText text;
  private final AgentLog log;
  private boolean complained;

  /** A key of the file, and the place of its number. */
  static final class Key {
    final byte[] name;
    final int at;

    /**
     * Whether the number is a limit (v1's hierarchical_memory_limit): its largest value means "no
     * limit".
     */
    final boolean limit;

    /** A key whose number is a field of the sample. */
    Key(String name, Field field, boolean limit) {
      this(name, field.ordinal(), limit);
    }

    /** A key whose number is a column of a row. */
    Key(String name, int at, boolean limit) {
      this.name = new byte[name.length()];
      for (int i = 0; i < name.length(); i++) {
        this.name[i] = (byte) name.charAt(i);
      }
      this.at = at;
      this.limit = limit;
    }
  }

  KeyedFile(PolledFile file, Key[] keys, FileText text, AgentLog log) {
    this.file = file;
    this.keys = new KeyedText(keys);
    this.text = text;
    this.log = log;
  }

  @Override
  public void read(Sample into) {
    State state = file.read(text);
    if (state == State.KNOWN) {
      Key garbled = keys.read(text, into.readings(), 0);
      if (garbled != null) {
        complain(garbled);
      }
    } else {
      keys.fill(state, into.readings(), 0);
      if (state == State.UNREADABLE) {
        complain(null);
      }
    }
  }

  @Override
  public void close() {
    file.close();
  }

  private void complain(@Nullable Key garbled) {
    if (complained) {
      return;
    }
    complained = true;
    if (garbled == null) {
      log.warn(NumberFile.complaint(file, false, text));
    } else {
      log.warn(
          file.path
              + ": expected a number after \""
              + new String(garbled.name, java.nio.charset.StandardCharsets.US_ASCII)
              + "\"; that figure is not published");
    }
  }
}
