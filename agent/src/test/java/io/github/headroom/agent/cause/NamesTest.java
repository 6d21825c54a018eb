package io.github.headroom.agent.cause;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {

  @ParameterizedTest
  @CsvSource({
    "http-nio-8080-exec-12, http-nio-#-exec-#",
    "pool-3-thread-17, pool-#-thread-#",
    "main, main",
    "'', ''",
    "OkHttp https://user:password@api.example.com/v1?key=abc, OkHttp https://",
    "worker-550e8400-e29b-41d4-a716-446655440000, worker-#",
    "worker-550e8400e29b41d4a716446655440000-x, worker-#-x",
    "session 7f9ab8001000, session #",
    "cafe-babe, cafe-babe",
    "decade, decade",
    "Thread-0, Thread-#",
    "poll ?token=s3cr3t, poll ?",
    "login password=hunter2, login password=",
    "key AKIAIOSFODNN7EXAMPLE2, key #",
    "jdbc:oracle:thin:scott/tiger@//db:1521/shop, #@//db:#/shop",
    "pool of scott/ti@ger@db, pool of #@db",
    "pool of scott/aPasswordThatIsLongerThanAPatternMayBeAndThenSome@db, pool of #@db",
    "pool of scott/ti?ger@db, pool of #",
    "login password=hunter@2, login #",
    "mail jane@example.com, mail #@example.com",
    "shop.Poller@1f2e3d4c-2, shop.Poller@#-#",
    "@scheduled-1, @scheduled-#",
    "jwt eyJhbGciOiJIUzI1NiJ9, jwt #",
    "grpc-default-executor-5, grpc-default-executor-#",
    "h2-writer-3, h2-writer-#",
    "log4j async 7, log4j async #",
    "k8s-informer-12, k8s-informer-#",
    "worker1, worker#",
    "worker[worker1], worker[worker#]",
    "io12-poller, io#-poller",
    "ForkJoinPool.commonPool-worker-1, ForkJoinPool.commonPool-worker-#"
  })
  void numbersIdentifiersAndSecretsAreReplaced(String name, String pattern) {
    assertEquals(pattern, Names.pattern(name));
  }

  @ParameterizedTest
  @CsvSource({
    "Names$$Lambda$18/0x00007f9ab8001000, Names$$Lambda",
    "Names$$Lambda/0x000000001f042800, Names$$Lambda",
    "java.lang.invoke.LambdaForm$MH/0x00007f, java.lang.invoke.LambdaForm$MH",
    "jdk.proxy2.$Proxy31, jdk.proxy2.$Proxy",
    "shop.Rule$$EnhancerBySpringCGLIB$$9ab12f3c, shop.Rule$$EnhancerBySpringCGLIB$$",
    "shop.Rule$$SpringCGLIB$$0, shop.Rule$$SpringCGLIB$$",
    "shop.Rule$ByteBuddy$kZq81x, shop.Rule$ByteBuddy$",
    "shop.Rule$HibernateProxy$Ab3, shop.Rule$HibernateProxy$",
    "jdk.internal.reflect.GeneratedMethodAccessor12, jdk.internal.reflect.GeneratedMethodAccessor",
    "com.shop.Session, com.shop.Session",
    "org.h2.mvstore.Page$Leaf, org.h2.mvstore.Page$Leaf",
    "it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap,"
        + " it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap",
    "org.x.v12.Sha256Digest, org.x.v12.Sha256Digest",
    "shop.Base64ToUtf8Converter, shop.Base64ToUtf8Converter",
    "scala.Tuple2, scala.Tuple2",
    "shop.Main$1, shop.Main$1",
    "shop.Cart_7f9ab8001000, shop.Cart_#",
    "Generated77, Generated77"
  })
  void theGeneratedPartIsCut(String name, String pattern) {
    assertEquals(pattern, ClassNames.of(name, 100));
  }

  @ParameterizedTest
  @CsvSource({
    "Generated77, Generated#",
    "shop.Rule17, shop.Rule#",
    "shop.Rule17Compiled, shop.Rule#Compiled",
    "shop.Rule$$SpringCGLIB$$3, shop.Rule$$SpringCGLIB$$",
    "org.h2.mvstore.Page3, org.h2.mvstore.Page#"
  })
  void classesThatDifferByACounterHaveOneName(String name, String pattern) {
    assertEquals(pattern, ClassNames.pattern(name, 100));
  }

  @Test
  void aLongNameIsCutAndControlCharactersAreEscaped() {
    assertEquals(Names.MOST, Names.pattern("x".repeat(1000)).length());
    assertEquals("a\\nb\\u001b", Names.pattern("a\nb\u001b"));
    assertTrue(Names.pattern("\ud83d\ude00".repeat(100)).length() <= Names.MOST);
  }

  @Test
  void namesThatDifferInTheirLastNumberHaveOnePattern() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder begin = new StringBuilder();
      for (int length = random.nextInt(60); length > 0; length--) {
        begin.append("ax2-/:@=? .F0".charAt(random.nextInt(13)));
      }
      String one = begin.toString() + (100 + random.nextInt(900));
      String other = begin.toString() + (100 + random.nextInt(900));
      assertTrue(Names.differInLastNumber(one, other), one);
      assertEquals(Names.pattern(one), Names.pattern(other), one + " and " + other);
    }
  }

  @ParameterizedTest
  @CsvSource({"pool-1, pool-10", "pool-1-a, pool-2-a", "pool-1-1, pool-2-1", "a1, b1"})
  void namesThatDifferInMoreAreNotTakenForOnePattern(String one, String other) {
    assertFalse(Names.differInLastNumber(one, other));
  }
}
