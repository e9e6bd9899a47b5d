package dev.berth.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseFailureTest {

  @ParameterizedTest
  @CsvSource({
    "08001,true", "08006,true", "53300,true", "57P01,true", "57P03,true",
    "23505,false", "40001,false", "42601,false", "57014,false", "22021,false"
  })
  void tellsNoAnswerFromARefusal(String state, boolean unavailable) {
    var wrapped = new IllegalStateException(new RuntimeException(new SQLException("x", state)));
    assertThat(DatabaseFailure.isUnavailable(wrapped)).isEqualTo(unavailable);
  }

  @Test
  void knowsThePoolsTimeout() {
    assertThat(
            DatabaseFailure.isUnavailable(
                new SQLException("Acquisition timeout while waiting for new connection")))
        .isTrue();
    assertThat(DatabaseFailure.isUnavailable(new SQLException("something else"))).isFalse();
  }

  @Test
  void knowsARefusedConnection() {
    assertThat(DatabaseFailure.isUnavailable(new RuntimeException(new ConnectException())))
        .isTrue();
  }

  @Test
  void seesWhatACommitThatFailedSuppressed() {
    var commit = new RuntimeException("could not commit");
    commit.addSuppressed(new IllegalStateException(new SQLException("I/O error", "08006")));
    assertThat(DatabaseFailure.isUnavailable(new IllegalStateException(commit))).isTrue();
  }

  @Test
  void endsOnCausesThatGoInCircles() {
    var one = new RuntimeException("one");
    one.initCause(new RuntimeException("two", one));
    assertThat(DatabaseFailure.isUnavailable(one)).isFalse();
  }
}
