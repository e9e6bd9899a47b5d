package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class PageRequestTest {

  private static final List<String> ALL = List.of("b", "a", "e", "c", "d");

  @Test
  void walksThroughAListWithoutLossOrRepetition() {
    var first = slice(PageRequest.of("2", null));
    var second = slice(PageRequest.of("2", first.next()));
    var third = slice(PageRequest.of("2", second.next()));
    assertThat(first.items()).containsExactly("a", "b");
    assertThat(second.items()).containsExactly("c", "d");
    assertThat(third.items()).containsExactly("e");
    assertThat(third.next()).isNull();
  }

  @Test
  void hasNoNextWhenTheLastPageIsFull() {
    assertThat(slice(PageRequest.of("5", null)).next()).isNull();
  }

  @Test
  void takesFiftyUnlessToldOtherwise() {
    assertThat(PageRequest.of(null, null).limit()).isEqualTo(50);
  }

  @Test
  void refusesACursorOfAnotherList() {
    var page = PageRequest.of(null, slice(PageRequest.of("1", null)).next());
    assertThatThrownBy(() -> page.after(_ -> Optional.<Long>empty()))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("cursor");
  }

  private static Page<String> slice(PageRequest page) {
    return page.slice(ALL, Function.identity(), Function.identity());
  }
}
