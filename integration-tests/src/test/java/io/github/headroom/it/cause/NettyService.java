package io.github.headroom.it.cause;

import io.github.headroom.agent.cause.Finding;
import io.github.headroom.agent.cause.Garbage;
import io.github.headroom.agent.cause.Look;
import io.github.headroom.agent.cause.Looks;
import io.github.headroom.agent.derive.Derivation;
import io.github.headroom.agent.derive.Figure;
import io.github.headroom.agent.derive.Figures;
import io.github.headroom.agent.derive.forecast.MemoryArea;
import io.github.headroom.agent.log.AgentLog;
import io.github.headroom.agent.sample.Sample;
import io.github.headroom.agent.sample.Sampler;
import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes 80 MiB by Netty's allocators, and prints what the areas of the ledger hold before and after
 * a look into one of them, as {@code LEDGER_DIRECT_BUFFERS 83886080}.
 *
 * <p>Arguments: the package of Netty, and the area.
 */
final class NettyService {

  private static final int MIB = 1 << 20;

  private NettyService() {}

  public static void main(String[] arguments) throws Exception {
    Path root = Path.of("/");
    Instrumentation instrumentation = OwnAgent.instrumentation();
    AgentLog log = new AgentLog(System.err, AgentLog.Level.WARN);
    Sampler sampler = Sampler.ofThisJvm(root, instrumentation, System::currentTimeMillis, log);
    Sample before = new Sample();
    sampler.fullPass(before);
    List<Object> held = new ArrayList<>();
    take(arguments[0] + ".buffer.ByteBufAllocator", 50, held);
    take(arguments[0] + ".buffer.PooledByteBufAllocator", 30, held);
    Sample now = new Sample();
    sampler.fullPass(now);
    print("before the look", now);
    MemoryArea area = MemoryArea.valueOf(arguments[1]);
    Look look = Looks.of(area, root, instrumentation, sampler, () -> 1L << 30, true, new Garbage());
    Finding finding = look.look(now, before, 1, 1);
    System.out.println(finding == null ? "nothing found" : finding.sentence());
    sampler.fullPass(now);
    print("after the look", now);
    System.out.println(held.size() + " buffers");
  }

  private static void take(String allocators, int mebibytes, List<Object> into) throws Exception {
    Class<?> type = Class.forName(allocators);
    Object allocator = type.getField("DEFAULT").get(null);
    for (int i = 0; i < mebibytes; i++) {
      Object buffer = type.getMethod("directBuffer", int.class).invoke(allocator, MIB);
      java.lang.reflect.Method zero =
          Class.forName(allocators.substring(0, allocators.lastIndexOf('.')) + ".ByteBuf")
              .getMethod("setZero", int.class, int.class);
      zero.invoke(buffer, 0, MIB);
      into.add(buffer);
    }
  }

  private static void print(String when, Sample sample) {
    Figures figures = new Figures();
    Derivation.derive(sample, figures);
    System.out.println(when);
    for (Figure figure : List.of(Figure.LEDGER_DIRECT_BUFFERS, Figure.LEDGER_NATIVE_OTHER)) {
      System.out.println(
          figure + " " + (figures.known(figure) ? figures.whole(figure) : "unknown"));
    }
  }
}
