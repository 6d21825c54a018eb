package io.github.headroom.agent.report;

import io.github.headroom.agent.log.Printable;
import java.util.StringTokenizer;

/** Builds HTML from markup of this package and escaped text from outside. */
final class Html {

  private final StringBuilder html = new StringBuilder(64 * 1024);

  /** Appends markup unchanged. */
  Html raw(String markup) {
    html.append(markup);
    return this;
  }

  /** Appends text, escaped and on one line. Text of a recording may contain any character. */
  Html text(String words) {
    String text = Printable.line(words);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '<') {
        html.append("&lt;");
      } else if (c == '>') {
        html.append("&gt;");
      } else if (c == '&') {
        html.append("&amp;");
      } else if (c == '"') {
        html.append("&quot;");
      } else if (c == '\'') {
        html.append("&#39;");
      } else {
        html.append(c);
      }
    }
    return this;
  }

  /** Appends a sentence. The JVM's flags become code, which is not broken at a hyphen. */
  Html sentence(String words) {
    StringTokenizer tokens = new StringTokenizer(words, " (),;", true);
    while (tokens.hasMoreTokens()) {
      String token = tokens.nextToken();
      if (token.startsWith("-X")) {
        raw("<code>").text(token).raw("</code>");
      } else {
        text(token);
      }
    }
    return this;
  }

  /** Appends a class name that can be broken after each dot. */
  Html name(String words) {
    StringTokenizer tokens = new StringTokenizer(words, ".", true);
    while (tokens.hasMoreTokens()) {
      String token = tokens.nextToken();
      text(token).raw(token.equals(".") ? "<wbr>" : "");
    }
    return this;
  }

  @Override
  public String toString() {
    return html.toString();
  }
}
