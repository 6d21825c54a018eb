package io.github.headroom.agent.publish;

import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.sdk.common.export.GrpcSenderProvider;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import java.util.Collections;

/** Gives the exporters our transport, without a search through service files. */
final class OwnSenders implements ComponentLoader {

  @Override
  public <T> Iterable<T> load(Class<T> spiClass) {
    if (spiClass == HttpSenderProvider.class) {
      return Collections.singletonList(spiClass.cast(new SocketHttpSenderProvider()));
    }
    if (spiClass == GrpcSenderProvider.class) {
      return Collections.singletonList(spiClass.cast(new SocketGrpcSenderProvider()));
    }
    return Collections.emptyList();
  }
}
