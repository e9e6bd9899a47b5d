package dev.berth.watchdog.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CareTest {

  @Test
  void whatAnswersIsFine() {
    assertThat(Care.answered()).isEqualTo(new Care.Fine());
  }

  @Test
  void startsAServerAnewThatDidNotAnswerThreeTimesInARow() {
    assertThat(Care.silent(0)).isEqualTo(new Care.Wait(1));
    assertThat(Care.silent(1)).isEqualTo(new Care.Wait(2));
    assertThat(Care.silent(2)).isEqualTo(new Care.Restart(3));
    assertThat(Care.silent(3)).isEqualTo(new Care.Wait(4));
  }

  @Test
  void doesSoLessAndLessOftenWhereItDoesNotHelp() {
    assertThat(
            IntStream.range(0, 100).filter(failed -> Care.silent(failed) instanceof Care.Restart))
        .containsExactly(2, 5, 11, 23, 47, 95);
  }

  @Test
  void anotherServerInItsPlaceIsToldOfAndNotRestarted() {
    assertThat(Care.another(0)).isEqualTo(new Care.Wait(1));
    assertThat(Care.another(2)).isEqualTo(new Care.TellOfAnother(3));
    assertThat(Care.another(5)).isEqualTo(new Care.TellOfAnother(6));
  }
}
