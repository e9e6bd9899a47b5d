package dev.berth.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseIdTest {

  private static final String ULID = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

  @Test
  void namesItsContainerInLowerCase() {
    assertThat(new LeaseId(ULID).containerName()).isEqualTo("berth-01arz3ndektsv4rrffq69g5fav");
    assertThat(new LeaseId(ULID)).hasToString(ULID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "box",
        "01arz3ndektsv4rrffq69g5fav",
        "81ARZ3NDEKTSV4RRFFQ69G5FAV",
        "01ARZ3NDEKTSV4RRFFQ69G5FA",
        "01ARZ3NDEKTSV4RRFFQ69G5FAVX",
        "01ARZ3NDEKTSV4RRFFQ69G5FAI",
        "01ARZ3NDEKTSV4RRFFQ69G5FAV\n"
      })
  void isAUlidAndNothingElse(String text) {
    assertThat(LeaseId.isValid(text)).isFalse();
    assertThatThrownBy(() -> new LeaseId(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
