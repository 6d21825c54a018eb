package io.github.headroom.agent.settings;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parses the lists {@code k=v,k=v} of the otel.* settings, as autoconfigure's getMap does. */
final class KeyValues {

  private KeyValues() {}

  /**
   * Returns the entries in order, still encoded. Blank entries and empty values are ignored, as in
   * autoconfigure. If a key is repeated, the last entry applies. An entry without a key or an
   * equals sign is reported by its position, because its text may be a secret.
   */
  static Map<String, String> parse(String text, String where, Problems problems) {
    Map<String, String> entries = new LinkedHashMap<>();
    int position = 0;
    int start = 0;
    while (start <= text.length()) {
      int comma = text.indexOf(',', start);
      int end = comma < 0 ? text.length() : comma;
      String entry = text.substring(start, end).trim();
      start = end + 1;
      if (entry.isEmpty()) {
        continue;
      }
      position++;
      int equals = entry.indexOf('=');
      String key = equals < 0 ? "" : entry.substring(0, equals).trim();
      if (key.isEmpty()) {
        problems.add(where + ": expected key=value as entry " + position + "; it is ignored");
        continue;
      }
      String value = entry.substring(equals + 1).trim();
      if (!value.isEmpty()) {
        entries.put(key, value);
      }
    }
    return entries;
  }

  /**
   * Decodes percent escapes like autoconfigure in resource attributes (W3C Baggage): UTF-8, a plus
   * sign stays, a malformed escape stays.
   */
  static String decodeAttribute(String value) {
    String decoded = decode(value, false, false);
    return decoded == null ? value : decoded;
  }

  /**
   * Decodes percent escapes like java.net.URLDecoder, which autoconfigure uses for headers: a plus
   * sign is a space. Returns null for a malformed escape.
   */
  static @Nullable String decodeHeader(String value) {
    return decode(value, true, true);
  }

  private static @Nullable String decode(String value, boolean plusIsSpace, boolean strict) {
    StringBuilder decoded = new StringBuilder(value.length());
    // Collect adjacent escapes, because one character may take several.
    byte[] bytes = new byte[value.length()];
    int collected = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '%') {
        int high = i + 2 < value.length() ? Character.digit(value.charAt(i + 1), 16) : -1;
        int low = i + 2 < value.length() ? Character.digit(value.charAt(i + 2), 16) : -1;
        if (high >= 0 && low >= 0) {
          bytes[collected++] = (byte) (high << 4 | low);
          i += 2;
          continue;
        }
        if (strict) {
          return null;
        }
      }
      if (collected > 0) {
        decoded.append(new String(bytes, 0, collected, StandardCharsets.UTF_8));
        collected = 0;
      }
      decoded.append(c == '+' && plusIsSpace ? ' ' : c);
    }
    if (collected > 0) {
      decoded.append(new String(bytes, 0, collected, StandardCharsets.UTF_8));
    }
    return decoded.toString();
  }
}
