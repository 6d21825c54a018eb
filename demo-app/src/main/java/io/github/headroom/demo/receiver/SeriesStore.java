package io.github.headroom.demo.receiver;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The last points of each series, of the service instance that most lately appeared. A restart of
 * the service makes a new instance, whose curves must not be joined to those of the old one.
 *
 * <p>Bounded: {@link #MAX_INSTANCES} instances, {@link #MAX_SERIES} series each, a number of points
 * each; beyond that the oldest instance or point goes, and a new series is counted and dropped.
 */
public final class SeriesStore {
  /** Half an hour of points, one a second. */
  public static final int DEFAULT_POINTS = 1800;

  static final int MAX_INSTANCES = 4;
  static final int MAX_SERIES = 500;

  private final int pointsEach;
  private final LinkedHashMap<SortedMap<String, String>, Instance> instances =
      new LinkedHashMap<>();
  private @Nullable Instance newest;
  private int instancesSeen;
  private long cursor;
  private long dropped;

  /**
   * An empty store.
   *
   * @param pointsEach points kept of each series, 1 or more
   */
  public SeriesStore(int pointsEach) {
    this.pointsEach = pointsEach;
  }

  /**
   * Adds the points of one request.
   *
   * @param nowMillis the receiver's clock, milliseconds since the epoch
   */
  public synchronized void add(Export export, long nowMillis) {
    if (export.points().isEmpty()) {
      return;
    }
    cursor++;
    Instance instance = instances.get(export.resource());
    if (instance == null) {
      instance = new Instance(++instancesSeen, export.resource());
      instances.put(export.resource(), instance);
      newest = instance;
      if (instances.size() > MAX_INSTANCES) {
        instances.remove(instances.keySet().iterator().next());
      }
    }
    instance.lastMillis = nowMillis;
    for (Point point : export.points()) {
      Key key = new Key(point.name(), point.attributes());
      Series series = instance.series.get(key);
      if (series == null) {
        if (instance.series.size() == MAX_SERIES) {
          dropped++;
          continue;
        }
        series = new Series(point, pointsEach);
        instance.series.put(key, series);
      }
      series.add(cursor, point.timeMillis(), point.value());
    }
  }

  /**
   * The points of the newest instance that arrived after a cursor.
   *
   * @param after the cursor of an earlier snapshot of the same instance, or 0 for everything held
   * @return null before the first point
   */
  public synchronized @Nullable Snapshot snapshot(long after) {
    Instance shown = newest;
    if (shown == null) {
      return null;
    }
    List<SeriesPoints> list = new ArrayList<>();
    for (Series series : shown.series.values()) {
      int first = series.size();
      while (first > 0 && series.cursor(first - 1) > after) {
        first--;
      }
      int count = series.size() - first;
      if (count == 0) {
        continue;
      }
      List<Sample> samples = new ArrayList<>(count);
      for (int i = first; i < series.size(); i++) {
        samples.add(new Sample(series.timeMillis(i), series.value(i)));
      }
      list.add(new SeriesPoints(series.name, series.unit, series.attributes, samples));
    }
    return new Snapshot(shown.number, shown.resource, shown.lastMillis, cursor, dropped, list);
  }

  /**
   * The last value of a series of the newest instance.
   *
   * @param attributes key, value, key, value; all of them, no more
   * @return null if no such point came with the instance's latest request: absent is absent
   */
  public synchronized @Nullable Double latest(String name, String... attributes) {
    Instance shown = newest;
    if (shown == null) {
      return null;
    }
    SortedMap<String, String> wanted = new TreeMap<>();
    for (int i = 0; i < attributes.length; i += 2) {
      wanted.put(attributes[i], attributes[i + 1]);
    }
    Series series = shown.series.get(new Key(name, wanted));
    return series == null ? null : shown.current(series);
  }

  /**
   * The sum of the last values of all series of a name that have an attribute.
   *
   * @return null if none came with the latest request
   */
  public synchronized @Nullable Double latestSum(String name, String attribute, String value) {
    Instance shown = newest;
    if (shown == null) {
      return null;
    }
    Double sum = null;
    for (Series series : shown.series.values()) {
      if (series.name.equals(name) && value.equals(series.attributes.get(attribute))) {
        Double current = shown.current(series);
        if (current != null) {
          sum = sum == null ? current : Double.valueOf(sum + current);
        }
      }
    }
    return sum;
  }

  /** The receiver's time of the newest instance's last points, or null before the first. */
  public synchronized @Nullable Long lastMillis() {
    return newest == null ? null : newest.lastMillis;
  }

  private record Key(String name, Map<String, String> attributes) {}

  private static final class Instance {
    final int number;
    final SortedMap<String, String> resource;
    final Map<Key, Series> series = new LinkedHashMap<>();
    long lastMillis;

    Instance(int number, SortedMap<String, String> resource) {
      this.number = number;
      this.resource = resource;
    }

    @Nullable Double current(Series of) {
      long newestTime = Long.MIN_VALUE;
      for (Series each : series.values()) {
        newestTime = Math.max(newestTime, each.timeMillis(each.size() - 1));
      }
      int last = of.size() - 1;
      return of.timeMillis(last) == newestTime ? of.value(last) : null;
    }
  }

  /**
   * One value at one time of the sender's clock.
   *
   * @param timeMillis milliseconds since the epoch
   */
  public record Sample(long timeMillis, double value) {}

  /**
   * The new points of one series.
   *
   * @param samples oldest first, at least one
   */
  public record SeriesPoints(
      String name, String unit, SortedMap<String, String> attributes, List<Sample> samples) {}

  /**
   * What the newest instance sent since some cursor.
   *
   * @param instance 1 for the first service instance seen, then counting; when it changes, earlier
   *     snapshots are of another instance
   * @param lastMillis the receiver's clock at the instance's last points
   * @param cursor to ask for what comes after this snapshot
   * @param dropped points not kept since the receiver started, for there were too many series
   */
  public record Snapshot(
      int instance,
      SortedMap<String, String> resource,
      long lastMillis,
      long cursor,
      long dropped,
      List<SeriesPoints> series) {}
}
