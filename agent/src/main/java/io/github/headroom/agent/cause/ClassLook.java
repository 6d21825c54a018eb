package io.github.headroom.agent.cause;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.sample.Sample;
import org.jspecify.annotations.Nullable;

/**
 * Whose classes become more: by the class of their loader. Where its loaders become more too, the
 * application is loaded again and again, as by redeploys; one loader with ever more classes has
 * them generated at run time, and then the pattern of their names is said.
 */
final class ClassLook implements Look {

  /** Names that are looked at, about. */
  private static final int NAMES = 2000;

  private final Classes classes;
  private final Baseline ofClasses = new Baseline();
  private final Baseline ofLoaders = new Baseline();

  ClassLook(Classes classes) {
    this.classes = classes;
  }

  @Override
  public void baseline(double seconds) {
    take(Loaders.of(classes.all(), seconds));
  }

  private void take(Loaders loaders) {
    ofClasses.take(loaders.classes());
    ofLoaders.take(loaders.loaders());
  }

  @Override
  public void holds(double seconds) {
    ofClasses.holds(seconds);
    ofLoaders.holds(seconds);
  }

  @Override
  public @Nullable Finding look(Sample now, Sample before, double seconds, double clock) {
    Class<?>[] all = classes.all();
    Loaders found = Loaders.of(all, clock);
    Sizes since = ofClasses.groups();
    Sizes loadersSince = ofLoaders.groups();
    take(found);
    if (since == null || loadersSince == null) {
      return largest(found, all);
    }
    String kind = found.classes().grownMost(since);
    if (kind == null) {
      return null;
    }
    long classesBefore = since.size(kind);
    long classesNow = found.classes().size(kind);
    long loadersBefore = loadersSince.size(kind);
    long loadersNow = found.loaders().size(kind);
    double span = clock - since.seconds();
    StringBuilder text = new StringBuilder();
    Change change;
    if (loadersNow > loadersBefore) {
      change = new Change("loaders", loadersBefore, loadersNow, span);
      text.append(Amounts.counts(loadersBefore, loadersNow)).append(" loaders ");
      text.append(shortened(kind));
      text.append(", classes ").append(Amounts.counts(classesBefore, classesNow));
    } else {
      change = new Change("classes", classesBefore, classesNow, span);
      text.append("loader ").append(shortened(kind)).append(" +");
      text.append(Amounts.count(classesNow - classesBefore));
      text.append(" classes");
    }
    text.append(' ').append(Amounts.span(span));
    generated(all, kind, classesNow, classesNow - classesBefore, text);
    return new Finding(MemoryArea.METASPACE, "class_loader", kind, change, text.toString());
  }

  /** Before anything is known of an earlier time. */
  private static @Nullable Finding largest(Loaders found, Class<?>[] all) {
    String kind = found.classes().grownMost(null);
    if (kind == null) {
      return null;
    }
    long count = found.classes().size(kind);
    StringBuilder text = new StringBuilder("largest: loader ");
    text.append(shortened(kind)).append(' ');
    text.append(Amounts.count(count)).append(" classes");
    generated(all, kind, count, count, text);
    return new Finding(MemoryArea.METASPACE, "class_loader", kind, null, text.toString());
  }

  /** A pattern that many of them have in common, where there is one. */
  private static void generated(
      Class<?>[] all, String kind, long count, long grown, StringBuilder text) {
    int step = (int) (1 + count / NAMES);
    Sizes names = Loaders.names(all, kind, step);
    String pattern = names.grownMost(null);
    if (pattern == null || names.size(pattern) < 2) {
      return;
    }
    long like = names.size(pattern) * step;
    if (like >= grown / 2) { // it may be half of the growth
      text.append(", about ").append(Amounts.count(Math.min(like, count))).append(" are '");
      text.append(pattern).append('\'');
    }
  }

  /** Without its package: there are two names in the sentence. */
  private static String shortened(String kind) {
    return kind.substring(kind.lastIndexOf('.') + 1);
  }
}
