package io.github.headroom.agent.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.ProtocolException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Examples are those of RFC 7541, appendix C, unless said. */
class HpackTest {

  @Test
  void aLiteralWithIndexingIsDecodedThoughNothingIsKept() throws ProtocolException {
    assertEquals(
        List.of("custom-key", "custom-header"),
        decode("400a637573746f6d2d6b65790d637573746f6d2d686561646572"));
  }

  @Test
  void aLiteralWithoutIndexingTakesItsNameFromTheStaticTable() throws ProtocolException {
    assertEquals(List.of(":path", "/sample/path"), decode("040c2f73616d706c652f70617468"));
  }

  @Test
  void aLiteralNeverIndexed() throws ProtocolException {
    assertEquals(List.of("password", "secret"), decode("100870617373776f726406736563726574"));
  }

  @Test
  void anIndexedFieldHasNameAndValue() throws ProtocolException {
    assertEquals(List.of(":method", "GET"), decode("82"));
  }

  @Test
  void theLastStaticEntryHasAnEmptyValue() throws ProtocolException {
    assertEquals(List.of("www-authenticate", ""), decode("bd"));
  }

  @Test
  void huffmanCodedTextsAreDecoded() throws ProtocolException {
    assertEquals(
        List.of(":method", "GET", ":scheme", "http", ":path", "/", ":authority", "www.example.com"),
        decode("828684418cf1e3c2e5f23a6ba0ab90f4ff"));
    assertEquals(
        List.of(
            ":status",
            "302",
            "cache-control",
            "private",
            "date",
            "Mon, 21 Oct 2013 20:13:21 GMT",
            "location",
            "https://www.example.com"),
        decode(
            "488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff"
                + "6e919d29ad171863c78f0b97c8e9ae82ae43d3"));
  }

  @Test
  void aTableSizeUpdateIsPassedOver() throws ProtocolException {
    assertEquals(List.of(":status", "200"), decode("2088"));
    assertEquals(List.of(":status", "200"), decode("3fe11f88"));
  }

  @Test
  void anEmptyBlockHasNoFields() throws ProtocolException {
    assertEquals(List.of(), decode(""));
  }

  @Test
  void anIndexOfADynamicTableIsRefused() {
    assertEquals(
        "HPACK: expected an index of 1 to 61, found 62",
        assertThrows(ProtocolException.class, () -> decode("be")).getMessage());
    assertThrows(ProtocolException.class, () -> decode("80"));
  }

  @Test
  void aCutBlockIsRefused() {
    assertThrows(ProtocolException.class, () -> decode("400a637573"));
    assertThrows(ProtocolException.class, () -> decode("40"));
    assertThrows(ProtocolException.class, () -> decode("ff"));
  }

  @Test
  void anIntegerWithoutEndIsRefused() {
    assertThrows(ProtocolException.class, () -> decode("ffffffffffffffffff7f"));
  }

  @Test
  void huffmanPaddingOfZerosIsRefused() {
    // "w" is the seven bits 1111000, here padded with a 0.
    assertThrows(ProtocolException.class, () -> decode("400181f000"));
  }

  @Test
  void huffmanPaddingOfAByteIsRefused() {
    assertThrows(ProtocolException.class, () -> decode("400181ff00"));
  }

  @Test
  void huffmansEndOfStringWithinATextIsRefused() {
    assertThrows(ProtocolException.class, () -> decode("400184ffffffff00"));
  }

  @Test
  void whatIsEncodedIsDecoded() throws ProtocolException {
    HpackEncoder encoder = new HpackEncoder();
    encoder.add("grpc-timeout", "10000m");
    encoder.add("api-key", "k".repeat(300));

    byte[] block = encoder.toByteArray();
    assertEquals(
        List.of("grpc-timeout", "10000m", "api-key", "k".repeat(300)),
        HpackDecoder.decode(block, block.length));
  }

  private static List<String> decode(String hex) throws ProtocolException {
    byte[] block = HexFormat.of().parseHex(hex);
    return HpackDecoder.decode(block, block.length);
  }
}
