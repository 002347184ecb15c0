package io.birthmark.station.database;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.Function;

/** {@code sha256(X, …)} for migrations: of the bytes of all its arguments, one after the other. */
final class Sha256Function extends Function {

  static void addTo(Connection connection) throws SQLException {
    Function.create(connection, "sha256", new Sha256Function());
  }

  @Override
  protected void xFunc() throws SQLException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
    for (int i = 0; i < args(); i++) {
      digest.update(value_blob(i));
    }
    result(digest.digest());
  }
}
