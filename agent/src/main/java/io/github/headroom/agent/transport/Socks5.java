package io.github.headroom.agent.transport;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Requests a connection from a SOCKS 5 proxy (RFC 1928, RFC 1929).
 *
 * <p>The JDK's own SOCKS client is not used, because it takes the user's name and password from the
 * application's {@code Authenticator}. Here they come only from {@code java.net.socks.username} and
 * {@code java.net.socks.password}. Without them, a proxy that requires a password refuses. The
 * proxy resolves the name. SOCKS 4 ({@code socksProxyVersion=4}) is not supported.
 */
final class Socks5 {

  private static final int VERSION = 5;
  private static final int NO_AUTHENTICATION = 0;
  private static final int USER_AND_PASSWORD = 2;
  private static final int CONNECT = 1;
  private static final int IPV4 = 1;
  private static final int NAME = 3;
  private static final int IPV6 = 4;

  private Socks5() {}

  /**
   * Returns after the connection to the endpoint is established. An error has the proxy's reply
   * code.
   */
  static void connect(
      Socket socket, HttpAddress endpoint, @Nullable String user, @Nullable String password)
      throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    OutputStream out = socket.getOutputStream();
    int method = user == null ? NO_AUTHENTICATION : USER_AND_PASSWORD;
    out.write(
        user == null
            ? new byte[] {VERSION, 1, NO_AUTHENTICATION}
            : new byte[] {VERSION, 2, NO_AUTHENTICATION, USER_AND_PASSWORD});
    expect("version", VERSION, in.readUnsignedByte());
    int chosen = in.readUnsignedByte();
    if (chosen != NO_AUTHENTICATION) {
      expect("authentication method", method, chosen);
      authenticate(in, out, user == null ? "" : user, password == null ? "" : password);
    }
    byte[] name = field(endpoint.host);
    byte[] request = new byte[6 + name.length];
    request[0] = VERSION;
    request[1] = CONNECT;
    request[3] = NAME;
    System.arraycopy(name, 0, request, 4, name.length);
    request[request.length - 2] = (byte) (endpoint.port >> 8);
    request[request.length - 1] = (byte) endpoint.port;
    out.write(request);
    expect("version", VERSION, in.readUnsignedByte());
    expect("reply", 0, in.readUnsignedByte());
    in.readUnsignedByte();
    int type = in.readUnsignedByte();
    int length = type == IPV4 ? 4 : type == IPV6 ? 16 : in.readUnsignedByte();
    in.readFully(new byte[length + 2]);
  }

  private static void authenticate(
      DataInputStream in, OutputStream out, String user, String password) throws IOException {
    byte[] name = field(user);
    byte[] secret = field(password);
    byte[] request = new byte[1 + name.length + secret.length];
    request[0] = 1;
    System.arraycopy(name, 0, request, 1, name.length);
    System.arraycopy(secret, 0, request, 1 + name.length, secret.length);
    out.write(request);
    in.readUnsignedByte();
    expect("authentication", 0, in.readUnsignedByte());
  }

  /** Returns one byte of length and the text. */
  private static byte[] field(String text) throws ProtocolException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > 255) {
      throw new ProtocolException("SOCKS proxy: a name or password is longer than 255 bytes");
    }
    byte[] field = new byte[bytes.length + 1];
    field[0] = (byte) bytes.length;
    System.arraycopy(bytes, 0, field, 1, bytes.length);
    return field;
  }

  private static void expect(String what, int wanted, int found) throws ProtocolException {
    if (found != wanted) {
      throw new ProtocolException(
          "SOCKS proxy: " + what + ": expected " + wanted + ", found " + found);
    }
  }
}
