package io.github.headroom.agent.publish;

import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.settings.OtlpSettings;
import io.github.headroom.agent.settings.Settings;
import io.github.headroom.agent.transport.PartialSuccess;
import io.github.headroom.agent.transport.PemFile;
import io.github.headroom.agent.transport.TlsFiles;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
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
    InstrumentationScopeInfo scope =
        InstrumentationScopeInfo.builder("io.github.headroom").setVersion(version).build();
    boolean delta = settings.temporality() == Settings.Temporality.DELTA;
    OtlpPoints points =
        new OtlpPoints(
            resource(resource, settings.resourceDisabledKeys()), scope, new CounterHistory(delta));
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
    boolean sent = sender.send(points.end());
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

  static Resource resource(Map<String, Object> attributes, Set<String> disabled) {
    AttributesBuilder builder = Attributes.builder();
    for (Map.Entry<String, Object> attribute : attributes.entrySet()) {
      put(builder, attribute.getKey(), attribute.getValue());
    }
    Resource resource = Resource.getDefault().merge(Resource.create(builder.build()));
    return disabled.isEmpty()
        ? resource
        : resource.toBuilder().removeIf(new Disabled(disabled)).build();
  }

  private static void put(AttributesBuilder to, String key, Object value) {
    if (value instanceof Long) {
      to.put(AttributeKey.longKey(key), (Long) value);
    } else if (value instanceof Boolean) {
      to.put(AttributeKey.booleanKey(key), (Boolean) value);
    } else if (value instanceof Double) {
      to.put(AttributeKey.doubleKey(key), (Double) value);
    } else if (value instanceof List) {
      to.put(listKey(key, (List<?>) value), value);
    } else {
      to.put(AttributeKey.stringKey(key), value.toString());
    }
  }

  /** Returns a list key of the type of the first element. */
  @SuppressWarnings("unchecked")
  private static AttributeKey<Object> listKey(String key, List<?> list) {
    Object first = list.isEmpty() ? "" : list.get(0);
    AttributeKey<?> typed = AttributeKey.stringArrayKey(key);
    if (first instanceof Long) {
      typed = AttributeKey.longArrayKey(key);
    } else if (first instanceof Boolean) {
      typed = AttributeKey.booleanArrayKey(key);
    } else if (first instanceof Double) {
      typed = AttributeKey.doubleArrayKey(key);
    }
    return (AttributeKey<Object>) typed;
  }

  /**
   * Selects the keys of otel.resource.disabled.keys, including service.name and telemetry.sdk.*, as
   * autoconfigure does.
   */
  private static final class Disabled implements Predicate<AttributeKey<?>> {
    private final Set<String> keys;

    Disabled(Set<String> keys) {
      this.keys = keys;
    }

    @Override
    public boolean test(AttributeKey<?> attribute) {
      return keys.contains(attribute.getKey());
    }
  }
}
