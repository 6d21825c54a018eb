package io.github.headroom.agent.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server on loopback that handles each connection with the next step of its script. The last step
 * is repeated. Keeps what it receives.
 */
final class ScriptedServer implements AutoCloseable {

  /** Handles one connection. The socket is closed after it. */
  interface Step {
    void run(ScriptedServer server, InputStream in, OutputStream out) throws Exception;
  }

  private final ServerSocket listener;
  private final List<Step> steps;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  final AtomicInteger connections = new AtomicInteger();

  /** Heads and bodies of the requests, in order. */
  final List<String> requests = new CopyOnWriteArrayList<>();

  ScriptedServer(Step... steps) throws IOException {
    this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), steps);
  }

  ScriptedServer(ServerSocket listener, Step... steps) {
    this.listener = listener;
    this.steps = List.of(steps);
    Thread thread = new Thread(this::accept, "scripted-server");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        sockets.add(socket);
        Step step = steps.get(Math.min(connections.getAndIncrement(), steps.size() - 1));
        Thread thread = new Thread(() -> serve(socket, step), "scripted-connection");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        // Closed by the test.
      }
    }
  }

  private void serve(Socket socket, Step step) {
    try (socket) {
      step.run(this, socket.getInputStream(), socket.getOutputStream());
    } catch (Exception e) {
      // The client has closed the connection, as some tests intend.
    }
  }

  /** Reads one request with a Content-Length. Returns false at the end of the stream. */
  boolean readRequest(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    String text = "";
    while (!text.endsWith("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        return false;
      }
      head.write(b);
      text = head.toString(StandardCharsets.ISO_8859_1);
    }
    int length = 0;
    for (String line : text.lines().toList()) {
      if (line.startsWith("Content-Length: ")) {
        length = Integer.parseInt(line.substring(16));
      }
    }
    requests.add(text + new String(in.readNBytes(length), StandardCharsets.ISO_8859_1));
    return true;
  }

  /** Reads a request and responds with that text. */
  static Step answer(String text) {
    return (server, in, out) -> {
      server.readRequest(in);
      out.write(text.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    };
  }

  /** Responds to each request on the connection with the same text. */
  static Step answerAll(String text) {
    return (server, in, out) -> {
      while (server.readRequest(in)) {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
      }
    };
  }

  /** Reads a request and then does not respond while the client waits. */
  static Step hang() {
    return (server, in, out) -> {
      server.readRequest(in);
      in.read();
    };
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
