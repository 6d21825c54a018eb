package io.github.headroom.agent.extension;

import io.opentelemetry.api.incubator.config.DeclarativeConfigProperties;
import io.opentelemetry.common.ComponentLoader;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Declarative configuration made of maps, lists and scalars. */
record Declared(Map<String, ?> values) implements DeclarativeConfigProperties {

  @Override
  public String getString(String name) {
    return of(name, String.class);
  }

  @Override
  public Boolean getBoolean(String name) {
    return of(name, Boolean.class);
  }

  @Override
  public Integer getInt(String name) {
    return of(name, Integer.class);
  }

  @Override
  public Long getLong(String name) {
    return of(name, Long.class);
  }

  @Override
  public Double getDouble(String name) {
    return of(name, Double.class);
  }

  @Override
  public <T> List<T> getScalarList(String name, Class<T> type) {
    throw new UnsupportedOperationException(name);
  }

  @Override
  public boolean isString(String name) {
    return values.get(name) instanceof String;
  }

  @Override
  public boolean isBoolean(String name) {
    return values.get(name) instanceof Boolean;
  }

  @Override
  public boolean isInt(String name) {
    return values.get(name) instanceof Integer;
  }

  @Override
  public boolean isLong(String name) {
    return values.get(name) instanceof Long;
  }

  @Override
  public boolean isDouble(String name) {
    return values.get(name) instanceof Double;
  }

  @Override
  @SuppressWarnings("unchecked")
  public DeclarativeConfigProperties getStructured(String name) {
    Map<String, ?> structured = of(name, Map.class);
    return structured == null ? null : new Declared(structured);
  }

  @Override
  @SuppressWarnings("unchecked")
  public List<DeclarativeConfigProperties> getStructuredList(String name) {
    List<Map<String, ?>> list = of(name, List.class);
    return list == null
        ? null
        : list.stream().<DeclarativeConfigProperties>map(Declared::new).toList();
  }

  @Override
  public Set<String> getPropertyKeys() {
    return values.keySet();
  }

  @Override
  public ComponentLoader getComponentLoader() {
    throw new UnsupportedOperationException();
  }

  private <T> T of(String name, Class<T> type) {
    Object value = values.get(name);
    return type.isInstance(value) ? type.cast(value) : null;
  }
}
