package io.github.headroom.agent.cause;

import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.sample.Sample;
import org.jspecify.annotations.Nullable;

/**
 * Names the class of class loader whose classes become more. Where its loaders become more too, the
 * application is loaded again and again, as by redeploys. One loader with ever more classes
 * generates them at run time: the finding has the pattern of their names.
 */
final class ClassLook implements Look {

  /** How many names of classes a look reads, about. */
  private static final int NAMES = 2000;

  private final Classes classes;
  private final Baseline ofClasses = new Baseline();
  private final Baseline ofLoaders = new Baseline();

  ClassLook(Classes classes) {
    this.classes = classes;
  }

  @Override
  public void baseline(double seconds) {
    add(Loaders.of(classes.all(), seconds));
  }

  private void add(Loaders loaders) {
    ofClasses.add(loaders.classes());
    ofLoaders.add(loaders.loaders());
  }

  @Override
  public void confirmBaseline(double seconds) {
    ofClasses.confirm(seconds);
    ofLoaders.confirm(seconds);
  }

  @Override
  public @Nullable Finding look(Sample now, Sample before, double seconds, double clock) {
    Class<?>[] all = classes.all();
    Loaders found = Loaders.of(all, clock);
    Sizes since = ofClasses.groups();
    Sizes loadersSince = ofLoaders.groups();
    add(found);
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
    appendPattern(all, kind, classesNow, classesNow - classesBefore, text);
    return new Finding(MemoryArea.METASPACE, "class_loader", kind, change, text.toString());
  }

  /** The finding of a first look, which has no reading to compare with. */
  private static @Nullable Finding largest(Loaders found, Class<?>[] all) {
    String kind = found.classes().grownMost(null);
    if (kind == null) {
      return null;
    }
    long count = found.classes().size(kind);
    StringBuilder text = new StringBuilder("largest: loader ");
    text.append(shortened(kind)).append(' ');
    text.append(Amounts.count(count)).append(" classes");
    appendPattern(all, kind, count, count, text);
    return new Finding(MemoryArea.METASPACE, "class_loader", kind, null, text.toString());
  }

  /** Appends the pattern of names that most of the new classes may share, where there is one. */
  private static void appendPattern(
      Class<?>[] all, String kind, long count, long grown, StringBuilder text) {
    int step = (int) (1 + count / NAMES);
    Sizes names = Loaders.names(all, kind, step);
    String pattern = names.grownMost(null);
    if (pattern == null || names.size(pattern) < 2) {
      return;
    }
    long like = names.size(pattern) * step;
    if (like >= grown / 2) { // these classes may be half of the growth
      text.append(", about ").append(Amounts.count(Math.min(like, count))).append(" are '");
      text.append(pattern).append('\'');
    }
  }

  /** The name without its package, since the sentence has two names. */
  private static String shortened(String kind) {
    return kind.substring(kind.lastIndexOf('.') + 1);
  }
}
