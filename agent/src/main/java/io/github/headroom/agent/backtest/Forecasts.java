package io.github.headroom.agent.backtest;

import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.derive.Outlook;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** The forecast of each row as CSV; docs/backtest.md has the columns. */
public final class Forecasts {

  private final PrintStream out;
  private final StringBuilder line = new StringBuilder(200);

  public Forecasts(PrintStream out) {
    this.out = out;
    out.println(
        "time,series,limit,working_set,headroom,verdict,culprit,time_to_kill_low,"
            + "time_to_kill_mid,time_to_kill_high,working_set_90,predict_linear_10m,predict_linear_1h,"
            + "kill_probability_10m,kill_probability_1h,kill_probability_24h");
  }

  void add(String name, Life life) {
    Outlook outlook = life.outlook();
    Figures figures = outlook.latest();
    line.setLength(0);
    line.append(Numbers.plain(life.last)).append(',');
    text(name);
    figure(figures, Figure.EFFECTIVE_LIMIT);
    number(life.container().workingSet());
    figure(figures, Figure.HEADROOM_EXPECTED);
    text(outlook.verdict().word());
    text(life.culprit());
    number(outlook.hasTime() ? outlook.lowSeconds() : Double.NaN);
    number(outlook.hasTime() ? outlook.midSeconds() : Double.NaN);
    number(outlook.hasTime() ? outlook.highSeconds() : Double.NaN);
    for (UsualRule rule : life.rules) {
      line.append(!rule.evaluated() ? "" : rule.warns() ? "1" : "0").append(',');
    }
    probability(outlook, 10 * 60);
    probability(outlook, 60 * 60);
    probability(outlook, 24 * 60 * 60);
    line.setLength(line.length() - 1);
    out.println(line);
  }

  private void probability(Outlook outlook, double within) {
    number(outlook.hasProbability() ? outlook.killProbability(within) : Double.NaN);
  }

  /** Whether everything was written. */
  public boolean isWhole() {
    return !out.checkError();
  }

  private void figure(Figures figures, Figure figure) {
    number(figures.known(figure) ? figures.whole(figure) : Double.NaN);
  }

  /** Appends a number; empty where it is not known or infinite. */
  private void number(double number) {
    if (!Double.isNaN(number) && !Double.isInfinite(number)) {
      line.append(Numbers.plain(number));
    }
    line.append(',');
  }

  private void text(@Nullable String text) {
    if (text != null && text.indexOf('"') < 0 && text.indexOf(',') < 0) {
      line.append(text);
    } else if (text != null) {
      line.append('"');
      for (int i = 0; i < text.length(); i++) {
        line.append(text.charAt(i) == '"' ? "\"\"" : String.valueOf(text.charAt(i)));
      }
      line.append('"');
    }
    line.append(',');
  }
}
