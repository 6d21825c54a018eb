package io.github.headroom.agent.publish;

import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.settings.OtlpSettings;
import io.github.headroom.agent.settings.Settings;
import io.github.headroom.agent.transport.PartialSuccess;
import io.github.headroom.agent.transport.PemFile;
import io.github.headroom.agent.transport.TlsFiles;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends samples to a collector as OTLP over the agent's own transport. */
public final class OtlpPublisher implements Publisher {

  private static final long NANOS = 1_000_000_000L;

  private final MetricSender sender;
  private final AgentLog log;
  private final OtlpPoints points;
  private final Selection selection;
  private final @Nullable String previousExit;
  private long partial;

  private OtlpPublisher(
      MetricSender sender,
      AgentLog log,
      OtlpPoints points,
      Selection selection,
      @Nullable String previousExit) {
    this.previousExit = previousExit;
    this.sender = sender;
    this.log = log;
    this.points = points;
    this.selection = selection;
  }

  /**
   * Creates the exporter for these settings.
   *
   * @param previousExit as in {@link Observation}
   */
  public static OtlpPublisher create(
      Settings settings,
      Map<String, Object> resource,
      String version,
      boolean jvm,
      @Nullable String previousExit,
      AgentLog log) {
    Map<String, Object> sent =
        OtlpAttributes.resource(resource, settings.resourceDisabledKeys(), version);
    boolean delta = settings.temporality() == Settings.Temporality.DELTA;
    OtlpPoints points =
        new OtlpPoints(OtlpAttributes.message(sent), version, new CounterHistory(delta));
    return new OtlpPublisher(
        new MetricSender(settings, version, log),
        log,
        points,
        new Selection(settings, jvm, log),
        previousExit);
  }

  /**
   * Returns the TLS files, or null if the settings name none. In that case no class for them is
   * loaded.
   */
  static @Nullable TlsFiles tlsFiles(OtlpSettings settings, String without, AgentLog log) {
    String trusted = settings.certificate();
    String key = settings.clientKey();
    String chain = settings.clientCertificate();
    if ((trusted == null && key == null) || !settings.endpoint().startsWith("https:")) {
      return null;
    }
    return new TlsFiles(
        log,
        without,
        trusted == null ? null : new PemFile(settings.certificateSetting().property(), trusted),
        key == null ? null : new PemFile(settings.clientKeySetting().property(), key),
        chain == null ? null : new PemFile(settings.clientCertificateSetting().property(), chain));
  }

  @Override
  public boolean publish(Sample sample, Figures figures, long exportsOk, long exportsFailed) {
    if (sender.client().heldNanos() > 0) {
      return false;
    }
    points.begin(sample.epochMillis());
    selection.points(
        new Observation(sample, figures, previousExit, exportsOk - partial, partial, exportsFailed),
        points);
    points.end();
    boolean sent = sender.send(points);
    long held = sender.client().heldNanos();
    if (held > 0) {
      log.warnOnce(
          "pause",
          "the collector asks for a pause of "
              + (held + NANOS - 1) / NANOS
              + " s: no export is sent before, and those that are due count as failed");
    }
    if (sent) {
      look(sender.partial());
    }
    return sent;
  }

  private void look(@Nullable PartialSuccess answer) {
    if (answer == null) {
      return;
    }
    String text = answer.message().isEmpty() ? "it gives no reason" : answer.message();
    if (answer.rejected() == 0) {
      log.warnOnce("collector's warning", "the collector took an export with a warning: " + text);
      return;
    }
    partial++;
    log.warnOnce(
        "partial success",
        "the collector rejected " + answer.rejected() + " data points of an export: " + text);
  }

  @Override
  public void endOverdue(long now) {
    sender.client().endOverdue(now);
  }

  @Override
  public void tryOnce() {
    sender.client().tryOnce();
  }

  @Override
  public void shutdown() {
    sender.client().shutdown();
  }
}
