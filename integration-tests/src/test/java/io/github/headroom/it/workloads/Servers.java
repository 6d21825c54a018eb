package io.github.headroom.it.workloads;

import io.github.headroom.it.parts.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Application servers and services, each started as in its own documentation. */
final class Servers {

  private Servers() {}

  /** WildFly's core: the server that refuses a LogManager that is not its own (WFLYLOG0078). */
  static Application wildFly(Launch launch) throws IOException {
    Path home = Lab.file("wildfly-core", "home");
    copy(home.resolve("standalone"), launch.base());
    int port = Application.freePort();
    return Application.start(
            launch,
            port,
            Map.of(
                "JAVA_OPTS", "-Xmx128m " + launch.option(), "LAUNCH_JBOSS_IN_BACKGROUND", "true"),
            List.of(
                "sh",
                home.resolve("bin/standalone.sh").toString(),
                "-Djboss.server.base.dir=" + launch.base(),
                "-Djboss.management.http.port=" + port,
                "-bmanagement=127.0.0.1"))
        .awaitLog("WFLYSRV0025") // started
        .awaitPage("/management");
  }

  /** Tomcat, whose launcher names its own LogManager on the command line. */
  static Application tomcat(Launch launch) throws IOException {
    Path page = launch.base().resolve("webapps/ROOT/index.html");
    Files.createDirectories(page.getParent());
    Files.writeString(page, "here");
    return tomcatWithWebapps(launch).awaitPage("/");
  }

  /** Tomcat with what lies in its webapps; looks each second for what has come or gone there. */
  static Application tomcatWithWebapps(Launch launch) throws IOException {
    Path home = Lab.file("tomcat", "home");
    copy(home.resolve("conf"), launch.base().resolve("conf"));
    for (String name : List.of("logs", "temp", "work")) {
      Files.createDirectories(launch.base().resolve(name));
    }
    int port = Application.freePort();
    Path configuration = launch.base().resolve("conf/server.xml");
    Files.writeString(
        configuration,
        Files.readString(configuration)
            .replace("port=\"8005\"", "port=\"-1\"")
            .replace("port=\"8080\"", "address=\"127.0.0.1\" port=\"" + port + "\"")
            .replace("<Engine ", "<Engine backgroundProcessorDelay=\"1\" "));
    return Application.start(
        launch,
        port,
        Map.of(
            "CATALINA_BASE",
            launch.base().toString(),
            "CATALINA_OPTS",
            "-Xmx128m " + launch.option()),
        List.of("sh", home.resolve("bin/catalina.sh").toString(), "run"));
  }

  /** Open Liberty, an OSGi server with an agent of its own on the command line. */
  static Application openLiberty(Launch launch) throws IOException {
    Path home = Lab.file("open-liberty", "home");
    Path server = Files.createDirectories(launch.base().resolve("servers/guest"));
    int port = Application.freePort();
    Files.createDirectories(server.resolve("apps/root.war"));
    Files.writeString(server.resolve("apps/root.war/index.html"), "here");
    Files.writeString(
        server.resolve("server.xml"),
        """
        <server>
          <featureManager><feature>servlet-4.0</feature></featureManager>
          <httpEndpoint id="defaultHttpEndpoint" host="127.0.0.1" httpPort="%d" httpsPort="-1"/>
          <webApplication location="root.war" contextRoot="/"/>
        </server>
        """
            .formatted(port));
    return Application.start(
            launch,
            port,
            Map.of(
                "WLP_USER_DIR", launch.base().toString(),
                "WLP_OUTPUT_DIR", launch.base().resolve("output").toString(),
                "JVM_ARGS", "-Xmx192m " + launch.option()),
            List.of("sh", home.resolve("bin/server").toString(), "run", "guest"))
        .awaitLog("CWWKF0011I") // ready to run a smarter planet
        .awaitPage("/");
  }

  static Application springBoot(Launch launch) throws IOException {
    int port = Application.freePort();
    return Application.java(
            launch,
            port,
            List.of("-Xmx128m"),
            "-jar",
            Lab.file("spring-boot", "application.jar").toString(),
            "--server.address=127.0.0.1",
            "--server.port=" + port)
        .awaitPage("/");
  }

  static Application quarkus(Launch launch) throws IOException {
    int port = Application.freePort();
    return Application.java(
            launch,
            port,
            List.of("-Xmx128m", "-Dquarkus.http.host=127.0.0.1", "-Dquarkus.http.port=" + port),
            "-jar",
            Lab.file("quarkus", "quarkus-app/quarkus-run.jar").toString())
        .awaitPage("/");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }
}
