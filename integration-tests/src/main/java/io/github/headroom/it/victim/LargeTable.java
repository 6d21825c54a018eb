package io.github.headroom.it.victim;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

/**
 * Fills a table of a database in a file, prints {@code filled}, then reads rows of it in no order
 * until it is asked to end: {@code LargeTable FILE MEBIBYTES ROWS_PER_SECOND}, H2 on the class
 * path. Writes {@code MILLISECONDS ROWS} each second, since the epoch and so far.
 */
public final class LargeTable {

  private static final int ROW_BYTES = 16 * 1024;
  private static final int BATCH = 256;
  private static final long SEED = 42;

  private static volatile boolean ended;

  private LargeTable() {}

  public static void main(String[] arguments) throws Exception {
    final CountDownLatch closed = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread() {
              @Override
              public void run() {
                ended = true;
                try {
                  closed.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            });
    // The hook above closes it; the cache is the least there is, so that reads go to the file.
    String url = "jdbc:h2:" + arguments[0] + ";DB_CLOSE_ON_EXIT=FALSE;CACHE_SIZE=1024";
    try (Connection connection = DriverManager.getConnection(url)) {
      int rows = fill(connection, Integer.parseInt(arguments[1]));
      System.out.println("filled");
      read(connection, rows, Integer.parseInt(arguments[2]));
    }
    System.out.println("closed");
    closed.countDown();
  }

  private static int fill(Connection connection, int mebibytes) throws SQLException {
    int rows = mebibytes * (1024 * 1024 / ROW_BYTES);
    Random random = new Random(SEED);
    byte[] data = new byte[ROW_BYTES];
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "create table large(id int primary key, data varbinary(" + ROW_BYTES + "))");
    }
    connection.setAutoCommit(false);
    try (PreparedStatement insert =
        connection.prepareStatement("insert into large values (?, ?)")) {
      for (int row = 0; row < rows && !ended; row++) {
        random.nextBytes(data);
        insert.setInt(1, row);
        insert.setBytes(2, data);
        insert.executeUpdate();
        if (row % BATCH == 0) {
          connection.commit();
        }
      }
    }
    connection.commit();
    return rows;
  }

  private static void read(Connection connection, int rows, int perSecond) throws Exception {
    Random random = new Random(SEED);
    long done = 0;
    try (PreparedStatement select =
        connection.prepareStatement("select data from large where id = ?")) {
      while (!ended) {
        long next = System.nanoTime() + 1_000_000_000;
        for (int i = 0; i < perSecond && !ended && System.nanoTime() - next < 0; i++, done++) {
          select.setInt(1, random.nextInt(rows));
          try (ResultSet result = select.executeQuery()) {
            if (!result.next() || result.getBytes(1).length != ROW_BYTES) {
              throw new SQLException("a row is not as it was written");
            }
          }
        }
        System.out.println(System.currentTimeMillis() + " " + done);
        while (!ended && System.nanoTime() - next < 0) {
          Thread.sleep(10);
        }
      }
    }
  }
}
