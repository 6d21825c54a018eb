package io.github.headroom.agent.cause;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.headroom.agent.sample.Sample;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@SuppressWarnings("deprecation") // getProxyClass: the class alone is wanted
class ClassLookTest {

  private final List<Class<?>> classes = new ArrayList<>();
  private final ClassLook look = new ClassLook(new TestClasses());

  private final class TestClasses extends Classes {

    TestClasses() {
      super(null);
    }

    @Override
    Class<?>[] all() {
      return classes.toArray(new Class<?>[0]);
    }
  }

  /** Each one defines a class of its own. */
  private static final class RedeployLoader extends ClassLoader {

    Class<?> define() {
      return Proxy.getProxyClass(this, Runnable.class);
    }
  }

  private void generate(int count, ClassLoader loader) {
    Class<?>[] all = {
      Runnable.class,
      Comparable.class,
      AutoCloseable.class,
      Iterable.class,
      Cloneable.class,
      java.io.Serializable.class,
      CharSequence.class,
      Appendable.class,
      Readable.class,
      java.io.Flushable.class
    };
    for (int i = 0; i < count; i++) {
      List<Class<?>> some = new ArrayList<>();
      for (int bit = 0; bit < all.length; bit++) {
        if ((((i + 1) >> bit) & 1) != 0) {
          some.add(all[bit]);
        }
      }
      classes.add(Proxy.getProxyClass(loader, some.toArray(new Class<?>[0])));
    }
  }

  private Finding look(double clock) {
    return look.look(new Sample(), new Sample(), 1, clock);
  }

  @Test
  void theOrderOfTheClassesDoesNotMatter() {
    RedeployLoader one = new RedeployLoader();
    RedeployLoader other = new RedeployLoader();
    Class<?>[] mixed = {one.define(), String.class, other.define(), one.define(), Integer.class};
    Loaders found = Loaders.of(mixed, 0);
    assertEquals(3, found.classes().size(RedeployLoader.class.getName()));
    assertEquals(2, found.classes().size(Loaders.BOOT));
    assertEquals(2, found.loaders().size(RedeployLoader.class.getName()));
    assertFalse(Loaders.of(new Class<?>[] {one.define()}, 0).classes().has(Loaders.BOOT));
  }

  @Test
  void moreLoadersOfOneClassAreRedeploys() {
    classes.add(new RedeployLoader().define());
    look.baseline(0);
    for (int i = 0; i < 36; i++) {
      classes.add(new RedeployLoader().define());
    }
    Finding found = look(600);
    assertTrue(
        found
            .sentence()
            .startsWith(
                "metaspace: 1 -> 37 loaders ClassLookTest$RedeployLoader, classes 1 -> 37 in 10"
                    + " min"),
        found.sentence());
    assertEquals(RedeployLoader.class.getName(), found.name());
    assertEquals("loaders", found.change().unit());
  }

  @Test
  void oneLoaderWithMoreClassesGeneratesThem() {
    RedeployLoader loader = new RedeployLoader();
    classes.add(String.class);
    classes.add(loader.define());
    look.baseline(0);
    generate(200, loader);
    Finding found = look(120);
    assertTrue(
        found
            .sentence()
            .startsWith(
                "metaspace: loader ClassLookTest$RedeployLoader +200 classes in 2 min, about 201"
                    + " are '"),
        found.sentence());
    assertTrue(found.sentence().endsWith("$Proxy'"), found.sentence());
    assertEquals("classes", found.change().unit());
  }

  @Test
  void withoutABaselineTheLargestLoaderIsNamed() {
    classes.add(String.class);
    classes.add(Integer.class);
    classes.add(new RedeployLoader().define());
    Finding found = look(1);
    assertTrue(
        found.sentence().startsWith("metaspace: largest: loader boot 2 classes"), found.sentence());
    assertNull(found.change());
  }

  @Test
  void thereIsNoFindingWhereNoLoaderGrew() {
    classes.add(String.class);
    look.baseline(0);
    assertNull(look(60));
  }

  @Test
  void noClassOrLoaderIsKept() throws Exception {
    java.lang.ref.WeakReference<RedeployLoader> reference;
    {
      RedeployLoader loader = new RedeployLoader();
      reference = new java.lang.ref.WeakReference<>(loader);
      classes.add(loader.define());
      look.baseline(0);
      assertNotNull(loader);
    }
    classes.clear();
    for (int i = 0; i < 20 && reference.get() != null; i++) {
      System.gc();
    }
    assertNull(reference.get());
  }
}
