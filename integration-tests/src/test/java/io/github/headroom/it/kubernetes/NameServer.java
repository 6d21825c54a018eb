package io.github.headroom.it.kubernetes;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Stands in for a cluster's DNS: one name has the address that it listens on, any other does not
 * exist (RFC 1035).
 */
final class NameServer {

  private static final int PORT = 53;
  private static final int HEADER = 12;
  private static final short ANSWER = (short) 0x8580; // authoritative, recursion as it was asked
  private static final int NO_SUCH_NAME = 3;
  private static final short A = 1;

  private NameServer() {}

  /** Answers in a daemon thread. */
  static void start(InetAddress address, String name) throws IOException {
    DatagramSocket socket = new DatagramSocket(PORT, address);
    Thread thread = new Thread(() -> serve(socket, address, name), "name server");
    thread.setDaemon(true);
    thread.start();
  }

  private static void serve(DatagramSocket socket, InetAddress address, String name) {
    byte[] buffer = new byte[512];
    while (true) {
      try {
        DatagramPacket query = new DatagramPacket(buffer, buffer.length);
        socket.receive(query);
        byte[] answer = answer(ByteBuffer.wrap(buffer, 0, query.getLength()), address, name);
        socket.send(new DatagramPacket(answer, answer.length, query.getSocketAddress()));
      } catch (IOException | RuntimeException e) {
        System.err.println("name server: " + e);
      }
    }
  }

  /** The question comes back; an answer points to its name, and may be kept for a second. */
  private static byte[] answer(ByteBuffer query, InetAddress address, String name) {
    StringBuilder asked = new StringBuilder();
    int end = HEADER;
    for (int length = query.get(end); length > 0; length = query.get(end)) {
      byte[] label = new byte[length];
      query.position(end + 1).get(label);
      asked.append(end == HEADER ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
      end += 1 + length;
    }
    boolean known = asked.toString().equalsIgnoreCase(name);
    boolean answered = known && query.getShort(end + 1) == A;
    end += 1 + 2 + 2;
    ByteBuffer answer = ByteBuffer.allocate(end + (answered ? 16 : 0));
    answer.put(query.duplicate().position(0).limit(end));
    answer.putShort(2, (short) (ANSWER | (known ? 0 : NO_SUCH_NAME)));
    answer.putShort(4, (short) 1).putShort(6, (short) (answered ? 1 : 0)).putInt(8, 0);
    if (answered) {
      answer.putShort((short) (0xC000 | HEADER)).putShort(A).putShort((short) 1).putInt(1);
      answer.putShort((short) 4).put(address.getAddress());
    }
    return answer.array();
  }
}
