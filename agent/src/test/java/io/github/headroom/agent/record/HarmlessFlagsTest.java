package io.github.headroom.agent.record;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HarmlessFlagsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Xmx512m",
        "-Xss1M",
        "-Xint",
        "-XX:+UseG1GC",
        "-XX:-UsePerfData",
        "-XX:+ExitOnOutOfMemoryError",
        "-XX:MaxRAMPercentage=66.67",
        "-XX:MaxDirectMemorySize=64m",
        "-XX:NativeMemoryTracking=summary",
        "-XX:G1HeapRegionSize=4m",
        "-XX:ErrorFile=/var/log/hs_err_%p.log"
      })
  void whatIsKnownToBeHarmlessIsKept(String flag) {
    assertEquals(flag, HarmlessFlags.of(List.of(flag)));
  }

  @ParameterizedTest
  @CsvSource({
    "-XX:OnOutOfMemoryError=curl -H TOKEN,         -XX:OnOutOfMemoryError",
    "-XX:OnError=gdb -p %p,                        -XX:OnError",
    "-XX:Flags=/secret,                            -XX:Flags",
    "-XX:StartFlightRecording=filename=/s/x.jfr,   -XX:StartFlightRecording",
    "-XX:HeapDumpPath=/secret/x,                   -XX:HeapDumpPath",
    "-XX:MaxTOKEN=a b,                             -XX:MaxTOKEN",
    "-XX:NotAFlagYet=s3cret,                       -XX:NotAFlagYet",
    "-Xlog:gc*:file=/secret,                       -Xlog",
    "-Xrunjdwp:address=host,                       -Xrunjdwp",
    "-Xbootclasspath/a:/secret.jar,                -Xbootclasspath",
    "-Xmx1g;TOKEN,                                 -Xmx1g"
  })
  void onlyTheNameOfOtherOptionsIsKept(String flag, String kept) {
    assertEquals(kept, HarmlessFlags.of(List.of(flag)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Dpassword=secret",
        "-javaagent:/a.jar=token=1",
        "-agentlib:jdwp=x",
        "--add-opens=a/b=c",
        "TOKEN"
      })
  void optionsWithoutXAreLeftOut(String flag) {
    assertEquals("", HarmlessFlags.of(List.of(flag)));
  }

  @Test
  void theOrderIsThatOfTheCommandLine() {
    assertEquals(
        "-Xmx1g -XX:OnError -XX:+UseZGC",
        HarmlessFlags.of(List.of("-Xmx1g", "-Da=b", "-XX:OnError=x y", "-XX:+UseZGC")));
  }

  @Test
  void whatAnOlderAgentHasKeptIsCutWhenItIsRead() {
    assertEquals(
        "-Xmx1g -XX:OnOutOfMemoryError -XX:+UseZGC",
        HarmlessFlags.of("-Xmx1g -XX:OnOutOfMemoryError=curl -H TOKEN https://x -XX:+UseZGC"));
  }
}
