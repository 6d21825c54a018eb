package io.github.headroom.agent.boot;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands are values of sun.java.command in a JVM of that tool. */
class JdkToolTest {

  private static final File OWN = new File("/opt/headroom/headroom-agent.jar");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdk.jcmd/sun.tools.jcmd.JCmd 1 VM.flags",
        "jdk.jcmd/sun.tools.jstat.Jstat -gc 1",
        "jdk.jcmd/sun.tools.jps.Jps",
        "java.base/sun.security.tools.keytool.Main -list",
        "jdk.compiler/com.sun.tools.javac.Main A.java",
        "jdk.jartool/sun.tools.jar.Main xf a.jar",
        "jdk.javadoc/jdk.javadoc.internal.tool.Main",
        "jdk.jlink/jdk.tools.jlink.internal.Main",
        "jdk.jdeps/com.sun.tools.jdeps.Main",
        "jdk.jshell/jdk.internal.jshell.tool.JShellToolProvider",
        "jdk.jfr/jdk.jfr.internal.tool.Main print",
        "jdk.hotspot.agent/sun.jvm.hotspot.SALauncher",
        "sun.tools.jcmd.JCmd 1",
        "com.sun.tools.javac.Main A.java",
        "sun.security.tools.keytool.Main"
      })
  void aToolOfTheJdkIsNotWatched(String command) {
    assertTrue(JdkTool.isThisJvm(command, OWN));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/opt/headroom/headroom-agent.jar",
        "/opt/headroom/headroom-agent.jar report /tmp",
        "/opt/headroom/../headroom/headroom-agent.jar show 1",
        "io.github.headroom.agent.Main",
        "io.github.headroom.agent.Main report /tmp"
      })
  void aVerbOfTheAgentIsNotWatched(String command) {
    assertTrue(JdkTool.isThisJvm(command, OWN));
  }

  @Test
  void itsJarIsFoundByARelativeName() {
    File here = new File("headroom agent.jar");
    assertTrue(JdkTool.isThisJvm("headroom agent.jar report", here.getAbsoluteFile()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "app.jar",
        "/opt/headroom-agent.jar/app.jar",
        "/opt/other/headroom-agent.jar report",
        "app.jar --with /opt/headroom/headroom-agent.jar",
        "io.github.headroom.agent.MainOfOthers",
        "/opt/app/jdk.jcmd/app.jar",
        "com.example.Main jdk.jcmd/sun.tools.jcmd.JCmd",
        "com.example.app/com.example.Main",
        "jdk.compiler/com.sun.tools.javac.launcher.Main Application.java",
        "jdk.compiler/com.sun.tools.javac.launcher.SourceLauncher Application.java",
        "org.apache.catalina.startup.Bootstrap start",
        "kafka.Kafka server.properties"
      })
  void anApplicationIsWatched(String command) {
    assertFalse(JdkTool.isThisJvm(command, OWN));
  }
}
