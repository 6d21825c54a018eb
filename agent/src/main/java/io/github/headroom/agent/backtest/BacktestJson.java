package io.github.headroom.agent.backtest;

import io.github.headroom.agent.log.Printable;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The result of a backtest as one JSON object; see docs/backtest.md for its names. Names are only
 * added.
 */
public final class BacktestJson {

  private final StringBuilder json = new StringBuilder();

  private BacktestJson() {}

  public static String of(String file, History history) {
    BacktestJson document = new BacktestJson();
    document.history(file, history);
    return document.json.toString();
  }

  private void history(String file, History history) {
    open('{');
    text("file", file);
    number("rows", history.rows);
    number("bad_rows", history.badRows);
    texts("problems", history.problems);
    name("read");
    open('{');
    for (Map.Entry<String, String> column : history.read.entrySet()) {
      text(column.getKey(), column.getValue());
    }
    close('}');
    texts("passed_over", history.ignored);
    number("series_passed_over", history.moreSeries.size());
    name("series");
    open('[');
    for (Series series : history.series.values()) {
      open('{');
      text("name", series.name);
      number("close_rows", series.closeRows);
      number("lives_not_listed", series.moreLives);
      name("lives");
      open('[');
      for (Life life : series.lives) {
        life(life);
      }
      close(']');
      close('}');
    }
    close(']');
    close('}');
    json.setLength(json.length() - 2); // the last separator
  }

  private void life(Life life) {
    open('{');
    number("begin", life.begin);
    number("end", life.last);
    text("ended", life.end.word);
    number("rows", life.rows);
    number("unknown_rows", life.unknownRows);
    number("step_seconds", life.pace.seconds());
    number("gaps", life.pace.gaps);
    number("gap_seconds", life.pace.gapSeconds);
    number("limit_least", life.leastLimit == 0 ? Double.NaN : (double) life.leastLimit);
    number("limit_greatest", life.greatestLimit == 0 ? Double.NaN : (double) life.greatestLimit);
    texts("not_there", life.assumed);
    name("headroom");
    open('{');
    alarm(life.headroom);
    number("warned_within_hour_seconds", life.hourSeconds);
    name("warnings");
    open('[');
    for (Warning warning : life.headroom.kept) {
      warning(warning);
    }
    close(']');
    close('}');
    name("rules");
    open('[');
    for (UsualRule rule : life.rules) {
      if (!rule.evaluated()) {
        continue;
      }
      open('{');
      text("name", rule.alarm.name);
      alarm(rule.alarm);
      name("warnings");
      open('[');
      for (Warning warning : rule.alarm.kept) {
        open('{');
        span(warning);
        close('}');
      }
      close(']');
      close('}');
    }
    close(']');
    close('}');
  }

  private void alarm(Alarm alarm) {
    number("count", alarm.count);
    number("warned_seconds", alarm.givenSeconds());
    number("false_seconds", alarm.falseSeconds());
    number("lead_seconds", alarm.leadSeconds());
  }

  private void warning(Warning warning) {
    open('{');
    span(warning);
    text("verdict", warning.verdict);
    text("culprit", warning.culprit);
    text("evidence", warning.evidence);
    number("time_to_kill_low", warning.hasTime ? warning.low : Double.NaN);
    number("time_to_kill_mid", warning.hasTime ? warning.mid : Double.NaN);
    number("time_to_kill_high", warning.hasTime ? warning.high : Double.NaN);
    number("kill_probability_10m", warning.hasProbability ? warning.within10Minutes : Double.NaN);
    number("kill_probability_1h", warning.hasProbability ? warning.within1Hour : Double.NaN);
    number("kill_probability_24h", warning.hasProbability ? warning.within24Hours : Double.NaN);
    close('}');
  }

  private void span(Warning warning) {
    number("begin", warning.begin);
    number("end", warning.end);
    number("warned_seconds", warning.seconds);
    text("outcome", warning.outcome.word);
  }

  private void open(char bracket) {
    json.append(bracket);
  }

  /** Ends an object or a list. Each value has a separator behind it, also this one. */
  private void close(char bracket) {
    int last = json.length() - 2;
    if (last >= 0 && json.charAt(last) == ',') {
      json.setLength(last);
    }
    json.append(bracket).append(", ");
  }

  private void name(String name) {
    Printable.quote(json, name).append(": ");
  }

  /** Appends a text; null where there is none. */
  private void text(String name, @Nullable String text) {
    name(name);
    value(text);
  }

  private void value(@Nullable String text) {
    if (text == null) {
      json.append("null");
    } else {
      Printable.quote(json, text);
    }
    json.append(", ");
  }

  private void number(String name, long number) {
    name(name);
    json.append(number).append(", ");
  }

  /** Appends a number; null where it is not known or infinite. */
  private void number(String name, double number) {
    name(name);
    boolean none = Double.isNaN(number) || Double.isInfinite(number);
    json.append(none ? "null" : Numbers.plain(number)).append(", ");
  }

  private void texts(String name, Collection<String> texts) {
    name(name);
    open('[');
    for (String text : texts) {
      value(text);
    }
    close(']');
  }
}
