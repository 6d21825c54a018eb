package io.github.headroom.it.engines;

import io.github.headroom.it.kubernetes.Images;
import io.github.headroom.it.kubernetes.Page;
import io.github.headroom.it.parts.JavaProcess;
import io.github.headroom.it.parts.Jdks;
import io.github.headroom.it.parts.Lab;
import io.github.headroom.it.release.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The images of docs, with one engine. */
final class ImageScenes {

  private static final String VICTIM = "io.github.headroom.demo.victims.UnsafeHog";

  private final Commands commands;
  private final Engine engine;
  private final Page page;

  ImageScenes(Commands commands, Page page) {
    this.commands = commands;
    this.engine = commands.engine();
    this.page = page;
  }

  /** The jars, and base images by the names that the pages have for them. */
  void prepare(Path directory) throws IOException {
    Path busybox = Lab.file("engines", "bin/busybox");
    Path root = directory.resolve("runtime");
    Images.runtime(root, busybox);
    Files.createSymbolicLink(root.resolve("bin/cp"), Path.of("busybox"));
    Path work = engine.work();
    Files.copy(JavaProcess.agentJar(), work.resolve("headroom-agent.jar"));
    Path app = work.resolve("app.jar");
    Files.copy(
        Path.of(System.getProperty("headroom.demo.jar", "../demo-app/target/headroom-demo.jar")),
        app,
        StandardCopyOption.REPLACE_EXISTING);
    String jar = Jdks.current().resolveSibling("jar").toString();
    Finished.of(work, jar, "--update", "--file", app.toString(), "--main-class", VICTIM).orFail();
    String path = "--change 'ENV PATH=" + Images.RUNTIME_PATH + "'";
    engine.print("tar -C " + root + " -c . | docker import " + path + " - eclipse-temurin:21-jre");
    engine.print("tar -C " + root + " -c bin tmp | docker import - busybox");
    Files.writeString(
        work.resolve("Dockerfile"),
        """
        FROM eclipse-temurin:21-jre
        COPY app.jar /opt/app.jar
        ENTRYPOINT ["java", "-jar", "/opt/app.jar"]
        """);
    engine.print("docker build -t your-image .");
  }

  /** docs/install.md, Docker, the Dockerfile; it is killed while the next scene is played. */
  void beginInTheImage() throws IOException {
    String dockerfile = Snippets.of(Commands.INSTALL, "## Docker", "dockerfile", 0);
    Files.writeString(engine.work().resolve("Dockerfile"), dockerfile);
    engine.print("docker build -t checkout .");
    engine.print("docker run --detach --memory 512m --name in-the-image checkout");
  }

  void endInTheImage() {
    String waited = engine.print("docker wait in-the-image");
    String next = commands.nextStart("in-the-image");
    engine.print("docker rm --force in-the-image");
    page.check(waited.equals("137"), commands.version() + ", in the image", () -> waited);
    page.check(next.startsWith("oom_kill"), commands.version() + ", in the image", () -> next);
    page.add(
        """
        ### In the image

        The image of the Dockerfile in [install.md](install.md#docker), run by `docker run --memory 512m checkout`, ends with status %s, too. It has no volume. The
        recording in the container's `/tmp` is still there when `docker start` starts the container again. The log of that start:

        """
            .formatted(waited));
    page.block("[headroom] WARN the JVM before this one ended by " + next);
  }

  void theImage() throws IOException {
    String dockerfile = Snippets.of(Commands.INSTALL, "## The image", "dockerfile", 0);
    Files.writeString(engine.work().resolve("Dockerfile"), dockerfile);
    Finished built = engine.sh("set -e\n" + Snippets.of(Commands.INSTALL, "## The image", "sh", 0));
    page.check(built.status() == 0, commands.version() + ", the image", built::output);
    String pulled =
        engine.print(
            """
            docker rmi registry.example.com/headroom-agent:0.1.0 >/dev/null
            docker create --name pulled registry.example.com/headroom-agent:0.1.0 cp a b >/dev/null 2>&1
            docker cp pulled:/javaagent.jar pulled.jar
            docker rm pulled >/dev/null
            cmp pulled.jar headroom-agent.jar && echo the same
            """);
    page.check(pulled.endsWith("the same"), commands.version() + ", the image", () -> pulled);
    Path tar = engine.work().resolve("image.tar");
    Finished.of(Finished.project(), "release/image.sh", "--output", tar.toString()).orFail();
    Path push = Finished.project().resolve("release/OciPush.java");
    engine.print(Jdks.current() + " " + push + " image.tar 127.0.0.1/headroom-agent:1");
    Finished copied =
        engine.sh(
            """
            docker run --rm --user 0 -v headroom:/headroom 127.0.0.1/headroom-agent:1 cp /headroom-agent.jar /headroom/
            docker run --rm -v headroom:/headroom busybox /bin/busybox cat /headroom/headroom-agent.jar | cmp - headroom-agent.jar
            """);
    page.check(copied.status() == 0, commands.version() + ", release/image.sh", copied::output);
    page.add(
        """
        ### The image

        The commands of [install.md](install.md#the-image) build the image and push it, to a registry of the test. It is pulled from there again, and its jar is the
        one that went in. The image that `release/image.sh` builds and pushes without an engine is pulled, too, and its `cp` copies the jar into a volume.

        """);
  }
}
