package io.github.headroom.benchmarks.accuracy;

import io.github.headroom.agent.derive.forecast.Forecast;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import org.jspecify.annotations.Nullable;

/** Headroom's forecast: it warns where it tells a time. */
final class OurForecast implements Warner {

  private Forecast forecast = new Forecast();

  @Override
  public String name() {
    return "Headroom";
  }

  @Override
  public void see(Observation observation) {
    forecast.add(observation.tick);
  }

  @Override
  public boolean warns() {
    return forecast.hasTime();
  }

  @Override
  public double mid() {
    return forecast.hasTime() ? forecast.midSeconds() : Double.NaN;
  }

  @Override
  public double low() {
    return forecast.hasTime() ? forecast.lowSeconds() : Double.NaN;
  }

  @Override
  public double high() {
    return forecast.hasTime() ? forecast.highSeconds() : Double.NaN;
  }

  @Override
  public @Nullable MemoryArea culprit() {
    return forecast.culprit();
  }

  @Override
  public void restarted() {
    forecast = new Forecast();
  }
}
