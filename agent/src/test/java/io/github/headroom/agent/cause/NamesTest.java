package io.github.headroom.agent.cause;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
    "ForkJoinPool.commonPool-worker-1, ForkJoinPool.commonPool-worker-#"
  })
  void whatTellsOneFromItsLikeIsOneSign(String name, String pattern) {
    assertEquals(pattern, Names.pattern(name));
  }

  @ParameterizedTest
  @CsvSource({
    "Names$$Lambda$18/0x00007f9ab8001000, Names$$Lambda",
    "Names$$Lambda/0x000000001f042800, Names$$Lambda",
    "java.lang.invoke.LambdaForm$MH/0x00007f, java.lang.invoke.LambdaForm$MH",
    "jdk.proxy2.$Proxy31, jdk.proxy#.$Proxy",
    "shop.Rule$$EnhancerBySpringCGLIB$$9ab12f3c, shop.Rule$$EnhancerBySpringCGLIB$$",
    "shop.Rule$$SpringCGLIB$$0, shop.Rule$$SpringCGLIB$$",
    "shop.Rule$ByteBuddy$kZq81x, shop.Rule$ByteBuddy$",
    "shop.Rule$HibernateProxy$Ab3, shop.Rule$HibernateProxy$",
    "jdk.internal.reflect.GeneratedMethodAccessor12, jdk.internal.reflect.GeneratedMethodAccessor",
    "com.shop.Session, com.shop.Session",
    "Generated77, Generated#"
  })
  void whatAGeneratorMadeUpIsCut(String name, String pattern) {
    assertEquals(pattern, Names.ofClass(name, 100));
  }

  @Test
  void aLongNameIsCutAndOneOfControlCharactersIsEscaped() {
    assertEquals(Names.MOST, Names.pattern("x".repeat(1000)).length());
    assertEquals("a\\nb\\u001b", Names.pattern("a\nb\u001b"));
    assertTrue(Names.pattern("\ud83d\ude00".repeat(100)).length() <= Names.MOST);
  }
}
