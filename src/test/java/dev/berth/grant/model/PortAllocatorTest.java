package dev.berth.grant.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.kernel.PortNumber;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PortAllocatorTest {

  private static final PortRange RANGE =
      new PortRange(new PortNumber(22_000), new PortNumber(22_002));

  @Test
  void beginsAtTheLowest() {
    assertThat(choose(null)).contains(port(22_000));
  }

  @Test
  void goesOnFromTheLastOneRoundTheRange() {
    assertThat(choose(22_000)).contains(port(22_001));
    assertThat(choose(22_001)).contains(port(22_002));
    assertThat(choose(22_002)).contains(port(22_000));
  }

  @Test
  void skipsWhatIsInUse() {
    assertThat(choose(22_000, 22_001)).contains(port(22_002));
    assertThat(choose(22_001, 22_002, 22_000)).contains(port(22_001));
  }

  @Test
  void findsNoneWhereAllAreInUse() {
    assertThat(choose(22_001, 22_000, 22_001, 22_002)).isEmpty();
  }

  @Test
  void beginsAnewWhereTheLastOneIsOutsideOfTheRange() {
    assertThat(choose(21_000)).contains(port(22_000));
    assertThat(choose(30_000)).contains(port(22_000));
  }

  @Test
  void managesARangeOfOne() {
    var one = new PortRange(port(22_000), port(22_000));
    assertThat(PortAllocator.choose(one, Set.of(), Optional.of(port(22_000))))
        .contains(port(22_000));
    assertThat(one.size()).isEqualTo(1);
  }

  @Test
  void knowsNoEmptyRange() {
    assertThatThrownBy(() -> new PortRange(port(22_001), port(22_000)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("port range 22001-22000 is empty");
  }

  private static Optional<PortNumber> choose(Integer last, Integer... unavailable) {
    return PortAllocator.choose(
        RANGE,
        Arrays.stream(unavailable).map(PortNumber::new).collect(Collectors.toSet()),
        Optional.ofNullable(last).map(PortNumber::new));
  }

  private static PortNumber port(int number) {
    return new PortNumber(number);
  }
}
